"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from crmo_handouts.delivery import files
from crmo_handouts.delivery.files import PART, remove_parts, write_file
from crmo_handouts.errors import OutputError


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_file_is_written_with_its_folders(tmp_path: Path) -> None:
    write_file(tmp_path / "a" / "b" / "sheet.pdf", b"%PDF")
    assert (tmp_path / "a" / "b" / "sheet.pdf").read_bytes() == b"%PDF"
    assert os.listdir(tmp_path / "a" / "b") == ["sheet.pdf"]


def test_file_has_the_rights_that_the_user_gives_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_file(tmp_path / "sheet.pdf", b"")
    finally:
        assert os.umask(before) == 0o027
    assert mode(tmp_path / "sheet.pdf") == 0o640


def test_private_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"old")
    write_file(tmp_path / "letter.pdf", b"", private=True)
    assert mode(tmp_path / "letter.pdf") == 0o600


def test_private_file_is_never_open_to_others_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    replace = Path.replace

    def look(part: Path, target: Path) -> Path:
        seen.append(mode(part))
        return replace(part, target)

    monkeypatch.setattr(Path, "replace", look)
    write_file(tmp_path / "letter.pdf", b"x", private=True)
    assert seen == [0o600]


def test_file_that_was_there_is_replaced(tmp_path: Path) -> None:
    for content in (b"long content", b"new"):
        write_file(tmp_path / "sheet.pdf", content)
    assert (tmp_path / "sheet.pdf").read_bytes() == b"new"


def test_when_writing_fails_the_old_file_stays_and_no_part_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(tmp_path / "sheet.pdf", b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OutputError, match="No space left") as refused:
        write_file(tmp_path / "sheet.pdf", b"new")
    assert refused.value.where == str(tmp_path / "sheet.pdf")
    assert refused.value.exit_code == 7
    assert (tmp_path / "sheet.pdf").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["sheet.pdf"]


@pytest.mark.parametrize("place", ["file/sheet.pdf", "file/deeper/sheet.pdf", "folder"])
def test_place_that_cannot_be_written_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="cannot be written") as refused:
        write_file(tmp_path / place, b"x")
    assert refused.value.where == str(tmp_path / place)
    assert refused.value.hint
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


def test_what_a_killed_build_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / "bn").mkdir()
    left = [tmp_path / f".manifest.json.x1{PART}", tmp_path / "bn" / f".sheet-a4.pdf.x2{PART}"]
    kept = [tmp_path / ".film.part", tmp_path / "bn" / "sheet-a4.pdf"]  # a browser's, ours
    for path in (*left, *kept):
        path.write_bytes(b"")
    remove_parts(tmp_path)
    assert not any(path.exists() for path in left)
    assert all(path.exists() for path in kept)


def test_no_folder_has_no_parts(tmp_path: Path) -> None:
    remove_parts(tmp_path / "no")


def test_part_that_another_build_took_away_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two builds into one folder: the second begins by removing what it takes for leavings.
    chmod = Path.chmod
    taken: list[Path] = []

    def take_away_once(part: Path, mode: int) -> None:
        chmod(part, mode)
        if not taken:
            taken.append(part)
            files.remove_parts(tmp_path)

    monkeypatch.setattr(Path, "chmod", take_away_once)
    write_file(tmp_path / "sheet.pdf", b"%PDF")
    assert taken
    assert (tmp_path / "sheet.pdf").read_bytes() == b"%PDF"
