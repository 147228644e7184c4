"""Measure `build` of everything against WeasyPrint itself, on the same sheets, in one run.

    .venv/bin/python benchmarks/build_speed.py [--rounds N]

Three ways to make the same PDFs (every handout, locale and paper, at the type size that fits):

    press        `crmo-handouts build`, from a cold start, with its search for the size that fits
    command      the `weasyprint` command, a process a file, one after another
    warm         one warm WeasyPrint process, one file after another

The peers get the finished HTML with the styles and the size that the press found, and the same
isolated fonts, so they have less to do. Prints medians, spreads, ratios and the peak memory of the
largest process, as a Markdown table.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from crmo_handouts.catalog import load_catalog
from crmo_handouts.document import compose
from crmo_handouts.layout.engine import STYLES, Engine
from crmo_handouts.layout.fit import fit
from crmo_handouts.layout.typeset import edition_style
from crmo_handouts.paper import PAPERS, TEXT_HEIGHT, TEXT_WIDTH
from crmo_handouts.project import Project
from crmo_handouts.source import load_clinic, load_handout, read_blank_values

BIN = Path(sys.executable).parent

WARM = """
import sys, time, weasyprint
for name in sys.argv[1:]:
    weasyprint.HTML(name).write_pdf(name[:-5] + ".pdf", pdf_variant="pdf/a-2a")
"""


def write_peers_html(folder: Path) -> list[Path]:
    """Write every sheet as a stand-alone HTML file with its styles, at the size that fits."""
    project = Project.open()
    clinic = load_clinic(project)
    engine = Engine(project)
    styles_folder = project.roots[0] / "styles"
    written = []
    for handout_id in project.handout_ids():
        handout = load_handout(project, handout_id)
        for locale_id in project.locale_ids():
            locale = project.locale(locale_id)
            values, _ = read_blank_values(
                handout.fields, below=clinic.values(), today=project.today
            )
            document = compose(
                project,
                handout,
                catalog=load_catalog(project, handout_id, locale_id),
                locale=locale,
                clinic=clinic,
                values=values,
                blank=True,
            )
            size = fit(engine, document).size
            names = [*STYLES, *([f"script/{locale.style}.css"] if locale.style else [])]
            css = "\n".join((styles_folder / name).read_text() for name in names)
            css += edition_style(engine, document, size, height=TEXT_HEIGHT)
            for paper in PAPERS.values():
                page = css.replace(
                    f"size: {TEXT_WIDTH}mm {TEXT_HEIGHT}mm",
                    f"size: {paper.width}mm {paper.height}mm",
                ).replace("margin: 0 0 ", f"margin: {paper.top}mm {paper.left}mm ")
                html = document.html.replace("</head>", f"<style>{page}</style></head>")
                html = html.replace("press:", f"{styles_folder.as_uri()}/")
                path = folder / f"{handout_id}-{locale_id}-{paper.id}.html"
                path.write_text(html)
                written.append(path)
    return written


def run(command: list[str]) -> None:
    """Run a command to its end; its output is not wanted, its failure is."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def build_cold(folder: Path) -> None:
    """Run the press from a cold start, into an empty folder."""
    with tempfile.TemporaryDirectory(dir=folder) as out:
        run([str(BIN / "crmo-handouts"), "build", "--out", out])


def run_commands(files: list[Path]) -> None:
    """Run the `weasyprint` command once a file."""
    for file in files:
        pdf = str(file.with_suffix(".pdf"))
        run([str(BIN / "weasyprint"), "--pdf-variant", "pdf/a-2a", str(file), pdf])


def run_warm(files: list[Path]) -> None:
    """Run one WeasyPrint process over all files."""
    run([sys.executable, "-c", WARM, *map(str, files)])


def measure(ways: dict[str, Callable[[], None]], rounds: int) -> dict[str, list[float]]:
    """Time the ways in turn, round by round, so that a drift of the machine meets them all."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            if number:  # the first round warms caches
                times[name].append(time.perf_counter() - start)
            print(f"round {number} {name}: {time.perf_counter() - start:.2f} s", file=sys.stderr)
    return times


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write_peers_html(folder)
        build_cold(folder)
        memory = peak_memory()
        times = measure(
            {
                "press": lambda: build_cold(folder),
                "command": lambda: run_commands(files),
                "warm": lambda: run_warm(files),
            },
            rounds,
        )
    press = statistics.median(times["press"])
    print(f"{len(files)} sheets, {os.cpu_count()} cores, {rounds} rounds\n")
    print("| way | median s | min | max | times the press |\n|---|---|---|---|---|")
    for way, values in times.items():
        median = statistics.median(values)
        row = f"{median:.2f} | {min(values):.2f} | {max(values):.2f} | {median / press:.1f}"
        print(f"| {way} | {row} |")
    print(f"\npeak memory of the press's largest process: {memory:.0f} MB")


def peak_memory() -> float:
    """Return the peak memory of the largest process that has ended below this one, MB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    main()
