"""An author's TOML file -> Table: read strictly, so that a typing error is told, not passed over.

It knows keys and types only; what a value means is for `fields`, `handout` and `clinic` to say.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from crmo_handouts.errors import SourceError

T = TypeVar("T")


def load_table(path: Path) -> Table:
    """Load a TOML file.

    Raises SourceError when it cannot be read, is not UTF-8 or is not TOML; tomllib's message names
    the line and the column.
    """
    try:
        return Table(tomllib.loads(path.read_text("utf-8-sig")), str(path))
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise SourceError("is not UTF-8 text", where=str(path)) from error
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"is not valid TOML: {error}", where=str(path)) from error
    except (ValueError, RecursionError) as error:
        raise SourceError("has too long a number or too deep a table", where=str(path)) from error


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a TOML file, with the file it is in and its own key."""

    items: Mapping[str, Any]
    file: str
    key: str = ""

    def __contains__(self, key: str) -> bool:
        """Tell whether the table has the key."""
        return key in self.items

    def error(self, key: str, message: str, *, hint: str = "") -> SourceError:
        """Make the error about one key: `file: fields.dob.max_age: …`."""
        place = self._place(key)
        where = f"{self.file}: {place}" if place else self.file
        return SourceError(message, where=where, hint=hint)

    def only(self, known: Collection[str]) -> None:
        """Raise SourceError when the table has a key that is not known, with the nearest name."""
        for key in self.items:
            if key not in known:
                names = f"the keys here are {', '.join(sorted(known))}"
                raise self.error(key, "unknown key", hint=meant(key, known) + names)

    def tables(self) -> Iterator[tuple[str, Table]]:
        """Yield each member, which must be a table itself."""
        for key in self.items:
            yield key, self.table(key)

    def table(self, key: str) -> Table:
        """Read a table, an empty one when it is absent."""
        return Table(self._read(key, dict, "a table", {}), self.file, self._place(key))

    def list_of_tables(self, key: str) -> list[Table]:
        """Read an array of tables, an empty one when it is absent."""
        items = self._read(key, list, "a list of tables", [])
        if not all(isinstance(item, dict) for item in items):
            raise self.error(key, "must be a list of tables")
        place = self._place(key)
        return [Table(item, self.file, f"{place}[{index}]") for index, item in enumerate(items)]

    def text(self, key: str, default: str | None = None) -> str:
        """Read a text; one that must be there must say something."""
        text = self._read(key, str, "a text in quotes", default)
        if default is None and not text.strip():
            raise self.error(key, "must not be empty")
        return text

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Read true or false."""
        return self._read(key, bool, "true or false", default)

    def day(self, key: str) -> date:
        """Read a date; one with a time of day is refused."""
        day = self._read(key, date, "a date such as 2026-11-21", None)
        if isinstance(day, datetime):
            raise self.error(key, "must be a date without a time")
        return day

    def whole(self, key: str) -> int:
        """Read a whole number, not negative."""
        number = self._read(key, int, "a whole number", None)
        if isinstance(number, bool) or number < 0:
            raise self.error(key, "must be a whole number, not negative")
        return number

    def whole_or_none(self, key: str) -> int | None:
        """Read a whole number, None when it is absent."""
        return self.whole(key) if key in self.items else None

    def number(self, key: str) -> float | None:
        """Read a number, None when it is absent."""
        value = self.items.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, "must be a number")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts, an empty one when it is absent; no member stands twice."""
        members = self._read(key, list, "a list of texts", [])
        if not all(isinstance(member, str) and member for member in members):
            raise self.error(key, "must be a list of texts in quotes")
        if len(set(members)) < len(members):
            raise self.error(key, "has a member twice")
        return tuple(members)

    def _place(self, key: str) -> str:
        return ".".join(part for part in (self.key, key) if part)

    def _read(self, key: str, kind: type[T], wanted: str, default: T | None) -> T:
        if key not in self.items:
            if default is None:
                raise self.error(key, "is missing", hint=f"write {wanted}")
            return default
        value = self.items[key]
        # bool is a kind of int, and datetime a kind of date: their readers tell them apart.
        if not isinstance(value, kind):
            raise self.error(key, f"must be {wanted}")
        return value


LONGEST_NAME = 60
"""Longer than any name of ours, in characters: comparing longer ones costs time for nothing."""


def nearest(name: str, known: Collection[str]) -> str | None:
    """Return the known name that is most like this one, or None."""
    if len(name) > LONGEST_NAME:
        return None
    wanted = name.strip().lower().replace(" ", "_")
    return next(iter(difflib.get_close_matches(wanted, sorted(known), n=1, cutoff=0.6)), None)


def meant(name: str, known: Collection[str]) -> str:
    """Write the beginning of a hint: `did you mean valid_to? `, or nothing."""
    name_like_it = nearest(name, known)
    return f"did you mean {name_like_it}? " if name_like_it else ""
