"""The shortcuts give what the engine gives without them."""

from __future__ import annotations

import re

import pytest
import weasyprint
from weasyprint.css import ComputedStyle

from crmo_handouts.delivery.job import Job
from crmo_handouts.delivery.press import Press
from crmo_handouts.layout.shortcuts import _Patterns, take_shortcuts
from crmo_handouts.project import Project

INPUT = weasyprint.tinyhtml5.inputstream


def printed(handout: str, locale: str) -> bytes:
    (sheet,) = Press(Project.open()).print_job(Job(handout, locale, ("a4",))).sheets
    return sheet.pdf


@pytest.mark.parametrize(
    ("handout", "locale"),
    [("activity-guidance", "ur"), ("school-letter", "bn"), ("warning-signs", "fr")],
)
def test_sheets_are_the_same_bytes_without_shortcuts(
    handout: str, locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = printed(handout, locale)
    assert isinstance(INPUT.characters_until_regex, _Patterns)
    assert INPUT.characters_until_regex
    plain = ComputedStyle.__missing__.__wrapped__
    monkeypatch.setattr(ComputedStyle, "__missing__", plain)
    monkeypatch.setattr(INPUT, "characters_until_regex", {})
    assert printed(handout, locale) == quick


def test_shortcuts_are_taken_once() -> None:
    take_shortcuts()
    first = ComputedStyle.__missing__
    take_shortcuts()
    assert ComputedStyle.__missing__ is first
    assert not hasattr(first.__wrapped__, "__wrapped__")


@pytest.mark.parametrize("characters", ["<&\0", "-]^\\", "abc"])
@pytest.mark.parametrize("are_wanted", [True, False])
def test_patterns_match_what_the_parser_means(characters: str, are_wanted: bool) -> None:
    pattern = _Patterns()[characters, are_wanted]
    for code in range(0x250):
        wanted = (chr(code) in characters) is are_wanted
        assert bool(re.fullmatch(pattern, chr(code))) is wanted, code
