"""The ground that every stage stands on: papers, reviews, locales, projects, checks, errors."""

from __future__ import annotations

import pickle
import unicodedata
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import babel
import pytest
from babel.localedata import locale_identifiers

from crmo_handouts import errors
from crmo_handouts.checking import Check, Finding, Report, Severity, run_checks
from crmo_handouts.errors import HandoutError, Refused, SourceError, UsageError
from crmo_handouts.locales import DIGITS, KEYS, load_locale
from crmo_handouts.paper import PAPERS, TEXT_HEIGHT, TEXT_WIDTH, Paper
from crmo_handouts.project import Project, builtin_root, unknown_name
from crmo_handouts.review import (
    Kind,
    Level,
    Review,
    ReviewState,
    Standing,
    read_review,
    text_level,
)

# -- papers


def test_papers_have_their_standards_sizes() -> None:
    assert {paper.id: (paper.width, paper.height) for paper in PAPERS.values()} == {
        "a4": (210.0, 297.0),
        "us-letter": (215.9, 279.4),
    }


@pytest.mark.parametrize("paper", PAPERS.values(), ids=lambda paper: paper.id)
def test_text_area_stands_in_the_middle_with_margins_of_15_mm(paper: Paper) -> None:
    assert paper.left * 2 + TEXT_WIDTH == pytest.approx(paper.width)
    assert paper.top * 2 + TEXT_HEIGHT == pytest.approx(paper.height)
    assert paper.left >= 15
    assert paper.top >= 15


# -- reviews

SIGNED = Review("Dr A. Rahman", "pediatric rheumatologist", date(2026, 11, 21), "0123456789abcdef")
NO, CHANGED, LANGUAGE, CLINICAL = Level


@pytest.mark.parametrize(
    ("text", "translation", "state"),
    [
        (NO, None, ReviewState.DRAFT),
        (CHANGED, None, ReviewState.DRAFT_CHANGED),
        (CLINICAL, None, ReviewState.REVIEWED),
        (NO, NO, ReviewState.DRAFT_TRANSLATED),
        (CHANGED, NO, ReviewState.DRAFT_TRANSLATED),
        (CLINICAL, NO, ReviewState.DRAFT_TRANSLATION),
        (NO, CHANGED, ReviewState.DRAFT_CHANGED),
        (CLINICAL, CHANGED, ReviewState.DRAFT_CHANGED),
        (NO, LANGUAGE, ReviewState.DRAFT_LANGUAGE),
        (CLINICAL, LANGUAGE, ReviewState.DRAFT_LANGUAGE),
        (NO, CLINICAL, ReviewState.DRAFT_TEXT),
        (CHANGED, CLINICAL, ReviewState.DRAFT_CHANGED),
        (CLINICAL, CLINICAL, ReviewState.REVIEWED),
    ],
)
def test_sheet_is_reviewed_only_when_its_text_and_its_translation_are(
    text: Level, translation: Level | None, state: ReviewState
) -> None:
    assert Standing(text, translation).state is state


def test_a_clinical_review_is_enough_where_one_of_the_language_is() -> None:
    assert [level for level in Level if level.reaches(Kind.LANGUAGE)] == [LANGUAGE, CLINICAL]
    assert [level for level in Level if level.reaches(Kind.CLINICAL)] == [CLINICAL]


@pytest.mark.parametrize(
    ("review", "level"),
    [(None, NO), (SIGNED, CLINICAL), (replace(SIGNED, digest="f" * 16), CHANGED)],
)
def test_text_is_reviewed_while_its_digest_is_the_recorded_one(
    review: Review | None, level: Level
) -> None:
    assert text_level(review, SIGNED.digest) is level


TABLE = {
    "by": "Dr A. Rahman",
    "role": "pediatric rheumatologist",
    "on": date(2026, 11, 21),
    "text": "0123456789abcdef",
}


def test_whole_review_is_read() -> None:
    assert read_review(TABLE, where="x") == SIGNED
    nameless = {key: value for key, value in TABLE.items() if key != "role"}
    assert read_review(nameless, where="x") == replace(SIGNED, role="")


@pytest.mark.parametrize("table", [None, {}, {"by": "", "role": ""}])
def test_no_review_is_none(table: dict[str, object] | None) -> None:
    assert read_review(table, where="x") is None


@pytest.mark.parametrize(
    "change",
    [
        {"by": None},
        {"by": "  "},
        {"by": 1},
        {"on": None},
        {"on": "2026-11-21"},
        {"on": datetime(2026, 11, 21, 10)},
        {"text": None},
        {"text": 1},
        {"role": 1},
        {"at": "10:00"},
    ],
)
def test_half_filled_review_is_refused(change: dict[str, object]) -> None:
    table = {key: value for key, value in (TABLE | change).items() if value is not None}
    with pytest.raises(SourceError) as refused:
        read_review(table, where="handout.toml: review")
    assert refused.value.where == "handout.toml: review"
    assert refused.value.hint


