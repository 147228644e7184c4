"""Job -> Delivery: carry one job through every stage, in order. The whole press in one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crmo_handouts.catalog import Catalog, demand_review, load_catalog, pseudo_catalog
from crmo_handouts.checking import Report
from crmo_handouts.delivery.beside import Compositor
from crmo_handouts.delivery.job import Delivery, Job, Sheet
from crmo_handouts.document import Document
from crmo_handouts.document.compose import compose
from crmo_handouts.locales import PSEUDO_LOCALES, Locale
from crmo_handouts.paper import PAPERS
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

# What sets and what judges is imported where it is used: with a compositor beside, while that sets.
if TYPE_CHECKING:
    from crmo_handouts.delivery.setting import Setting
    from crmo_handouts.layout import Engine
    from crmo_handouts.preflight import Promise


@dataclass(frozen=True, slots=True)
class Said:
    """What a job's sheet says; the document is missing when the report refuses it."""

    job: Job
    handout: Handout
    values: Values
    report: Report
    document: Document | None = None

    def promises(self, families: tuple[str, ...]) -> Iterator[Promise]:
        """Say what the sheet is to be, paper by paper, for preflight to hold it against.

        Raises ValueError when it was refused.
        """
        if self.document is None:
            raise ValueError("a refused sheet promises nothing")
        from crmo_handouts.preflight import Promise, printed_text

        document = self.document
        text, running = printed_text(document.html)
        for paper in self.job.papers:
            yield Promise(
                handout=self.handout.id,
                locale=document.locale.tag,
                paper=paper,
                pages=document.sides,
                minimum=document.minimum,
                families=families,
                title=document.title,
                text="" if document.locale.id in PSEUDO_LOCALES else text,
                running=running,
                personal=_personal(self.handout, self.values) if self.job.data is not None else (),
            )


class Press:
    """A project with the engine that prints it, here or `beside`; opened once a worker."""

    notes_reading = False
    """Whether it is noted what files a sheet is laid out with."""

    def __init__(self, project: Project, *, beside: Compositor | None = None) -> None:
        self.project = project
        self._beside = beside
        self.clinic = load_clinic(project)
        self._engine: Engine | None = None
        self._handouts: dict[str, Handout] = {}
        self._locales: dict[str, Locale] = {}
        self._catalogs: dict[tuple[str, str], Catalog] = {}

    @property
    def engine(self) -> Engine:
        """The layout engine, opened at the first sheet that comes so far."""
        if self._engine is None:
            from crmo_handouts.layout import Engine

            self._engine = Engine(self.project, logo=self.clinic.logo)
        return self._engine

    def print_job(self, job: Job) -> Delivery:
        """Carry one job through every stage, in order.

        A sheet with an error among its findings is refused: the delivery has no sheets then.
        """
        return self.print_said(self.say(job))

    def print_said(self, said: Said) -> Delivery:
        """Carry what was said through the stages from the layout on."""
        if said.document is None:
            return Delivery(said.job, report=said.report)
        return self.judge(said, self.set(said.document, said.job.papers))

    def set(self, document: Document, papers: tuple[str, ...]) -> Setting:
        """Lay out a document, and write it on papers."""
        if self._beside:
            return self._beside.set(document, papers, logo=self.clinic.logo, meanwhile=_open_judges)
        from crmo_handouts.delivery.setting import set_document

        return set_document(self.engine, document, papers, noting=self.notes_reading)

    def judge(self, said: Said, setting: Setting) -> Delivery:
        """Hold the written files against what was said; deliver them, or the errors found."""
        from crmo_handouts.pdf import check_pdf
        from crmo_handouts.preflight import preflight

        job, report = said.job, said.report + setting.report
        if report.errors:
            return Delivery(job, report=report)
        for promise, pdf in zip(said.promises(setting.families), setting.pdfs, strict=True):
            report += check_pdf(pdf, f"{job.handout}/{job.locale}/{promise.paper}")
            report += preflight(pdf.content, promise)
        if report.errors:
            return Delivery(job, report=report)
        sheets = tuple(
            Sheet(paper, pdf.content, setting.pages, setting.size)
            for paper, pdf in zip(job.papers, setting.pdfs, strict=True)
        )
        return Delivery(job, sheets, report, said.document.state if said.document else None)

    def say(self, job: Job) -> Said:
        """Carry one job through the stages before the layout: what its sheet says, in HTML."""
        require_papers(job.papers)
        handout = self._handout(job.handout)
        locale = self._locale(job.locale)
        values, report = self.read_values(handout, job)
        catalog = self._catalog(handout, locale)
        report += catalog.report
        if report.errors:
            return Said(job, handout, values, report)

        document = self.compose(handout, catalog, locale, values=values, blank=job.data is None)
        report += Report(tuple(catalog.missing))
        report += demand_review(
            self.clinic.require_review, document.standing, project=self.project, catalog=catalog,
            handout=handout, locale=locale,
        )  # fmt: skip
        return Said(job, handout, values, report, None if report.errors else document)

    def compose(
        self, handout: Handout, catalog: Catalog, locale: Locale, *, values: Values, blank: bool
    ) -> Document:
        """Say a handout in a catalog's language, with values in its slots."""
        return compose(
            self.project,
            handout,
            catalog=catalog,
            locale=locale,
            clinic=self.clinic,
            values=values,
            blank=blank,
        )

    def read_values(self, handout: Handout, job: Job) -> tuple[Values, Report]:
        """Read a job's values, with the clinic's below them; tell what is wrong with them."""
        clinic, today = self.clinic.values(), self.project.today
        if job.data is None:
            return read_blank_values(handout.fields, below=clinic, today=today)
        return read_values(
            handout.fields, job.data, below=clinic, today=today, place=job.data_place
        )

    def _handout(self, handout_id: str) -> Handout:
        """Load a handout, once: a worker prints it in many languages."""
        if handout_id not in self._handouts:
            self._handouts[handout_id] = load_handout(self.project, handout_id)
        return self._handouts[handout_id]

    def _locale(self, locale_id: str) -> Locale:
        """Load a locale, once."""
        if locale_id not in self._locales:
            self._locales[locale_id] = self.project.locale(locale_id)
        return self._locales[locale_id]

    def _catalog(self, handout: Handout, locale: Locale) -> Catalog:
        """Load a handout's catalog, once: a worker prints letter after letter from it.

        What one sheet asks for in vain is not another's to tell.
        """
        key = handout.id, locale.id
        if key not in self._catalogs:
            catalog = load_catalog(self.project, handout.id, locale.cldr)
            if locale.id in PSEUDO_LOCALES:
                catalog = pseudo_catalog(catalog, locale.id)
            self._catalogs[key] = catalog
        return self._catalogs[key].anew()


def require_papers(papers: Iterable[str]) -> None:
    """Raise UsageError for a paper that nobody knows."""
    for paper in papers:
        if paper not in PAPERS:
            raise unknown_name("paper", paper, PAPERS)


def _open_judges() -> None:
    """Import what takes a setting and judges it: 0.2 s, and nobody needs it before there is one."""
    import crmo_handouts.delivery.setting
    import crmo_handouts.preflight  # noqa: F401


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
