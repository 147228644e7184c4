"""`proof` and `watch`: the marked copy of a sheet, once or at every save."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crmo_handouts.cli.options import data_option, locale_option, paper_option, project_option
from crmo_handouts.cli.telling import tell_error
from crmo_handouts.errors import HandoutError, UsageError
from crmo_handouts.project import Project

if TYPE_CHECKING:
    from crmo_handouts.delivery import Job
    from crmo_handouts.delivery.proof import Bench, Copy
    from crmo_handouts.delivery.watching import Change

# The stages are imported by the commands themselves: `--help` and a wrong name answer at once.

sample_option = click.option(
    "--sample", is_flag=True, help="Fill the sheet with the authors' examples."
)


@click.command(
    epilog="""\b
Examples:
  crmo-handouts proof warning-signs --locale bn
  crmo-handouts proof school-letter --locale ur --sample -o letter.pdf
  crmo-handouts proof warning-signs --locale ta --project our-clinic
"""
)
@click.argument("handout")
@locale_option
@paper_option
@data_option
@sample_option
@click.option("-o", "output", type=click.Path(path_type=Path), metavar="FILE", help="The PDF.")
@project_option
def proof(
    handout: str,
    locale: str,
    paper: str,
    data: Path | None,
    sample: bool,
    output: Path | None,
    project_folder: Path | None,
) -> None:
    """Make the marked copy of HANDOUT in a language, however far it is translated.

    Every message on it has a number; a list at the end has its English, its translation, the file and
    line where it stands, and what is wrong with it. It is no edition: PROOF lies across every page.
    """
    from crmo_handouts.delivery import write_file
    from crmo_handouts.delivery.proof import Bench

    project = Project.open(project_folder)
    bench = Bench(project, _job(project, handout, locale, paper, data=data, sample=sample))
    copy = bench.prove()
    path = output or _default_name(handout, locale)
    write_file(path, copy.pdf, private=data is not None)
    click.echo(f"{path}: {_told(copy)}", err=True)
    _warn(copy)


@click.command(
    epilog="""\b
Examples:
  crmo-handouts watch warning-signs --locale bn
  crmo-handouts watch school-letter --locale ur --sample --out letter.pdf

Open the PDF in a viewer that loads a changed file anew (Evince, Okular, SumatraPDF, Skim, a
browser after F5). Ctrl-C ends it, with exit code 130.
"""
)
@click.argument("handout")
@locale_option
@paper_option
@data_option
@sample_option
@click.option("--out", "output", type=click.Path(path_type=Path), metavar="FILE", help="The PDF.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="List every message, as `proof` does; it takes longer.",
)
@project_option
def watch(
    handout: str,
    locale: str,
    paper: str,
    data: Path | None,
    sample: bool,
    output: Path | None,
    everything: bool,
    project_folder: Path | None,
) -> None:
    """Make the proof of HANDOUT anew whenever one of its files is saved.

    Its list has the messages that somebody must still do something about. What is wrong with a file is
    said, and the next save waited for.
    """
    from crmo_handouts.delivery.watching import Watched, changes

    project = Project.open(project_folder)

    def job() -> Job:
        return _job(project, handout, locale, paper, data=data, sample=sample)

    watched = Watched(project, job(), data)
    known = watched.stamps()
    desk = Desk(
        project, job, output or _default_name(handout, locale), brief=not everything,
        private=data is not None,
    )  # fmt: skip
    desk.begin()
    click.echo(f"watching {handout} in {locale}; Ctrl-C ends it", err=True)
    for change in changes(watched.stamps, known):
        desk.follow(change)


class Desk:
    """A proof that lies open in a viewer: what makes it anew, and where its file is."""

    def __init__(
        self, project: Project, job: Callable[[], Job], path: Path, *, brief: bool, private: bool
    ) -> None:
        """Lay the desk; `job` reads anew what is to be printed."""
        self.project, self.job, self.path = project, job, path
        self.brief, self.private = brief, private
        self._bench: Bench | None = None

    def begin(self) -> None:
        """Make the first proof; raises UsageError for names that are not there."""
        try:
            self._make()
        except UsageError:
            raise
        except HandoutError as error:
            _say(error)

    def follow(self, change: Change) -> None:
        """Make the proof anew after a change; say what stands against it, and go on."""
        for path in change.waiting:
            click.echo(f"{_now()} {path}: is empty or gone: half saved? waiting for it", err=True)
        if not change.paths:
            return
        if not change.only_messages:
            self._bench = None
        try:
            self._make()
        except HandoutError as error:
            _say(error)

    def _make(self) -> None:
        from crmo_handouts.delivery import write_file
        from crmo_handouts.delivery.proof import Bench

        start = time.perf_counter()
        with _no_collection():
            if self._bench is None:
                self._bench = Bench(self.project, self.job())
            copy = self._bench.prove(brief=self.brief)
            write_file(self.path, copy.pdf, private=self.private)
        seconds = time.perf_counter() - start
        click.echo(f"{_now()} {self.path}: {seconds:.2f} s, {_told(copy)}", err=True)
        _warn(copy)
        gc.collect()


@contextmanager
def _no_collection() -> Iterator[None]:
    """Leave garbage until the proof is there: it costs a sixth of the time, and somebody waits."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _say(error: HandoutError) -> None:
    tell_error(error, prefix=f"{_now()} ")


def _now() -> str:
    return time.strftime("%H:%M:%S")


def _job(
    project: Project, handout: str, locale: str, paper: str, *, data: Path | None, sample: bool
) -> Job:
    """Read what is to be printed, and with which values."""
    from crmo_handouts.delivery import Job, load_data
    from crmo_handouts.delivery.proof import sample_values

    if data and sample:
        raise UsageError("--data and --sample do not go together", hint="leave one of them out")
    values = load_data(data) if data else sample_values(project, handout) if sample else None
    place = str(data) if data else "the examples of handout.toml"
    return Job(handout, locale, (paper,), data=values, data_place=place)


def _default_name(handout: str, locale: str) -> Path:
    return Path(f"{handout}-{locale}-proof.pdf")


def _told(copy: Copy) -> str:
    """Say how far a proof is, in one line."""
    pages = copy.sheet_pages + copy.list_pages
    open_ = ", ".join(
        f"{copy.counts[name]} {word}" for name, word in OPEN.items() if copy.counts[name]
    )
    return f"{pages} pages; {open_ or 'nothing missing, fuzzy or broken'}"


OPEN = {
    "missing": "missing",
    "fuzzy": "fuzzy",
    "broken": "broken",
    "with findings": "with findings",
}
"""The counts that are told in a line, and their words."""


def _warn(copy: Copy) -> None:
    """Say what the counts of messages do not: of files, pages and fonts."""
    if copy.findings:
        click.echo(f"warning: {copy.findings} findings about files: see the list", err=True)
    for told in copy.unfit:
        click.echo(f"warning: {told}", err=True)
    if copy.missing:
        names = " ".join(f"U+{ord(character):04X}" for character in copy.missing)
        click.echo(f"warning: no font of the press can draw {names}", err=True)
