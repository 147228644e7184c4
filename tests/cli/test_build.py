"""`build`: every handout, in every locale, on every paper; and what is left when it is stopped."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crmo_handouts import Delivery
from crmo_handouts.delivery.files import PART
from tests.cli.conftest import Run, start
from tests.reading import open_pdf
from tests.toy import HANDOUTS, LOCALES, PAPERS, SHEET, copy_toy, replace_in

Print = Callable[..., Delivery]

ALL = {
    f"{locale}/{handout}-{paper}.pdf"
    for handout in HANDOUTS
    for locale in LOCALES
    for paper in PAPERS
}


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def manifest(folder: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((folder / "manifest.json").read_bytes())
    return entries


def check_manifest(folder: Path) -> None:
    """Hold every entry against its file."""
    for entry in manifest(folder):
        content = (folder / entry["path"]).read_bytes()
        assert entry["bytes"] == len(content)
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        with open_pdf(content) as pdf:
            assert entry["pages"] == len(pdf.pages)


def test_everything_is_printed_and_listed(run: Run, here: Path, printed: Print) -> None:
    result = run("build")
    assert result.code == 0
    assert result.out == ""
    assert "8 sheets, 12 pages in build/ (" in result.err
    assert files(here / "build") == {*ALL, "manifest.json"}
    entries = manifest(here / "build")
    assert [entry["path"] for entry in entries] == sorted(ALL)
    check_manifest(here / "build")
    for entry in entries:
        assert set(entry) == {
            "path", "handout", "locale", "paper", "pages", "bytes", "sha256", "type_size",
            "review", "findings",
        }  # fmt: skip
        assert entry["path"] == f"{entry['locale']}/{entry['handout']}-{entry['paper']}.pdf"
        assert entry["type_size"] >= (12 if entry["handout"] == SHEET else 11)
        assert entry["review"] == ("draft" if entry["locale"] == "en" else "draft-translated")
        assert entry["findings"] == []
    sheet = printed(SHEET, "bn").sheets[1]
    assert (here / "build" / "bn" / f"{SHEET}-us-letter.pdf").read_bytes() == sheet.pdf


def test_part_is_printed_where_it_is_sent(run: Run, here: Path) -> None:
    result = run(
        "build", SHEET, SHEET, "--locale", "en", "--paper", "us-letter", "--paper", "a4",
        "--out", "a/b",
    )  # fmt: skip
    assert result.code == 0
    assert "2 sheets, 2 pages in a/b/" in result.err
    assert files(here / "a" / "b") == {
        "manifest.json", f"en/{SHEET}-a4.pdf", f"en/{SHEET}-us-letter.pdf",
    }  # fmt: skip


def test_second_build_adds_to_the_first(run: Run, here: Path) -> None:
    assert run("build", SHEET, "--locale", "en", "--paper", "a4").code == 0
    first = manifest(here / "build")
    assert run("build", SHEET, "--locale", "bn", "--paper", "a4").code == 0
    assert [entry["locale"] for entry in manifest(here / "build")] == ["bn", "en"]
    assert first[0] in manifest(here / "build")
    check_manifest(here / "build")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("hand-wash",), "did you mean hand-washing?"),
        (("--locale", "em"), "did you mean en?"),
        (("--paper", "us_letter"), "did you mean us-letter?"),
        (("--out",), "--out"),
    ],
)
def test_wrong_use_prints_nothing(
    run: Run, here: Path, arguments: tuple[str, ...], told: str
) -> None:
    result = run("build", *arguments)
    assert result.code == 2
    assert told in result.err
    assert os.listdir(here) == []


def test_refused_sheet_does_not_keep_the_others_back(run: Run, here: Path, tmp_path: Path) -> None:
    project = copy_toy(tmp_path / "clinic")
    po = project / "locales" / "bn" / "LC_MESSAGES" / f"{SHEET}.po"
    replace_in(po, 'msgstr "ধুয়ে ফেলুন।"', 'msgstr ""')
    result = run("build", "--paper", "a4", "--project", project)
    assert result.code == 1
    assert "[catalog/missing]" in result.err
    assert f"error: refused: {SHEET} bn" in result.err
    assert "3 sheets" in result.err
    printed = {entry["path"] for entry in manifest(here / "build")}
    assert printed == {None, f"en/{SHEET}-a4.pdf", "en/thank-you-a4.pdf", "bn/thank-you-a4.pdf"}
    [refused] = [entry for entry in manifest(here / "build") if entry["path"] is None]
    assert (refused["handout"], refused["locale"], refused["paper"]) == (SHEET, "bn", "a4")
    assert [finding["check"] for finding in refused["findings"]] == ["catalog/missing"]


def test_faulty_template_ends_with_its_own_code(run: Run, here: Path, tmp_path: Path) -> None:
    project = copy_toy(tmp_path / "clinic")
    body = project / "handouts" / SHEET / "body.html.jinja"
    line = replace_in(body, '{{ value("clinic_phone") or "" }}', "{{ valu }}")
    result = run("build", "--locale", "en", "--paper", "a4", "--project", project)
    assert result.code == 3
    assert f"body.html.jinja:{line}: " in result.err
    assert (here / "build" / "en" / "thank-you-a4.pdf").is_file()


def test_text_too_long_is_refused_by_handout_locale_paper_and_mm(
    run: Run, here: Path, tmp_path: Path
) -> None:
    project = copy_toy(tmp_path / "clinic")
    po = project / "locales" / "bn" / "LC_MESSAGES" / f"{SHEET}.po"
    replace_in(po, "ধুয়ে ফেলুন।", "ধুয়ে ফেলুন। " * 500)
    result = run("build", SHEET, "--locale", "bn", "--project", project)
    assert result.code == 1
    assert f"error: {SHEET}/bn/a4+us-letter: page 1 is " in result.err
    assert " mm too long at 12 pt" in result.err
    assert not list((here / "build").rglob("*.pdf"))


@pytest.mark.parametrize("out", ["file", "file/deeper", "/dev/null/build"])
def test_folder_that_cannot_be_written_ends_with_7(run: Run, here: Path, out: str) -> None:
    (here / "file").write_bytes(b"mine")
    result = run("build", SHEET, "--locale", "en", "--paper", "a4", "--out", out)
    assert result.code == 7
    assert "cannot be written" in result.err
    assert "Traceback" not in result.err
    assert (here / "file").read_bytes() == b"mine"
    assert os.listdir(here) == ["file"]


def test_place_of_a_sheet_that_is_a_folder_ends_with_7(run: Run, here: Path) -> None:
    (here / "build" / "en" / f"{SHEET}-a4.pdf").mkdir(parents=True)
    result = run("build", SHEET, "--locale", "en", "--paper", "a4")
    assert result.code == 7
    assert not [name for name in files(here) if name.endswith(PART)]


# -- stopped in the middle


def wait_for_a_sheet(folder: Path) -> None:
    for _ in range(600):
        if list(folder.glob("*/*.pdf")):
            return
        time.sleep(0.02)
    raise AssertionError("no sheet was printed in 12 s")


def test_killed_build_leaves_no_half_file_and_the_next_one_mends_it(run: Run, here: Path) -> None:
    build = start(here, "build")
    workers: set[int] = set()
    try:
        wait_for_a_sheet(here / "build")
        workers = children(build.pid)
    finally:
        build.send_signal(signal.SIGKILL)
        build.communicate()
    for name in files(here / "build"):
        assert name.endswith((".pdf", PART)), name
        if name.endswith(".pdf"):
            with open_pdf((here / "build" / name).read_bytes()) as pdf:
                assert pdf.pages
    (here / "build" / "en").mkdir(exist_ok=True)
    (here / "build" / "en" / f".{SHEET}-a4.pdf.abc{PART}").write_bytes(b"%PDF-1.7 half")
    assert run("build").code == 0
    assert files(here / "build") == {*ALL, "manifest.json"}
    check_manifest(here / "build")
    assert not [pid for pid in workers if is_running(pid)]


def children(pid: int) -> set[int]:
    return {
        int(child)
        for task in Path(f"/proc/{pid}/task").glob("*/children")
        for child in task.read_text().split()
    }


def is_running(pid: int) -> bool:
    try:
        return "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


def test_interrupted_build_ends_with_130_and_says_so(here: Path) -> None:
    build = start(here, "build")
    wait_for_a_sheet(here / "build")
    build.send_signal(signal.SIGINT)
    _, err = build.communicate(timeout=30)
    assert build.returncode in (0, 130)  # 0: it was done before the signal came
    if build.returncode:
        assert b"stopped" in err
    assert b"Traceback" not in err
    assert not [name for name in files(here / "build") if name.endswith(PART)]


def test_two_builds_at_once_into_one_folder_are_both_whole(here: Path) -> None:
    builds = [start(here, "build") for _ in range(2)]
    for build in builds:
        _, err = build.communicate(timeout=60)
        assert build.returncode == 0, err.decode()
    assert files(here / "build") == {*ALL, "manifest.json"}
    check_manifest(here / "build")
    assert len(manifest(here / "build")) == len(ALL)
