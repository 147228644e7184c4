"""Tables of handout.toml and fields.toml -> Field: what a handout asks of its reader.

A field says which values are good; `readers` hold a value to it and `schema` says it in JSON
Schema. A handout takes a shared field by its key, with a few overrides, or brings its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from crmo_handouts.source.table import Table


class FieldType(StrEnum):
    """The kinds of value that a slot can hold."""

    TEXT = "text"
    TEL = "tel"
    DATE = "date"
    ENUM = "enum"
    MULTI = "multi"
    LIST = "list"
    GROUP = "group"
    TEMPERATURE = "temperature"
    BOOL = "bool"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be chosen.

    `default` ticks it on a form; nothing is ever chosen for a reader because of it. `only_if` names
    another field and the value it must have for this to be chosen. `added_unless` names another
    field and the value without which this is always chosen.
    """

    id: str
    text: str
    default: bool = False
    only_if: Mapping[str, str] = field(default_factory=dict)
    added_unless: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    note: str = ""

    @property
    def group(self) -> str:
        """The id of the group it stands in: what precedes the first period, or nothing."""
        return self.id.partition(".")[0] if "." in self.id else ""


@dataclass(frozen=True, slots=True)
class Group:
    """A heading over choices, with the name of its icon."""

    id: str
    text: str
    icon: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A slot that a reader's value fills, and the rules for that value.

    `min` and `max` are characters of a text or phone number, degrees Celsius of a temperature, and
    `max` the members of a list, whose members have at most `item_max` characters.
    """

    key: str
    type: FieldType
    label: str
    help: str = ""
    required: bool = False
    default: Any = None
    min: float | None = None
    max: float | None = None
    item_max: int | None = None
    letters: bool = False
    """A text is a person's name: letters and marks, and what joins them."""
    past: bool = False
    max_age: int | None = None
    after: str = ""
    """The date field that this date must follow."""
    span_months: int | None = None
    warn_months: int | None = None
    parts: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    groups: tuple[Group, ...] = ()
    apart_from: str = ""
    """The multi field that shares no choice with this one."""
    unit: str = ""
    sample: Any = None
    longest: Any = None
    sources: tuple[str, ...] = ()
    note: str = ""

    @property
    def choice_ids(self) -> tuple[str, ...]:
        """The ids of the choices, in the author's order."""
        return tuple(choice.id for choice in self.choices)

    @property
    def needs_value(self) -> bool:
        """Tell whether the reader must give a value: it is required and has no default."""
        return self.required and self.default is None


PARTS = {
    "name": Field("name", FieldType.TEXT, "Name", required=True, min=1, max=60, letters=True),
    "relation": Field("relation", FieldType.TEXT, "Relation", min=1, max=30),
    "phone": Field("phone", FieldType.TEL, "Phone", min=3, max=20),
}
"""The parts of a group: whom to call."""

_COMMON = {"type", "label", "help", "note", "sources", "required", "sample", "longest"}
_KEYS: dict[FieldType, set[str]] = {
    # A text has no default: it would be printed untranslated. Its template says what stands there.
    FieldType.TEXT: {"min", "max", "letters"},
    FieldType.TEL: {"min", "max"},
    FieldType.DATE: {"past", "max_age", "after", "span_months", "warn_months"},
    FieldType.ENUM: {"choices", "groups", "default"},
    FieldType.MULTI: {"choices", "groups", "apart_from"},
    FieldType.LIST: {"max", "item_max"},
    FieldType.GROUP: {"parts"},
    FieldType.TEMPERATURE: {"min", "max", "unit", "default"},
    FieldType.BOOL: set(),
}
_NEEDED: dict[FieldType, tuple[str, ...]] = {
    FieldType.TEXT: ("max",),
    FieldType.TEL: ("min", "max"),
    FieldType.ENUM: ("choices",),
    FieldType.MULTI: ("choices",),
    FieldType.LIST: ("max", "item_max"),
    FieldType.GROUP: ("parts",),
    FieldType.TEMPERATURE: ("min", "max"),
}
_OVERRIDES = {"required", "default", "label", "help", "note"}
_CHOICE_KEYS = {"id", "text", "default", "only_if", "added_unless", "sources", "note"}
_GROUP_KEYS = {"id", "text", "icon", "note"}
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")


def read_fields(table: Table, shared: Mapping[str, Field]) -> tuple[Field, ...]:
    """Read a table of fields, in the author's order.

    `shared` are the fields that may be taken by their key alone. Raises SourceError at the first
    key that is unknown, missing or of a wrong type, naming file and key.
    """
    fields = tuple(
        _take_shared(member, shared[key]) if key in shared else _read_field(member, key)
        for key, member in table.tables()
    )
    _check_references(table, fields)
    return fields


