"""Headers: known by key or label, in English or the letter's language; a slip is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crmo_handouts.checking import Severity
from crmo_handouts.delivery.merge import Defaults, Prepared, Request, check_rows, prepare
from crmo_handouts.delivery.merge.columns import Names, Said, Slot
from crmo_handouts.delivery.merge.rows import Judged
from crmo_handouts.errors import RecipientError, Refused, UsageError
from crmo_handouts.project import Project
from crmo_handouts.source import Handout, load_handout
from tests.merging import RIMA, RIMA_DATA, TYPED, row, write_csv, write_xlsx
from tests.toy import LETTER, TODAY, TOY


@pytest.fixture
def handout(toy_project: Project) -> Handout:
    return load_handout(toy_project, LETTER)


def prepared(project: Project, path: Path, *, default: str = "en", **columns: str) -> Prepared:
    return prepare(project, Request(LETTER, path, Defaults(default), columns))


def judge(project: Project, path: Path, **columns: str) -> list[Judged]:
    return list(check_rows(prepared(project, path, **columns)))


def data(judged: Judged) -> Any:
    assert judged.letter, [str(reason) for reason in judged.reasons]
    return judged.letter.job.data


def header_faults(project: Project, path: Path, **columns: str) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        prepared(project, path, **columns)
    return {finding.place: str(finding) for finding in refused.value.report}


# -- names


def test_header_is_known_by_key_and_label_whatever_its_case_and_spacing(handout: Handout) -> None:
    names = Names(handout.fields, [Said({"field:child_name": "নাম"})])
    by_key = {field.key: field for field in handout.fields}
    for header in ("child_name", "Child Name", "NAME", " name * ", "নাম"):
        assert names.find(header) == Slot(by_key["child_name"]), header
    for header in ("carer1 name", "carer1_name", "Carer1: Name", "parent or carer name"):
        assert names.find(header) == Slot(by_key["carer1"], "name"), header
    for header in ("changes: cls.seat", "changes cls seat", "Changes: a good seat"):
        assert names.find(header) == Slot(by_key["changes"], "cls.seat"), header
    assert names.find("wishes 2") == Slot(by_key["wishes"], "2")
    for header in ("wishes 6", "carer1 age", "nickname", ""):
        assert names.find(header) is None, header


def test_label_that_two_fields_share_is_not_guessed(handout: Handout) -> None:
    names = Names(handout.fields, [Said({"field:dob": "Day", "field:valid_to": "Day"})])
    assert names.find("day") is None
    assert names.find("dob") is not None


# -- one row, in every form


def forms(tmp_path: Path) -> list[Path]:
    split = {key: cell for key, cell in RIMA.items() if key != "changes"}
    split |= {"changes: cls.seat": "x", "changes: cls.rest": "no", "Changes: Something else": "X"}
    labels = {"Name": RIMA["child_name"], "Parent or carer: Name": "Sam Sample"}
    labels |= {"PARENT OR CARER - phone": "+1 202-555-0142", "Emergency number": "999"}
    labels |= {"valid until": "31/03/2027", "Changes": "A good seat;something else"}
    labels |= {"I agree": "TRUE"}
    json_line = tmp_path / "e.jsonl"
    json_line.write_text(json.dumps(dict(RIMA_DATA)), "utf-8")
    return [
        write_csv(tmp_path / "a.csv", [RIMA]),
        write_csv(tmp_path / "b.csv", [split]),
        write_csv(tmp_path / "c.csv", [labels]),
        write_xlsx(tmp_path / "d.xlsx", [TYPED]),
        json_line,
    ]


def test_row_says_the_same_in_every_form(toy_project: Project, tmp_path: Path) -> None:
    for path in forms(tmp_path):
        (judged,) = judge(toy_project, path)
        found = {key: str(value) for key, value in data(judged).items()}
        assert found == {key: str(value) for key, value in RIMA_DATA.items()}, path.name


def test_header_in_the_letters_language_is_known(toy_project: Project, tmp_path: Path) -> None:
    changed = {("নাম" if key == "child_name" else key): cell for key, cell in RIMA.items()}
    po = (TOY / "locales/bn/LC_MESSAGES/shared.po").read_text("utf-8")
    assert 'msgctxt "field:child_name"' in po
    label = po.split('msgctxt "field:child_name"')[1].split('msgstr "')[1].split('"')[0]
    changed[label] = changed.pop("নাম")
    (judged,) = check_rows(
        prepared(toy_project, write_csv(tmp_path / "a.csv", [changed]), default="bn")
    )
    assert data(judged)["child_name"] == "Rima Sample"


# -- faults of the header


def test_unknown_column_is_told_with_the_nearest_name(toy_project: Project, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [{**RIMA, "remrak": "x"}])
    ((place, told),) = header_faults(toy_project, path).items()
    assert place == 'column H "remrak"'
    assert "did you mean “remark”?" in told


def test_column_of_another_purpose_is_passed_over_with_a_warning(
    toy_project: Project, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", [{**RIMA, "Insurance": "x"}])
    (finding,) = prepared(toy_project, path).report
    assert (finding.check, finding.place) == ("merge/unused-column", 'column H "Insurance"')


def test_sheet_with_a_cover_before_it_is_told_which_sheet_counts(
    toy_project: Project, tmp_path: Path
) -> None:
    def cover(sheet: Any) -> None:
        sheet.parent.create_sheet("Cover", 0).append(["Zaphod’s ward, autumn"])

    with pytest.raises(RecipientError) as refused:
        prepared(toy_project, write_xlsx(tmp_path / "a.xlsx", [RIMA], sheet=cover))
    assert "first visible sheet" in refused.value.hint
    assert "Zaphod" not in f"{refused.value} {refused.value.hint}"


def test_id_of_the_empty_sheet_is_told_with_its_option(
    toy_project: Project, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", [row(ID="A17")])
    (finding,) = prepared(toy_project, path).report
    assert "--id-column id" in finding.hint
    assert not prepared(toy_project, path, id="id").report.findings


def test_two_columns_for_one_field_are_refused(toy_project: Project, tmp_path: Path) -> None:
    for more in ("Name", "child-name", "changes: other"):
        told = header_faults(toy_project, write_csv(tmp_path / "a.csv", [{**RIMA, more: "x"}]))
        assert "merge/column-twice" in next(iter(told.values())), more
    text = "child_name,child_name\nZaphod,Rima\n"
    (tmp_path / "b.csv").write_text(text, "utf-8")
    assert 'column B "child_name"' in header_faults(toy_project, tmp_path / "b.csv")


def test_column_that_every_letter_needs_is_missed_once(
    toy_project: Project, tmp_path: Path
) -> None:
    without = {key: cell for key, cell in RIMA.items() if key != "valid_to"}
    ((place, told),) = header_faults(
        toy_project, write_csv(tmp_path / "a.csv", [without, without])
    ).items()
    assert place == "the column valid_to"
    assert "merge/missing-column" in told


def test_table_without_a_header_does_not_tell_its_first_child(
    toy_project: Project, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("Zaphod,Sam,999\nRima,Sam,999\n", "utf-8")
    with pytest.raises(RecipientError) as refused:
        prepared(toy_project, tmp_path / "a.csv")
    assert "--template" in refused.value.hint
    assert "Zaphod" not in str(refused.value)
    (tmp_path / "b.csv").write_text("Zaphod,remark,Beeblebrox\nRima,Sam,999\n", "utf-8")
    told = header_faults(toy_project, tmp_path / "b.csv")
    assert "column A" in told
    assert "Zaphod" not in str(told)


def test_value_below_no_header_is_a_fault_of_its_row(toy_project: Project, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [{**RIMA, "": "lost", "remark": "x"}, {**RIMA, "": ""}])
    first, second = judge(toy_project, path)
    assert [reason.column for reason in first.reasons] == ["column H"]
    assert second.letter


# -- a row of its own


def test_row_has_its_own_locale_and_paper(toy_project: Project, tmp_path: Path) -> None:
    rows = [
        row(locale="bn", paper="US Letter"),
        row(locale="Bangla", paper="A4"),
        row(locale="", paper=""),
        row(locale="Klingon", paper="A5"),
    ]
    found = judge(toy_project, write_csv(tmp_path / "a.csv", rows))
    told = [(judged.marks.locale, judged.marks.paper) for judged in found[:3]]
    assert told == [("bn", "us-letter"), ("bn", "a4"), ("en", "a4")]
    assert [reason.check for reason in found[3].reasons] == ["merge/locale", "merge/paper"]


def test_columns_may_be_named(toy_project: Project, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row(Sprache="bn", Akte="A/7"), row(Akte="A-7")])
    odd, good = judge(toy_project, path, locale="Sprache", id="akte")
    assert (odd.marks.locale, odd.marks.id) == ("bn", "")
    assert [reason.check for reason in odd.reasons] == ["merge/id"]
    assert (good.marks.locale, good.marks.id) == ("en", "A-7")
    with pytest.raises(UsageError, match="unknown column 'Sprach'"):
        judge(toy_project, path, paper="Sprach")


@pytest.mark.parametrize("cell", ["Zaphod", "../etc/passwd1", "1" * 41, "a b1", "-1", "১২", "1."])
def test_id_is_never_a_name_and_stays_in_its_folder(
    toy_project: Project, tmp_path: Path, cell: str
) -> None:
    (judged,) = judge(toy_project, write_csv(tmp_path / "a.csv", [row(nr=cell)]), id="nr")
    assert judged.letter is None
    assert cell not in str(judged.reasons)


def test_field_of_the_letter_is_no_id(toy_project: Project, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="must not name their files"):
        judge(toy_project, write_csv(tmp_path / "a.csv", [RIMA]), id="child_name")


def test_row_has_its_own_clinic(toy_copy: Path, tmp_path: Path) -> None:
    for name, number in (("north", "112"), ("south", "911")):
        folder = toy_copy / "clinics" / name
        folder.mkdir(parents=True)
        (folder / "clinic.toml").write_text(f'emergency_number = "{number}"\n', "utf-8")
    rows = [row(clinic="North", emergency_number=""), row(clinic="nowhere")]
    path = write_csv(tmp_path / "a.csv", rows)
    north, nowhere = judge(Project((toy_copy,), TODAY), path)
    assert north.letter
    assert north.marks.clinic == "north"
    assert [reason.hint for reason in nowhere.reasons] == ["there are: north, south"]


def test_language_is_asked_for(toy_project: Project, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="which language"):
        prepared(toy_project, write_csv(tmp_path / "a.csv", [RIMA]), default="")
    rows = [row(locale=""), row(locale="bn")]
    without, with_one = check_rows(
        prepared(toy_project, write_csv(tmp_path / "b.csv", rows), default="")
    )
    assert [reason.check for reason in without.reasons] == ["merge/locale"]
    assert with_one.letter


# -- faults of a row


def test_all_faults_of_a_row_are_told_each_with_its_column_and_no_value(
    toy_project: Project, tmp_path: Path
) -> None:
    faulty = row(
        child_name="Zaphod 2",
        carer1_phone=7_700_900_123,
        valid_to="03/04/2027",
        changes="cls.zaphod",
        remark="Zaphodine 200 mg",
        wishes="a; b; c; d; e; Zaphod",
        spine_status="zaphod",
    )
    (judged,) = judge(toy_project, write_xlsx(tmp_path / "a.xlsx", [faulty]))
    told = {reason.column.split('"')[1]: reason.check for reason in judged.reasons}
    assert told == {
        "child_name": "recipient/characters",
        "carer1 phone": "recipient/phone",
        "valid_to": "recipient/date",
        "changes": "recipient/choice",
        "remark": "recipient/dose",
        "wishes": "recipient/length",
        "spine_status": "recipient/choice",
    }
    assert judged.letter is None
    assert "zaphod" not in str(judged.reasons).lower()
    assert "Zaphod" not in repr(judged)
    assert "Rima" not in repr(judge(toy_project, write_csv(tmp_path / "b.csv", [RIMA])))


@pytest.mark.parametrize(
    ("phone", "warned"),
    [
        ("7700900123", True),
        (" 447700900123 ", True),
        ("07700900123", False),
        ("০১৭১১০০০১১১", False),
        ("202-555-0142", False),
        ("999", False),
        ("", False),
    ],
)
def test_phone_that_may_have_lost_its_zero_is_warned_of_where_all_is_text(
    toy_project: Project, tmp_path: Path, phone: str, warned: bool
) -> None:
    rows = [row(carer1_phone=phone)]
    (judged,) = judge(toy_project, write_csv(tmp_path / "a.csv", rows))
    assert judged.letter
    assert [(reason.check, reason.severity) for reason in judged.reasons] == (
        [("merge/phone", Severity.WARNING)] if warned else []
    )
    assert all(phone.strip() not in f"{reason} {reason.hint}" for reason in judged.reasons)
    # A cell of a workbook that holds a text was typed as one.
    (judged,) = judge(toy_project, write_xlsx(tmp_path / "a.xlsx", rows))
    assert judged.letter
    assert not judged.reasons


def test_person_without_a_name_is_asked_for_in_the_words_of_a_table(
    toy_project: Project, tmp_path: Path
) -> None:
    (judged,) = judge(toy_project, write_csv(tmp_path / "a.csv", [row(carer1_name="")]))
    assert [(reason.check, reason.hint) for reason in judged.reasons] == [
        ("recipient/missing", "fill the cell")
    ]


def test_languages_that_are_offered_are_those_of_people(
    toy_project: Project, tmp_path: Path
) -> None:
    (judged,) = judge(toy_project, write_csv(tmp_path / "a.csv", [row(locale="klingon")]))
    (reason,) = judged.reasons
    assert "bn" in reason.hint
    assert "en-XB" not in reason.hint


def test_choice_is_not_told_even_when_it_is_one(toy_project: Project, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv", [row(changes="cls.sea"), row(changes="cls.seat; cls.seat")]
    )
    for judged in judge(toy_project, path):
        assert judged.reasons
        assert "cls.sea" not in str(judged.reasons)


def test_hostile_header_is_shown_without_harm(toy_project: Project, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [{**RIMA, "=cmd|'\x1b[2J": "x"}])
    (finding,) = prepared(toy_project, path).report
    assert finding.place.isprintable()
