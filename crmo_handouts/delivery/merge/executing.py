"""Chunks -> Outcomes over any `concurrent.futures.Executor`: few in flight, none lost or doubled.

A worker that dies takes its chunks with it: they are printed again, one letter at a time, so that
the letter that killed it is found and the others are not.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass

from crmo_handouts.delivery.merge.reasons import fault
from crmo_handouts.delivery.merge.workers import Chunk, Outcome, Printed, print_chunk
from crmo_handouts.errors import HandoutError, LayoutError
from crmo_handouts.project import Project

TRIES = 2
"""How often a letter is tried by itself: a worker may have been ended for another reason."""

MOST_DEATHS = 20
"""Letters tried alone that end their workers, one after the other: then the machine is at fault."""


def print_rows(
    executor: Executor, project: Project, chunks: Iterable[Chunk], *, in_flight: int
) -> Iterator[Outcome]:
    """Print chunks on an executor; yield the outcome of each letter as its chunk is done.

    At most `in_flight` chunks are submitted at a time. Raises LayoutError when workers die
    whatever they print.
    """
    yield from _Run(executor, project, in_flight).outcomes(iter(chunks))


@dataclass(slots=True)
class _Suspect:
    """A letter whose worker died; it is tried while nothing else is printed."""

    chunk: Chunk
    tries: int = 0


class _Run:
    def __init__(self, executor: Executor, project: Project, in_flight: int) -> None:
        self._executor = executor
        self._project = project
        self._in_flight = in_flight
        self._running: dict[Future[list[Printed]], Chunk] = {}
        self._suspects: deque[_Suspect] = deque()
        self._deaths = 0

    def outcomes(self, chunks: Iterator[Chunk]) -> Iterator[Outcome]:
        try:
            while True:
                while len(self._running) < self._in_flight and not self._suspects:
                    chunk = next(chunks, None)
                    if chunk is None:
                        break
                    self._submit(chunk)
                if self._running:
                    done, _ = wait(self._running, return_when=FIRST_COMPLETED)
                    for future in done:
                        yield from self._take(future, self._running.pop(future))
                elif self._suspects:
                    yield from self._try_alone(self._suspects.popleft())
                else:
                    return
        finally:
            for future in self._running:
                future.cancel()

    def _submit(self, chunk: Chunk) -> None:
        try:
            self._running[self._executor.submit(print_chunk, self._project, chunk)] = chunk
        except HandoutError:
            raise  # the executor says why
        except Exception as error:
            raise LayoutError(
                f"no worker takes a letter: {type(error).__name__}", hint="start the merge again"
            ) from None

    def _take(self, future: Future[list[Printed]], chunk: Chunk) -> Iterator[Outcome]:
        printed = _result(future)
        if printed is None:
            self._suspects += [_Suspect(Chunk((letter,))) for letter in chunk.letters]
        else:
            yield from _outcomes(chunk, printed)

    def _try_alone(self, suspect: _Suspect) -> Iterator[Outcome]:
        self._submit(suspect.chunk)
        ((future, chunk),) = self._running.items()
        printed = _result(future)
        self._running.clear()
        suspect.tries += 1
        self._deaths = 0 if printed else self._deaths + 1
        if printed is not None:
            yield from _outcomes(chunk, printed)
        elif self._deaths >= MOST_DEATHS:
            raise LayoutError(
                "one worker after the other was ended",
                hint="free some memory, take fewer --jobs, and use --resume",
            )
        elif suspect.tries < TRIES:
            self._suspects.appendleft(suspect)
        else:
            (letter,) = chunk.letters
            message = "the worker that printed it was ended"
            reason = fault("merge/worker", message, hint="free some memory, and use --resume")
            yield Outcome(letter, Printed(reasons=(reason,)))


def _result(future: Future[list[Printed]]) -> list[Printed] | None:
    """Return what a worker printed, None when it died: no other exception leaves a worker."""
    try:
        return future.result()
    except Exception:
        return None


def _outcomes(chunk: Chunk, printed: list[Printed]) -> Iterator[Outcome]:
    for letter, found in zip(chunk.letters, printed, strict=True):
        yield Outcome(letter, found)
