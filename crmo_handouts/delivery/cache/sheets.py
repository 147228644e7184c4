"""A job -> the delivery that it had before, when nothing that it is printed from has changed.

Two records lead to a sheet. One stands under the key of all its files (`Inputs.key`): found without
any stage of the press. The other stands under what the sheet says (`Inputs.said_key`), and holds what
was read to lay it out: it is asked when some file has changed, and the sheet has been said anew. Both
name the PDFs by their hashes. Refused sheets, and those with a reader's values, are not kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from crmo_handouts.checking import Finding, Report, Severity
from crmo_handouts.delivery.cache.environment import read_environment
from crmo_handouts.delivery.cache.fingerprints import Fingerprints
from crmo_handouts.delivery.cache.inputs import Inputs
from crmo_handouts.delivery.cache.store import Store
from crmo_handouts.delivery.job import Delivery, Job, Sheet
from crmo_handouts.project import Project
from crmo_handouts.review import ReviewState

KNOWN_FILES = "f" * 64
"""The key of the record of all files' hashes."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a sheet says, before it is laid out.

    `digest` is of all that the layout is given, `report` what was found so far. `day` is the day it
    was said on, where it matters.
    """

    digest: str
    report: Report
    state: ReviewState
    day: date | None


Find = Callable[[str], Path | None]
"""Finds the file that an address of the layout stands for."""


class SheetCache:
    """The sheets of a project that were printed before, by this run or by others."""

    def __init__(self, store: Store, inputs: Inputs) -> None:
        self.inputs = inputs
        self._store = store

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self._store.path

    def find(self, job: Job) -> Delivery | None:
        """Return a job's delivery when none of the files that it may depend on has changed."""
        if job.data is not None:
            return None
        record = self._store.read_record(self.inputs.key(job))
        try:
            if record is None or record["day"] not in (None, str(self.inputs.project.today)):
                return None
            report, state = _read_report(record["findings"]), ReviewState(record["state"])
            return Delivery(job, self._read_sheets(record), report, state)
        except _DAMAGED:
            return None

    def find_all(self, jobs: Iterable[Job]) -> list[Delivery]:
        """Return the deliveries of those jobs that are found by their files.

        The files' hashes are remembered, for this run's workers and for the next run.
        """
        found = [delivery for job in jobs if (delivery := self.find(job))]
        if self.inputs.fingerprints.learned:
            self._store.write_record(KNOWN_FILES, self.inputs.fingerprints.as_known())
        return found

    def find_said(self, job: Job, said: Said, find: Find) -> Delivery | None:
        """Return a job's delivery when what it says, and what it is laid out with, is as before."""
        if job.data is not None:
            return None
        record = self._store.read_record(self._said_key(job, said))
        try:
            if record is None or any(self._hash(find(url)) != was for url, was in record["read"]):
                return None
            report = said.report + _read_report(record["findings"])
            delivery = Delivery(job, self._read_sheets(record), report, said.state)
        except _DAMAGED:
            return None
        if self._may_keep(delivery):
            self._keep_way(delivery, said)
        return delivery

    def keep(self, delivery: Delivery, said: Said, *, read: Mapping[str, str]) -> None:
        """Keep a delivery, unless it was refused, or a file has changed since the run began.

        `read` are the addresses that its layout has asked for, with the hashes of what they gave.
        """
        if not self._may_keep(delivery):
            return
        for sheet in delivery.sheets:
            self._store.write_content(sheet.pdf)
        for part in _parts(delivery, said):
            findings = part.report.findings[len(said.report.findings) :]
            record = {
                "read": sorted(read.items()),
                "findings": _write_report(findings),
                "sheets": _write_sheets(part),
            }
            self._store.write_record(self._said_key(part.job, said), record)
        self._keep_way(delivery, said)

    def clear_up(self) -> None:
        """Hold the folder's size; for the end of a run that has printed."""
        self._store.clear_up()

    def _keep_way(self, delivery: Delivery, said: Said) -> None:
        """Keep under the key of its files what is known of a sheet."""
        for part in _parts(delivery, said):
            record = {
                "day": said.day and str(said.day),
                "state": said.state,
                "findings": _write_report(part.report.findings),
                "sheets": _write_sheets(part),
            }
            self._store.write_record(self.inputs.key(part.job), record)

    def _may_keep(self, delivery: Delivery) -> bool:
        return (
            delivery.job.data is None
            and bool(delivery.sheets)
            and self.inputs.environment.sure
            and not self.inputs.have_changed()
        )

    def _said_key(self, job: Job, said: Said) -> str:
        return self.inputs.said_key(said.digest, job.papers)

    def _hash(self, path: Path | None) -> str:
        return self.inputs.fingerprints.of(path) if path else ""

    def _read_sheets(self, record: Any) -> tuple[Sheet, ...]:
        """Return the sheets of a record; raises KeyError when one of them is damaged or gone."""
        sheets = []
        for paper, digest, pages, size in record["sheets"]:
            content = self._store.read_content(digest)
            if content is None:
                raise KeyError(digest)
            sheets.append(Sheet(paper, content, pages, size))
        return tuple(sheets)


_DAMAGED = (AttributeError, KeyError, TypeError, ValueError)
"""What reading a record raises that is not as we write them: it counts as none."""


def open_cache(project: Project, folder: Path) -> SheetCache | None:
    """Open a project's cache in a folder; None where it cannot be used, and all is printed anew."""
    store = Store(folder)
    if not store.open():
        return None
    known = store.read_record(KNOWN_FILES)
    fingerprints = Fingerprints(known if isinstance(known, dict) else {})
    environment = read_environment(fingerprints)
    if environment is None:
        return None
    return SheetCache(store, Inputs(project, fingerprints, environment))


def _parts(delivery: Delivery, said: Said) -> Iterator[Delivery]:
    """Yield a delivery, and each of its sheets as if it had been the only one.

    Findings about pages are not told apart by paper: with any, only the whole is kept.
    """
    yield delivery
    if len(delivery.sheets) > 1 and delivery.report == said.report:
        for sheet in delivery.sheets:
            yield replace(
                delivery, job=replace(delivery.job, papers=(sheet.paper,)), sheets=(sheet,)
            )


def _write_sheets(delivery: Delivery) -> list[list[Any]]:
    return [
        [sheet.paper, hashlib.sha256(sheet.pdf).hexdigest(), sheet.pages, sheet.type_size]
        for sheet in delivery.sheets
    ]


def _write_report(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [asdict(finding) for finding in findings]


def _read_report(findings: Any) -> Report:
    return Report(
        tuple(
            Finding(**finding | {"severity": Severity(finding["severity"])}) for finding in findings
        )
    )
