"""How far a sheet is reviewed: what its foot says, from the records of its messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from crmo_handouts.catalog import load_catalog, sheet_standing
from crmo_handouts.catalog.reviewing.records import Record, Reviews
from crmo_handouts.catalog.reviewing.standing import (
    named_clinicians,
    oldest_edition,
    translation_level,
)
from crmo_handouts.project import Project
from crmo_handouts.review import Kind, Level, Review, ReviewState, Standing
from crmo_handouts.source import load_handout
from tests.composed import compose_sheet
from tests.reading import html_text
from tests.signed import sign
from tests.toy import SHEET, TODAY, replace_in

NOW, BEFORE = "0" * 16, "1" * 16


def reviews(*people: tuple[Kind, str, int], digest: str = NOW, year: int = 2026) -> Reviews:
    """Make the records of a message: kind, who, and the day of November."""
    made = (
        Record(kind, Review(by, "", date(2026, 11, day), digest), date(year, 1, 1))
        for kind, by, day in people
    )
    return Reviews(tuple(made), NOW)


NOBODY = Reviews()
READ = reviews((Kind.LANGUAGE, "A", 1))
CHECKED = reviews((Kind.CLINICAL, "B", 2))
STALE = reviews((Kind.CLINICAL, "B", 2), digest=BEFORE)


@pytest.mark.parametrize(
    ("own", "shared", "level"),
    [
        ((), (), Level.UNREVIEWED),
        ((NOBODY,), (NOBODY,), Level.UNREVIEWED),
        ((NOBODY,), (CHECKED,), Level.UNREVIEWED),
        ((NOBODY,), (STALE,), Level.UNREVIEWED),
        ((READ, READ), (READ,), Level.LANGUAGE),
        ((READ, CHECKED), (READ,), Level.LANGUAGE),
        ((CHECKED, CHECKED), (CHECKED,), Level.CLINICAL),
        ((CHECKED, STALE), (CHECKED,), Level.CHANGED),
        ((CHECKED, NOBODY), (CHECKED,), Level.CHANGED),
        ((CHECKED, CHECKED), (NOBODY,), Level.CHANGED),
        ((STALE,), (), Level.CHANGED),
    ],
)
def test_translation_has_come_as_far_as_its_last_message(
    own: tuple[Reviews, ...], shared: tuple[Reviews, ...], level: Level
) -> None:
    assert translation_level([*own, *shared], own=own) is level


def test_sheet_names_the_last_who_has_read_all_of_it() -> None:
    early, late = (Kind.CLINICAL, "A", 1), (Kind.CLINICAL, "B", 5)
    part = (Kind.CLINICAL, "C", 9)
    (named,) = named_clinicians([reviews(early, late), reviews(early, late, part)])
    assert (named.by, named.on) == ("B", date(2026, 11, 5))


def test_where_nobody_has_read_all_of_it_everybody_is_named_with_their_last_day() -> None:
    parts = [
        reviews((Kind.CLINICAL, "A", 1)),
        reviews((Kind.CLINICAL, "B", 5)),
        reviews((Kind.CLINICAL, "A", 3)),
    ]
    named = named_clinicians(parts)
    assert [(one.by, one.on.day) for one in named] == [("A", 3), ("B", 5)]
    assert Standing(Level.CLINICAL, Level.CLINICAL, by=named).on == date(2026, 11, 5)


def test_edition_is_that_of_the_message_that_was_read_the_longest_ago() -> None:
    old, new = reviews((Kind.LANGUAGE, "A", 1), year=2025), reviews((Kind.LANGUAGE, "A", 1))
    both = replace(new, records=(*old.records, *new.records))
    assert oldest_edition([NOBODY, new, both]) == date(2026, 1, 1)
    assert oldest_edition([NOBODY, new, old]) == date(2025, 1, 1)
    assert oldest_edition([NOBODY]) is None


@pytest.fixture
def project(toy_copy: Path) -> Project:
    return Project((toy_copy,), TODAY)


def standing(project: Project, locale_id: str = "bn") -> Standing:
    locale = project.locale(locale_id)
    catalog = load_catalog(project, SHEET, locale.cldr)
    return sheet_standing(project, load_handout(project, SHEET), catalog=catalog, locale=locale)


def test_sheet_says_from_which_english_edition_its_translation_is(project: Project) -> None:
    sign(project, SHEET, "bn")
    assert standing(project).edition is None
    toml = project.roots[0] / "handouts" / SHEET / "handout.toml"
    replace_in(toml, "edition = 2026-11-21", "edition = 2026-11-23")
    assert standing(project).edition == date(2026, 11, 21)
    assert standing(project).translation is Level.CLINICAL
    assert "২১ নভেম্বর, ২০২৬" in html_text(compose_sheet(project, SHEET, "bn")[0].html)
    sign(project, SHEET, "bn")
    assert standing(project).edition is None


@pytest.mark.parametrize("pseudo", ["en-XL", "en-XB"])
def test_pseudo_locale_is_never_reviewed(project: Project, pseudo: str) -> None:
    sign(project, SHEET, "en")
    assert standing(project, "en").state is ReviewState.REVIEWED
    assert standing(project, pseudo).state is ReviewState.DRAFT_TRANSLATED


def test_clinics_own_words_are_not_those_that_were_reviewed(
    project: Project, tmp_path: Path
) -> None:
    sign(project, SHEET, "bn")
    own = tmp_path / "clinic" / "locales" / "bn" / "LC_MESSAGES" / f"{SHEET}.po"
    own.parent.mkdir(parents=True)
    own.write_text(
        'msgid ""\nmsgstr "Language: bn\\n"\n\nmsgid "Use soap."\nmsgstr "সাবান লাগান।"\n', "utf-8"
    )
    clinics = Project((tmp_path / "clinic", *project.roots), TODAY)
    assert standing(project).translation is Level.CLINICAL
    assert standing(clinics).translation is Level.CHANGED
