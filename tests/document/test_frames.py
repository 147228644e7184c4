"""What letters have in common: masks for what is typed, stand-ins in slots, lists of options."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo_handouts.document.formats import write_text
from crmo_handouts.document.masks import Masks, unmask
from crmo_handouts.document.options import Optioned, take_options
from crmo_handouts.document.slots import DIGIT, STAND_INS, take_slots
from crmo_handouts.project import Project
from crmo_handouts.source import Carer, load_handout
from tests.toy import LETTER

typed = st.text(st.sampled_from("abcÅ ক্ষমা ليلى 王<>&\"'%{}0٣-"), min_size=1, max_size=20).filter(
    str.strip
)


@given(st.lists(typed, min_size=1, max_size=8))
def test_texts_come_out_of_their_masks_as_if_written_at_once(texts: list[str]) -> None:
    masks = Masks(str)
    masked = [masks.mask(text) for text in texts]
    said = "<p>" + " · ".join(map(write_text, masked)) + "</p>"
    assert unmask(said, masks.texts) == "<p>" + " · ".join(map(write_text, texts)) + "</p>"


def test_only_what_was_typed_is_masked(toy_project: Project) -> None:
    fields = load_handout(toy_project, LETTER).fields
    values = {
        "child_name": "Rima",
        "dob": date(2016, 3, 5),
        "spine_status": "no",
        "carer1": Carer("Sam", "", "112"),
    }
    masks = Masks(lambda day: f"the {day.day}th")
    masked = masks.masked(fields, values)
    assert masked["spine_status"] == "no"
    assert masked["carer1"].relation == ""
    assert sorted(masks.texts) == ["112", "Rima", "Sam", "the 5th"]
    assert "Rima" not in str(masked.values())


def slot(inner: str) -> str:
    return f'<div><span class="slot-value" data-slot>{inner}</span></div>'


@pytest.mark.parametrize(
    ("inner", "texts", "frame"),
    [
        ("yes", ("yes",), STAND_INS["LATIN"]),
        ("২৩ মার্চ", ("২৩ মার্চ",), STAND_INS["BENGALI"]),
        ('<bdi dir="ltr">020 7946</bdi>', ("020 7946",), f'<bdi dir="ltr">{DIGIT}</bdi>'),
        ("a &lt;b&gt;", ("a <b>",), STAND_INS["LATIN"]),
        (
            '<bdi dir="rtl">ليلى</bdi> · <bdi dir="ltr">x  y</bdi>',
            ("ليلى", " · ", "x y"),
            f'<bdi dir="rtl">{STAND_INS["ARABIC"]}</bdi> · <bdi dir="ltr">n</bdi>',
        ),
        ("", (), ""),
    ],
)
def test_slot_gives_up_its_texts_for_stand_ins(
    inner: str, texts: tuple[str, ...], frame: str
) -> None:
    slotted = take_slots(slot(inner))
    found = {**slotted.own, **slotted.common}
    assert found == ({0: texts} if texts else {})
    assert slotted.frame == slot(frame)


def test_what_a_person_typed_is_told_from_what_many_have() -> None:
    slotted = take_slots(slot("yes") + slot("<bdi dir=ltr>Rima</bdi>") + slot("no"))
    assert slotted.own == {1: ("Rima",)}
    assert slotted.common == {0: ("yes",), 2: ("no",)}


def lists(*groups: tuple[str, list[str]]) -> Optioned:
    return take_options(
        "<p>before</p>"
        + "".join(
            f'<div class="group" data-options><h3>{head}</h3><ul>'
            + "".join(f"<li data-option>{line}</li>" for line in lines)
            + "</ul></div>\n"
            for head, lines in groups
        )
        + "<p>after</p>"
    )


EVERY = lists(("In class", ["a", "b", "c"]), ("Sport", ["d"]))


def test_selection_says_which_lines_are_kept() -> None:
    assert lists(("In class", ["a", "c"])).selection(EVERY) == ((True, False, True), (False,))
    assert lists(("Sport", ["d"])).selection(EVERY) == ((False, False, False), (True,))
    assert EVERY.selection(EVERY) == ((True, True, True), (True,))


@pytest.mark.parametrize(
    "other",
    [
        lists(("In class", ["c", "a"])),  # in another order
        lists(("In class", ["a", "x"])),  # a line of its own
        lists(("Elsewhere", ["a"])),  # another heading
        lists(("Sport", ["d"]), ("In class", ["a"])),  # lists in another order
        take_options("<p>something else</p>"),
    ],
)
def test_what_differs_by_more_than_its_lines_is_no_selection(other: Optioned) -> None:
    assert other.selection(EVERY) is None
