"""Files of other tools: read whole, and rewritten by `update` without a loss.

What may change is how a file is written (its encoding, its ends of lines, where its lines are wrapped),
never what is in it. polib, which shares no code with our reader, tells what is in it.
"""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo_handouts.catalog.po.entry import Entry, PoFile, Previous
from crmo_handouts.catalog.po.pofile import format_po, load_po
from crmo_handouts.catalog.po.reading import read_po
from crmo_handouts.catalog.updating.update import update
from crmo_handouts.project import Project

FILES = Path(__file__).parent / "roundtrip"
ENCODINGS = {"latin1": "iso-8859-1", "utf16": "utf-16", "utf16-no-mark": "utf-16-be"}
NAMES = sorted(path.stem for path in FILES.glob("*.po"))

OURS = frozenset({"Content-Type", "POT-Creation-Date", "Plural-Forms"})
"""Headers that `update` sets or adds."""


def as_polib_reads(path: Path) -> polib.POFile:
    text = path.read_bytes().decode(ENCODINGS.get(path.stem, "utf-8-sig"))
    return polib.pofile(text.replace("\r\n", "\n"))


def own_words(file: polib.POFile) -> Counter[object]:
    """Return all that its people have written, whatever the state of the message it is in."""
    words: Counter[object] = Counter()
    for entry in file:
        for text in filter(None, (entry.msgstr, *entry.msgstr_plural.values())):
            words["msgstr", text] += 1
        for line in entry.tcomment.splitlines():
            words["comment", line] += 1
        for flag in set(entry.flags) - {"fuzzy", "python-format"}:
            words["flag", flag] += 1
    return words


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def placed(project: Project, name: str) -> Path:
    """The file as demo.po of a project whose template has its messages, one of them changed."""
    path = project.roots[0] / "locales" / "bn" / "LC_MESSAGES" / "demo.po"
    shutil.copy(FILES / f"{name}.po", path)
    pot = project.roots[0] / "locales" / "_pot" / "demo.pot"
    pot.parent.mkdir()
    messages = (
        Entry("Warning signs", context="title", extracted=("New note.",)),
        Entry("%(num)s sheet", ("", ""), plural="%(num)s of our sheets", flags=("python-format",)),
        Entry("A text that is new"),
    )
    pot.write_bytes(format_po(PoFile(entries=messages)))
    return path


def test_our_reader_and_polib_read_the_same(name: str) -> None:
    path = FILES / f"{name}.po"
    po, other = load_po(path, name=path.name), as_polib_reads(path)
    assert len(po.entries) == len(other)
    ours = {(entry.context, entry.msgid, entry.obsolete): entry for entry in po.entries}
    for theirs in other:
        entry = ours[theirs.msgctxt, theirs.msgid, bool(theirs.obsolete)]
        plural = [text for _, text in sorted(theirs.msgstr_plural.items())]
        assert entry.msgstr == tuple(plural or [theirs.msgstr])
        assert entry.flags == tuple(theirs.flags)
        assert [line.removeprefix("#").strip() for line in entry.comments] == (
            theirs.tcomment.splitlines()
        )


def test_what_people_wrote_is_all_there_after_an_update(
    placed: Path, project: Project, name: str
) -> None:
    before = as_polib_reads(FILES / f"{name}.po")
    previous = {entry.previous for entry in load_po(placed, name=name).entries}
    update(project, ["bn"])
    after = as_polib_reads(placed)
    assert own_words(before) <= own_words(after)
    # polib passes over the previous text of an obsolete message.
    assert previous <= {entry.previous for entry in load_po(placed, name=name).entries}
    kept = {key: value for key, value in before.metadata.items() if key not in OURS}
    assert {key: after.metadata[key] for key in kept} == kept
    order = [key for key in after.metadata if key in before.metadata]
    assert order == list(before.metadata)
    assert after.header == before.header
    assert after.metadata["Content-Type"] == "text/plain; charset=UTF-8"


