"""Files of recipients: whatever a spreadsheet writes is read, and what breaks is told by its row."""

from __future__ import annotations

import codecs
import json
import re
import warnings
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from crmo_handouts.delivery.merge.opening import open_table
from crmo_handouts.delivery.merge.table import Table, UnsavedFormula
from crmo_handouts.errors import RecipientError
from tests.excel import EXCEL
from tests.merging import RIMA, TYPED, csv_text, row, write_csv, write_xlsx

KNOWN = frozenset({"child_name", "remark", "valid_to"})


def load(path: Path, content: str | bytes | None = None) -> Table:
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return open_table(path, is_known=KNOWN.__contains__)


def cells(table: Table) -> list[tuple[int, tuple[Any, ...]]]:
    return [(row.number, row.cells) for row in table.rows()]


def refused(path: Path, content: str | bytes | None = None) -> RecipientError:
    with pytest.raises(RecipientError) as stopped:
        list(load(path, content).rows())
    assert stopped.value.where.startswith(str(path))
    assert stopped.value.exit_code == 5
    assert "Zaphod" not in str(stopped.value)
    return stopped.value


# -- .csv

ENCODINGS = {
    "UTF-8": ("utf-8", b""),
    "UTF-8 with a mark": ("utf-8", codecs.BOM_UTF8),
    "UTF-16 LE with a mark": ("utf-16-le", codecs.BOM_UTF16_LE),
    "UTF-16 BE with a mark": ("utf-16-be", codecs.BOM_UTF16_BE),
    "UTF-16 LE": ("utf-16-le", b""),
    "UTF-16 BE": ("utf-16-be", b""),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_csv_is_read_as_it_is_written(
    tmp_path: Path, encoding: str, separator: str, end: str
) -> None:
    rows = [
        {
            "child_name": "রিমা নমুনা",
            "remark": f'Two\r\nlines, "quoted"; {separator} all',
            "valid_to": "",
        },
        {"child_name": "Zaphod", "remark": "", "valid_to": "2027-03-31"},
    ]
    codec, mark = ENCODINGS[encoding]
    content = mark + csv_text(rows, separator=separator, end=end).encode(codec)
    table = load(tmp_path / "a.csv", content)
    assert table.headers == ("child_name", "remark", "valid_to")
    assert cells(table) == [(i, tuple(row.values())) for i, row in enumerate(rows, start=2)]
    assert cells(table) == cells(table)  # it streams anew


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    text = '\nchild_name,remark\n"A","two\nlines"\n,\n\nB,\n'
    assert [number for number, _ in cells(load(tmp_path / "a.csv", text))] == [3, 6]


def test_separator_is_told_by_the_headers_and_not_by_the_texts(tmp_path: Path) -> None:
    text = "child_name;remark\nA, the first, of many, many;\n"
    assert load(tmp_path / "a.csv", text).headers == ("child_name", "remark")
    text = '"child_name","a;b;c;d"\nA,\n'
    assert load(tmp_path / "b.csv", text).headers == ("child_name", "a;b;c;d")
    assert load(tmp_path / "c.csv", "child_name\nA\n").headers == ("child_name",)
    assert load(tmp_path / "d.csv", "sep=;\nchild_name;remark\nA;b\n").headers[1] == "remark"


def test_trailing_blank_columns_are_nothing_and_filled_ones_a_fault_of_their_row(
    tmp_path: Path,
) -> None:
    text = "child_name,remark\nA,b,,,\nB,c,lost\nC\n"
    found = list(load(tmp_path / "a.csv", text).rows())
    assert [row.cells for row in found] == [("A", "b"), (), ("C", None)]
    assert [bool(row.fault) for row in found] == [False, True, False]


def test_rows_that_explain_the_columns_are_passed_over(tmp_path: Path) -> None:
    text = "child_name,remark\n#help The name,x\n#needed,needed\n#choices,\n#12,real\n"
    assert cells(load(tmp_path / "a.csv", text)) == [(5, ("#12", "real"))]


def test_quotation_mark_that_is_never_closed_is_told_by_its_row(tmp_path: Path) -> None:
    error = refused(tmp_path / "a.csv", 'child_name,remark\nA,b\nB,"Zaphod\nC,d\n')
    assert error.where.endswith("a.csv: row 3")
    assert "quotation" in error.message


def test_text_that_is_no_utf8_is_told_by_its_row(tmp_path: Path) -> None:
    error = refused(tmp_path / "a.csv", b"child_name\nA\nZaphod \xe9\n")
    assert re.search(r": row [123] or below$", error.where)
    assert "UTF-8" in error.hint


def test_megabyte_in_a_cell_is_read_and_an_endless_row_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    big = "x" * 1_000_000
    assert cells(load(tmp_path / "a.csv", f"child_name,remark\nA,{big}\n"))[0][1][1] == big
    monkeypatch.setattr("crmo_handouts.delivery.merge.delimited.LONGEST_ROW", 10_000)
    error = refused(tmp_path / "b.csv", "child_name,remark\nA,b\n" + "Zaphod," * 10_000)
    assert error.where.endswith("row 3")


def test_nul_bytes_stay_in_their_cell(tmp_path: Path) -> None:
    assert cells(load(tmp_path / "a.csv", b"child_name\nZ\0aphod\n")) == [(2, ("Z\0aphod",))]


# -- .xlsx


def test_workbook_is_read_with_what_its_cells_hold(tmp_path: Path) -> None:
    table = load(write_xlsx(tmp_path / "a.xlsx", [TYPED, {}, row(remark="5", wishes=5.5)]))
    first, second = table.rows()
    assert table.headers[:3] == tuple(RIMA)[:3]
    assert (first.number, second.number) == (2, 4)
    assert datetime(2027, 3, 31) in first.cells
    assert {999, True} <= set(first.cells)
    assert second.cells[-1] == 5.5


def test_first_visible_sheet_counts_and_trailing_blank_columns_do_not(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.title = "Old"
        sheet.sheet_state = "hidden"
        new = sheet.parent.create_sheet("New")
        new.append(["child_name", None, "remark", None, " "])
        new.append(["Zaphod", None, "x", None, None])
        sheet.parent.active = 1

    table = load(write_xlsx(tmp_path / "a.xlsx", [RIMA], sheet=change))
    assert table.headers == ("child_name", "", "remark")
    assert cells(table) == [(2, ("Zaphod", None, "x"))]


def test_formula_counts_by_the_result_that_was_saved(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [{"child_name": "=A5", "remark": '=CONCAT("a";"b")'}])
    (unsaved,) = load(path).rows()
    assert all(isinstance(cell, UnsavedFormula) for cell in unsaved.cells)

    def save_result(xml: bytes) -> bytes:
        return re.sub(
            rb'(<c r="A2"[^>]*)>(<f>.*?</f>)<v></v>', rb'\1 t="str">\2<v>Zaphod</v>', xml, count=1
        )

    change_sheet(path, save_result)
    (saved,) = load(path).rows()
    assert saved.cells[0] == "Zaphod"
    assert isinstance(saved.cells[1], UnsavedFormula)


def test_text_that_looks_like_a_formula_is_a_text(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet["A2"].data_type = "s"

    path = write_xlsx(tmp_path / "a.xlsx", [{"child_name": "=cmd|' /C calc'!A0"}], sheet=change)
    assert cells(load(path)) == [(2, ("=cmd|' /C calc'!A0",))]


def test_wrong_dimension_loses_no_row(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [RIMA, RIMA])
    change_sheet(
        path, lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"', xml)
    )
    assert len(cells(load(path))) == 2


def test_last_row_that_a_sheet_can_have_is_reached_and_none_beyond(tmp_path: Path) -> None:
    def far(sheet: Any) -> None:
        sheet["A1048576"] = "Zaphod"

    path = write_xlsx(tmp_path / "a.xlsx", [{"child_name": "A"}], sheet=far)
    assert [number for number, _ in cells(load(path))] == [2, 1048576]
    change_sheet(path, lambda xml: xml.replace(b"1048576", b"99999999"))
    refused(path)


def test_date_that_no_calendar_has_is_told_without_its_value(tmp_path: Path) -> None:
    def far(sheet: Any) -> None:
        sheet["A2"] = 2_958_466_000
        sheet["A2"].number_format = "yyyy-mm-dd"

    path = write_xlsx(tmp_path / "a.xlsx", [{"valid_to": date(2027, 3, 31)}], sheet=far)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("default")
        assert cells(load(path)) == [(2, ("#VALUE!",))]
    assert not told


def change_sheet(path: Path, change: Any, name: str = "xl/worksheets/sheet1.xml") -> None:
    with zipfile.ZipFile(path) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    members[name] = change(members.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)


def test_zip_bomb_is_refused_unopened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "crmo_handouts.delivery.merge.workbooks.LARGEST", {"xl/worksheets/": 10**6, "": 10**6}
    )
    for name in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
        path = write_xlsx(tmp_path / "bomb.xlsx", [RIMA])
        change_sheet(path, lambda xml: xml + b" " * 2_000_000, name)
        assert path.stat().st_size < 20_000
        assert "unfolds to more than" in refused(path).message


def test_entities_are_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [RIMA])
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "Zaphod">]>'
    change_sheet(path, lambda xml: bomb + xml)
    refused(path)


