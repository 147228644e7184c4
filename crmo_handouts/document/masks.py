"""A reader's values -> the same with masks for what was typed, and the texts behind the masks.

What a sheet says does not depend on a name, only on whether there is one and how it is written. So
sheets with the same masked values are composed once, and their texts put in place of the masks. A
mask is a private character (Unicode 16, 23.5), which no value and no catalog of ours may hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import escape

from crmo_handouts.document.formats import direction_of
from crmo_handouts.source import Carer, Field, FieldType

FIRST, LAST = 0xE000, 0xF8FF
RLM = "\N{RIGHT-TO-LEFT MARK}"
"""Stands before the mask of a text that runs from right to left: an isolate goes by it."""

MASK = re.compile(f"{RLM}?([{chr(FIRST)}-{chr(LAST)}])")

MASKED = frozenset({FieldType.TEXT, FieldType.TEL, FieldType.LIST})


class Masks:
    """The texts of one sheet, in the order that its values stand in, each behind its mask."""

    def __init__(self, write_date: Callable[[date], str]) -> None:
        self.texts: list[str] = []
        self._write_date = write_date

    def masked(self, fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values with masks for all that was typed."""
        return {
            field.key: self._masked(field, values[field.key])
            for field in fields
            if field.key in values
        }

    def _masked(self, field: Field, value: Any) -> Any:
        if isinstance(value, Carer):
            parts = (value.name, value.relation, value.phone)
            return Carer(*(part and self.mask(part) for part in parts))
        if isinstance(value, date) and field.past:
            return self.mask(self._write_date(value))
        if field.type not in MASKED:
            return value
        if isinstance(value, tuple):
            return tuple(map(self.mask, value))
        return self.mask(value) if isinstance(value, str) else value

    def mask(self, text: str) -> str:
        """Keep a text, and return what stands for it."""
        self.texts.append(text)
        mark = RLM if direction_of(text) == "rtl" else ""
        return mark + chr(FIRST + len(self.texts) - 1)


def unmask(document_html: str, texts: Sequence[str]) -> str:
    """Put the texts in place of their masks, escaped as any value is."""
    return MASK.sub(lambda mask: str(escape(texts[ord(mask[1]) - FIRST])), document_html)
