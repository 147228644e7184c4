"""Second opinions beside our own lint: GNU msgfmt, translate-toolkit's pofilter and Babel.

They judge the project's catalogs and the planted faults. Where one of them differs from us, the reason
stands in a table here; a reason that no longer holds fails, too.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from crmo_handouts.catalog.po.pofile import load_po
from crmo_handouts.project import builtin_root
from tests.catalog.test_lint_planted import LOCALES, PLANTED, entries, planted

OWN = sorted(
    path
    for path in builtin_root().glob("locales/*/LC_MESSAGES/*.po")
    if path.parts[-3] != "en"  # The source language says itself: there is no translation to judge.
)
SETS = [PLANTED / f"{locale}.po" for locale in LOCALES]

SAME = {
    # pofilter's tests that look for what one of our checks looks for.
    "brackets": "bracket",
    "doublespacing": "space-double",
    "emails": "address",
    "endpunc": "sentence-end",
    "endwhitespace": "space-edge",
    "isfuzzy": "fuzzy",
    "numbers": "number",
    "startwhitespace": "space-edge",
    "unchanged": "same",
    "untranslated": "missing",
    "urls": "address",
}

OTHER = (
    "acronyms",
    "doublequoting",
    "doublewords",
    "long",
    "newlines",
    "printf",
    "puncspacing",
    "purepunc",
    "sentencecount",
    "short",
    "startpunc",
)
"""Its other tests of texts. Not asked: those of programs (accelerators, escapes, options, paths,
functions, KDE, capitals of English titles), and `xmltags`, for which every tag is text."""

NO_FAULT = {
    # What pofilter takes for a fault in texts that are right, and why it is none.
    "acronyms": "a word in capitals is no abbreviation: GREEN DAY, PE and AMBER have translations",
    "brackets": "an abbreviation is explained in one language and not in another",
    "doublequoting": "« » and “ ” are right in their languages, also where English has no quotes",
    "doublewords": "Bangla, Hindi and Arabic say words twice: ছোপ ছোপ, साथ साथ, خطوة خطوة",
    "endpunc": "it knows few stops of other scripts; U+202F before a colon is French; a salutation"
    " ends with another mark",
    "numbers": "৫ and 5 are two numbers to it, and a number in words is none",
    "puncspacing": "an opening quote behind a full stop, or a tag, is no missing space",
    "sentencecount": "two short sentences may be one; EE. UU. is an abbreviation",
    "short": "无 is all of `none`",
    "startpunc": "¿ and « begin a sentence, and English has nothing there",
    "unchanged": "CRMO, `504 plan`, `no` in Spanish and `pelvis` are right as they are",
}

MISSED = {
    # Faults that its test of the same name does not all find, and why.
    "doublespacing": "a no-break space beside a space is none to it",
    "emails": "an address without @ is another test's",
    "endpunc": "it takes । ۔ 。 and others for one another, and looks at no mark within",
    "endwhitespace": "it looks at one side alone",
    "numbers": "a number in words, in Chinese characters or without any digits is none to it",
    "startwhitespace": "it looks at one side alone",
    "untranslated": "spaces alone are a translation to it",
    "urls": "an address with @ is another test's",
}

MSGFMT = {"placeholder-lost", "placeholder-invented", "placeholder-form", "space-edge", "missing"}
"""The kinds of our faults that GNU msgfmt --check knows: Python's formats, and line ends at the edges.
It reads no language: of all the others it says nothing. Babel's check knows the formats alone."""

Told = dict[str, set[tuple[str, str | None, str]]]
"""For each test of pofilter: the messages that it speaks of, by file, context and msgid."""


