"""The press's own fonts and no others, each under a name that no machine's font has."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from crmo_handouts.errors import SetupError
from crmo_handouts.layout import Engine, typeset
from crmo_handouts.layout.fonts import Face, families, isolate_fontconfig, load_faces
from tests.layout.conftest import Make, write
from tests.toy import TOY


def test_each_face_of_the_lock_is_there_under_a_private_name() -> None:
    faces = load_faces()
    assert faces
    assert all(face.family.startswith("Press ") for face in faces)
    assert all(face.path.is_file() for face in faces)
    assert {face.weight for face in faces} == {400, 700}


def test_families_come_once_in_the_order_of_the_lock() -> None:
    names = families(load_faces())
    assert names[0] == "Press Latin"
    assert len(set(names)) == len(names)
    assert "Press Bengali" in names


LOCK = '[[face]]\nfamily = "Press Toy"\nweight = {}\ntarget = "{}"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.ttf", "b.ttf"):
        (tmp_path / name).write_bytes(b"")
    return tmp_path


def test_font_that_is_not_there_is_told(folder: Path) -> None:
    (folder / "fonts.lock.toml").write_text(LOCK.format(400, "no.ttf"))
    with pytest.raises(SetupError, match="Press Toy is missing") as refused:
        load_faces(folder)
    assert refused.value.where == str(folder / "no.ttf")
    assert refused.value.hint == "run: make setup"
    assert refused.value.exit_code == 8


def test_two_fonts_of_one_family_and_weight_are_refused(folder: Path) -> None:
    # The engine would paint the second's glyphs with the outlines of the first.
    text = LOCK.format(400, "a.ttf") + LOCK.format(400, "b.ttf")
    (folder / "fonts.lock.toml").write_text(text)
    with pytest.raises(SetupError, match="same family and weight"):
        load_faces(folder)


def test_two_weights_of_one_family_are_two_faces(folder: Path) -> None:
    text = LOCK.format(400, "a.ttf") + LOCK.format(700, "b.ttf")
    (folder / "fonts.lock.toml").write_text(text)
    assert [face.weight for face in load_faces(folder)] == [400, 700]


def test_missing_lock_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SetupError):
        load_faces(tmp_path)


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Note what is set, for it to be put back, and send the cache elsewhere."""
    for name in ("FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT"):
        monkeypatch.setenv(name, "elsewhere")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def test_fontconfig_is_shown_our_folder_alone(clean_environment: Path) -> None:
    face = Face("Press <Toy>", 400, clean_environment / "a & b" / "toy.ttf")
    path = isolate_fontconfig((face,))
    assert os.environ["FONTCONFIG_FILE"] == str(path)
    assert "FONTCONFIG_PATH" not in os.environ
    assert "FONTCONFIG_SYSROOT" not in os.environ
    text = path.read_text("utf-8")
    assert text.count("<dir>") == 1
    assert "a &amp; b</dir>" in text
    assert "<string>Press &lt;Toy&gt;</string>" in text
    assert "/usr/share/fonts" not in text
    assert "<include" not in text


def test_where_the_cache_cannot_be_written_another_place_serves(
    clean_environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clean_environment / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(clean_environment / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(clean_environment))
    path = isolate_fontconfig(load_faces())
    assert path.is_file()
    assert path.is_relative_to(clean_environment)


def test_character_that_only_the_machine_could_draw_is_not_drawn(
    engine: Engine, make: Make
) -> None:
    for _ in range(2):
        pages = typeset(
            engine,
            make("<p>Read \N{EGYPTIAN HIEROGLYPH A001} and \N{CUNEIFORM SIGN A}</p>"),
            size=12,
        )
        written = write(pages)
        assert set(written.missing) == {"\N{EGYPTIAN HIEROGLYPH A001}", "\N{CUNEIFORM SIGN A}"}


STRANGE = """
import sys
import tempfile
from datetime import date
from pathlib import Path
from crmo_handouts import Job, Press, Project
press = Press(Project((Path(sys.argv[1]),), date(2026, 11, 25)))
sys.stdout.buffer.write(press.print_job(Job("hand-washing", "bn", ("a4",))).sheets[0].pdf)
"""


def test_machines_own_fontconfig_changes_nothing(printed: object, tmp_path: Path) -> None:
    # A machine whose default is another font, and which has one of our names.
    (tmp_path / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f"<dir>/usr/share/fonts</dir><cachedir>{tmp_path}</cachedir>"
        '<alias binding="same"><family>Press Bengali</family>'
        "<prefer><family>DejaVu Sans</family></prefer></alias></fontconfig>"
    )
    environment = os.environ | {
        "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"),
        "FONTCONFIG_PATH": str(tmp_path),
    }
    run = subprocess.run(
        [sys.executable, "-c", STRANGE, str(TOY)],
        env=environment,
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert callable(printed)
    assert run.stdout == printed("hand-washing", "bn").sheets[0].pdf
