"""A handout in a language -> every message its sheet is made of, and how far each has come.

Its own messages, and of the shared ones those that it uses: its fields, its safety strings, and what
every sheet has. What the template of messages asks for and the .po file lacks is there too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crmo_handouts.catalog.catalog import SHARED, po_path, show
from crmo_handouts.catalog.extracting.extract import read_pots
from crmo_handouts.catalog.po.entry import Entry, Key, PoFile
from crmo_handouts.catalog.po.pofile import load_po
from crmo_handouts.catalog.reviewing.records import (
    MessageState,
    Reviews,
    message_state,
    read_reviews,
)
from crmo_handouts.catalog.sharing import load_uses
from crmo_handouts.project import Project

Wanted = Mapping[str, Sequence[Entry]]
"""What handouts and their shared parts ask for, by the domain of the .po file."""


@dataclass(frozen=True, slots=True)
class Item:
    """One message of a sheet: as the handout asks for it, and as its language says it.

    `entry` is None where the file has no such message; `path` is the file that has it, or would.
    `asked` is false where no handout asks for it any more, and the file has it still.
    """

    wanted: Entry
    entry: Entry | None
    domain: str
    path: Path
    asked: bool = True

    @property
    def state(self) -> MessageState:
        """How far it has come."""
        return MessageState.MISSING if self.entry is None else message_state(self.entry)

    @property
    def reviews(self) -> Reviews:
        """Who has reviewed it."""
        return Reviews() if self.entry is None else read_reviews(self.entry)

    @property
    def part(self) -> str:
        """Where it stands on the sheet, in its author's words; of a shared text, in which field."""
        where = next(
            (note[len(_WHERE) :] for note in self.wanted.extracted if note.startswith(_WHERE)), ""
        )
        return _TITLES.sub("", where) or _HEAD


_WHERE = "Where: "
_TITLES = re.compile(r"^“[^”]*”(?:; “[^”]*”)*(?:, |$)")
_HEAD = "head"


class Inventory:
    """What a project's handouts ask for, and its .po files, each read once.

    The handouts are read as they are now: also what `catalog extract` has not seen yet is asked for.
    """

    def __init__(self, project: Project) -> None:
        """Read the handouts; raises SourceError when one cannot be read."""
        self.project = project
        self._wanted = _read_wanted(project)
        self._files: dict[Path, PoFile] = {}

    def items(self, handout_id: str, locale_id: str) -> tuple[Item, ...]:
        """List the messages of a handout in a language, its own before the shared ones.

        Raises CatalogError when a .po file cannot be read.
        """
        uses = load_uses(self.project, handout_id)
        own = list(self._items(handout_id, locale_id))
        keys = {item.wanted.key for item in own}
        # The handout's own message of the same identity is the one that is printed.
        shared = (item for item in self._items(SHARED, locale_id) if item.wanted.key not in keys)
        used = (item for item in shared if uses.has(item.wanted, below=self._is_below(item.path)))
        return (*own, *used)

    def _items(self, domain: str, locale_id: str) -> Iterator[Item]:
        """Yield a domain's messages: what is asked for, then what the files have beside it."""
        paths = [po_path(root, locale_id, domain) for root in self.project.roots]
        there = [path for path in paths if path.exists()]
        said: dict[Key, tuple[Entry, Path]] = {}
        for path in there:
            for message in self.load(path).active:
                said.setdefault(message.key, (message, path))
        for wanted in self._wanted.get(domain, ()):
            found = said.pop(wanted.key, None)
            entry, path = found or (None, (there or paths)[0])
            yield Item(wanted, entry, domain, path)
        for entry, path in said.values():
            yield Item(entry, entry, domain, path, asked=False)

    def _is_below(self, path: Path) -> bool:
        return not path.is_relative_to(self.project.roots[0])

    def load(self, path: Path) -> PoFile:
        """Load a .po file, once; raises CatalogError when it cannot be read."""
        if path not in self._files:
            self._files[path] = load_po(path, name=show(self.project, path))
        return self._files[path]


def _read_wanted(project: Project) -> Wanted:
    """Read all that is to be translated: of a handout the nearest root's, of shared parts all."""
    wanted: dict[str, dict[Key, Entry]] = {}
    for depth in range(len(project.roots)):
        for domain, pot in read_pots(replace(project, roots=project.roots[depth:])).items():
            if domain in wanted and domain != SHARED:
                continue
            known = wanted.setdefault(domain, {})
            for entry in pot.active:
                known.setdefault(entry.key, entry)
    return {domain: tuple(entries.values()) for domain, entries in wanted.items()}
