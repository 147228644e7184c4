"""Each check, with real sentences that it passes and that it refuses."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from crmo_handouts.catalog import CHECKS, FILE_CHECKS
from crmo_handouts.catalog.lint import FileFacts, Form, MessageFacts
from crmo_handouts.checking import run_checks

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
    Case("control", FALL, "শিক্ষার্থী‌কে নাড়াবেন না।", "নাড়াবেন\u2028না।", "U+2028 LINE SEPARATOR"),
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
def test_a_right_sentence_passes_every_check(case: Case) -> None:
    told = found(facts(case.msgid, case.right))
    told.pop("catalog/markup-lost", None)
    assert not told


def test_a_fuzzy_message_is_refused() -> None:
    assert found(facts(FALL, "নাড়াবেন না।", fuzzy=True)) == {
        "catalog/fuzzy": f"x.po:7: is marked fuzzy: “{FALL}”"
    }


def test_every_check_has_a_sentence_here_a_title_and_a_rationale() -> None:
    assert {f"catalog/{case.check}" for case in CASES} | {"catalog/fuzzy"} == {
        check.id for check in CHECKS
    }
    for check in (*CHECKS, *FILE_CHECKS):
        assert check.title.endswith(".")
        assert check.rationale.endswith(".")


def test_a_misspelt_placeholder_is_told_with_the_right_one() -> None:
    wrong = facts(CALL, "%(clinc_phone)s নম্বরে ফোন করুন।")
    hints = [finding.hint for finding in run_checks(CHECKS, wrong)]
    assert hints == ["copy %(clinic_phone)s exactly", "write %(clinic_phone)s"]


def test_jinja_syntax_in_a_translation_is_plain_text() -> None:
    assert not found(
        facts(FALL, "{{ 7*7 }} {% include '/etc/passwd' %%} {# x #}".replace("{% i", "{%% i"))
    )


def test_a_text_of_a_thousand_faults_is_told_in_a_few_lines() -> None:
    assert len(list(run_checks(CHECKS, facts(FALL, "<a> &b; %c" * 1000)))) <= 9


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
) -> FileFacts:
    return FileFacts(
        place="bn/x.po",
        header_place="bn/x.po:1",
        exists=exists,
        languages=(language, "bn"),
        plural_fault=plural_fault,
        plural_header="nplurals=2; plural=(n > 1);",
        duplicates=duplicates,
    )


@pytest.mark.parametrize(
    ("check", "wrong"),
    [
        ("no-file", file_facts(exists=False)),
        ("language", file_facts(language="hi")),
        ("plural-forms", file_facts(plural_fault="the header has no readable Plural-Forms")),
        ("duplicate", file_facts(duplicates=(("bn/x.po:9", FALL),))),
    ],
)
def test_a_wrong_file_is_refused(check: str, wrong: FileFacts) -> None:
    findings = list(run_checks(FILE_CHECKS, wrong))
    assert [finding.check for finding in findings] == [f"catalog/{check}"]
    assert findings[0].hint


@pytest.mark.parametrize("language", ["bn", "bn_BD", "bn-IN", ""])
def test_a_right_file_passes(language: str) -> None:
    assert not run_checks(FILE_CHECKS, file_facts(language=language))
