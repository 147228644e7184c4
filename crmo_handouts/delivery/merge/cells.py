"""A cell as a spreadsheet really holds it -> the raw value that a data file would have.

What a program has made of a value without asking (a zero lost, a class turned into a date) is
refused with the way back, never guessed. What the value means is for `source.values` to judge.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from crmo_handouts.delivery.merge.garbled import is_garbled
from crmo_handouts.delivery.merge.table import UnsavedFormula
from crmo_handouts.source import FieldType
from crmo_handouts.source.readers import is_blank

LONGEST_PLAIN = 1000
"""Characters of a cell that is looked at for a date, a choice or a yes; longer ones are none."""

SHORT_NUMBER = 99_999
"""Phone numbers up to here (999, 10111) may be numbers: they have no zero in front to lose."""

_ERROR = re.compile(r"#(N/A|N/D|NV|[¡¿]?[A-ZÀ-Þ][A-ZÀ-Þ0-9/_]*[!?])|Err:[0-9]{3}")
"""How spreadsheets show a formula that failed, in our languages too: #VALUE!, #¡VALOR!, Err:502."""

_SCIENTIFIC = re.compile(r"[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+")


class OddCellError(Exception):
    """A cell that is not what its column holds: the rule it breaks, what it is and what to do.

    It never holds the value.
    """

    def __init__(self, rule: str, message: str, hint: str = "") -> None:
        super().__init__(rule, message, hint)
        self.rule = rule
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a column holds: a type, and the ids of its choices by what people call them."""

    type: FieldType
    choices: Mapping[str, str]


def read_cell(cell: Any, wanted: Wanted) -> Any:
    """Turn a cell into a raw value, None when it says nothing; raises OddCellError."""
    if isinstance(cell, UnsavedFormula):
        raise OddCellError(
            "type",
            "holds a formula whose result was not saved",
            "open the file in Excel or LibreOffice and save it again",
        )
    if isinstance(cell, str) and len(cell) <= LONGEST_PLAIN:
        if _ERROR.fullmatch(cell.strip()):
            raise OddCellError(
                "type", "holds a formula that failed", "correct it, or type the value"
            )
        if is_garbled(cell):
            raise OddCellError(
                "characters",
                "has lost letters, as a file does in a wrong encoding",
                "take the table as it was before, and save it as .xlsx, or as .csv in UTF-8; "
                "or type the cell again",
            )
    return None if is_blank(cell) else _READERS[wanted.type](cell, wanted)


def may_have_lost_zero(cell: str) -> bool:
    """Tell whether a phone number in a table of texts may be one that a spreadsheet made shorter."""
    digits = cell.strip()
    return digits.isdecimal() and int(digits[0]) != 0 and int(digits[:20]) > SHORT_NUMBER


def read_tick(cell: Any) -> bool:
    """Tell whether the choice of a column is chosen."""
    chosen = False if is_blank(cell) else _yes_or_no(cell, TICKS)
    if chosen is None:
        raise OddCellError("choice", "is neither yes nor no", "write x or yes, or leave it empty")
    return chosen


def plain(text: str) -> str:
    """Bring a name to the form in which it is compared: no case, one space between words."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST_PLAIN]).casefold()
    return " ".join(_BETWEEN.sub(" ", folded).split())


_BETWEEN = re.compile(r"[\s_\-:;,./\\()\[\]{}*#\"'’“”]+")

# How people say yes and no in a cell, and what spreadsheets make of TRUE in our languages.
_SAID_YES = ("true", "yes", "1", "vrai", "oui", "verdadero", "sí", "si", "是", "হ্যাঁ", "हाँ", "हां")
_SAID_NO = ("false", "no", "0", "faux", "non", "falso", "否", "না", "नहीं", "لا", "نہیں")
YES = frozenset(map(plain, (*_SAID_YES, "نعم", "ہاں")))
NO = frozenset(map(plain, _SAID_NO))
TICKS = YES | {"x", "✓", "✔", "☑"}
"""What chooses a choice that has a column of its own; a consent is not given by an x."""


def _text(cell: Any, wanted: Wanted) -> Any:
    if isinstance(cell, datetime | date | time):
        raise OddCellError(
            "type",
            "is a date or a time where a text belongs",
            "format the column as Text, and type the cell again: 3-4 had become a date",
        )
    if isinstance(cell, bool):
        raise OddCellError("type", "is TRUE or FALSE where a text belongs", "type it as a text")
    return _plain_number(cell)


def _tel(cell: Any, wanted: Wanted) -> Any:
    number = _plain_number(cell)
    if isinstance(cell, str):
        if _SCIENTIFIC.fullmatch(cell.strip()):
            raise _lost_zeros()
        return cell.removeprefix("'")  # a spreadsheet's mark for a text, as some programs export it
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if isinstance(number, str) and number.isdigit() and int(number) <= SHORT_NUMBER:
            return number
        raise _lost_zeros()
    return _text(cell, wanted)


