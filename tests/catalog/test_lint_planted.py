"""Planted faults: each is found at its line; beside them stand sentences that only seem wrong.

`planted/<locale>.po` are files as translators write them. The comment above a message says what is
planted in it (`# plant: number – 38.5 became 35.8`), or why it is right (`# right: a dual says two`).
"""

from __future__ import annotations

import re
import shutil
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from crmo_handouts.catalog import CHECKS
from crmo_handouts.catalog.linting import lint_locale
from crmo_handouts.catalog.po.entry import Entry
from crmo_handouts.catalog.po.pofile import load_po
from crmo_handouts.project import Project, builtin_root

PLANTED = Path(__file__).parent / "planted"
LOCALES = sorted(path.stem for path in PLANTED.glob("*.po"))
_PLANT = re.compile(r"# plant: ([a-z -]+?)(?: – .*)?$")


@cache
def entries(locale: str) -> tuple[Entry, ...]:
    return tuple(load_po(PLANTED / f"{locale}.po", name=f"{locale}.po").active)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[int, set[str]]]:
    """Lint the planted files as a clinic's own, above the built-in project: checks by line."""
    root = tmp_path_factory.mktemp("clinic")
    project = Project((root, builtin_root()), date(2026, 11, 21))
    by_line: dict[str, dict[int, set[str]]] = {}
    for locale in LOCALES:
        folder = root / "locales" / locale / "LC_MESSAGES"
        folder.mkdir(parents=True)
        shutil.copy(PLANTED / f"{locale}.po", folder / "planted.po")
        by_line[locale] = defaultdict(set)
        for finding in lint_locale(project, locale):
            name, _, line = finding.place.rpartition(":")
            assert name == f"locales/{locale}/LC_MESSAGES/planted.po"
            assert finding.message
            assert finding.hint
            by_line[locale][int(line)].add(finding.check.removeprefix("catalog/"))
    return by_line


def planted(entry: Entry) -> frozenset[str]:
    match = _PLANT.match(entry.comments[-1])
    return frozenset(match[1].split()) if match else frozenset()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_planted_fault_is_found_at_its_line(
    locale: str, found: dict[str, dict[int, set[str]]]
) -> None:
    missed = [
        f"{locale}.po:{entry.lines[0]}: {sorted(planted(entry) - found[locale][entry.lines[0]])}"
        f" in {entry.msgstr}"
        for entry in entries(locale)
        if not planted(entry) <= found[locale][entry.lines[0]]
    ]
    assert missed == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_right_sentence_is_told_of(locale: str, found: dict[str, dict[int, set[str]]]) -> None:
    told = [
        f"{locale}.po:{entry.lines[0]}: {sorted(found[locale][entry.lines[0]])} in {entry.msgstr}"
        for entry in entries(locale)
        if not planted(entry) and found[locale][entry.lines[0]]
    ]
    assert told == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_other_line_is_told_of(locale: str, found: dict[str, dict[int, set[str]]]) -> None:
    lines = {line for entry in entries(locale) for line in entry.lines}
    assert {line for line, checks in found[locale].items() if checks} <= lines


def test_the_sets_are_as_large_as_they_were_meant_to_be() -> None:
    every = [entry for locale in LOCALES for entry in entries(locale)]
    counts = Counter(check for entry in every for check in planted(entry))
    assert {check.id.removeprefix("catalog/") for check in CHECKS} == set(counts)
    assert min(counts.values()) >= 5
    assert sum(1 for entry in every if planted(entry)) >= 400
    assert sum(1 for entry in every if not planted(entry)) >= 190
    assert all(entry.comments[-1].startswith(("# plant: ", "# right: ")) for entry in every)
