"""Row -> Judged: a letter to print, or all the reasons why not, each with its column.

A row may have its own locale, paper and clinic; a clinic is a folder `clinics/<name>/` of the
project, layered over it. Nothing is printed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from crmo_handouts.checking import Severity
from crmo_handouts.delivery.job import Job
from crmo_handouts.delivery.merge.cells import plain
from crmo_handouts.delivery.merge.columns import Columns
from crmo_handouts.delivery.merge.reasons import (
    Reason,
    fault,
    reason_of,
    reason_of_error,
    refuses,
)
from crmo_handouts.delivery.merge.table import BEYOND_HINT, Row, is_empty
from crmo_handouts.locales import PSEUDO_LOCALES
from crmo_handouts.paper import PAPERS
from crmo_handouts.project import Project
from crmo_handouts.source import FieldType, Handout, load_clinic, read_values

CLINICS = "clinics"
"""The folder of a project that holds its clinics, each a folder with a clinic.toml."""

ROLES = ("locale", "paper", "clinic", "id")

LONGEST_ID = 40
_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")

_BODY = (FieldType.ENUM, FieldType.MULTI, FieldType.BOOL, FieldType.TEMPERATURE)
"""What changes the body of a letter; the rest stands in slots."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What may be known of a row by everybody: no value of its reader is among it."""

    row: int
    id: str = ""
    locale: str = ""
    paper: str = ""
    clinic: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to print. `body` is alike for letters that differ in their slots only."""

    marks: Marks
    job: Job = field(repr=False)
    body: tuple[Any, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a row says: its letter, or the reasons why there is none."""

    marks: Marks
    letter: Letter | None
    reasons: tuple[Reason, ...]
    odd: frozenset[str] = frozenset()
    """The fields of cells that could not be read."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What stands where a row says nothing."""

    locale: str = ""
    paper: str = "a4"


