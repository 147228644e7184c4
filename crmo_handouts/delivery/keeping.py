"""A press that keeps what it prints: job -> delivery, as it was before where that is still right.

A sheet whose files have changed is said anew, which is cheap. When it says the same, and its styles
and pictures are the same, its layout would give the same pages: they are taken from the cache.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from crmo_handouts.delivery import cache
from crmo_handouts.delivery.beside import Compositor
from crmo_handouts.delivery.job import Delivery, Job
from crmo_handouts.delivery.press import Press, Said
from crmo_handouts.document import Document
from crmo_handouts.document.compose import forget_templates
from crmo_handouts.project import Project


class KeepingPress(Press):
    """A press with a cache, which must have been opened before the project was first read."""

    notes_reading = True

    def __init__(
        self, project: Project, sheets: cache.SheetCache, *, beside: Compositor | None = None
    ) -> None:
        # What this process has read before may be older than the hashes.
        forget_templates()
        super().__init__(project, beside=beside)
        self._sheets = sheets

    def print_job(self, job: Job) -> Delivery:
        """Find a job's sheets, or print and keep them."""
        return self._sheets.find(job) or super().print_job(job)

    def say(self, job: Job) -> Said:
        """Say what a sheet says, from files that were hashed before."""
        if job.data is None:
            self._sheets.inputs.key(job)
        return super().say(job)

    def print_said(self, said: Said) -> Delivery:
        """Find the sheets of what was said, or print and keep them."""
        if said.document is None or said.job.data is not None:
            return super().print_said(said)
        kept = _as_kept(said, said.document, self.project.today)
        if found := self._sheets.find_said(said.job, kept, self._find):
            return found
        setting = self.set(said.document, said.job.papers)
        delivery = self.judge(said, setting)
        self._sheets.keep(delivery, kept, read=setting.read)
        return delivery

    def _find(self, url: str) -> Path | None:
        from crmo_handouts.layout import find_asset  # see `press`

        return find_asset(self.project, url, logo=self.clinic.logo)


def open_press(
    project: Project, sheets: cache.SheetCache | None, *, beside: Compositor | None = None
) -> Press:
    """Open a press, with a cache where there is one."""
    if sheets:
        return KeepingPress(project, sheets, beside=beside)
    return Press(project, beside=beside)


def _as_kept(said: Said, document: Document, today: date) -> cache.Said:
    """Return what the layout is given, and nothing that it is not."""
    text = json.dumps(asdict(document), default=str, sort_keys=True)
    # The clock is read for dates alone, whether they have passed; most blank sheets have none.
    is_dated = any(isinstance(value, date) for value in said.values.values())
    return cache.Said(
        hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        said.report,
        document.state,
        today if is_dated else None,
    )