# -- locales


def write_locale(folder: Path, text: str, locale_id: str = "bn") -> Path:
    path = folder / "locales" / locale_id / "locale.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_cldr_says_what_a_locale_file_does_not(tmp_path: Path) -> None:
    bangla = load_locale(write_locale(tmp_path, ""))
    assert (bangla.name, bangla.english_name) == ("বাংলা", "Bangla")
    assert (bangla.script, bangla.direction) == ("Beng", "ltr")
    assert bangla.digits == "০১২৩৪৫৬৭৮৯"
    assert not bangla.is_source


@pytest.mark.parametrize(
    ("locale_id", "script", "direction", "zero"),
    [
        ("en", "Latn", "ltr", "0"),
        ("ar", "Arab", "rtl", "0"),
        ("ur", "Arab", "rtl", "0"),
        ("hi", "Deva", "ltr", "0"),
        ("fa", "Arab", "rtl", "۰"),
        ("zh_Hans", "Hans", "ltr", "0"),
    ],
)
def test_script_direction_and_digits_are_cldrs(
    tmp_path: Path, locale_id: str, script: str, direction: str, zero: str
) -> None:
    locale = load_locale(write_locale(tmp_path, "", locale_id))
    assert (locale.script, locale.direction, locale.digits[0]) == (script, direction, zero)
    assert locale.tag == locale_id.replace("_", "-")


def test_digits_of_every_locale_of_cldr_are_known() -> None:
    """Its own and its default ones; each system has the ten digits of one script, in order."""
    wanted = set()
    for one in locale_identifiers():
        cldr = babel.Locale.parse(one)
        wanted |= {cldr.default_numbering_system, cldr.other_numbering_systems.get("native")}
    assert wanted - {None} <= set(DIGITS)
    for system, digits in DIGITS.items():
        assert [int(unicodedata.numeric(digit)) for digit in digits] == list(range(10)), system


def test_a_country_writes_its_language_in_the_languages_script(tmp_path: Path) -> None:
    assert load_locale(write_locale(tmp_path, "", "ar_EG")).script == "Arab"
    assert load_locale(write_locale(tmp_path, "", "pt_BR")).script == "Latn"


def test_locale_file_overrides_cldr(tmp_path: Path) -> None:
    text = 'digits = "latn"\nfonts = ["Press Bengali"]\nleading = 1.6\nscale = 1.1\nfull_stop = "|"'
    locale = load_locale(write_locale(tmp_path, text))
    assert locale.digits == DIGITS["latn"]
    assert (locale.fonts, locale.leading, locale.scale) == (("Press Bengali",), 1.6, 1.1)
    assert locale.full_stop == "|"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("direction = 'rtl'", "unknown key: direction"),
        ("digits = 'roman'", "unknown digits"),
        ("leading = 'wide'", "leading"),
        ("scale = true", "scale"),
        ("fonts = 'Press Bengali'", "fonts"),
        ("fonts = [1]", "fonts"),
        ("leading = 0", "leading must lie between 1 and 4"),
        ("leading = nan", "leading"),
        ("scale = -1.0", "scale"),
        ("scale = inf", "scale"),
        ("full_stop = 1", "full_stop"),
        ("digits = 1", "digits"),
        ("leading = ", "cannot be read"),
        ("[reviews.toy]\nby = 'A'", "unknown key: reviews"),
    ],
)
def test_faulty_locale_file_is_told_with_its_path(tmp_path: Path, text: str, told: str) -> None:
    path = write_locale(tmp_path, text)
    with pytest.raises(SourceError) as refused:
        load_locale(path)
    assert told in refused.value.message
    assert str(path) in refused.value.where


def test_locale_that_cldr_does_not_know_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="CLDR knows no locale 'xx'"):
        load_locale(write_locale(tmp_path, "", "xx"))


def test_unknown_key_is_answered_with_all_known(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as refused:
        load_locale(write_locale(tmp_path, "leeding = 1"))
    assert all(key in refused.value.hint for key in KEYS)


# -- projects


def test_without_a_folder_the_project_is_the_built_in_one() -> None:
    project = Project.open(today=date(2026, 1, 1))
    assert project.roots == (builtin_root(),)
    assert project.today == date(2026, 1, 1)


def test_clinics_file_stands_before_the_built_in_one(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "tokens.css").write_text("html { }")
    project = Project.open(tmp_path)
    assert project.find("styles", "tokens.css") == tmp_path / "styles" / "tokens.css"
    assert project.find("styles", "page.css") == builtin_root() / "styles" / "page.css"
    assert project.find("styles", "no.css") is None


def test_clinics_handouts_and_locales_are_added(tmp_path: Path) -> None:
    write_locale(tmp_path, "", "fi")
    folder = tmp_path / "handouts" / "own"
    folder.mkdir(parents=True)
    (folder / "handout.toml").write_text("")
    (tmp_path / "handouts" / "notes").mkdir()
    clinic, builtin = Project.open(tmp_path), Project.open()
    assert clinic.locale_ids() == sorted([*builtin.locale_ids(), "fi"])
    assert clinic.handout_ids() == sorted([*builtin.handout_ids(), "own"])


def test_folder_that_is_the_built_in_one_counts_once() -> None:
    assert Project.open(builtin_root()).roots == (builtin_root(),)


def test_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        Project.open(tmp_path / "no")


def test_unknown_locale_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match=r"unknown locale 'bm'\nhint: did you mean bn\?"):
        Project.open().locale("bm")


