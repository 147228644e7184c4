"""The cache's folder: damaged, deleted, full, foreign, or never there. A sheet is right all the same."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from crmo_handouts import Project
from crmo_handouts.delivery.cache import open_cache, store_folder
from crmo_handouts.delivery.cache.sheets import KNOWN_FILES
from crmo_handouts.delivery.cache.store import CONTENTS, RECORDS, Store
from crmo_handouts.delivery.files import PART
from crmo_handouts.errors import OutputError
from tests.delivery.cache.conftest import EVERYTHING, Bench, print_without, told
from tests.toy import TODAY

KEY = "ab" * 32


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "store")
    assert store.open()
    return store


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def make_folder(path: Path, mode: int = 0o700) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()
    path.chmod(mode)


def make_file(path: Path) -> None:
    path.rmdir()
    path.write_bytes(b"mine")


def damage_byte(path: Path, position: int) -> None:
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    path.write_bytes(content)


# -- damage

DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "cut in half": lambda path: os.truncate(path, path.stat().st_size // 2),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\n"),
    "first byte": lambda path: damage_byte(path, 0),
    "last byte": lambda path: damage_byte(path, -1),
    "byte in the middle": lambda path: damage_byte(path, path.stat().st_size // 2),
    "gone": lambda path: path.unlink(),
    "a folder": make_folder,
}


@pytest.mark.parametrize("what", DAMAGES)
def test_damaged_sheet_is_printed_anew(bench: Bench, toy: Path, what: str) -> None:
    for path in files(bench.store / CONTENTS):
        DAMAGES[what](path)
    visit = bench.visit(toy)
    assert visit.anew == EVERYTHING
    for sheet, delivery in print_without(toy).items():
        assert told(visit.deliveries[sheet]) == told(delivery)
    if what != "a folder":
        assert bench.visit(toy).by_files == EVERYTHING


@pytest.mark.parametrize("what", DAMAGES)
def test_damaged_record_counts_as_none(bench: Bench, toy: Path, what: str) -> None:
    for path in files(bench.store / RECORDS):
        DAMAGES[what](path)
    visit = bench.visit(toy)
    assert visit.anew == EVERYTHING
    for sheet, delivery in print_without(toy).items():
        assert told(visit.deliveries[sheet]) == told(delivery)


@pytest.mark.parametrize(
    "record",
    [None, 1, [], {}, {"sheets": 1, "day": None}, {"day": None, "state": "x", "sheets": [], "findings": []},
     {"day": None, "state": "draft", "findings": [1], "sheets": []},
     {"day": None, "state": "draft", "findings": [], "sheets": [["a4", 7, 1, 12.0]]},
     {"read": [["press:x"]], "findings": [], "sheets": []},
     {"read": {}, "findings": [{"severity": "error"}], "sheets": []}],
)  # fmt: skip
def test_record_of_another_form_counts_as_none(bench: Bench, toy: Path, record: object) -> None:
    store = Store(bench.store)
    for path in files(bench.store / RECORDS):
        store.write_record(path.name, record)
    visit = bench.visit(toy)
    assert visit.anew == EVERYTHING
    assert not visit.refused


def test_damaged_hash_of_a_file_does_not_stand_for_it(bench: Bench, toy: Path) -> None:
    file = toy / "styles" / "part.css"
    status = file.stat()
    state = [status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns]
    Store(bench.store).write_record(KNOWN_FILES, {str(file): [*state, "0" * 64]})
    assert bench.visit(toy).by_files == set()
    [known] = bench.store.rglob(KNOWN_FILES)
    damage_byte(known, -10)
    assert bench.visit(toy).by_files == EVERYTHING


# -- a folder that may not be used

UNFIT: dict[str, Callable[[Path], object]] = {
    "is a file": lambda path: path.write_bytes(b"mine"),
    "lies below a file": lambda path: make_file(path.parent),
    "can be written by others": lambda path: make_folder(path, 0o777),
}


@pytest.mark.parametrize("what", UNFIT)
def test_unfit_folder_is_not_used(toy_project: Project, tmp_path: Path, what: str) -> None:
    folder = tmp_path / "above" / "store"
    folder.parent.mkdir()
    UNFIT[what](folder)
    assert open_cache(toy_project, folder) is None


def test_folder_of_somebody_else_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.setattr("os.getuid", lambda: tmp_path.stat().st_uid + 1)
    assert not Store(tmp_path).open()


def test_folder_that_cannot_be_written_is_read(
    bench: Bench, toy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise OutputError("cannot be written", where=str(path))

    monkeypatch.setattr("crmo_handouts.delivery.cache.store.write_file", refuse)
    before = {path: path.read_bytes() for path in files(bench.store)}
    assert bench.visit(toy).by_files == EVERYTHING
    (toy / "styles" / "part.css").write_text("h2 { color: #333 }")
    visit = bench.visit(toy)
    assert visit.anew == EVERYTHING
    assert not visit.refused
    assert {path: path.read_bytes() for path in files(bench.store)} == before


def test_folder_is_its_owners_alone(bench: Bench, toy: Path) -> None:
    for path in bench.store.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_environment_says_where_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CRMO_HANDOUTS_CACHE", "off")
    assert store_folder() is None
    monkeypatch.setenv("CRMO_HANDOUTS_CACHE", str(tmp_path))
    assert store_folder() == tmp_path
    monkeypatch.delenv("CRMO_HANDOUTS_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert store_folder() == tmp_path / "crmo-handouts" / "sheets"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert store_folder() == tmp_path / ".cache" / "crmo-handouts" / "sheets"


# -- deletion, and what is left of a kill


def test_folder_may_be_deleted_while_it_is_used(bench: Bench, toy: Path) -> None:
    cache = bench.open(Project((toy,), TODAY))
    shutil.rmtree(bench.store)
    assert cache.find_all([]) == []
    visit = bench.visit(toy)
    assert visit.anew == EVERYTHING
    assert bench.visit(toy).by_files == EVERYTHING


def test_folder_that_is_deleted_before_a_write_is_made_anew(store: Store) -> None:
    shutil.rmtree(store.path)
    store.write_record(KEY, ["kept"])
    assert store.read_record(KEY) == ["kept"]
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o700


def test_half_written_entry_is_none(store: Store) -> None:
    store.write_record(KEY, ["kept"])
    [place] = files(store.path)
    content = place.read_bytes()
    for length in range(len(content)):
        place.write_bytes(content[:length])
        assert store.read_record(KEY) is None


# -- its size


def write_old(store: Store, content: bytes, *, age: float) -> Path:
    digest = store.write_content(content)
    [path] = (path for path in files(store.path) if path.name == digest)
    os.utime(path, (path.stat().st_mtime - age,) * 2)
    return path


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    store = Store(tmp_path / "store", largest=10_000)
    store.open()
    oldest, older, newest = (
        write_old(store, bytes([age]) * 4_000, age=age) for age in (30, 20, 10)
    )
    assert store.read_content(oldest.name) is not None  # It was used just now.
    store.clear_up()
    assert files(store.path) == sorted([oldest, newest])
    assert not older.exists()


def test_nothing_goes_while_there_is_room(tmp_path: Path) -> None:
    store = Store(tmp_path / "store", largest=10_000)
    store.open()
    kept = [write_old(store, bytes([age]) * 4_000, age=age) for age in (30, 20)]
    store.clear_up()
    assert files(store.path) == sorted(kept)


def test_what_a_killed_run_left_goes_too_and_other_files_never(tmp_path: Path) -> None:
    store = Store(tmp_path / "store", largest=100)
    store.open()
    mine = tmp_path / "store" / "letter.txt"
    also_mine = tmp_path / "store" / CONTENTS / "letter.txt"
    for path in (mine, also_mine):
        path.write_bytes(b"m" * 1_000)
    place = write_old(store, b"x" * 1_000, age=10)
    part = place.with_name(f".{KEY}.abc{PART}")
    place.rename(part)
    store.clear_up()
    assert files(store.path) == sorted([mine, also_mine])
