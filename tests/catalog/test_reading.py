"""The .po format: what is read, what is refused, and that nothing is lost on the way through."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo_handouts.catalog.po.entry import Entry, PoFile, Previous
from crmo_handouts.catalog.po.pofile import MAX_BYTES, format_po, load_po, put_file
from crmo_handouts.catalog.po.reading import MAX_MESSAGES, MAX_TEXT, read_po
from crmo_handouts.errors import CatalogError, OutputError

FULL = """\
# Bangla: warning-signs.
# Rima, 2026
msgid ""
msgstr ""
"Language: bn\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"X-Generator: Poedit 3.4\\n"

# নিশ্চিত নই।
#. Heading of the red band. Sources: FEV.
#: handouts/warning-signs/body.html.jinja:12
#, fuzzy, python-format
#| msgctxt "old"
#| msgid "Call %(n)s"
msgctxt "heading"
msgid "Call %(n)s now"
msgstr "%(n)s নম্বরে ফোন করুন"

msgid "%(n)s sheet"
msgid_plural "%(n)s sheets"
msgstr[0] "%(n)sটি পাতা"
msgstr[1] "%(n)sটি পাতা"

# আগে ছিল।
#~| msgid "Go"
#~ msgid "Go away"
#~ msgstr ""
#~ "যান\\n"
#~ "\\"এখন\\""

