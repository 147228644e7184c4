"""What a review is in a .po file: a comment that tools may wrap, and that nobody can pass on."""

from __future__ import annotations

import subprocess
import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo_handouts.catalog.po.entry import Entry, PoFile
from crmo_handouts.catalog.po.pofile import format_po, load_po
from crmo_handouts.catalog.po.reading import read_po
from crmo_handouts.catalog.reviewing.records import (
    MessageState,
    Record,
    add_record,
    message_digest,
    message_state,
    read_name,
    read_reviews,
)
from crmo_handouts.errors import UsageError
from crmo_handouts.review import Kind, Review

EDITION = date(2026, 11, 20)
ON = date(2026, 11, 21)
ENTRY = Entry("Use soap.", ("সাবান ব্যবহার করুন।",), context="step")


def record(kind: Kind = Kind.LANGUAGE, by: str = "A. Rahman", role: str = "translator") -> Record:
    return Record(kind, Review(by, role, ON), EDITION)


SIGNED = add_record(ENTRY, record())


def test_record_is_a_comment_that_people_can_read() -> None:
    (comment,) = SIGNED.comments
    digest = message_digest(ENTRY)
    assert len(digest) == 16
    assert comment == (
        f"# reviewed language 2026-11-21 by A. Rahman (translator), edition 2026-11-20: {digest}"
    )


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        (Entry("a"), MessageState.MISSING),
        (Entry("a", ("x", ""), plural="b"), MessageState.MISSING),
        (Entry("a", ("x",), flags=("fuzzy",)), MessageState.FUZZY),
        (ENTRY, MessageState.TRANSLATED),
        (SIGNED, MessageState.LANGUAGE),
        (add_record(ENTRY, record(Kind.CLINICAL)), MessageState.CLINICAL),
        (add_record(SIGNED, record(Kind.CLINICAL)), MessageState.CLINICAL),
        (replace(SIGNED, flags=("fuzzy",)), MessageState.FUZZY),
        (replace(SIGNED, msgstr=("",)), MessageState.MISSING),
    ],
)
def test_state_is_how_far_a_message_has_come(entry: Entry, state: MessageState) -> None:
    assert message_state(entry) is state


@pytest.mark.parametrize(
    "changed",
    [
        replace(SIGNED, msgstr=("সাবান ব্যবহার করুন",)),
        replace(SIGNED, msgid="Use much soap."),
        replace(SIGNED, context="step 2"),
        replace(SIGNED, context=None),
        replace(SIGNED, plural="Use soaps."),
        replace(SIGNED, plural="Use soap.", msgstr=(*SIGNED.msgstr, *SIGNED.msgstr)),
    ],
)
def test_any_change_takes_the_message_back(changed: Entry) -> None:
    assert message_state(changed) is MessageState.OUTDATED
    assert read_reviews(changed).outdated(Kind.LANGUAGE)


def test_what_is_not_read_takes_nothing_back() -> None:
    moved = replace(
        SIGNED, extracted=("Sources: ED.",), references=("x:1",), flags=("python-format",)
    )
    assert message_state(moved) is MessageState.LANGUAGE


def test_comment_that_is_copied_to_another_message_counts_for_nothing() -> None:
    other = Entry("Rinse.", ("ধুয়ে ফেলুন।",), comments=SIGNED.comments)
    assert message_state(other) is MessageState.OUTDATED


def test_texts_are_told_apart_by_their_borders() -> None:
    digests = {
        message_digest(entry)
        for entry in (
            Entry("ab", ("c",)),
            Entry("a", ("bc",)),
            Entry("b", ("c",), context="a"),
            Entry("a", ("c",), plural="b"),
            Entry("a", ("b", "c")),
        )
    }
    assert len(digests) == 5


# -- by hand

DIGEST = message_digest(ENTRY)
WRITTEN = f"reviewed language 2026-11-21 by A. Rahman, edition 2026-11-20: {DIGEST}"


