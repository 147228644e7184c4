"""A reader's data, good and bad: what is read, what is found, and that nothing of it is told."""

from __future__ import annotations

import pickle
import time
import tomllib
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmo_handouts.checking import Report, Severity
from crmo_handouts.project import Project
from crmo_handouts.source import (
    Carer,
    Field,
    Temperature,
    Values,
    load_handout,
    read_fields,
    read_values,
)
from crmo_handouts.source.faults import RULES
from crmo_handouts.source.table import Table

TODAY = date(2026, 11, 25)

TOY = """
name = { type = "text", label = "Name", max = 60, letters = true, required = true }
note = { type = "text", label = "Note", min = 3, max = 140 }
phone = { type = "tel", label = "Phone", min = 3, max = 20 }
born = { type = "date", label = "Born", past = true, max_age = 21 }
first = { type = "date", label = "From" }
last = { type = "date", label = "To", after = "first", span_months = 12, warn_months = 6 }
medicines = { type = "list", label = "Medicines", max = 3, item_max = 40 }
carer = { type = "group", label = "Carer", parts = ["name", "relation", "phone"] }
fever = { type = "temperature", label = "Fever", min = 37.5, max = 38.5, default = 38.0 }
consent = { type = "bool", label = "Consent", required = true }

[kinds]
type = "multi"
label = "Kinds"
choices = [
    { id = "nsaid", text = "a" },
    { id = "steroid", text = "b" },
    { id = "none", text = "-" },
]

[spine]
type = "enum"
label = "Spine"
default = "not-known"
choices = [
    { id = "no", text = "no" },
    { id = "now", text = "yes" },
    { id = "not-known", text = "?" },
]

[changes]
type = "multi"
label = "Changes"
choices = [
    { id = "cls.seat", text = "seat", default = true },
    { id = "emg.back", text = "back", added_unless = { spine = "no" } },
    { id = "wel.adult", text = "adult" },
]

[by]
type = "enum"
label = "Decided by"
choices = [{ id = "clinician", text = "c" }, { id = "not-yet", text = "n" }]

[allowed]
type = "multi"
label = "Allowed"
apart_from = "ask"
choices = [{ id = "walk", text = "w" }, { id = "dive", text = "d", only_if = { by = "clinician" } }]

[ask]
type = "multi"
label = "Ask first"
choices = [{ id = "walk", text = "w" }, { id = "dive", text = "d" }]
"""

FIELDS = read_fields(Table(tomllib.loads(TOY), "toy.toml"), {})
GOOD: dict[str, Any] = {"name": "Rima Example", "consent": True}


def read(**data: Any) -> tuple[Values, Report]:
    return read_values(FIELDS, GOOD | data, today=TODAY, place="f.toml")


def value(key: str, raw: Any) -> Any:
    """Read one value, which must be good."""
    values, report = read(**{key: raw})
    assert not report.errors
    return values.get(key)


def found(**data: Any) -> list[tuple[str, str]]:
    """Read what has faults: their checks and the keys they stand at."""
    _, report = read(**data)
    return [
        (finding.check.removeprefix("recipient/"), finding.place.removeprefix("f.toml: "))
        for finding in report
    ]


# What is good


@pytest.mark.parametrize(
    "name",
    [
        "Rima Example", "মোসাম্মৎ জান্নাতুল", "José-Luis O’Brien", "O'Brien", "Dr. A. Rahman", "山田太郎",
        "阿卜杜拉·买买提", "محمد علی", "नमूना देवी", "Þóra", "র‌্যা", "Nguyễn",
    ],
)  # fmt: skip
def test_names_of_any_script_are_read(name: str) -> None:
    assert value("name", name)


def test_text_is_brought_to_one_spelling() -> None:
    assert value("name", "  Jose\u0301\u00a0 ") == "José"


def test_markup_is_legal_text() -> None:
    for text in ("<script>alert(1)</script>", "{{ 7*7 }}", "<img src=x onerror=y>", "%(name)s"):
        assert value("note", text) == text


def test_digits_of_any_script_become_western_in_a_phone_number() -> None:
    assert value("phone", "+৮৮০ (২) ৫৫৫০-১২৩৪") == "+880 (2) 5550-1234"
    assert value("phone", "٩٩٩") == "999"
    assert value("phone", "０２０ 7946‑0123") == "020 7946-0123"


