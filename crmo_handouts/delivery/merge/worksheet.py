"""A handout's fields -> an empty sheet to fill in: headers, help and choices.

A workbook offers the choices of each cell and says what belongs into it; a .csv says so in rows
that begin with #, which a merge passes over.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crmo_handouts.delivery.files import write_file
from crmo_handouts.delivery.merge.cells import plain
from crmo_handouts.delivery.merge.columns import Names, Slot
from crmo_handouts.delivery.merge.outcomes import safe_cell
from crmo_handouts.delivery.merge.rows import ROLES
from crmo_handouts.delivery.merge.table import COMMENTS, letters
from crmo_handouts.errors import UsageError
from crmo_handouts.source import Field, FieldType, Handout
from crmo_handouts.source.fields import PARTS

FILLED_ROWS = 2000
"""Rows that offer their choices; more can be copied down."""

LONGEST_PROMPT = 255
"""Most characters of a cell's help: Excel takes a workbook with a longer one for damaged."""

_LISTED = 3
"""Columns for a list of own words; more may be added by their number."""

_TEXT, _DAY = "@", "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the empty sheet."""

    header: str
    help: str
    needed: bool
    choices: tuple[str, ...] = ()
    format: str = _TEXT
    """Cells are texts, so that no phone number loses its zero; but dates are dates."""


def write_worksheet(path: Path, handout: Handout, *, locales: Sequence[str]) -> None:
    """Write the empty sheet, `.xlsx` or `.csv`.

    Raises UsageError for another kind of file, or one that is there, OutputError when it cannot be
    written.
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise UsageError(f"{path} is neither .xlsx nor .csv", hint="name it letters.xlsx")
    if path.exists():
        raise UsageError(f"{path} is there already", hint="choose another name: it may be filled")
    write_file(path, write(tuple(sheet_columns(handout, locales=locales))))


def sheet_columns(handout: Handout, *, locales: Sequence[str]) -> Iterator[Column]:
    """Yield the columns that a handout asks for, each under a header that a merge knows again."""
    names = Names(handout.fields)
    yield Column("id", "A number of your own, for the file's name. Never a name.", needed=False)
    yield Column("locale", "The language of the letter.", needed=True, choices=tuple(locales))
    for field in handout.fields:
        for slot, help_ in _slots(field):
            yield _column(slot, _header(slot, names), help_)


def _slots(field: Field) -> Iterator[tuple[Slot, str]]:
    match field.type:
        case FieldType.GROUP:
            for part in field.parts:
                yield Slot(field, part), f"{field.help} {PARTS[part].label}."
        case FieldType.MULTI:
            for choice in field.choices:
                yield Slot(field, choice.id), f"{choice.text}. Write x to choose it."
        case FieldType.LIST:
            for number in range(1, min(int(field.max or 0), _LISTED) + 1):
                yield Slot(field, str(number)), field.help
        case _:
            yield Slot(field), field.help


def _header(slot: Slot, names: Names) -> str:
    """Return the label when it is understood again as just this column, and else the key."""
    part = f": {slot.part}" if slot.part else ""
    label = f"{slot.field.label}{part}"
    is_clear = names.find(label) == slot and plain(label) not in ROLES
    return label if is_clear and not slot.field.label.startswith("#") else f"{slot.field.key}{part}"


def _column(slot: Slot, header: str, help_: str) -> Column:
    field = slot.field
    needed = field.needs_value and (not slot.part or slot.part == "name")
    if field.type is FieldType.MULTI:
        return Column(header, help_, needed=False, choices=("x",))
    choices = {
        FieldType.ENUM: tuple(choice.text for choice in field.choices),
        FieldType.BOOL: ("yes", "no"),
    }.get(field.type, ())
    return Column(
        header, help_, needed, choices, format=_DAY if field.type is FieldType.DATE else _TEXT
    )


def _write_csv(columns: Sequence[Column]) -> bytes:
    helps, needs, choices = COMMENTS
    rows = [
        [column.header for column in columns],
        [column.help for column in columns],
        ["needed" if column.needed else "" for column in columns],
        ["; ".join(column.choices) for column in columns],
    ]
    for row, mark in zip(rows[1:], (helps, needs, choices), strict=True):
        row[0] = f"{mark} {row[0]}".strip()
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([map(safe_cell, row) for row in rows])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _write_xlsx(columns: Sequence[Column]) -> bytes:
    # Imported here: 0.3 s that only a workbook needs.
    from openpyxl import Workbook

    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = "Letters"
    _write_choices(workbook.create_sheet("Choices"), columns)
    for number, column in enumerate(columns):
        _write_column(sheet, number, column)
    sheet.row_dimensions[1].height = 60
    sheet.freeze_panes = "C2"
    _write_help(workbook.create_sheet("Help", 1), columns)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _write_column(sheet: Any, number: int, column: Column) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = letters(number)
    head = sheet[f"{letter}1"]
    head.value = column.header
    head.font = Font(bold=True)
    head.alignment = Alignment(wrap_text=True, vertical="top")
    if column.needed:
        head.fill = PatternFill("solid", fgColor="DCE9EA")
    sheet.column_dimensions[letter].width = 9 if column.choices == ("x",) else 20
    # The whole column, so that a row that is added below has it too.
    sheet.column_dimensions[letter].number_format = column.format
    rule = DataValidation(
        type="list" if column.choices else None,
        formula1=f"Choices!${letter}$1:${letter}${len(column.choices)}" if column.choices else None,
        allow_blank=True,
        showInputMessage=True,
        promptTitle=column.header[:32],
        prompt=f"{'Needed. ' if column.needed else ''}{column.help}"[:LONGEST_PROMPT],
    )
    rule.add(f"{letter}2:{letter}{1 + FILLED_ROWS}")
    sheet.add_data_validation(rule)


def _write_choices(sheet: Any, columns: Sequence[Column]) -> None:
    """Write the choices where cells look them up: within a rule they may have 255 characters."""
    sheet.sheet_state = "hidden"
    for number, column in enumerate(columns):
        for row, choice in enumerate(column.choices, start=1):
            sheet[f"{letters(number)}{row}"] = choice


def _write_help(sheet: Any, columns: Sequence[Column]) -> None:
    sheet.append(("Column", "Header", "Needed", "What belongs there", "Choices"))
    for number, column in enumerate(columns):
        choices = "; ".join(column.choices)
        needed = "yes" if column.needed else ""
        sheet.append((letters(number), column.header, needed, column.help, choices))
    for letter, width in zip("ABCDE", (8, 40, 8, 80, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


_WRITERS: dict[str, Callable[[Sequence[Column]], bytes]] = {
    ".xlsx": _write_xlsx,
    ".csv": _write_csv,
}
