"""The command as a person runs it, on the toy project, without a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crmo_handouts.cli import main
from crmo_handouts.delivery.cache import environment  # noqa: F401 - it keeps the real fonts
from tests.toy import TODAY, TOY


@dataclass(frozen=True)
class Result:
    """What a command said, and how it ended."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()


Run = Callable[..., Result]

EPOCH = str(int(datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC).timestamp()))


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """Run `crmo-handouts …` in an empty folder, with the toy project as the built-in one."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    monkeypatch.setattr("crmo_handouts.project.builtin_root", lambda: TOY)

    def command(*arguments: str | Path) -> Result:
        monkeypatch.setattr(sys, "argv", ["crmo-handouts", *map(str, arguments)])
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        assert isinstance(ended.value.code, int)
        return Result(ended.value.code, out, err.decode())

    return command


@pytest.fixture
def here(run: Run) -> Path:
    """The folder that commands are run in."""
    return Path.cwd()


LAUNCHER = """
import sys
from pathlib import Path
import crmo_handouts.layout.fonts, crmo_handouts.delivery.cache  # they keep the real fonts
import crmo_handouts.project as project
toy = Path(sys.argv.pop(1))
project.builtin_root = lambda: toy
from crmo_handouts.cli import main
main()
"""


def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start the command on the toy project in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, str(TOY), *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "SOURCE_DATE_EPOCH": EPOCH},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
