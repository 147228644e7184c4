"""Jobs -> Deliveries, on all cores: each worker opens the press once and prints job after job.

Only what pickles crosses over. An error of one job is its delivery, not the end of the batch.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crmo_handouts.delivery.job import Delivery, Job
from crmo_handouts.errors import HandoutError, LayoutError
from crmo_handouts.project import Project

if TYPE_CHECKING:
    from crmo_handouts.delivery.press import Press

OBJECTS_BETWEEN_COLLECTIONS = 200_000
"""How rarely a worker collects garbage: the engine makes a quarter of a million objects a sheet, and
looking through them every 700, as Python would, costs a fifth of the time."""


def print_batch(project: Project, jobs: Sequence[Job]) -> Iterator[Delivery]:
    """Print jobs on all cores; yield each delivery as it is done.

    Raises LayoutError when a worker dies, as for want of memory.
    """
    with _pool(project, workers=min(_cores(), len(jobs))) as pool:
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


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _pool(project: Project, *, workers: int) -> Iterator[Executor]:
    # Spawned, not forked: Pango and fontconfig keep threads and locks that a fork would copy.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        max_workers=max(1, workers),
        mp_context=context,
        initializer=_open_press,
        initargs=(project,),
    ) as pool:
        yield pool


_press: Press | None = None
_unopened: HandoutError | None = None


def _open_press(project: Project) -> None:
    """Open the press in a worker; Ctrl-C is the parent's to handle."""
    # Imported here, since the parent needs neither the stages nor the engine.
    from crmo_handouts.delivery.press import Press

    global _press, _unopened
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        _press = Press(project)
        _press.engine  # noqa: B018 - opened now, while the other workers open theirs
    except HandoutError as error:
        # Raised by the first job: what an initializer raises is lost, with the pool.
        _unopened = error
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 10, 10)


def _end_with_parent() -> None:
    """End this worker once its parent was killed: its queue would keep it waiting for ever."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _print_in_worker(job: Job) -> Delivery:
    if _unopened:
        raise _unopened
    if _press is None:
        raise RuntimeError("the worker has no press")
    try:
        return _press.print_job(job)
    except HandoutError as error:
        return Delivery(job, error=error)
