"""A page never depends on what fonts a machine has: the same bytes with a thousand fonts, and with none."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from crmo_handouts import Delivery
from crmo_handouts.layout.fonts import Face, load_faces
from tests.toy import TOY

PRINT = """
import sys
from datetime import date
from pathlib import Path
from crmo_handouts import Job, Press, Project
press = Press(Project((Path(sys.argv[1]),), date(2026, 11, 25)))
sys.stdout.buffer.write(press.print_job(Job("hand-washing", "bn", ("a4",))).sheets[0].pdf)
"""

CONFIGURATION = (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
    "{}</fontconfig>"
)
PREFERENCE = (
    '<match target="pattern"><edit name="family" mode="prepend_first" binding="strong">'
    "<string>{}</string></edit></match>"
)


def other_face(face: Face) -> Path:
    """Return the file of a face that looks nothing like this one."""
    faces = {other.family: other.path for other in load_faces()}
    return faces["Press Nastaliq" if face.family != "Press Nastaliq" else "Press Latin"]


def renamed(source: Path, target: Path, family: str) -> None:
    """Write a font under another name, as somebody may have installed it."""
    font = TTFont(source)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = family
    font.save(target)


def with_a_thousand_fonts(home: Path) -> dict[str, str]:
    """Fill a home with fonts: some have the private names of ours, one is preferred to all."""
    folders = [home / ".fonts", home / ".local/share/fonts", home / "data/fonts"]
    settings = home / ".config/fontconfig"
    for folder in (*folders, settings):
        folder.mkdir(parents=True)
    latin = next(face for face in load_faces() if face.family == "Press Latin")
    for folder, family in zip(folders, ("Press Bengali", "Press Latin", "A Font"), strict=True):
        renamed(other_face(latin), folder / "own.ttf", family)
    for number in range(1000):
        (folders[0] / f"{number}.ttf").symlink_to(folders[2] / "own.ttf")
    dirs = "".join(f"<dir>{folder}</dir>" for folder in (*folders, "/usr/share/fonts"))
    text = CONFIGURATION.format(dirs + PREFERENCE.format("A Font"))
    for name in ("fonts.conf", "conf.d/01-own.conf"):
        (settings / name).parent.mkdir(exist_ok=True)
        (settings / name).write_text(text)
    return {
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "FONTCONFIG_FILE": str(settings / "fonts.conf"),
        "FONTCONFIG_PATH": str(settings),
        "FC_LANG": "ur",
    }


def with_no_fonts(home: Path) -> dict[str, str]:
    """Point fontconfig at nothing: it finds no font and no rule."""
    (home / "empty").mkdir()
    (home / "empty/fonts.conf").write_text(CONFIGURATION.format(""))
    return {
        "FONTCONFIG_FILE": str(home / "empty/fonts.conf"),
        "FONTCONFIG_PATH": str(home / "empty"),
        "FONTCONFIG_SYSROOT": str(home / "empty"),
    }


@pytest.mark.parametrize("furnish", [with_a_thousand_fonts, with_no_fonts])
def test_fonts_of_a_machine_change_no_byte(
    printed: Callable[..., Delivery], tmp_path: Path, furnish: Callable[[Path], dict[str, str]]
) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    run = subprocess.run(
        [sys.executable, "-c", PRINT, str(TOY)],
        env=kept | {"HOME": str(tmp_path)} | furnish(tmp_path),
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert run.stdout == printed("hand-washing", "bn").sheets[0].pdf
