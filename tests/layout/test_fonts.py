"""The press's own fonts and no others, each under a name that no machine's font has."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from crmo_handouts.errors import SetupError
from crmo_handouts.layout import Engine, typeset
from crmo_handouts.layout.fonts import (
    Face,
    families,
    isolate_fontconfig,
    load_faces,
    load_project_faces,
)
from crmo_handouts.layout.glyphs import supporting_families
from crmo_handouts.project import Project, builtin_root
from tests.layout.conftest import Make, write
from tests.toy import TODAY, TOY


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


# -- a project's own fonts


OWN = '[[face]]\nfamily = "Press Own"\nweight = {}\ntarget = "{}"\n'


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A project's own folder of fonts, with the files of a built-in family under other names."""
    folder = tmp_path / "styles" / "fonts"
    folder.mkdir(parents=True)
    latin = (face for face in load_faces() if face.family == "Press Latin")
    for face, name in zip(latin, ("a.ttf", "b.ttf"), strict=True):
        shutil.copy(face.path, folder / name)
    return folder


def faces_with(own: Path, lock: str) -> tuple[Face, ...]:
    (own / "fonts.lock.toml").write_text(lock)
    return load_project_faces(Project((own.parent.parent, builtin_root()), TODAY))


def test_own_fonts_stand_beside_the_built_in_ones(own: Path) -> None:
    faces = faces_with(own, OWN.format(400, "a.ttf") + OWN.format(700, "b.ttf"))
    assert faces[:-2] == load_faces()
    assert [(face.family, face.weight) for face in faces[-2:]] == [
        ("Press Own", 400),
        ("Press Own", 700),
    ]
    assert {"Press Latin", "Press Own"} <= set(supporting_families(faces, "ộ"))
    assert supporting_families(faces, "አ") == ()


def test_a_project_without_fonts_has_the_built_in_ones(tmp_path: Path) -> None:
    assert load_project_faces(Project((tmp_path, builtin_root()), TODAY)) == load_faces()


@pytest.mark.parametrize(
    ("lock", "told"),
    [
        ("face = ", "cannot be read"),
        ("face = 3", "no list"),
        ("[[face]]\n", "lacks family, weight or target"),
        (OWN.format(400, "a.ttf"), "has no weight 700"),
        (OWN.format(300, "a.ttf"), "has the weight 300"),
        (OWN.format(400, "no.ttf"), "Press Own is missing"),
        (OWN.format(400, "../../../etc/passwd"), "outside this folder"),
        (OWN.format(400, "link.ttf"), "outside this folder"),
        (OWN.format(400, "a.ttf") + OWN.format(700, "a.ttf"), "one file stands under two names"),
        (OWN.format(400, "a.ttf").replace("Press Own", "Arial"), "no private name"),
        (OWN.format(400, "a.ttf").replace("Own", 'O\\";}'), "no private name"),
        (
            (OWN.format(400, "a.ttf") + OWN.format(700, "b.ttf")).replace("Own", "Latin"),
            "same family and weight",
        ),
    ],
)
def test_a_faulty_list_of_own_fonts_is_told(own: Path, lock: str, told: str) -> None:
    (own / "link.ttf").symlink_to("/etc/passwd")
    with pytest.raises(SetupError, match=told) as refused:
        faces_with(own, lock)
    assert refused.value.where
    assert refused.value.hint


def test_a_file_that_is_no_font_is_told(own: Path) -> None:
    (own / "a.ttf").write_text("nothing")
    faces = faces_with(own, OWN.format(400, "a.ttf") + OWN.format(700, "b.ttf"))
    with pytest.raises(SetupError, match="is no font"):
        supporting_families(faces, "a")


def test_a_locale_whose_font_is_not_there_is_refused_before_it_is_set(
    engine: Engine, make: Make
) -> None:
    document = make("<p>x</p>")
    strange = replace(document, locale=replace(document.locale, fonts=("Press Ethiopic",)))
    with pytest.raises(SetupError, match="no font 'Press Ethiopic'") as refused:
        typeset(engine, strange, size=12)
    assert refused.value.where == f"locales/{document.locale.id}/locale.toml"


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
