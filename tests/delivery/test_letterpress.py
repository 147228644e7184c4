"""Letters to many: each is the letter that `print` would have made, and nobody else's."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any

import pikepdf
import pytest
from PIL import ImageChops

from crmo_handouts.delivery import Delivery, Job
from crmo_handouts.delivery.letterpress import Kept, LetterPress
from crmo_handouts.delivery.press import Press
from crmo_handouts.layout import Misfit
from crmo_handouts.project import Project
from crmo_handouts.source import load_handout
from tests.reading import open_pdf, pdf_text, pictures
from tests.samples import sample_data

LETTER = "school-letter"
LOCALES = ("ar", "bn", "en", "es", "fr", "hi", "ur", "zh_Hans")
NAMES = (
    "Rima Nomuna",
    "রিমা নমুনা",
    "ليلى عمر",
    "王小明",
    "रीमा",
    "François Núñez-O'Hara",
    "Өмүр Ждан",
)

ROUNDING = 1
"""How much lighter or darker a dot may be, of 255: a line that has moved stands a millionth off."""

TABLE_NUMBER = re.compile(r"\d+(?=-\d+-\d+)")
"""In the id of a header cell: the engine takes the number of the table's object for it."""


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(Project.open())


@pytest.fixture(scope="module")
def letterpress() -> LetterPress:
    return LetterPress(Project.open())


@pytest.fixture(scope="module")
def sample(press: Press) -> dict[str, Any]:
    return sample_data(load_handout(press.project, LETTER))


@pytest.fixture(scope="module")
def choices(press: Press) -> list[str]:
    handout = load_handout(press.project, LETTER)
    (field,) = (field for field in handout.fields if field.key == "accommodations")
    return [choice.id for choice in field.choices]


def letter(data: Mapping[str, Any], locale: str, paper: str = "a4") -> Job:
    return Job(LETTER, locale, (paper,), data=dict(data), data_place="row")


def pdf_of(delivery: Delivery) -> bytes:
    assert delivery.sheets, [str(finding) for finding in delivery.report]
    return delivery.sheets[0].pdf


def tags(pdf: bytes) -> Any:
    """Return the structure tree as nested lists: types, languages and attributes."""

    def shape(element: Any) -> Any:
        if isinstance(element, int):
            return "content"
        kids = element.get("/K", [])
        kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        facts = [str(element.get(key)) for key in ("/S", "/Lang", "/A", "/ActualText")]
        facts = [TABLE_NUMBER.sub("table", fact) for fact in facts]
        return [facts, [shape(kid) for kid in kids]]

    with open_pdf(pdf) as document:
        return shape(document.Root.StructTreeRoot)


def assert_same(one: bytes, other: bytes) -> None:
    assert pdf_text(one) == pdf_text(other)
    assert tags(one) == tags(other)
    for page, expected in zip(pictures(one), pictures(other), strict=True):
        histogram = ImageChops.difference(page, expected).histogram()
        assert not any(histogram[ROUNDING + 1 :])


@pytest.mark.parametrize("locale", LOCALES)
def test_letters_are_those_that_print_makes(
    locale: str,
    press: Press,
    letterpress: LetterPress,
    sample: dict[str, Any],
    choices: list[str],
) -> None:
    chosen = random.Random(locale)  # noqa: S311 - no secret
    for name in chosen.sample(NAMES, 3):
        some = [choice for choice in choices if chosen.random() < 0.5]
        job = letter({**sample, "child_name": name, "accommodations": some}, locale)
        assert_same(pdf_of(letterpress.print_job(job)), pdf_of(press.print_job(job)))


def test_a_galley_serves_every_selection_without_another_layout(
    letterpress: LetterPress, sample: dict[str, Any], choices: list[str]
) -> None:
    pdf_of(letterpress.print_job(letter(sample, "bn")))
    layouts = letterpress.layouts
    for number in range(5, 30, 5):
        some = {**sample, "accommodations": choices[:number] + choices[-2:]}
        pdf_of(letterpress.print_job(letter(some, "bn")))
    assert letterpress.layouts == layouts


def test_a_long_name_takes_a_layout_of_its_own(
    press: Press, letterpress: LetterPress, sample: dict[str, Any]
) -> None:
    pdf_of(letterpress.print_job(letter({**sample, "class_name": "Class 5 B"}, "en")))
    job = letter({**sample, "class_name": "Class 5 B of the lower school " * 2}, "en")
    layouts = letterpress.layouts
    assert pdf_of(letterpress.print_job(job)) == pdf_of(press.print_job(job))
    assert letterpress.layouts == layouts


