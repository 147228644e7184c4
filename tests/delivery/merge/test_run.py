"""A merge: every row has its outcome, and what was taken up again is neither doubled nor halved."""

from __future__ import annotations

import csv
import json
import os
import stat
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from crmo_handouts.delivery import files
from crmo_handouts.delivery.merge import (
    Defaults,
    Request,
    Summary,
    executing,
    folder,
    merge,
    prepare,
    run,
    workers,
)
from crmo_handouts.delivery.merge.outcomes import safe_cell
from crmo_handouts.errors import OutputError, RecipientError, UsageError
from crmo_handouts.project import Project
from tests.merging import Inline, Row, row, write_csv
from tests.reading import open_pdf, pdf_text
from tests.toy import LETTER, TODAY, replace_in

NAMES = ("Ada", "Berta", "Cem", "Dora", "Emil")


def rows_of(*names: str) -> list[dict[str, Any]]:
    return [row(child_name=name) for name in names]


class Desk:
    """A secretary's desk: a table, a folder, and the merge of one into the other."""

    def __init__(self, project: Project, place: Path) -> None:
        self.project = project
        self.table = place / "letters.csv"
        self.out = place / "out"
        self.watched: list[tuple[int, int]] = []

    def merge(self, rows: Sequence[Row], **options: Any) -> Summary:
        columns = options.pop("columns", {})
        defaults = Defaults(options.pop("locale", "en"))
        request = Request(LETTER, write_csv(self.table, rows), defaults, columns)
        return merge(
            prepare(self.project, request),
            self.out,
            executor=options.pop("executor", None) or Inline(),
            workers=1,
            watch=lambda done, total: self.watched.append((done, total)),
            **options,
        )

    def letters(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted((self.out / "letters").iterdir())}

    def texts(self) -> list[str]:
        return [pdf_text(pdf) for pdf in self.letters().values()]

    def outcomes(self) -> list[dict[str, str]]:
        text = (self.out / "outcomes.csv").read_bytes().decode("utf-8-sig")
        return list(csv.DictReader(StringIO(text, newline="")))

    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.out / "manifest.json").read_bytes())
        return found


@pytest.fixture
def desk(toy_project: Project, tmp_path: Path) -> Desk:
    return Desk(toy_project, tmp_path)


