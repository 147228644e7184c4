"""What a template may ask for, and what it is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from markupsafe import Markup

from crmo_handouts.catalog import load_catalog
from crmo_handouts.document.words import SaidCarer, Words
from crmo_handouts.project import Project
from crmo_handouts.source import load_handout, read_values
from tests.document.conftest import LETTER_DATA
from tests.toy import LETTER, TODAY

Say = Callable[..., Words]


@pytest.fixture
def say(toy_project: Project) -> Say:
    def words(data: Mapping[str, Any], locale: str = "en") -> Words:
        handout = load_handout(toy_project, LETTER)
        values, _ = read_values(handout.fields, data, today=TODAY, place="data.toml")
        return Words(
            handout,
            load_catalog(toy_project, LETTER, locale),
            locale=toy_project.locale(locale),
            values=values,
        )

    return words


def test_label_is_said_in_the_sheets_language(say: Say) -> None:
    assert say({}, "bn").label("child_name") == "নাম"


def test_value_that_is_missing_is_none_and_not_given(say: Say) -> None:
    words = say({})
    assert words.value("child_name") is None
    assert not words.given("child_name")
    assert words.given("spine_status")  # by its default


def test_safety_string_without_its_value_has_a_line_to_write_on(say: Say) -> None:
    assert say({}).safety("SAFE-02") == 'Emergency? Call <span class="fill"></span> now.'
    assert "999" in say({"emergency_number": "999"}).safety("SAFE-02")


def test_where_nothing_was_chosen_everything_is_shown(say: Say) -> None:
    assert say({}).picked("changes", "cls.seat")
    chosen = say({**LETTER_DATA})
    assert chosen.picked("changes", "cls.seat")
    assert not chosen.picked("changes", "other")
    assert chosen.picked("spine_status", "not-known")
    assert not chosen.picked("spine_status", "no")


def test_values_are_said_by_their_kind(say: Say) -> None:
    words = say({**LETTER_DATA, "dob": "2016-03-05", "wishes": ["<1>", "2"]}, "bn")
    assert words.value("child_name") == '<bdi dir="ltr">রিমা নমুনা</bdi>'
    assert words.value("dob") == '<bdi dir="ltr">৫ মার্চ, ২০১৬</bdi>'
    assert words.value("spine_status") == "জানা নেই"
    assert words.value("changes") == ["ভালো আসন", "বিশ্রাম"]
    assert words.value("wishes") == ['<bdi dir="ltr">&lt;1&gt;</bdi>', '<bdi dir="ltr">2</bdi>']
    assert words.value("consent_share") is True
    assert words.value("carer1") == SaidCarer(
        name=words.value("carer1").name,
        relation=None,
        phone=Markup('<bdi dir="ltr" class="phone">+1 202-555-0142</bdi>'),
    )


def test_choices_tell_what_was_picked_and_what_is_usual(say: Say) -> None:
    in_class, alone = say({**LETTER_DATA, "spine_status": "no"}).choices("changes")
    assert (in_class.id, in_class.text, in_class.icon) == ("cls", "In class", "dot")
    assert [(choice.id, choice.picked, choice.default) for choice in in_class.choices] == [
        ("cls.seat", True, True),
        ("cls.rest", False, False),
    ]
    assert (alone.id, alone.text, [choice.id for choice in alone.choices]) == ("", "", ["other"])


@pytest.mark.parametrize("ask", ["label", "given", "value", "choices", "safety"])
def test_unknown_name_is_a_key_error(say: Say, ask: str) -> None:
    with pytest.raises(KeyError):
        getattr(say({}), ask)("nothing")


def test_numbers_take_the_locales_digits(say: Say) -> None:
    assert say({}, "bn").number(29) == "২৯"
