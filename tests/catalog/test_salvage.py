"""A broken .po file: what can be read of it, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmo_handouts.catalog.po.salvage import EXCERPT, MAX_BLOCKS, Salvaged, salvage_po

HEADER = 'msgid ""\nmsgstr "Language: bn\\nContent-Type: text/plain; charset=UTF-8\\n"\n\n'
ONE = '#. A note.\n#: a.jinja:1\nmsgid "One"\nmsgstr "এক"\n\n'
TWO = 'msgctxt "c"\nmsgid "Two"\nmsgstr "দুই"\n\n'
THREE = 'msgid "Three"\nmsgstr "তিন"\n'


def salvage(folder: Path, content: str | bytes) -> Salvaged:
    path = folder / "x.po"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return salvage_po(path, name="x.po")


def texts(salvaged: Salvaged) -> list[str]:
    return [entry.msgid for entry in salvaged.po.entries]


def test_whole_file_is_read_whole(tmp_path: Path) -> None:
    salvaged = salvage(tmp_path, HEADER + ONE + TWO + THREE)
    assert texts(salvaged) == ["One", "Two", "Three"]
    assert salvaged.unread == ()


@pytest.mark.parametrize(
    "broken",
    [
        'msgid "Broken"\nmsgstr "no end\n\n',
        'msgid "Broken"\n\n',  # noticed where the next message begins
        'msgid "Broken"\nmsgstr "a \\q"\n\n',
        "<<<<<<< mine\n\n",
        'msgid "Broken"\nmsgid "Again"\nmsgstr ""\n\n',
        'msgid "Broken"\nmsgstr "' + "x" * 20_000 + '"\n\n',
        "no line of a .po file\n\n",
    ],
)
def test_only_the_broken_message_is_left_out(tmp_path: Path, broken: str) -> None:
    salvaged = salvage(tmp_path, HEADER + ONE + broken + TWO + THREE)
    assert texts(salvaged) == ["One", "Two", "Three"]
    (unread,) = salvaged.unread
    assert broken.startswith(unread.text[:10])
    assert len(unread.text) <= EXCERPT
    assert unread.fault.where.startswith("x.po:")


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    content = HEADER + 'msgid "Broken"\nmsgstr "no end\n\n' + TWO
    salvaged = salvage(tmp_path, content)
    (two,) = salvaged.po.entries
    assert content.splitlines()[two.line - 1] == 'msgid "Two"'
    assert salvaged.unread[0].line == 4
    assert salvaged.unread[0].fault.where == "x.po:5"


def test_several_faults_are_all_told(tmp_path: Path) -> None:
    bad = 'msgid "Broken {}"\nmsgstr "no end\n\n'
    salvaged = salvage(tmp_path, HEADER + bad.format(1) + ONE + bad.format(2) + TWO)
    assert texts(salvaged) == ["One", "Two"]
    assert [unread.text.splitlines()[0] for unread in salvaged.unread] == [
        'msgid "Broken 1"',
        'msgid "Broken 2"',
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_it_is_so_in_other_encodings_and_line_ends(tmp_path: Path, encoding: str, end: str) -> None:
    content = (HEADER + ONE + 'msgid "Broken"\nmsgstr "no end\n\n' + TWO).replace("\n", end)
    assert texts(salvage(tmp_path, content.encode(encoding))) == ["One", "Two"]


def test_bytes_of_another_encoding_cost_their_message_only(tmp_path: Path) -> None:
    content = (HEADER + ONE).encode() + b'msgid "Broken"\nmsgstr "\xff\xfe"\n\n' + TWO.encode()
    salvaged = salvage(tmp_path, content)
    assert texts(salvaged) == ["One", "Two"]
    assert "not in the encoding" in salvaged.unread[0].fault.message


def test_what_is_no_catalog_at_all_is_given_up_after_some_blocks(tmp_path: Path) -> None:
    salvaged = salvage(tmp_path, "rubbish {\n\n" * 20_000)
    assert texts(salvaged) == []
    assert salvaged.unread[0].line == 0
    assert len(salvaged.unread) <= MAX_BLOCKS + 1


def test_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    salvaged = salvage_po(tmp_path, name="x.po")
    assert salvaged.po.entries == ()
    (unread,) = salvaged.unread
    assert "cannot be read" in unread.fault.message