def test_dates_are_read_from_toml_and_from_text() -> None:
    assert value("first", date(2026, 11, 23)) == value("first", "2026-11-23") == date(2026, 11, 23)


@pytest.mark.parametrize(
    "raw", ["38.0 C", "38 °C", "38,0 °c", "100.4 F", 38, 38.0, 100.4, "৩৮.০ C"]
)
def test_a_temperature_is_read_in_either_scale(raw: object) -> None:
    assert value("fever", raw) == Temperature(38.0, 100.4)


def test_a_limit_set_in_fahrenheit_comes_back_as_it_was() -> None:
    assert value("fever", "100.5 F") == Temperature(38.1, 100.5)


def test_a_carer_is_read_with_the_parts_that_are_given() -> None:
    assert value("carer", {"name": "Sam Sample"}) == Carer("Sam Sample")
    assert value("carer", {"name": "Sam", "relation": "aunt", "phone": "১২৩"}) == Carer(
        "Sam", "aunt", "123"
    )


def test_choices_come_in_the_authors_order() -> None:
    assert value("kinds", ["steroid", "nsaid"]) == ("nsaid", "steroid")


@pytest.mark.parametrize("raw", [None, "", "  ", [], "\u200d"])
def test_what_is_blank_counts_as_absent(raw: object) -> None:
    assert "note" not in read(note=raw if isinstance(raw, str) else None)[0]
    assert "kinds" not in read(kinds=raw if not isinstance(raw, str) else [])[0]


def test_a_default_stands_where_nothing_is_given() -> None:
    assert read()[0]["fever"] == Temperature(38.0, 100.4)
    assert read(fever=None)[0]["fever"] == Temperature(38.0, 100.4)


def test_a_clinics_values_stand_below_the_readers() -> None:
    below = {"phone": "111", "fever": "38.5 C", "not_asked_for": "x"}
    values, report = read_values(
        FIELDS, GOOD | {"phone": "222"}, today=TODAY, place="f", below=below
    )
    assert not report
    assert values["phone"] == "222"
    assert values["fever"] == Temperature(38.5, 101.3)


def test_no_choice_is_made_because_it_is_usual() -> None:
    assert "changes" not in read()[0]


# What is not


@pytest.mark.parametrize(
    ("key", "raw", "check"),
    [
        ("name", "Rima 2", "characters"),
        ("name", "<b>Rima</b>", "characters"),
        ("name", "...", "characters"),
        ("name", "x" * 61, "length"),
        ("name", "x" * 10_000, "length"),
        ("name", 7, "type"),
        ("name", True, "type"),
        ("name", ["Rima"], "type"),
        ("note", "ab", "length"),
        ("note", "two\nlines", "characters"),
        ("note", "a\ttab", "characters"),
        ("note", "bell\a", "characters"),
        ("note", "over\u202eride", "characters"),
        ("note", "embed\u202bded", "characters"),
        ("note", "open \u2067 isolate", "characters"),
        ("note", "closed \u2069\u2067", "characters"),
        ("note", "zero\u200bwidth", "characters"),
        ("note", "byte order \ufeff mark", "characters"),
        ("note", "private \ue000 use", "characters"),
        ("note", "not assigned \u0378", "characters"),
        ("note", "half \ud800 a character", "characters"),
        ("note", "Hangul \u3164 filler", "characters"),
        ("note", "tower" + "\u0301" * 40, "characters"),
        ("note", "line\u2028separator", "characters"),
        ("note", "naproxen 250 mg", "dose"),
        ("note", "২টি ট্যাবলেট", "dose"),
        ("phone", "call me", "phone"),
        ("phone", "555.123", "phone"),
        ("phone", "()-", "phone"),
        ("phone", "1" * 21, "length"),
        ("phone", 999, "type"),
        ("born", "2027-01-01", "date"),
        ("born", "2001-01-01", "date"),
        ("born", "05/03/2016", "date"),
        ("born", "2026-02-30", "date"),
        ("born", datetime(2016, 3, 5, 12), "date"),
        ("born", 20160305, "date"),
        ("first", "20261121", "date"),
        ("fever", "36.6 C", "temperature"),
        ("fever", 39, "temperature"),
        ("fever", "warm", "temperature"),
        ("fever", True, "temperature"),
        ("fever", float("nan"), "temperature"),
        ("fever", 10**400, "temperature"),
        ("spine", "nope", "choice"),
        ("spine", ["no"], "type"),
        ("kinds", "nsaid", "type"),
        ("kinds", ["nsaid", "none"], "contradiction"),
        ("kinds", ["nsaid"] * 4, "length"),
        ("medicines", ["a", "b", "c", "d"], "length"),
        ("medicines", "naproxen", "type"),
        ("carer", "Sam", "type"),
        ("consent", False, "consent"),
        ("consent", "yes", "type"),
    ],
)
def test_a_bad_value_is_found_at_its_key(key: str, raw: object, check: str) -> None:
    assert found(**{key: raw}) == [(check, key)]


