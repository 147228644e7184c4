"""What goes into a wheel: the rooms as they are printed from, and the locked fonts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.wheel_contents import font_files, room_files

LOCK = """
[[face]]
target = "press-latin/Font-Regular.ttf"
[[licence]]
target = "press-latin/OFL.txt"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project with a font that is locked, and one that is not."""
    for name in (
        "handouts/letter/handout.toml",
        "locales/bn/LC_MESSAGES/letter.po",
        "locales/bn/LC_MESSAGES/letter.mo",
        "locales/bn/banned.csv",
        "locales/bn/glossary.csv",
        "locales/_pot/letter.pot",
        "styles/tokens.css",
        "styles/.tokens.css.swp",
        "styles/fonts/press-latin/Font-Regular.ttf",
        "styles/fonts/press-latin/OFL.txt",
        "styles/fonts/press-sc/Other-Regular.ttf",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "styles/fonts/fonts.lock.toml").write_text(LOCK)
    return tmp_path


def test_rooms_go_without_pots_compiled_catalogs_and_hidden_files(root: Path) -> None:
    assert [path.as_posix() for path in room_files(root)] == [
        "handouts/letter/handout.toml",
        "locales/bn/LC_MESSAGES/letter.po",
        "locales/bn/banned.csv",
        "locales/bn/glossary.csv",
        "styles/fonts/fonts.lock.toml",
        "styles/tokens.css",
    ]


def test_locked_fonts_go_and_no_others(root: Path) -> None:
    assert [path.name for path in font_files(root)] == ["Font-Regular.ttf", "OFL.txt"]


def test_wheel_without_a_font_is_refused_by_name(root: Path) -> None:
    (root / "styles/fonts/press-latin/Font-Regular.ttf").unlink()
    with pytest.raises(SystemExit, match=r"make setup(?s:.*)press-latin/Font-Regular\.ttf"):
        font_files(root)
