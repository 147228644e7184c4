"""`merge`: a table in, a folder of letters out, and what is said meanwhile."""

from __future__ import annotations

import csv
import os
from io import StringIO
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.merging import Inline, row, write_csv, write_xlsx
from tests.reading import pdf_text
from tests.toy import LETTER, copy_toy, replace_in


@pytest.fixture(autouse=True)
def print_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmo_handouts.delivery.merge.pool.LocalPool", lambda workers: Inline())


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


# -- the secretary's way: an empty sheet, a check, the letters


def test_from_an_empty_sheet_to_a_folder_of_letters(run: Run, here: Path) -> None:
    assert run("merge", LETTER, "--template", "letters.csv").code == 0
    text = (here / "letters.csv").read_text("utf-8-sig")
    headers = next(csv.reader(StringIO(text)))
    cells = {
        "id": "A1", "locale": "bn", "Name": "Rima Sample", "Parent or carer: name": "Sam Sample",
        "Emergency number": "999", "Valid until": "31/03/2027", "Changes: cls.seat": "x",
        "I agree": "perhaps",
    }  # fmt: skip
    with (here / "letters.csv").open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headers)
        writer.writerow(cells)
        writer.writerow(cells | {"id": "A2", "I agree": "yes"})

    checked = run("merge", LETTER, "letters.csv", "--check")
    assert checked.code == 1
    assert "error: letters.csv: row 5, column" in checked.out
    assert "hint: write yes or no" in checked.out
    assert "2 rows read, 1 with faults; nothing was printed" in checked.err
    assert os.listdir(here) == ["letters.csv"]

    printed = run("merge", LETTER, "letters.csv", "--id-column", "id", "--out", "out", "--one-file")
    assert printed.code == 1
    assert "1 letter in out/" in printed.err
    assert "error: no letter for 1 row\nhint: out/outcomes.csv says why" in printed.err
    assert files(here / "out") == [
        ".merge/journal.jsonl", ".merge/key", ".merge/lock", "all-letters-a4.pdf",
        "letters/000006-A2.pdf", "manifest.json", "outcomes.csv",
    ]  # fmt: skip
    assert "Rima Sample" in pdf_text((here / "out" / "letters" / "000006-A2.pdf").read_bytes())

    filled = (here / "letters.csv").read_bytes()
    (here / "letters.csv").write_bytes(filled.replace(b"perhaps", b"yes"))
    resumed = run("merge", LETTER, "letters.csv", "--id-column", "id", "--out", "out", "--resume")
    assert resumed.code == 0
    assert "2 letters in out/, 1 of them from before" in resumed.err


def test_check_says_nothing_of_good_rows_and_writes_nothing(run: Run, here: Path) -> None:
    write_xlsx(here / "a.xlsx", [row(), row()])
    result = run("merge", LETTER, "a.xlsx", "--locale", "en", "--check", "--out", "out")
    assert result.code == 0
    assert result.out == ""
    assert "2 rows read, none with faults; nothing was printed" in result.err
    assert os.listdir(here) == ["a.xlsx"]


def test_all_faults_of_all_rows_are_told_at_once(run: Run, here: Path) -> None:
    rows = [row(valid_to="3/4/2027", child_name="Zaphod 2"), row(), row(remark="200 mg Zaphodine")]
    write_csv(here / "a.csv", rows)
    result = run("merge", LETTER, "a.csv", "--locale", "en", "--check")
    lines = [line for line in result.out.splitlines() if line.startswith("error: ")]
    assert [line.split(": ")[2].split(" [")[0] for line in lines] == [
        'row 2, column E "valid_to"', 'row 2, column A "child_name"', 'row 4, column H "remark"',
    ]  # fmt: skip
    assert "Zaphod" not in result.out + result.err


def test_progress_is_plain_counts_where_no_terminal_is(run: Run, here: Path) -> None:
    write_csv(here / "a.csv", [row(child_name=f"Rima {name}") for name in "ABCDEFGHIJKL"])
    result = run("merge", LETTER, "a.csv", "--locale", "en", "--out", "out")
    told = [line for line in result.err.splitlines() if line.endswith(" of 12 rows")]
    assert told[-1] == "12 of 12 rows"
    assert len(told) == 10
    assert "Rima" not in result.err


