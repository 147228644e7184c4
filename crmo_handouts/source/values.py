"""Fields + a reader's raw data -> Values and a Report: all faults at once, each at its key.

Values are personal: they are in no message, log or `repr`. Where they come from (a file, a
clinic, a form) is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from types import MappingProxyType
from typing import Any

from crmo_handouts.checking import Report
from crmo_handouts.source.faults import Place, shown
from crmo_handouts.source.fields import Choice, Field, FieldType
from crmo_handouts.source.readers import Value, is_blank, read_value
from crmo_handouts.source.table import meant

NOTHING: Mapping[str, Any] = MappingProxyType({})

UNKNOWN_SHOWN = 20
"""Unknown keys that are told one by one; a file of another kind has thousands."""


class Values(Mapping[str, Value]):
    """What a reader gave, by the field's key; a field that nobody filled is not in it."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Value] = NOTHING) -> None:
        self._values = dict(values)

    def __getitem__(self, key: str) -> Value:
        """Return the value of a field."""
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        """Yield the keys of the fields that have a value."""
        return iter(self._values)

    def __len__(self) -> int:
        """Count the fields that have a value."""
        return len(self._values)

    def __repr__(self) -> str:
        """Name the keys only: values are personal."""
        return f"Values({', '.join(self)})"


def read_values(
    fields: Sequence[Field],
    data: object,
    *,
    today: date,
    place: str,
    below: Mapping[str, Any] = NOTHING,
) -> tuple[Values, Report]:
    """Read a reader's data, a table of raw values, by the rules of the fields.

    `below` are raw values that stand where the data has none, such as a clinic's; keys in it that
    the handout does not ask for are passed over. The place of a finding is `place: key`. When the
    report has errors, the values are those that have none.
    """
    where = Place(f"{place}: ", today)
    if not isinstance(data, Mapping):
        where.find("type", "must be a table of keys and values")
        return Values(), Report(tuple(where.findings))
    _find_unknown(fields, data, where)
    values: dict[str, Value] = {}
    for field in fields:
        given = (data.get(field.key), below.get(field.key), field.default)
        raw = next((raw for raw in given if not is_blank(raw)), None)
        value = _read_field(field, raw, where.at(field.key))
        if value is not None:
            values[field.key] = value
    _add_choices(fields, values)
    for rule in _RULES_BETWEEN:
        for field in fields:
            if field.key in values:
                rule(field, values, where.at(field.key))
    return Values(values), Report(tuple(where.findings))


def _find_unknown(fields: Sequence[Field], data: Mapping[str, Any], where: Place) -> None:
    known = {field.key for field in fields}
    unknown = [key for key in data if key not in known]
    names = f"the handout asks for: {', '.join(field.key for field in fields)}"
    for key in islice(unknown, UNKNOWN_SHOWN):
        where.at(shown(key)).find(
            "unknown-field", "the handout does not ask for this", meant(key, known) + names
        )
    if len(unknown) > UNKNOWN_SHOWN:
        more = len(unknown) - UNKNOWN_SHOWN
        where.at("…").find("unknown-field", f"and {more} more keys that it does not ask for", names)


def _read_field(field: Field, raw: Any, place: Place) -> Value | None:
    before = len(place.findings)
    value = read_value(field, raw, place)
    if value is None and field.required and len(place.findings) == before:
        place.find("missing", f"is missing: {field.label}", field.help)
    return value


def _add_choices(fields: Sequence[Field], values: dict[str, Value]) -> None:
    """Add the choices that are always made unless another field has a certain value."""
    for field in fields:
        chosen = values.get(field.key)
        if field.type is FieldType.MULTI and isinstance(chosen, tuple):
            values[field.key] = tuple(
                choice.id
                for choice in field.choices
                if choice.id in chosen or _is_added(choice, values)
            )


def _is_added(choice: Choice, values: Mapping[str, Value]) -> bool:
    return bool(choice.added_unless) and not _holds(choice.added_unless, values)


def _holds(condition: Mapping[str, str], values: Mapping[str, Value]) -> bool:
    return all(values.get(key) == value for key, value in condition.items())


def _judge_span(field: Field, values: Mapping[str, Value], place: Place) -> None:
    """A last day follows its first, or else today, and not too long after."""
    first, last = values.get(field.after), values[field.key]
    if not isinstance(last, date):
        return
    if isinstance(first, date) and last <= first:
        place.find("span", f"does not come after {field.after}", "check both dates")
        return
    start = first if isinstance(first, date) else place.today
    if field.span_months and _is_over(field.span_months, start, last):
        message = f"is more than {field.span_months} months ahead"
        place.find("span", message, "choose an earlier day")
    elif field.warn_months and _is_over(field.warn_months, start, last):
        message = f"is more than {field.warn_months} months ahead"
        place.find("long-span", message, "what a child needs changes: an earlier day is better")


def _is_over(months: int, first: date, last: date) -> bool:
    between = (last.year - first.year) * 12 + last.month - first.month
    return between > months or (between == months and last.day > first.day)


def _judge_apart(field: Field, values: Mapping[str, Value], place: Place) -> None:
    """Two lists share no choice."""
    chosen, others = values[field.key], values.get(field.apart_from)
    if isinstance(chosen, tuple) and isinstance(others, tuple):
        for choice in chosen:
            if choice in others:
                place.find(
                    "contradiction",
                    f"{choice} stands here and in {field.apart_from}",
                    "leave it in one of them",
                )


def _judge_decided(field: Field, values: Mapping[str, Value], place: Place) -> None:
    """A choice that waits for somebody's decision is made only when they have decided."""
    chosen = values[field.key]
    for choice in field.choices:
        picked = choice.id in chosen if isinstance(chosen, tuple) else choice.id == chosen
        if picked and not _holds(choice.only_if, values):
            needed = " and ".join(f"{key} is {value}" for key, value in choice.only_if.items())
            place.find(
                "decided-by", f"{choice.id} may stand here only when {needed}", "leave it out"
            )


_RULES_BETWEEN: tuple[Callable[[Field, Mapping[str, Value], Place], None], ...] = (
    # Rules between the values of several fields, judged when each is good by itself.
    _judge_span,
    _judge_apart,
    _judge_decided,
)
