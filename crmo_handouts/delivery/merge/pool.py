"""The executor of one machine: spawned workers, replaced when one of them dies."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

from crmo_handouts.delivery.merge.privacy import forbid_dumps

P = ParamSpec("P")
T = TypeVar("T")

OBJECTS_BETWEEN_COLLECTIONS = 200_000
"""How rarely a worker collects garbage: the engine makes a quarter of a million objects a sheet."""


class LocalPool(Executor):
    """Worker processes on this machine. One that dies breaks its pool, and the next is opened."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool = self._open()

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Submit a call; to a new pool when the last one broke."""
        try:
            return self._pool.submit(function, *args, **kwargs)
        except BrokenProcessPool:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = self._open()
            return self._pool.submit(function, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers, after what they are printing."""
        self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)

    def _open(self) -> ProcessPoolExecutor:
        # Spawned, not forked: Pango and fontconfig keep threads and locks that a fork would copy.
        return ProcessPoolExecutor(
            max_workers=self.workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_start_worker,
        )


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _start_worker() -> None:
    """Prepare a worker: Ctrl-C is its parent's, and it ends with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    forbid_dumps()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 10, 10)


def _end_with_parent() -> None:
    """End this worker once its parent was killed: its queue would keep it waiting for ever."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