def test_record_may_be_written_by_hand() -> None:
    assert message_state(replace(ENTRY, comments=(f"# {WRITTEN}",))) is MessageState.LANGUAGE
    assert message_state(replace(ENTRY, comments=(f"#{WRITTEN}",))) is MessageState.LANGUAGE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (DIGEST, DIGEST[:15]),
        (DIGEST, f"{DIGEST}0"),
        (DIGEST, DIGEST.upper() if DIGEST.upper() != DIGEST else "x"),
        (f": {DIGEST}", ""),
        ("language", "medical"),
        ("language", "Language"),
        ("reviewed", "not-reviewed"),
        ("reviewed", "unreviewed"),
        ("2026-11-21", "2026-13-21"),
        ("2026-11-20", "2026-02-30"),
        ("2026-11-21", "21.11.2026"),
        ("by A. Rahman", "by"),
        ("by A. Rahman", "by ."),
        ("A. Rahman", "A: Rahman"),
        ("A. Rahman", "A. Rahman ()"),
        ("A. Rahman", "A. Rahman (nurse) (nurse)"),
        ("A. Rahman", "\u202eA. Rahman"),
        ("A. Rahman", "A" * 81),
        (", edition 2026-11-20", ""),
    ],
)
def test_what_is_not_a_record_to_the_letter_is_a_comment(old: str, new: str) -> None:
    said = WRITTEN.replace(old, new)
    assert said != WRITTEN
    assert message_state(replace(ENTRY, comments=(f"# {said}",))) is MessageState.TRANSLATED


def test_record_with_a_made_up_digest_says_that_the_message_has_changed() -> None:
    forged = WRITTEN.replace(DIGEST, "0123456789abcdef")
    entry = replace(ENTRY, comments=(f"# {forged}",))
    assert message_state(entry) is MessageState.OUTDATED
    assert read_reviews(entry).current(Kind.LANGUAGE) == ()


# -- one after the other


def test_a_second_reader_stands_beside_the_first() -> None:
    both = add_record(SIGNED, record(by="B. Akter"))
    people = [one.review.by for one in read_reviews(both).current(Kind.LANGUAGE)]
    assert people == ["A. Rahman", "B. Akter"]


def test_reading_again_takes_the_place_of_the_same_persons_record() -> None:
    later = record()
    later = replace(later, review=replace(later.review, on=date(2027, 1, 2)))
    (only,) = read_reviews(add_record(SIGNED, later)).records
    assert only.review.on == date(2027, 1, 2)
    assert add_record(SIGNED, record()) == SIGNED


def test_outdated_records_of_a_kind_go_when_the_message_is_read_again() -> None:
    both = add_record(SIGNED, record(Kind.CLINICAL, by="Dr C"))
    changed = replace(both, msgstr=("সাবান লাগান।",), comments=("# mine", *both.comments))
    again = add_record(changed, record(by="B. Akter"))
    assert again.comments[0] == "# mine"
    reviews = read_reviews(again)
    assert [one.review.by for one in reviews.records] == ["Dr C", "B. Akter"]
    assert reviews.outdated(Kind.CLINICAL)
    assert not reviews.outdated(Kind.LANGUAGE)


def test_other_words_of_a_comment_stay_as_they_are() -> None:
    words = ("#  two spaces", "#", "#no space", f"# before {WRITTEN}", "# after")
    again = add_record(replace(ENTRY, comments=words), record(by="A. Rahman", role=""))
    assert again.comments[:5] == ("#  two spaces", "#", "#no space", "# before", "# after")
    assert again.comments[5] == f"# {WRITTEN}"


# -- names

NAMES = st.text(
    st.characters(
        codec="utf-8", categories=("L", "M", "Nd", "Pd", "Po", "Zs"), include_characters="'’"
    ),
    min_size=1,
    max_size=80,
)