def test_warnings_are_counted_and_the_letter_is_printed(run: Run, here: Path) -> None:
    write_csv(here / "a.csv", [row(valid_to="2027-09-30")])
    result = run("merge", LETTER, "a.csv", "--locale", "en", "--out", "out")
    assert result.code == 0
    assert "1 letter in out/, 1 with warnings" in result.err
    assert "recipient/long-span" in (here / "out" / "outcomes.csv").read_text("utf-8-sig")


def test_many_failed_rows_do_not_flood_the_screen(run: Run, here: Path) -> None:
    write_csv(here / "a.csv", [row(valid_to="soon")] * 50)
    result = run("merge", LETTER, "a.csv", "--locale", "en", "--out", "out")
    assert result.code == 1
    assert result.err.count("recipient/date") == 20
    assert "… and 30 rows more" in result.err
    assert (here / "out" / "outcomes.csv").read_text("utf-8-sig").count("recipient/date") == 50


def test_translation_with_a_fault_is_told_before_anything_is_printed(
    run: Run, here: Path, tmp_path: Path
) -> None:
    project = copy_toy(tmp_path / "clinic")
    po = project / "locales" / "bn" / "LC_MESSAGES" / f"{LETTER}.po"
    line = replace_in(po, 'msgstr "ধন্যবাদের চিঠি"', 'msgstr ""')
    write_csv(here / "a.csv", [row()])
    command = ("merge", LETTER, "a.csv", "--check", "--project", project)
    assert run(*command, "--locale", "en").code == 0
    result = run(*command, "--locale", "bn")
    assert result.code == 1
    assert f"{LETTER}.po:{line}: " in result.out


# -- what is refused before anything is printed


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((LETTER,), 2, "whom are the letters for?"),
        ((LETTER, "a.csv"), 2, "where shall the letters go?"),
        ((LETTER, "a.csv", "--out", "out"), 2, "which language are the letters in?"),
        (("thank-yuo", "a.csv", "--out", "out", "--locale", "en"), 2, "did you mean thank-you?"),
        ((LETTER, "a.csv", "--out", "out", "--locale", "em"), 2, "did you mean en?"),
        ((LETTER, "a.csv", "--out", "out", "--locale", "en", "--paper", "a5"), 2, "a4"),
        ((LETTER, "a.csv", "--check", "--locale-column", "Sprache"), 2, "unknown column"),
        ((LETTER, "no.csv", "--out", "out", "--locale", "en"), 5, "there is no such file"),
        ((LETTER, "a.ods", "--out", "out", "--locale", "en"), 5, "save it as .xlsx"),
        ((LETTER, "a.csv", "--out", "full", "--locale", "en"), 2, "is not empty"),
        ((LETTER, "a.csv", "--out", "a.csv", "--locale", "en"), 7, "cannot be written"),
        ((LETTER, "--template", "a.ods"), 2, "neither .xlsx nor .csv"),
        ((LETTER, "--template", "a.csv"), 2, "is there already"),
        ((LETTER, "a.csv", "--jobs", "0"), 2, "--jobs"),
    ],
)
def test_wrong_use_says_what_to_do_and_prints_nothing(
    run: Run, here: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    write_csv(here / "a.csv", [row()])
    (here / "a.ods").write_bytes(b"x")
    (here / "full").mkdir()
    (here / "full" / "film.mp4").write_bytes(b"")
    before = files(here)
    result = run("merge", *arguments)
    assert result.code == code, result.err
    assert told in result.err
    assert "Traceback" not in result.err
    assert files(here) == before


def test_faulty_header_refuses_the_table(run: Run, here: Path) -> None:
    write_csv(here / "a.csv", [{**row(), "remrak": "x", "Name": "x"}])
    result = run("merge", LETTER, "a.csv", "--locale", "en", "--out", "out")
    assert result.code == 1
    assert 'error: column H "remrak": fills nothing' in result.err
    assert 'error: column I "Name": fills child_name' in result.err
    assert not (here / "out").exists()
