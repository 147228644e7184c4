"""A review of the English text -> `[review]` in its handout.toml; all else in the file stays."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from crmo_handouts.errors import SourceError
from crmo_handouts.review import Review

_TABLE = re.compile(
    r"^[ \t]*\[[ \t]*review[ \t]*\][ \t]*(?:#.*)?$(?:\n[ \t]*(?:by|role|on|text)[ \t]*=.*$)*",
    re.MULTILINE,
)


def sign_text(path: Path, review: Review) -> bytes:
    """Return the content of a handout.toml with this review in the place of an earlier one.

    Raises SourceError when the file has its review in a form that is not ours to rewrite.
    """
    try:
        content = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"cannot be read: {error}", where=str(path)) from error
    table = _table(review)
    newline = "\r\n" if "\r\n" in content else "\n"
    text, lines = content.replace("\r\n", "\n"), "\n".join(table)
    if _TABLE.search(text):
        signed = _TABLE.sub(lambda _: lines, text, count=1)
    else:
        signed = f"{text.rstrip()}\n\n{lines}\n"
    if _read(signed) != {**_read(text), "review": tomllib.loads(lines)["review"]}:
        raise SourceError(
            "has a review that cannot be rewritten",
            where=str(path),
            hint="take it out, so that this can be written: " + "; ".join(table),
        )
    return signed.replace("\n", newline).encode("utf-8")


def _table(review: Review) -> list[str]:
    said = {"by": review.by, "role": review.role}
    keys = [f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in said.items() if text]
    return ["[review]", *keys, f"on = {review.on}", f'text = "{review.digest}"']


def _read(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError:
        return {}
