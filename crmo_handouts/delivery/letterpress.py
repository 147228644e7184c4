"""A press for letters to many: job -> delivery, with new work only where there is something new.

What a letter says is composed once for all whose values differ only in what was typed (see
`document.masks`). Letters of one frame (`document.slots`) are laid out and drawn once, and frames that
differ in the choice of options only (`document.options`) are made of one galley; a letter then takes
the setting of a few names. One that does not fit its frame goes the way of any sheet, and
either way gives the same pages, words and tags. The first letter of a layout and one in a
hundred are judged by preflight; the others are made of the same parts.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import TypeVar

from crmo_handouts.catalog import Catalog
from crmo_handouts.delivery.job import Delivery, Job, Sheet
from crmo_handouts.delivery.press import Press, Said
from crmo_handouts.document import Document
from crmo_handouts.document.compose import close_up
from crmo_handouts.document.formats import write_date
from crmo_handouts.document.masks import Masks, unmask
from crmo_handouts.document.options import Optioned, take_options
from crmo_handouts.document.slots import Slotted, take_slots
from crmo_handouts.layout import Misfit, Pages, check_fit, fit
from crmo_handouts.locales import Locale
from crmo_handouts.paper import PAPERS
from crmo_handouts.pdf import Form, Galley, Shelf, draw_form, draw_galley
from crmo_handouts.preflight import preflight
from crmo_handouts.project import Project
from crmo_handouts.source import Handout, Values

MOST_COMPOSED, MOST_GALLEYS, MOST_FRAMES, MOST_FILLED = 256, 16, 256, 256
"""How much a worker keeps: texts of 50 kB, galleys of a megabyte, and frames of 100 kB."""

SAMPLE = 100
"""One letter in this many is judged by preflight."""

Made = TypeVar("Made")


class Kept(OrderedDict[Hashable, "Made | None"]):
    """The newest things that were made, by key; None for what could not be."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def get_or_make(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what is kept under a key, or make it. Raises Misfit where it cannot be."""
        if key not in self:
            if len(self) == self._most:
                self.popitem(last=False)
            self[key] = None
            self[key] = make()
        self.move_to_end(key)
        made = self[key]
        if made is None:
            raise Misfit
        return made


@dataclass(frozen=True, slots=True)
class Frame:
    """A form, and how its pages were set."""

    form: Form
    pages: int
    type_size: float


@dataclass(frozen=True, slots=True)
class GalleyFrame:
    """A galley, its options as they stand in its HTML, and how its pages were set."""

    galley: Galley
    options: Optioned
    frame: Frame


class LetterPress(Press):
    """A press that remembers what letters have in common; opened once a worker."""

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self._shelf = Shelf()
        self._composed: Kept[Document] = Kept(MOST_COMPOSED)
        self._galleys: Kept[GalleyFrame] = Kept(MOST_GALLEYS)
        self._frames: Kept[Frame] = Kept(MOST_FRAMES)
        self._filled: Kept[Form] = Kept(MOST_FILLED)
        self.layouts = 0
        self._printed = 0

    def print_job(self, job: Job) -> Delivery:
        """Print one sheet; a letter on one paper as those before it, where it can be."""
        said = self.say(job)
        if said.document is None or job.data is None or len(job.papers) > 1:
            return self.print_said(said)
        try:
            return self._imprinted(said, said.document)
        except Misfit:
            return self.print_said(said)

    def compose(
        self, handout: Handout, catalog: Catalog, locale: Locale, *, values: Values, blank: bool
    ) -> Document:
        """Say a sheet as one before it that differs in typed texts only."""
        masks = Masks(lambda day: write_date(day, locale))
        masked = Values(masks.masked(handout.fields, values))
        key = handout.id, locale.id, blank, frozenset(masked.items())

        def compose() -> Document:
            plain = super(LetterPress, self).compose
            return plain(handout, catalog, locale, values=masked, blank=blank)

        document = self._composed.get_or_make(key, compose)
        return replace(document, html=close_up(unmask(document.html, masks.texts), locale))

    def _imprinted(self, said: Said, document: Document) -> Delivery:
        """Print a letter into the frame that it shares. Raises Misfit when it fits none."""
        (paper,) = said.job.papers
        slotted = take_slots(document.html)
        frame_key = document.locale.id, paper, hashlib.sha256(slotted.frame.encode()).digest()
        layouts = self.layouts
        frame = self._frames.get_or_make(frame_key, lambda: self._frame(said, document, slotted))
        common = slotted.common
        filled = self._filled.get_or_make(
            (*frame_key, *common.items()), lambda: frame.form.filled(common, self._shelf)
        )
        content = filled.imprint(slotted.own, self._shelf)
        report = said.report
        if self.layouts > layouts or self._printed % SAMPLE == 0:
            (promise,) = said.promises(self.engine.families)
            report += preflight(content, promise)
        self._printed += 1
        if report.errors:
            return Delivery(said.job, report=report)
        sheet = Sheet(paper, content, frame.pages, frame.type_size)
        return Delivery(said.job, (sheet,), report, document.state)

    def _frame(self, said: Said, document: Document, slotted: Slotted) -> Frame:
        """Make a letter's frame: a selection of its galley's options, or a layout of its own.

        Raises Misfit when its type must be smaller than it was designed for, or it is refused.
        """
        (paper,) = said.job.papers
        optioned = take_options(slotted.frame)
        rest = hashlib.sha256(optioned.rest.encode()).digest()
        try:
            galley = self._galleys.get_or_make(
                (document.locale.id, paper, rest), lambda: self._galley(said, document)
            )
            selection = optioned.selection(galley.options)
            if selection is None:
                raise Misfit
            return replace(galley.frame, form=galley.galley.made_up(selection))
        except Misfit:
            pages = self._typeset(said, replace(document, html=slotted.frame))
            return Frame(draw_form(pages, PAPERS[paper]), pages.count, pages.size)

    def _galley(self, said: Said, document: Document) -> GalleyFrame:
        """Lay out and draw a letter with all options that it could have. Raises Misfit."""
        every = {
            field.key: tuple(choice.id for choice in field.choices)
            for field in said.handout.fields
            if field.key in said.values and field.groups
        }
        if not every:
            raise Misfit
        whole = self.compose(
            said.handout,
            self._catalog(said.handout, document.locale),
            document.locale,
            values=Values({**said.values, **every}),
            blank=False,
        )
        frame = take_slots(whole.html).frame
        pages = self._typeset(said, replace(whole, html=frame))
        galley = draw_galley(pages, PAPERS[said.job.papers[0]])
        return GalleyFrame(galley, take_options(frame), Frame(galley.form, pages.count, pages.size))

    def _typeset(self, said: Said, document: Document) -> Pages:
        self.layouts += 1
        pages = fit(self.engine, document)
        if pages.size != document.type_size or check_fit(pages, said.job.papers).errors:
            raise Misfit
        return pages
