"""Fields -> the Values of a blank sheet: what the clinic gives, and room to write for the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from crmo_handouts.checking import Report
from crmo_handouts.source.fields import Field, FieldType
from crmo_handouts.source.values import Values, read_values


def read_blank_values(
    fields: Sequence[Field], *, below: Mapping[str, Any], today: date
) -> tuple[Values, Report]:
    """Read what a blank sheet prints; `below` are a clinic's raw values.

    Defaults speak for a reader, who is not there yet. Only a temperature keeps its own: the fever
    rule must never stand without its number.
    """
    blank = [
        replace(
            field,
            required=False,
            default=field.default if field.type is FieldType.TEMPERATURE else None,
        )
        for field in fields
    ]
    return read_values(blank, {}, today=today, place="clinic.toml", below=below)
