"""What keeps a child safe is on every sheet that needs it, word for word."""

from __future__ import annotations

import importlib
import re
import shutil
import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import polib
import pytest

from crmo_handouts.catalog import Catalog
from crmo_handouts.layout import Engine, check_fit, fit
from crmo_handouts.project import Project, builtin_root
from crmo_handouts.review import Level, Review, Standing
from crmo_handouts.source import load_safety, read_values
from tests.composed import compose_sheet
from tests.content.conftest import (
    EDITIONS,
    HANDOUTS,
    LOCALES,
    PROJECT,
    TODAY,
    data_of,
    handout,
    messages,
    said,
)
from tests.reading import html_blocks, html_text
from tests.signed import sign

BRIEF = tomllib.loads(Path(__file__).with_name("safety.toml").read_text("utf-8"))

ACCOMMODATIONS = {
    # The brief's ids, which never change; those of a form's usual ticks are marked.
    "cls.move-breaks": True, "cls.seat-choice": True, "cls.notes-tech": False,
    "cls.carry-less": True, "pe.self-pace": True, "pe.alt-role": True, "pe.written-limits": False,
    "pe.step-return": False, "med.rest-place": True, "med.school-form": False,
    "med.water-toilet": True, "med.infection-news": False, "med.vaccine-news": False,
    "abs.excused": True, "abs.late-start": False, "abs.make-up": True,
    "abs.phased-return": False, "mov.lift": False, "mov.early-leave": False,
    "mov.near-rooms": False, "mov.break-choice": False, "mov.trips": False,
    "mov.evacuation": False, "tst.extra-time": False, "tst.move-date": False, "emg.plan": True,
    "emg.back-injury": False, "emg.fever-call": False, "wel.key-adult": False,
}  # fmt: skip


def test_safety_strings_are_worded_as_the_brief_has_them() -> None:
    written = {
        key: re.sub(r"%\((\w+)\)s", r"{\1}", safety.text)
        for key, safety in load_safety(PROJECT).items()
    }
    assert written == BRIEF


def pieces(catalog: Catalog, safety_id: str) -> list[str]:
    """Return a safety string as it is said, parted where values stand."""
    text = catalog.pgettext(safety_id, load_safety(PROJECT)[safety_id].text)
    parts = re.split(r"%\(\w+\)s", re.sub("<[^>]*>", "", text).replace("%%", "%"))
    return [" ".join(part.split()) for part in parts]


def stands_in(text: str, parts: list[str]) -> bool:
    """Tell whether a text holds the parts of a string, with a value between two of them."""
    return bool(re.search(".{0,60}?".join(map(re.escape, parts)), text))


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("handout_id", HANDOUTS)
def test_sheet_has_every_safety_string_that_it_must_have(
    handout_id: str, locale: str, edition: str
) -> None:
    document, catalog = said(handout_id, locale, edition)
    assert catalog.missing == []
    text = html_text(document.html)
    required = set(handout(handout_id).safety)
    assert required
    missing = [key for key in sorted(required) if not stands_in(text, pieces(catalog, key))]
    assert missing == []


@pytest.mark.parametrize("locale", LOCALES)
def test_safety_strings_are_said_in_one_place(locale: str) -> None:
    own = [
        domain
        for domain, entry in messages(locale)
        if (entry.msgctxt or "").startswith("SAFE-") and domain != "shared"
    ]
    assert own == []


def test_no_text_repeats_a_safety_string(texts: tuple[tuple[str, polib.POEntry], ...]) -> None:
    fixed = {
        sentence.strip()
        for safety in load_safety(PROJECT).values()
        for sentence in re.split(r"(?<=[.?])\s", safety.text)
        if len(sentence.split()) > 4
    }
    copies = [
        entry.msgid
        for _, entry in texts
        if not (entry.msgctxt or "").startswith("SAFE-")
        and any(sentence in entry.msgid for sentence in fixed)
    ]
    assert copies == []


# -- the emergency number


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("handout_id", HANDOUTS)
def test_emergency_number_is_a_line_to_write_on_or_the_number(handout_id: str, locale: str) -> None:
    blank = said(handout_id, locale)[0].html
    # One place to write it, and a word that it is to be written.
    assert 'class="fill"' in blank or "slot-blank" in blank
    assert "999" not in html_text(blank)
    filled = said(handout_id, locale, "sample")[0].html
    assert '<bdi dir="ltr" class="phone">999</bdi>' in filled


