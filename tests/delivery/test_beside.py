"""An engine beside: the same sheets, the same errors, and nothing of it left behind."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from crmo_handouts import Delivery
from crmo_handouts.delivery.beside import compositor_beside
from tests.toy import PAPERS, SHEET, TOY, copy_toy, open_toy, replace_in

# In a process without threads, which has not opened the engine: this one has.
PRINT = f"""
import json, os, signal, sys
from datetime import date
from hashlib import sha256
from multiprocessing import active_children
from pathlib import Path
from crmo_handouts.delivery.beside import compositor_beside
from crmo_handouts.delivery.job import Job
from crmo_handouts.errors import HandoutError
from crmo_handouts.project import Project

project = Project((Path(sys.argv[1]),), date(2026, 11, 25))
told = {{}}
with compositor_beside(project) as beside:
    (child,) = active_children()
    if "killed" in sys.argv:
        os.kill(child.pid, signal.SIGKILL)
    if "unused" not in sys.argv:
        from crmo_handouts.delivery.press import Press
        try:
            delivery = Press(project, beside=beside).print_job(Job({SHEET!r}, "bn", {PAPERS!r}))
            told["sheets"] = [sha256(sheet.pdf).hexdigest() for sheet in delivery.sheets]
            told["findings"] = [str(finding) for finding in delivery.report]
        except HandoutError as error:
            told["error"] = str(error)
told["here"] = "weasyprint" in sys.modules
told["left"] = len(active_children())
print(json.dumps(told))
"""


def told_by(project: Path, *how: str) -> dict[str, Any]:
    """Print with an engine beside; return what came of it."""
    command = [sys.executable, "-c", PRINT, str(project), *how]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert told.stderr == ""
    found: dict[str, Any] = json.loads(told.stdout)
    return found


needs_fork = pytest.mark.skipif(sys.platform != "linux", reason="there is an engine here only")


@needs_fork
def test_sheets_are_those_of_an_engine_here(printed: Callable[..., Delivery]) -> None:
    expected = [sha256(sheet.pdf).hexdigest() for sheet in printed(SHEET, "bn").sheets]
    assert told_by(TOY) == {"sheets": expected, "findings": [], "here": False, "left": 0}


@needs_fork
def test_faulty_style_is_told_as_it_is_here(tmp_path: Path) -> None:
    project = copy_toy(tmp_path / "project")
    style = project / "styles" / "part.css"
    style.write_text(style.read_text("utf-8") + "\np { colour: red }\n", "utf-8")
    told = told_by(project)
    assert "styles/part.css" in told["error"]
    assert "colour" in told["error"]
    assert told["left"] == 0


@needs_fork
def test_text_that_is_too_long_is_a_finding(tmp_path: Path) -> None:
    project = copy_toy(tmp_path / "project")
    body = project / "handouts" / SHEET / "body.html.jinja"
    assert replace_in(body, "</section>", "<p>wash</p>" * 120 + "</section>")
    told = told_by(project)
    assert told["sheets"] == []
    assert any("mm too long" in finding for finding in told["findings"])


@needs_fork
def test_engine_that_is_killed_is_told() -> None:
    told = told_by(TOY, "killed")
    assert "the engine ended before it was done" in told["error"]
    assert told["left"] == 0


@needs_fork
def test_engine_that_nobody_asks_ends() -> None:
    assert told_by(TOY, "unused") == {"here": False, "left": 0}


def test_process_that_has_opened_the_engine_is_not_forked() -> None:
    import weasyprint  # noqa: F401

    with compositor_beside(open_toy()) as beside:
        assert beside is None
