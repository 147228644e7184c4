"""The toy project, printed again and again: which of its sheets are printed anew, and are they right?"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from crmo_handouts import Delivery, Job, Press, Project
from crmo_handouts.checking import Report
from crmo_handouts.delivery.cache import SheetCache, open_cache
from crmo_handouts.delivery.cache.environment import Environment
from crmo_handouts.delivery.keeping import open_press
from crmo_handouts.delivery.press import Said
from crmo_handouts.delivery.setting import Setting
from crmo_handouts.errors import HandoutError
from tests.toy import HANDOUTS, LOCALES, TODAY, copy_toy

Sheet = tuple[str, str]
"""A handout and a locale."""

EVERYTHING = {(handout, locale) for handout in HANDOUTS for locale in LOCALES}


@dataclass
class Visit:
    """One run over the project: what became of each sheet, and which were laid out for it."""

    deliveries: dict[Sheet, Delivery] = field(default_factory=dict)
    anew: set[Sheet] = field(default_factory=set)
    by_files: set[Sheet] = field(default_factory=set)
    """Those that were found without being said anew."""

    @property
    def refused(self) -> set[Sheet]:
        return {sheet for sheet, delivery in self.deliveries.items() if not delivery.sheets}


@dataclass
class Bench:
    """A cache, and the projects that are printed with it."""

    store: Path
    laid_out: list[Job]

    def visit(self, *roots: Path, papers: tuple[str, ...] = ("a4",), today: date = TODAY) -> Visit:
        """Print all sheets, as a process of its own would."""
        project, visit = Project(roots, today), Visit()
        self.laid_out.clear()
        cache = self.open(project)
        jobs = [Job(handout, locale, papers) for handout, locale in sorted(EVERYTHING)]
        found = cache.find_all(jobs)
        visit.by_files = {(one.job.handout, one.job.locale) for one in found}
        visit.deliveries = {(one.job.handout, one.job.locale): one for one in found}
        missing = [job for job in jobs if (job.handout, job.locale) not in visit.by_files]
        if missing:
            visit.deliveries |= _printed(project, missing, cache)
        visit.anew = {(job.handout, job.locale) for job in self.laid_out}
        return visit

    def open(self, project: Project) -> SheetCache:
        cache = open_cache(project, self.store)
        assert cache is not None
        return cache


def _printed(project: Project, jobs: list[Job], cache: SheetCache | None) -> dict[Sheet, Delivery]:
    try:
        press = open_press(project, cache)
    except HandoutError as error:
        return {(job.handout, job.locale): Delivery(job, error=error) for job in jobs}
    return {(job.handout, job.locale): _print(press, job) for job in jobs}


def _print(press: Press, job: Job) -> Delivery:
    try:
        return press.print_job(job)
    except HandoutError as error:
        return Delivery(job, error=error)


def print_without(*roots: Path, papers: tuple[str, ...] = ("a4",)) -> dict[Sheet, Delivery]:
    """Print all sheets as if there were no cache."""
    jobs = [Job(handout, locale, papers) for handout, locale in sorted(EVERYTHING)]
    return _printed(Project(roots, TODAY), jobs, None)


def told(delivery: Delivery) -> tuple[object, ...]:
    """Return all that a user is told of a delivery, and its bytes."""
    return (
        delivery.job,
        delivery.sheets,
        delivery.report,
        delivery.state,
        str(delivery.error),
    )


@pytest.fixture(scope="session")
def first_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the toy's sheets, printed once for all tests."""
    store = tmp_path_factory.mktemp("first") / "store"
    project = copy_toy(tmp_path_factory.mktemp("toy") / "project")
    with pytest.MonkeyPatch.context() as patch:
        Bench(store, _quick(patch)).visit(project)
    return store


@pytest.fixture
def bench(first_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A copy of that cache."""
    shutil.copytree(first_store, tmp_path / "store")
    return Bench(tmp_path / "store", _quick(monkeypatch))


@pytest.fixture
def toy(bench: Bench, toy_copy: Path) -> Path:
    """A copy of the toy project that has been printed, and whose files are known to the cache."""
    assert bench.visit(toy_copy).anew == set()
    assert bench.visit(toy_copy).by_files == EVERYTHING
    return toy_copy


def _quick(patch: pytest.MonkeyPatch) -> list[Job]:
    """Note what is laid out, and leave out what these tests are not about.

    The press's own files may be edited while tests run, and to judge a page takes twice its layout.
    """
    still = Environment("this press", sure=True)
    for module in ("sheets", "inputs"):
        patch.setattr(f"crmo_handouts.delivery.cache.{module}.read_environment", lambda _: still)
    patch.setattr("crmo_handouts.preflight.preflight", lambda *_: Report())
    laid_out: list[Job] = []
    judge: Callable[[Press, Said, Setting], Delivery] = Press.judge

    def noted(press: Press, said: Said, setting: Setting) -> Delivery:
        laid_out.append(said.job)
        return judge(press, said, setting)

    patch.setattr(Press, "judge", noted)
    return laid_out
