"""One raw value of a data file -> the value a slot prints, or the faults it has.

A reader never raises, whatever JSON or TOML holds, and never repeats a value in a message: what it
finds may be shown, logged and sent about, and the value may be a child's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crmo_handouts.source.characters import (
    clean,
    clean_phone,
    find_strange_in_name,
    find_unprintable,
)
from crmo_handouts.source.doses import find_dose
from crmo_handouts.source.faults import Place, shown
from crmo_handouts.source.fields import PARTS, Field, FieldType
from crmo_handouts.source.table import meant, nearest
from crmo_handouts.source.temperature import Temperature, as_temperature

LONGEST_BLANK = 1000
"""A text of more characters is not looked through for saying nothing."""

NONE = "none"
"""The choice that excludes all others of its field."""


@dataclass(frozen=True, slots=True)
class Carer:
    """Whom to call; a part that was not given is empty."""

    name: str = field(repr=False)
    relation: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


Value = str | bool | date | tuple[str, ...] | Carer | Temperature


def read_value(field: Field, raw: Any, place: Place) -> Value | None:
    """Read a value by its field's rules; what is wrong is noted at the place.

    Returns None when the value is blank (null, an empty text, an empty list) or has a fault.
    """
    if raw is None:
        return None
    return _READERS[field.type](field, raw, place)


def _read_text(field: Field, raw: Any, place: Place) -> str | None:
    text = _read_string(raw, place, limit=field.max)
    if not text:
        return None
    before = len(place.findings)
    _judge_length(text, place, least=field.min, most=field.max)
    unprintable = find_unprintable(text)
    if unprintable:
        hint = "type it again by hand, in one line of plain text"
        place.find("characters", f"holds {unprintable}", hint)
    elif field.letters and (strange := find_strange_in_name(text)):
        hint = "a name has letters of any script, spaces, hyphens, apostrophes and periods"
        place.find("characters", f"holds {strange}", hint)
    if find_dose(text):
        hint = "leave the amount out: a sheet never prints one. Write a class 5g as 5G"
        place.find("dose", "looks like a dose: a number with a unit of medicine", hint)
    return text if len(place.findings) == before else None


def _read_string(raw: Any, place: Place, *, limit: float | None) -> str | None:
    """Read a text in its one spelling.

    A text that is far too long is refused unread: to normalise a long row of combining marks takes
    quadratic time. Decomposed letters have up to four characters.
    """
    if not isinstance(raw, str):
        place.find("type", "must be a text", 'put it in quotes: "…"')
        return None
    if limit is not None and len(raw) > 4 * limit + 100:
        place.find("length", f"has {len(raw)} characters, {limit:g} is the most", "shorten it")
        return None
    return clean(raw)


def _judge_length(text: str, place: Place, *, least: float | None, most: float | None) -> None:
    if most is not None and len(text) > most:
        place.find("length", f"has {len(text)} characters, {most:g} is the most", "shorten it")
    if least is not None and len(text) < least:
        place.find("length", f"has {len(text)} characters, {least:g} is the least", "write it out")


def _read_tel(field: Field, raw: Any, place: Place) -> str | None:
    text = _read_string(raw, place, limit=field.max)
    if not text:
        return None
    number = clean_phone(text)
    if number is None:
        place.find(
            "phone",
            "is not a phone number",
            "write digits, spaces, ( ) and -, with a + at the start for a country code",
        )
        return None
    before = len(place.findings)
    _judge_length(number, place, least=field.min, most=field.max)
    return number if len(place.findings) == before else None


_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _read_date(field: Field, raw: Any, place: Place) -> date | None:
    day = _as_date(raw)
    if day is None:
        place.find("date", "is not a date", "write year-month-day: 2026-11-21")
        return None
    if field.past and day > place.today:
        place.find("date", "does not lie in the past", "check the year")
        return None
    if field.max_age is not None and _age(day, place.today) > field.max_age:
        place.find("date", f"makes the child older than {field.max_age} years", "check the year")
        return None
    return day


def _as_date(raw: Any) -> date | None:
    if isinstance(raw, date):
        return None if isinstance(raw, datetime) else raw
    if not isinstance(raw, str) or len(raw) > 40 or not _ISO_DATE.fullmatch(raw.strip()):
        return None
    try:
        return date.fromisoformat(raw.strip())
    except ValueError:  # 2026-02-30
        return None


def _age(born: date, today: date) -> int:
    birthday_is_past = (today.month, today.day) >= (born.month, born.day)
    return today.year - born.year - (not birthday_is_past)


def _read_enum(field: Field, raw: Any, place: Place) -> str | None:
    if not isinstance(raw, str):
        place.find("type", "must be one of the choices, as a text", _choices_hint(field))
        return None
    choice = raw.strip() if len(raw) < LONGEST_BLANK else raw
    if not choice:
        return None
    if choice not in field.choice_ids:
        place.find("choice", "is not one of the choices", _choices_hint(field, choice))
        return None
    return choice


def _choices_hint(field: Field, wrong: str = "") -> str:
    ids, name = field.choice_ids, wrong[:LONGEST_BLANK].replace(" ", "-")
    if len(ids) > 8 and nearest(name, ids):
        return f"{meant(name, ids)}the command `fields` lists all choices"
    return f"{meant(name, ids)}there are: {', '.join(ids)}"


def _read_multi(field: Field, raw: Any, place: Place) -> tuple[str, ...] | None:
    members = _read_members(raw, place, most=len(field.choices), what="choices")
    if not members:
        return None
    before = len(place.findings)
    read = [_read_enum(field, member, place.at(f"[{i}]")) for i, member in enumerate(members)]
    for index, choice in enumerate(read):
        if choice and choice in read[:index]:
            place.at(f"[{index}]").find("duplicate", "is chosen a second time", "leave one out")
    if NONE in read and {*read} - {NONE, None}:
        place.find("contradiction", "has none and another choice", "leave out one or the other")
    if len(place.findings) > before:
        return None
    return tuple(choice for choice in field.choice_ids if choice in read) or None


def _read_list(field: Field, raw: Any, place: Place) -> tuple[str, ...] | None:
    members = _read_members(raw, place, most=int(field.max or 0), what="members")
    if not members:
        return None
    before = len(place.findings)
    rules = Field(field.key, FieldType.TEXT, field.label, min=1, max=field.item_max)
    read = [_read_text(rules, member, place.at(f"[{i}]")) for i, member in enumerate(members)]
    if len(place.findings) > before:
        return None
    return tuple(text for text in read if text) or None


def _read_members(raw: Any, place: Place, *, most: int, what: str) -> list[Any] | None:
    if not isinstance(raw, list | tuple):
        place.find("type", "must be a list", 'put it in brackets: ["…", "…"]')
        return None
    if len(raw) > most:
        place.find("length", f"has {len(raw)} {what}, {most} is the most", "shorten it")
        return None
    return list(raw)


def _read_group(field: Field, raw: Any, place: Place) -> Carer | None:
    shape = "{ " + ", ".join(f'{part} = "…"' for part in field.parts) + " }"
    if not isinstance(raw, Mapping):
        place.find("type", "must be a table", f"write {shape}")
        return None
    before = len(place.findings)
    for key in list(raw)[:10]:
        if key not in field.parts:
            hint = f"{meant(key, field.parts)}the parts are: {', '.join(field.parts)}"
            place.at(f".{shown(key)}").find("unknown-field", "is no part of it", hint)
    read = {
        part: read_value(PARTS[part], raw.get(part), place.at(f".{part}")) for part in field.parts
    }
    given = any(not is_blank(raw.get(part)) for part in field.parts)
    if given and is_blank(raw.get("name")):
        place.at(".name").find("missing", "is missing: whom to call", f"write {shape}")
    if len(place.findings) > before or not given:
        return None
    return Carer(**{part: str(value) for part, value in read.items() if value})


def is_blank(raw: Any) -> bool:
    """Tell whether a raw value says nothing: null, an empty text, list or table."""
    if isinstance(raw, str):
        return len(raw) < LONGEST_BLANK and not clean(raw).strip()
    return raw is None or (isinstance(raw, list | tuple | dict) and not raw)


def _read_temperature(field: Field, raw: Any, place: Place) -> Temperature | None:
    hint = f'write it as "{field.sample or field.min} C" or in °F, such as "100.4 F"'
    if isinstance(raw, str) and is_blank(raw):
        return None
    temperature = as_temperature(raw)
    if temperature is None:
        place.find("temperature", "is not a temperature", hint)
        return None
    low, high = (Temperature.of_celsius(limit or 0) for limit in (field.min, field.max))
    if not low.celsius <= temperature.celsius <= high.celsius:
        place.find(
            "temperature",
            f"must lie between {low.celsius} and {high.celsius} °C, "
            f"{low.fahrenheit} and {high.fahrenheit} °F",
            hint,
        )
        return None
    return temperature


def _read_bool(field: Field, raw: Any, place: Place) -> bool | None:
    if not isinstance(raw, bool):
        place.find("type", "must be true or false", "write it without quotes")
        return None
    if field.required and not raw:
        place.find("consent", "is not given: it must be true", "print it only when they agree")
        return None
    return raw


_READERS: dict[str, Callable[[Field, Any, Place], Value | None]] = {
    "text": _read_text,
    "tel": _read_tel,
    "date": _read_date,
    "enum": _read_enum,
    "multi": _read_multi,
    "list": _read_list,
    "group": _read_group,
    "temperature": _read_temperature,
    "bool": _read_bool,
}
