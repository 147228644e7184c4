"""The texts of an author's TOML file -> messages: titles, fields, choices, safety strings.

A message's context says where its text stands, and is its identity: when the text changes, it is
still the same message. It knows which keys hold texts, not what the keys mean.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from crmo_handouts.catalog.entry import Entry
from crmo_handouts.source.table import load_table

SOURCES_OF_LABEL = "none (label)"

_HEAD = {
    "title": "Title of the handout: at the top of the sheet, and its name in a list of files.",
    "audience": "Under the title: who the handout is for.",
    "summary": "One sentence about the handout, in the properties of the PDF. Not printed.",
}
_FIELD_TEXTS = {
    "label": ("field", "Label of the field {key!r}, printed beside its value or its line."),
    "help": (
        "help",
        "Help for the person who fills in the field {key!r}. Not printed on the sheet.",
    ),
}
_MEMBER_TEXTS = {
    "choices": ("choice", "A choice of the field {key!r}."),
    "groups": ("group", "Heading over choices of the field {key!r}."),
}


def handout_texts(path: Path, *, name: str) -> Iterator[Entry]:
    """Yield the messages of a `handout.toml`, called `name` in their references."""
    texts = _Texts(path, name)
    yield from texts.head()
    yield from texts.fields(texts.table.get("fields", {}))


def field_texts(path: Path, *, name: str) -> Iterator[Entry]:
    """Yield the messages of the shared `fields.toml`."""
    texts = _Texts(path, name)
    yield from texts.fields(texts.table)


def safety_texts(path: Path, *, name: str) -> Iterator[Entry]:
    """Yield the messages of `safety.toml`, one a safety string."""
    yield from _Texts(path, name).safety()


class _Texts:
    """One TOML file, its table and its lines: tomllib says nothing of where a value stands."""

    def __init__(self, path: Path, name: str) -> None:
        self.table = load_table(path).items
        self.lines = path.read_text("utf-8-sig").splitlines()
        self.name = name

    def head(self) -> Iterator[Entry]:
        for key, note in _HEAD.items():
            yield from self._entry(
                key, self.table.get(key), note, {}, line=self._line_of_key(key, 1)
            )

    def fields(self, fields: Mapping[str, Any]) -> Iterator[Entry]:
        for key, table in fields.items():
            if not isinstance(table, Mapping):
                continue
            start = self._line_of_table(key)
            for text, (prefix, note) in _FIELD_TEXTS.items():
                line = self._line_of_key(text, start)
                yield from self._entry(
                    f"{prefix}:{key}", table.get(text), note.format(key=key), table, line=line
                )
            for members, (prefix, note) in _MEMBER_TEXTS.items():
                yield from self._members(
                    f"{prefix}:{key}", table.get(members, ()), note.format(key=key), start
                )

    def safety(self) -> Iterator[Entry]:
        for key, table in self.table.items():
            if isinstance(table, Mapping):
                note = f"Safety string {key}: safety-critical, its meaning must not change."
                line = self._line_of_key("text", self._line_of_table(key))
                yield from self._entry(key, table.get("text"), note, table, line=line)

    def _members(
        self, context: str, members: Sequence[Mapping[str, Any]], note: str, start: int
    ) -> Iterator[Entry]:
        for member in members:
            text = member.get("text")
            line = self._line_of_value("id", str(member.get("id")), start)
            line = self._line_of_value("text", str(text), line)
            yield from self._entry(f"{context}:{member.get('id')}", text, note, member, line=line)

    def _entry(
        self, context: str, text: Any, note: str, table: Mapping[str, Any], *, line: int
    ) -> Iterator[Entry]:
        if not isinstance(text, str) or not text.strip():
            return
        sources = ", ".join(table.get("sources", ())) or SOURCES_OF_LABEL
        notes = (note, table.get("note", ""), f"Sources: {sources}.")
        yield Entry(
            text,
            context=context,
            extracted=(" ".join(" ".join(notes).split()),),
            references=(f"{self.name}:{line}",),
        )

    def _line_of_table(self, key: str) -> int:
        header = rf"\s*\[\[?\s*(fields\s*\.\s*)?[\"']?{re.escape(key)}[\"']?\s*[.\]]"
        return self._line_of(re.compile(rf"{header}|\s*[\"']?{re.escape(key)}[\"']?\s*="), 1)

    def _line_of_key(self, key: str, start: int) -> int:
        return self._line_of(re.compile(rf"(.*[{{,])?\s*{key}\s*="), start)

    def _line_of_value(self, key: str, text: str, start: int) -> int:
        basic = re.escape(json.dumps(text, ensure_ascii=False))
        return self._line_of(re.compile(rf".*\b{key}\s*=\s*({basic}|'{re.escape(text)}')"), start)

    def _line_of(self, pattern: re.Pattern[str], start: int) -> int:
        """Return the first line from `start` on that matches, or `start` itself."""
        numbered = enumerate(self.lines[start - 1 :], start)
        return next((number for number, line in numbered if pattern.match(line)), start)
