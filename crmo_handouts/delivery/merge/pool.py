"""The executor of one machine: spawned workers, replaced when one of them dies."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

from crmo_handouts.delivery.merge.privacy import forbid_dumps
from crmo_handouts.delivery.workers import become_worker, start_workers

P = ParamSpec("P")
T = TypeVar("T")


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
        return start_workers(self.workers, _begin)


def _begin() -> None:
    forbid_dumps()
    become_worker()
