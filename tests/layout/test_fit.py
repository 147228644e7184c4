"""Text within its space: set smaller by steps, never too small, refused when it is too long."""

from __future__ import annotations

import re

import pytest

from crmo_handouts.checking import Finding
from crmo_handouts.layout import Engine, Pages, check_fit, fit, typeset
from crmo_handouts.paper import TEXT_HEIGHT
from tests.layout.conftest import Make, paragraphs

PAPERS = ("a4", "us-letter")


def faults(pages: Pages) -> list[Finding]:
    return list(check_fit(pages, PAPERS).errors)


def test_short_text_is_set_at_its_own_size(engine: Engine, make: Make) -> None:
    pages = fit(engine, make(paragraphs(3)))
    assert pages.size == 13.5
    assert pages.count == 1
    assert faults(pages) == []


@pytest.mark.parametrize("minimum", [11.0, 12.0])
def test_longer_text_is_set_smaller_by_quarters_of_a_point(
    engine: Engine, make: Make, minimum: float
) -> None:
    sizes = []
    for lines in range(28, 48, 2):
        pages = fit(engine, make(paragraphs(lines), minimum=minimum))
        if pages.fits:
            sizes.append(pages.size)
            assert (pages.size - minimum) % 0.25 == 0
            assert minimum <= pages.size <= minimum + 1.5
            assert faults(pages) == []
            assert max(pages.used) <= pages.room + 0.2
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) > 2


def test_type_is_not_smaller_than_it_needs_to_be(engine: Engine, make: Make) -> None:
    document = make(paragraphs(6, "Wash your hands with soap and rinse them well. " * 9))
    pages = fit(engine, document)
    assert pages.fits
    assert 12.0 < pages.size < 13.5
    assert not typeset(engine, document, size=pages.size + 0.5).fits


def test_text_that_is_too_long_is_refused_with_its_excess(engine: Engine, make: Make) -> None:
    pages = fit(engine, make(paragraphs(3), paragraphs(60)))
    assert pages.size == 12.0
    assert pages.count == 2  # no page is added
    [fault] = faults(pages)
    assert fault.check == "fit/pages"
    assert fault.place == "toy/en/a4+us-letter"
    excess = max(pages.used) - pages.room
    told = re.search(r"page 2 is (\d+) mm too long at 12 pt", fault.message)
    assert told
    assert int(told[1]) - 1 < excess <= int(told[1])
    assert fault.hint


def test_two_sides_are_judged_each_by_itself(engine: Engine, make: Make) -> None:
    pages = fit(engine, make(paragraphs(70), paragraphs(70)))
    assert [fault.message.split(" mm")[0].split(" is ")[0] for fault in faults(pages)] == [
        "page 1",
        "page 2",
    ]


@pytest.mark.parametrize(
    "tall",
    [
        '<div style="float: left; height: 400mm">x</div>',
        '<table><tr><td style="height: 400mm">x</td></tr></table>',
        '<div style="display: flow-root"><div style="float: right; height: 400mm">x</div></div>',
        '<div style="height: 400mm"></div>',
        '<p style="margin-top: 400mm">x</p>',
        '<p style="padding-bottom: 400mm">x</p>',
        '<i style="display: inline-block; height: 400mm"></i>',
    ],
)
def test_whatever_is_too_tall_is_found(engine: Engine, make: Make, tall: str) -> None:
    assert "fit/pages" in {fault.check for fault in faults(fit(engine, make(tall)))}


@pytest.mark.parametrize("locale", ["en", "bn"])
def test_very_long_word_is_refused_with_how_far_it_sticks_out(
    engine: Engine, make: Make, locale: str
) -> None:
    pages = fit(engine, make(f"<p>{'ম' * 200}</p>", locale=locale))
    [fault] = faults(pages)
    assert fault.check == "fit/width"
    assert fault.place == f"toy/{locale}/a4+us-letter"
    assert re.search(r"on page 1 is \d+ mm too wide", fault.message)
    assert "ম" not in fault.message  # it may be a name


def test_word_that_sticks_out_to_the_left_is_found(engine: Engine, make: Make) -> None:
    pages = fit(engine, make('<p style="text-indent: -5mm">Wash</p>'))
    assert [fault.check for fault in faults(pages)] == ["fit/width"]


def test_type_below_the_minimum_is_found(engine: Engine, make: Make) -> None:
    pages = fit(engine, make('<p style="font-size: 9pt">Small print</p>'))
    [fault] = faults(pages)
    assert fault.check == "fit/type-size"
    assert "9.00 pt on page 1; the minimum is 12 pt" in fault.message


def test_foot_that_runs_into_the_text_is_found(engine: Engine, make: Make) -> None:
    pages = fit(
        engine, make(paragraphs(36), foot="<p>Reviewed by a person of a long name.</p>" * 6)
    )
    boxes = list(pages.text_boxes())
    foot_begins = min(box.top for box in boxes if box.text.startswith("Reviewed"))
    text_ends = max(box.bottom for box in boxes if box.text.startswith("Wash"))
    assert faults(pages) or text_ends <= foot_begins


@pytest.mark.parametrize("locale", ["en", "bn"])
def test_foot_ends_with_the_text_area_and_stays_clear_of_the_text(
    engine: Engine, make: Make, locale: str
) -> None:
    foot = "<p>Draft</p><p>Page</p>"
    pages = fit(engine, make(paragraphs(34), locale=locale, foot=foot))
    boxes = list(pages.text_boxes())
    feet = [box for box in boxes if box.text in ("Draft", "Page")]
    assert len(feet) == 2
    assert max(box.bottom for box in feet) <= TEXT_HEIGHT + 0.2
    text_ends = max(box.bottom for box in boxes if box not in feet)
    assert text_ends <= min(box.top for box in feet)


def test_same_document_is_laid_out_the_same_again(engine: Engine, make: Make) -> None:
    document = make(paragraphs(43))
    first, second = fit(engine, document), fit(engine, document)
    assert first.size == second.size
    assert list(first.text_boxes()) == list(second.text_boxes())
