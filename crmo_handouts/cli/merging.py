"""`merge`: a letter for each row of a table."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crmo_handouts.cli.clustering import Where, open_executor, where_options
from crmo_handouts.cli.options import PAPER_HELP, project_option
from crmo_handouts.cli.telling import counted, tell_findings
from crmo_handouts.errors import EXIT_DONE, EXIT_INTERRUPTED, Refused, UsageError
from crmo_handouts.project import Project

if TYPE_CHECKING:
    from crmo_handouts.delivery.merge import Prepared, Summary

# The stages are imported by the command itself: `--help` and a wrong name answer at once.

STEPS = 10
"""How often a run tells how far it is, when no terminal shows a bar."""


@click.command(
    epilog="""\b
Examples:
  crmo-handouts merge school-letter --template letters.xlsx
  crmo-handouts merge school-letter letters.xlsx --locale bn --check
  crmo-handouts merge school-letter letters.xlsx --locale bn --out letters
  crmo-handouts merge school-letter letters.csv --locale-column Language --out letters --one-file
  crmo-handouts merge school-letter letters.csv --locale bn --out letters --resume
  crmo-handouts merge school-letter letters.csv --out letters --executor dask://localhost:8786

\b
Exit code: 0 all letters were printed, 1 some rows failed, 2 wrong use, 5 the table cannot be
read, 7 the folder cannot be written, 8 the cluster cannot be used, 130 stopped with Ctrl-C.
"""
)
@click.argument("handout")
@click.argument("recipients", required=False, type=click.Path(path_type=Path))
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write an empty sheet to fill in, .xlsx or .csv, and do nothing else.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A new folder for the letters; only you can open it.",
)
@click.option("--locale", default="", metavar="L", help="Language of rows that name none.")
@click.option("--locale-column", metavar="COL", help="The column with each letter's language.")
@click.option(
    "--paper", default="a4", show_default=True, metavar="P", help=f"{PAPER_HELP} For rows without."
)
@click.option("--paper-column", metavar="COL", help="The column with each letter's paper.")
@click.option(
    "--clinic-column",
    metavar="COL",
    help="The column with each letter's clinic: a folder clinics/NAME/ of the project.",
)
@click.option(
    "--id-column",
    metavar="COL",
    help="A column with a number of yours, for the names of the files; never a name.",
)
@where_options
@click.option("--resume", is_flag=True, help="Print only what is missing or changed in DIR.")
@click.option("--check", is_flag=True, help="Judge every row, tell all faults, print nothing.")
@click.option("--one-file", is_flag=True, help="Also write one PDF of all letters, to print.")
@project_option
def merge(
    handout: str,
    recipients: Path | None,
    template: Path | None,
    out: Path | None,
    locale: str,
    paper: str,
    where: Where,
    resume: bool,
    check: bool,
    one_file: bool,
    project_folder: Path | None,
    **columns: str | None,
) -> None:
    """Print HANDOUT for each row of RECIPIENTS: an .xlsx, .csv or .jsonl file."""
    project = Project.open(project_folder)
    if template is not None:
        _write_template(project, handout, template)
        return
    if recipients is None:
        raise UsageError("whom are the letters for?", hint="name a table: letters.xlsx")
    if out is None and not check:
        raise UsageError("where shall the letters go?", hint="name a new folder with --out")
    from crmo_handouts.delivery.merge import Defaults, Request, prepare

    roles = {name.removesuffix("_column"): header for name, header in columns.items() if header}
    prepared = prepare(project, Request(handout, recipients, Defaults(locale, paper), roles))
    for finding in prepared.report:
        click.echo(f"{finding.severity}: {recipients}: {finding}", err=True)
    if check or out is None:
        sys.exit(_check(prepared))
    sys.exit(_print(prepared, out, where=where, resume=resume, one_file=one_file))


def _write_template(project: Project, handout: str, path: Path) -> None:
    from crmo_handouts.delivery.merge.worksheet import write_worksheet
    from crmo_handouts.source import load_handout

    write_worksheet(path, load_handout(project, handout), locales=project.locale_ids())
    click.echo(f"{path}: fill in a row for each letter, below the headers", err=True)


def _check(prepared: Prepared) -> int:
    """Tell all faults of all rows; return the exit code."""
    from crmo_handouts.delivery.merge import check_catalogs, check_rows

    rows = faulty = 0
    locales = set()
    for judged in check_rows(prepared):
        rows += 1
        faulty += judged.letter is None
        locales |= {judged.marks.locale} if judged.letter else set()
        for reason in judged.reasons:
            place = f"{prepared.table.path}: row {judged.marks.row}"
            click.echo(f"{reason.severity}: {place}{',' if reason.column else ':'} {reason}")
            if reason.hint:
                click.echo(f"  hint: {reason.hint}")
    translations = check_catalogs(prepared, locales)
    tell_findings(translations, err=False)
    told = f"{counted(rows, 'row')} read, {faulty or 'none'} with faults; nothing was printed"
    click.echo(told, err=True)
    return Refused.exit_code if faulty or translations.errors else EXIT_DONE


def _print(prepared: Prepared, out: Path, *, where: Where, resume: bool, one_file: bool) -> int:
    from crmo_handouts.delivery.merge import merge as run

    start = time.monotonic()
    with open_executor(where, prepared.project) as (executor, workers), _progress() as watch:
        summary = run(
            prepared,
            out,
            executor=executor,
            workers=workers,
            resume=resume,
            one_file=one_file,
            watch=watch,
        )
    return _tell(summary, out, seconds=time.monotonic() - start)


def _tell(summary: Summary, out: Path, *, seconds: float) -> int:
    """Say what became of the rows; return the exit code."""
    from crmo_handouts.delivery.merge.journal import FAILED, PRINTED, WAITING

    for entry in sorted(summary.failed, key=lambda entry: entry.marks.row):
        for reason in entry.reasons:
            click.echo(f"{reason.severity}: row {entry.marks.row}: {reason}", err=True)
    failed, waiting = summary.counts[FAILED], summary.counts[WAITING]
    if failed > len(summary.failed):
        click.echo(f"… and {counted(failed - len(summary.failed), 'row')} more", err=True)
    told = [f"{counted(summary.counts[PRINTED], 'letter')} in {out}/"]
    told += [f"{summary.kept} of them from before"] if summary.kept else []
    told += [f"{summary.warnings} with warnings"] if summary.warnings else []
    click.echo(f"{', '.join(told)} ({seconds:.1f} s)", err=True)
    for path in summary.bound:
        click.echo(f"{path}: all letters, in the order of the rows", err=True)
    if failed or waiting:
        click.echo(
            f"error: no letter for {counted(failed + waiting, 'row')}\n"
            f"hint: {out}/outcomes.csv says why; correct the rows and use --resume",
            err=True,
        )
    if summary.stopped:
        return EXIT_INTERRUPTED
    return EXIT_DONE if summary.is_whole else Refused.exit_code


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Show how far the merge is and how long it will take; never whose letter it is."""
    if not sys.stderr.isatty():
        yield _tell_steps()
        return
    # Imported here: 0.1 s that only a terminal needs.
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("letters"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
        TextColumn("left"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("letters", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell_steps() -> Callable[[int, int], None]:
    told = 0

    def tell(done: int, total: int) -> None:
        nonlocal told
        if total >= STEPS and done * STEPS // total > told:
            told = done * STEPS // total
            click.echo(f"{done} of {total} rows", err=True)

    return tell
