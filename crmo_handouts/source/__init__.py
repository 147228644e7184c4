"""Stage 1: what we want to say: handout.toml, fields and a reader's data -> Handout and Values."""

from crmo_handouts.source.blank import read_blank_values
from crmo_handouts.source.clinic import Clinic, load_clinic
from crmo_handouts.source.doses import find_dose
from crmo_handouts.source.fields import Choice, Field, FieldType, Group, read_fields
from crmo_handouts.source.handout import (
    Handout,
    SafetyString,
    Source,
    load_fields,
    load_handout,
    load_safety,
    load_sources,
)
from crmo_handouts.source.readers import Carer, Value
from crmo_handouts.source.schema import json_schema
from crmo_handouts.source.temperature import Temperature
from crmo_handouts.source.values import Values, read_values

__all__ = [
    "Carer",
    "Choice",
    "Clinic",
    "Field",
    "FieldType",
    "Group",
    "Handout",
    "SafetyString",
    "Source",
    "Temperature",
    "Value",
    "Values",
    "find_dose",
    "json_schema",
    "load_clinic",
    "load_fields",
    "load_handout",
    "load_safety",
    "load_sources",
    "read_blank_values",
    "read_fields",
    "read_values",
]
