"""`catalog extract | update | compile`: each done twice changes nothing the second time."""

from __future__ import annotations

import gettext
from pathlib import Path

import polib
import pytest

from tests.cli.conftest import Run
from tests.toy import LOCALES, SHEET, copy_toy, replace_in


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_toy(tmp_path / "project")


def contents(project: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(project)): path.read_bytes()
        for path in sorted(project.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("command", ["extract", "update"])
def test_toys_catalogs_are_up_to_date(run: Run, project: Path, command: str) -> None:
    before = contents(project)
    result = run("catalog", command, "--project", project)
    assert result.code == 0
    assert result.err == ""
    assert contents(project) == before
    lines = result.out.splitlines()
    assert lines
    assert all(line.endswith("(nothing changed)") for line in lines)


def test_compile_writes_files_that_gettext_reads_and_does_so_once(run: Run, project: Path) -> None:
    assert run("catalog", "compile", "--project", project).code == 0
    after = contents(project)
    folder = project / "locales" / "bn" / "LC_MESSAGES"
    with (folder / f"{SHEET}.mo").open("rb") as file:
        texts = gettext.GNUTranslations(file)
    assert texts.gettext("Use soap.") == "সাবান ব্যবহার করুন।"
    assert texts.pgettext("title", "Clean hands") == "পরিষ্কার হাত"
    again = run("catalog", "compile", "--project", project)
    assert contents(project) == after
    assert all(line.endswith("(nothing changed)") for line in again.out.splitlines())


def test_changed_text_becomes_fuzzy_and_refuses_the_sheet(run: Run, project: Path) -> None:
    body = project / "handouts" / SHEET / "body.html.jinja"
    replace_in(body, "{% trans %}Use soap.", "{% trans %}Use much soap.")
    assert run("catalog", "extract", "--project", project).code == 0
    result = run("catalog", "update", "bn", "--project", project)
    assert "1 fuzzy" in result.out
    po = (project / "locales" / "bn" / "LC_MESSAGES" / f"{SHEET}.po").read_text("utf-8")
    assert '#| msgid "Use soap."' in po
    printed = run("print", SHEET, "--locale", "bn", "--project", project)
    assert printed.code == 1
    assert "is marked fuzzy" in printed.err
    assert run("print", SHEET, "--locale", "en", "--project", project).code == 1
    assert run("catalog", "update", "--project", project).code == 0
    assert run("print", SHEET, "--locale", "en", "--project", project).code == 0


def test_removed_text_is_kept_as_obsolete(run: Run, project: Path) -> None:
    body = project / "handouts" / SHEET / "body.html.jinja"
    replace_in(body, "<li>{% trans %}Use soap.{% endtrans %}</li>", "")
    run("catalog", "extract", "--project", project)
    assert "1 obsolete" in run("catalog", "update", "bn", "--project", project).out
    po = (project / "locales" / "bn" / "LC_MESSAGES" / f"{SHEET}.po").read_text("utf-8")
    assert "সাবান ব্যবহার করুন।" in po


def test_new_language_begins_with_its_locale_file(run: Run, project: Path) -> None:
    (project / "locales" / "ur").mkdir()
    (project / "locales" / "ur" / "locale.toml").write_text("leading = 2.2\n")
    assert run("catalog", "update", "ur", "--project", project).code == 0
    header = (project / "locales" / "ur" / "LC_MESSAGES" / f"{SHEET}.po").read_text("utf-8")
    assert "Language: ur" in header
    result = run("print", SHEET, "--locale", "ur", "--project", project)
    assert result.code == 1
    assert "catalog/missing" in result.err


@pytest.mark.parametrize("command", ["update", "compile"])
def test_unknown_locale_is_told_with_the_nearest(run: Run, project: Path, command: str) -> None:
    result = run("catalog", command, "bm", "--project", project)
    assert result.code == 2
    assert "did you mean bn?" in result.err


def test_broken_catalog_is_not_written_over(run: Run, project: Path) -> None:
    po = project / "locales" / "bn" / "LC_MESSAGES" / f"{SHEET}.po"
    line = replace_in(po, 'msgstr "ধুয়ে ফেলুন।"', 'msgstr "ধুয়ে ফেলুন।')
    before = contents(project)
    result = run("catalog", "update", "--project", project)
    assert result.code == 4
    assert f"{SHEET}.po:{line}: " in result.err
    assert contents(project) == before


def test_template_that_cannot_be_read_is_told_by_file_and_line(run: Run, project: Path) -> None:
    body = project / "handouts" / SHEET / "body.html.jinja"
    line = replace_in(
        body, "<li>{% trans %}Use soap.{% endtrans %}</li>", "{% trans %}Use {% if %}"
    )
    before = contents(project)
    result = run("catalog", "extract", "--project", project)
    assert result.code == 3
    assert f"body.html.jinja:{line}" in result.err
    assert contents(project) == before


def test_text_without_its_sources_is_told(run: Run, project: Path) -> None:
    body = project / "handouts" / SHEET / "body.html.jinja"
    replace_in(body, "{# TRANSLATORS: A line. Sources: TOY. #}\n", "")
    result = run("catalog", "extract", "--project", project)
    assert result.code == 0
    assert "catalog/no-note" in result.err


def test_clinics_catalogs_are_its_own(run: Run, tmp_path: Path) -> None:
    clinic = tmp_path / "clinic"
    clinic.mkdir()
    result = run("catalog", "update", "--project", clinic)
    assert result.code == 3
    assert "catalog extract" in result.err
    assert not list(clinic.iterdir())
    assert set(LOCALES) == {"en", "bn"}


def test_new_language_goes_from_nothing_to_a_printed_sheet_by_its_files_alone(
    run: Run, project: Path
) -> None:
    """Bangla of India is new to the project; its words are those of its neighbour."""
    added = run("catalog", "add", "bn_IN", "--project", project)
    assert added.code == 0, added.err
    assert "to translate" in added.out
    assert run("print", SHEET, "--locale", "bn_IN", "--project", project).code == 1
    for path in (project / "locales" / "bn_IN" / "LC_MESSAGES").glob("*.po"):
        said = polib.pofile(str(project / "locales" / "bn" / "LC_MESSAGES" / path.name))
        file = polib.pofile(str(path))
        for entry in file:
            known = said.find(entry.msgid, msgctxt=entry.msgctxt or False)
            assert known is not None
            entry.msgstr, entry.msgstr_plural = known.msgstr, known.msgstr_plural
        file.save()
    printed = run("print", SHEET, "--locale", "bn_IN", "--project", project)
    assert printed.code == 0, printed.err


def test_language_in_a_script_without_a_font_is_told_so_at_once(run: Run, project: Path) -> None:
    # The toy project has no table of scripts.
    added = run("catalog", "add", "am", "--project", project)
    assert added.code == 0
    assert "the press has no font" in added.err
    assert run("catalog", "add", "am", "--project", project).code == 2
