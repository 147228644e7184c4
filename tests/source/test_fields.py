"""Authors' fields are read strictly: a typing error is told with its file and key."""

from __future__ import annotations

import tomllib

import pytest

from crmo_handouts.errors import SourceError
from crmo_handouts.source import Field, FieldType, read_fields
from crmo_handouts.source.table import Table

SHARED = """
[town]
type = "text"
label = "Town"
max = 40

[spine]
type = "enum"
label = "Spine"
default = "no"
choices = [{ id = "no", text = "no" }, { id = "now", text = "yes" }]
"""


def read(toml: str, shared: dict[str, Field] | None = None) -> tuple[Field, ...]:
    return read_fields(Table(tomllib.loads(toml), "handout.toml", "fields"), shared or {})


def shared() -> dict[str, Field]:
    return {field.key: field for field in read(SHARED)}


def test_a_field_is_read_with_its_rules() -> None:
    (field,) = read('[town]\ntype = "text"\nlabel = "Town"\nmin = 2\nmax = 40\nletters = true')
    assert (field.key, field.type, field.min, field.max) == ("town", FieldType.TEXT, 2, 40)
    assert field.letters
    assert not field.required


def test_a_shared_field_is_taken_by_its_key() -> None:
    assert read("[town]", shared()) == (shared()["town"],)


def test_a_shared_field_is_taken_with_overrides() -> None:
    (field,) = read('[spine]\nrequired = true\nlabel = "Back"\ndefault = "now"', shared())
    assert (field.label, field.default, field.required) == ("Back", "now", True)
    assert field.choice_ids == ("no", "now")


def test_a_choices_group_is_what_precedes_its_period() -> None:
    (field,) = read(
        '[x]\ntype = "multi"\nlabel = "X"\n'
        'choices = [{ id = "cls.seat", text = "seat" }, { id = "none", text = "-" }]\n'
        'groups = [{ id = "cls", text = "In class", icon = "desk" }]'
    )
    assert [choice.group for choice in field.choices] == ["cls", ""]
    assert field.groups[0].icon == "desk"


@pytest.mark.parametrize(
    ("toml", "where", "message"),
    [
        ('x = { type = "txt", label = "X" }', "x.type", "no type of field"),
        ('x = { label = "X" }', "x.type", "missing"),
        ('x = { type = "text", max = 3 }', "x.label", "missing"),
        ('x = { type = "text", label = "", max = 3 }', "x.label", "empty"),
        ('x = { type = "text", label = "X" }', "x.max", "missing"),
        ('x = { type = "text", label = "X", max = "3" }', "x.max", "number"),
        ('x = { type = "text", label = "X", max = true }', "x.max", "number"),
        ('x = { type = "text", label = "X", max = 3, default = "a" }', "x.default", "unknown"),
        ('x = { type = "text", label = "X", max = 3, requird = true }', "x.requird", "unknown"),
        ('x = { type = "text", label = "X", max = 3, required = 1 }', "x.required", "true or"),
        ('x = { type = "date", label = "X", max_age = -1 }', "x.max_age", "whole number"),
        ('x = { type = "list", label = "X", max = 3 }', "x.item_max", "missing"),
        ('x = { type = "group", label = "X", parts = ["phone"] }', "x.parts", "name"),
        ('x = { type = "enum", label = "X" }', "x.choices", "missing"),
        ('x = { type = "enum", label = "X", choices = [1] }', "x.choices", "tables"),
        (
            'x = { type = "enum", label = "X", choices = [{ id = "A b", text = "a" }] }',
            "x.choices[0].id",
            "a-z",
        ),
        (
            'x = { type = "enum", label = "X", choices = [{ id = "a", txt = "a" }] }',
            "x.choices[0].txt",
            "unknown",
        ),
        (
            'x = { type = "enum", label = "X", choices = [{ id = "a", text = "a" }, '
            '{ id = "a", text = "b" }] }',
            "x.choices",
            "twice",
        ),
        (
            'x = { type = "multi", label = "X", choices = [{ id = "a", text = "a", '
            'only_if = { who = "me" } }] }',
            "x.choices",
            "not there",
        ),
        (
            'x = { type = "multi", label = "X", apart_from = "y", '
            'choices = [{ id = "a", text = "a" }] }',
            "x.apart_from",
            "not there",
        ),
        ("x = 3", "x", "table"),
        ('X-1 = { type = "bool", label = "X" }', "X-1", "key"),
        ("town = { max = 80 }", "town.max", "unknown"),
        ('town = { type = "text", label = "Mine", max = 3 }', "town.type", "unknown"),
    ],
)
def test_a_wrong_table_is_refused_at_its_key(toml: str, where: str, message: str) -> None:
    with pytest.raises(SourceError, match=message) as refused:
        read(toml, shared())
    assert refused.value.where == f"handout.toml: fields.{where}"


def test_an_unknown_key_is_told_with_the_nearest_one() -> None:
    with pytest.raises(SourceError) as refused:
        read('x = { type = "text", label = "X", max = 3, requird = true }')
    assert refused.value.hint.startswith("did you mean required?")
