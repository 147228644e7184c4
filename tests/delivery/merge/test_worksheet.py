"""The empty sheet: what is filled into it merges, header by header."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from crmo_handouts.delivery.merge import Request, check_rows, prepare
from crmo_handouts.delivery.merge.columns import Names
from crmo_handouts.delivery.merge.worksheet import LONGEST_PROMPT, sheet_columns, write_worksheet
from crmo_handouts.errors import OutputError, UsageError
from crmo_handouts.project import Project
from crmo_handouts.source import FieldType, load_handout
from tests.toy import HANDOUTS, LETTER

FILLED: dict[str, Any] = {
    "locale": "bn",
    "Name": "Rima Sample",
    "Parent or carer: name": "Sam Sample",
    "Emergency number": "999",
    "Valid until": date(2027, 3, 31),
    "Changes: other": "x",
    "I agree": "yes",
}


def test_sheet_that_was_filled_in_merges(toy_project: Project, tmp_path: Path) -> None:
    path = tmp_path / "letters.xlsx"
    write_worksheet(path, load_handout(toy_project, LETTER), locales=toy_project.locale_ids())
    workbook = load_workbook(path)
    sheet: Any = workbook["Letters"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for header, value in FILLED.items():
        sheet.cell(row=2, column=columns[header], value=value)
    workbook.save(path)
    (judged,) = check_rows(prepare(toy_project, Request(LETTER, path)))
    assert judged.letter, judged.reasons
    assert judged.marks.locale == "bn"
    assert judged.letter.job.data is not None
    assert judged.letter.job.data["changes"] == ["other"]


def test_csv_that_was_filled_in_merges(toy_project: Project, tmp_path: Path) -> None:
    path = tmp_path / "letters.csv"
    write_worksheet(path, load_handout(toy_project, LETTER), locales=toy_project.locale_ids())
    headers = next(csv.reader(StringIO(path.read_text("utf-8-sig"))))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, headers).writerow(FILLED)
    (judged,) = check_rows(prepare(toy_project, Request(LETTER, path)))
    assert judged.letter, judged.reasons
    assert judged.marks.row == 5


@pytest.mark.parametrize("handout", HANDOUTS)
def test_every_header_is_understood_again(toy_project: Project, handout: str) -> None:
    found = load_handout(toy_project, handout)
    names = Names(found.fields)
    own, *columns = (column.header for column in sheet_columns(found, locales=("en",)))
    slots = [names.find(header) for header in columns[1:]]
    assert (own, columns[0]) == ("id", "locale")
    assert None not in slots
    assert len(set(map(str, slots))) == len(slots)
    assert {slot.field.key for slot in slots if slot} == {field.key for field in found.fields}


def test_workbook_offers_choices_and_help_and_keeps_texts_texts(
    toy_project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "letters.xlsx"
    handout = load_handout(toy_project, LETTER)
    write_worksheet(path, handout, locales=toy_project.locale_ids())
    workbook = load_workbook(path)
    assert [(sheet.title, sheet.sheet_state) for sheet in workbook] == [
        ("Letters", "visible"),
        ("Help", "visible"),
        ("Choices", "hidden"),
    ]
    sheet: Any = workbook["Letters"]
    rules = {str(rule.sqref).split("2:")[0]: rule for rule in sheet.data_validations.dataValidation}
    letters = {cell.value: cell.column_letter for cell in sheet[1]}
    assert len(rules) == len(letters)
    assert all(len(rule.prompt) <= LONGEST_PROMPT for rule in rules.values())
    spine = next(field for field in handout.fields if field.type is FieldType.ENUM)
    letter = letters[spine.label]
    assert rules[letter].formula1 == f"Choices!${letter}$1:${letter}${len(spine.choices)}"
    offered = [cell.value for cell in workbook["Choices"][letter]]
    assert offered[: len(spine.choices)] == [choice.text for choice in spine.choices]
    formats = sheet.column_dimensions
    assert formats[letters["Emergency number"]].number_format == "@"
    assert formats[letters["Valid until"]].number_format == "yyyy-mm-dd"


def test_sheet_that_is_there_is_not_written_over(toy_project: Project, tmp_path: Path) -> None:
    handout = load_handout(toy_project, LETTER)
    path = tmp_path / "letters.csv"
    path.write_text("filled", "utf-8")
    with pytest.raises(UsageError, match="is there already"):
        write_worksheet(path, handout, locales=())
    with pytest.raises(UsageError, match=r"neither \.xlsx nor \.csv"):
        write_worksheet(tmp_path / "letters.ods", handout, locales=())
    with pytest.raises(OutputError):
        write_worksheet(path / "letters.xlsx", handout, locales=())
    assert path.read_text("utf-8") == "filled"
