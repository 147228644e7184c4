"""Headers -> Columns: what each column of a table fills, and a row's cells -> raw data.

A header is a field's key or its label, in English or in the letter's language, whatever its case
and spacing. A list may have one column, `a; b; c`, or one for each choice; a person has one for each
part: `carer1 name`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crmo_handouts.checking import Finding, Report, Severity
from crmo_handouts.delivery.merge.cells import (
    OddCellError,
    Wanted,
    may_have_lost_zero,
    plain,
    read_cell,
    read_tick,
)
from crmo_handouts.delivery.merge.table import Row, Table, letters_only
from crmo_handouts.source import Field, FieldType
from crmo_handouts.source.fields import PARTS

NEAR = 0.8
"""From this likeness on, an unknown header is taken for a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What a column fills: a field, or one part of it: of a person, one choice, one of a list."""

    field: Field
    part: str = ""

    @property
    def key(self) -> str:
        """The slot's name in a template's header and in findings."""
        return f"{self.field.key} {self.part}".strip()

    @property
    def type(self) -> FieldType:
        """What its cells hold: of a person, each part has its own type."""
        return PARTS[self.part].type if self.part in self.field.parts else self.field.type


@dataclass(frozen=True, slots=True)
class Said:
    """What a handout's labels and choices are called in one language besides English.

    Keys are `field:<key>` and `choice:<key>:<id>`, as in its catalog.
    """

    texts: Mapping[str, str] = field(default_factory=dict)

    def label(self, item: Field) -> tuple[str, ...]:
        """Return the names of a field."""
        return item.key, item.label, self.texts.get(f"field:{item.key}", "")

    def choice(self, item: Field, choice_id: str, text: str) -> tuple[str, ...]:
        """Return the names of a choice."""
        return choice_id, text, self.texts.get(f"choice:{item.key}:{choice_id}", "")


class Names:
    """Every name that a column may have, in its plain form, with what it fills."""

    def __init__(self, fields: Sequence[Field], languages: Sequence[Said] = ()) -> None:
        self._slots: dict[str, Slot | None] = {}
        self.wanted: dict[str, Wanted] = {}
        languages = languages or (Said(),)
        for item in fields:
            self.wanted[item.key] = Wanted(item.type, _choices(item, languages))
            # The key is always the field's own, also when another one has it as a label.
            for slot, name in _slot_names(item, (Said({}),), keys_only=True):
                self._slots[plain(name)] = slot
        for item in fields:
            for slot, name in _slot_names(item, languages):
                self._add(plain(name), slot)

    def _add(self, name: str, slot: Slot) -> None:
        known = self._slots.setdefault(name, slot)
        if known != slot and name not in {plain(key) for key in self.wanted}:
            self._slots[name] = None  # two fields are called so: only their keys tell them apart

    def find(self, header: str) -> Slot | None:
        """Return what a column with this header fills."""
        return self._slots.get(plain(header))

    def nearest(self, header: str) -> str:
        """Return the known name that is most like a header, or nothing."""
        known = [name for name, slot in self._slots.items() if slot and len(name) < 60]
        near = difflib.get_close_matches(plain(header)[:60], known, n=1, cutoff=NEAR)
        return near[0] if near else ""


def _slot_names(
    item: Field, languages: Sequence[Said], *, keys_only: bool = False
) -> Iterator[tuple[Slot, str]]:
    for said in languages:
        labels = (item.key,) if keys_only else [name for name in said.label(item) if name]
        for label in labels:
            yield Slot(item), label
            for part, names in _parts(item, said):
                for name in names[:1] if keys_only else names:
                    if name:
                        yield Slot(item, part), f"{label} {name}"


def _parts(item: Field, said: Said) -> Iterator[tuple[str, tuple[str, ...]]]:
    match item.type:
        case FieldType.GROUP:
            for part in item.parts:
                yield part, (part, PARTS[part].label)
        case FieldType.MULTI:
            for choice in item.choices:
                yield choice.id, said.choice(item, choice.id, choice.text)
        case FieldType.LIST:
            for number in range(1, int(item.max or 0) + 1):
                yield str(number), (str(number),)
        case _:
            return


def _choices(item: Field, languages: Sequence[Said]) -> dict[str, str]:
    """Return a field's choices by their names; a name of two choices is neither's, but an id is."""
    found: dict[str, set[str]] = {}
    for said in languages:
        for choice in item.choices:
            for name in filter(None, said.choice(item, choice.id, choice.text)):
                found.setdefault(plain(name), set()).add(choice.id)
    clear = {name: ids.pop() for name, ids in found.items() if len(ids) == 1}
    return clear | {plain(choice.id): choice.id for choice in item.choices}


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: what each fills, and which have a meaning of their own."""

    table: Table
    names: Names
    slots: tuple[Slot | None, ...]
    roles: Mapping[str, int]
    """Columns by their role: `locale`, `paper`, `clinic`, `id`."""

    def role(self, role: str, row: Row) -> Any:
        """Return what a row says for a role, None when there is no such column."""
        column = self.roles.get(role)
        return None if column is None else row.cells[column]

    def read(self, row: Row) -> tuple[dict[str, Any], list[tuple[str, OddCellError, int]]]:
        """Turn a row into raw data; and the cells that cannot be read: key, fault, column."""
        data: dict[str, Any] = {}
        odd: list[tuple[str, OddCellError, int]] = []
        for column, slot in enumerate(self.slots):
            if slot is None:
                continue
            try:
                _put(data, slot, row.cells[column], self.names)
            except OddCellError as error:
                odd.append((slot.key, error, column))
        return data, odd

    def doubtful_phones(self, row: Row) -> Iterator[int]:
        """Yield the columns of phone numbers that may have lost a 0 or + before we saw them."""
        for column, slot in enumerate(self.slots if not self.table.typed else ()):
            cell = row.cells[column]
            if slot and slot.type is FieldType.TEL and cell and may_have_lost_zero(cell):
                yield column

    def place(self, path: str) -> str:
        """Name the column of a finding at `carer1.phone` or `wishes[1]`."""
        key, _, rest = path.replace("[", ".").partition(".")
        part = rest.rstrip("]")
        columns = [
            (column, slot)
            for column, slot in enumerate(self.slots)
            if slot is not None and slot.field.key == key
        ]
        exact = [column for column, slot in columns if slot.part == part]
        chosen = exact or [column for column, _ in columns]
        if not chosen:
            return f'"{key}", which has no column'
        return self.table.place(chosen[0]) + (
            ", and more" if len(chosen) > len(exact or [0]) else ""
        )


