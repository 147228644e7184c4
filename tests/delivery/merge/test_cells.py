"""Cells: what a spreadsheet made of a value is read, or refused with the way back; never guessed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo_handouts.delivery.merge.cells import OddCellError, Wanted, plain, read_cell, read_tick
from crmo_handouts.delivery.merge.table import UnsavedFormula
from crmo_handouts.source import FieldType

CHOICES = {"no": "no", "yes now": "now", "a good seat; soft": "cls.seat", "504 plan": "504"}
BY_NAME = {plain(name): choice for name, choice in CHOICES.items()} | {"cls seat": "cls.seat"}


def as_windows(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def read(kind: str, cell: Any) -> Any:
    return read_cell(cell, Wanted(FieldType(kind), BY_NAME))


def odd(kind: str, cell: Any) -> OddCellError:
    with pytest.raises(OddCellError) as found:
        read(kind, cell)
    assert found.value.message
    assert str(cell) not in str(found.value)
    return found.value


READ = [
    # What is wanted, the cell, and what a data file would say.
    ("text", "Rima", "Rima"),
    ("text", 5, "5"),
    ("text", 5.0, "5"),
    ("text", 5.5, "5.5"),
    ("text", "  ", None),
    ("text", None, None),
    ("tel", "+1 202-555-0142", "+1 202-555-0142"),
    ("tel", "'+880 1", "+880 1"),
    ("tel", 999, "999"),
    ("tel", 112.0, "112"),
    ("date", date(2026, 3, 4), date(2026, 3, 4)),
    ("date", datetime(2026, 3, 4), date(2026, 3, 4)),
    ("date", "2026-03-04", "2026-03-04"),
    ("date", " 2026-03-04 ", "2026-03-04"),
    ("date", "2026-03-04 00:00:00", "2026-03-04"),
    ("date", "2026-03-04T00:00:00.000Z", "2026-03-04"),
    ("date", "২০২৬-০৩-০৪", "2026-03-04"),
    ("date", "2026/3/4", date(2026, 3, 4)),
    ("date", "31/03/2026", date(2026, 3, 31)),
    ("date", "3/31/2026", date(2026, 3, 31)),
    ("date", "31.3.2026", date(2026, 3, 31)),
    ("date", "05/05/2026", date(2026, 5, 5)),
    ("enum", "no", "no"),
    ("enum", " Yes, NOW ", "now"),
    ("enum", 504.0, "504"),
    ("enum", "perhaps", "perhaps"),
    ("multi", "cls.seat; no", ["cls.seat", "no"]),
    ("multi", "A good seat; soft", ["cls.seat"]),
    ("multi", "no, cls.seat", ["no", "cls.seat"]),
    ("multi", "no\ncls.seat;", ["no", "cls.seat"]),
    ("multi", ["no", 5], ["no", 5]),
    ("multi", "neither, nor", ["neither, nor"]),
    ("list", "A song; a dance\na tale", ["A song", "a dance", "a tale"]),
    ("list", ["A; b"], ["A; b"]),
    ("group", {"name": "Sam"}, {"name": "Sam"}),
    ("temperature", 38.0, 38.0),
    ("temperature", "38,5 C", "38,5 C"),
    ("text", "Zoé Ñandú, École “É”", "Zoé Ñandú, École “É”"),
    ("text", "JOSÉ’S CHAIR", "JOSÉ’S CHAIR"),
    ("text", "A key??", "A key??"),
    ("text", "#1", "#1"),
    ("bool", True, True),
    ("bool", "TRUE", True),
    ("bool", "Yes", True),
    ("bool", "VRAI", True),
    ("bool", "হ্যাঁ", True),
    ("bool", 1.0, True),
    ("bool", 0, False),
    ("bool", "no", False),
]


@pytest.mark.parametrize(("kind", "cell", "raw"), READ)
def test_cell_is_read_as_what_was_meant(kind: str, cell: Any, raw: Any) -> None:
    found = read(kind, cell)
    assert found == raw
    assert type(found) is type(raw)


ODD = [
    ("text", "#¡VALOR!", "type", "correct"),
    ("text", "Err:502", "type", "correct"),
    ("text", "#SPILL!", "type", "correct"),
    ("text", "\N{REPLACEMENT CHARACTER}cole", "characters", "UTF-8"),
    ("text", "????? ????????, 5", "characters", "UTF-8"),
    *(
        # Saved as UTF-8, opened as Windows-1252, and saved again.
        ("text", "".join(as_windows(byte) for byte in text.encode()), "characters", "UTF-8")
        for text in ("École", "রিমা নমুনা", "ريما مثال", "रिया", "王小明", "Łódź", "Garçon’s")
    ),
    ("text", date(2026, 3, 4), "type", "3-4"),
    ("text", time(3, 4), "type", "Text"),
    ("text", True, "type", ""),
    ("tel", 7_700_900_123, "phone", "Text"),
    ("tel", 7_700_900_123.0, "phone", "Text"),
    ("tel", "7.70E+09", "phone", "Text"),
    ("tel", "7,7E9", "phone", "Text"),
    ("tel", datetime(2026, 3, 4), "type", ""),
    ("date", "03/04/2026", "date", "2026-11-21"),
    ("date", "3.4.2026", "date", "2026-11-21"),
    ("date", "03-04-2026", "date", "2026-11-21"),
    ("date", "31/02/2026", "date", "2026-11-21"),
    ("date", "31/31/2026", "date", "2026-11-21"),
    ("date", "1/2/26", "date", "2026-11-21"),
    ("date", "46000", "date", "2026-11-21"),
    ("date", 46_000, "date", "2026-11-21"),
    ("date", 46_000.5, "date", "2026-11-21"),
    ("date", datetime(2026, 3, 4, 23), "date", "2026-11-21"),
    ("date", "2026-03-04 23:00", "date", "2026-11-21"),
    ("date", "March 4", "date", "2026-11-21"),
    ("date", True, "date", "2026-11-21"),
    ("group", "Sam Sample, father", "type", "column for each part"),
    ("temperature", datetime(2026, 5, 3), "type", ""),
    ("bool", "x", "type", "yes or no"),
    ("bool", "perhaps", "type", "yes or no"),
    ("bool", 2, "type", "yes or no"),
    ("text", "#N/A", "type", "correct it"),
    ("date", " #REF! ", "type", "correct it"),
    ("text", UnsavedFormula(), "type", "save it again"),
]


@pytest.mark.parametrize(("kind", "cell", "rule", "hint"), ODD)
def test_what_a_program_made_of_a_value_is_refused_with_the_way_back(
    kind: str, cell: Any, rule: str, hint: str
) -> None:
    found = odd(kind, cell)
    assert found.rule == rule
    assert hint in found.hint


@pytest.mark.parametrize("cell", ["x", "X", "yes", True, 1, "✓", "TRUE", "1"])
def test_choice_with_a_column_of_its_own_is_ticked(cell: Any) -> None:
    assert read_tick(cell)


@pytest.mark.parametrize("cell", [None, "", " ", "no", 0, False, "0"])
def test_choice_is_left_out(cell: Any) -> None:
    assert not read_tick(cell)


def test_tick_that_may_mean_either_is_refused() -> None:
    with pytest.raises(OddCellError):
        read_tick("perhaps")


def test_names_are_compared_without_case_and_signs() -> None:
    assert plain("  Date  of_birth: * ") == plain("date-of birth") == "date of birth"
    assert plain("জন্ম  তারিখ") == "জন্ম তারিখ"


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=60),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.lists(st.text(max_size=5), max_size=3),
)


@given(st.sampled_from(list(FieldType)), CELLS)
def test_any_cell_is_read_or_refused_and_nothing_else(kind: FieldType, cell: Any) -> None:
    with suppress(OddCellError):
        read_cell(cell, Wanted(kind, BY_NAME))
