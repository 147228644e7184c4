"""Extraction: every text with its notes and places, and the same bytes from the same source."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from crmo_handouts.catalog.extracting.extract import extract
from crmo_handouts.catalog.extracting.notes import CRITICAL
from crmo_handouts.catalog.gender import FORMS, NEUTRAL, STUDENT, student_forms
from crmo_handouts.catalog.po.entry import Entry
from crmo_handouts.catalog.po.pofile import load_po
from crmo_handouts.catalog.updating.matching import match_changed
from crmo_handouts.errors import SourceError
from crmo_handouts.project import Project

HANDOUT = """\
title = "Warning signs"
kind = "sheet"
audience = "Parents and carers"
summary = "Who to call, and when."
edition = 2026-11-21

[fields.clinic_phone]
label = "Clinic"
help = "Where a call on %(day)s is answered."

[fields.child_name]

[[fields.plan.choices]]
id = "none"
text = "none"
[[fields.plan.choices]]
id = "504"
text = "504 \\"plan\\""
sources = ["AF504", "OCR"]
note = "A plan of US schools."
[[fields.plan.groups]]
id = "us"
text = "United States"
"""

BODY = """\
{% extends "_shared/sheet.html.jinja" %}
{% block body %}
{# TRANSLATORS: Heading of the red band.
   Two words. Sources: ED. #}
<h2>{% trans trimmed %}
  Emergency
  <strong>now</strong>
{% endtrans %}</h2>
{#- TRANSLATORS: Under it. Sources: FEV, RX. -#}
{{ line(_("Clinic"), pgettext("phone", "Call %(n)s", n=value("clinic_phone"))) }}
{{ _("No note") }} 100 %
{# TRANSLATORS: How many. Sources: none (label). #}
{% trans num=3 %}{{ num }} sheet{% pluralize %}{{ num }} sheets{% endtrans %}
{# TRANSLATORS: A second place. Sources: none (label). #}
{{ _("Clinic") }}
{# TRANSLATORS: A share. Sources: ED. #}
{% trans %}100% of it{% endtrans %}
{% endblock %}
"""

SAFETY = """\
# Safety strings.
[SAFE-01]
text = "This sheet is for learning."
sources = ["ACR", "RX"]

[SAFE-02]
note = "Keep the number."
sources = ["RX"]
text = "Call %(emergency_number)s now."
"""

FIELDS = """\
[sites]
type = "multi"
label = "Sore bones"
choices = [
    { id = "jaw", text = "jaw" },
    { id = "neck", text = "neck", sources = ["ACR"] },
]
"""


@pytest.fixture
def handouts(root: Path) -> Path:
    folder = root / "handouts"
    write(folder / "demo" / "handout.toml", HANDOUT)
    write(folder / "demo" / "body.html.jinja", BODY)
    write(folder / "_shared" / "safety.toml", SAFETY)
    write(folder / "_shared" / "fields.toml", FIELDS)
    write(folder / "_shared" / "sheet.html.jinja", "{% block body %}{% endblock %}")
    return folder


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def messages(project: Project, domain: str) -> dict[tuple[str | None, str], Entry]:
    path = project.roots[0] / "locales" / "_pot" / f"{domain}.pot"
    return {entry.key: entry for entry in load_po(path, name=path.name).entries}


@pytest.mark.usefixtures("handouts")
def test_toml_texts_come_with_their_place_and_sources(project: Project) -> None:
    extract(project)
    found = messages(project, "demo")
    toml = {key: entry.references[0] for key, entry in found.items() if "toml" in str(entry)}
    assert toml == {
        ("title", "Warning signs"): "handouts/demo/handout.toml:1",
        ("audience", "Parents and carers"): "handouts/demo/handout.toml:3",
        ("summary", "Who to call, and when."): "handouts/demo/handout.toml:4",
        ("field:clinic_phone", "Clinic"): "handouts/demo/handout.toml:8",
        (
            "help:clinic_phone",
            "Where a call on %(day)s is answered.",
        ): "handouts/demo/handout.toml:9",
        ("choice:plan:none", "none"): "handouts/demo/handout.toml:15",
        ("choice:plan:504", '504 "plan"'): "handouts/demo/handout.toml:18",
        ("group:plan:us", "United States"): "handouts/demo/handout.toml:23",
    }
    assert found["choice:plan:504", '504 "plan"'].extracted == (
        "Where: “Warning signs”, field plan",
        "Who reads: Parents and carers",
        "Room: answer beside a label, or line of a list, one line of about 40 characters",
        "Numbers: 504",
        "Note: A plan of US schools.",
        "Sources: AF504, OCR.",
    )
    assert found["field:clinic_phone", "Clinic"].extracted[-1] == "Sources: none (label)."


@pytest.mark.usefixtures("handouts")
def test_shared_texts_are_a_domain_of_their_own(project: Project) -> None:
    extract(project)
    found = messages(project, "shared")
    assert [entry.references[0] for entry in found.values()] == [
        "handouts/_shared/fields.toml:3",
        "handouts/_shared/fields.toml:5",
        "handouts/_shared/fields.toml:6",
        "handouts/_shared/safety.toml:3",
        "handouts/_shared/safety.toml:9",
    ]
    call = found["SAFE-02", "Call %(emergency_number)s now."]
    assert call.flags == ("python-format",)
    assert call.extracted == (
        "Where: no sheet yet, safety string SAFE-02",
        "Room: sentence, about 25 characters",
        "Keep: %(emergency_number)s",
        "Note: Keep the number.",
        CRITICAL,
        "Sources: RX.",
    )


@pytest.mark.usefixtures("handouts")
def test_template_texts_come_with_the_comment_above_them(project: Project) -> None:
    extract(project)
    found = messages(project, "demo")
    heading = found[None, "Emergency <strong>now</strong>"]
    assert heading.extracted[-2:] == ("Note: Heading of the red band. Two words.", "Sources: ED.")
    assert heading.references == ("handouts/demo/body.html.jinja:5",)
    # Two messages of one line share its comment; one message of two places has both.
    assert found["phone", "Call %(n)s"].extracted[-2:] == ("Note: Under it.", "Sources: FEV, RX.")
    assert found["phone", "Call %(n)s"].flags == ("python-format",)
    clinic = found[None, "Clinic"]
    assert clinic.references == tuple(f"handouts/demo/body.html.jinja:{line}" for line in (10, 15))
    assert [line for line in clinic.extracted if line.startswith(("Note", "Sources"))] == [
        "Note: Under it.",
        "Note: A second place.",
        "Sources: FEV, RX.",
        "Sources: none (label).",
    ]
    assert found[None, "%(num)s sheet"].plural == "%(num)s sheets"
    assert found[None, "100%% of it"].flags == ()


def test_a_text_of_the_student_comes_once_a_gender(project: Project, handouts: Path) -> None:
    write(
        handouts / "demo" / "body.html.jinja",
        "{# TRANSLATORS: The aim. Sources: ED. #}\n"
        '{% trans "student" trimmed day=3 %}\n  The student learns on\n  {{ day }}.\n{% endtrans %}\n'
        "{# TRANSLATORS: Label. Sources: none (label). #}\n"
        '{{ pgettext("student", "Student") }} {{ pgettext("students", "All") }}\n',
    )
    extract(project)
    found = list(messages(project, "demo").values())
    said = [(entry.context, entry.msgid) for entry in found if "jinja" in str(entry.references)]
    assert said == [
        *((f"student:{gender}", "The student learns on %(day)s.") for gender in FORMS),
        *((f"student:{gender}", "Student") for gender in FORMS),
        ("students", "All"),
    ]
    forms = [entry for entry in found if entry.msgid.startswith("The student")]
    for entry, note in zip(forms, FORMS.values(), strict=True):
        told = " ".join(entry.extracted)
        assert all(part in told for part in ("The aim.", note, "Sources: ED."))
        assert entry.references == ("handouts/demo/body.html.jinja:2",)
        assert entry.flags == ("python-format",)
    assert not any(pot.changed for pot in extract(project).pots)


def test_a_text_that_gets_forms_leaves_its_translation_to_the_neutral_one() -> None:
    text = "The student learns."
    new = [Entry(text, context=context) for context, _ in student_forms(STUDENT)]
    was = Entry(text, ("শেখে।",))
    assert match_changed(new, [was]) == {(f"student:{NEUTRAL}", text): was}


@pytest.mark.usefixtures("handouts")
def test_a_text_without_a_note_is_told(project: Project) -> None:
    (finding,) = extract(project).report
    assert finding.check == "catalog/no-note"
    assert finding.place == "handouts/demo/body.html.jinja:11"
    assert not extract(project).report.errors


@pytest.mark.usefixtures("handouts")
def test_messages_stand_in_the_order_of_the_source(project: Project) -> None:
    extract(project)
    places = [entry.references[0].rsplit(":", 1) for entry in messages(project, "demo").values()]
    lines = [(name.endswith("jinja"), int(line)) for name, line in places]
    assert lines == sorted(lines)


def test_the_same_source_gives_the_same_bytes(
    project: Project, handouts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = extract(project)
    assert [(pot.path.name, pot.messages, pot.changed) for pot in first.pots] == [
        ("demo.pot", 14, True),
        ("shared.pot", 5, True),
    ]
    before = [pot.path.read_bytes() for pot in first.pots]
    monkeypatch.setenv("TZ", "Asia/Dhaka")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    for path in handouts.rglob("*"):
        os.utime(path, (1, 1))
    second = extract(Project(project.roots, date(2030, 1, 1)))
    assert not any(pot.changed for pot in second.pots)
    assert [pot.path.read_bytes() for pot in second.pots] == before
    assert b'"POT-Creation-Date: 2026-11-21 00:00+0000\\n"' in before[0]
    assert str(project.roots[0]).encode() not in b"".join(before)


def test_a_broken_template_is_told_with_its_line(project: Project, handouts: Path) -> None:
    write(handouts / "demo" / "body.html.jinja", "<p>\n{% trans %}Hello\n</p>")
    with pytest.raises(SourceError) as caught:
        extract(project)
    assert caught.value.where == "handouts/demo/body.html.jinja:2"
    assert not (project.roots[0] / "locales" / "_pot").exists()


def test_a_broken_toml_is_an_error_of_the_source(project: Project, handouts: Path) -> None:
    write(handouts / "demo" / "handout.toml", 'title = "a\n')
    with pytest.raises(SourceError, match="line 1"):
        extract(project)


def test_a_template_that_is_not_utf_8_is_told(project: Project, handouts: Path) -> None:
    (handouts / "demo" / "body.html.jinja").write_bytes(b"\xff")
    with pytest.raises(SourceError, match=r"body\.html\.jinja: cannot be read"):
        extract(project)


def test_two_plurals_of_one_text_are_told(project: Project, handouts: Path) -> None:
    write(
        handouts / "demo" / "body.html.jinja",
        '{{ ngettext("%(num)s day", "%(num)s days", 2) }}\n'
        '{{ ngettext("%(num)s day", "%(num)s of days", 2) }}\n',
    )
    with pytest.raises(SourceError, match="two plurals") as caught:
        extract(project)
    assert caught.value.where == "handouts/demo/body.html.jinja:2"


def test_a_clinics_folder_takes_only_its_own_handouts(tmp_path: Path, handouts: Path) -> None:
    clinic = tmp_path / "clinic"
    write(clinic / "handouts" / "own" / "handout.toml", 'title = "Own"\nedition = 2026-01-01\n')
    project = Project((clinic, handouts.parent), date(2026, 11, 21))
    (pot,) = extract(project).pots
    assert pot.path == clinic / "locales" / "_pot" / "own.pot"
    assert messages(project, "own")["title", "Own"].references == ("handouts/own/handout.toml:1",)


def test_a_folder_without_handouts_has_no_templates(project: Project) -> None:
    assert extract(project).pots == ()
