"""`catalog lint` as a translator runs it: files in, findings by file and line, an exit code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.toy import SHEET, copy_toy

PO = f"locales/bn/LC_MESSAGES/{SHEET}.po"


@pytest.fixture
def project(run: Run, tmp_path: Path) -> Path:
    return copy_toy(tmp_path / "clinic")


def spoil(project: Path, old: str, new: str) -> int:
    """Spoil the first msgstr that has a text; return its line."""
    lines = (project / PO).read_text("utf-8").split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("msgstr") and old in line)
    lines[at] = lines[at].replace(old, new)
    (project / PO).write_text("\n".join(lines), "utf-8")
    return at + 1


def test_sound_catalogs_are_told_to_be_so(run: Run, project: Path) -> None:
    result = run("catalog", "lint", "--project", project)
    assert (result.code, result.err) == (0, "")
    assert [line.split(maxsplit=1) for line in result.out.splitlines()] == [
        ["bn", "nothing found"],
        ["en", "nothing found"],
    ]


def test_an_error_is_told_by_file_and_line_and_ends_with_one(run: Run, project: Path) -> None:
    line = spoil(project, "।", " ৭৭।")
    result = run("catalog", "lint", "bn", "--project", project)
    assert result.code == 1
    assert result.out.splitlines() == [
        f"{PO}:{line}",
        "  error: the source text does not say the number “৭৭” [catalog/number]",
        "    hint: take it out; a number is as it is in the source text",
        "bn  1 error",
    ]


def test_a_warning_ends_with_one_only_when_asked_for(run: Run, project: Path) -> None:
    spoil(project, "।", " ।")
    assert run("catalog", "lint", "bn", "--project", project).code == 0
    result = run("catalog", "lint", "bn", "--strict", "--project", project)
    assert result.code == 1
    assert "warning: a space before “।” [catalog/space-before]" in result.out
    assert result.out.endswith("bn  1 warning\n")


def test_a_file_that_is_begun_is_told_in_one_line_and_hides_no_fault(
    run: Run, project: Path
) -> None:
    kept = spoil(project, "।", ".")
    lines = (project / PO).read_text("utf-8").split("\n")
    said = [at for at, line in enumerate(lines, 1) if re.fullmatch('msgstr ".+"', line)]
    lacking = [at for at in said if at != kept]
    for at in lacking:
        lines[at - 1] = 'msgstr ""'
    (project / PO).write_text("\n".join(lines), "utf-8")
    result = run("catalog", "lint", "bn", "--project", project)
    assert result.code == 1
    assert result.out.count("[catalog/missing]") == 1
    assert f"{PO}:{lacking[0]}\n  error: {len(lacking)} messages are not" in result.out
    assert f"{PO}:{kept}\n  warning: " in result.out
    assert f"bn  {len(lacking)} errors, 1 warning\n" in result.out


def test_json_is_for_machines(run: Run, project: Path) -> None:
    line = spoil(project, "।", ".")
    result = run("catalog", "lint", "bn", "--json", "--project", project)
    (locale,) = json.loads(result.out)
    assert (locale["locale"], locale["errors"]) == ("bn", 0)
    assert {finding["place"] for finding in locale["findings"]} == {f"{PO}:{line}"}
    assert all(finding["hint"] for finding in locale["findings"])


def test_a_file_that_cannot_be_read_is_a_finding(run: Run, project: Path) -> None:
    (project / PO).write_text('msgid "a\n', "utf-8")
    result = run("catalog", "lint", "bn", "--project", project)
    assert result.code == 1
    assert result.out.startswith(f"{PO}:1\n  error: ")


def test_an_unknown_locale_is_wrong_use(run: Run, project: Path) -> None:
    result = run("catalog", "lint", "bm", "--project", project)
    assert (result.code, result.out) == (2, "")
    assert "unknown locale 'bm'" in result.err
