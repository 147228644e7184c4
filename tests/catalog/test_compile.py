"""Compilation: what gettext's own reader finds in a .mo."""

from __future__ import annotations

import gettext

import pytest

from crmo_handouts.catalog.compile import compile as compile_catalogs
from crmo_handouts.errors import CatalogError
from crmo_handouts.project import Project

MESSAGES = """\
msgid ""
msgstr ""
"Language: bn\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Swimming"
msgstr "সাঁতার"

msgctxt "title"
msgid "Warning signs"
msgstr "সতর্কতার লক্ষণ"

msgid "a sheet"
msgid_plural "sheets"
msgstr[0] "পাতা"
msgstr[1] "পাতাগুলি"

#, fuzzy
msgid "Walking"
msgstr "হাঁটা"

msgid "Cycling"
msgstr ""

#~ msgid "Gone"
#~ msgstr "নেই"
"""


def test_a_mo_says_what_its_po_says(project: Project) -> None:
    folder = project.roots[0] / "locales" / "bn" / "LC_MESSAGES"
    (folder / "demo.po").write_text(MESSAGES, "utf-8")
    (done,) = compile_catalogs(project)
    assert (done.path, done.messages, done.changed) == (folder / "demo.mo", 3, True)
    with done.path.open("rb") as file:
        said = gettext.GNUTranslations(file)
    assert said.gettext("Swimming") == "সাঁতার"
    assert said.pgettext("title", "Warning signs") == "সতর্কতার লক্ষণ"
    assert said.ngettext("a sheet", "sheets", 3) == "পাতাগুলি"
    assert [said.gettext(text) for text in ("Walking", "Cycling", "Gone")] == [
        "Walking",
        "Cycling",
        "Gone",
    ]
    assert not compile_catalogs(project, ["bn"])[0].changed


def test_a_broken_file_is_told_and_nothing_is_written(project: Project) -> None:
    for locale, text in (("ar", MESSAGES), ("bn", 'msgid "a\n')):
        path = project.roots[0] / "locales" / locale / "LC_MESSAGES" / "demo.po"
        path.write_text(text, "utf-8")
    with pytest.raises(CatalogError) as caught:
        compile_catalogs(project)
    assert caught.value.where == "locales/bn/LC_MESSAGES/demo.po:1"
    assert not list(project.roots[0].rglob("*.mo"))
