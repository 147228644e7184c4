"""Fetching fonts: only the locked bytes come to stand in their place."""

from __future__ import annotations

import hashlib
import io
import os
import shlex
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tools.fonts import FontsError, LockedFile, fetch_missing, put, read_lock

ROOT = Path(__file__).resolve().parents[2]
CONTENT = b"the bytes of a font"


def locked(folder: Path, content: bytes = CONTENT) -> LockedFile:
    return LockedFile(
        package="@press/font",
        version="1.2.3",
        member="400Regular/Font.ttf",
        sha256=hashlib.sha256(content).hexdigest(),
        target=folder / "press-latin" / "Font-Regular.ttf",
    )


def fake_npm(folder: Path, monkeypatch: pytest.MonkeyPatch, package: Path | None = None) -> None:
    """Put an npm before the machine's, one that brings this package, or has no network."""
    pack = f"cp {shlex.quote(str(package))} ." if package else "echo ENOTFOUND >&2; exit 1"
    folder.mkdir()
    (folder / "npm").write_text(f'#!/bin/sh\n[ "$1" = --version ] && exit\n{pack}\n')
    (folder / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def package(folder: Path, content: bytes = CONTENT) -> Path:
    path = folder / "press-font-1.2.3.tgz"
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("package/400Regular/Font.ttf")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return path


def test_missing_font_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_npm(tmp_path / "bin", monkeypatch, package(tmp_path))
    font = locked(tmp_path)
    assert fetch_missing([font]) == 1
    assert font.target.read_bytes() == CONTENT
    assert fetch_missing([font]) == 0


def test_damaged_font_is_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_npm(tmp_path / "bin", monkeypatch, package(tmp_path))
    font = locked(tmp_path)
    font.target.parent.mkdir()
    font.target.write_bytes(b"half a fo")
    fetch_missing([font])
    assert font.target.read_bytes() == CONTENT


def test_other_bytes_than_the_locked_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_npm(tmp_path / "bin", monkeypatch, package(tmp_path, b"other bytes"))
    font = locked(tmp_path)
    with pytest.raises(FontsError, match="is not the file that was locked"):
        fetch_missing([font])
    assert not font.target.exists()


def test_refused_bytes_leave_the_old_file_alone(tmp_path: Path) -> None:
    font = locked(tmp_path)
    put(font, CONTENT)
    with pytest.raises(FontsError):
        put(font, b"other bytes")
    assert [path.name for path in font.target.parent.iterdir()] == ["Font-Regular.ttf"]
    assert font.target.read_bytes() == CONTENT


def test_package_without_the_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "press-font-1.2.3.tgz"
    tarfile.open(path, "w:gz").close()
    fake_npm(tmp_path / "bin", monkeypatch, path)
    with pytest.raises(FontsError, match=r"@press/font@1\.2\.3 has no 400Regular/Font\.ttf"):
        fetch_missing([locked(tmp_path)])


def test_npm_without_a_network_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_npm(tmp_path / "bin", monkeypatch)
    with pytest.raises(FontsError, match="check the network") as caught:
        fetch_missing([locked(tmp_path)])
    assert "ENOTFOUND" in str(caught.value)


def test_script_ends_with_a_code_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_npm(tmp_path / "bin", monkeypatch)
    lock = tmp_path / "fonts.lock.toml"
    lock.write_text(
        'licence = []\n[[face]]\npackage = "@press/font"\nversion = "1.2.3"\n'
        'member = "Font.ttf"\nsha256 = "00"\ntarget = "Font.ttf"\n'
    )
    done = subprocess.run(
        [sys.executable, "tools/fonts.py", "--lock", lock],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("fonts: npm could not fetch them: check the network")


def test_project_lock_has_a_licence_beside_every_face() -> None:
    files = read_lock(ROOT / "styles/fonts/fonts.lock.toml")
    licences = {file.target.parent for file in files if file.target.name == "OFL.txt"}
    faces = [file for file in files if file.target.suffix == ".ttf"]
    assert {file.target.parent for file in faces} == licences
    assert len({file.target for file in files}) == len(files)
