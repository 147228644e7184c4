"""A .jsonl file -> Table: an object a line, whose keys are the columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from crmo_handouts.delivery.merge.table import MOST_COLUMNS, Row
from crmo_handouts.errors import RecipientError
from crmo_handouts.source.faults import shown

LONGEST_LINE = 4_000_000
"""Most bytes of a line that is still read, to be refused as a fault of its row."""

_HINT = 'each line is one object: {"child_name": "…", "valid_to": "2027-03-31"}'


class JsonLinesTable:
    """A file with an object a line; a row's number is its line."""

    typed = True

    def __init__(self, path: Path) -> None:
        self.path = path
        keys: dict[str, None] = {}
        for _, value, _ in self._objects():
            keys.update(dict.fromkeys(value))
            if len(keys) > MOST_COLUMNS:
                raise RecipientError(
                    f"has more than {MOST_COLUMNS} different keys", where=str(path), hint=_HINT
                )
        self.headers = tuple(keys)

    def rows(self) -> Iterator[Row]:
        """Yield the rows."""
        for number, value, fault in self._objects():
            cells = tuple(value.get(key) for key in self.headers) if not fault else ()
            yield Row(number, cells, fault, _HINT if fault else "")

    def place(self, column: int) -> str:
        """Name a column by its key."""
        return f'key "{shown(self.headers[column])}"'

    def _objects(self) -> Iterator[tuple[int, dict[str, Any], str]]:
        with self.path.open("rb") as file:
            number = 0
            while line := file.readline(LONGEST_LINE):
                number += 1
                if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                    raise RecipientError(
                        "is far too long", where=f"{self.path}: row {number}", hint=_HINT
                    )
                if line.strip(b" \t\r\n\xef\xbb\xbf"):
                    value, fault = _read_object(line)
                    yield number, value, fault


def _read_object(line: bytes) -> tuple[dict[str, Any], str]:
    try:
        value = json.loads(
            line.decode("utf-8-sig"), object_pairs_hook=_table, parse_constant=_refuse
        )
    except json.JSONDecodeError as error:
        return {}, f"is not valid JSON from character {error.colno} on"
    except (ValueError, RecursionError):  # no UTF-8, a number of thousands of digits
        return {}, "is not valid JSON"
    if not isinstance(value, dict):
        return {}, "is no object of keys and values"
    return value, ""


def _table(members: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(members)
    if len(table) < len(members):
        raise ValueError("a key stands twice")
    return table


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON value")
