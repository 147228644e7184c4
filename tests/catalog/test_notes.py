"""What translators are told of a message: where it stands, for whom, how much room, what stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmo_handouts.catalog.extracting.extract import extract
from crmo_handouts.catalog.extracting.notes import (
    CRITICAL,
    Standing,
    Words,
    is_safety_critical,
    join_notes,
    write_notes,
)
from crmo_handouts.catalog.extracting.place import Place, Places
from crmo_handouts.catalog.po.entry import Entry
from crmo_handouts.catalog.po.pofile import load_po
from crmo_handouts.errors import SourceError
from crmo_handouts.project import Project

WORDS = Words(letters=("CRMO", "Section 504"), medicines=("steroid", "NSAID"))


def told(text: str, kind: str = "item", note: str = "", *, narrow: bool = False) -> tuple[str, ...]:
    return write_notes(Entry(text), Standing("here", "", kind, narrow=narrow, note=note), WORDS)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Call %(number)s for <strong>CRMO</strong>", "Keep: %(number)s; <strong>; CRMO"),
        ("On steroids or an NSAID", "Medicines: steroid; NSAID"),
        ("Page 2, then page 2 and 38.5", "Numbers: 2; 38.5"),
        ("Section 504", "Keep: Section 504"),
    ],
)
def test_what_must_not_change_is_found_in_the_words(text: str, line: str) -> None:
    assert line in told(text)


def test_what_is_not_there_is_not_told() -> None:
    assert told("A sign") == (
        "Where: here",
        "Room: line of a list, one line of about 80 characters",
    )
    # 504 is told with its words, and no number beside them; `nonsteroidal` is another word.
    assert not any(line.startswith(("Numbers", "Medicines")) for line in told("Section 504"))
    assert not any(line.startswith("Medicines") for line in told("nonsteroidal"))


@pytest.mark.parametrize(
    ("kind", "text", "narrow", "room"),
    [
        ("item", "x" * 41, True, "line of a list, 2 lines of about 40 characters"),
        ("item", "x" * 41, False, "line of a list, one line of about 80 characters"),
        ("head", "Date", True, "head of a column or row, one line of about 16 characters"),
        ("sentence", "x" * 40, False, "sentence, about 50 characters"),
        ("hidden", "x" * 400, False, "not printed"),
    ],
)
def test_room_is_told_by_the_kind_of_text(kind: str, text: str, narrow: bool, room: str) -> None:
    assert f"Room: {room}" in told(text, kind, narrow=narrow)


def test_an_authors_note_gives_its_sources_a_line() -> None:
    assert told("A sign", note="A sign. Sources: ACR, ED.")[-2:] == (
        "Note: A sign.",
        "Sources: ACR, ED.",
    )


@pytest.mark.parametrize("note", ["A safety rule.", "Safety: no exception."])
def test_an_author_may_call_a_text_safety_critical(note: str) -> None:
    assert CRITICAL in told("Do not give it.", note=note)
    assert CRITICAL not in told("Do not give it.", note="An unsafe place.")


def test_a_message_in_two_places_has_the_facts_of_both_by_their_labels() -> None:
    assert join_notes(("Where: a", "Note: x", "Sources: ED."), ("Where: b", "Sources: ED.")) == (
        "Where: a",
        "Where: b",
        "Note: x",
        "Sources: ED.",
    )


# -- places

TEMPLATE = """\
{% block body %}
{% call side() %}
<p>{% trans %}Lead{% endtrans %}</p>
{% call band("red", _("EMERGENCY"), "ambulance") %}
{% call columns() %}
{% call item("lungs") %}{% trans %}Sign{% endtrans %}{% endcall %}
{% endcall %}
{% endcall %}
<h2>{% trans %}What you <em>see</em>{% endtrans %}</h2>
<ul><li>{% trans %}A limp{% endtrans %}</li></ul>
{% endcall %}
{% call side() %}
{# <h2>{% trans %}not said{% endtrans %}</h2> #}
<div class="group"><h3>{% trans %}Group{% endtrans %}</h3>
{{ line(_("Label"), _("Text")) }}</div>
{% call panel(_("Box")) %}
<p>{% if a %}<strong>{% trans %}Inside{% endtrans %}</strong></p>{% endif %}
</p></div>
{% endcall %}
<table><tr><th scope="col">{% trans %}Head{% endtrans %}</th></tr></table>
{% endcall %}
<footer class="foot"><p>{% trans %}Foot{% endtrans %}</p></footer>
{% endblock %}
"""


def place_of(text: str) -> Place:
    line = next(n for n, line in enumerate(TEMPLATE.splitlines(), 1) if text in line)
    return Places(TEMPLATE).at(line)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Lead", Place(1, kind="sentence")),
        ("EMERGENCY", Place(1, kind="band", critical=True)),
        ("Sign", Place(1, "red band “EMERGENCY”", kind="item", narrow=True, critical=True)),
        ("What you", Place(1, kind="heading")),
        ("A limp", Place(1, heading="What you see", kind="item")),
        ("Group", Place(2, kind="heading")),
        ("Label", Place(2, heading="Group", kind="line")),
        ('"Box"', Place(2, kind="panel")),
        ("Inside", Place(2, "box “Box”", kind="sentence")),
        ("Head", Place(2, kind="head")),
        ("Foot", Place(0, kind="foot")),
    ],
)
def test_a_place_is_read_from_the_templates_structure(text: str, place: Place) -> None:
    assert place_of(text) == place


@pytest.mark.parametrize(
    "source",
    [
        "{% endcall %}{% endcall %}</p>{% trans %}a{% endtrans %}",
        "{% call band() %}{% trans %}a{% endtrans %}",
        "{% call %}{% trans %}a{% endtrans %}",
        "<p class='{{ x }}' <li>{% trans %}a{% endtrans %}",
        "{% call band(colour, label) %}{% trans %}a{% endtrans %}{% endcall %}",
        "<div>" * 5000 + "{% trans %}a{% endtrans %}",
    ],
)
def test_a_structure_that_is_not_understood_says_less_and_nothing_wrong(source: str) -> None:
    place = Places(source).at(1)
    assert (place.page, place.part, place.heading) == (0, "", "")


# -- a project's own files


def test_a_shared_text_names_the_sheets_that_print_it(project: Project) -> None:
    root = project.roots[0]
    for path, content in {
        "one/handout.toml": 'title = "One"\naudience = "For parents"\n[fields.name]\n',
        "one/body.html.jinja": '<p>{{ safety("SAFE-01") }}</p>',
        "two/handout.toml": 'title = "Two"\naudience = "For staff"\nsafety = ["SAFE-01"]\n',
        "_shared/fields.toml": '[name]\nlabel = "Name"\nhelp = "Whose?"\n',
        "_shared/safety.toml": '[SAFE-01]\ntext = "A CRMO rule."\nsources = ["ED"]\n',
        "_shared/keep.toml": 'letters = ["CRMO"]\n',
    }.items():
        file = root / "handouts" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")
    extract(project)
    pot = load_po(root / "locales" / "_pot" / "shared.pot", name="shared.pot")
    label, asked, rule = pot.entries
    assert label.extracted[:2] == ("Where: “One”, field name", "Who reads: parents")
    assert "Who reads: the person who fills in the sheet" in asked.extracted
    assert rule.extracted == (
        "Where: “One”; “Two”, safety string SAFE-01",
        "Who reads: parents; staff",
        "Room: sentence, about 15 characters",
        "Keep: CRMO",
        CRITICAL,
        "Sources: ED.",
    )
    assert [is_safety_critical(entry) for entry in pot.entries] == [False, False, True]


def test_a_faulty_list_of_kept_words_is_told(project: Project) -> None:
    path: Path = project.roots[0] / "handouts" / "_shared" / "keep.toml"
    path.parent.mkdir(parents=True)
    path.write_text('leters = ["CRMO"]\n')
    with pytest.raises(SourceError, match="did you mean letters"):
        extract(project)
