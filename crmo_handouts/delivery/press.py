"""Job -> Delivery: carry one job through every stage, in order. The whole press in one place."""

from __future__ import annotations

from dataclasses import replace

from crmo_handouts.catalog import load_catalog, pseudo_catalog
from crmo_handouts.checking import Report
from crmo_handouts.delivery.job import Delivery, Job, Sheet
from crmo_handouts.document import Document, compose
from crmo_handouts.layout import Engine, check_fit, fit
from crmo_handouts.locales import PSEUDO_LOCALES
from crmo_handouts.paper import PAPERS
from crmo_handouts.pdf import check_pdf, write_pdfs
from crmo_handouts.preflight import Promise, preflight, printed_text
from crmo_handouts.project import Project, unknown_name
from crmo_handouts.source import (
    Carer,
    FieldType,
    Handout,
    Values,
    load_clinic,
    load_handout,
    read_blank_values,
    read_values,
)


class Press:
    """A project with the engine that prints it; opened once a worker."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.clinic = load_clinic(project)
        self._engine: Engine | None = None
        self._handouts: dict[str, Handout] = {}

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
        handout = self._handout(job.handout)
        locale = self.project.locale(job.locale)
        values, report = self._read_values(handout, job)
        catalog = load_catalog(self.project, handout.id, locale.cldr)
        if locale.id in PSEUDO_LOCALES:
            catalog = pseudo_catalog(catalog, locale.id)
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
        promise = self._promise(job, document, handout, values)
        for paper, pdf in zip(job.papers, pdfs, strict=True):
            report += check_pdf(pdf, f"{handout.id}/{locale.id}/{paper}")
            report += preflight(pdf.content, replace(promise, paper=paper))
        if report.errors:
            return Delivery(job, report=report)
        sheets = tuple(
            Sheet(paper, pdf.content, pages.count, pages.size)
            for paper, pdf in zip(job.papers, pdfs, strict=True)
        )
        return Delivery(job, sheets, report, document.state)

    def _promise(self, job: Job, document: Document, handout: Handout, values: Values) -> Promise:
        """Say what the sheet is to be: on the first paper, and but for that on all of them."""
        text, running = printed_text(document.html)
        return Promise(
            handout=handout.id,
            locale=document.locale.tag,
            paper=job.papers[0],
            pages=document.sides,
            minimum=document.minimum,
            families=self.engine.families,
            title=document.title,
            text="" if document.locale.id in PSEUDO_LOCALES else text,
            running=running,
            personal=_personal(handout, values) if job.data is not None else (),
        )

    def _handout(self, handout_id: str) -> Handout:
        """Load a handout, once: a worker prints it in many languages."""
        if handout_id not in self._handouts:
            self._handouts[handout_id] = load_handout(self.project, handout_id)
        return self._handouts[handout_id]

    def _read_values(self, handout: Handout, job: Job) -> tuple[Values, Report]:
        clinic, today = self.clinic.values(), self.project.today
        if job.data is None:
            return read_blank_values(handout.fields, below=clinic, today=today)
        return read_values(
            handout.fields, job.data, below=clinic, today=today, place=job.data_place
        )


def _personal(handout: Handout, values: Values) -> tuple[str, ...]:
    """Return what a person typed for this sheet: it may stand on the page and nowhere else."""
    typed: list[str] = []
    for field in handout.fields:
        value = values.get(field.key)
        if isinstance(value, Carer):
            typed += [value.name, value.phone]
        elif isinstance(value, str) and field.type in (FieldType.TEXT, FieldType.TEL):
            typed.append(value)
        elif isinstance(value, tuple) and field.type is FieldType.LIST:
            typed += value
    return tuple(filter(None, typed))
