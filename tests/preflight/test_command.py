"""`crmo-handouts preflight`: files in; findings, an exit code, and JSON for programs out."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from crmo_handouts.cli.main import _run
from tests.preflight.conftest import Printed, edited
from tests.preflight.test_checks import javascript, without


@pytest.fixture
def files(sheet: Printed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.pdf").write_bytes(sheet.pdf)
    Path("bad.pdf").write_bytes(edited(sheet.pdf, javascript))
    Path("named.pdf").write_bytes(
        edited(sheet.pdf, lambda pdf: pdf.docinfo.update({"/Author": "A. Person"}))
    )
    Path("mute.pdf").write_bytes(edited(sheet.pdf, without("/Lang")))
    Path("empty.pdf").write_bytes(b"")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["good.pdf"], 0),
        (["named.pdf"], 0),  # a warning refuses nothing
        (["good.pdf", "bad.pdf"], 1),
        (["bad.pdf", "empty.pdf", "good.pdf"], 9),
        (["gone.pdf"], 9),
        ([], 2),
        (["good.pdf", "--colour"], 2),
    ],
)
def test_exit_code_tells_the_worst(names: list[str], code: int) -> None:
    with pytest.raises(SystemExit) as stop:
        sys.exit(_run(["preflight", *names]))
    assert stop.value.code == code


@pytest.mark.usefixtures("files")
def test_findings_are_told_by_file(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _run(["preflight", "bad.pdf", "empty.pdf", "good.pdf"])
    output = capsys.readouterr()
    assert output.out.splitlines() == [
        "error: bad.pdf: holds 1 scripts [preflight/script]",
        "  hint: remove them",
        "good.pdf: nothing found",
    ]
    assert output.err == "error: empty.pdf: is empty\n"


@pytest.mark.usefixtures("files")
def test_findings_are_told_to_programs(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _run(["preflight", "--json", "mute.pdf", "empty.pdf"])
    mute, empty = json.loads(capsys.readouterr().out)
    assert mute["file"] == "mute.pdf"
    assert mute["judged"] is True
    assert mute["findings"][0]["check"] == "preflight/language"
    assert set(mute["findings"][0]) == {"check", "severity", "place", "message", "hint"}
    assert empty["judged"] is False
    assert empty["error"]["message"] == "is empty"
