"""A handout in a language -> its proof: the sheet with its messages marked, and the list of them.

A proof is for those who translate and review, never an edition: it is made by a way of its own, which
`print` and `build` do not know, from catalogs in any state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from crmo_handouts.catalog.proofing.prooffiles import ProofFiles
from crmo_handouts.catalog.proofing.proving import Proof, prove
from crmo_handouts.delivery.job import Job
from crmo_handouts.delivery.press import Press, require_papers
from crmo_handouts.document import Document
from crmo_handouts.document.marks import Marked, MarkingCatalog, mark
from crmo_handouts.document.prooflist import Listing, compose_list
from crmo_handouts.errors import Refused, SourceError, UsageError
from crmo_handouts.layout.proof import SheetProof, join, lay_out_list, lay_out_sheet
from crmo_handouts.locales import DIGITS, LATIN_FONT, PSEUDO_LOCALES, Locale
from crmo_handouts.paper import PAPERS
from crmo_handouts.pdf import write_pdfs
from crmo_handouts.project import Project
from crmo_handouts.source import load_handout

STYLE = "proof.css"
RAISE = 6.8
"""How far a mark stands above the base of its line, pt for a leading of 1: into the gap of two lines."""

TYPE, SMALL = 10.0, 9.0
"""Type of the list and of its foot, pt: a working paper, read at a desk."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A finished proof: its bytes, its pages, and what is still to be done.

    `counts` are of messages by their state; `unfit` says what is wrong with the sheet's pages, and
    `missing` holds the characters that no font of the press could draw.
    """

    pdf: bytes = field(repr=False)
    sheet_pages: int
    list_pages: int
    type_size: float
    counts: Counter[str]
    findings: int
    unfit: tuple[str, ...]
    missing: tuple[str, ...]


class Bench:
    """A handout and a language on the table: what stays the same from one proof to the next."""

    def __init__(self, project: Project, job: Job) -> None:
        """Open the press; raises the errors of a job that cannot be printed in any language.

        Raises Refused when the data has faults.
        """
        if job.locale in PSEUDO_LOCALES:
            raise UsageError(
                f"{job.locale} is a pseudo-locale: nobody translates it",
                hint="name a language, as `crmo-handouts list` does",
            )
        require_papers(job.papers)
        self.project, self.job = project, job
        self.press = Press(project)
        self.locale = project.locale(job.locale)
        self.handout = load_handout(project, job.handout)
        self.values, report = self.press.read_values(self.handout, job)
        if report.errors:
            raise Refused(report)
        self.files = ProofFiles(project)
        self._style = _read_style(project)

    def prove(self, *, brief: bool = False) -> Copy:
        """Make the proof from the .po files as they are now.

        `brief` lists only what somebody must still do something about.
        """
        self.files.forget()
        proof = prove(self.files, self.handout.id, self.locale.id)
        document, marked = self._say(proof)
        sheet = lay_out_sheet(self.press.engine, document)
        listing = self._listing(proof, marked, sheet, title=document.title, brief=brief)
        html = compose_list(listing, style=self._style)
        listed = lay_out_list(self.press.engine, _list_document(document, html))
        pages = join(sheet, listed)
        (pdf,) = write_pdfs(pages, [PAPERS[paper] for paper in self.job.papers])
        return Copy(
            pdf=pdf.content,
            sheet_pages=sheet.pages.count,
            list_pages=len(listed.pages),
            type_size=pages.size,
            counts=listing.counts,
            findings=len(proof.findings) + len(proof.unreadable),
            unfit=() if sheet.fits else sheet.told,
            missing=pdf.missing,
        )

    def _say(self, proof: Proof) -> tuple[Document, Marked]:
        """Say the sheet as any, with marks on its messages and a title that is no edition's."""
        catalog = MarkingCatalog(proof, self.locale.cldr)
        blank = self.job.data is None
        said = self.press.compose(
            self.handout, catalog, self.locale, values=self.values, blank=blank
        )
        marked = mark(said.html, catalog, is_spaced=self.locale.is_spaced)
        head = f"<title>PROOF ({self.locale.id}): "
        html = marked.html.replace("<title>", head, 1)
        up = f"{RAISE * self.locale.leading:g}pt"
        # What it is raised by it takes back above: its line is as high as without it.
        style = f"{self._style} .proof-mark {{ vertical-align: {up}; margin-top: -{up} }}"
        html = html.replace("</head>", f"<style>{style}</style></head>", 1)
        return replace(said, html=html), marked

    def _listing(
        self, proof: Proof, marked: Marked, sheet: SheetProof, *, title: str, brief: bool
    ) -> Listing:
        return Listing(
            title=title,
            handout=self.handout.id,
            locale=self.locale,
            messages=marked.messages,
            printed=marked.printed,
            findings=proof.findings,
            unreadable=proof.unreadable,
            pages=sheet.told,
            brief=brief,
        )


def sample_values(project: Project, handout_id: str) -> Mapping[str, Any]:
    """Return the authors' own examples for a handout's fields, as a data file would have them."""
    handout = load_handout(project, handout_id)
    return {field.key: field.sample for field in handout.fields if field.sample is not None}


def _list_document(sheet: Document, html: str) -> Document:
    """Make the list a document: English, with the language's fonts behind the Latin one."""
    return replace(
        sheet, html=html, locale=_in_english(sheet.locale), type_size=TYPE, minimum=SMALL
    )


def _in_english(locale: Locale) -> Locale:
    return replace(
        locale, digits=DIGITS["latn"], fonts=(LATIN_FONT,), scale=1.0, leading=1.35, style=""
    )


def _read_style(project: Project) -> str:
    path = project.find("styles", STYLE)
    if path is None:
        raise SourceError("the style sheet is missing", where=f"styles/{STYLE}")
    return path.read_text("utf-8")