@pytest.mark.parametrize("handout_id", HANDOUTS)
def test_blank_sheet_asks_for_the_local_number(handout_id: str) -> None:
    assert re.search("write your local", html_text(said(handout_id, "en")[0].html), re.IGNORECASE)
    filled = html_text(said(handout_id, "en", "sample")[0].html)
    assert not re.search("write your local", filled, re.IGNORECASE)


@pytest.mark.parametrize("handout_id", HANDOUTS)
def test_filled_sheet_without_an_emergency_number_is_refused(handout_id: str) -> None:
    data = dict(data_of(handout_id, "sample") or {})
    del data["emergency_number"]
    _, report = read_values(handout(handout_id).fields, data, today=TODAY, place="data")
    assert [finding.check for finding in report.errors] == ["recipient/missing"]


# -- the spine


def with_spine(handout_id: str, status: str | None, locale: str = "en", **more: Any) -> str:
    data = dict(data_of(handout_id, "sample") or {}) | more
    data.pop("spine_status", None)
    if status:
        data["spine_status"] = status
    return html_text(compose_sheet(PROJECT, handout_id, locale, data)[0].html)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("status", [None, "not-known", "now", "before"])
def test_letter_has_the_spine_rules_unless_the_spine_is_known_to_be_free(
    status: str | None, locale: str
) -> None:
    catalog = said("school-letter", locale)[1]
    rule = pieces(catalog, "SAFE-11")
    choice = catalog.pgettext(
        "choice:accommodations:emg.back-injury",
        next(
            choice.text
            for field in handout("school-letter").fields
            for choice in field.choices
            if choice.id == "emg.back-injury"
        ),
    )
    text = with_spine("school-letter", status, locale)
    assert stands_in(text, rule)
    assert " ".join(choice.split()) in text
    free = with_spine("school-letter", "no", locale)
    assert not stands_in(free, rule)
    assert " ".join(choice.split()) not in free
    assert stands_in(html_text(said("school-letter", locale)[0].html), rule)


@pytest.mark.parametrize("status", [None, "not-known", "now", "before"])
def test_activity_sheet_has_the_spine_box_unless_the_spine_is_known_to_be_free(
    status: str | None,
) -> None:
    for word in ("Spine: ask the team first", "trampoline", "contact or collision sport"):
        assert word in with_spine("activity-guidance", status)
        assert word in html_text(said("activity-guidance", "en")[0].html)
    assert "Spine: ask the team first" not in with_spine("activity-guidance", "no")


@pytest.mark.parametrize("handout_id", HANDOUTS)
def test_unknown_spine_says_all_that_a_sore_spine_says(handout_id: str) -> None:
    def texts(status: str) -> set[str]:
        data = dict(data_of(handout_id, "sample") or {}) | {"spine_status": status}
        html = compose_sheet(PROJECT, handout_id, "en", data)[0].html
        blocks = html_blocks(html, skip={".slots", ".slot"})
        return {text for name, text in blocks if name in ("p", "li")}

    assert texts("now") <= texts("not-known")
    assert texts("no") - texts("not-known") == set()


def test_only_a_clinician_moves_an_activity_out_of_the_spine_box() -> None:
    moved = {
        "allowed_list": ["sport.walking", "spine.diving"],
        "ask_first_list": ["sport.running"],
        "spine_status": "now",
    }
    data = dict(data_of("activity-guidance", "sample") or {}) | moved
    for who in ("physiotherapist", "not-yet"):
        _, report = read_values(
            handout("activity-guidance").fields,
            data | {"decided_by": who},
            today=TODAY,
            place="data",
        )
        assert "recipient/decided-by" in {finding.check for finding in report.errors}
    html = compose_sheet(PROJECT, "activity-guidance", "en", data | {"decided_by": "clinician"})[
        0
    ].html
    items = [text for name, text in html_blocks(html) if name == "li"]
    assert items.count("diving") == 1  # allowed, and no longer asked for
    assert items.count("trampoline") == 1


# -- the letter's list


