"""Tags: what a screen reader makes of a sheet (ISO 14289-1, 7; ISO 32000-1, 14.7 and 14.8).

Whether a passage is in another language than its page is for a person to tell, unless it is in another
script: then it is told.
"""

from __future__ import annotations

import re
from itertools import pairwise

from crmo_handouts.checking import Check, Severity
from crmo_handouts.preflight.facts import Facts, Faults, drawn, on_page
from crmo_handouts.preflight.reading.content import TAGGED
from crmo_handouts.preflight.words import script_of, split_words

PASSAGE = 5
"""From how many words in another script on a passage has a language of its own, not names."""

_LANGUAGE = re.compile(r"(?:[a-z]{2,3}|[xi])(?:-[a-z\d]{1,8})*", re.IGNORECASE)  # BCP 47, 2.1


def tagged(facts: Facts) -> Faults:
    """The file is not tagged (ISO 14289-1, 7.1)."""
    if facts.structure is None:
        return
    if not facts.structure.exists or not facts.structure.elements:
        yield facts.place, "is not tagged", "write it as a tagged PDF"
    elif not facts.structure.marked:
        yield facts.place, "has tags, but is not marked as tagged", "set MarkInfo /Marked to true"


def headings(facts: Facts) -> Faults:
    """The headings do not make an outline (ISO 14289-1, 7.4.2)."""
    if facts.structure is None or not facts.structure.elements:
        return
    levels = facts.structure.headings
    if levels.count(1) != 1:
        yield (
            facts.place,
            f"has {levels.count(1)} headings of the first level",
            "one h1 a sheet: its title",
        )
    if levels and levels[0] != 1:
        yield facts.place, f"begins with a heading of level {levels[0]}", "begin with the h1"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield (
                facts.place,
                f"a heading of level {after} follows one of level {before}",
                "skip no level",
            )
            break


def alt(facts: Facts) -> Faults:
    """A figure has no text that stands for it (ISO 14289-1, 7.3; WCAG 2.2, 1.1.1)."""
    if facts.structure and facts.structure.figures_without_alt:
        yield (
            facts.place,
            f"{facts.structure.figures_without_alt} figures have no Alt",
            "say in Alt what each shows, or make it an artifact",
        )


def scope(facts: Facts) -> Faults:
    """The head of a row or column does not say which (ISO 14289-1, 7.5)."""
    if facts.structure and facts.structure.heads_without_scope:
        yield (
            facts.place,
            f"{facts.structure.heads_without_scope} TH have no Scope",
            "say Row or Column",
        )


def untagged(facts: Facts) -> Faults:
    """Something on a page is neither tagged nor an artifact (ISO 14289-1, 7.1)."""
    if facts.structure is None or not facts.structure.elements:
        return  # a file without tags has its own finding
    known = set(facts.structure.content)
    for page in facts.pages:
        if page.content is None:
            continue
        for kind, count in page.content.unmarked.items():
            yield (
                facts.place,
                f"{count} operators of {kind} {on_page(page)} are neither tagged nor artifact",
                "tag what is said, mark the rest as Artifact",
            )
        lost = sum((page.key, mcid) not in known for mcid in page.content.mcids)
        if lost:
            yield (
                facts.place,
                f"{lost} marked contents {on_page(page)} are in no tag",
                "put them into the structure tree",
            )


def nesting(facts: Facts) -> Faults:
    """Tags and artifacts stand inside each other, or are not closed (ISO 14289-1, 7.1)."""
    for page in facts.pages:
        if page.content and page.content.mixed:
            yield (
                facts.place,
                f"{page.content.mixed} times {on_page(page)}, {TAGGED} content and artifacts are mixed",
                "close one before the other begins",
            )
        if page.content and page.content.unbalanced:
            yield (
                facts.place,
                f"marked content {on_page(page)} is not opened and closed in pairs",
                "each BMC and BDC needs one EMC",
            )