@pytest.mark.parametrize("cut", [10, 500, 3000])
def test_damaged_workbook_is_refused(tmp_path: Path, cut: int) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [RIMA])
    path.write_bytes(path.read_bytes()[:cut])
    refused(path)


@pytest.mark.parametrize(
    "member",
    ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"],
)
def test_workbook_with_a_broken_part_is_refused(tmp_path: Path, member: str) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [RIMA])
    change_sheet(path, lambda xml: xml[: len(xml) // 2], member)
    refused(path)


@pytest.mark.parametrize(("since_1904", "day"), [("0", "46477"), ("1", "45015")])
def test_workbook_of_excel_is_read(tmp_path: Path, since_1904: str, day: str) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, xml in EXCEL.items():
            text = xml.replace("DATE1904", since_1904).replace("DAY", day)
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}')
    table = load(path)
    assert table.headers == ("child_name", "valid_to", "remark")
    when = datetime(2027, 3, 31)
    assert cells(table) == [(3, ("রিমা নমুনা", when, True)), (5, ("Zaphod", when, "#DIV/0!"))]


# -- .jsonl


def test_objects_are_rows_and_all_their_keys_columns(tmp_path: Path) -> None:
    lines = [{"child_name": "A", "remark": None}, {"child_name": "B", "wishes": ["x", "y"]}]
    text = "\n\n".join(json.dumps(line) for line in lines)
    table = load(tmp_path / "a.jsonl", b"\xef\xbb\xbf" + text.encode())
    assert table.headers == ("child_name", "remark", "wishes")
    assert cells(table) == [(1, ("A", None, None)), (3, ("B", None, ["x", "y"]))]


@pytest.mark.parametrize(
    "line",
    [
        b'{"child_name": "Zaphod",}',
        b'{"child_name": "Zaphod", "child_name": "Z"}',
        b'["Zaphod"]',
        b'{"child_name": NaN}',
        b'{"child_name": "\xff"}',
        b"[" * 100_000,
        b'{"a": ' + b"9" * 10_000 + b"}",
    ],
)
def test_line_that_cannot_be_read_is_a_fault_of_its_row(tmp_path: Path, line: bytes) -> None:
    content = b'{"child_name": "A"}\n' + line + b'\n{"child_name": "B"}\n'
    found = list(load(tmp_path / "a.jsonl", content).rows())
    assert [bool(row.fault) for row in found] == [False, True, False]
    assert "Zaphod" not in found[1].fault


# -- what is no table


def ole(*names: str) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return head + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)


