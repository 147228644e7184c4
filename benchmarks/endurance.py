"""Print many letters in one go, with faults planted in the table, a worker and the merge killed.

    .venv/bin/python benchmarks/endurance.py [--letters 10000] [--calm]

Faults of ten kinds stand in one row of a hundred. A quarter of the way a worker is killed; at three
fifths the merge itself, which is then taken up again with --resume (--calm leaves both out). In the end
every row must have the outcome that it was given, and every letter must open.
"""

from __future__ import annotations

import argparse
import csv
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.speed import texts, works  # noqa: E402
from crmo_handouts.delivery.press import Press  # noqa: E402
from crmo_handouts.project import Project  # noqa: E402

LOCALE = "bn"
EVERY = 100
"""One row in so many has a fault."""

FAULTS: Mapping[str, Mapping[str, Any]] = {
    "no name": {"child_name": ""},
    "a name that is a formula": {"child_name": '=HYPERLINK("https://example.org")'},
    "a letter that no font has": {"child_name": "রিমা \U00010d00"},
    "a name without an end": {"child_name": "রিমা " * 400},
    "a day that there is not": {"valid_to": "2027-02-30"},
    "a dose": {"custom_items": ["Naproxen 250 mg"]},
    "a choice that there is not": {"accommodations": ["a seat in the sun"]},
    "no telephone number": {"clinic_phone": "call us"},
    "a language that there is not": {"language": "tlh"},
    "a paper that there is not": {"paper": "a5"},
}


@dataclass(slots=True)
class Run:
    """What was seen while a merge ran: how many letters there were, and each worker's memory, MB."""

    out: Path
    process: subprocess.Popen[bytes]
    started: float = field(default_factory=time.perf_counter)
    memory: list[tuple[int, float]] = field(default_factory=list)

    @property
    def letters(self) -> int:
        """How many letters are there."""
        folder = self.out / "letters"
        return (
            sum(1 for entry in os.scandir(folder) if entry.name.endswith(".pdf"))
            if (folder.is_dir())
            else 0
        )

    def workers(self) -> list[int]:
        """Return the processes that this one has started, but for those that only keep books."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        pids = [int(pid) for pid in children.read_text().split()]
        return [pid for pid in pids if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def look(self) -> int:
        """Note the largest worker's memory; return how many letters there are."""
        letters = self.letters
        with suppress(OSError):  # a worker has just ended
            self.memory.append((letters, max(map(resident, self.workers()), default=0.0)))
        return letters

    def until(self, enough: Callable[[int], bool]) -> None:
        """Look on, until there are letters enough or the merge has ended."""
        while self.process.poll() is None and not enough(self.look()):
            time.sleep(0.5)


def resident(pid: int) -> float:
    """Return what a process holds in memory, MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def planted(rows: list[dict[str, Any]]) -> dict[int, str]:
    """Plant faults in rows; return their kinds by the number of the line in the table."""
    kinds = list(FAULTS)
    found: dict[int, str] = {}
    for number, row in enumerate(rows):
        row |= {"language": LOCALE, "paper": "a4", "custom_items": []}
        if number % EVERY == EVERY // 2:
            kind = kinds[number // EVERY % len(kinds)]
            row |= FAULTS[kind]
            found[number + 2] = kind  # the first line has the headers
    return found


def start(folder: Path, *more: str) -> Run:
    """Start a merge of a folder's table."""
    out = folder / "out"
    command = [
        *(str(works.BIN / "crmo-handouts"), "merge", texts.LETTER, str(folder / "letters.csv")),
        *("--out", str(out), "--locale-column", "language", "--paper-column", "paper", *more),
    ]
    log = (folder / "log").open("ab")
    return Run(out, subprocess.Popen(command, stdout=log, stderr=log))


def print_all(folder: Path, count: int, *, is_calm: bool) -> Iterator[Run]:
    """Print a folder's table, through all that happens; yield each run when it is over."""
    run = start(folder)
    if not is_calm:
        run.until(lambda letters: letters >= count // 4)
        os.kill(run.workers()[0], signal.SIGKILL)
        run.until(lambda letters: letters >= count * 3 // 5)
        run.process.kill()
        run.process.wait()
        yield run
        run = start(folder, "--resume")
    run.until(lambda letters: False)
    yield run


def judge(folder: Path, count: int, faults: Mapping[int, str]) -> None:
    """Raise ValueError unless each row has its outcome, and each letter opens."""
    out = folder / "out"
    rows = list(csv.DictReader((out / "outcomes.csv").open(encoding="utf-8-sig", newline="")))
    failed = {int(row["row"]) for row in rows if row["outcome"] == "failed"}
    printed = {int(row["row"]) for row in rows if row["outcome"] == "printed"}
    if failed != set(faults) or len(printed) != len(rows) - len(failed) or len(rows) != count:
        raise ValueError(f"of {len(rows)} rows {len(printed)} are printed, {len(failed)} failed")
    letters = sorted((out / "letters").iterdir())
    if len(letters) != len(printed):
        raise ValueError(f"{len(letters)} files in letters/")
    for path in letters:
        if len(pypdfium2.PdfDocument(path)) != 2:
            raise ValueError(f"{path.name} has not two pages")


def main() -> None:
    """Measure, and tell it as Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--calm", action="store_true", help="kill nothing")
    options = parser.parse_args()
    rows = texts.letter_rows(Press(Project.open()), LOCALE, options.letters)
    faults = planted(rows)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        works.write_table(folder / "letters.csv", rows)
        memory: list[tuple[int, float]] = []
        for run in print_all(folder, options.letters, is_calm=options.calm):
            seconds, ended = time.perf_counter() - run.started, run.process.returncode
            print(f"- {run.letters:,} letters after {seconds:.1f} s more, exit code {ended}")
            memory += run.memory
        judge(folder, options.letters, faults)
        print(
            f"- {len(faults)} rows failed, all that were planted: {dict(Counter(faults.values()))}"
        )
        for first in (100, options.letters // 2, options.letters * 9 // 10):
            held = [mb for letters, mb in memory if letters >= first and mb][:10]
            if held:
                print(
                    f"- a worker's memory from letter {first:,}: {statistics.median(held):.0f} MB"
                )
        print(f"- at most {max(mb for _, mb in memory):.0f} MB")


if __name__ == "__main__":
    main()
