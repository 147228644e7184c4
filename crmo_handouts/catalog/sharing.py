"""A handout -> which of the shared messages its sheet takes.

Its fields, its safety strings, and what every sheet has. What the handout itself says is all its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from crmo_handouts.catalog.extracting.uses import read_head
from crmo_handouts.project import Project
from crmo_handouts.source import load_fields, load_safety


class Shared(Protocol):
    """A shared message, in whatever form: where its text stands, by its author's files."""

    @property
    def context(self) -> str | None:
        """What it means, or which field or safety string it is of."""

    @property
    def references(self) -> tuple[str, ...]:
        """`file:line` of each of its places."""


@dataclass(frozen=True, slots=True)
class Uses:
    """What a handout takes of the shared texts; of those of no field and no safety string, all.

    `hidden` are shared files of the roots below that the nearest root has a file in the place of.
    """

    fields: frozenset[str]
    safety: frozenset[str]
    known_fields: frozenset[str]
    known_safety: frozenset[str]
    hidden: frozenset[str]

    def has(self, message: Shared, *, below: bool) -> bool:
        """Tell whether the handout uses a shared message; `below`, of a root below the nearest."""
        files = {reference.rpartition(":")[0] for reference in message.references}
        if below and files and files <= self.hidden:
            return False
        context = message.context or ""
        if context in self.known_safety:
            return context in self.safety
        field = _OF_FIELD.match(context)
        return not field or field[1] not in self.known_fields or field[1] in self.fields


_OF_FIELD = re.compile(r"(?:field|help|choice|group):(\w+)")


def load_uses(project: Project, handout_id: str) -> Uses:
    """Load what a handout uses, from its folder in each root.

    Raises SourceError when a handout.toml or a shared file cannot be read.
    """
    folders = [root / "handouts" / handout_id for root in project.roots]
    heads = [read_head(folder) for folder in folders if (folder / "handout.toml").is_file()]
    known = frozenset(load_safety(project))
    nearest, *below = [_shared_files(root) for root in project.roots]
    # A part that every sheet may be built of says its own safety strings.
    parts = "\n".join(
        path.read_text("utf-8", errors="replace")
        for files in (nearest, *below)
        for path in files.values()
        if path.suffix == ".jinja"
    )
    said = frozenset(safety_id for safety_id in known if f'"{safety_id}"' in parts)
    return Uses(
        fields=frozenset(key for head in heads for key in head.fields),
        safety=said.union(*(head.safety for head in heads)),
        known_fields=frozenset(load_fields(project)),
        known_safety=known,
        hidden=frozenset(name for files in below for name in files if name in nearest),
    )


def _shared_files(root: Path) -> Mapping[str, Path]:
    """Return a root's shared files by their names within it."""
    paths = sorted((root / "handouts" / "_shared").glob("*"))
    return {path.relative_to(root).as_posix(): path for path in paths if path.is_file()}
