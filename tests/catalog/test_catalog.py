"""Loading: strict about what it is given, safe in what it answers."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from crmo_handouts.catalog import Catalog, load_catalog, markup
from crmo_handouts.catalog.placeholders import foreign_directives, placeholder_names
from crmo_handouts.catalog.po.entry import Entry, PoFile
from crmo_handouts.catalog.po.pofile import format_po
from crmo_handouts.errors import CatalogError
from crmo_handouts.project import Project

LoadText = Callable[..., Catalog]

MESSAGES = """\
# ছোট রাখুন।
msgid "Call %(phone)s & wait"
msgstr "%(phone)s নম্বরে ফোন করে & অপেক্ষা করুন"

msgctxt "title"
msgid "Warning signs"
msgstr "সতর্কতার লক্ষণ"

msgid "%(num)s sheet"
msgid_plural "%(num)s sheets"
msgstr[0] "%(num)sটি পাতা"
msgstr[1] "%(num)s পাতা"
"""


def test_a_sound_catalog_has_no_findings(load: LoadText) -> None:
    catalog = load(MESSAGES)
    assert not catalog.report
    assert catalog.gettext("Call %(phone)s & wait") == "%(phone)s নম্বরে ফোন করে &amp; অপেক্ষা করুন"
    assert catalog.pgettext("title", "Warning signs") == "সতর্কতার লক্ষণ"
    assert catalog.ngettext("%(num)s sheet", "%(num)s sheets", 0) == "%(num)sটি পাতা"
    assert catalog.ngettext("%(num)s sheet", "%(num)s sheets", 2) == "%(num)s পাতা"
    assert not catalog.missing


def test_a_message_knows_its_place(load: LoadText) -> None:
    messages = load(MESSAGES).messages
    assert [message.place for message in messages] == [
        "locales/bn/LC_MESSAGES/demo.po:9",
        "locales/bn/LC_MESSAGES/demo.po:13",
        "locales/bn/LC_MESSAGES/demo.po:17",
    ]
    assert messages[2].text == ("%(num)sটি পাতা", "%(num)s পাতা")


def test_the_place_is_right_in_a_file_with_crlf_and_a_bom(load: LoadText, project: Project) -> None:
    load(MESSAGES.replace('"সতর্কতার লক্ষণ"', '""'))
    path = project.roots[0] / "locales/bn/LC_MESSAGES/demo.po"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    (finding,) = load_catalog(project, "demo", "bn").report
    assert str(finding) == (
        "locales/bn/LC_MESSAGES/demo.po:13: is not translated: “Warning signs” [catalog/missing]\n"
        "  hint: write its msgstr"
    )


def test_a_lookup_that_finds_nothing_is_told_once_and_said_in_the_source_language(
    load: LoadText,
) -> None:
    catalog = load(MESSAGES)
    assert catalog.pgettext("help", "Fish & <b>chips</b>") == "Fish &amp; &lt;b&gt;chips&lt;/b&gt;"
    assert catalog.pgettext("help", "Fish & <b>chips</b>")
    assert catalog.npgettext("c", "one", "two", 1) == "one"
    assert catalog.npgettext("c", "one", "two", 2) == "two"
    first, second = catalog.missing
    assert first.place == "locales/bn/LC_MESSAGES/demo.po"
    assert "“Fish & <b>chips</b>” in the context 'help'" in first.message
    assert "crmo-handouts catalog extract` and `catalog update" in first.hint
    assert "“one”" in second.message


def test_a_refused_message_is_answered_by_its_source_text(load: LoadText) -> None:
    catalog = load(
        """\
        msgid "Do not <em>move</em> & wait"
        msgstr "<em>না</em><link rel=\\"attachment\\" href=\\"file:///etc/passwd\\">"

        #, fuzzy
        msgid "Wait"
        msgstr "যান"
        """
    )
    assert [(error.place, error.check) for error in catalog.report.errors] == [
        ("locales/bn/LC_MESSAGES/demo.po:8", "catalog/markup-foreign"),
        ("locales/bn/LC_MESSAGES/demo.po:12", "catalog/fuzzy"),
    ]
    assert catalog.gettext("Do not <em>move</em> & wait") == "Do not <em>move</em> &amp; wait"
    assert catalog.gettext("Wait") == "Wait"
    assert not catalog.missing


def test_obsolete_messages_are_neither_judged_nor_said(load: LoadText) -> None:
    catalog = load('#, fuzzy\n#~ msgid "Gone"\n#~ msgstr "<script>"\n')
    assert not catalog.report
    assert catalog.gettext("Gone") == "Gone"
    assert len(catalog.missing) == 1


def test_shared_messages_stand_below_the_handouts_own(load: LoadText, project: Project) -> None:
    shared = project.roots[0] / "locales/bn/LC_MESSAGES/shared.po"
    shared.write_text(
        'msgid "a"\nmsgstr "shared"\n\nmsgid "b"\nmsgstr "shared"\n\nmsgid "c"\nmsgstr ""\n',
        "utf-8",
    )
    catalog = load('msgid "a"\nmsgstr "own"\n')
    assert (catalog.gettext("a"), catalog.gettext("b")) == ("own", "shared")
    assert [error.place for error in catalog.report.errors] == [
        "locales/bn/LC_MESSAGES/shared.po:8"
    ]


def test_a_clinics_shared_file_does_not_hide_the_built_in_one(tmp_path: Path) -> None:
    clinic, built_in = tmp_path / "clinic", tmp_path / "built_in"
    for root, name, text in (
        (clinic, "shared", 'msgid "a"\nmsgstr "clinic"\n'),
        (built_in, "shared", 'msgid "a"\nmsgstr "x"\n\nmsgid "b"\nmsgstr "press"\n'),
        (built_in, "demo", 'msgid "d"\nmsgstr "<b>"\n'),
    ):
        path = root / "locales/bn/LC_MESSAGES" / f"{name}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    catalog = load_catalog(Project((clinic, built_in), date(2026, 1, 1)), "demo", "bn")
    assert (catalog.gettext("a"), catalog.gettext("b")) == ("clinic", "press")
    # A file that is not in the project's own folder is named in full.
    assert catalog.report.errors[0].place == f"{built_in}/locales/bn/LC_MESSAGES/demo.po:2"


def test_a_clinic_may_say_a_safety_string_in_its_own_words(tmp_path: Path) -> None:
    clinic, built_in = tmp_path / "clinic", tmp_path / "built_in"
    for root, name, text in (
        (clinic, "shared", "এখনই ফোন করুন"),
        (built_in, "shared", "ফোন করুন"),
        (built_in, "demo", "ডাকুন"),
    ):
        path = root / "locales/bn/LC_MESSAGES" / f"{name}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'msgctxt "SAFE-02"\nmsgid "Call"\nmsgstr "{text}"\n', "utf-8")
    project = Project((clinic, built_in), date(2026, 1, 1))
    # What a handout says in words of its own is refused still: it is said on one sheet only.
    assert [finding.place for finding in load_catalog(project, "demo", "bn").report.errors] == [
        "locales/bn/LC_MESSAGES/shared.po:3"
    ]
    (built_in / "locales/bn/LC_MESSAGES/demo.po").write_text('msgid "a"\nmsgstr "ক"\n', "utf-8")
    assert not load_catalog(project, "demo", "bn").report.errors


def test_a_handout_without_a_file_is_refused(project: Project) -> None:
    (finding,) = load_catalog(project, "other", "ar").report.errors
    assert (finding.check, finding.place) == ("catalog/no-file", "locales/ar/LC_MESSAGES/other.po")
    assert "catalog update ar" in finding.hint


def test_a_broken_file_is_an_error_at_its_line(load: LoadText) -> None:
    with pytest.raises(CatalogError) as caught:
        load('msgid "a"\nmsgstr "b\n')
    assert caught.value.where == "locales/bn/LC_MESSAGES/demo.po:8"


def test_arabic_counts_by_cldrs_six_forms(load: LoadText) -> None:
    forms = ("لا أوراق", "ورقة", "ورقتان", "%(num)s أوراق", "%(num)s ورقة", "%(num)s من الورق")
    said = "\n".join(f'msgstr[{number}] "{text}"' for number, text in enumerate(forms))
    catalog = load(f'msgid "%(num)s sheet"\nmsgid_plural "%(num)s sheets"\n{said}\n', locale="ar")
    assert not catalog.report
    assert [
        catalog.ngettext("%(num)s sheet", "%(num)s sheets", count)
        for count in (0, 1, 2, 3, 11, 100)
    ] == list(forms)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("nplurals=2; plural=(n != 1);", "the count 1"),
        ("nplurals=1; plural=0;", "fewer forms"),
        ("nplurals=2; plural=n > 1 ? 2 : 0;", "no form for the count 2"),
        ("nplurals=2; plural=n/0;", "fails"),
        ("nplurals=2; plural=__import__('os');", "cannot be read"),
        (f"nplurals=2; plural={'(' * 900}n{')' * 900};", "cannot be read"),
        ("", "no readable Plural-Forms"),
    ],
)
def test_plural_forms_other_than_cldrs_are_refused(
    load: LoadText, formula: str, words: str
) -> None:
    catalog = load(MESSAGES, header=f'msgid ""\nmsgstr "Plural-Forms: {formula}\\n"\n')
    (error,) = catalog.report.errors
    assert error.check == "catalog/plural-forms"
    assert error.place == "locales/bn/LC_MESSAGES/demo.po:1"
    assert words in error.message
    assert 'write "Plural-Forms: nplurals=2; plural=(n > 1);' in error.hint
    assert catalog.ngettext("%(num)s sheet", "%(num)s sheets", 1) == "%(num)s sheet"


def test_a_file_without_plurals_needs_no_plural_forms(load: LoadText) -> None:
    assert not load('msgid "a"\nmsgstr "b"\n', header="").report


def test_duplicate_messages_are_told(load: LoadText) -> None:
    (error,) = load('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n').report.errors
    assert (error.check, error.place) == (
        "catalog/duplicate",
        "locales/bn/LC_MESSAGES/demo.po:10",
    )


def test_a_catalog_pickles(load: LoadText) -> None:
    again = pickle.loads(pickle.dumps(load(MESSAGES)))  # noqa: S301
    assert again.pgettext("title", "Warning signs") == "সতর্কতার লক্ষণ"


# -- in Jinja


def render(catalog: Catalog, template: str, **values: object) -> str:
    environment = jinja2.Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        catalog.gettext,
        catalog.ngettext,
        newstyle=True,
        pgettext=catalog.pgettext,
        npgettext=catalog.npgettext,
    )
    return environment.from_string(template).render(values)


def test_jinja_fills_placeholders_with_escaped_values(load: LoadText) -> None:
    template = "{% trans phone=phone %}Call {{ phone }} & wait{% endtrans %}"
    said = render(load(MESSAGES), template, phone="<b>1</b> %(x)s {{ 7*7 }}")
    assert said == "&lt;b&gt;1&lt;/b&gt; %(x)s {{ 7*7 }} নম্বরে ফোন করে &amp; অপেক্ষা করুন"


def test_jinja_does_not_read_a_translation_as_a_template(load: LoadText) -> None:
    catalog = load('msgid "Half"\nmsgstr "{{ 7*7 }} {# x #} {%% raw %%} অর্ধেক"\n')
    assert not catalog.report
    assert render(catalog, "{{ _('Half') }}") == "{{ 7*7 }} {# x #} {% raw %} অর্ধেক"


def test_jinja_asks_for_the_plural_and_the_context(load: LoadText) -> None:
    template = "{% trans num=3 %}{{ num }} sheet{% pluralize %}{{ num }} sheets{% endtrans %}"
    assert render(load(MESSAGES), template) == "3 পাতা"
    assert render(load(MESSAGES), "{{ pgettext('title', 'Warning signs') }}") == "সতর্কতার লক্ষণ"


# -- whatever the msgstr


class Seen(HTMLParser):
    """What a browser would see in a text: its tags, and their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.opened: list[str] = []
        self.others: list[object] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.others.extend(attrs)
        if tag != "br":
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.opened or self.opened.pop() != tag:
            self.others.append(tag)

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)