@given(
    kind=st.sampled_from(Kind),
    by=NAMES,
    role=NAMES | st.just(""),
    days=st.tuples(st.dates(), st.dates()),
    msgstr=st.text(st.characters(codec="utf-8")),
    width=st.integers(20, 100),
)
def test_record_comes_back_as_it_was_also_wrapped(
    kind: Kind, by: str, role: str, days: tuple[date, date], msgstr: str, width: int
) -> None:
    try:
        by, role = read_name(by, "name"), read_name(role, "role")
    except UsageError:
        return
    if not by:
        return
    entry = Entry("a", (msgstr,), comments=("# mine",))
    written = add_record(entry, Record(kind, Review(by, role, days[0]), days[1]))
    expected = Record(kind, Review(by, role, days[0], message_digest(entry)), days[1])
    assert read_reviews(written).records == (expected,)
    wrapped = tuple(
        f"# {line}"
        for comment in written.comments
        for line in textwrap.wrap(comment[2:], width, break_long_words=False)
    )
    assert read_reviews(replace(entry, comments=wrapped)).records == (expected,)
    joined = (" ".join(["#", *(comment[2:] for comment in written.comments)]),)
    assert read_reviews(replace(entry, comments=joined)).records == (expected,)


@pytest.mark.parametrize(
    "name", ["A (B)", "A: B", "A # B", "A\u202eB", "A\x00B", "123", "A" * 81, "A\ud800B"]
)
def test_name_that_a_record_cannot_hold_is_told(name: str) -> None:
    with pytest.raises(UsageError, match="the name of the reviewer has"):
        read_name(name, "name")


def test_joiners_of_a_name_stay() -> None:
    assert read_name("মো.  র‍্যাব ", "name") == "মো. র‍্যাব"


# -- through the tools of others

OTHERS = tuple(
    Entry(f"text {number}", (f"लेख {number}",), context="x" if number % 2 else None)
    for number in range(9)
)
HEADER = Entry("", ("Language: bn\nContent-Type: text/plain; charset=UTF-8\n",))
LONG = record(by="Dr Annabelle Rahman-Chowdhury", role="consultant in pediatric rheumatology")


def msgcat(path: Path) -> None:
    subprocess.run(["msgcat", "--width=77", "-o", path, path], check=True)


def msgmerge(path: Path) -> None:
    pot = path.with_suffix(".pot")
    pot.write_bytes(
        format_po(
            PoFile(HEADER, tuple(Entry(one.msgid, context=one.context) for one in OTHERS[::-1]))
        )
    )
    subprocess.run(["msgmerge", "--quiet", "--update", "--backup=none", path, pot], check=True)


def wrap_with_polib(path: Path) -> None:
    polib.pofile(str(path), wrapwidth=40).save(str(path))


def wrap_with_babel(path: Path) -> None:
    from babel.messages.pofile import read_po as babel_read
    from babel.messages.pofile import write_po as babel_write

    with path.open("rb") as file:
        catalog = babel_read(file, locale="bn")
    with path.open("wb") as file:
        babel_write(file, catalog, width=50, sort_output=True)


def save_with_windows_lines(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))


@pytest.mark.parametrize(
    "tool", [msgcat, msgmerge, wrap_with_polib, wrap_with_babel, save_with_windows_lines]
)
def test_reviews_survive_what_other_tools_do_to_a_file(
    tool: Callable[[Path], None], tmp_path: Path
) -> None:
    signed = tuple(
        add_record(
            add_record(replace(one, comments=("# A translator's own words.",)), LONG),
            record(Kind.CLINICAL, by="Dr C"),
        )
        for one in OTHERS
    )
    path = tmp_path / "demo.po"
    path.write_bytes(format_po(PoFile(HEADER, signed)))
    tool(path)
    after = {entry.key: entry for entry in load_po(path, name="demo.po").active}
    assert set(after) == {entry.key for entry in signed}
    for before in signed:
        assert read_reviews(after[before.key]) == read_reviews(before)
        assert message_state(after[before.key]) is MessageState.CLINICAL


def test_file_comes_back_byte_for_byte() -> None:
    content = format_po(PoFile(HEADER, (SIGNED,)))
    assert format_po(read_po(content, name="demo.po")) == content