def test_a_members_fault_is_found_at_its_index() -> None:
    assert found(medicines=["naproxen", "naproxen 250 mg", 7]) == [
        ("dose", "medicines[1]"),
        ("type", "medicines[2]"),
    ]
    assert found(kinds=["nsaid", "stroid"]) == [("choice", "kinds[1]")]
    assert found(kinds=["nsaid", "nsaid"]) == [("duplicate", "kinds[1]")]


def test_a_carer_needs_a_name_that_can_be_seen() -> None:
    for name in ("", " ", None, "\u200d"):
        assert found(carer={"name": name, "phone": "999"}) == [("missing", "carer.name")]
        assert found(carer={"name": name}) == []


def test_a_wrong_choice_beside_none_is_only_that() -> None:
    assert found(kinds=["none", "stroid"]) == [("choice", "kinds[1]")]


def test_a_parts_fault_is_found_at_its_key() -> None:
    assert found(carer={"relation": "aunt", "phone": "x", "nme": "Sam"}) == [
        ("unknown-field", "carer.nme"),
        ("phone", "carer.phone"),
        ("missing", "carer.name"),
    ]


def test_all_faults_are_found_at_once() -> None:
    checks = found(name="Rima 2", note="two\n5 mg", phone="x", born="soon", nam="x", consent=False)
    assert checks == [
        ("unknown-field", "nam"),
        ("characters", "name"),
        ("characters", "note"),
        ("dose", "note"),
        ("phone", "phone"),
        ("date", "born"),
        ("consent", "consent"),
    ]


def test_what_is_required_and_absent_is_missing() -> None:
    _, report = read_values(FIELDS, {}, today=TODAY, place="f")
    assert [finding.place for finding in report] == ["f: name", "f: consent"]


def test_an_unknown_key_is_told_with_the_nearest_one() -> None:
    _, report = read(fist="2026-11-23")
    assert "did you mean first?" in report.findings[0].hint


def test_a_wrong_choice_is_told_with_the_nearest_one() -> None:
    _, report = read(kinds=["Stroid"])
    assert report.findings[0].hint == "did you mean steroid? there are: nsaid, steroid, none"


def test_a_thousand_unknown_keys_make_a_short_report() -> None:
    _, report = read(**{f"x{number}": 1 for number in range(1000)})
    assert len(report.findings) == 21
    assert "980 more" in report.findings[-1].message


def test_an_unknown_key_is_shown_printable_and_short() -> None:
    _, report = read(**{"\u202e\n" + "x" * 1000: 1})
    assert report.findings[0].place == "f.toml: \\u202e\\u000a" + "x" * 38 + "…"


# Rules between values


@pytest.mark.parametrize(
    ("last", "checks"),
    [
        ("2027-05-23", []),
        ("2027-05-24", ["long-span"]),
        ("2027-11-23", ["long-span"]),
        ("2027-11-24", ["span"]),
        ("2026-11-23", ["span"]),
        ("2026-01-01", ["span"]),
        ("9999-12-31", ["span"]),
    ],
)
def test_the_last_day_follows_the_first_and_not_too_long_after(
    last: str, checks: list[str]
) -> None:
    assert found(first="2026-11-23", last=last) == [(check, "last") for check in checks]