def pofilter(paths: list[Path], folder: Path) -> Told:
    """Run pofilter over files, in one process."""
    for path in paths:
        copy = folder / "in" / path.parts[-3] / path.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    chosen = [option for name in (*SAME, *OTHER) for option in ("-t", name)]
    subprocess.run(
        [
            sys.executable,
            "-m",
            "translate.filters.pofilter",
            "--progress=none",
            *chosen,
            "in",
            "out",
        ],
        check=True,
        capture_output=True,
        cwd=folder,
    )
    told: Told = defaultdict(set)
    for path in folder.glob("out/*/*.po"):
        for entry in load_po(path, name=path.name).active:
            for name in re.findall(r"\(pofilter\) (\w+)", "\n".join(entry.comments)):
                told[name].add((path.stem, entry.context, entry.msgid))
    return told


@pytest.fixture(scope="module")
def of_ours(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return pofilter(OWN, tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def of_planted(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return pofilter(SETS, tmp_path_factory.mktemp("planted"))


def test_what_pofilter_says_of_right_texts_is_explained(of_ours: Told, of_planted: Told) -> None:
    right = {
        (locale, entry.context, entry.msgid)
        for locale in LOCALES
        for entry in entries(locale)
        if not planted(entry)
    }
    speaks = {name for name, messages in of_planted.items() if messages & right}
    assert speaks | {name for name, messages in of_ours.items() if messages} == set(NO_FAULT)


@pytest.mark.parametrize(("test", "check"), SAME.items())
def test_pofilter_finds_what_was_planted_or_it_is_explained(
    of_planted: Told, test: str, check: str
) -> None:
    ours = {
        (locale, entry.context, entry.msgid)
        for locale in LOCALES
        for entry in entries(locale)
        if check in planted(entry)
    }
    assert ours & of_planted[test], f"{test} and catalog/{check} look for different things"
    assert bool(ours - of_planted[test]) == (test in MISSED)


# -- msgfmt and Babel


def msgfmt(path: Path) -> str:
    """Return what msgfmt says of a file; where it is not installed, that fails."""
    assert shutil.which("msgfmt"), "GNU gettext is missing: run `make setup` (Debian: gettext)"
    run = subprocess.run(
        ["msgfmt", "--check", f"--output-file={os.devnull}", str(path)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    return run.stderr


def told_by_babel(path: Path) -> set[tuple[str | None, str]]:
    """Return the messages that Babel's own check speaks of, by context and msgid.

    Its reader refuses a PO-Revision-Date without a date, which gettext's own tools write.
    """
    text = path.read_text("utf-8").replace('"PO-Revision-Date: \\n"\n', "")
    locale = path.stem if path in SETS else path.parts[-3]
    catalog = read_po(io.BytesIO(text.encode()), locale=locale)
    return {
        (message.context, message.id if isinstance(message.id, str) else message.id[0])
        for message, errors in catalog.check()
        if errors
    }


@cache
def planted_kinds(locale: str) -> dict[int, frozenset[str]]:
    """Return what is planted at each line of a msgid."""
    return {entry.line: planted(entry) for entry in entries(locale)}


@pytest.mark.parametrize("path", OWN, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_msgfmt_and_babel_find_no_fault_in_the_projects_catalogs(path: Path) -> None:
    assert msgfmt(path) == ""
    assert told_by_babel(path) == set()


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_msgfmt_finds_nothing_that_we_do_not(path: Path) -> None:
    kinds = planted_kinds(path.stem)
    lines = [int(line) for line in re.findall(r":(\d+): (?!warning)", msgfmt(path))]
    assert lines
    for line in lines:  # That of a msgid or of its msgstr.
        told = next(kinds[at] for at in sorted(kinds, reverse=True) if at <= line)
        assert told & MSGFMT, f"{path.stem}.po:{line}"


def test_babel_finds_nothing_that_we_do_not() -> None:
    kinds = [
        {(entry.context, entry.msgid): planted(entry) for entry in entries(path.stem)}[key]
        for path in SETS
        for key in told_by_babel(path)
    ]
    assert kinds
    assert all(kind & MSGFMT for kind in kinds)