def _lost_zeros() -> OddCellError:
    return OddCellError(
        "phone",
        "is a number, and has lost the 0 or + at its start if it had one",
        "format the column as Text, and type the phone number again",
    )


def _plain_number(cell: Any) -> Any:
    """Write a number as a person would have typed it: 5, not 5.0."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return cell
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell) if abs(cell) < 1e15 else cell


_TIMELESS = re.compile(r"(\S+)[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.]([0-9]{1,2})[/.]([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_NUMBER = re.compile(r"[0-9]+([.,][0-9]+)?")
_WRITE = "write year-month-day, 2026-11-21, or format the column as a date"


def _date(cell: Any, wanted: Wanted) -> Any:
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise OddCellError("date", "holds a time of day too", _WRITE)
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise OddCellError("date", "is not a date", _WRITE)
    text = _western(str(cell))
    timeless = _TIMELESS.fullmatch(text)
    text = timeless[1] if timeless else text
    if _ISO.fullmatch(text):
        return text
    if _NUMBER.fullmatch(text):
        raise OddCellError("date", "is a number, not a date", _WRITE)
    return _day(text)


def _day(text: str) -> date:
    """Read a date by its order of day, month and year, where only one order can be meant."""
    if match := _YEAR_FIRST.fullmatch(text):
        orders = {(int(match[1]), int(match[2]), int(match[3]))}
    elif match := _YEAR_LAST.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        orders = {
            (year, month, day)
            for month, day in ((second, first), (first, second))
            if 1 <= month <= 12
        }
    else:
        orders = set()
    if len(orders) > 1:
        raise OddCellError("date", "can be read as two dates: which number is the month?", _WRITE)
    try:
        ((year, month, day),) = orders
        return date(year, month, day)
    except ValueError:
        raise OddCellError("date", "is not a date", _WRITE) from None


def _western(text: str) -> str:
    short = unicodedata.normalize("NFKC", text[:40]).strip()
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in short)


def _enum(cell: Any, wanted: Wanted) -> Any:
    said = _text(cell, wanted)
    return wanted.choices.get(plain(said), said) if isinstance(said, str) else said


_PARTS = re.compile(r"[;\n]")


def _members(cell: Any, wanted: Wanted) -> Any:
    if isinstance(cell, list):
        return cell
    text = _text(cell, wanted)
    if not isinstance(text, str):
        return text
    return [member.strip() for member in _PARTS.split(text) if member.strip()]


def _multi(cell: Any, wanted: Wanted) -> Any:
    whole = _enum(cell, wanted) if not isinstance(cell, list) else None
    if isinstance(whole, str) and whole in wanted.choices.values():
        return [whole]  # the text of a choice may have a semicolon of its own
    members = _members(cell, wanted)
    if isinstance(members, list) and len(members) == 1 and isinstance(cell, str):
        parts = [part.strip() for part in cell.split(",") if part.strip()]
        if all(plain(part) in wanted.choices for part in parts):
            members = parts
    if not isinstance(members, list):
        return members
    return [
        wanted.choices.get(plain(member), member) if isinstance(member, str) else member
        for member in members
    ]


def _group(cell: Any, wanted: Wanted) -> Any:
    if isinstance(cell, dict):
        return cell
    raise OddCellError(
        "type",
        "holds a person in one cell",
        "use a column for each part: name, relation, phone",
    )


def _temperature(cell: Any, wanted: Wanted) -> Any:
    if isinstance(cell, datetime | date | time):
        return _text(cell, wanted)
    return cell


def _bool(cell: Any, wanted: Wanted) -> Any:
    said = _yes_or_no(cell, YES)
    if said is None:
        raise OddCellError("type", "is neither yes nor no", "write yes or no")
    return said


def _yes_or_no(cell: Any, yes: frozenset[str]) -> bool | None:
    """Tell which of both a cell says, None when it says neither."""
    if isinstance(cell, bool):
        return cell
    said = _plain_number(cell)
    word = plain(said) if isinstance(said, str) else ""
    if word in yes:
        return True
    return False if word in NO else None


_READERS: dict[FieldType, Callable[[Any, Wanted], Any]] = {
    FieldType.TEXT: _text,
    FieldType.TEL: _tel,
    FieldType.DATE: _date,
    FieldType.ENUM: _enum,
    FieldType.MULTI: _multi,
    FieldType.LIST: _members,
    FieldType.GROUP: _group,
    FieldType.TEMPERATURE: _temperature,
    FieldType.BOOL: _bool,
}