def _take_shared(table: Table, field: Field) -> Field:
    table.only(_OVERRIDES & (_COMMON | _KEYS[field.type]))
    return replace(
        field,
        required=table.flag("required", default=field.required),
        default=table.items.get("default", field.default),
        label=table.text("label", field.label),
        help=table.text("help", field.help),
        note=table.text("note", field.note),
    )


def _read_field(table: Table, key: str) -> Field:
    if not _KEY.fullmatch(key):
        raise table.error("", "a field's key is of a-z, 0-9 and _, and begins with a letter")
    kind = _read_type(table)
    table.only(_COMMON | _KEYS[kind])
    for needed in _NEEDED.get(kind, ()):
        if needed not in table:
            raise table.error(needed, f"is missing: a field of type {kind} needs it")
    return Field(
        key=key,
        type=kind,
        label=table.text("label"),
        help=table.text("help", ""),
        required=table.flag("required"),
        default=table.items.get("default"),
        min=table.number("min"),
        max=table.number("max"),
        item_max=table.whole_or_none("item_max"),
        letters=table.flag("letters"),
        past=table.flag("past"),
        max_age=table.whole_or_none("max_age"),
        after=table.text("after", ""),
        span_months=table.whole_or_none("span_months"),
        warn_months=table.whole_or_none("warn_months"),
        parts=_read_parts(table),
        choices=_read_choices(table),
        groups=_read_groups(table),
        apart_from=table.text("apart_from", ""),
        unit=table.text("unit", ""),
        sample=table.items.get("sample"),
        longest=table.items.get("longest"),
        sources=table.texts("sources"),
        note=table.text("note", ""),
    )


def _read_type(table: Table) -> FieldType:
    name = table.text("type")
    if name not in list(FieldType):
        raise table.error("type", "is no type of field", hint=f"one of {', '.join(FieldType)}")
    return FieldType(name)


def _read_parts(table: Table) -> tuple[str, ...]:
    parts = table.texts("parts")
    if parts and (not set(parts) <= set(PARTS) or "name" not in parts):
        raise table.error("parts", "must hold name, and may hold relation and phone")
    return parts


def _read_choices(table: Table) -> tuple[Choice, ...]:
    choices = []
    for item in table.list_of_tables("choices"):
        item.only(_CHOICE_KEYS)
        choices.append(
            Choice(
                id=_read_id(item),
                text=item.text("text"),
                default=item.flag("default"),
                only_if=_read_condition(item, "only_if"),
                added_unless=_read_condition(item, "added_unless"),
                sources=item.texts("sources"),
                note=item.text("note", ""),
            )
        )
    _check_unique(table, "choices", [choice.id for choice in choices])
    return tuple(choices)


def _read_groups(table: Table) -> tuple[Group, ...]:
    groups = []
    for item in table.list_of_tables("groups"):
        item.only(_GROUP_KEYS)
        groups.append(
            Group(_read_id(item), item.text("text"), item.text("icon", ""), item.text("note", ""))
        )
    _check_unique(table, "groups", [group.id for group in groups])
    return tuple(groups)


def _read_id(table: Table) -> str:
    found = table.text("id")
    if not _ID.fullmatch(found):
        raise table.error("id", "is of a-z and 0-9, joined by - or a period")
    return found


def _read_condition(table: Table, key: str) -> dict[str, str]:
    condition = table.table(key)
    return {name: condition.text(name) for name in condition.items}


def _check_unique(table: Table, key: str, ids: list[str]) -> None:
    twice = sorted({found for found in ids if ids.count(found) > 1})
    if twice:
        raise table.error(key, f"has an id twice: {', '.join(twice)}")


def _check_references(table: Table, fields: tuple[Field, ...]) -> None:
    """Raise SourceError when a rule names a field or a choice that the handout lacks.

    `after` is left out: a sheet may ask for the last day without the first.
    """
    choices = {field.key: field.choice_ids for field in fields}
    for item in fields:
        if item.apart_from and item.apart_from not in choices:
            raise table.error(f"{item.key}.apart_from", "names a field that is not there")
        for choice in item.choices:
            for name, value in {**choice.only_if, **choice.added_unless}.items():
                if value not in choices.get(name, ()):
                    raise table.error(
                        f"{item.key}.choices",
                        f"{choice.id} depends on {name} = {value}, which is not there",
                    )
