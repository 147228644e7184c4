"""The works that are measured: each returns rows of a table, with every figure of a run."""

from __future__ import annotations

import csv
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.speed import peers, texts
from crmo_handouts.delivery.job import Job
from crmo_handouts.delivery.letterpress import LetterPress
from crmo_handouts.delivery.press import Press
from crmo_handouts.delivery.workers import rare_collections
from crmo_handouts.paper import PAPERS
from crmo_handouts.project import Project, builtin_root

BIN = Path(sys.executable).parent
LOCALE = "bn"
BLANK = "warning-signs"
PEER_LETTERS = 20
"""How many letters a peer prints: each costs it the same, so more would only take longer."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: what did it, and its seconds (or whatever `unit` says), run by run."""

    way: str
    values: Sequence[float]
    unit: str = "s"
    note: str = ""

    @property
    def median(self) -> float:
        """The middle of its figures."""
        return statistics.median(self.values)


@contextmanager
def workshop() -> Iterator[Path]:
    """Give a folder that is gone afterwards, with a build cache of its own."""
    before = os.environ.get("CRMO_HANDOUTS_CACHE")
    with tempfile.TemporaryDirectory() as name:
        os.environ["CRMO_HANDOUTS_CACHE"] = f"{name}/cache"
        try:
            yield Path(name)
        finally:
            os.environ.pop("CRMO_HANDOUTS_CACHE")
            if before is not None:
                os.environ["CRMO_HANDOUTS_CACHE"] = before


def run(*command: object) -> float:
    """Run a command of this environment to its end; return its seconds."""
    start = time.perf_counter()
    program, *arguments = map(str, command)
    subprocess.run([BIN / program, *arguments], check=True, capture_output=True)
    return time.perf_counter() - start


WEIGH = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""
"""Linux counts what a process was before its program began as its own: a large one, like the benchmark,
must not start what it weighs."""


