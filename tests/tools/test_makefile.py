"""The Makefile, as a newcomer meets it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def make(*arguments: str) -> str:
    # As from a shell of its own: a `make test` around us must not hand on its flags.
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["make", *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_make_alone_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    lists = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    targets = {name for names in lists for name in names.split()} - {"again"}
    assert targets <= set(re.findall(r"^  make (\S+) +\S", make(), re.MULTILINE))


def test_setup_that_is_done_does_nothing() -> None:
    assert make("--dry-run", "setup") == 'echo "ready: .venv/bin/crmo-handouts"\n'
