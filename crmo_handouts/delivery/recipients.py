"""A data file -> a table of raw values: what one reader's sheet is filled with.

It reads TOML and JSON strictly and says where they break. What the values mean is for
`source.values` to judge; nothing of them is repeated in a message.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from crmo_handouts.errors import RecipientError

LARGEST = 1_000_000
"""Largest data file, bytes: a filled letter has about 2,000."""

DEEPEST = 100
"""Most tables and lists inside each other; our data has three."""

_TOML_PLACE = re.compile(r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", re.DOTALL)


def load_data(path: Path) -> dict[str, Any]:
    """Load the data for one sheet, from `.toml` or `.json` in UTF-8.

    Raises RecipientError when the file cannot be read, with line and column where its syntax
    breaks.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise RecipientError(
            "is neither .toml nor .json",
            where=str(path),
            hint="name the data file with its kind: letter.toml or letter.json",
        )
    text = _read_text(path)
    try:
        data = read(text, path)
    except RecursionError as error:
        raise _too_deep(path) from error
    except ValueError as error:  # a number of thousands of digits
        raise RecipientError("holds a number that is too long", where=str(path)) from error
    if not isinstance(data, dict):
        raise RecipientError(
            "must hold one table of keys and values",
            where=str(path),
            hint='begin with { and end with }: {"child_name": "…"}',
        )
    if _is_deep(data):
        raise _too_deep(path)
    return data


def _read_text(path: Path) -> str:
    try:
        if not path.is_file():
            raise RecipientError("there is no such file", where=str(path), hint="check the name")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or "not a file's name"
        raise RecipientError(f"cannot be read: {reason}", where=str(path)) from error
    if len(content) > LARGEST:
        raise RecipientError(
            f"is larger than {LARGEST // 1_000_000} MB",
            where=str(path),
            hint="a data file holds the values of one sheet",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RecipientError(
            "is not UTF-8 text",
            where=f"{path}:{line}",
            hint="save it again with the encoding UTF-8",
        ) from error


def _read_toml(text: str, path: Path) -> Any:
    # tomllib takes quadratic time and memory for a key of many parts, and keys end with their line.
    if any(line.count(".") > 2 * DEEPEST for line in text.split("\n")):
        raise _too_deep(path)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, line, column = _split_toml_message(str(error), text)
        raise RecipientError(
            f"is not valid TOML: {message}",
            where=f"{path}:{line}:{column}",
            hint='a line is written key = "text", a date 2026-11-21, a list ["a", "b"]',
        ) from error


def _split_toml_message(message: str, text: str) -> tuple[str, int, int]:
    match = _TOML_PLACE.match(message)
    if match and match[2]:
        return match[1], int(match[2]), int(match[3])
    last_line = text.rpartition("\n")[2]
    return (match[1] if match else message), text.count("\n") + 1, len(last_line) + 1


def _read_json(text: str, path: Path) -> Any:
    def table(members: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(members)
        if len(found) < len(members):
            raise RecipientError(
                f"has a key twice in one table: {_repeated(members)}",
                where=str(path),
                hint="keep the one that is right",
            )
        return found

    def refuse(constant: str) -> NoReturn:
        raise RecipientError(f"holds {constant}, which is no JSON value", where=str(path))

    try:
        return json.loads(text, object_pairs_hook=table, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise RecipientError(
            f"is not valid JSON: {error.msg}",
            where=f"{path}:{error.lineno}:{error.colno}",
            hint='a member is written "key": "text", with a comma between two members',
        ) from error


def _repeated(members: list[tuple[str, Any]]) -> str:
    seen: set[str] = set()
    for key, _ in members:
        if key in seen:
            return repr(key[:40])
        seen.add(key)
    return ""


def _too_deep(path: Path) -> RecipientError:
    return RecipientError(
        "has too many tables or lists inside each other",
        where=str(path),
        hint="a data file is one table, with lists and people in it",
    )


def _is_deep(data: dict[str, Any]) -> bool:
    level: list[Any] = [data]
    for _ in range(DEEPEST):
        level = [
            child
            for container in level
            for child in (container.values() if isinstance(container, dict) else container)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


_READERS: dict[str, Callable[[str, Path], Any]] = {".toml": _read_toml, ".json": _read_json}