@pytest.mark.parametrize("name", ["../bn", "", ".", "bn/../en", "BN "])
def test_locale_is_a_name_and_no_path(name: str) -> None:
    with pytest.raises(UsageError):
        Project.open().locale(name)


def test_day_comes_from_the_source_date_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795219200")
    assert Project.open().today == date(2026, 11, 21)


def test_epoch_that_is_no_number_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert abs((Project.open().today - date.today()).days) <= 1


def test_project_pickles() -> None:
    project = Project.open(today=date(2026, 1, 1))
    assert pickle.loads(pickle.dumps(project)) == project  # noqa: S301


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("warning-sings", "warning-signs"), ("Warning-Signs", "warning-signs"), ("letter", "")],
)
def test_unknown_name_is_answered_with_the_nearest_one(name: str, nearest: str) -> None:
    error = unknown_name("handout", name, ["warning-signs", "activity-guidance"])
    assert error.message == f"unknown handout {name!r}"
    assert error.hint.startswith(f"did you mean {nearest}? " if nearest else "there are: ")
    assert error.hint.endswith("there are: activity-guidance, warning-signs")
    assert error.exit_code == 2


# -- checks


def even(number: object) -> list[tuple[str, str, str]]:
    """A number is even.

    More is said here.
    """
    assert isinstance(number, int)
    return [("here", f"{number} is even", "take another")] if number % 2 == 0 else []


EVEN = Check("toy/even", Severity.WARNING, "Odd ones are prettier.", even)
LARGE = Check("toy/large", Severity.ERROR, "They do not fit.", lambda _: [("there", "large", "")])


def test_check_is_titled_by_the_first_line_of_its_function() -> None:
    assert EVEN.title == "A number is even."


def test_findings_come_in_the_order_of_the_checks() -> None:
    report = run_checks((LARGE, EVEN), 4)
    assert [finding.check for finding in report] == ["toy/large", "toy/even"]
    assert [finding.check for finding in report.errors] == ["toy/large"]


def test_report_without_findings_is_false() -> None:
    assert not run_checks((EVEN,), 3)
    assert run_checks((EVEN,), 4)


def test_reports_are_added_in_order() -> None:
    first, second = run_checks((EVEN,), 2), run_checks((LARGE,), 2)
    assert (first + second).findings == first.findings + second.findings


def test_finding_is_written_with_place_check_and_hint() -> None:
    finding = Finding("toy/even", Severity.ERROR, "a.po:3", "is even", "take another")
    assert str(finding) == "a.po:3: is even [toy/even]\n  hint: take another"
    assert str(Finding("toy/even", Severity.ERROR, "a.po:3", "is even")).count("\n") == 0


# -- errors

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, HandoutError) and kind is not HandoutError
]


def test_each_kind_of_error_has_an_exit_code_of_its_own() -> None:
    codes = [kind.exit_code for kind in KINDS]
    assert sorted(codes) == list(range(1, len(KINDS) + 1))
    assert not {errors.EXIT_DONE, errors.EXIT_INTERRUPTED} & set(codes)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_errors_tree_is_drawn_with_its_codes(kind: type[HandoutError]) -> None:
    drawn = [line for line in (errors.__doc__ or "").splitlines() if f" {kind.__name__} " in line]
    assert drawn
    assert f" {kind.exit_code}  " in drawn[0]


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind is not Refused], ids=lambda kind: kind.__name__
)
def test_error_travels_from_worker_to_parent(kind: type[HandoutError]) -> None:
    error = kind("is broken", where="a.toml: key", hint="mend it")
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert type(copy) is kind
    assert str(copy) == str(error) == "a.toml: key: is broken\nhint: mend it"


def test_refusal_travels_with_its_report() -> None:
    report = Report((Finding("toy/large", Severity.ERROR, "there", "large"),))
    copy = pickle.loads(pickle.dumps(Refused(report)))  # noqa: S301
    assert copy.report == report
    assert str(copy) == "1 fault: nothing was printed"
    assert str(Refused(report + report)) == "2 faults: nothing was printed"
