"""Terms: a message that holds an agreed word names its rendering, always the glossary's present one."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmo_handouts.catalog.linting import lint_messages
from crmo_handouts.catalog.po.entry import Entry, PoFile
from crmo_handouts.catalog.po.pofile import format_po, load_po
from crmo_handouts.catalog.updating.update import update
from crmo_handouts.catalog.wordlists import load_terms
from crmo_handouts.errors import CatalogError
from crmo_handouts.project import Project

HEAD = "term,translation,confidence,note\n"


@pytest.fixture
def glossary(project: Project) -> Path:
    return project.roots[0] / "locales" / "bn" / "glossary.csv"


def terms_of(project: Project, *texts: str) -> list[str]:
    """Return the Terms lines of messages after an update that a second one does not change."""
    root = project.roots[0]
    pot = root / "locales" / "_pot" / "demo.pot"
    pot.parent.mkdir(exist_ok=True)
    entries = tuple(Entry(text, extracted=("Where: here",)) for text in texts)
    pot.write_bytes(format_po(PoFile(entries=entries)))
    update(project, ["bn"])
    assert not any(file.changed for file in update(project, ["bn"]))
    po = load_po(root / "locales" / "bn" / "LC_MESSAGES" / "demo.po", name="demo.po")
    assert all(entry.extracted[0] == "Where: here" for entry in po.entries)
    return ["".join(entry.extracted[1:]) for entry in po.entries]


def test_a_message_names_the_renderings_of_its_terms(project: Project, glossary: Path) -> None:
    glossary.write_text(HEAD + "flare,রোগ বেড়ে যাওয়া,M,\nsteroid,স্টেরয়েড,H,\n", "utf-8")
    assert terms_of(project, "Steroids after a flare. Flares again", "No term") == [
        "Terms: steroid = স্টেরয়েড; flare = রোগ বেড়ে যাওয়া",
        "",
    ]


def test_the_longest_term_counts_where_several_stand(project: Project, glossary: Path) -> None:
    glossary.write_text(HEAD + "emergency,জরুরি অবস্থা,H,\nemergency department,জরুরি বিভাগ,H,\n")
    assert terms_of(project, "the emergency department") == [
        "Terms: emergency department = জরুরি বিভাগ"
    ]


def test_capitals_and_parts_of_words_are_not_taken_for_a_term(
    project: Project, glossary: Path
) -> None:
    glossary.write_text(HEAD + "PE,শরীরচর্চা,M,\nrash,র‍্যাশ,M,\n", "utf-8")
    assert terms_of(project, "a trash can, type, pe", "PE skills") == ["", "Terms: PE = শরীরচর্চা"]


def test_a_changed_glossary_changes_the_line_and_nothing_else(
    project: Project, glossary: Path
) -> None:
    glossary.write_text(HEAD + "fever,জ্বর,H,\n", "utf-8")
    terms_of(project, "Fever")
    po = project.roots[0] / "locales" / "bn" / "LC_MESSAGES" / "demo.po"
    po.write_text(po.read_text("utf-8").replace('msgstr ""\n', 'msgstr "জ্বর!"\n'), "utf-8")
    glossary.write_text(HEAD + "fever,তাপ,H,\n", "utf-8")
    assert terms_of(project, "Fever") == ["Terms: fever = তাপ"]
    assert 'msgstr "জ্বর!"' in po.read_text("utf-8")
    glossary.unlink()
    assert terms_of(project, "Fever") == [""]


def test_a_term_without_a_rendering_says_nothing(project: Project, glossary: Path) -> None:
    glossary.write_text(HEAD + "fever,,,\n")
    assert terms_of(project, "Fever") == [""]


def test_a_term_without_a_rendering_asks_nothing_of_a_translation(
    project: Project, glossary: Path
) -> None:
    glossary.write_text(HEAD + "fever,,,\n")
    (glossary.parent / "LC_MESSAGES" / "demo.po").write_text(
        'msgid "Fever rule"\nmsgstr "জ্বরের নিয়ম"\n', "utf-8"
    )
    found = lint_messages(project, "demo", "bn")
    assert "catalog/term" not in [finding.check for finding in found]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_spreadsheet_may_part_the_cells_in_its_own_way(
    project: Project, glossary: Path, mark: str
) -> None:
    glossary.write_text(f'term{mark}translation{mark}forms\nfever{mark}জ্বর{mark}"তাপ;উত্তাপ"\n')
    assert terms_of(project, "Fever") == ["Terms: fever = জ্বর"]
    (term,) = load_terms([glossary])
    assert term.forms == ("জ্বর", "তাপ", "উত্তাপ")


def test_a_rendering_of_two_lines_stays_on_one(project: Project, glossary: Path) -> None:
    glossary.write_text(HEAD + 'fever,"জ্বর\nতাপ",,\n', "utf-8")
    assert terms_of(project, "Fever") == ["Terms: fever = জ্বর তাপ"]


def test_a_glossary_that_cannot_be_read_is_told_before_anything_is_written(
    project: Project, glossary: Path
) -> None:
    glossary.write_text("word,meaning\n")
    with pytest.raises(CatalogError, match="no column term"):
        terms_of(project, "Fever")
    assert not (glossary.parent / "LC_MESSAGES" / "demo.po").exists()
