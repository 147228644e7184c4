"""Executors: chunks are few in flight, and a worker that dies costs at most its own letter."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pytest

from crmo_handouts.delivery import Job
from crmo_handouts.delivery.merge import workers
from crmo_handouts.delivery.merge.executing import MOST_DEATHS, print_rows
from crmo_handouts.delivery.merge.grouping import MOST_HELD, chunked
from crmo_handouts.delivery.merge.pool import LocalPool
from crmo_handouts.delivery.merge.rows import Letter, Marks
from crmo_handouts.delivery.merge.workers import Chunk, Printed, print_chunk
from crmo_handouts.errors import LayoutError
from crmo_handouts.project import Project
from tests.merging import RIMA_DATA
from tests.toy import LETTER


def letter(row: int, *, body: str = "", name: str = "Zaphod") -> Letter:
    data = {**RIMA_DATA, "child_name": name}
    return Letter(Marks(row, locale="en"), Job(LETTER, "en", ("a4",), data, f"row {row}"), (body,))


def chunks(count: int, *, size: int = 1) -> Iterator[Chunk]:
    rows = [letter(row) for row in range(count)]
    return (Chunk(tuple(rows[start : start + size])) for start in range(0, count, size))


class Fake(Executor):
    """Keeps calls until they are asked for; letters that are poison end its worker."""

    def __init__(self, *, poison: set[int] | None = None, all_die: bool = False) -> None:
        self.poison = poison or set()
        self.all_die = all_die
        self.most = 0
        self.running: dict[Future[Any], Chunk] = {}
        self.submitted: list[int] = []

    def submit(self, function: Any, /, *arguments: Any, **_: Any) -> Future[Any]:
        _, chunk = arguments
        future: Future[Any] = Future()
        self.running[future] = chunk
        self.submitted += [letter.marks.row for letter in chunk.letters]
        self.most = max(self.most, len(self.running))
        # The worker takes its time: the oldest call is done when the next but three is asked for.
        if len(self.running) == 4 or len(chunk.letters) == 1:
            self.finish()
        return future

    def finish(self) -> None:
        rows = {one.marks.row for chunk in self.running.values() for one in chunk.letters}
        broken = self.all_die or bool(self.poison & rows)
        for future, chunk in self.running.items():
            if broken:
                future.set_exception(BrokenProcessPool("Zaphod"))
            else:
                future.set_result([Printed(b"%PDF") for _ in chunk.letters])
        self.running.clear()


def test_chunks_are_asked_for_as_they_are_needed(toy_project: Project) -> None:
    taken = 0

    def endless() -> Iterator[Chunk]:
        nonlocal taken
        for chunk in chunks(1000, size=2):
            taken += 1
            yield chunk

    executor = Fake()
    outcomes = print_rows(executor, toy_project, endless(), in_flight=4)
    assert taken == 0
    next(outcomes)
    assert taken <= 8
    assert executor.most == 4
    assert len({outcome.letter.marks.row for outcome in outcomes}) == 999


def test_letter_that_ends_its_worker_fails_and_no_other_does(toy_project: Project) -> None:
    executor = Fake(poison={7})
    outcomes = list(print_rows(executor, toy_project, chunks(40, size=3), in_flight=4))
    rows = [outcome.letter.marks.row for outcome in outcomes]
    assert sorted(rows) == list(range(40))
    failed = [outcome for outcome in outcomes if not outcome.printed.pdf]
    assert [outcome.letter.marks.row for outcome in failed] == [7]
    (reason,) = failed[0].printed.reasons
    assert reason.check == "merge/worker"
    assert "Zaphod" not in str(failed)


def test_workers_that_all_die_stop_the_merge(toy_project: Project) -> None:
    executor = Fake(all_die=True)
    with pytest.raises(LayoutError, match="one worker after the other"):
        list(print_rows(executor, toy_project, chunks(1000, size=3), in_flight=4))
    assert len(executor.submitted) < 12 + 2 * MOST_DEATHS


def test_what_is_unexpected_in_a_worker_is_told_without_its_words(
    toy_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    class FatalError(BaseException):
        pass

    def fail(*_: Any) -> None:
        raise FatalError("Zaphod")

    monkeypatch.setattr(workers, "_press", fail)
    (printed,) = print_chunk(toy_project, Chunk((letter(2),)))
    assert printed.reasons[0].check == "merge/FatalError"
    assert b"Zaphod" not in pickle.dumps(printed)


def test_letters_with_one_body_are_neighbours_and_few_are_held_back() -> None:
    held = most = 0

    def letters() -> Iterator[Letter]:
        nonlocal held, most
        for row in range(10_000):
            held += 1
            most = max(most, held)
            yield letter(row, body=str(row % 50))

    seen: list[int] = []
    alike = 0
    for chunk in chunked(letters(), size=10):
        held -= len(chunk.letters)
        assert len(chunk.letters) <= 10
        alike += len({letter.body for letter in chunk.letters}) == 1
        seen += [letter.marks.row for letter in chunk.letters]
    assert sorted(seen) == list(range(10_000))
    assert most <= MOST_HELD + 10
    assert alike > 900
    assert seen[:10] != list(range(10))


def test_first_letter_is_printed_before_many_rows_are_read() -> None:
    read = 0

    def letters() -> Iterator[Letter]:
        nonlocal read
        for row in range(5_000):
            read += 1
            yield letter(row, body=str(row))

    next(chunked(letters(), size=10))
    assert read <= 100


def _end(project: Project, chunk: Chunk) -> list[Printed]:
    if any(letter.marks.row == 3 for letter in chunk.letters):
        os._exit(1)
    return [Printed(b"%PDF") for _ in chunk.letters]


def test_dead_worker_is_replaced(toy_project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmo_handouts.delivery.merge.executing.print_chunk", _end)
    with LocalPool(2) as pool:
        outcomes = list(print_rows(pool, toy_project, chunks(12, size=2), in_flight=4))
    failed = [o.letter.marks.row for o in outcomes if not o.printed.pdf]
    assert sorted(o.letter.marks.row for o in outcomes) == list(range(12))
    assert failed == [3]