def _put(data: dict[str, Any], slot: Slot, cell: Any, names: Names) -> None:
    key, kind = slot.field.key, slot.field.type
    if not slot.part:
        raw = read_cell(cell, names.wanted[key])
        if raw is not None:
            data[key] = raw
    elif kind is FieldType.MULTI:
        if read_tick(cell):
            data.setdefault(key, []).append(slot.part)
    elif kind is FieldType.LIST:
        raw = read_cell(cell, Wanted(FieldType.TEXT, {}))
        if raw is not None:
            data.setdefault(key, []).append(raw)
    else:
        raw = read_cell(cell, Wanted(slot.type, {}))
        if raw is not None:
            data.setdefault(key, {})[slot.part] = raw


def bind(table: Table, names: Names, roles: Mapping[str, int]) -> tuple[Columns, Report]:
    """Tell what each column of a table fills; what is wrong with its header is in the report."""
    slots = tuple(
        None if column in roles.values() else names.find(header)
        for column, header in enumerate(table.headers)
    )
    columns = Columns(table, names, slots, roles)
    return columns, Report((*_find_unknown(columns), *_find_twice(columns)))


def _find_unknown(columns: Columns) -> Iterator[Finding]:
    unknown = [
        column
        for column, slot in enumerate(columns.slots)
        if slot is None and columns.table.headers[column] and column not in columns.roles.values()
    ]
    known = sum(slot is not None for slot in columns.slots)
    for column in unknown:
        header = columns.table.headers[column]
        near = columns.names.nearest(header)
        # A table without a header begins with a child: what is not surely a header is not repeated.
        place = columns.table.place(column) if known >= len(unknown) else letters_only(column)
        if near:
            hint = f"did you mean “{near}”? A column that is not to be printed needs another name"
            yield _finding("unknown-column", place, "fills nothing of the handout", hint)
        elif plain(header) == "id":
            yield Finding(
                "merge/unused-column",
                Severity.WARNING,
                place,
                "is not used",
                "with `--id-column id` it stands in the names of the files",
            )
        else:
            yield Finding(
                "merge/unused-column",
                Severity.WARNING,
                place,
                "is not printed: the handout does not ask for it",
                "the command `fields` lists what it asks for",
            )


def _find_twice(columns: Columns) -> Iterator[Finding]:
    first: dict[tuple[str, str], int] = {}
    whole = {slot.field.key for slot in columns.slots if slot and not slot.part}
    split = {slot.field.key for slot in columns.slots if slot and slot.part}
    for column, slot in enumerate(columns.slots):
        if slot is None:
            continue
        before = first.setdefault((slot.field.key, slot.part), column)
        if before != column:
            yield _finding(
                "column-twice",
                columns.table.place(column),
                f"fills {slot.key}, as {columns.table.place(before)} does",
                "keep the one that is right",
            )
        elif not slot.part and slot.field.key in whole & split:
            yield _finding(
                "column-twice",
                columns.table.place(column),
                f"holds all of {slot.field.key}, and other columns hold parts of it",
                "keep either the one column or the columns for its parts",
            )


def _finding(rule: str, place: str, message: str, hint: str) -> Finding:
    return Finding(f"merge/{rule}", Severity.ERROR, place, message, hint)


def known_header(names: Names, roles: Iterable[str]) -> Callable[[str], bool]:
    """Return a function that tells whether a header is known, by a field or by its role."""
    special = {plain(role) for role in roles}
    return lambda header: names.find(header) is not None or plain(header) in special
