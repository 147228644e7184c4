"""Calls -> Futures on the workers of a cluster; a cluster that is gone ends them all, in bounded time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError
from contextlib import suppress
from typing import Any, ParamSpec, TypeVar, cast

from distributed import Client, KilledWorker

from crmo_handouts.delivery.merge.cluster.sealed import seal
from crmo_handouts.delivery.merge.cluster.worker import carry_out
from crmo_handouts.errors import HandoutError, SetupError

P = ParamSpec("P")
T = TypeVar("T")

LOOK = 1.0
"""How often the cluster is looked at, s."""

NO_WORKER = 60.0
"""How long a cluster may be without any worker, s: one that was ended is mostly started again."""

RUNNING = "running"

INSTALL = "install crmo-handouts[cluster] of the same version on its scheduler and all its workers"


class ClusterExecutor(Executor):
    """An executor on a Dask cluster whose workers are ready for the merge that the token names."""

    def __init__(self, client: Client, token: str) -> None:
        self._client = client
        self._token = token
        # Keys are random: `pure` ones would be hashes of what is printed.
        self._tasks = client.get_executor(pure=False)
        self._waiting: dict[Future[Any], Future[Any]] = {}
        self._fault: HandoutError | None = None
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Submit a call, sealed. Raises SetupError once the cluster is gone or may not print."""
        if self._fault:
            raise self._fault
        call = seal(function, args, kwargs)
        task = cast("Future[T]", self._tasks.submit(carry_out, self._token, call))
        future: Future[T] = Future()
        self._waiting[task] = future
        future.add_done_callback(lambda done: task.cancel() if done.cancelled() else None)
        task.add_done_callback(self._take)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Stop looking after the cluster; calls that are not done are given up."""
        self._ended.set()
        if wait:
            self._watch.join()
        for future in list(self._waiting.values()):
            future.cancel()

    def _take(self, task: Future[T]) -> None:
        """Hand a task's end on to whoever waits for it."""
        future = self._waiting.pop(task, None)
        if future is None or future.cancelled():
            return
        with suppress(InvalidStateError):  # the watch was there first
            if task.cancelled():
                # Nobody here cancels a task that is still waited for: its scheduler has gone.
                self._fail(_gone())
                future.set_exception(CancelledError())
            elif error := task.exception():
                if not isinstance(error, KilledWorker):
                    self._fail(_refusal(error))
                future.set_exception(error)
            else:
                future.set_result(task.result())

    def _look(self) -> None:
        """Give all calls up when the scheduler is gone, or has been without workers for long."""
        seen = time.monotonic()
        while not self._ended.wait(LOOK):
            if self._client.status != RUNNING:
                return self._fail(_gone())
            with suppress(Exception):  # the next look tells what has happened
                if self._client.scheduler_info(n_workers=1)["n_workers"]:
                    seen = time.monotonic()
            if time.monotonic() - seen > NO_WORKER:
                return self._fail(
                    SetupError(
                        f"the cluster has had no worker for {NO_WORKER:.0f} s",
                        hint="start its workers, and use --resume",
                    )
                )

    def _fail(self, fault: HandoutError) -> None:
        if self._fault is None:
            self._fault = fault
        for future in list(self._waiting.values()):
            with suppress(InvalidStateError):
                future.set_exception(fault)


def _refusal(error: BaseException) -> HandoutError:
    """Say why a call was not carried out; what it calls raises nothing of its own."""
    if isinstance(error, HandoutError):
        return error
    return SetupError(f"the cluster cannot take letters: {type(error).__name__}", hint=INSTALL)


def _gone() -> SetupError:
    return SetupError(
        "the cluster's scheduler is gone",
        hint="start it again, and its workers, and use --resume",
    )
