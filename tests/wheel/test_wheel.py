"""The wheel, installed in an empty environment away from the source, prints the same sheets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.wheel

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1_000_000


def run(*command: object, cwd: Path) -> str:
    """Run a command that knows nothing of this environment; return what it prints."""
    alone = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    }
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=alone, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build_wheel(folder: Path) -> Path:
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    [wheel] = folder.glob("*.whl")
    return wheel


def sheets(folder: Path) -> dict[str, str]:
    """Return the hash that the manifest has for each printed file."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    return {entry["path"]: entry["sha256"] for entry in manifest}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment that has the locked packages and the wheel, and nothing else."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", ".venv", cwd=folder)
    python = folder / ".venv/bin/python"
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    locked = ("--require-hashes", "--only-binary", ":all:", "-r", ROOT / "requirements/press.txt")
    run(*pip, *locked, cwd=folder)
    run(*pip, "--no-deps", "--no-index", wheel, cwd=folder)
    return folder / ".venv"


def test_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < 20 * MEGABYTE


def test_wheel_is_the_same_when_it_is_built_again(wheel: Path, tmp_path: Path) -> None:
    assert build_wheel(tmp_path).read_bytes() == wheel.read_bytes()


def test_wheel_carries_the_rooms_and_the_licences_of_the_fonts(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    rooms = {name.split("/")[2] for name in names if name.startswith("crmo_handouts/builtin/")}
    assert rooms == {"handouts", "locales", "styles"}
    fonts = [name.rpartition("/") for name in names if name.endswith(".ttf")]
    assert fonts
    for folder, _, _ in fonts:
        assert f"{folder}/OFL.txt" in names
    assert not [name for name in names if name.endswith((".mo", ".pot"))]


def test_wheel_installs_all_that_it_says_it_needs(elsewhere: Path) -> None:
    run(elsewhere / "bin/python", "-m", "pip", "check", cwd=elsewhere)


def test_wheel_prints_the_same_bytes_as_the_source_tree(elsewhere: Path, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    there.mkdir()
    run(Path(sys.prefix) / "bin/crmo-handouts", "build", "--out", here, cwd=ROOT)
    where = run(
        elsewhere / "bin/python",
        "-c",
        "import crmo_handouts; print(crmo_handouts.__file__)",
        cwd=there,
    )
    assert Path(where.strip()).is_relative_to(elsewhere)
    run(elsewhere / "bin/crmo-handouts", "build", "--out", "build", cwd=there)
    assert sheets(there / "build") == sheets(here) != {}