def run_weighed(*command: object) -> tuple[float, float]:
    """Run a command; return its seconds, and the peak memory of its largest process, MB."""
    program, *arguments = map(str, command)
    start = time.perf_counter()
    weighed = subprocess.run(
        [sys.executable, "-c", WEIGH, BIN / program, *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return time.perf_counter() - start, float(weighed.stdout.splitlines()[-1])


def in_turn(ways: Mapping[str, Callable[[], float]], rounds: int) -> list[Row]:
    """Measure ways in turn, round by round, so that a drift of the machine meets them all."""
    found: dict[str, list[float]] = {way: [] for way in ways}
    for number in range(rounds):
        for way, measure in ways.items():
            found[way].append(measure())
            print(f"  {number + 1}/{rounds} {way}: {found[way][-1]:.2f} s", file=sys.stderr)
    return [Row(way, values) for way, values in found.items()]


def one_sheet(press: Press, rounds: int) -> list[Row]:
    """W1: one blank sheet from a cold start."""
    with workshop() as folder:
        html = folder / "sheet.html"
        job = Job(BLANK, LOCALE, ("a4",))
        html.write_text(texts.stand_alone(press, job, PAPERS["a4"]), "utf-8")
        pdf = folder / "sheet.pdf"
        sheet = ("crmo-handouts", "print", BLANK, "--locale", LOCALE, "-o", pdf)
        run(*sheet)
        return in_turn(
            {
                "press, nothing kept": lambda: run(*sheet, "--no-cache"),
                "press, printed before": lambda: run(*sheet),
                "WeasyPrint, a process a file": lambda: run(
                    "weasyprint", "--pdf-variant", peers.VARIANT, html, pdf
                ),
            },
            rounds,
        )


def everything(press: Press, rounds: int) -> list[Row]:
    """W2: every sheet from nothing."""
    found = list(texts.sheets(press))

    def build() -> float:
        with tempfile.TemporaryDirectory() as out:
            return run("crmo-handouts", "build", "--no-cache", "--out", out)

    ways: dict[str, Callable[[], float]] = {"press, from a cold start": build}
    absent = peers.missing()
    with workshop():
        for name, opened in peers.PEERS.items():
            if name not in absent:
                ways[name] = lambda opened=opened: printed_by(opened, found)  # type: ignore[misc]
        return in_turn(ways, rounds) + [
            Row(name, [], note=f"not here: {how}") for name, how in absent.items()
        ]


def printed_by(opened: Any, found: Sequence[texts.Text]) -> float:
    """Let a peer print texts, once it is open and warm; return its seconds."""
    with opened() as printer:
        printer(found[0])
        return sum(peers.timed(printer, found))


def again(rounds: int) -> list[Row]:
    """W3: build again, with nothing changed, and with one msgstr changed."""
    with workshop() as folder:
        project = folder / "project"
        po = project / "locales" / LOCALE / "LC_MESSAGES" / f"{BLANK}.po"
        po.parent.mkdir(parents=True)
        original = builtin_root() / po.relative_to(project)
        text = original.read_text("utf-8")
        po.write_text(text, "utf-8")
        build = ("crmo-handouts", "build", "--project", project, "--out", folder / "out")
        number = 0

        def change() -> float:
            nonlocal number
            number += 1
            more = "আর " * number  # "and": another text each time, and no fault in it
            title = r'(msgctxt "title"\nmsgid "[^"]*"\nmsgstr "[^ "]* )'
            po.write_text(re.sub(title, rf"\1{more}", text, count=1), "utf-8")
            return run(*build)

        first = run(*build)
        return [
            Row("from nothing", [first]),
            *in_turn(
                {"one msgstr changed": change, "nothing changed": lambda: run(*build)}, rounds
            ),
        ]


def letters(press: Press, count: int) -> list[Row]:
    """W4: letters of one language, warm, on one core each: milliseconds a letter."""
    letterpress = LetterPress(Project.open())
    letterpress.engine  # noqa: B018 - opened before the clock runs
    rows = texts.letter_rows(press, LOCALE, count)
    times = []
    with rare_collections():  # as in its workers
        for row in rows:
            job = Job(texts.LETTER, LOCALE, ("a4",), data=row, data_place="row")
            start = time.perf_counter()
            if not letterpress.print_job(job).sheets:
                raise ValueError("a letter is refused")
            times.append((time.perf_counter() - start) * 1000)
    found = [
        Row(f"press, all of {count:,} letters", [statistics.mean(times)], "ms"),
        Row("press, the middle letter", times, "ms"),
    ]
    some = list(texts.letters(press, LOCALE, count, some=PEER_LETTERS))
    absent = peers.missing()
    for name, opened in peers.PEERS.items():
        if name in absent:
            found.append(Row(name, [], "ms", f"not here: {absent[name]}"))
            continue
        with opened() as printer:
            printer(some[0])
            spent = [1000 * value for value in peers.timed(printer, some)]
        print(f"  {name}: {statistics.median(spent):.1f} ms a letter", file=sys.stderr)
        found.append(Row(name, spent, "ms"))
    return found


def growing_letters(press: Press, counts: Sequence[int]) -> list[Row]:
    """W5: `merge` of more and more letters, from a cold start, on all cores."""
    found = []
    for count in counts:
        with workshop() as folder:
            table = folder / "letters.csv"
            write_table(table, texts.letter_rows(press, LOCALE, count))
            out = folder / "out"
            seconds, peak = run_weighed(
                *("crmo-handouts", "merge", texts.LETTER, table),
                *("--locale", LOCALE, "--out", out),
            )
            if (printed := len(list(out.rglob("*.pdf")))) != count:
                raise ValueError(f"{printed} of {count} letters")
        print(f"  {count} letters: {seconds:.1f} s, {peak:.0f} MB", file=sys.stderr)
        note = f"{1000 * seconds / count:.1f} ms a letter; largest process {peak:.0f} MB"
        found.append(Row(f"{count:,} letters", [seconds], note=note))
    return found


def growing_locales(counts: Sequence[int]) -> list[Row]:
    """W5: `build` of more and more languages, copies of one of ours under other names."""
    found = []
    for count in counts:
        with workshop() as folder:
            chosen = EXTRA_LOCALES[:count]
            for locale in chosen:
                copy_locale(folder / "project", locale)
            asked = [part for locale in chosen for part in ("--locale", locale)]
            seconds = run(
                *("crmo-handouts", "build", "--no-cache", "--project", folder / "project"),
                *("--out", folder / "out", *asked),
            )
        print(f"  {count} locales: {seconds:.1f} s", file=sys.stderr)
        found.append(Row(f"{count} locales", [seconds], note=f"{6 * count} sheets"))
    return found


EXTRA_LOCALES = [
    f"fr_{region}"
    for region in (
        *("BE", "BF", "BI", "BJ", "BL", "CD", "CF", "CG", "CI", "CM", "DJ", "DZ", "GA", "GF", "GN"),
        *("GP", "GQ", "HT", "KM", "LU", "MC", "MF", "MG", "ML", "MQ", "MR", "MU", "NC", "NE", "PF"),
    )
]
"""Languages that write numbers as French does, so that its translation is right in each."""


def copy_locale(project: Path, locale: str) -> None:
    """Give a project a language that is a copy of one of ours, under another name."""
    language = locale.partition("_")[0]
    target = project / "locales" / locale
    shutil.copytree(builtin_root() / "locales" / language, target)
    facts = target / "locale.toml"
    facts.write_text('name = "x"\nenglish_name = "x"\n' + facts.read_text("utf-8"), "utf-8")
    for po in target.rglob("*.po"):
        text = po.read_text("utf-8")
        po.write_text(
            text.replace(f'"Language: {language}\\n"', f'"Language: {locale}\\n"'), "utf-8"
        )


def write_table(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write letters' values as a spreadsheet would: lists and people in cells of their own."""
    flat = [dict(_cells(row)) for row in rows]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(flat[0]))
        writer.writeheader()
        writer.writerows(flat)


def _cells(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in row.items():
        if isinstance(value, Mapping):
            yield from ((f"{key} {part}", str(text)) for part, text in value.items())
        elif isinstance(value, list):
            yield key, "; ".join(value)
        elif isinstance(value, bool):
            yield key, "yes" if value else "no"
        else:
            yield key, str(value)
