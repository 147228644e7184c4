"""A new language: what CLDR knows, what a project knows of its script, and files to fill."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from crmo_handouts.catalog.adding.add import Added, add
from crmo_handouts.catalog.adding.localefile import tell_font
from crmo_handouts.catalog.po.pofile import load_po
from crmo_handouts.catalog.updating.update import update
from crmo_handouts.errors import UsageError
from crmo_handouts.project import Project, builtin_root

HANDOUT = """\
title = "Clean hands"
audience = "For everybody"
summary = "Why and how."
edition = 2026-11-21
"""

BODY = """\
{% trans num=3 %}{{ num }} sheet{% pluralize %}{{ num }} sheets{% endtrans %}
"""

SCRIPTS = """\
[Ethi]
family = "Press Ethiopic"
package = "@fonts/ethiopic"
file = "NotoSansEthiopic"
leading = 1.45
full_stop = "።"
[Thai]
family = "Press Thai"
full_stop = ""
note = "No spaces part the words."
[Cyrl]
family = "Press Latin"
"""

LOCALES = {
    "en": "leading = 1.4\n",
    "fr": "leading = 1.3\n",
    "ar": 'fonts = ["Press Naskh"]\nleading = 1.5\nscale = 1.06\n',
    "ur": 'fonts = ["Press Nastaliq"]\nstyle = "nastaliq"\nleading = 1.95\nfull_stop = "۔"\n',
    "hi": 'fonts = ["Press Devanagari"]\nleading = 1.55\nfull_stop = "।"\n',
}

FAMILIES = ("Press Latin", "Press Naskh", "Press Nastaliq", "Press Devanagari")

Begin = Callable[[str], Added]


def support(letters: str) -> tuple[str, ...]:
    """Fonts that have every letter, but none of Thai to Ethiopic."""
    return () if any("\u0e00" <= letter <= "\u139f" for letter in letters) else FAMILIES


@pytest.fixture
def project(tmp_path: Path) -> Project:
    files = {
        "handouts/hands/handout.toml": HANDOUT,
        "handouts/hands/body.html.jinja": BODY,
        "handouts/_shared/safety.toml": '[SAFE-01]\ntext = "Stay calm."\n',
        "styles/scripts.toml": SCRIPTS,
        **{f"locales/{one}/locale.toml": text for one, text in LOCALES.items()},
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return Project((tmp_path,), date(2026, 11, 21))


@pytest.fixture
def begin(project: Project) -> Begin:
    return lambda locale_id: add(project, locale_id, support=support)


def table_of(project: Project, locale_id: str) -> dict[str, object]:
    path = project.roots[0] / "locales" / locale_id / "locale.toml"
    return tomllib.loads(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("locale_id", "table"),
    [
        # The source language's, of all with Latin letters.
        ("sw", {"fonts": ["Press Latin"], "leading": 1.4, "scale": 1, "full_stop": "."}),
        # Its own language's, where the project has it in another country.
        ("fr_CA", {"fonts": ["Press Latin"], "leading": 1.3, "scale": 1, "full_stop": "."}),
        ("mr", {"fonts": ["Press Devanagari"], "leading": 1.55, "scale": 1, "full_stop": "।"}),
        # The plainer hand, not the one with a style sheet of its own.
        ("fa", {"fonts": ["Press Naskh"], "leading": 1.5, "scale": 1.06, "full_stop": "."}),
        # No locale has the script: the table of scripts.
        ("am", {"fonts": ["Press Ethiopic"], "leading": 1.45, "scale": 1, "full_stop": "።"}),
        ("th", {"fonts": ["Press Thai"], "leading": 1.4, "scale": 1, "full_stop": ""}),
        ("ru", {"fonts": ["Press Latin"], "leading": 1.4, "scale": 1, "full_stop": "."}),
    ],
)
def test_a_language_begins_as_others_of_its_script_are_set(
    project: Project, begin: Begin, locale_id: str, table: dict[str, object]
) -> None:
    begin(locale_id)
    assert table_of(project, locale_id) == table


@pytest.mark.parametrize(
    ("locale_id", "told"),
    [
        (
            "sw",
            ["Swahili (Kiswahili)", "Latin, left to right", "one (1); other (0, 2, 3, 4, 5, …)"],
        ),
        ("fa", ["right to left", "۰۱۲۳۴۵۶۷۸۹", "one (0, 1); other"]),
        ("ar_EG", ["Arabic, right to left", "zero (0); one (1); two (2)"]),
        ("my", ["Myanmar, left to right", "၀၁၂၃၄၅၆၇၈၉", "၂၀၂၆"]),
        ("pt_BR", ["21 de novembro de 2026"]),
        ("th", ["No spaces part the words."]),
    ],
)
def test_what_cldr_knows_is_told_in_comments(
    project: Project, begin: Begin, locale_id: str, told: list[str]
) -> None:
    begin(locale_id)
    path = project.roots[0] / "locales" / locale_id / "locale.toml"
    comments = "\n".join(line for line in path.read_text("utf-8").splitlines() if line[:1] == "#")
    assert [words for words in told if words not in comments] == []


@pytest.mark.parametrize(("locale_id", "forms"), [("sw", 2), ("ru", 3), ("ar_EG", 6), ("th", 1)])
def test_its_catalogs_are_empty_and_have_its_plural_forms(
    project: Project, begin: Begin, locale_id: str, forms: int
) -> None:
    added = begin(locale_id)
    assert [(po.path.stem, po.missing, po.translated) for po in added.catalogs] == [
        ("hands", 4, 0),
        ("shared", 1, 0),
    ]
    po = load_po(added.catalogs[0].path, name="hands.po")
    assert po.header_field("Language") == locale_id
    assert po.header_field("Plural-Forms").startswith(f"nplurals={forms};")
    assert [len(entry.msgstr) for entry in po.entries if entry.plural] == [forms]
    assert not any(file.changed for file in update(project, [locale_id]))


def test_a_font_that_is_not_there_is_told_with_its_package_and_how_to_put_it_in(
    project: Project, begin: Begin
) -> None:
    look = begin("am").look
    assert not look.has_font
    told = "\n".join(tell_font(look))
    assert "npm pack @fonts/ethiopic" in told
    assert "package/700Bold/NotoSansEthiopic_700Bold.ttf" in told
    # The lines in locale.toml, taken as they stand, are the list of fonts.
    path = project.roots[0] / "locales" / "am" / "locale.toml"
    lines = path.read_text("utf-8").splitlines()
    lock = "\n".join(line.removeprefix("#") for line in lines[lines.index("#   [[face]]") :][:8])
    assert tomllib.loads(lock)["face"] == [
        {"family": "Press Ethiopic", "weight": 400, "target": "NotoSansEthiopic_400Regular.ttf"},
        {"family": "Press Ethiopic", "weight": 700, "target": "NotoSansEthiopic_700Bold.ttf"},
    ]


def test_a_script_that_nobody_knows_a_font_for_is_told_where_to_look(begin: Begin) -> None:
    look = begin("th").look
    assert (look.has_font, look.package) == (False, "")
    assert "https://notofonts.github.io" in "\n".join(tell_font(look))


def test_letters_that_the_font_lacks_are_told(project: Project) -> None:
    def without_a_letter(letters: str) -> tuple[str, ...]:
        return () if "و" in letters else FAMILIES

    assert add(project, "ps", support=without_a_letter).look.lacking == "و"
    text = (project.roots[0] / "locales" / "ps" / "locale.toml").read_text("utf-8")
    assert "# It has no glyph for و" in text


def test_word_lists_are_begun_with_the_terms_that_most_languages_have(
    project: Project, begin: Begin
) -> None:
    folder = project.roots[0] / "locales"
    head = "term,translation,confidence,note\n"
    (folder / "ar" / "glossary.csv").write_text(head + "CRMO,x,H,\nflare,y,M,\nhip,z,L,\n")
    (folder / "ur" / "glossary.csv").write_text(head + "CRMO,x,H,\nflare,y,M,\n")
    (folder / "hi" / "glossary.csv").write_text(head + "flare,y,M,\n")
    (folder / "hi" / "banned.csv").write_text("phrase,reason,instead\nx,y,z\n")
    begin("sw")
    assert (folder / "sw" / "glossary.csv").read_text() == (
        "term,translation,confidence,note,forms\nCRMO,,,,\nflare,,,,\n"
    )
    assert (folder / "sw" / "banned.csv").read_text() == "phrase,reason,instead,unless\n"


def test_a_project_without_word_lists_gets_none(project: Project, begin: Begin) -> None:
    added = begin("sw")
    assert [path.name for path in added.written] == ["locale.toml"]


def test_what_is_there_already_is_kept(project: Project, begin: Begin) -> None:
    folder = project.roots[0] / "locales" / "sw"
    (folder / "LC_MESSAGES").mkdir(parents=True)
    po = folder / "LC_MESSAGES" / "shared.po"
    po.write_text('msgctxt "SAFE-01"\nmsgid "Stay calm."\nmsgstr "Tulia."\n')
    glossary = folder / "glossary.csv"
    glossary.write_text("term,translation\ncalm,tulivu\n")
    begin("sw")
    assert load_po(po, name="x").entries[0].msgstr == ("Tulia.",)
    assert "tulivu" in glossary.read_text()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("pt-BR", "did you mean pt_BR"),
        ("PT_br", "did you mean pt_BR"),
        ("iw", "did you mean he"),
        ("Swahili", "did you mean sw"),
        ("amhric", "did you mean am"),
        ("xx", "named as CLDR does"),
        ("root", "CLDR knows no locale"),
        ("", "CLDR knows no locale"),
        ("../x", "CLDR knows no locale"),
        ("sw/../../x", "CLDR knows no locale"),
        ("sw\n", "CLDR knows no locale"),
        ("a" * 10_000, "CLDR knows no locale"),
        ("en-XL", "English made strange"),
        ("ur", "there is a locale ur already"),
    ],
)
def test_what_is_no_new_language_is_refused_and_nothing_is_written(
    project: Project, begin: Begin, name: str, told: str
) -> None:
    before = sorted(project.roots[0].rglob("*"))
    with pytest.raises(UsageError) as caught:
        begin(name)
    assert told in str(caught.value)
    assert len(str(caught.value)) < 500
    assert sorted(project.roots[0].rglob("*")) == before


def test_the_press_has_a_font_or_a_package_for_each_script_of_its_table() -> None:
    scripts = tomllib.loads((builtin_root() / "styles" / "scripts.toml").read_text("utf-8"))
    lock = tomllib.loads((builtin_root() / "styles/fonts/fonts.lock.toml").read_text("utf-8"))
    families = {face["family"] for face in lock["face"]}
    for script, facts in scripts.items():
        assert ("package" in facts) == (facts["family"] not in families), script
        assert ("file" in facts) == ("package" in facts), script
        assert facts["family"].startswith("Press "), script
