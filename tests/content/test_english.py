"""The English of the handouts: plain, with its sources, and without what must not be said."""

from __future__ import annotations

import re

import polib
import pytest

from crmo_handouts.source import find_dose, load_safety, load_sources
from tests.content.conftest import EDITIONS, HANDOUTS, PROJECT, handout, said
from tests.content.readability import EXEMPT, grade, sentences, syllables, words
from tests.reading import html_blocks, html_text, without_typed

Texts = tuple[tuple[str, polib.POEntry], ...]

LONGEST_SENTENCE = 20

BANNED = {
    # Brief, 7.2 and 1: said wrongly by a source, unsafe, or unkind.
    r"eye infection", r"joint infection", r"bisphosphates?\b", r"suffers?\b", r"suffering",
    r"victims?", r"autoimmune", r"\bcur(?:e|es|ed|able|ing)\b", r"always safe",
    r"1 in 1,?000,?000", r"attacks (?:its|the|your) own", r"fever is normal", r"debilitating",
    r"over[- ]the[- ]counter", r"safe for all sport", r"never play again", r"antibiotics?",
    r"\b\d+ ?%",
}  # fmt: skip

PRONOUNS = r"\b(?:he|she|his|her|hers|him|himself|herself)\b"


def plain(text: str) -> str:
    """Return a message as it is read: no tags, a word for each placeholder."""
    return re.sub(r"%\(\w+\)s", "X", re.sub("<[^>]*>", "", text)).replace("%%", "%")


def test_nothing_banned_is_in_a_text(texts: Texts) -> None:
    wrong = [
        f"{domain}: {entry.msgid}"
        for domain, entry in texts
        if any(re.search(word, plain(entry.msgid), re.IGNORECASE) for word in BANNED)
    ]
    assert wrong == []


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("handout_id", HANDOUTS)
def test_nothing_banned_is_on_a_sheet(handout_id: str, edition: str) -> None:
    text = html_text(said(handout_id, "en", edition)[0].html)
    assert [word for word in BANNED if re.search(word, text, re.IGNORECASE)] == []


def test_no_text_says_he_or_she(texts: Texts) -> None:
    assert [e.msgid for _, e in texts if re.search(PRONOUNS, e.msgid, re.IGNORECASE)] == []


def test_aspirin_is_named_in_one_safety_string_alone(texts: Texts) -> None:
    assert [e.msgctxt for _, e in texts if "aspirin" in e.msgid.lower()] == ["SAFE-06"]


def test_no_text_names_a_dose(texts: Texts) -> None:
    assert [e.msgid for _, e in texts if find_dose(plain(e.msgid))] == []


def test_no_sentence_is_longer_than_20_words(texts: Texts) -> None:
    # Safety strings are fixed by clinicians, and are exempt.
    long = [
        sentence
        for _, entry in texts
        if not (entry.msgctxt or "").startswith(("SAFE-", "help:"))
        for sentence in sentences(plain(entry.msgid))
        if len(words(sentence)) > LONGEST_SENTENCE
    ]
    assert long == []


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("bone", 1), ("table", 2), ("limits", 2), ("changes", 2), ("walked", 1), ("needed", 2),
        ("medicine", 3), ("emergency", 4), ("physical", 3), ("inflammation", 4), ("area", 3),
        ("teenager", 3), ("activity", 4), ("diarrhea", 4), ("CRMO", 1), ("tired", 1),
    ],
)  # fmt: skip
def test_syllables_are_guessed_to_within_one(word: str, count: int) -> None:
    assert abs(syllables(word) - count) <= 1


def prose(handout_id: str, edition: str) -> list[str]:
    """Return what is read as text: no headings, slots, foot or sources."""
    skip = {".foot", ".head", ".slots", ".colophon", ".slot", "table"}
    html = without_typed(said(handout_id, "en", edition)[0].html)
    blocks = html_blocks(html, skip=skip)
    return [text for name, text in blocks if name in ("p", "li")]


@pytest.mark.parametrize("edition", ["blank", "sample"])
@pytest.mark.parametrize("handout_id", HANDOUTS)
def test_sheet_reads_at_its_grade(handout_id: str, edition: str) -> None:
    target = handout(handout_id).reading_grade
    texts = prose(handout_id, edition)
    assert len(texts) > 15
    assert grade(texts, exempt=EXEMPT) <= target
    assert grade(texts) <= target + 2


def test_grades_are_those_of_the_brief() -> None:
    assert {handout_id: handout(handout_id).reading_grade for handout_id in HANDOUTS} == {
        "school-letter": 8,
        "activity-guidance": 6,
        "warning-signs": 6,
    }


# -- sources

LABEL = "none (label)"


def sources_of(entry: polib.POEntry) -> list[str]:
    """Return the source keys in a message's notes, `none (label)` for those of a label."""
    found = re.findall(r"Sources: ([^.]*)\.", entry.comment)
    return [key.strip() for part in found for key in part.split(",")]


def test_every_text_tells_its_sources(texts: Texts) -> None:
    known = {*load_sources(PROJECT), "ED", LABEL}
    wrong = [
        f"{domain}: {entry.msgid}: {sources_of(entry)}"
        for domain, entry in texts
        if not sources_of(entry) or not set(sources_of(entry)) <= known
    ]
    assert wrong == []


def test_what_is_judged_by_editors_can_be_listed_for_sign_off(texts: Texts) -> None:
    assert sum("ED" in sources_of(entry) for _, entry in texts) > 10


@pytest.mark.parametrize("handout_id", HANDOUTS)
def test_sheet_names_the_sources_of_all_that_it_says(texts: Texts, handout_id: str) -> None:
    used = {key for domain, entry in texts if domain == handout_id for key in sources_of(entry)} | {
        key
        for safety_id in handout(handout_id).safety
        for key in load_safety(PROJECT)[safety_id].sources
    }
    assert used - {"ED", LABEL} <= set(handout(handout_id).sources)
