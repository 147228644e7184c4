"""Pages and paper: how many, how large, and where they are cut."""

from __future__ import annotations

from crmo_handouts.checking import Check, Severity
from crmo_handouts.paper import PT_PER_MM
from crmo_handouts.preflight.facts import Facts, Faults, PageFacts, on_page
from crmo_handouts.preflight.reading.pdfium import Box

TOLERANCE = 0.1
"""By how much a trimmed page may differ from its paper, mm."""

ROUNDING = 0.01  # pt: boxes are written with a few decimals


def page_count(facts: Facts) -> Faults:
    """The file has other than the promised number of pages."""
    promise = facts.promise
    if promise and facts.count != promise.pages:
        yield (
            facts.place,
            f"has {facts.count} pages, {promise.pages} were promised",
            "print the sheet again; if it stays so, tell the makers of the press",
        )


def page_size(facts: Facts) -> Faults:
    """A page is not of the promised paper."""
    if facts.promise is None:
        return
    paper = facts.promise.size
    for page in facts.pages:
        width, height = _millimetres(page)
        if abs(width - paper.width) > TOLERANCE or abs(height - paper.height) > TOLERANCE:
            fault = f"is {width:.1f} x {height:.1f} mm; "
            fault += f"{paper.id} is {paper.width:g} x {paper.height:g} mm"
        elif page.turned:
            fault = f"is turned by {page.turned} degrees"
        elif not (_within(page.media, page.trim) and _within(page.bleed, page.trim)):
            fault = "is larger than it is cut: its MediaBox or BleedBox lies beyond its TrimBox"
        else:
            continue
        yield (
            facts.place,
            f"page {page.number} {fault}",
            "print it for the paper that it is meant for",
        )


def boxes(facts: Facts) -> Faults:
    """Trim and bleed do not lie within each other (ISO 32000-1, 14.11.2)."""
    for page in facts.pages:
        if min(_millimetres(page)) < 10:
            fault = "has no size"
        elif not _within(page.trim, page.media):
            fault = "is cut outside the sheet: its TrimBox lies beyond its MediaBox"
        elif not _within(page.bleed, page.media):
            fault = "bleeds beyond the sheet: its BleedBox lies beyond its MediaBox"
        elif not _within(page.trim, page.shown):
            fault = "is not shown whole: its TrimBox lies beyond its CropBox"
        elif not _within(page.trim, page.bleed):
            fault = "bleeds less than it is cut: its TrimBox lies beyond its BleedBox"
        else:
            continue
        yield facts.place, f"page {page.number} {fault}", "correct its boxes"


def silent_links(facts: Facts) -> Faults:
    """A link does not say where it leads (ISO 14289-1, 7.18.5)."""
    for page in facts.pages:
        if page.silent_links:
            yield (
                facts.place,
                f"{page.silent_links} links {on_page(page)} have no Contents",
                "say in Contents where each leads",
            )


def stuck_on(facts: Facts) -> Faults:
    """Something is stuck onto a page (ISO 19005-2, 6.3; ISO 14289-1, 7.18)."""
    for page in facts.pages:
        if page.annotations:
            kinds = ", ".join(sorted(set(page.annotations)))
            yield (
                facts.place,
                f"{len(page.annotations)} notes or stamps {on_page(page)}: {kinds}",
                "make them part of the page, or remove them",
            )


def _millimetres(page: PageFacts) -> tuple[float, float]:
    left, bottom, right, top = (edge * page.unit / PT_PER_MM for edge in page.trim)
    return right - left, top - bottom


def _within(inner: Box, outer: Box) -> bool:
    return (
        inner[0] >= outer[0] - ROUNDING
        and inner[1] >= outer[1] - ROUNDING
        and inner[2] <= outer[2] + ROUNDING
        and inner[3] <= outer[3] + ROUNDING
    )


CHECKS = (
    Check(
        "preflight/page-count",
        Severity.ERROR,
        "A page more is lost at the copier; a page less was never read.",
        page_count,
    ),
    Check(
        "preflight/page-size",
        Severity.ERROR,
        "A sheet for other paper is shrunk by the printer, and its type with it, or loses an edge.",
        page_size,
    ),
    Check(
        "preflight/boxes",
        Severity.ERROR,
        "A print shop cuts where the trim says.",
        boxes,
    ),
    Check(
        "preflight/link-text",
        Severity.ERROR,
        "Who listens to a sheet hears “link”, and nothing else.",
        silent_links,
    ),
    Check(
        "preflight/annotation",
        Severity.ERROR,
        "One reader shows a note that another does not, and neither prints it for certain.",
        stuck_on,
    ),
)
