"""`merge` in processes of its own: through kills, and with no child's name outside its letter."""

from __future__ import annotations

import csv
import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest

from tests.cli.conftest import start
from tests.merging import row, write_csv
from tests.reading import pdf_text
from tests.toy import LETTER

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
PLANTED = "Qwxyzephod" + WORKER.translate(str.maketrans("0123456789", "abcdefghij"))
"""A name that stands nowhere on this machine but in the tables of these tests, of this worker's."""

ROWS = 30
MANY = 400
"""More letters than are printed before a person can press a key."""

LINUX = Path("/proc/self/status").exists()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    rows = [row(child_name=f"{PLANTED} {_letters(number)}") for number in range(ROWS)]
    rows[3] = row(child_name=f"{PLANTED} 3")
    rows[5] = row(child_name=PLANTED, remark=f"{PLANTED}e 200 mg", valid_to=PLANTED)
    rows[7] = row(child_name=PLANTED, locale=PLANTED, carer1_phone=PLANTED)
    rows[9] = row(child_name=f"{PLANTED} \U00010d00")  # no font has it
    write_csv(folder / "letters.csv", rows)
    return folder


def _letters(number: int) -> str:
    return "".join(chr(ord("A") + int(digit)) for digit in str(number))


def begin(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    command = ("merge", LETTER, "letters.csv", "--locale", "en", "--out", "out", "--jobs", "2")
    return start(folder, *command, *more)


def end(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, (out + err).decode()


def letters(folder: Path) -> list[Path]:
    return sorted((folder / "out" / "letters").glob("*.pdf"))


def wait_until(condition: Callable[[], object], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while not condition() and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def outcomes(folder: Path) -> list[dict[str, str]]:
    text = (folder / "out" / "outcomes.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """Return the ids of a merge's spawned workers, without Python's own tracker."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [
        int(child)
        for child in children
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def whole(folder: Path) -> None:
    """Every row that can be printed has one letter, and it is whole."""
    told = outcomes(folder)
    assert len(told) == ROWS
    printed = [line for line in told if line["outcome"] == "printed"]
    assert {line["row"] for line in told if line["outcome"] == "failed"} == {"5", "7", "9", "11"}
    assert [f"out/{line['file']}" for line in printed] == [
        str(path.relative_to(folder)) for path in letters(folder)
    ]
    for line in printed:
        name = f"{PLANTED} {_letters(int(line['row']) - 2)}"
        text = pdf_text((folder / "out" / line["file"]).read_bytes())
        assert text.count(PLANTED) == text.count(name) > 0


@pytest.fixture
def hidden(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """After the test, the name is in no file that was written, but its table and letters."""
    own = tmp_path / "tmp"
    own.mkdir()
    for name in ("TMPDIR", "XDG_CACHE_HOME", "HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(own))
    began = time.time() - 1
    yield
    places = [tmp_path, Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path.home()]  # noqa: S108
    assert list(_files_with(PLANTED, places, since=began, but=folder)) == []
    for path in (folder / "out").rglob("*"):
        if path.is_file() and path.suffix != ".pdf":
            assert PLANTED.encode() not in path.read_bytes(), path
        assert PLANTED not in path.name


def _files_with(text: str, places: list[Path], *, since: float, but: Path) -> Iterator[Path]:
    wanted = [text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")]
    for place in places:
        for base, folders, names in os.walk(place):
            # Other tests have tables of their own; this one's were all written since it began.
            folders[:] = [name for name in folders if (Path(base) / name) != but]
            for name in names:
                path = Path(base) / name
                try:
                    if path.stat().st_mtime < since or not path.is_file():
                        continue
                    content = path.read_bytes()
                except OSError:
                    continue
                if any(form in content for form in wanted):
                    yield path


@pytest.mark.usefixtures("hidden")
def test_bad_rows_fail_and_say_nothing_of_their_child(folder: Path) -> None:
    code, said = end(begin(folder, "--one-file"))
    assert code == 1, said
    assert PLANTED not in said
    assert "26 letters in out/" in said
    assert '"locale"' in said
    assert "pdf/glyph" in said
    whole(folder)


@pytest.mark.usefixtures("hidden")
@pytest.mark.skipif(not LINUX, reason="finds workers in /proc")
def test_killed_worker_is_replaced_and_its_letters_are_printed(folder: Path) -> None:
    process = begin(folder)
    wait_until(lambda: letters(folder), process)
    for worker in workers_of(process)[:1]:
        os.kill(worker, signal.SIGKILL)
    code, said = end(process)
    assert code == 1
    assert PLANTED not in said
    assert "Traceback" not in said
    whole(folder)


@pytest.mark.usefixtures("hidden")
def test_merge_that_is_killed_again_and_again_is_whole_in_the_end(folder: Path) -> None:
    said = ""
    for more in (1, 9):
        process = begin(folder, *(["--resume"] if said else []))
        before = len(letters(folder))
        wait_until(lambda: len(letters(folder)) >= before + more, process)  # noqa: B023
        process.kill()
        said += end(process)[1] + " "
        assert not (folder / "out" / "outcomes.csv").exists()
    code, last = end(begin(folder, "--resume"))
    assert code == 1
    assert "of them from before" in last
    assert PLANTED not in said + last
    whole(folder)


@pytest.mark.usefixtures("hidden")
def test_ctrl_c_stops_with_whole_letters_and_outcomes(folder: Path) -> None:
    rows = [row(child_name=f"{PLANTED} {_letters(number)}") for number in range(MANY)]
    write_csv(folder / "letters.csv", rows)
    process = begin(folder)
    wait_until(lambda: letters(folder), process)
    process.send_signal(signal.SIGINT)
    code, said = end(process)
    assert code == 130
    assert PLANTED not in said
    assert "Traceback" not in said
    told = [line["outcome"] for line in outcomes(folder)]
    assert len(told) == MANY
    assert told.count("printed") == len(letters(folder)) > 0
    assert "not printed" in told
    assert end(begin(folder, "--resume"))[0] == 0
    assert len(letters(folder)) == MANY


@pytest.mark.usefixtures("hidden")
def test_full_disk_stops_without_half_a_letter(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No file may grow beyond a few kB: what a full disk is to a letter, it is to the journal, too.
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, before[1]))
    try:
        process = begin(folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    code, said = end(process)
    assert code == 7, said
    assert "cannot be written: File too large" in said
    assert PLANTED not in said
    assert "Traceback" not in said
    assert letters(folder) == []
    assert end(begin(folder, "--resume"))[0] == 1
    whole(folder)


@pytest.mark.skipif(not LINUX, reason="reads limits in /proc")
def test_no_process_of_a_merge_can_dump_its_memory(folder: Path) -> None:
    process = begin(folder)
    try:
        wait_until(lambda: letters(folder), process)
        for member in (process.pid, *workers_of(process)):
            limits = Path(f"/proc/{member}/limits").read_text()
            (core,) = (line for line in limits.splitlines() if "core file" in line)
            assert core.split()[4:6] == ["0", "0"]
    finally:
        process.kill()
        end(process)
