"""A report on .po files -> the findings of each message, and those of a whole file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path

from crmo_handouts.catalog.catalog import show
from crmo_handouts.catalog.po.entry import Entry
from crmo_handouts.catalog.reviewing.inventory import Inventory
from crmo_handouts.checking import Finding


class MessageFindings:
    """Findings by the message that they are about: that on whose lines they are."""

    def __init__(self, files: Inventory, findings: Iterable[Finding]) -> None:
        self._files = files
        self._starts: dict[str, list[int]] = {}
        self._found: dict[str, list[tuple[int, Finding]]] = {}
        self._all = tuple(findings)
        for finding in self._all:
            file, line = _place(finding)
            self._found.setdefault(file, []).append((line, finding))

    def of(self, path: Path, entry: Entry) -> tuple[Finding, ...]:
        """Return the findings from a message's first line to the next message's."""
        name, starts = self._read(path)
        return self._after(name, bisect_right(starts, entry.line))

    def of_file(self, path: Path) -> tuple[Finding, ...]:
        """Return those of a whole file: of its header, or of no line at all."""
        name, _ = self._read(path)
        return self._after(name, 0)

    def of_no_message(self) -> tuple[Finding, ...]:
        """Return those of whole files, of all that were asked for and of any other."""
        return tuple(finding for finding in self._all if not self._above(*_place(finding)))

    def _after(self, name: str, above: int) -> tuple[Finding, ...]:
        """Return a file's findings below as many beginnings of messages."""
        return tuple(
            finding
            for line, finding in self._found.get(name, ())
            if self._above(name, line) == above
        )

    def _above(self, name: str, line: int) -> int:
        return bisect_right(self._starts.get(name, []), line)

    def _read(self, path: Path) -> tuple[str, list[int]]:
        """Return a file's name, and the lines on which its messages begin, after their comments."""
        name = show(self._files.project, path)
        if name not in self._starts:
            entries = self._files.load(path).entries
            self._starts[name] = sorted(
                entry.line - (entry.context is not None) for entry in entries
            )
        return name, self._starts[name]


def _place(finding: Finding) -> tuple[str, int]:
    """Return a finding's file and line; 0 for none."""
    file, _, line = finding.place.rpartition(":")
    return (file, int(line)) if line.isdecimal() else (finding.place, 0)