# শেষে একটি মন্তব্য।
"""

word = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def read(text: str) -> PoFile:
    return read_po(text.encode(), name="x.po")


def refusal(content: str | bytes) -> CatalogError:
    with pytest.raises(CatalogError) as caught:
        read_po(content if isinstance(content, bytes) else content.encode(), name="x.po")
    assert caught.value.hint
    return caught.value


def test_a_file_is_written_as_it_was_read() -> None:
    assert format_po(read(FULL)).decode() == FULL


def test_every_part_of_an_entry_is_read() -> None:
    heading, sheets, gone = read(FULL).entries
    assert heading.comments == ("# নিশ্চিত নই।",)
    assert heading.extracted == ("Heading of the red band. Sources: FEV.",)
    assert heading.references == ("handouts/warning-signs/body.html.jinja:12",)
    assert heading.flags == ("fuzzy", "python-format")
    assert heading.previous == Previous("old", "Call %(n)s")
    assert heading.key == ("heading", "Call %(n)s now")
    assert sheets.plural == "%(n)s sheets"
    assert sheets.msgstr == ("%(n)sটি পাতা", "%(n)sটি পাতা")
    assert gone.obsolete
    assert gone.previous == Previous(None, "Go")
    assert gone.msgstr == ('যান\n"এখন"',)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_lines_are_counted_whatever_ends_them(newline: str, mark: str) -> None:
    heading, sheets, _ = read(mark + FULL.replace("\n", newline)).entries
    assert (heading.line, heading.lines) == (16, (17,))
    assert (sheets.line, sheets.lines) == (19, (21, 22))


def test_characters_that_end_lines_elsewhere_do_not_end_a_text() -> None:
    entry = read('msgid "a"\nmsgstr "one\u2028two\x85three"\nmsgid "b"\nmsgstr "c"').entries
    assert entry[0].msgstr == ("one\u2028two\x85three",)
    assert entry[1].lines == (4,)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le-bom", "utf-8"])
def test_unicode_encodings_are_read(codec: str) -> None:
    content = (
        b"\xff\xfe" + FULL.encode("utf-16-le") if codec == "utf-16-le-bom" else FULL.encode(codec)
    )
    assert read_po(content, name="x.po") == read(FULL)


def test_latin_1_is_read_as_its_header_says_and_written_as_utf_8() -> None:
    text = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-1\\n"\n\nmsgid "school"\n'
    po = read_po((text + 'msgstr "école"').encode("latin-1"), name="x.po")
    assert po.entries[0].msgstr == ("école",)
    assert 'msgstr "école"'.encode() in format_po(po)


def test_weblates_wrapped_lines_are_joined() -> None:
    po = read('msgid ""\n"Moving is "\n"good."\nmsgstr ""\n"নড়াচড়া "\n"ভালো।"')
    assert po.entries == (Entry("Moving is good.", ("নড়াচড়া ভালো।",)),)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('msgid "a"\nmsgstr "abc\n', 2, "quotes"),
        ('msgid "a"\nmsgstr "say "now""\n', 2, "quotes"),
        ('msgid "a"\nmsgstr abc\n', 2, "keyword without a text"),
        ('msgid "a"\nmsgid "b"\nmsgstr ""\n', 2, "second msgid"),
        ('msgid "a"\nmsgstr "b"\nmsgstr "c"\n', 3, "second msgstr"),
        ('msgid "a"\n\n', 3, "without msgstr"),
        ('msgstr "b"\n', 1, "without msgid"),
        ('"b"\n', 1, "without a keyword"),
        ('msgid "a"\nmsgstr[0] "b"\n', 2, "without msgid_plural"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr "c"\n', 3, "without a number"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[2] "d"', 4, "numbered"),
        ('msgid "a"\nmsgstr "C:\\path"\n', 2, "escape"),
        ('<<<<<<< HEAD\nmsgid "a"\nmsgstr "b"\n', 1, "two versions"),
        ("hello\n", 1, "not a line of a .po file"),
        ('#| msgfoo "a"\n', 1, "without a text"),
    ],
)
def test_a_syntax_error_is_told_with_its_line(text: str, line: int, words: str) -> None:
    error = refusal(text)
    assert error.where == f"x.po:{line}"
    assert words in error.message


def test_bytes_of_another_encoding_are_told_with_their_line() -> None:
    error = refusal(b'msgid "a"\nmsgstr "\xe9cole"\n')
    assert error.where == "x.po:2"
    assert "utf-8" in error.message


@pytest.mark.parametrize("codec", ["CHARSET", "hex", "punycode", "unicode_escape"])
def test_an_encoding_that_no_catalog_has_is_refused(codec: str) -> None:
    assert codec in refusal(f'msgid ""\nmsgstr "charset={codec}\\n"').message


@pytest.mark.parametrize(
    ("msgstr", "line", "words"),
    [
        ('"' + "{" * (MAX_TEXT + 1) + '"', 2, f"{MAX_TEXT:,} at most"),
        ('"' + "{" * 1_000_000 + '"', 2, "a line of 1,000,009 characters: 100,000 at most"),
        ('""' + '\n"x"' * 1_000_000, MAX_TEXT + 3, "more than 10,000 lines"),
        ('"a"' + '\nmsgid "a"\nmsgstr ""' * 1_000_000, 2 * MAX_MESSAGES + 3, "50,000 messages"),
    ],
    ids=["text", "line", "lines", "messages"],
)
def test_what_no_handout_needs_is_refused_in_bounded_time(
    msgstr: str, line: int, words: str
) -> None:
    start = time.perf_counter()
    error = refusal(f'msgid "a"\nmsgstr {msgstr}\n')
    assert error.where == f"x.po:{line}"
    assert words in error.message
    assert time.perf_counter() - start < 10


def test_an_enormous_file_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "big.po"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES * 5)
    start = time.perf_counter()
    with pytest.raises(CatalogError, match="larger than 20 MB"):
        load_po(path, name="big.po")
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.symlink_to("nowhere")])
def test_what_cannot_be_opened_is_a_catalog_error(tmp_path: Path, make: object) -> None:
    path = tmp_path / "x.po"
    assert callable(make)
    make(path)
    with pytest.raises(CatalogError, match="cannot be read"):
        load_po(path, name="x.po")


@given(st.lists(st.tuples(st.none() | word, word.filter(bool), word), max_size=5))
def test_any_text_comes_back_through_a_file(texts: list[tuple[str | None, str, str]]) -> None:
    entries = tuple(Entry(msgid, (msgstr,), context=ctx) for ctx, msgid, msgstr in texts)
    po = PoFile(Entry("", ("Language: bn\n",)), entries)
    assert read_po(format_po(po), name="x.po") == po


def test_polib_and_gnu_gettext_read_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "x.po"
    path.write_bytes(format_po(read(FULL)))
    assert polib.pofile(str(path))[0].msgstr == "%(n)s নম্বরে ফোন করুন"
    try:
        subprocess.run(["msgfmt", "-o", "/dev/null", path], check=True, timeout=20)
    except FileNotFoundError:
        pytest.skip("GNU gettext is not installed")


def test_a_file_that_already_holds_the_content_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "x.po"
    assert put_file(path, b"a")
    before = path.stat().st_mtime_ns
    assert not put_file(path, b"a")
    assert path.stat().st_mtime_ns == before
    assert [file.name for file in path.parent.iterdir()] == ["x.po"]


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "x.po").mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        put_file(tmp_path / "x.po", b"a")
    assert [file.name for file in tmp_path.iterdir()] == ["x.po"]