def test_accommodations_keep_their_ids_and_their_usual_ticks() -> None:
    [field] = [one for one in handout("school-letter").fields if one.key == "accommodations"]
    assert {choice.id: choice.default for choice in field.choices} == ACCOMMODATIONS
    assert [choice.id for choice in field.choices if choice.added_unless] == ["emg.back-injury"]


@pytest.mark.parametrize("locale", LOCALES)
def test_blank_letter_offers_every_accommodation_and_a_filled_one_those_chosen(
    locale: str,
) -> None:
    document, catalog = said("school-letter", locale)
    [field] = [one for one in handout("school-letter").fields if one.key == "accommodations"]
    wanted = {
        choice.id: " ".join(
            catalog.pgettext(f"choice:accommodations:{choice.id}", choice.text).split()
        )
        for choice in field.choices
    }
    offered = [text for name, text in html_blocks(document.html) if name == "li"]
    assert [key for key, text in wanted.items() if text not in offered] == []
    filled = html_blocks(said("school-letter", locale, "sample")[0].html)
    shown = {text for name, text in filled if name == "li"}
    chosen = {*(data_of("school-letter", "sample") or {})["accommodations"], "emg.back-injury"}
    assert {key for key, text in wanted.items() if text in shown} == chosen


def test_letter_names_no_medicine() -> None:
    text = html_text(
        with_medicines(["methotrexate", "biologic", "steroid", "nsaid", "bisphosphonate"])
    )
    for word in ("methotrexate", "biologic", "steroid", "NSAID", "bisphosphonate"):
        assert word.lower() not in text.lower()
    assert "protection against infection yes" in text


def with_medicines(classes: list[str]) -> str:
    data = dict(data_of("school-letter", "sample") or {}) | {"med_classes": classes}
    return compose_sheet(PROJECT, "school-letter", "en", data)[0].html


# -- who has checked it


def copy_room(folder: Path, handout_id: str, locale: str) -> Project:
    """Copy what is reviewed into a project of its own: the text, and the files of its languages."""
    languages = (f"locales/{language}" for language in dict.fromkeys(("en", locale)))
    for place in (f"handouts/{handout_id}", *languages):
        shutil.copytree(builtin_root() / place, folder / place)
    return Project((folder, builtin_root()), TODAY)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("handout_id", HANDOUTS)
def test_draft_says_so_in_its_own_language_until_a_review_is_recorded(
    handout_id: str, locale: str, tmp_path: Path
) -> None:
    notice = "Draft: no clinician has checked this text"
    notice += "." if locale == "en" else " or its translation."
    document, catalog = said(handout_id, locale)
    mark, full = (" ".join(catalog.gettext(one).split()) for one in ("Draft", notice))
    text = html_text(document.html)
    assert mark in text
    assert full in text

    project = copy_room(tmp_path, handout_id, locale)
    for language in dict.fromkeys(("en", locale)):
        assert sign(project, handout_id, language).refused == 0
    text = html_text(compose_sheet(project, handout_id, locale)[0].html)
    assert mark not in text
    assert full not in text
    assert "Dr Example" in text


COMPOSING = importlib.import_module("crmo_handouts.document.compose")


@lru_cache
def real_engine() -> Engine:
    return Engine(PROJECT)


LONGEST_FOOTS = (
    # What a foot says at most, beside the words of a draft that nobody has reviewed.
    Standing(Level.CLINICAL, Level.LANGUAGE, edition=date(2026, 9, 22)),
    Standing(Level.UNREVIEWED, Level.CHANGED, edition=date(2026, 9, 22)),
    Standing(
        Level.CLINICAL,
        Level.CLINICAL,
        by=(Review("Dr A. Rahman", "pediatrician", date(2026, 9, 22)),),
        edition=date(2026, 9, 22),
    ),
)


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "en"])
@pytest.mark.parametrize("handout_id", HANDOUTS)
def test_what_a_review_says_fits_the_foot(
    handout_id: str, locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for standing in LONGEST_FOOTS:
        monkeypatch.setattr(COMPOSING, "sheet_standing", lambda *_, to=standing, **__: to)
        document = compose_sheet(PROJECT, handout_id, locale)[0]
        told = check_fit(fit(real_engine(), document), ("a4",))
        assert [str(finding) for finding in told.errors] == []
