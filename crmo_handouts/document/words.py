"""What a template may ask for: a sheet's values, labels, choices and safety strings, as they are said.

Every answer is `Markup` that is safe to print: texts of the catalog were cleaned when it was loaded,
what a person typed is escaped and isolated here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from crmo_handouts.catalog import Catalog, student_form
from crmo_handouts.document.formats import (
    write_date,
    write_number,
    write_phone,
    write_temperature,
    write_text,
)
from crmo_handouts.locales import Locale
from crmo_handouts.source import Carer, Choice, Field, Handout, Temperature, Values

WRITING_LINE = Markup('<span class="fill"></span>')
"""Stands in a sentence where a value is missing: room for a hand to write it."""

GENDER = "gram_gender"
"""The field that tells a student's grammatical gender. It is never printed."""

NOTHING: Mapping[str, Markup] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SaidChoice:
    """A choice of a field, in the sheet's language."""

    id: str
    text: Markup
    picked: bool
    default: bool


@dataclass(frozen=True, slots=True)
class SaidGroup:
    """Choices that stand under one heading."""

    id: str
    text: Markup
    icon: str
    choices: tuple[SaidChoice, ...]


@dataclass(frozen=True, slots=True)
class SaidCarer:
    """A person to call; a part that is missing is None."""

    name: Markup | None
    relation: Markup | None
    phone: Markup | None


def say(
    catalog: Catalog, context: str, text: str, *, fillings: Mapping[str, Markup] = NOTHING
) -> Markup:
    """Say a text of a TOML file; like a template's, it is a format: `%%` prints a percent sign."""
    return Markup(catalog.pgettext(context, text)) % fillings


class Words:
    """The values of one sheet, said in one language."""

    def __init__(
        self,
        handout: Handout,
        catalog: Catalog,
        *,
        locale: Locale,
        values: Values,
    ) -> None:
        self._fields = {field.key: field for field in handout.fields}
        self._catalog = catalog
        self._locale = locale
        self._values = values
        self._safety = handout.safety_strings

    def label(self, key: str) -> Markup:
        """Say a field's label."""
        return self._say(f"field:{key}", self._field(key).label)

    def given(self, key: str) -> bool:
        """Tell whether the field has a value: from the data, the clinic or its default."""
        return self._field(key).key in self._values

    def picked(self, key: str, choice: str) -> bool:
        """Tell whether a choice was made; where nothing was chosen, everything is shown."""
        if not self.given(key):
            return True
        value = self._values[key]
        return choice in value if isinstance(value, tuple) else choice == value

    def value(self, key: str) -> Any:
        """Say a field's value: Markup, a list of them, a SaidCarer, a bool, or None when missing."""
        field = self._field(key)
        if key not in self._values:
            return None
        return self._write(field, self._values[key])

    def choices(self, key: str) -> list[SaidGroup]:
        """Say a field's choices in their groups; a choice without a group stands in one of no name."""
        field = self._field(key)
        titles = {group.id: group for group in field.groups}
        members: dict[str, list[SaidChoice]] = {}
        for choice in field.choices:
            group_id = choice.group if choice.group in titles else ""
            members.setdefault(group_id, []).append(self._said(field, choice))
        return [
            SaidGroup(
                id=group_id,
                text=self._say(f"group:{key}:{group_id}", titles[group_id].text)
                if group_id
                else Markup(),
                icon=titles[group_id].icon if group_id else "",
                choices=tuple(choices),
            )
            for group_id, choices in members.items()
        ]

    def safety(self, safety_id: str) -> Markup:
        """Say a safety string; a value it names and nobody gave becomes a line to write on."""
        text = self._safety[safety_id].text
        return say(self._catalog, safety_id, text, fillings=_Fillings(self))

    def student_form(self, context: str) -> str:
        """Return a text's context as it is for this reader: of the student, that of a gender."""
        return student_form(context, self._values.get(GENDER))

    def date(self, day: date) -> Markup:
        """Say a date."""
        return Markup(write_date(day, self._locale))

    def number(self, number: float) -> Markup:
        """Say a whole number in the locale's digits."""
        return Markup(write_number(number, self._locale))

    def _field(self, key: str) -> Field:
        return self._fields[key]

    def _say(self, context: str, text: str) -> Markup:
        return say(self._catalog, context, text)

    def _said(self, field: Field, choice: Choice) -> SaidChoice:
        chosen = self._values.get(field.key, ())
        return SaidChoice(
            id=choice.id,
            text=self._say(f"choice:{field.key}:{choice.id}", choice.text),
            picked=choice.id in chosen if isinstance(chosen, tuple) else choice.id == chosen,
            default=choice.default,
        )

    def _write(self, field: Field, value: Any) -> Any:
        if isinstance(value, bool):
            return value
        if isinstance(value, date):
            # A birthday is a person's own, like what is typed; other dates are a sheet's.
            return write_text(self.date(value)) if field.past else self.date(value)
        if isinstance(value, Temperature):
            return write_temperature(value, self._locale)
        if isinstance(value, Carer):
            return SaidCarer(
                name=write_text(value.name) if value.name else None,
                relation=write_text(value.relation) if value.relation else None,
                phone=write_phone(value.phone) if value.phone else None,
            )
        if isinstance(value, tuple):
            return [self._write_one(field, part) for part in value]
        return self._write_one(field, value)

    def _write_one(self, field: Field, value: str) -> Markup:
        for choice in field.choices:
            if choice.id == value:
                return self._say(f"choice:{field.key}:{choice.id}", choice.text)
        return write_phone(value) if field.type == "tel" else write_text(value)


class _Fillings(Mapping[str, Markup]):
    """The placeholders of a safety string, looked up among the values as they are asked for."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def __getitem__(self, key: str) -> Markup:
        value = self._words.value(key)
        return WRITING_LINE if value is None else Markup(value)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