def archive(tmp_path: Path, *names: str) -> bytes:
    path = tmp_path / "archive"
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return path.read_bytes()


def test_file_that_we_cannot_read_says_what_to_do(tmp_path: Path) -> None:
    told = {
        "locked.xlsx": (ole("EncryptedPackage"), "password", "take the password out"),
        "old.xls": (ole("Workbook"), "old workbook", "save it as .xlsx"),
        "a.ods": (archive(tmp_path, "mimetype", "content.xml"), ".ods", "save it as .xlsx"),
        "a.csv": (archive(tmp_path, "mimetype", "content.xml"), ".ods", "save it as .xlsx"),
        "a.xlsb": (archive(tmp_path, "xl/workbook.bin"), ".xlsb", "save it as .xlsx"),
        "a.zip": (archive(tmp_path, "a.csv"), "no workbook", "save it as .xlsx"),
        "a.xlsx": (b"child_name\nA\n", "no file of recipients", "save it as .xlsx"),
        "a.pdf": (b"%PDF", "no file of recipients", "save it as .xlsx"),
        "empty.csv": (b"", "is empty", "first row"),
        "blank.csv": (b"\r\n,,\r\n \n", "is empty", "first row"),
        "empty.jsonl": (b"\n\n", "is empty", "first row"),
        "wide.csv": (b"a," * 3000, "columns", "leave out"),
    }
    for name, (content, message, hint) in told.items():
        error = refused(tmp_path / name, content)
        assert message in error.message, name
        assert hint in error.hint, name


def test_empty_workbook_and_no_file_are_told(tmp_path: Path) -> None:
    empty = refused(write_xlsx(tmp_path / "a.xlsx", []))
    assert "empty" in empty.message
    assert "first visible sheet" in empty.hint
    assert "no such file" in refused(tmp_path / "no.csv").message
    assert "no such file" in refused(tmp_path).message


def test_header_alone_is_a_table_of_no_rows(tmp_path: Path) -> None:
    assert cells(load(tmp_path / "a.csv", "child_name,remark\n")) == []
    assert cells(load(write_csv(tmp_path / "b.csv", [row()]))) != []


def test_columns_are_named_as_a_spreadsheet_names_them(tmp_path: Path) -> None:
    table = load(tmp_path / "a.csv", ",".join(f"h{i}" for i in range(703)) + "\nx\n")
    assert table.place(0) == 'column A "h0"'
    assert table.place(26) == 'column AA "h26"'
    assert table.place(702) == 'column AAA "h702"'
    hostile = load(tmp_path / "b.csv", '"a\nb\x1b[31m' + "x" * 99 + '",b\n1,2\n')
    assert hostile.place(0).isprintable()
    assert len(hostile.place(0)) < 80
