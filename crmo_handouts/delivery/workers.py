"""Worker processes: how they are started, what they leave to their parent, when they end."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

COLLECTIONS = (200_000, 10, 10)
"""How rarely a worker collects garbage: the engine makes a quarter of a million objects a sheet, and
looking through them every 700, as Python would, costs a fifth of the time."""


LOOK, GRACE = 0.5, 2.0
"""How often it is looked for killed workers, and how long a pool has to see one by itself, s."""


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def start_workers(
    count: int, initializer: Callable[..., None], *arguments: object
) -> ProcessPoolExecutor:
    """Start worker processes, each with an initializer, which must be importable.

    They are spawned, not forked: Pango and fontconfig keep threads and locks that a fork would copy.
    """
    # Imported here: what has not changed is found without it.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    pool = ProcessPoolExecutor(
        max_workers=max(1, count),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=initializer,
        initargs=arguments,
    )
    threading.Thread(target=_break_when_stuck, args=(pool,), daemon=True).start()
    return pool


def _break_when_stuck(pool: Any) -> None:
    """Break a pool of which a worker was killed while it sent a result.

    Python's pool sees at once that a worker has died, but not while it reads: it waits for the rest of
    the result, and the other workers for their turn to send, for ever.
    """
    while (processes := pool._processes) is not None and not pool._broken:
        time.sleep(LOOK)
        workers = list(processes.values())
        if any(worker.exitcode for worker in workers):
            time.sleep(GRACE)
            results = pool._result_queue
            if pool._broken or results is None:
                return
            for worker in workers:
                worker.kill()
            results._writer.close()  # the last open end: now there is no rest to wait for
            return


def become_worker() -> None:
    """Prepare this process: Ctrl-C is its parent's, and it ends with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.set_threshold(*COLLECTIONS)
    atexit.register(gc.freeze)  # nothing is collected of a process that ends


@contextmanager
def rare_collections() -> Iterator[None]:
    """Collect garbage as rarely as a worker does, within this context."""
    before = gc.get_threshold()
    gc.set_threshold(*COLLECTIONS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait for the end of this context: what is begun in it is done whole."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals come to the main thread alone
        return
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if pressed:
            signal.raise_signal(signal.SIGINT)


def _end_with_parent() -> None:
    """End this worker once its parent was killed: its queue would keep it waiting for ever."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
