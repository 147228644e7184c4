"""What all tests share: the toy project, its press, and its sheets, each printed once a worker."""

from __future__ import annotations

import signal
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from crmo_handouts import Delivery, Job, Press
from crmo_handouts.layout import Engine
from crmo_handouts.project import Project
from crmo_handouts.source import load_handout
from tests.samples import sample_data
from tests.toy import PAPERS, copy_toy, open_toy

# A shell starts what runs in the background deaf to Ctrl-C, and our commands would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

Print = Callable[..., Delivery]


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print what is printed, whatever this machine has printed before; tests of the cache say so."""
    monkeypatch.setenv("CRMO_HANDOUTS_CACHE", "off")


@pytest.fixture(scope="session")
def toy_project() -> Project:
    return open_toy()


@pytest.fixture(scope="session")
def toy_press(toy_project: Project) -> Press:
    return Press(toy_project)


@pytest.fixture(scope="session")
def engine(toy_press: Press) -> Engine:
    return toy_press.engine


@pytest.fixture(scope="session")
def printed(toy_press: Press) -> Print:
    """Print a toy handout on both papers, blank or with its samples; the same sheet once."""

    @lru_cache
    def print_once(handout: str, locale: str = "en", *, filled: bool = False) -> Delivery:
        data = sample_data(load_handout(toy_press.project, handout)) if filled else None
        delivery = toy_press.print_job(Job(handout, locale, PAPERS, data, "sample.toml"))
        assert delivery.sheets, [str(finding) for finding in delivery.report]
        return delivery

    return print_once


@pytest.fixture
def toy_copy(tmp_path: Path) -> Path:
    """A copy of the toy project that may be broken."""
    return copy_toy(tmp_path / "project")
