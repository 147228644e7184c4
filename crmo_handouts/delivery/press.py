"""Job -> Delivery: carry one job through every stage, in order. The whole press in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crmo_handouts.catalog import load_catalog
from crmo_handouts.checking import Report
from crmo_handouts.document import compose
from crmo_handouts.layout import Engine, check_fit, fit
from crmo_handouts.paper import PAPERS
from crmo_handouts.pdf import check_pdf, write_pdfs
from crmo_handouts.project import Project, unknown_name
from crmo_handouts.review import ReviewState
from crmo_handouts.source import (
    Handout,
    Values,
    load_clinic,
    load_handout,
    read_blank_values,
    read_values,
)

if TYPE_CHECKING:
    from crmo_handouts.errors import HandoutError


@dataclass(frozen=True, slots=True)
class Job:
    """One sheet to print: handout x locale x reader, on one paper or several.

    `data` holds a reader's values as they were read from a file, and `data_place` the file's name
    for messages; without them the sheet is blank.
    """

    handout: str
    locale: str
    papers: tuple[str, ...]
    data: Mapping[str, Any] | None = None
    data_place: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed sheet: the bytes of a PDF, and what is to be known of it."""

    paper: str
    pdf: bytes = field(repr=False)
    pages: int
    type_size: float


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a job: its sheets, or the findings or the error that refused them."""

    job: Job
    sheets: tuple[Sheet, ...] = ()
    report: Report = Report()
    state: ReviewState | None = None
    error: HandoutError | None = None


class Press:
    """A project with the engine that prints it; opened once a worker."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.clinic = load_clinic(project)
        self._engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        """The layout engine, opened at the first sheet that comes so far."""
        if self._engine is None:
            self._engine = Engine(self.project, logo=self.clinic.logo)
        return self._engine

    def print_job(self, job: Job) -> Delivery:
        """Carry one job through every stage, in order.

        A sheet with an error among its findings is refused: the delivery has no sheets then.
        """
        for paper in job.papers:
            if paper not in PAPERS:
                raise unknown_name("paper", paper, PAPERS)
        handout = load_handout(self.project, job.handout)
        locale = self.project.locale(job.locale)
        values, report = self._read_values(handout, job)
        catalog = load_catalog(self.project, handout.id, locale.id)
        report += catalog.report
        if report.errors:
            return Delivery(job, report=report)

        document = compose(
            self.project,
            handout,
            catalog=catalog,
            locale=locale,
            clinic=self.clinic,
            values=values,
            blank=job.data is None,
        )
        report += Report(tuple(catalog.missing))
        if report.errors:
            return Delivery(job, report=report)

        pages = fit(self.engine, document)
        report += check_fit(pages, job.papers)
        if report.errors:
            return Delivery(job, report=report)

        pdfs = write_pdfs(pages, [PAPERS[paper] for paper in job.papers])
        for paper, pdf in zip(job.papers, pdfs, strict=True):
            report += check_pdf(pdf, f"{handout.id}/{locale.id}/{paper}")
        if report.errors:
            return Delivery(job, report=report)
        sheets = tuple(
            Sheet(paper, pdf.content, pages.count, pages.size)
            for paper, pdf in zip(job.papers, pdfs, strict=True)
        )
        return Delivery(job, sheets, report, document.state)

    def _read_values(self, handout: Handout, job: Job) -> tuple[Values, Report]:
        clinic, today = self.clinic.values(), self.project.today
        if job.data is None:
            return read_blank_values(handout.fields, below=clinic, today=today)
        return read_values(
            handout.fields, job.data, below=clinic, today=today, place=job.data_place
        )