@pytest.fixture
def printed_rows(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows that a worker prints, in its order."""
    rows: list[int] = []
    print_letter = workers._print_letter

    def note(project: Project, letter: Any) -> Any:
        rows.append(letter.marks.row)
        return print_letter(project, letter)

    monkeypatch.setattr(workers, "_print_letter", note)
    return rows


# -- what becomes of rows


def test_each_row_becomes_a_letter_of_its_own(desk: Desk) -> None:
    summary = desk.merge(rows_of(*NAMES[:3]), columns={})
    assert summary.is_whole
    assert list(desk.letters()) == ["000002.pdf", "000003.pdf", "000004.pdf"]
    for name, text in zip(NAMES, desk.texts(), strict=False):
        assert name in text
        assert sum(other in text for other in NAMES) == 1
    assert [told["outcome"] for told in desk.outcomes()] == ["printed"] * 3
    assert desk.watched[-1] == (3, 3)


def test_bad_row_stops_no_other_and_says_why(desk: Desk) -> None:
    rows = [*rows_of("Ada", "Zaphod 2", "Cem"), row(child_name="Dora", locale="xx")]
    summary = desk.merge(rows)
    assert not summary.is_whole
    assert list(desk.letters()) == ["000002.pdf", "000004.pdf"]
    told = desk.outcomes()
    assert [line["outcome"] for line in told] == ["printed", "failed", "printed", "failed"]
    assert told[1]["reasons"] == 'column A "child_name": holds a digit [recipient/characters]'
    assert "merge/locale" in told[3]["reasons"]
    assert [line["row"] for line in told] == ["2", "3", "4", "5"]
    assert desk.manifest()["counts"] == {"failed": 2, "printed": 2}
    assert [entry.marks.row for entry in summary.failed] == [3, 5]


def test_id_is_in_the_files_name_and_no_name_is(desk: Desk) -> None:
    desk.merge([row(nr="A-7"), row(nr="2026.12")], columns={"id": "nr"})
    assert list(desk.letters()) == ["000002-A-7.pdf", "000003-2026.12.pdf"]
    assert [line["id"] for line in desk.outcomes()] == ["A-7", "2026.12"]


def test_letter_is_the_one_that_print_prints(desk: Desk, toy_press: Any, tmp_path: Path) -> None:
    from crmo_handouts import Job
    from tests.merging import RIMA_DATA

    desk.merge([row(locale="bn", paper="us-letter")])
    job = Job(LETTER, "bn", ("us-letter",), dict(RIMA_DATA), "letter.toml")
    assert pdf_text(*desk.letters().values()) == pdf_text(toy_press.print_job(job).sheets[0].pdf)


def test_table_of_no_rows_is_a_merge_of_no_letters(desk: Desk) -> None:
    (desk.table).write_text(",".join(row()), "utf-8")
    prepared = prepare(desk.project, Request(LETTER, desk.table, Defaults("en")))
    summary = merge(prepared, desk.out, executor=Inline(), workers=1, watch=lambda *_: None)
    assert summary.is_whole
    assert desk.outcomes() == []
    assert desk.manifest() == {"handout": LETTER, "letters": [], "counts": {}}


def test_clinics_print_under_their_own_name(toy_copy: Path, tmp_path: Path) -> None:
    for name in ("north", "south"):
        (toy_copy / "clinics" / name).mkdir(parents=True)
        toml = f'name = "Clinic {name}"\nemergency_number = "112"\n'
        (toy_copy / "clinics" / name / "clinic.toml").write_text(toml, "utf-8")
    desk = Desk(Project((toy_copy,), TODAY), tmp_path)
    desk.merge([row(clinic="south", emergency_number=""), row(clinic="north"), row(clinic="")])
    assert [line["reasons"] for line in desk.outcomes()] == ["", "", ""]
    south, north, none = desk.texts()
    assert "Clinic south" in south
    assert "Call 112" in south.replace("\N{NO-BREAK SPACE}", " ")
    assert "Clinic north" in north
    assert "Clinic" not in none
    assert [line["clinic"] for line in desk.outcomes()] == ["south", "north", ""]


# -- files


def test_files_are_for_their_owner_alone(desk: Desk) -> None:
    before = os.umask(0)
    try:
        desk.merge(rows_of("Ada"), one_file=True)
    finally:
        os.umask(before)
    for path in (desk.out, *desk.out.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_folder_of_others_is_not_touched(desk: Desk) -> None:
    desk.out.mkdir(mode=0o755)
    (desk.out / "film.mp4").write_bytes(b"")
    with pytest.raises(UsageError, match="is not empty"):
        desk.merge(rows_of("Ada"))
    with pytest.raises(UsageError, match="is not empty"):
        desk.merge(rows_of("Ada"), resume=True)
    assert os.listdir(desk.out) == ["film.mp4"]
    assert stat.S_IMODE(desk.out.stat().st_mode) == 0o755


def test_two_merges_into_one_folder_keep_out_of_each_others_way(desk: Desk) -> None:
    with (
        folder.open_folder(desk.out, resume=False),
        pytest.raises(UsageError, match="another merge"),
        folder.open_folder(desk.out, resume=True),
    ):
        pass
    assert desk.merge(rows_of("Ada"), resume=True).is_whole


def test_outcomes_hold_no_formula_and_no_hash(desk: Desk) -> None:
    rows = [{**row(), "=cmd|' /C calc'!A0": "x", "valid_to": "", "remark": "200 mg"}]
    desk.merge(rows)
    text = (desk.out / "outcomes.csv").read_text("utf-8-sig")
    for line in csv.reader(StringIO(text)):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in line)
    assert [safe_cell(text) for text in ("=1", "+1", "@a", "\ta", "a=1", "")] == [
        "'=1", "'+1", "'@a", "'\ta", "a=1", "",
    ]  # fmt: skip
    for entry in desk.manifest()["letters"]:
        assert not {"sha256", "bytes", "fingerprint", "seal"} & set(entry)


def test_letter_that_cannot_be_written_is_an_outcome_and_a_full_disk_an_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file = files.write_file

    def refuse(*rows: int) -> Callable[..., None]:
        def write(path: Path, content: bytes, **options: Any) -> None:
            if any(path.name == f"{number:06d}.pdf" for number in rows):
                raise OutputError("cannot be written: No space left on device", where=str(path))
            write_file(path, content, **options)

        return write

    monkeypatch.setattr(folder, "write_file", refuse(3))
    desk.merge(rows_of(*NAMES))
    assert [line["outcome"] for line in desk.outcomes()].count("failed") == 1
    monkeypatch.setattr(folder, "write_file", refuse(3, 4, 5, 6, 7))
    with pytest.raises(OutputError, match="No space left"):
        desk.merge(rows_of("Ada", "Ben", "Can", "Dan", "Eva"), resume=True)
    monkeypatch.setattr(folder, "write_file", write_file)
    assert desk.merge(rows_of(*NAMES), resume=True).is_whole


# -- taken up again


def test_only_what_is_missing_or_changed_is_printed_again(
    desk: Desk, printed_rows: list[int]
) -> None:
    desk.merge(rows_of(*NAMES))
    before = desk.letters()
    (desk.out / "letters" / "000003.pdf").unlink()
    (desk.out / "letters" / "000004.pdf").write_bytes(before["000004.pdf"][:-9])
    printed_rows.clear()
    summary = desk.merge(rows_of(*NAMES[:4], "Zaphod"), resume=True)
    assert sorted(printed_rows) == [3, 4, 6]
    assert summary.kept == 2
    after = desk.letters()
    assert {name for name in after if after[name] != before[name]} == {"000006.pdf"}
    assert "Zaphod" in pdf_text(after["000006.pdf"])


def test_letter_of_a_row_that_went_bad_or_away_is_taken_away(desk: Desk) -> None:
    desk.merge(rows_of(*NAMES))
    desk.merge([*rows_of("Ada", "Berta 2", "Cem")], resume=True)
    assert list(desk.letters()) == ["000002.pdf", "000004.pdf"]
    assert [line["outcome"] for line in desk.outcomes()] == ["printed", "failed", "printed"]


def test_letter_under_another_id_is_not_there_twice(desk: Desk) -> None:
    desk.merge([row(nr="A1")], columns={"id": "nr"})
    desk.merge([row(nr="A2")], columns={"id": "nr"}, resume=True)
    assert list(desk.letters()) == ["000002-A2.pdf"]


def test_another_language_or_text_prints_every_letter_anew(
    toy_copy: Path, tmp_path: Path, printed_rows: list[int]
) -> None:
    desk = Desk(Project((toy_copy,), TODAY), tmp_path)
    desk.merge(rows_of("Ada"))
    desk.merge(rows_of("Ada"), locale="bn", resume=True)
    replace_in(toy_copy / "styles" / "tokens.css", "html {", "body, html {")
    desk.merge(rows_of("Ada"), locale="bn", resume=True)
    assert printed_rows == [2, 2, 2]
    desk.merge(rows_of("Ada"), locale="bn", resume=True)
    assert printed_rows == [2, 2, 2]


def test_merge_that_was_killed_between_any_two_steps_is_completed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A kill is an end without any clean-up: the next merge finds what was there at that moment.
    desk.merge(rows_of(*NAMES[:3]))
    whole = desk.letters()
    journal = (desk.out / ".merge" / "journal.jsonl").read_bytes()
    for cut in (*range(0, len(journal), len(journal) // 7), len(journal)):
        (desk.out / ".merge" / "journal.jsonl").write_bytes(journal[:cut])
        (desk.out / "letters" / ".000009.pdf.x.press-part").write_bytes(b"half")
        summary = desk.merge(rows_of(*NAMES[:3]), resume=True)
        assert summary.is_whole
        assert summary.kept == journal[:cut].count(b"\n")
        assert {n: pdf for n, pdf in desk.letters().items() if n[0] != "."} == whole
        assert [line["outcome"] for line in desk.outcomes()] == ["printed"] * 3


def test_parts_of_a_killed_merge_are_removed(desk: Desk) -> None:
    desk.merge(rows_of("Ada"))
    for place in (desk.out, desk.out / "letters", desk.out / ".merge"):
        (place / ".x.press-part").write_bytes(b"half")
    desk.merge(rows_of("Ada"), resume=True)
    assert not list(desk.out.rglob("*.press-part"))


def test_fingerprints_need_the_key_of_their_own_folder(desk: Desk, tmp_path: Path) -> None:
    desk.merge(rows_of("Ada"))
    other = Desk(desk.project, tmp_path / "other")
    (tmp_path / "other").mkdir()
    other.merge(rows_of("Ada"))
    journals = [
        json.loads((place.out / ".merge" / "journal.jsonl").read_text("utf-8"))
        for place in (desk, other)
    ]
    for name in ("fingerprint", "seal"):
        assert len(journals[0][name]) == 64
        assert journals[0][name] != journals[1][name]


def test_table_that_is_saved_meanwhile_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def change(executor: Any, project: Any, chunks: Any, **_: Any) -> Any:
        write_csv(desk.table, rows_of(*NAMES))
        yield from executing.print_rows(executor, project, chunks, in_flight=1)

    monkeypatch.setattr(run, "print_rows", change)
    with pytest.raises(RecipientError, match="was changed while it was read"):
        desk.merge(rows_of("Ada"))


def test_ctrl_c_leaves_whole_letters_and_outcomes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*arguments: Any, **options: Any) -> Any:
        for number, outcome in enumerate(executing.print_rows(*arguments, **options)):
            if number == 2:
                raise KeyboardInterrupt
            yield outcome

    monkeypatch.setattr(run, "print_rows", interrupted)
    summary = desk.merge(rows_of(*NAMES), one_file=True)
    assert summary.stopped
    told = [line["outcome"] for line in desk.outcomes()]
    assert sorted(told) == ["not printed"] * 3 + ["printed"] * 2
    assert len(desk.letters()) == 2
    assert not summary.bound


# -- one file


def test_one_file_has_all_letters_each_on_a_sheet_of_its_own(desk: Desk) -> None:
    rows = [
        row(child_name=name, paper=paper)
        for name, paper in zip(NAMES, ("a4", "us-letter", "a4", "a4", "letter"), strict=True)
    ]
    summary = desk.merge(rows, one_file=True)
    assert [path.name for path in summary.bound] == [
        "all-letters-a4.pdf",
        "all-letters-us-letter.pdf",
    ]
    text = pdf_text(summary.bound[0].read_bytes())
    assert [name for name in NAMES if name in text] == ["Ada", "Cem", "Dora"]
    assert text.index("Ada") < text.index("Cem") < text.index("Dora")
    with open_pdf(summary.bound[0].read_bytes()) as pdf:
        assert len(pdf.pages) == 6
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["2", "4", "5"]
