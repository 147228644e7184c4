"""`build` and `print` a second time: what was printed and has not changed is not printed again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crmo_handouts import Press
from crmo_handouts.delivery.cache import environment
from crmo_handouts.delivery.cache.fingerprints import AT_REST
from crmo_handouts.delivery.cache.store import CONTENTS, RECORDS
from tests.cli.conftest import EPOCH, Run, start
from tests.toy import LETTER, SHEET, TOY, copy_toy, replace_in


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A cache of the test's own, of a press that nobody is editing.

    Workers keep nothing when its source was saved a moment ago.
    """
    paths = [path for path in Path(environment.SOURCE).rglob("*.py") if path.is_file()]
    saved = max(path.stat().st_ctime_ns for path in paths)
    time.sleep(max(0, saved + 1.1 * AT_REST - time.time_ns()) / 10**9)
    monkeypatch.setenv("CRMO_HANDOUTS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(environment, "BEGUN", time.time_ns() + 3_600 * 10**9)
    return tmp_path / "cache"


@pytest.fixture
def no_printing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a sheet is printed again")

    monkeypatch.setattr("crmo_handouts.delivery.batch.start_workers", refuse)
    monkeypatch.setattr(Press, "say", refuse)


def state(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the files of a folder: which they are, and when they were written."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*.pdf")
    }


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_second_build_prints_nothing_and_is_the_same(
    run: Run, here: Path, request: pytest.FixtureRequest
) -> None:
    first = run("build", "--paper", "a4")
    assert first.code == 0
    before, files = content(here / "build"), state(here / "build")
    request.getfixturevalue("no_printing")
    second = run("build", "--paper", "a4")
    assert second.code == 0
    assert second.err.partition(" (")[0] == first.err.partition(" (")[0]
    assert content(here / "build") == before
    assert state(here / "build") == files
    assert run("build", "--paper", "a4", "--out", "again").code == 0
    assert content(here / "again") == before


def test_print_finds_what_build_has_printed_and_the_other_way_round(
    run: Run, here: Path, request: pytest.FixtureRequest
) -> None:
    assert run("build", SHEET, "--locale", "bn").code == 0
    first = run("print", LETTER, "--locale", "en", "-o", "letter.pdf")
    request.getfixturevalue("no_printing")
    for paper in ("a4", "us-letter"):
        found = run("print", SHEET, "--locale", "bn", "--paper", paper, "-o", "-")
        assert found.raw == (here / "build" / "bn" / f"{SHEET}-{paper}.pdf").read_bytes()
    again = run("print", LETTER, "--locale", "en", "-o", "letter.pdf")
    assert (again.code, again.err) == (first.code, first.err)
    assert run("build", LETTER, "--locale", "en", "--paper", "a4").code == 0


def test_refused_sheet_is_refused_again_beside_those_that_are_found(
    run: Run, here: Path, tmp_path: Path
) -> None:
    project = copy_toy(tmp_path / "clinic")
    po = project / "locales" / "bn" / "LC_MESSAGES" / f"{SHEET}.po"
    replace_in(po, 'msgstr "ধুয়ে ফেলুন।"', 'msgstr ""')
    arguments = ("build", "--paper", "a4", "--project", project)
    first = run(*arguments)
    before = content(here / "build")
    second = run(*arguments)
    assert second.code == first.code == 1
    assert second.err.partition(" (")[0] == first.err.partition(" (")[0]
    assert f"error: refused: {SHEET} bn" in second.err
    assert content(here / "build") == before