FRAGMENTS = re.findall(
    r"\S+|\s",
    "< > & ; # % %% ( ) / = ! -- x s \" ' \u202e \u2066 \u2069 <strong> </strong> <em> </em> "
    "<br> <br/> <bdi> </bdi> <script> <img src=x> onload= &lt; &amp; &#60; &#x3c; &amp;lt; &copy "
    "%(a)s %(b)s %(a) href=file:///etc/passwd <a strong <strong/> <![CDATA[ <!-- --> <?",
)
PIECES = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), max_size=12).map("".join)
SOURCES = st.sampled_from(
    ["Go", "Go <strong>now</strong> %(a)s", "<em>Go</em><br><bdi>%(a)s</bdi>"]
)


@given(SOURCES, PIECES)
@example("Go <strong>now</strong> %(a)s", "<<strong>script>%(a)s</strong>")
@example("Go", "&#60;script&#62;")
def test_no_text_becomes_a_tag_that_the_source_lacks(msgid: str, msgstr: str) -> None:
    allowed = markup.tag_names(msgid)
    said = markup.safe_markup(msgstr, allowed)
    if not list(foreign_directives(said)):
        values = dict.fromkeys(placeholder_names(said), "<script>&lt;")
        said = str(Markup(said) % values)  # noqa: S704
    seen = Seen(said)
    assert set(seen.tags) <= allowed
    assert not seen.others
    assert not seen.opened


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(SOURCES, PIECES)
def test_whatever_a_file_holds_the_page_gets_no_foreign_tag(
    project: Project, msgid: str, msgstr: str
) -> None:
    path = project.roots[0] / "locales/bn/LC_MESSAGES/demo.po"
    path.write_bytes(format_po(PoFile(entries=(Entry(msgid, (msgstr,)),))))
    catalog = load_catalog(project, "demo", "bn")
    said = str(Markup(catalog.gettext(msgid)) % {"a": "<i>&lt;"})  # noqa: S704
    seen = Seen(said)
    assert set(seen.tags) <= markup.tag_names(msgid)
    assert not seen.others
    assert not seen.opened
    assert not catalog.missing


@given(st.text(st.characters(exclude_categories=["Cs"])), PIECES)
def test_a_texts_words_survive_being_made_safe(before: str, text: str) -> None:
    plain = before.replace("<", "").replace(">", "").replace("&", "")
    assert Markup(markup.safe_markup(plain, ())).unescape() == plain  # noqa: S704
    assert markup.safe_markup(markup.safe_markup(text, ()), ()) == markup.safe_markup(text, ())
