"""docs/checks.md tells of every check, and is current."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmo_handouts.preflight import CHECKS, PROMISED
from tools import checks


def test_list_of_checks_is_current() -> None:
    assert checks.main(["--check"]) == 0


def test_stale_list_is_told_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks, "PAGE", tmp_path / "checks.md")
    assert checks.main(["--check"]) == 1
    assert "stale" in capsys.readouterr().err
    assert checks.main([]) == 0
    assert checks.main(["--check"]) == 0


def test_every_check_is_listed_once() -> None:
    rows = [row for _, _, rows in checks.families() for row in rows]
    ids = [row[0] for row in rows]
    assert len(ids) == len(set(ids)) > 60
    assert all(len(row) == 4 and all(row) for row in rows)
    assert set(ids) >= PROMISED
    assert {check.id for check in CHECKS} <= set(ids)
