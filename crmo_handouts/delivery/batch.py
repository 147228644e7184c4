"""Jobs -> Deliveries, on all cores: each worker opens the press once and prints job after job.

Only what pickles crosses over. An error of one job is its delivery, not the end of the batch.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crmo_handouts.delivery.beside import compositor_beside
from crmo_handouts.delivery.cache import SheetCache, open_cache
from crmo_handouts.delivery.job import Delivery, Job
from crmo_handouts.delivery.workers import become_worker, cores, rare_collections, start_workers
from crmo_handouts.errors import HandoutError, LayoutError
from crmo_handouts.project import Project

if TYPE_CHECKING:
    from crmo_handouts.delivery.press import Press

FEW = 3
"""So many jobs are printed here before workers would have been started; with a cache, most are found."""


def print_batch(
    project: Project, jobs: Sequence[Job], *, cache: SheetCache | None = None
) -> Iterator[Delivery]:
    """Print jobs on all cores; yield each delivery as it is done.

    With a `cache`, what says the same as before is taken from there, and what is printed is kept there.
    Raises LayoutError when a worker dies, as for want of memory.
    """
    if not jobs:
        return
    if len(jobs) <= (FEW if cache else 1):
        yield from _print_here(project, jobs, cache)
        return
    from concurrent.futures import as_completed
    from concurrent.futures.process import BrokenProcessPool

    folder = cache.folder if cache else None
    with start_workers(min(cores(), len(jobs)), _open_press, project, folder) as pool:
        futures = [pool.submit(_print_in_worker, job) for job in jobs]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BrokenProcessPool as error:
            raise LayoutError(
                "a worker was ended from outside", hint="free some memory and build again"
            ) from error
        finally:
            for future in futures:
                future.cancel()


def _print_here(
    project: Project, jobs: Sequence[Job], cache: SheetCache | None
) -> Iterator[Delivery]:
    """Print jobs in this process, and set them in one beside it."""
    with compositor_beside(project) as beside, rare_collections():
        from crmo_handouts.delivery.keeping import open_press

        press = open_press(project, cache, beside=beside)
        for job in jobs:
            yield _print(press, job)


_press: Press | None = None
_unopened: HandoutError | None = None


def _open_press(project: Project, cache: Path | None) -> None:
    """Open the press in a worker; Ctrl-C is the parent's to handle."""
    # Imported here, since the parent needs neither the stages nor the engine.
    from crmo_handouts.delivery.keeping import open_press

    global _press, _unopened
    become_worker()
    try:
        _press = open_press(project, open_cache(project, cache) if cache else None)
        _press.engine  # noqa: B018 - opened now, while the other workers open theirs
    except HandoutError as error:
        # Raised by the first job: what an initializer raises is lost, with the pool.
        _unopened = error
    gc.freeze()  # what was opened stays: no collection looks through it again


def _print_in_worker(job: Job) -> Delivery:
    if _unopened:
        raise _unopened
    if _press is None:
        raise RuntimeError("the worker has no press")
    return _print(_press, job)


def _print(press: Press, job: Job) -> Delivery:
    try:
        return press.print_job(job)
    except HandoutError as error:
        return Delivery(job, error=error)
