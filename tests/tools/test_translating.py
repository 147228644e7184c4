"""The pictures for translators: of texts that are there, and of no machine of ours."""

from __future__ import annotations

from xml.etree import ElementTree

import polib
import pytest

from tools.translating import COLUMNS, FAULTS, HANDOUT, IMAGES, MESSAGES, ROOT, terminal, wrapped


@pytest.mark.parametrize("start", FAULTS)
def test_a_text_that_is_spoiled_for_the_picture_is_there_as_the_fault_wants_it(start: str) -> None:
    files = (polib.pofile(str(ROOT / MESSAGES / f"{name}.po")) for name in (HANDOUT, "shared"))
    found = next(message for po in files for message in po if message.msgid.startswith(start))
    before = (found.msgstr, tuple(found.flags))
    FAULTS[start](found)
    assert (found.msgstr, tuple(found.flags)) != before


def test_a_terminal_is_drawn_line_by_line_with_its_words_as_they_are() -> None:
    drawn = ElementTree.fromstring(  # noqa: S314 - our own picture
        terminal("lint", ["a.po:3", "  error: <b> & more", "es  1 error"])
    )
    rows = drawn.findall(".//{http://www.w3.org/2000/svg}text")
    assert ["".join(row.itertext()) for row in rows] == [
        "$ lint",
        "a.po:3",
        "error: <b> & more",
        "es  1 error",
    ]
    lefts = [int(row.get("x", "")) for row in rows]
    assert lefts[2] > lefts[0] == lefts[1] == lefts[3]


def test_a_long_line_is_set_in_pieces_that_fit() -> None:
    pieces = list(wrapped("    hint: " + "word " * 40))
    assert len(pieces) > 1
    assert all(len(piece) <= COLUMNS and piece.startswith("    ") for piece in pieces)


def test_the_pictures_tell_no_path_of_a_machine() -> None:
    assert str(ROOT) not in (IMAGES / "lint.svg").read_text("utf-8")
    assert (IMAGES / "proof.png").read_bytes().startswith(b"\x89PNG")