def test_a_second_update_changes_nothing(placed: Path, project: Project) -> None:
    update(project, ["bn"])
    once = placed.read_bytes()
    assert not any(file.changed for file in update(project, ["bn"]))
    assert placed.read_bytes() == once
    assert b"\r" not in once
    assert not once.startswith(b"\xef\xbb\xbf")


def test_comments_after_the_last_message_stay(project: Project) -> None:
    path = project.roots[0] / "locales" / "_pot" / "demo.pot"
    path.parent.mkdir()
    path.write_bytes(format_po(PoFile(entries=(Entry("a"),))))
    po = project.roots[0] / "locales" / "bn" / "LC_MESSAGES" / "demo.po"
    po.write_text('msgid "a"\nmsgstr "ক"\n\n# শেষ কথা\n#. somebody\'s note\n#, fuzzy\n', "utf-8")
    update(project, ["bn"])
    assert load_po(po, name="x").tail == ("# শেষ কথা", "#. somebody's note", "#, fuzzy")


@pytest.mark.parametrize("mark", ["#~ # আগের কথা", "# আগের কথা"])
def test_a_comment_of_an_obsolete_message_is_read_in_either_way(mark: str) -> None:
    text = f'msgid "a"\nmsgstr "ক"\n\n{mark}\n#~ msgid "b"\n#~ msgstr "খ"\n'
    assert read_po(text.encode(), name="x.po").entries[1].comments == ("# আগের কথা",)


def test_a_place_with_a_space_in_its_name_is_one_place() -> None:
    text = '#: \u2068my file.jinja\u2069:3 b.jinja:4\nmsgid "a"\nmsgstr ""\n'
    (entry,) = read_po(text.encode(), name="x.po").entries
    assert entry.references == ("\u2068my file.jinja\u2069:3", "b.jinja:4")


def test_gettext_reads_what_it_wrote_once_we_have_rewritten_it(
    placed: Path, project: Project
) -> None:
    update(project, ["bn"])
    try:
        done = subprocess.run(
            ["msgfmt", "--check-format", "-o", "/dev/null", str(placed)],
            check=False,
            timeout=20,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:
        pytest.skip("GNU gettext is not installed")
    assert done.returncode == 0, done.stderr


# -- whatever is in a message

line = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20).map(
    str.strip
)
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
flag = st.from_regex(r"[a-z][a-z:-]{0,11}[a-z0-9]", fullmatch=True)
note = line.map(lambda words: f"# {words}".rstrip())


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    plural = draw(st.none() | text)
    forms = st.tuples(text) if plural is None else st.tuples(text, text)
    return Entry(
        draw(text.filter(bool)),
        draw(forms),
        context=draw(st.none() | text),
        plural=plural,
        comments=tuple(draw(st.lists(note, max_size=3))),
        extracted=tuple(draw(st.lists(line, max_size=3))),
        references=tuple(draw(st.lists(st.just("a.jinja:1") | st.just("b:2"), max_size=2))),
        flags=tuple(draw(st.lists(flag, max_size=3, unique=True))),
        previous=draw(st.none() | st.builds(Previous, st.none() | text, text, st.none() | text)),
        obsolete=draw(st.booleans()),
    )


@given(st.lists(entries(), max_size=4), st.lists(note, max_size=2))
def test_any_message_comes_back_with_all_that_stands_around_it(
    messages: list[Entry], tail: list[str]
) -> None:
    po = PoFile(Entry("", ("Language: bn\n",)), tuple(messages), tuple(tail))
    assert read_po(format_po(po), name="x.po") == po


@given(st.lists(entries(), max_size=4), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_any_file_is_the_same_in_other_clothes(
    messages: list[Entry], newline: str, marked: bool
) -> None:
    po = PoFile(Entry("", ("Language: bn\n",)), tuple(messages))
    plain = format_po(po).decode()
    dressed = ("\ufeff" if marked else "") + plain.replace("\n", newline)
    assert read_po(dressed.encode(), name="x.po") == po
    assert read_po(plain.replace("\n", newline).encode("utf-16"), name="x.po") == po
