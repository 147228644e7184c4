"""Deliveries -> manifest.json: what was printed, where, and what was found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

from crmo_handouts.checking import Finding, Severity
from crmo_handouts.delivery.files import remove_parts, write_file
from crmo_handouts.delivery.job import Delivery, Sheet

MANIFEST = "manifest.json"


def sheet_path(handout: str, locale: str, paper: str) -> str:
    """Return where a build writes a sheet, from its output folder."""
    return f"{locale}/{handout}-{paper}.pdf"


class Folder:
    """An output folder: sheets go in one by one, the manifest at the end.

    The old manifest is removed before the first sheet is written, so that one that is there is
    always true, also after a kill. Sheets of earlier builds that were not printed again stay in it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._entries: dict[str, dict[str, Any]] = {}
        self._opened = False

    def add(self, delivery: Delivery) -> list[Path]:
        """Write the sheets of a delivery and note what became of it; return the files."""
        self._open()
        job = delivery.job
        written = []
        for sheet in delivery.sheets:
            name = sheet_path(job.handout, job.locale, sheet.paper)
            if not _holds(self.path / name, sheet.pdf):
                write_file(self.path / name, sheet.pdf)
            written.append(self.path / name)
            self._entries[name] = _printed(delivery, sheet, name)
        if not delivery.sheets:
            for paper in job.papers:
                name = sheet_path(job.handout, job.locale, paper)
                self._entries[name] = _refused(delivery, paper)
        return written

    def close(self) -> Path:
        """Write the manifest, sorted by path; return its file."""
        self._open()
        entries = [self._entries[name] for name in sorted(self._entries)]
        text = json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
        write_file(self.path / MANIFEST, text.encode())
        return self.path / MANIFEST

    def _open(self) -> None:
        if self._opened:
            return
        self._opened = True
        remove_parts(self.path)
        manifest = self.path / MANIFEST
        self._entries = {
            entry["path"]: entry
            for entry in _read_entries(manifest)
            if entry["path"] and (self.path / entry["path"]).is_file()
        }
        # Written empty first: an unwritable folder shows before an hour of work, not after it.
        write_file(manifest, b"[]\n")
        manifest.unlink(missing_ok=True)  # another build may be at it, too


def _holds(path: Path, content: bytes) -> bool:
    """Tell whether a file has this content already: then its time stays, for those who copy by it."""
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _printed(delivery: Delivery, sheet: Sheet, path: str) -> dict[str, Any]:
    return {
        "path": path,
        "handout": delivery.job.handout,
        "locale": delivery.job.locale,
        "paper": sheet.paper,
        "pages": sheet.pages,
        "bytes": len(sheet.pdf),
        "sha256": hashlib.sha256(sheet.pdf).hexdigest(),
        "type_size": sheet.type_size,
        "review": delivery.state,
        "findings": [asdict(finding) for finding in delivery.report],
    }


def _refused(delivery: Delivery, paper: str) -> dict[str, Any]:
    findings: Iterable[Finding] = delivery.report
    if delivery.error:
        error = delivery.error
        stop = Finding(type(error).__name__, Severity.ERROR, error.where, error.message, error.hint)
        findings = (*findings, stop)
    return {
        "path": None,
        "handout": delivery.job.handout,
        "locale": delivery.job.locale,
        "paper": paper,
        "pages": None,
        "bytes": None,
        "sha256": None,
        "type_size": None,
        "review": delivery.state,
        "findings": [asdict(finding) for finding in findings],
    }


def _read_entries(manifest: Path) -> list[dict[str, Any]]:
    """Read an earlier manifest; one that is damaged or foreign counts as none."""
    try:
        entries = json.loads(manifest.read_bytes())
    except (OSError, ValueError, RecursionError):
        return []
    if not isinstance(entries, list):
        return []
    return [entry for entry in entries if isinstance(entry, dict) and _is_inside(entry.get("path"))]


def _is_inside(path: Any) -> bool:
    if not isinstance(path, str):
        return False
    place = PurePosixPath(path)
    return not place.is_absolute() and ".." not in place.parts
