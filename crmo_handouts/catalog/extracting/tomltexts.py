"""The texts of an author's TOML file -> messages: titles, fields, choices, safety strings.

A message's context says where its text stands, and is its identity: when the text changes, it is
still the same message. It knows which keys hold texts, not what the keys mean.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from crmo_handouts.catalog.extracting.notes import Standing, Words, write_notes
from crmo_handouts.catalog.po.entry import Entry
from crmo_handouts.source.table import load_table

SOURCES_OF_LABEL = "none (label)"
WHO_FILLS_IN = "the person who fills in the sheet"

_HEAD = {
    "title": ("title", "Also the name of the sheet in a list of files."),
    "audience": ("audience", "Who the sheet is for."),
    "summary": ("hidden", "One sentence about the sheet, in the properties of its PDF."),
}
_FIELD_TEXTS = {
    "label": ("field", "label"),
    "help": ("help", "hidden"),
}
_MEMBER_TEXTS = {
    "choices": ("choice", "choice"),
    "groups": ("group", "group"),
}


@dataclass(frozen=True, slots=True)
class Printed:
    """On which sheets a text is printed: what to call the place, and who reads it there."""

    where: str
    readers: str


Uses = Callable[[str], Printed]
"""Tells where a shared text is printed, by the key of its field or the id of its string."""


def handout_texts(path: Path, *, name: str, printed: Printed, words: Words) -> Iterator[Entry]:
    """Yield the messages of a `handout.toml`, called `name` in their references."""
    texts = _Texts(path, name, words)
    yield from texts.head(printed)
    yield from texts.fields(texts.table.get("fields", {}), lambda _: printed)


def field_texts(path: Path, *, name: str, uses: Uses, words: Words) -> Iterator[Entry]:
    """Yield the messages of the shared `fields.toml`."""
    texts = _Texts(path, name, words)
    yield from texts.fields(texts.table, uses)


def safety_texts(path: Path, *, name: str, uses: Uses, words: Words) -> Iterator[Entry]:
    """Yield the messages of `safety.toml`, one a safety string."""
    yield from _Texts(path, name, words).safety(uses)


class _Texts:
    """One TOML file, its table and its lines: tomllib says nothing of where a value stands."""

    def __init__(self, path: Path, name: str, words: Words) -> None:
        self.table = load_table(path).items
        self.lines = path.read_text("utf-8-sig").splitlines()
        self.name = name
        self.words = words

    def head(self, printed: Printed) -> Iterator[Entry]:
        for key, (kind, note) in _HEAD.items():
            standing = Standing(printed.where, printed.readers, kind, note=note)
            text = self.table.get(key)
            yield from self._entry(key, text, standing, {}, line=self._line_of_key(key, 1))

    def fields(self, fields: Mapping[str, Any], uses: Uses) -> Iterator[Entry]:
        for key, table in fields.items():
            if not isinstance(table, Mapping):
                continue
            printed = uses(key)
            where = f"{printed.where}, field {key}"
            start = self._line_of_table(key)
            for text, (prefix, kind) in _FIELD_TEXTS.items():
                readers = WHO_FILLS_IN if text == "help" else printed.readers
                standing = Standing(where, readers, kind)
                line = self._line_of_key(text, start)
                yield from self._entry(
                    f"{prefix}:{key}", table.get(text), standing, table, line=line
                )
            for members, (prefix, kind) in _MEMBER_TEXTS.items():
                standing = Standing(where, printed.readers, kind)
                yield from self._members(f"{prefix}:{key}", table.get(members, ()), standing, start)

    def safety(self, uses: Uses) -> Iterator[Entry]:
        for key, table in self.table.items():
            if isinstance(table, Mapping):
                printed = uses(key)
                where = f"{printed.where}, safety string {key}"
                standing = Standing(where, printed.readers, "sentence", critical=True)
                line = self._line_of_key("text", self._line_of_table(key))
                yield from self._entry(key, table.get("text"), standing, table, line=line)

    def _members(
        self, context: str, members: Sequence[Mapping[str, Any]], standing: Standing, start: int
    ) -> Iterator[Entry]:
        for member in members:
            text = member.get("text")
            line = self._line_of_value("id", str(member.get("id")), start)
            line = self._line_of_value("text", str(text), line)
            yield from self._entry(
                f"{context}:{member.get('id')}", text, standing, member, line=line
            )

    def _entry(
        self, context: str, text: Any, standing: Standing, table: Mapping[str, Any], *, line: int
    ) -> Iterator[Entry]:
        if not isinstance(text, str) or not text.strip():
            return
        sources = ", ".join(table.get("sources", ())) or SOURCES_OF_LABEL
        note = " ".join((standing.note, table.get("note", ""), f"Sources: {sources}."))
        entry = Entry(text, context=context, references=(f"{self.name}:{line}",))
        lines = write_notes(entry, replace(standing, note=note), self.words)
        yield replace(entry, extracted=lines)

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
