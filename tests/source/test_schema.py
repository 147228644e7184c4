"""The JSON Schema of a handout agrees with how its values are read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from crmo_handouts.project import Project
from crmo_handouts.source import json_schema, load_handout, read_values
from crmo_handouts.source.schema import plain

HANDOUTS = ["school-letter", "activity-guidance", "warning-signs"]


def schema_of(handout_id: str) -> dict[str, Any]:
    return json_schema(load_handout(Project.open(), handout_id).fields)


def validator(handout_id: str) -> Draft202012Validator:
    return Draft202012Validator(schema_of(handout_id), format_checker=FormatChecker())


def examples(handout_id: str, name: str) -> dict[str, Any]:
    fields = load_handout(Project.open(), handout_id).fields
    return {field.key: plain(getattr(field, name)) for field in fields}


@pytest.mark.parametrize("handout_id", HANDOUTS)
def test_it_is_valid(handout_id: str) -> None:
    Draft202012Validator.check_schema(schema_of(handout_id))


@pytest.mark.parametrize("handout_id", HANDOUTS)
@pytest.mark.parametrize("name", ["sample", "longest"])
def test_examples_pass_the_schema_and_the_reading(handout_id: str, name: str) -> None:
    data = examples(handout_id, name)
    validator(handout_id).validate(data)
    fields = load_handout(Project.open(), handout_id).fields
    assert not read_values(fields, data, today=date(2026, 11, 25), place="f")[1].errors


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        ("child_name", 7),
        ("child_name", "x" * 61),
        ("child_name", None),
        ("dx_label", "cancer"),
        ("emergency_number", "call me"),
        ("fever_limit", 36.6),
        ("fever_limit", 102),
        ("fever_limit", "warm"),
        ("valid_to", "soon"),
        ("accommodations", []),
        ("accommodations", ["pe.self-pace", "pe.self-pace"]),
        ("accommodations", ["no-such"]),
        ("custom_items", ["x"] * 6),
        ("carer1", {"relation": "aunt"}),
        ("carer1", {"name": "Sam", "address": "x"}),
        ("consent_share", False),
        ("no_such_key", 1),
    ],
)
def test_both_refuse_the_same_faults(key: str, raw: object) -> None:
    data = examples("school-letter", "sample") | {key: raw}
    assert not validator("school-letter").is_valid(data)
    fields = load_handout(Project.open(), "school-letter").fields
    assert read_values(fields, data, today=date(2026, 11, 25), place="f")[1].errors


@pytest.mark.parametrize("key", ["child_name", "accommodations", "consent_share"])
def test_both_miss_what_is_required(key: str) -> None:
    data = examples("school-letter", "sample")
    del data[key]
    assert not validator("school-letter").is_valid(data)
    assert key in schema_of("school-letter")["required"]


def test_what_has_a_default_may_be_left_out() -> None:
    schema = schema_of("school-letter")
    assert "spine_status" not in schema["required"]
    assert schema["properties"]["spine_status"]["default"] == "not-known"


def test_choices_carry_their_titles_and_the_usual_ones() -> None:
    property_ = schema_of("school-letter")["properties"]["accommodations"]
    assert {"const": "mov.trips", "title": "Trips planned ahead"} in property_["items"]["oneOf"]
    assert "cls.move-breaks" in property_["default"]
    assert len(property_["items"]["enum"]) == 29