def test_a_long_span_is_only_a_warning() -> None:
    values, report = read(first="2026-11-23", last="2027-08-01")
    assert [finding.severity for finding in report] == [Severity.WARNING]
    assert values["last"] == date(2027, 8, 1)


def test_without_a_first_day_the_span_counts_from_today() -> None:
    assert found(last="2027-11-26") == [("span", "last")]
    assert found(last="2026-01-01") == []


@pytest.mark.parametrize(
    ("spine", "changes"),
    [
        ("no", ("cls.seat",)),
        ("now", ("cls.seat", "emg.back")),
        ("not-known", ("cls.seat", "emg.back")),
        (None, ("cls.seat", "emg.back")),
    ],
)
def test_a_choice_is_added_unless_the_spine_is_known_to_be_free(
    spine: str | None, changes: tuple[str, ...]
) -> None:
    values, report = read(spine=spine, changes=["cls.seat"])
    assert not report
    assert values["changes"] == changes


@pytest.mark.parametrize("by", ["not-yet", None])
def test_only_a_clinician_allows_what_strains_the_spine(by: str | None) -> None:
    assert found(allowed=["walk", "dive"], by=by) == [("decided-by", "allowed")]
    assert found(allowed=["walk", "dive"], by="clinician") == []


def test_nothing_is_both_allowed_and_to_be_asked_for() -> None:
    assert found(allowed=["walk"], ask=["walk", "dive"]) == [("contradiction", "allowed")]


# Privacy and robustness


def test_no_finding_repeats_a_value() -> None:
    person = "Zaphod"
    bad: dict[str, Any] = {
        field.key: [person, {"x": person}] if field.type == "multi" else f"{person} 7 mg\n"
        for field in FIELDS
    }
    bad["carer"] = {"name": f"{person} 7", "relation": person * 20, "phone": person}
    _, report = read_values(FIELDS, bad, today=TODAY, place="f")
    assert len({finding.check for finding in report}) >= 8
    assert person not in " ".join(map(str, report))


def test_values_show_no_value() -> None:
    values, _ = read(carer={"name": "Zaphod", "phone": "12345"})
    assert "Zaphod" not in repr(values)
    assert "12345" not in repr(dict(values))


def test_values_travel_to_a_worker() -> None:
    values, _ = read(carer={"name": "Sam"})
    assert dict(pickle.loads(pickle.dumps(values))) == dict(values)  # noqa: S301


@pytest.mark.parametrize("piece", ["x", "\u0300\u0316", "5 mg ", "<", " ", "\u200d", "1"])
def test_ten_million_characters_are_refused_at_once(piece: str) -> None:
    text = piece * (10_000_000 // len(piece))
    started = time.perf_counter()
    _, report = read(
        **{field.key: [text] if field.type in ("multi", "list") else text for field in FIELDS}
    )
    assert len(report.errors) >= len(FIELDS) - 1
    assert time.perf_counter() - started < 5


def test_each_fault_has_a_rule_with_its_reason() -> None:
    assert all(check.startswith("recipient/") and why for check, (_, why) in RULES.items())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates()
    | st.sampled_from(["nsaid", "none", "walk", "dive", "no", "2026-11-23", "38 C", "999"])
    | st.just(10**500),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([field.key for field in FIELDS]) | st.text(), JSON) | JSON)
def test_no_data_makes_it_raise(data: object) -> None:
    values, report = read_values(FIELDS, data, today=TODAY, place="f")
    assert set(values) <= {field.key for field in FIELDS}
    assert report.errors or values["name"]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=140))
def test_a_text_that_was_read_is_read_again_as_itself(text: str) -> None:
    values, report = read(note=text)
    if "note" in values and not report:
        assert value("note", values["note"]) == values["note"]


def _example(field: Field, name: str) -> Any:
    return getattr(field, name)


@pytest.mark.parametrize("handout_id", ["school-letter", "activity-guidance", "warning-signs"])
@pytest.mark.parametrize("name", ["sample", "longest"])
def test_the_examples_of_real_handouts_are_good(handout_id: str, name: str) -> None:
    handout = load_handout(Project.open(), handout_id)
    data = {field.key: _example(field, name) for field in handout.fields}
    values, report = read_values(handout.fields, data, today=handout.edition, place="f")
    assert not report.errors
    assert set(values) == {field.key for field in handout.fields}
