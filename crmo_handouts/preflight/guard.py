"""A file from elsewhere -> Report, judged in a process of its own: time and memory end there.

The bounds of `reading.opening` stop what is known to be hostile. A fault in a library that a file was
made for, an endless loop or gigabytes of memory, is stopped from outside: the file is then refused,
and the next one judged.
"""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from crmo_handouts.checking import Report
from crmo_handouts.errors import HandoutError, PdfError
from crmo_handouts.preflight import preflight
from crmo_handouts.preflight.reading.opening import SECONDS

GRACE = 15.0
"""Time beyond a file's own before its process is ended, seconds: one page that takes long."""

MEMORY = 2 * 2**30
"""Most memory of the process, bytes; a sheet takes 100 MB. Some systems do not hold it."""


def preflight_files(paths: Sequence[Path]) -> Iterator[tuple[Path, Report | HandoutError]]:
    """Judge files one by one; yield each with its report, or the error that stopped it."""
    left = list(paths)
    while left:
        for path, outcome in _judge(list(left)):
            left.pop(0)
            yield path, outcome


def _judge(paths: Sequence[Path]) -> Iterator[tuple[Path, Report | HandoutError]]:
    """Judge files in a new process until one ends it."""
    context = multiprocessing.get_context("spawn")  # forked locks of a library stay locked
    ours, theirs = context.Pipe(duplex=False)
    worker = context.Process(target=work, args=(theirs, list(paths)), daemon=True)
    worker.start()
    theirs.close()
    try:
        for path in paths:
            outcome = _receive(ours, path)
            if outcome is None:
                yield (
                    path,
                    PdfError(
                        "cannot be judged: it takes too much time or memory",
                        where=str(path),
                        hint="it may be made to: do not open it",
                    ),
                )
                return
            yield path, outcome
    finally:
        worker.kill()
        worker.join()
        worker.close()
        ours.close()


def _receive(ours: Connection, path: Path) -> Report | HandoutError | None:
    """Wait for a file's outcome; None when the process is gone or late."""
    with suppress(EOFError, OSError):
        if ours.poll(SECONDS + GRACE):
            outcome: Report | HandoutError = ours.recv()
            return outcome
    return None


def work(theirs: Connection, paths: Sequence[Path]) -> None:
    """Judge files in this process, and send what comes of each (the process's start)."""
    with suppress(OSError, ValueError):
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        least = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
        resource.setrlimit(resource.RLIMIT_AS, (least, most))
    for path in paths:
        outcome: Report | HandoutError
        try:
            outcome = preflight(path)
        except HandoutError as error:
            outcome = error
        except MemoryError:
            return  # as if it had been ended from outside
        theirs.send(outcome)