def places(facts: Facts) -> Faults:
    """A part of a list or table stands outside it (ISO 32000-1, 14.8.4.3)."""
    for kind, count in facts.structure.misplaced.items() if facts.structure else ():
        yield (
            facts.place,
            f"{count} tags {kind} are not where they belong",
            "put them into their own",
        )


def page_order(facts: Facts) -> Faults:
    """The tags turn back to an earlier page (ISO 14289-1, 7.2)."""
    numbers = {page.key: page.number for page in facts.pages}
    content = facts.structure.content if facts.structure else []
    order = [number for key, _ in content if (number := numbers.get(key))]
    for before, after in pairwise(order):
        if after < before:
            yield (
                facts.place,
                f"page {after} is read after page {before}",
                "put the pages, or the tags, into one order",
            )
            break


def passages(facts: Facts) -> Faults:
    """A passage in another script does not say its language (ISO 14289-1, 7.2)."""
    if facts.structure is None:
        return
    for language in sorted(facts.structure.languages):
        if not _LANGUAGE.fullmatch(language):
            yield facts.place, f"{language!r} is no language", "write a tag of BCP 47 into /Lang"
    usual, foreign = _letters_by_script("".join(drawing.words for _, drawing in drawn(facts)))
    if not foreign:
        return
    said = {page.key: drawing.marked for page, drawing in drawn(facts)}
    personal = set(split_words("\n".join(facts.promise.personal))) if facts.promise else set()
    count = sum(
        _has_passage(text, foreign, personal)
        for key, mcid in facts.structure.content
        if (key, mcid) not in facts.structure.in_language
        and not foreign.isdisjoint(text := said.get(key, {}).get(mcid, ""))
    )
    if count:
        yield (
            facts.place,
            f"{count} passages in another script than {usual.capitalize()} have no Lang",
            "say their language",
        )


def _letters_by_script(text: str) -> tuple[str, set[str]]:
    """Return the script of most letters, and the letters of all others."""
    usual = script_of(text)
    return usual, {char for char in set(text) if char.isalpha() and script_of(char) != usual}


def _has_passage(text: str, foreign: set[str], personal: set[str]) -> bool:
    """Tell whether there is a passage in another script; a name has fewer words, or is personal."""
    length = 0
    for word in split_words(text):
        if any(map(str.isalpha, word)):
            length = 0 if foreign.isdisjoint(word) or word in personal else length + 1
        if length >= PASSAGE:
            return True
    return False


CHECKS = (
    Check(
        "preflight/tag-place",
        Severity.ERROR,
        "“List of five” helps who listens; five loose lines do not.",
        places,
    ),
    Check(
        "preflight/page-order",
        Severity.ERROR,
        "Who listens and who reads along must be on the same page.",
        page_order,
    ),
    Check(
        "preflight/passage-language",
        Severity.WARNING,
        "A voice for Arabic spells English letter by letter, or is silent.",
        passages,
    ),
    Check(
        "preflight/tagged",
        Severity.ERROR,
        "Without tags a screen reader guesses: columns are read across, heads are lost.",
        tagged,
    ),
    Check(
        "preflight/headings",
        Severity.ERROR,
        "Who cannot see a sheet finds “emergency now” by its headings.",
        headings,
    ),
    Check(
        "preflight/alt",
        Severity.ERROR,
        "A picture without words says nothing to who cannot see it.",
        alt,
    ),
    Check(
        "preflight/scope",
        Severity.ERROR,
        "A cell is read with the heads of its row and column, or means nothing.",
        scope,
    ),
    Check(
        "preflight/untagged",
        Severity.ERROR,
        "What is not tagged is on the page and is never read aloud.",
        untagged,
    ),
    Check(
        "preflight/mark-nesting",
        Severity.ERROR,
        "Readers disagree what such a passage is, and some leave it out.",
        nesting,
    ),
)
