"""Each check, with real sentences that it passes and that it refuses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from crmo_handouts.catalog import CHECKS, FILE_CHECKS, load_catalog
from crmo_handouts.catalog.lint import (
    REFUSING_CHECKS,
    REFUSING_FILE_CHECKS,
    SET_CHECKS,
    FileFacts,
    Form,
    MessageFacts,
    Said,
    SetFacts,
    numberwords,
)
from crmo_handouts.catalog.linting import lint_messages
from crmo_handouts.catalog.yardstick import Language
from crmo_handouts.checking import Severity, run_checks
from crmo_handouts.project import Project
from tests.toy import LETTER, SHEET, copy_toy, open_toy, replace_in

ANY = Language(
    replace(open_toy().locale("bn"), script="", full_stop="", digits="0123456789", fonts=())
)
"""A language of no script: what is said of one is not asked of it. `planted/` has that."""

CALL = "Call %(clinic_phone)s the same day."
WEEK = "Methotrexate is taken <strong>once a week</strong>, never every day."
FALL = "After a fall do not move the student."


@dataclass(frozen=True)
class Case:
    """A source text, a translation that is right, and one that a check refuses."""

    check: str
    msgid: str
    right: str
    wrong: str
    words: str = ""


CASES = [
    Case("missing", CALL, "একই দিনে %(clinic_phone)s নম্বরে ফোন করুন।", "", "not translated"),
    Case("missing", FALL, "بعد السقوط لا تحرّكوا الطالب.", " \n", "not translated"),
    Case(
        "placeholder-lost",
        CALL,
        "একই দিনে %(clinic_phone)s নম্বরে ফোন করুন।",
        "একই দিনে ফোন করুন।",
        "%(clinic_phone)s is missing from the translation",
    ),
    Case(
        "placeholder-lost",
        CALL,
        "اتصلوا بالرقم %(clinic_phone)s في اليوم نفسه.",
        "اتصلوا بالرقم %%(clinic_phone)s في اليوم نفسه.",
    ),
    Case(
        "placeholder-invented",
        CALL,
        "একই দিনে %(clinic_phone)s নম্বরে ফোন করুন।",
        "একই দিনে %(clinic_phone)s বা %(clinc_phone)s নম্বরে ফোন করুন।",
        "%(clinc_phone)s does not stand in the source text",
    ),
    Case("placeholder-invented", FALL, "পড়ে গেলে নাড়াবেন না।", "%(child_name)s পড়ে গেলে নাড়াবেন না।"),
    Case("placeholder-form", "It says %%.", "সেখানে %% লেখা।", "সেখানে % লেখা।", "percent sign %%"),
    Case(
        "placeholder-form",
        CALL,
        "اتصلوا بالرقم %(clinic_phone)s.",
        "اتصلوا بالرقم %(clinic_phone)d.",
    ),
    Case("placeholder-form", CALL, "%(clinic_phone)s নম্বরে ফোন করুন।", "%s নম্বরে ফোন করুন।"),
    Case("placeholder-form", CALL, "%(clinic_phone)s নম্বরে ফোন করুন।", "%(clinic_phone) নম্বরে ফোন।"),
    Case(
        "markup-foreign",
        FALL,
        "জ্বর 38 &lt; 39 হলে নাড়াবেন না।",
        'নাড়াবেন না।<link rel="attachment" href="file:///etc/passwd">',
        "markup that is not allowed: “<link rel=",
    ),
    Case("markup-foreign", FALL, "নাড়াবেন না।", 'না। <img src="http://tracker.example/p.png">'),
    Case("markup-foreign", FALL, "لا تحرّكوا الطالب.", "لا تحرّكوا الطالب.<script>alert(1)</script>"),
    Case(
        "markup-foreign",
        WEEK,
        "<strong>সপ্তাহে একবার</strong>।",
        '<strong class="big">সপ্তাহে একবার</strong>।',
    ),
    Case("markup-foreign", WEEK, "<strong>সপ্তাহে একবার</strong>।", "<STRONG>সপ্তাহে একবার</STRONG>।"),
    Case(
        "markup-foreign",
        WEEK,
        "<strong>সপ্তাহে একবার</strong>।",
        "<!-- গোপন --><strong>সপ্তাহে</strong>",
    ),
    Case("markup-foreign", FALL, "নাড়াবেন না।", "<scr<br>ipt>নাড়াবেন না।"),
    Case(
        "markup-invented", FALL, "নাড়াবেন না।", "<strong>নাড়াবেন না।</strong>", "<strong> does not stand"
    ),
    Case(
        "markup-invented",
        WEEK,
        "<strong>مرة في الأسبوع</strong>",
        "<strong>مرة</strong><br>في الأسبوع",
    ),
    Case("markup-nesting", WEEK, "<strong>সপ্তাহে একবার</strong>।", "<strong>সপ্তাহে একবার।", "<strong>"),
    Case(
        "markup-nesting", WEEK, "<strong>مرة في الأسبوع</strong>", "</strong>مرة في الأسبوع<strong>"
    ),
    Case(
        "markup-nesting",
        "<em>One</em> and <strong>two</strong>.",
        "<em><strong>এক</strong></em> আর দুই।",
        "<em><strong>এক</em></strong> আর দুই।",
    ),
    Case("markup-lost", WEEK, "<strong>সপ্তাহে একবার</strong>।", "সপ্তাহে একবার।", "<strong> is missing"),
    Case(
        "entity",
        "Food & drink",
        "খাবার ও পানীয় & জল &amp; &nbsp; &#8212;",
        "খাবার &copy; পানীয়",
        "&copy;",
    ),
    Case("entity", "Food & drink", "الطعام &amp; الشراب", "الطعام &#x202e; الشراب", "&#x202e;"),
    Case("entity", "Food & drink", "خبز وماء &#x2014;", "خبز &#0; وماء"),
    Case("entity", "Food & drink", "R&D চলবে;", "&#99999999; চলবে"),
    Case("control", FALL, "পড়ে গেলে\nনাড়াবেন না।", "পড়ে গেলে\x07 নাড়াবেন না।", "U+0007"),
    Case("control", FALL, "সফ্‌টওয়্যার নাড়াবেন না।", "নাড়াবেন\u2028না।", "U+2028 LINE SEPARATOR"),
    Case(
        "bidi-forbidden",
        CALL,
        "اتصلوا: \u2068%(clinic_phone)s\u2069",
        "اتصلوا: \u202e%(clinic_phone)s",
        "U+202E",
    ),
    Case(
        "bidi-forbidden",
        CALL,
        "\u200fاتصلوا: %(clinic_phone)s",
        "\u202aاتصلوا\u202c: %(clinic_phone)s",
    ),
    Case(
        "bidi-balance",
        CALL,
        "اتصلوا: \u2066%(clinic_phone)s\u2069",
        "اتصلوا: \u2066%(clinic_phone)s",
        "pairs",
    ),
    Case(
        "bidi-balance",
        CALL,
        "\u2067أ \u2066ب\u2069\u2069 %(clinic_phone)s",
        "\u2069%(clinic_phone)s\u2066",
    ),
    Case("bidi-balance", CALL, "%(clinic_phone)s নম্বরে", "&#x2067;%(clinic_phone)s নম্বরে"),
    Case("dose", FALL, "৩ দিন পরে 38 °C জ্বর।", "রোজ ১০ মি.গ্রা. খাওয়ান।", "reads like a dose"),
    Case("dose", FALL, "بعد 3 أيام", "500 mg كل يوم"),
    Case("dose", FALL, "৩ দিন পরে", "500&nbsp;m<em></em>g প্রতিদিন"),
]


def facts(msgid: str, *texts: str, fuzzy: bool = False, plural: str | None = None) -> MessageFacts:
    return MessageFacts(
        msgid=msgid,
        plural=plural,
        forms=tuple(Form(text, f"x.po:{line}") for line, text in enumerate(texts, start=7)),
        fuzzy=fuzzy,
        forms_expected=1 if plural is None else 6,
        single_forms=frozenset() if plural is None else frozenset({0, 1, 2}),
        language=ANY,
    )


def found(message: MessageFacts) -> dict[str, str]:
    return {
        finding.check: f"{finding.place}: {finding.message}"
        for finding in run_checks(CHECKS, message)
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.check)
def test_a_wrong_sentence_is_refused_at_its_line(case: Case) -> None:
    told = found(facts(case.msgid, case.wrong))
    assert f"catalog/{case.check}" in told
    assert told[f"catalog/{case.check}"].startswith("x.po:7: ")
    text = "\n".join(map(str, run_checks(CHECKS, facts(case.msgid, case.wrong))))
    assert case.words in text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.check)
def test_a_right_sentence_passes_these_checks(case: Case) -> None:
    told = found(facts(case.msgid, case.right))
    told.pop("catalog/markup-lost", None)
    assert not told.keys() & {f"catalog/{case.check}" for case in CASES}


def test_a_fuzzy_message_is_refused() -> None:
    assert found(facts(FALL, "নাড়াবেন না।", fuzzy=True)) == {
        "catalog/fuzzy": f"x.po:7: is marked fuzzy: “{FALL}”"
    }


def test_every_check_has_a_title_and_a_rationale() -> None:
    every = (*CHECKS, *FILE_CHECKS, *SET_CHECKS)
    assert len({check.id for check in every}) == len(every)
    for check in every:
        assert check.id.startswith("catalog/")
        assert check.title.endswith(".")
        assert check.rationale.endswith(".")


def test_what_refuses_a_sheet_is_looked_for_when_it_is_printed() -> None:
    later = {check.id for check in CHECKS if check not in REFUSING_CHECKS}
    errors = {check.id for check in CHECKS if check.severity is Severity.ERROR}
    # Glyphs the press sees itself, on the page.
    assert later & errors == {"catalog/glyph"}
    assert {check.severity for check in (*REFUSING_CHECKS, *REFUSING_FILE_CHECKS, *SET_CHECKS)} == {
        Severity.ERROR
    }


def test_a_misspelt_placeholder_is_told_with_the_right_one() -> None:
    wrong = facts(CALL, "%(clinc_phone)s নম্বরে ফোন করুন।")
    hints = [finding.hint for finding in run_checks(CHECKS, wrong)]
    assert hints == ["copy %(clinic_phone)s exactly", "write %(clinic_phone)s"]


def test_jinja_syntax_in_a_translation_is_plain_text() -> None:
    text = "{{ 7*7 }} {%% include '/etc/passwd' %%} {# x #} নাড়াবেন না।"
    assert not run_checks(REFUSING_CHECKS, facts(FALL, text))


def test_a_text_of_a_thousand_faults_is_told_in_a_few_lines() -> None:
    assert len(list(run_checks(CHECKS, facts(FALL, "<a> &b; %c" * 1000)))) <= 9


@pytest.mark.parametrize("digits", ["9" * 9_000, "৯" * 9_000, "1,111" * 1_500, "1." + "3" * 5_000])
def test_a_number_longer_than_python_reads_is_a_wrong_number(digits: str) -> None:
    assert "catalog/number" in found(facts("Wait 10 minutes.", f"{digits} মিনিট অপেক্ষা করুন।"))


def test_a_chinese_number_longer_than_python_reads_is_no_number() -> None:
    assert numberwords.read_han("三点" + "五" * 5_000) is None


def test_a_raised_digit_beside_a_changed_phone_number_is_passed_over() -> None:
    told = found(facts("Call 020 7946 0018 today.", "আজই 020 7946 0019 নম্বরে ফোন করুন (৫ m²)।"))
    assert "is missing from the translation" in told["catalog/phone"]


def test_what_a_terminal_would_act_on_is_not_shown_raw() -> None:
    told = found(facts(FALL, "<a \x1b[31m\u202e>"))
    assert "\x1b" not in str(list(told.values()))
    assert "\\u001b" in told["catalog/markup-foreign"]


SHEETS = "%(num)s sheet", "%(num)s sheets"
ARABIC = (
    "لا أوراق",
    "ورقة واحدة",
    "ورقتان",
    "%(num)s أوراق",
    "%(num)s ورقة",
    "%(num)s ورقة",
)


def test_a_form_for_one_count_may_say_the_number_in_words() -> None:
    assert not found(facts(SHEETS[0], *ARABIC, plural=SHEETS[1]))


def test_a_form_for_many_counts_needs_its_number() -> None:
    texts = (*ARABIC[:3], "أوراق", *ARABIC[4:])
    assert list(found(facts(SHEETS[0], *texts, plural=SHEETS[1])).items()) == [
        ("catalog/placeholder-lost", "x.po:10: %(num)s is missing from the translation")
    ]


def test_a_plural_with_too_few_forms_is_not_translated() -> None:
    told = found(facts(SHEETS[0], *ARABIC[:2], plural=SHEETS[1]))
    assert told == {"catalog/missing": "x.po:8: has 2 of 6 plural forms"}


def file_facts(
    *,
    exists: bool = True,
    language: str = "bn",
    plural_fault: str = "",
    duplicates: tuple[tuple[str, str], ...] = (),
    content_type: str = "text/plain; charset=UTF-8",
    unreadable: tuple[str, str] | None = None,
) -> FileFacts:
    return FileFacts(
        place="bn/x.po",
        header_place="bn/x.po:1",
        exists=exists,
        languages=(language, "bn"),
        plural_fault=plural_fault,
        plural_header="nplurals=2; plural=(n > 1);",
        duplicates=duplicates,
        content_type=content_type,
        unreadable=unreadable,
    )


@pytest.mark.parametrize(
    ("check", "wrong"),
    [
        ("no-file", file_facts(exists=False)),
        ("unreadable", file_facts(unreadable=("is no .po file", "look at it"))),
        ("language", file_facts(language="hi")),
        ("language", file_facts(language="as")),
        ("header", file_facts(language="")),
        ("header", file_facts(content_type="text/plain; charset=ISO-8859-1")),
        ("header", file_facts(content_type="")),
        ("plural-forms", file_facts(plural_fault="the header has no readable Plural-Forms")),
        ("duplicate", file_facts(duplicates=(("bn/x.po:9", FALL),))),
    ],
)
def test_a_wrong_file_is_refused(check: str, wrong: FileFacts) -> None:
    findings = list(run_checks(FILE_CHECKS, wrong))
    assert [finding.check for finding in findings] == [f"catalog/{check}"]
    assert findings[0].hint


@pytest.mark.parametrize("language", ["bn", "bn_BD", "bn-IN"])
def test_a_right_file_passes(language: str) -> None:
    assert not run_checks(FILE_CHECKS, file_facts(language=language))


def test_a_file_without_a_language_is_printed_all_the_same() -> None:
    assert not run_checks(REFUSING_FILE_CHECKS, file_facts(language=""))


SAFE_12 = "CRMO is not an infection. No one can catch it."
SAID_12 = "CRMO কোনো সংক্রমণ নয়। এটি কারও থেকে কারও হয় না।"
OTHERWISE = "CRMO সংক্রমণ নয়।"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("SAFE-12", SAFE_12, SAID_12), ("SAFE-12", SAFE_12, OTHERWISE)),
        (("SAFE-12", SAFE_12, SAID_12), ("", SAFE_12, OTHERWISE)),
        (("SAFE-12", SAFE_12, SAID_12), ("box", SAFE_12.upper(), OTHERWISE)),
        (("SAFE-12", SAFE_12, SAID_12), ("", SAFE_12, f"{SAID_12} ")),
        (("SAFE-12", SAFE_12, SAID_12), ("SAFE-12", "CRMO is no infection.", OTHERWISE)),
    ],
)
def test_a_safety_string_in_other_words_is_told_at_the_second(
    first: tuple[str, str, str], second: tuple[str, str, str]
) -> None:
    facts = SetFacts((_said(first, "shared.po:9"), _said(second, "letter.po:4")))
    (finding,) = run_checks(SET_CHECKS, facts)
    assert (finding.check, finding.place) == ("catalog/safety-differs", "letter.po:4")
    assert "SAFE-12 is said in other words at shared.po:9" in finding.message


@pytest.mark.parametrize(
    "other",
    [
        ("SAFE-12", SAFE_12, SAID_12),
        ("", SAFE_12, SAID_12),
        ("", SAFE_12, ""),
        ("", "CRMO is not catching.", OTHERWISE),
        ("title", "Draft", "খসড়া"),
    ],
)
def test_a_safety_string_that_is_the_same_passes(other: tuple[str, str, str]) -> None:
    facts = SetFacts((_said(("SAFE-12", SAFE_12, SAID_12), "a.po:9"), _said(other, "b.po:4")))
    assert not run_checks(SET_CHECKS, facts)


def _said(message: tuple[str, str, str], place: str) -> Said:
    context, msgid, text = message
    return Said(context, msgid, (text,), place)


# -- the way of a whole handout


def test_the_toys_messages_are_sound(toy_project: Project) -> None:
    for handout in (SHEET, LETTER):
        assert [str(finding) for finding in lint_messages(toy_project, handout, "bn")] == []


def test_a_broken_file_is_a_finding_at_its_line(tmp_path: Path) -> None:
    root = copy_toy(tmp_path / "project")
    po = root / f"locales/bn/LC_MESSAGES/{SHEET}.po"
    text = po.read_text("utf-8")
    po.write_text(text + '\nmsgid "open\nmsgstr ""\n', "utf-8")
    (finding,) = lint_messages(Project((root,), open_toy().today), SHEET, "bn")
    assert finding.check == "catalog/unreadable"
    assert finding.place == f"locales/bn/LC_MESSAGES/{SHEET}.po:{text.count(chr(10)) + 2}"
    assert finding.hint


def test_a_handout_without_a_file_is_a_finding(tmp_path: Path) -> None:
    root = copy_toy(tmp_path / "project")
    (root / f"locales/bn/LC_MESSAGES/{SHEET}.po").unlink()
    (finding,) = lint_messages(Project((root,), open_toy().today), SHEET, "bn")
    assert finding.check == "catalog/no-file"


@pytest.mark.parametrize("name", ["glossary.csv", "banned.csv"])
@pytest.mark.parametrize("content", [b"", b"word\nx\n", b'term,translation\n"a', b"\xff\xfe\x00"])
def test_a_word_list_that_cannot_be_read_is_one_finding(
    tmp_path: Path, name: str, content: bytes
) -> None:
    root = copy_toy(tmp_path / "project")
    (root / "locales/bn" / name).write_bytes(content)
    findings = list(lint_messages(Project((root,), open_toy().today), SHEET, "bn"))
    assert [finding.check for finding in findings] == ["catalog/unreadable"]
    assert findings[0].place.startswith(f"bn/{name}")


def test_a_language_may_ban_words_of_its_own(tmp_path: Path) -> None:
    root = copy_toy(tmp_path / "project")
    po = root / f"locales/bn/LC_MESSAGES/{SHEET}.po"
    word = next(
        line for line in po.read_text("utf-8").splitlines() if "msgstr" in line and "।" in line
    )
    banned = word.split('"')[1].split()[0].rstrip("।,:")
    (root / "locales/bn/banned.csv").write_text(
        f"phrase,reason,instead,unless\n{banned},a test,,\n", "utf-8"
    )
    report = load_catalog(Project((root,), open_toy().today), SHEET, "bn").report
    assert {finding.check for finding in report} == {"catalog/banned"}
    assert f"“{banned}” must not be said: a test" in report.findings[0].message


def test_a_wrong_number_refuses_the_sheet_and_a_wrong_space_does_not(tmp_path: Path) -> None:
    root = copy_toy(tmp_path / "project")
    po = root / f"locales/bn/LC_MESSAGES/{SHEET}.po"
    line = next(line for line in po.read_text("utf-8").splitlines() if "।" in line)
    replace_in(po, line, line.replace("।", " । ৭৭।", 1))
    project = Project((root,), open_toy().today)
    assert {f.check for f in load_catalog(project, SHEET, "bn").report} == {"catalog/number"}
    assert {f.check for f in lint_messages(project, SHEET, "bn")} == {
        "catalog/number",
        "catalog/space-before",
    }
