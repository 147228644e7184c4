"""Document -> its files: the two stages that run on the engine, and all that they tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from crmo_handouts.checking import Report
from crmo_handouts.document import Document
from crmo_handouts.layout import Engine, check_fit, fit
from crmo_handouts.paper import PAPERS
from crmo_handouts.pdf import Pdf, write_pdfs


@dataclass(frozen=True, slots=True)
class Setting:
    """A document's files, one for each paper; none when `report` says that it does not fit.

    `size` is the type that it was set in, pt; `families` are the fonts that there were. `read` are
    the addresses that were asked for, with the SHA-256 of what they gave, where that was noted.
    """

    report: Report
    pdfs: tuple[Pdf, ...]
    pages: int
    size: float
    families: tuple[str, ...]
    read: Mapping[str, str]


def set_document(
    engine: Engine, document: Document, papers: Sequence[str], *, noting: bool = False
) -> Setting:
    """Lay out a document once, and write it on each paper; `noting` what is read for it.

    Raises LayoutError, SetupError and SourceError as the layout does.
    """
    read: Mapping[str, str]
    with engine.reading() if noting else nullcontext[Mapping[str, str]]({}) as read:
        pages = fit(engine, document)
        report = check_fit(pages, papers)
        pdfs = () if report.errors else write_pdfs(pages, [PAPERS[paper] for paper in papers])
    return Setting(report, tuple(pdfs), pages.count, pages.size, engine.families, read)
