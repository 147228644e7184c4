"""What workers and their parent do with signals."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator

import pytest

from crmo_handouts.delivery.workers import uninterrupted


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


@pytest.fixture
def hearing() -> Iterator[None]:
    """Hear Ctrl-C as a program does, whatever the test run made of it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