def test_a_character_that_no_font_has_refuses_the_letter_alone(
    press: Press, letterpress: LetterPress, sample: dict[str, Any]
) -> None:
    job = letter({**sample, "child_name": "ᏣᎳᎩ"}, "en")
    refused = letterpress.print_job(job)
    assert not refused.sheets
    assert [f.check for f in refused.report] == [f.check for f in press.print_job(job).report]
    assert letterpress.print_job(letter(sample, "en")).sheets


def texts_in_fonts(pdf: bytes) -> dict[str, str]:
    """Return what the codes of each font say, as its ToUnicode map has it."""
    said = {}
    with open_pdf(pdf) as document:
        for font in document.pages[0].Resources.Font.values():
            lines = font.ToUnicode.read_bytes().decode("ascii").split("\n")
            pairs = [line.split() for line in lines if line.startswith("<") and "> <" in line]
            said[str(font.BaseFont)] = "".join(
                bytes.fromhex(text.strip("<>")).decode("utf-16-be") for _, text in pairs[1:]
            )
    return said


def test_a_letter_holds_nothing_of_another_readers_name(
    letterpress: LetterPress, sample: dict[str, Any]
) -> None:
    first, second = (
        pdf_of(letterpress.print_job(letter({**sample, "child_name": name}, "en")))
        for name in ("Žöë Ŵŷñ", "Ćarl Ølsen")
    )
    assert set("Žöë Ŵŷñ") <= set("".join(texts_in_fonts(first).values()))
    assert not set("Žöë Ŵŷñ") & set("".join(texts_in_fonts(second).values())) - {" "}
    assert not set("ĆØ") & set("".join(texts_in_fonts(first).values()))


def test_the_frame_is_made_without_a_name(letterpress: LetterPress, sample: dict[str, Any]) -> None:
    # Thorn is in no other text of the letter: only the fonts of its own slots may have it.
    pdf = pdf_of(letterpress.print_job(letter({**sample, "child_name": "Þorn"}, "en")))
    with_thorn = [name for name, text in texts_in_fonts(pdf).items() if "Þ" in text]
    assert len(with_thorn) == 1


def test_blank_sheets_and_two_papers_go_the_way_of_any_sheet(
    press: Press, letterpress: LetterPress, sample: dict[str, Any]
) -> None:
    blank = Job(LETTER, "en", ("a4",))
    both = Job(LETTER, "en", ("a4", "us-letter"), data=sample, data_place="row")
    for job in (blank, both):
        assert letterpress.print_job(job).sheets == press.print_job(job).sheets


def test_letters_of_one_school_and_then_another_are_those_that_print_makes(
    press: Press, letterpress: LetterPress, sample: dict[str, Any]
) -> None:
    schools = ["Hill School"] * 4 + ["Lake School", "Hill School"]
    for name, school in zip(("Ana", "Ben", "Cy", "Dee", "Eve", "Fay"), schools, strict=True):
        job = letter({**sample, "child_name": name, "school_name": school}, "en")
        assert_same(pdf_of(letterpress.print_job(job)), pdf_of(press.print_job(job)))


def test_letters_do_not_depend_on_those_before_them(
    letterpress: LetterPress, sample: dict[str, Any]
) -> None:
    jobs = [letter({**sample, "child_name": name}, "en") for name in ("Ana", "Ben", "Ana")]
    first, _, again = (pdf_of(letterpress.print_job(job)) for job in jobs)
    assert first == again == pdf_of(LetterPress(Project.open()).print_job(jobs[0]))


def test_only_the_newest_are_kept() -> None:
    kept: Kept[str] = Kept(2)
    for key in "abcab":
        assert kept.get_or_make(key, lambda key=key: key.upper()) == key.upper()  # type: ignore[misc]
    assert list(kept) == ["a", "b"]


def test_what_could_not_be_made_is_not_tried_again() -> None:
    kept: Kept[str] = Kept(2)
    tries = []

    def fail() -> str:
        tries.append(1)
        raise Misfit

    for _ in range(2):
        with pytest.raises(Misfit):
            kept.get_or_make("a", fail)
    assert len(tries) == 1


def test_what_could_not_be_made_takes_room_as_well() -> None:
    kept: Kept[str] = Kept(2)

    def fail() -> str:
        raise Misfit

    for key in "abcd":
        with pytest.raises(Misfit):
            kept.get_or_make(key, fail)
    assert list(kept) == ["c", "d"]