class RowReader:
    """Reads the rows of one table for one handout."""

    def __init__(
        self, project: Project, handout: Handout, *, columns: Columns, defaults: Defaults
    ) -> None:
        self._project = project
        self._handout = handout
        self._columns = columns
        self._defaults = defaults
        self._clinics: dict[str, Mapping[str, Any]] = {"": load_clinic(project).values()}
        if "clinic" in columns.roles:
            for name in clinic_names(project):
                clinic = load_clinic(clinic_project(project, name))
                self._clinics[name] = clinic.values()
        self._nameless = [
            column for column, header in enumerate(columns.table.headers) if not header
        ]

    def is_given(self, key: str) -> bool:
        """Tell whether a clinic gives a value where rows have none."""
        return any(key in clinic for clinic in self._clinics.values())

    def judge(self, row: Row) -> Judged:
        """Read a row and judge its values; there is a letter when nothing refuses it."""
        try:
            return self._judge(row)
        except Exception as error:  # a row that we had not thought of stops no other
            return Judged(Marks(row.number), None, (reason_of_error(error),))

    def letter(self, row: Row) -> Letter | None:
        """Read a row without judging its values, to hold it against what was printed."""
        try:
            return self._read(row).letter
        except Exception:  # `judge` tells of it
            return None

    def _read(self, row: Row) -> Judged:
        """Read a row: its letter, and what is odd about its cells."""
        reasons = list(self._faults(row))
        if row.fault or reasons:
            return Judged(Marks(row.number), None, tuple(reasons))
        marks = Marks(
            row.number,
            id=self._id(row, reasons),
            locale=self._one_of("locale", row, self._locales, reasons) or self._defaults.locale,
            paper=self._one_of("paper", row, _PAPERS, reasons) or self._defaults.paper,
            clinic=self._one_of("clinic", row, self._clinic_ids, reasons),
        )
        if not marks.locale and not reasons:
            hint = "fill the cell, or give one for all with --locale"
            reasons.append(fault("merge/locale", "names no locale", hint=hint))
        data, odd = self._columns.read(row)
        reasons += [
            fault(
                f"recipient/{error.rule}",
                error.message,
                column=self._columns.table.place(column),
                hint=error.hint,
            )
            for _, error, column in odd
        ]
        reasons += [
            Reason("merge/phone", Severity.WARNING, self._columns.table.place(column), *_DOUBTFUL)
            for column in self._columns.doubtful_phones(row)
        ]
        job = Job(self._handout.id, marks.locale, (marks.paper,), data=data, data_place=_place(row))
        letter = Letter(marks, job, self._body(marks, data))
        fields = frozenset(key.split()[0] for key, _, _ in odd)
        return Judged(marks, letter, tuple(reasons), fields)

    def _judge(self, row: Row) -> Judged:
        read = self._read(row)
        if read.letter is None:
            return read
        reasons = read.reasons + tuple(self._value_faults(row, read.letter, read.odd))
        letter = None if refuses(reasons) else read.letter
        return Judged(read.marks, letter, reasons)

    def _value_faults(self, row: Row, letter: Letter, odd: frozenset[str]) -> Iterator[Reason]:
        _, report = read_values(
            self._handout.fields,
            letter.job.data,
            below=self._clinics[letter.marks.clinic],
            today=self._project.today,
            place=_place(row),
        )
        for finding in report:
            path = finding.place.removeprefix(f"{_place(row)}: ")
            key = path.replace("[", ".").partition(".")[0]
            # A cell that could not be read is not missing as well.
            if finding.check == "recipient/missing" and key in odd:
                continue
            reason = reason_of(finding, self._columns.place(path))
            # Its hint shows a person as a data file has one.
            is_part = finding.check == "recipient/missing" and path != key
            yield replace(reason, hint="fill the cell") if is_part else reason

    def _faults(self, row: Row) -> Iterator[Reason]:
        if row.fault:
            yield fault("merge/row", row.fault, hint=row.hint)
        for column in self._nameless if row.cells else ():
            if not is_empty((row.cells[column],)):
                place = self._columns.table.place(column)
                message = "holds something, and has no header"
                yield fault("merge/row", message, column=place, hint=BEYOND_HINT)

    def _one_of(self, role: str, row: Row, known: Mapping[str, str], reasons: list[Reason]) -> str:
        cell = self._columns.role(role, row)
        if cell is None or is_empty((cell,)):
            return ""
        name = known.get(plain(str(cell)))
        if name is None:
            names = ", ".join(sorted(set(known.values()) - set(PSEUDO_LOCALES))[:20])
            reasons.append(
                fault(
                    f"merge/{role}",
                    f"is no {role} that we know",
                    column=self._columns.table.place(self._columns.roles[role]),
                    hint=f"there are: {names}",
                )
            )
            return ""
        return name

    def _id(self, row: Row, reasons: list[Reason]) -> str:
        cell = self._columns.role("id", row)
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        text = "" if cell is None else str(cell).strip()
        # A name must never become the name of a file: an id has a digit, and no other script.
        good = len(text) <= LONGEST_ID and _ID.fullmatch(text) and any(map(str.isdigit, text))
        if text and not good:
            reasons.append(
                fault(
                    "merge/id",
                    "cannot stand in a file's name",
                    column=self._columns.table.place(self._columns.roles["id"]),
                    hint=f"an id has a digit, and up to {LONGEST_ID} of A-Z, a-z, 0-9, . _ and -; "
                    "it is no name",
                )
            )
            return ""
        return text

    @cached_property
    def _locales(self) -> Mapping[str, str]:
        """The locales by what people call them: `bn`, `Bangla`, `বাংলা`."""
        names = {plain(name): name for name in PSEUDO_LOCALES}
        for locale_id in self._project.locale_ids():
            locale = self._project.locale(locale_id)
            for name in (locale.english_name, locale.name, locale.tag, locale_id):
                names[plain(name)] = locale_id
        return names

    @cached_property
    def _clinic_ids(self) -> Mapping[str, str]:
        return {plain(name): name for name in self._clinics if name}

    def _body(self, marks: Marks, data: Mapping[str, Any]) -> tuple[Any, ...]:
        chosen = tuple(
            repr(data.get(item.key)) for item in self._handout.fields if item.type in _BODY
        )
        return (marks.clinic, marks.locale, marks.paper, *chosen)


def clinic_names(project: Project) -> list[str]:
    """Return the names of a project's clinics, sorted."""
    found = {
        path.parent.name for root in project.roots for path in root.glob(f"{CLINICS}/*/clinic.toml")
    }
    return sorted(found)


def clinic_project(project: Project, name: str) -> Project:
    """Return the project with a clinic's folder layered over it."""
    if not name:
        return project
    folders = (root / CLINICS / name for root in project.roots)
    return Project(
        (*filter(lambda folder: folder.is_dir(), folders), *project.roots), project.today
    )


_DOUBTFUL = (
    "begins with neither 0 nor +: a spreadsheet may have taken it away",
    "hold it against your records; in an .xlsx, with the column as Text, nothing is lost",
)


def _place(row: Row) -> str:
    return f"row {row.number}"


_PAPERS = {plain(paper): paper for paper in PAPERS} | {"letter": "us-letter"}
