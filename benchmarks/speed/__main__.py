"""Measure the press beside its peers and write `benchmarks/results.md`.

    .venv/bin/python -m benchmarks.speed [--works W1 W2 …] [--rounds N] [--letters N]

Ratios count, not seconds: all are measured in one run, in turn. A peer that this machine lacks is
named in the table. Chromium and Typst are no dependencies of the press.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date

from benchmarks.speed import report, works
from crmo_handouts.delivery.press import Press
from crmo_handouts.project import Project

WORKS = ("W1", "W2", "W3", "W4", "W5")
COUNTS = (10, 100, 1000, 10_000)
LOCALES = (1, 5, 10, 20, 30)


def main() -> None:
    """Measure what is asked for, and write it down."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--works", nargs="*", choices=WORKS, default=WORKS)
    parser.add_argument("--rounds", type=int, default=3, help="of the short works (default 3)")
    parser.add_argument("--letters", type=int, default=1000, help="of W4 (default 1000)")
    parser.add_argument(
        "--most", type=int, default=COUNTS[-1], help="letters of W5 (default 10000)"
    )
    options = parser.parse_args()
    press = Press(Project.open())
    press.engine  # noqa: B018 - opened before anything is measured
    parts = [f"# Results\n\n{date.today()}, {report.machine()}.\n"]
    for work in options.works:
        print(work, file=sys.stderr)
        parts.append(_measured(work, press, options))
        report.RESULTS.write_text("\n".join(parts), "utf-8")
    print(report.RESULTS.read_text("utf-8"))


def _measured(work: str, press: Press, options: argparse.Namespace) -> str:
    if work == "W1":
        rows = works.one_sheet(press, options.rounds + 2)
        return report.table("W1 one blank sheet", rows, beside="press, nothing kept")
    if work == "W2":
        rows = works.everything(press, max(1, options.rounds - 1))
        return report.table("W2 every sheet", rows, beside="press, from a cold start")
    if work == "W3":
        rows = works.again(options.rounds)
        return report.table("W3 build again", rows, beside="nothing changed")
    if work == "W4":
        rows = works.letters(press, options.letters)
        return report.table("W4 a letter", rows, beside=rows[0].way)
    counts = [count for count in COUNTS if count <= options.most]
    letters, locales = works.growing_letters(press, counts), works.growing_locales(LOCALES)
    drawn = report.plot(
        list(zip(counts, (row.median for row in letters), strict=True)),
        list(zip(LOCALES, (row.median for row in locales), strict=True)),
    )
    report.PLOT.write_text(drawn, "utf-8")
    return (
        report.table("W5 more and more letters", letters, beside=letters[0].way)
        + "\n"
        + report.table("W5 more and more languages", locales, beside=locales[0].way)
        + "\n![Cost over work](growth.svg)\n"
    )


if __name__ == "__main__":
    main()
