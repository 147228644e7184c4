"""A review written into a handout.toml: one table, and nothing else of the file."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from crmo_handouts.errors import SourceError
from crmo_handouts.review import Review, read_review
from crmo_handouts.source.signing import sign_text

SIGNED = Review('Dr "A" \\ Rähman', "nurse", date(2026, 11, 21), "0123456789abcdef")

BODY = '# Mine.\ntitle = "x" # [review]\n\n[fields.a]\nhelp = "y"\n'
OLD = '[review] # once\nby = "B"\nrole = "C"\non = 2026-01-01\ntext = "fedcba9876543210"\n'


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("before", "after"),
    [(BODY, ""), (BODY, OLD), (f"{OLD}\n", "[fields.b]\n# last\n")],
    ids=["none", "at the end", "at the head"],
)
def test_review_takes_the_place_of_the_last_one(
    tmp_path: Path, before: str, after: str, newline: str
) -> None:
    path = tmp_path / "handout.toml"
    text = f"{before}{after}"
    path.write_bytes(text.replace("\n", newline).encode())
    signed = sign_text(path, SIGNED).decode()
    table = tomllib.loads(signed)
    assert read_review(table.pop("review"), where="x") == SIGNED
    rest = tomllib.loads(text)
    rest.pop("review", None)
    assert table == rest
    assert all(line in signed for line in text.replace(OLD, "").splitlines())
    assert signed.count("\r\n") == (signed.count("\n") if newline == "\r\n" else 0)


def test_review_without_a_role_has_none(tmp_path: Path) -> None:
    path = tmp_path / "handout.toml"
    path.write_bytes(b"")
    signed = sign_text(path, Review("A", "", date(2026, 11, 21), "0" * 16))
    assert b"role" not in signed


@pytest.mark.parametrize(
    "text",
    [
        'review = { by = "B" }\n',
        '[review]\nby = """\nB"""\n',
        'review.by = "B"\n',
        "[review]\n# why\nby = 'B'\n",
    ],
)
def test_review_of_another_form_is_not_touched(tmp_path: Path, text: str) -> None:
    path = tmp_path / "handout.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SourceError, match="cannot be rewritten") as refused:
        sign_text(path, SIGNED)
    assert 'text = "0123456789abcdef"' in refused.value.hint
