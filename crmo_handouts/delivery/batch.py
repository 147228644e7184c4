"""Jobs -> Deliveries, on all cores: each worker opens the press once and prints job after job.

Only what pickles crosses over. An error of one job is its delivery, not the end of the batch.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from crmo_handouts.delivery.cache import SheetCache, open_cache
from crmo_handouts.delivery.job import Delivery, Job
from crmo_handouts.errors import HandoutError, LayoutError
from crmo_handouts.project import Project

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from crmo_handouts.delivery.press import Press

# Pools are imported where one is opened: 0.03 s that a sheet from the cache does not need.

FEW = 3
"""So many jobs are printed here before workers would have been started; with a cache, most are found."""

COLLECTIONS = 200_000, 10, 10
"""How rarely garbage is collected: the engine makes a quarter of a million objects a sheet, and
looking through them every 700, as Python would, costs a fifth of the time."""


def print_batch(
    project: Project, jobs: Sequence[Job], *, cache: SheetCache | None = None
) -> Iterator[Delivery]:
    """Print jobs on all cores; yield each delivery as it is done.

    With a `cache`, what says the same as before is taken from there, and what is printed is kept there.
    Raises LayoutError when a worker dies, as for want of memory.
    """
    if not jobs:
        return
    if cache and len(jobs) <= FEW:
        yield from _print_here(project, jobs, cache)
        return
    from concurrent.futures import as_completed
    from concurrent.futures.process import BrokenProcessPool

    folder = cache.folder if cache else None
    with _pool(project, folder, workers=min(_cores(), len(jobs))) as pool:
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


def _print_here(project: Project, jobs: Sequence[Job], cache: SheetCache) -> Iterator[Delivery]:
    from crmo_handouts.delivery.keeping import open_press

    press = open_press(project, cache)
    thresholds = gc.get_threshold()
    gc.set_threshold(*COLLECTIONS)
    try:
        for job in jobs:
            yield _print(press, job)
    finally:
        gc.set_threshold(*thresholds)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _pool(project: Project, cache: Path | None, *, workers: int) -> Iterator[Executor]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Spawned, not forked: Pango and fontconfig keep threads and locks that a fork would copy.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        max_workers=max(1, workers),
        mp_context=context,
        initializer=_open_press,
        initargs=(project, cache),
    ) as pool:
        yield pool


_press: Press | None = None
_unopened: HandoutError | None = None


def _open_press(project: Project, cache: Path | None) -> None:
    """Open the press in a worker; Ctrl-C is the parent's to handle."""
    # Imported here, since the parent needs neither the stages nor the engine.
    from crmo_handouts.delivery.keeping import open_press

    global _press, _unopened
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        _press = open_press(project, open_cache(project, cache) if cache else None)
        _press.engine  # noqa: B018 - opened now, while the other workers open theirs
    except HandoutError as error:
        # Raised by the first job: what an initializer raises is lost, with the pool.
        _unopened = error
    gc.freeze()
    gc.set_threshold(*COLLECTIONS)


def _end_with_parent() -> None:
    """End this worker once its parent was killed: its queue would keep it waiting for ever."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


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
