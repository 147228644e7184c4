"""`build` and `print`: sheets onto paper."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crmo_handouts.cli.options import (
    PAPER_HELP,
    cache_option,
    data_option,
    locale_option,
    paper_option,
    project_option,
)
from crmo_handouts.cli.telling import counted, tell_error, tell_findings
from crmo_handouts.errors import EXIT_DONE, Refused, UsageError
from crmo_handouts.locales import PSEUDO_LOCALES
from crmo_handouts.paper import PAPERS
from crmo_handouts.project import Project, unknown_name

if TYPE_CHECKING:
    from crmo_handouts.delivery import Delivery, Job
    from crmo_handouts.delivery.cache import SheetCache

# The stages are imported by the commands themselves: `--help` and a wrong name answer at once.

QUICK = 3
"""So few sheets are printed before a bar would have been looked at."""


@click.command(
    epilog="""\b
Examples:
  crmo-handouts build
  crmo-handouts build warning-signs --locale bn --paper a4
  crmo-handouts build --project our-clinic --out sheets
"""
)
@click.argument("handouts", nargs=-1, metavar="[HANDOUT ...]")
@click.option("--locale", "locales", multiple=True, metavar="L", help="Language; may be repeated.")
@click.option(
    "--paper", "papers", multiple=True, metavar="P", help=f"{PAPER_HELP} May be repeated."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("build"),
    show_default=True,
    metavar="DIR",
    help="Where the sheets and manifest.json go.",
)
@cache_option
@project_option
def build(
    handouts: tuple[str, ...],
    locales: tuple[str, ...],
    papers: tuple[str, ...],
    out: Path,
    no_cache: bool,
    project_folder: Path | None,
) -> None:
    """Print blank sheets: all handouts, in all languages, on all papers, unless you name some."""
    from crmo_handouts.delivery import Folder, Job, print_batch

    start = time.monotonic()
    project = Project.open(project_folder)
    chosen_papers = _chosen("paper", papers, PAPERS)
    jobs = [
        Job(handout, locale, chosen_papers)
        for handout in _chosen("handout", handouts, project.handout_ids())
        for locale in _chosen("locale", locales, project.locale_ids(), also=PSEUDO_LOCALES)
    ]
    folder = Folder(out)
    cache = None if no_cache else _open_cache(project)
    deliveries = cache.find_all(jobs) if cache else []
    for delivery in deliveries:
        folder.add(delivery)
    found = {delivery.job for delivery in deliveries}
    jobs = [job for job in jobs if job not in found]
    # Shaped scripts take twice as long as Latin: short jobs last keep all cores busy to the end.
    is_short = {name: project.locale(name).script == "Latn" for name in {j.locale for j in jobs}}
    jobs.sort(key=lambda job: is_short[job.locale])
    with _progress(len(jobs)) as progress:
        for delivery in print_batch(project, jobs, cache=cache):
            folder.add(delivery)
            deliveries.append(delivery)
            progress(f"{delivery.job.handout} {delivery.job.locale}")
    if cache and jobs:
        cache.clear_up()
    folder.close()
    sys.exit(_tell(deliveries, out, seconds=time.monotonic() - start))


@click.command(
    "print",
    epilog="""\b
Examples:
  crmo-handouts print warning-signs --locale bn
  crmo-handouts print school-letter --locale en --data student.toml -o letter.pdf
  crmo-handouts print activity-guidance --locale bn --paper us-letter -o - | lp
""",
)
@click.argument("handout")
@locale_option
@paper_option
@data_option
@click.option(
    "-o",
    "output",
    metavar="FILE",
    help="The PDF; - writes it to standard output.",
)
@cache_option
@project_option
def print_sheet(
    handout: str,
    locale: str,
    paper: str,
    data: Path | None,
    output: str | None,
    no_cache: bool,
    project_folder: Path | None,
) -> None:
    """Print one HANDOUT in one language, blank or filled from a data file."""
    from crmo_handouts.delivery import Job, load_data, write_file

    project = Project.open(project_folder)
    _chosen("handout", (handout,), project.handout_ids())
    _chosen("locale", (locale,), project.locale_ids(), also=PSEUDO_LOCALES)
    _chosen("paper", (paper,), PAPERS)
    if output == "-" and sys.stdout.isatty():
        raise UsageError("a PDF is not for a terminal", hint="write -o FILE.pdf, or use a pipe")
    values = load_data(data) if data else None
    job = Job(handout, locale, (paper,), data=values, data_place=str(data or ""))
    delivery = _print(project, job, None if no_cache or data else _open_cache(project))
    if not delivery.sheets:
        raise Refused(delivery.report)
    _warn(delivery)
    (sheet,) = delivery.sheets
    if output == "-":
        sys.stdout.buffer.write(sheet.pdf)
        return
    path = Path(output or f"{handout}-{locale}-{paper}.pdf")
    write_file(path, sheet.pdf, private=data is not None)
    click.echo(f"{path}: {counted(sheet.pages, 'page')}, type {sheet.type_size:g} pt", err=True)


def _open_cache(project: Project) -> SheetCache | None:
    """Open the cache, wherever the environment says; None where there is to be none."""
    from crmo_handouts.delivery.cache import open_cache, store_folder

    folder = store_folder()
    return open_cache(project, folder) if folder else None


def _print(project: Project, job: Job, cache: SheetCache | None) -> Delivery:
    """Find a sheet that was printed before, or print it. Raises what stopped it."""
    from crmo_handouts.delivery import print_batch

    if cache and (found := cache.find_all([job])):
        return found[0]
    (delivery,) = print_batch(project, [job], cache=cache)
    if delivery.error:
        raise delivery.error
    if cache:
        cache.clear_up()
    return delivery


def _chosen(
    noun: str, names: Sequence[str], known: Iterable[str], *, also: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the names that were asked for, each once, or all that are known.

    `also` may be asked for, but is not among all.
    """
    everything = tuple(known)
    available = (*everything, *also)
    for name in names:
        if name not in available:
            raise unknown_name(noun, name, available)
    return tuple(dict.fromkeys(names)) or everything


def _tell(deliveries: Sequence[Delivery], out: Path, *, seconds: float) -> int:
    """Say what was printed, where and how long it took; return the exit code."""
    ordered = sorted(deliveries, key=lambda delivery: (delivery.job.locale, delivery.job.handout))
    for delivery in ordered:
        _warn(delivery)
    refused = [delivery for delivery in ordered if not delivery.sheets]
    sheets = sum(len(delivery.sheets) for delivery in ordered)
    pages = sum(sheet.pages for delivery in ordered for sheet in delivery.sheets)
    click.echo(f"{sheets} sheets, {counted(pages, 'page')} in {out}/ ({seconds:.1f} s)", err=True)
    if not refused:
        return EXIT_DONE
    names = ", ".join(f"{delivery.job.handout} {delivery.job.locale}" for delivery in refused)
    click.echo(f"error: refused: {names}", err=True)
    errors = [delivery.error for delivery in refused if delivery.error]
    return errors[0].exit_code if errors else Refused.exit_code


def _warn(delivery: Delivery) -> None:
    tell_findings(delivery.report)
    if delivery.error:
        tell_error(delivery.error)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[str], None]]:
    """Show a bar while jobs are printed, when a person is looking on and there is time to look.

    Yields what is told the name of each job that is done.
    """
    if not sys.stderr.isatty() or total <= QUICK:
        yield lambda name: None
        return
    # Imported here: 0.1 s that only a terminal needs.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns: tuple[Any, ...] = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("opening the press", total=total)
        yield lambda name: bar.update(task, advance=1, description=name)
