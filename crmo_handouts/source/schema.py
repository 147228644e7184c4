"""Fields -> JSON Schema (draft 2020-12): what a data file may hold, for editors and form builders.

It describes the plain form of each value: no nulls, Western digits in phone numbers. What a schema
cannot say (a dose in a text, a date of birth in the future) is found when the values are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from crmo_handouts.source.fields import PARTS, Field

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def json_schema(fields: Iterable[Field], *, title: str = "") -> Schema:
    """Write the schema of a data file that fills these fields."""
    fields = tuple(fields)
    schema: Schema = {"$schema": DIALECT, "type": "object"}
    if title:
        schema["title"] = title
    schema["properties"] = {field.key: _property(field) for field in fields}
    schema["required"] = [field.key for field in fields if field.needs_value]
    schema["additionalProperties"] = False
    return schema


def _property(field: Field) -> Schema:
    schema: Schema = {"title": field.label}
    if field.help:
        schema["description"] = field.help
    schema |= _KINDS[field.type](field)
    ticked = [choice.id for choice in field.choices if choice.default]
    if field.default is not None:
        schema["default"] = plain(field.default)
    elif ticked:
        schema["default"] = ticked
    if field.sample is not None:
        schema["examples"] = [plain(field.sample)]
    return schema


def plain(value: Any) -> Any:
    """Turn a value of a TOML file into one that JSON can hold: dates become ISO 8601 texts."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    return value


def _text(field: Field) -> Schema:
    return {"type": "string", **_bounds(field, "Length")}


def _tel(field: Field) -> Schema:
    return {"type": "string", "pattern": r"^\+?[0-9 ()\-]+$", **_bounds(field, "Length")}


def _date(field: Field) -> Schema:
    return {"type": "string", "format": "date"}


def _enum(field: Field) -> Schema:
    # `enum` is what validators and editors know best; `oneOf` with `const` carries the titles.
    titled = [{"const": choice.id, "title": choice.text} for choice in field.choices]
    return {"type": "string", "enum": list(field.choice_ids), "oneOf": titled}


def _multi(field: Field) -> Schema:
    schema = {"type": "array", "items": _enum(field), "uniqueItems": True}
    return schema | ({"minItems": 1} if field.required else {})


def _list(field: Field) -> Schema:
    member = {"type": "string", "minLength": 1, "maxLength": field.item_max}
    schema = {"type": "array", "items": member, "maxItems": field.max}
    return schema | ({"minItems": 1} if field.required else {})


def _group(field: Field) -> Schema:
    schema = json_schema(PARTS[part] for part in field.parts)
    return {key: value for key, value in schema.items() if key != "$schema"}


def _temperature(field: Field) -> Schema:
    low, high = field.min, field.max
    return {
        "anyOf": [
            {"type": "number", "minimum": low, "maximum": high},
            {"type": "number", "minimum": _fahrenheit(low), "maximum": _fahrenheit(high)},
            {"type": "string", "pattern": r"^\s*[0-9]{2,3}([.,][0-9]{1,2})?\s*°?\s*[CFcf]?\s*$"},
        ]
    }


def _fahrenheit(celsius: float | None) -> float | None:
    return None if celsius is None else round(celsius * 1.8 + 32, 1)


def _bool(field: Field) -> Schema:
    return {"type": "boolean"} | ({"const": True} if field.required else {})


def _bounds(field: Field, what: str) -> Schema:
    least = max(field.min or 0, 1 if field.required else 0)
    bounds = {f"min{what}": least, f"max{what}": field.max}
    return {key: value for key, value in bounds.items() if value}


_KINDS: dict[str, Callable[[Field], Schema]] = {
    "text": _text,
    "tel": _tel,
    "date": _date,
    "enum": _enum,
    "multi": _multi,
    "list": _list,
    "group": _group,
    "temperature": _temperature,
    "bool": _bool,
}
