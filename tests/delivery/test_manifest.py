"""The folder that a build fills, and the list of what is in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crmo_handouts import Delivery, Job
from crmo_handouts.checking import Finding, Report, Severity
from crmo_handouts.delivery import Folder, Sheet
from crmo_handouts.errors import LayoutError, OutputError
from crmo_handouts.review import ReviewState

KEYS = {
    "path", "handout", "locale", "paper", "pages", "bytes", "sha256", "type_size", "review",
    "findings",
}  # fmt: skip

WARNING = Finding("catalog/markup-lost", Severity.WARNING, "a.po:1", "<em> is lost", "mark it")


def delivery(handout: str = "toy", locale: str = "bn", *, content: bytes = b"%PDF") -> Delivery:
    return Delivery(
        Job(handout, locale, ("a4", "us-letter")),
        (Sheet("a4", content, 2, 12.5), Sheet("us-letter", content + b"2", 2, 12.5)),
        Report((WARNING,)),
        ReviewState.DRAFT_TRANSLATED,
    )


def read(folder: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((folder / "manifest.json").read_bytes())
    return entries


Build = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    def fill(*deliveries: Delivery) -> list[dict[str, Any]]:
        folder = Folder(tmp_path)
        for one in deliveries:
            folder.add(one)
        folder.close()
        return read(tmp_path)

    return fill


def test_each_sheet_is_listed_with_all_that_is_to_be_known(build: Build, tmp_path: Path) -> None:
    first, second = build(delivery())
    assert first == {
        "path": "bn/toy-a4.pdf",
        "handout": "toy",
        "locale": "bn",
        "paper": "a4",
        "pages": 2,
        "bytes": 4,
        "sha256": hashlib.sha256(b"%PDF").hexdigest(),
        "type_size": 12.5,
        "review": "draft-translated",
        "findings": [
            {
                "check": "catalog/markup-lost",
                "severity": "warning",
                "place": "a.po:1",
                "message": "<em> is lost",
                "hint": "mark it",
            }
        ],
    }
    assert second["path"] == "bn/toy-us-letter.pdf"
    assert (tmp_path / "bn" / "toy-us-letter.pdf").read_bytes() == b"%PDF2"


def test_manifest_is_sorted_whatever_came_first(build: Build) -> None:
    entries = build(delivery("toy"), delivery("aaa", "en"), delivery("aaa", "bn"))
    paths = [entry["path"] for entry in entries]
    assert paths == sorted(paths)
    assert len(paths) == 6


def test_refused_sheet_is_listed_with_its_findings_and_no_file(
    build: Build, tmp_path: Path
) -> None:
    fault = Finding("catalog/missing", Severity.ERROR, "a.po:1", "is not translated")
    refused = Delivery(Job("toy", "bn", ("a4",)), report=Report((fault,)))
    [entry] = build(refused)
    assert set(entry) == KEYS
    assert entry["path"] is None
    assert entry["sha256"] is None
    assert [finding["check"] for finding in entry["findings"]] == ["catalog/missing"]
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]


def test_error_of_a_job_is_told_among_its_findings(build: Build) -> None:
    failed = Delivery(Job("toy", "bn", ("a4",)), error=LayoutError("broke", where="x", hint="y"))
    [entry] = build(failed)
    assert entry["findings"] == [
        {
            "check": "LayoutError",
            "severity": "error",
            "place": "x",
            "message": "broke",
            "hint": "y",
        }
    ]


def test_sheets_of_an_earlier_build_stay_in_the_manifest(build: Build) -> None:
    build(delivery("one"))
    entries = build(delivery("two"))
    assert {entry["handout"] for entry in entries} == {"one", "two"}


def test_sheet_that_was_removed_leaves_the_manifest(build: Build, tmp_path: Path) -> None:
    build(delivery("one"))
    (tmp_path / "bn" / "one-a4.pdf").unlink()
    assert [entry["path"] for entry in build(delivery("two"))] == [
        "bn/one-us-letter.pdf",
        "bn/two-a4.pdf",
        "bn/two-us-letter.pdf",
    ]


def test_sheet_printed_again_is_listed_anew(build: Build) -> None:
    build(delivery(content=b"old"))
    entries = build(delivery(content=b"newer"))
    assert [entry["bytes"] for entry in entries] == [5, 6]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1, null]", b'{"path": 1}', b'[{"path": 1}]', b"\xff", b'[{"paths": "x"}]'],
)
def test_damaged_manifest_counts_as_none(build: Build, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    assert len(build(delivery())) == 2


@pytest.mark.parametrize("path", ["../secret.pdf", "/etc/passwd", "bn/../../secret.pdf"])
def test_foreign_path_in_a_manifest_is_not_carried_on(
    build: Build, tmp_path: Path, path: str
) -> None:
    (tmp_path.parent / "secret.pdf").write_bytes(b"")
    entry = dict.fromkeys(KEYS) | {"path": path}
    (tmp_path / "manifest.json").write_text(json.dumps([entry]))
    assert path not in {entry["path"] for entry in build(delivery())}


def test_while_a_build_goes_on_no_manifest_is_there(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.add(delivery())
    folder.close()
    again = Folder(tmp_path)
    again.add(delivery())
    assert not (tmp_path / "manifest.json").exists()
    again.close()
    assert len(read(tmp_path)) == 2


def test_folder_that_cannot_be_written_shows_before_the_first_sheet(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for place in (tmp_path / "file", tmp_path / "file" / "build"):
        with pytest.raises(OutputError, match="cannot be written"):
            Folder(place).add(delivery())


def test_two_builds_at_once_do_not_stumble_over_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The other one removes the manifest between our writing it and our removing it.
    unlink = Path.unlink

    def gone(path: Path, missing_ok: bool = False) -> None:
        if path.name == "manifest.json":
            unlink(path, missing_ok=True)
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", gone)
    folder = Folder(tmp_path)
    folder.add(delivery())
    folder.close()
    assert len(read(tmp_path)) == 2
