"""The .po files of a proof: read as far as they can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crmo_handouts.catalog import markup
from crmo_handouts.catalog.catalog import show
from crmo_handouts.catalog.po.entry import PoFile
from crmo_handouts.catalog.po.salvage import Unread, salvage_po
from crmo_handouts.catalog.reviewing.inventory import Inventory
from crmo_handouts.project import Project

UNSEEN = re.compile(f"[{''.join(sorted(markup.BIDI_FORBIDDEN))}]")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Lines of a .po file that are no message; `place` is the `file:line` at fault."""

    place: str
    text: str
    fault: str
    hint: str


class ProofFiles(Inventory):
    """What a project's handouts ask for, and of its .po files what can be read of them."""

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self.unread: dict[Path, tuple[Unread, ...]] = {}

    def load(self, path: Path) -> PoFile:
        """Load what can be read of a .po file, once."""
        if path not in self._files:
            salvaged = salvage_po(path, name=show(self.project, path))
            self._files[path], self.unread[path] = salvaged.po, salvaged.unread
        return self._files[path]

    def unreadable(self) -> Iterator[Unreadable]:
        """Yield the lines that are no messages, of the files that were loaded."""
        for path, all_unread in self.unread.items():
            yield from (_unreadable(show(self.project, path), unread) for unread in all_unread)

    def forget(self) -> None:
        """Forget the .po files, and keep what the handouts ask for."""
        self._files.clear()
        self.unread.clear()


def visible(text: str) -> str:
    """Return a text with the characters that are not seen, or that hide others, as their codes."""

    def shown(character: str) -> str:
        hidden = markup.hidden_control(character) or UNSEEN.match(character)
        return f"[U+{ord(character):04X}]" if hidden else character

    return "".join(map(shown, text)) if markup.hidden_control(text) or UNSEEN.search(text) else text


def _unreadable(name: str, unread: Unread) -> Unreadable:
    fault = unread.fault
    text = visible(unread.text.replace("\n", " \N{RETURN SYMBOL} "))
    return Unreadable(fault.where or name, text, fault.message, fault.hint)