@pytest.mark.parametrize("how", ["option", "variable"])
def test_cache_may_be_left_out(
    run: Run, here: Path, store: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    arguments = ["--locale", "en", "--paper", "a4"]
    if how == "option":
        arguments.append("--no-cache")
    else:
        monkeypatch.setenv("CRMO_HANDOUTS_CACHE", "off")
    assert run("build", SHEET, *arguments).code == 0
    assert run("print", SHEET, *arguments, "-o", "sheet.pdf").code == 0
    assert not store.exists()


@pytest.mark.parametrize("place", ["/dev/null/cache", "file"])
def test_cache_that_cannot_be_is_done_without(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (here / "file").write_bytes(b"mine")
    monkeypatch.setenv("CRMO_HANDOUTS_CACHE", place)
    result = run("print", SHEET, "--locale", "en", "-o", "sheet.pdf")
    assert result.code == 0
    assert result.err == "sheet.pdf: 1 page, type 12 pt\n"
    assert (here / "file").read_bytes() == b"mine"


def test_readers_values_leave_no_trace(run: Run, here: Path, store: Path, tmp_path: Path) -> None:
    assert run("print", LETTER, "--locale", "en", "-o", "blank.pdf").code == 0
    before = content(store)
    planted = "Zebediah Planted"
    (here / "letter.toml").write_text(
        f'child_name = "{planted}"\nemergency_number = "999"\nvalid_to = 2027-01-31\n'
        'changes = ["cls.seat"]\nconsent_share = true\ncarer1 = { name = "Quirinus Planted" }\n'
    )
    for _ in range(2):
        result = run("print", LETTER, "--locale", "en", "--data", "letter.toml", "-o", "letter.pdf")
        assert result.code == 0, result.err
    assert content(store) == before
    assert not any(b"Planted" in kept for kept in content(store).values())


# -- processes of their own

HEAVY = ("weasyprint", "pikepdf", "jinja2", "babel.dates", "fontTools", "multiprocessing", "rich")

TELL = f"""
import atexit, sys
atexit.register(lambda: print("heavy:", *(name for name in {HEAVY} if name in sys.modules)))
"""


def test_what_is_found_is_found_without_the_engine(here: Path, store: Path) -> None:
    from tests.cli.conftest import LAUNCHER

    def told_by(*arguments: str) -> str:
        launcher = TELL + LAUNCHER.replace("crmo_handouts.layout.fonts, ", "")
        return subprocess.run(
            [sys.executable, "-c", launcher, str(TOY), *arguments],
            cwd=here,
            env=os.environ
            | {"PYTHONPATH": str(Path(__file__).parents[2]), "SOURCE_DATE_EPOCH": EPOCH},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert "multiprocessing" in told_by("build", "--paper", "a4")  # its workers print
    assert told_by("build", "--paper", "a4") == "heavy:\n"
    assert told_by("print", SHEET, "--locale", "bn") == "heavy:\n"


def wait_for_an_entry(store: Path) -> None:
    for _ in range(1500):
        if any(path.is_file() for path in (store / CONTENTS).rglob("*")):
            return
        time.sleep(0.01)
    raise AssertionError("nothing was kept in 15 s")


def test_killed_build_leaves_a_cache_that_the_next_one_can_use(
    run: Run, here: Path, store: Path
) -> None:
    build = start(here, "build", "--paper", "a4", "--out", "killed")
    try:
        wait_for_an_entry(store)
    finally:
        build.send_signal(signal.SIGKILL)
        build.communicate()
    assert run("build", "--paper", "a4", "--out", "next").code == 0
    assert run("build", "--paper", "a4", "--out", "without", "--no-cache").code == 0
    assert content(here / "next") == content(here / "without")


def test_two_builds_at_once_share_the_cache(run: Run, here: Path, store: Path) -> None:
    outs = ("one", "two")
    builds = [start(here, "build", "--paper", "a4", "--out", out) for out in outs]
    for build in builds:
        _, err = build.communicate(timeout=120)
        assert build.returncode == 0, err.decode()
    assert content(here / "one") == content(here / "two")
    assert run("build", "--paper", "a4", "--out", "three").code == 0
    assert content(here / "three") == content(here / "one")
    assert not [path for path in store.rglob(".*") if path.is_file()]


def test_cache_may_be_deleted_while_it_is_used(run: Run, here: Path, store: Path) -> None:
    import shutil

    build = start(here, "build", "--paper", "a4")
    while build.poll() is None:
        shutil.rmtree(store, ignore_errors=True)
        time.sleep(0.05)
    _, err = build.communicate()
    assert build.returncode == 0, err.decode()
    assert run("build", "--paper", "a4", "--out", "again").code == 0
    assert content(here / "again") == content(here / "build")


def test_cache_holds_pdfs_under_their_own_hashes(run: Run, here: Path, store: Path) -> None:
    import hashlib

    assert run("build", SHEET, "--locale", "en", "--paper", "a4").code == 0
    kept = content(store / CONTENTS)
    assert kept
    for name, pdf in kept.items():
        assert Path(name).name == hashlib.sha256(pdf).hexdigest()
        assert pdf.startswith(b"%PDF")
    assert (store / RECORDS).is_dir()
