"""A file's hash is that of its content now, however its times, its place and the clock are changed."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from crmo_handouts.delivery.cache.fingerprints import (
    AT_REST,
    NO_FILE,
    UNREADABLE,
    Fingerprints,
)

LONG_AGO = 1_000 * 10**9


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"first")
    return path


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Set the clock forward, or back."""
    now = time.time_ns()
    monkeypatch.setattr("time.time_ns", lambda: now + int(seconds * 10**9))


def again(fingerprints: Fingerprints) -> Fingerprints:
    """Hand what is known to the next run."""
    return Fingerprints(fingerprints.as_known())


def test_hash_is_that_of_the_content(file: Path) -> None:
    assert Fingerprints().of(file) == sha256(b"first")


def test_file_at_rest_is_read_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch, 60)
    first = Fingerprints()
    first.of(file)
    assert first.learned
    monkeypatch.setattr("builtins.open", None)
    second = again(first)
    assert second.of(file) == sha256(b"first")
    assert not second.learned


def test_file_that_has_just_changed_is_read_each_time(file: Path) -> None:
    first = Fingerprints()
    first.of(file)
    assert not first.learned
    assert first.as_known() == {}


@pytest.mark.parametrize("seconds", [60, 0, -60, -(10**9)])
def test_change_is_seen_whatever_the_clock_says(
    file: Path, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    later(monkeypatch, seconds)
    first = Fingerprints()
    first.of(file)
    second = again(first)
    file.write_bytes(b"other")
    assert second.of(file) == sha256(b"other")


def test_change_is_seen_when_length_and_time_are_as_before(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, 60)
    first = Fingerprints()
    first.of(file)
    before = file.stat()
    file.write_bytes(b"other")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert again(first).of(file) == sha256(b"other")
    assert first.of(file) == sha256(b"other")


def test_other_file_in_its_place_is_seen(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch, 60)
    other = file.with_name("other")
    other.write_bytes(b"other")
    os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    first = Fingerprints()
    first.of(file)
    other.replace(file)
    assert again(first).of(file) == sha256(b"other")


def test_file_of_times_to_come_is_read_each_time(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, 60)
    os.utime(file, (time.time() + 10**6,) * 2)
    first = Fingerprints()
    first.of(file)
    assert first.as_known() == {}


def test_place_without_a_file_says_so(tmp_path: Path, file: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("nowhere")
    fingerprints = Fingerprints()
    for name in ("none", "pipe", "link", ".", "a\0b"):
        assert fingerprints.of(f"{tmp_path}/{name}") == NO_FILE, name
    if os.getuid():
        file.chmod(0)
        assert fingerprints.of(file) == UNREADABLE


def test_what_is_known_of_a_file_must_have_its_form(file: Path) -> None:
    state = file.stat()
    for known in (None, [], "x", [1, "x"], [1, 2, 3, 4, 5, 6], {"a": 1}, [state.st_dev, "x"]):
        assert Fingerprints({str(file): known}).of(file) == sha256(b"first")


# -- folders


def test_folder_is_told_by_names_contents_and_links(tmp_path: Path) -> None:
    def told() -> str:
        return Fingerprints().folder(tmp_path / "folder")

    folder = tmp_path / "folder"
    seen = {told()}

    def changed() -> bool:
        before = len(seen)
        seen.add(told())
        return len(seen) > before

    (folder / "a").mkdir(parents=True)
    assert changed()
    (folder / "a" / "b").write_bytes(b"1")
    assert changed()
    assert not changed()
    (folder / "a" / "b").write_bytes(b"2")
    assert changed()
    (folder / "a" / "b").rename(folder / "a" / "c")
    assert changed()
    (folder / "d").symlink_to("a")
    assert changed()
    (folder / "d").unlink()
    (folder / "e").symlink_to("nowhere")
    assert changed()
    (folder / "e").unlink()
    (folder / "e").symlink_to("a/c")
    assert changed()
    (folder / "a" / "c").write_bytes(b"3")
    assert changed()


def test_folders_that_hold_each_other_come_to_an_end(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "up").symlink_to("..")
    (tmp_path / "a" / "file").write_bytes(b"1")
    first = Fingerprints().folder(tmp_path)
    (tmp_path / "a" / "file").write_bytes(b"2")
    assert Fingerprints().folder(tmp_path) != first


def test_folders_can_be_left_out(tmp_path: Path) -> None:
    def told() -> str:
        return Fingerprints().folder(tmp_path, without=frozenset({"__pycache__"}))

    first = told()
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "x.pyc").write_bytes(b"1")
    assert told() == first


def test_files_were_at_rest_at_a_moment_only_when_none_changed_near_it(file: Path) -> None:
    fingerprints = Fingerprints()
    fingerprints.of(file)
    changed = file.stat().st_ctime_ns
    place = str(file.parent)
    assert fingerprints.were_at_rest(changed + 2 * AT_REST, place)
    assert not fingerprints.were_at_rest(changed + AT_REST // 2, place)
    assert not fingerprints.were_at_rest(changed - AT_REST, place)
    assert fingerprints.were_at_rest(changed, "/another/place")
