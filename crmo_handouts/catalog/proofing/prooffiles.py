"""The .po files of a proof: read as far as they can be, with their findings by message."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crmo_handouts.catalog import markup
from crmo_handouts.catalog.catalog import show
from crmo_handouts.catalog.po.entry import Entry, PoFile
from crmo_handouts.catalog.po.salvage import Unread, salvage_po
from crmo_handouts.catalog.reviewing.inventory import Inventory
from crmo_handouts.checking import Finding
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


class MessageFindings:
    """Findings by the message that they are about: that on whose lines they are."""

    def __init__(self, files: ProofFiles, report: Iterable[Finding]) -> None:
        self._files, self._project = files, files.project
        self._starts: dict[str, list[int]] = {}
        self._found: dict[tuple[str, int], list[Finding]] = {}
        self._all = tuple(report)
        for finding in self._all:
            file, _, line = finding.place.rpartition(":")
            if line.isdecimal():
                self._found.setdefault((file, int(line)), []).append(finding)

    def of(self, path: Path, entry: Entry) -> tuple[Finding, ...]:
        """Return the findings from a message's first line to the next message's."""
        name = show(self._project, path)
        starts = self._starts_of(name, path)
        mine = bisect_right(starts, entry.line)
        return tuple(
            finding
            for (file, line), found in self._found.items()
            if file == name and bisect_right(starts, line) == mine
            for finding in found
        )

    def of_no_message(self) -> tuple[Finding, ...]:
        """Return those of a whole file: of its header, or of no line at all."""
        return tuple(finding for finding in self._all if not self._is_of_message(finding))

    def _is_of_message(self, finding: Finding) -> bool:
        file, _, line = finding.place.rpartition(":")
        starts = self._starts.get(file, [])
        return line.isdecimal() and bisect_right(starts, int(line)) > 0

    def _starts_of(self, name: str, path: Path) -> list[int]:
        if name not in self._starts:
            entries = self._files.load(path).entries
            self._starts[name] = sorted(
                entry.line - (entry.context is not None) for entry in entries
            )
        return self._starts[name]
