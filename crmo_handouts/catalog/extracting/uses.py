"""A root's handouts -> on which sheets each text is printed, and who reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crmo_handouts.catalog.extracting.notes import Words
from crmo_handouts.catalog.extracting.tomltexts import Printed
from crmo_handouts.project import Project
from crmo_handouts.source.table import load_table

EVERY_SHEET = Printed("every sheet", "everybody who is given one")
NO_SHEET = Printed("no sheet yet", "")

_SAFETY_CALL = re.compile(r"""\bsafety\(\s*["']([\w-]+)["']""")


@dataclass(frozen=True, slots=True)
class Head:
    """What is told of a handout, and what it takes of the shared texts."""

    printed: Printed
    fields: frozenset[str]
    safety: frozenset[str]


def read_head(folder: Path) -> Head:
    """Read a handout's folder; raises SourceError when its handout.toml cannot be read."""
    table = load_table(folder / "handout.toml").items
    title = table.get("title") or folder.name
    readers = re.sub(r"^For\s+", "", str(table.get("audience", "")))
    called = (
        safety_id
        for path in folder.rglob("*.jinja")
        # Its bytes are judged where its messages are read.
        for safety_id in _SAFETY_CALL.findall(path.read_text("utf-8", errors="replace"))
    )
    return Head(
        Printed(f"“{title}”", readers),
        frozenset(_members(table.get("fields"))),
        frozenset((*_members(table.get("safety")), *called)),
    )


def fields_of(heads: Iterable[Head]) -> Callable[[str], Printed]:
    """Tell on which sheets a shared field is."""
    known = tuple(heads)
    return lambda key: _together(head for head in known if key in head.fields)


def safety_of(heads: Iterable[Head]) -> Callable[[str], Printed]:
    """Tell on which sheets a safety string is."""
    known = tuple(heads)
    return lambda key: _together(head for head in known if key in head.safety)


def load_words(project: Project) -> Words:
    """Load the words that no translator may change; raises SourceError for a faulty list."""
    path = project.find("handouts", "_shared", "keep.toml")
    if path is None:
        return Words()
    table = load_table(path)
    table.only(("letters", "medicines"))
    return Words(table.texts("letters"), table.texts("medicines"))


def _together(heads: Iterable[Head]) -> Printed:
    printed = [head.printed for head in heads]
    if not printed:
        return NO_SHEET
    return Printed(_joined(one.where for one in printed), _joined(one.readers for one in printed))


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, texts)))


def _members(value: Any) -> Iterator[str]:
    """Yield the texts of a list or the keys of a table; what is neither is judged elsewhere."""
    if isinstance(value, dict | list):
        yield from (member for member in value if isinstance(member, str))
