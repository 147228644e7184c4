"""What workers and their parent do with signals."""

from __future__ import annotations

import os
import signal
import struct
import sys
import threading
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool

import pytest

from crmo_handouts.delivery.workers import become_worker, start_workers, uninterrupted


@pytest.mark.usefixtures("hearing")
def test_ctrl_c_waits_for_what_is_begun() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012 - it is raised at the end of the inner one
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
            done.append("begun")
        done.append("next")
    assert done == ["begun"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.usefixtures("hearing")
def test_error_within_comes_out_and_ctrl_c_is_heard_again() -> None:
    with pytest.raises(ValueError, match="x"), uninterrupted():
        raise ValueError("x")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_other_threads_hear_no_signals_anyway() -> None:
    done: list[bool] = []

    def work() -> None:
        with uninterrupted():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]


def die_while_sending() -> None:
    """Send the beginning of a result, and be killed; runs in a worker."""
    frame = sys._getframe()
    while "result_queue" not in frame.f_locals:
        assert frame.f_back
        frame = frame.f_back
    results = frame.f_locals["result_queue"]
    results._wlock.acquire()
    os.write(results._writer.fileno(), struct.pack("!i", 1_000_000) + b"the beginning")
    os.kill(os.getpid(), signal.SIGKILL)


def test_worker_that_is_killed_while_it_sends_breaks_the_pool() -> None:
    with start_workers(2, become_worker) as pool:
        assert pool.submit(abs, -1).result(timeout=30) == 1
        dying = pool.submit(die_while_sending)
        others = [pool.submit(abs, -1) for _ in range(20)]
        with pytest.raises(BrokenProcessPool):
            dying.result(timeout=30)
        assert all(other.done() for other in others)


@pytest.fixture
def hearing() -> Iterator[None]:
    """Hear Ctrl-C as a program does, whatever the test run made of it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
