"""What all sheets depend on is told, and what a sheet is printed from is among its inputs."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from crmo_handouts import Job, Project
from crmo_handouts.delivery.cache import environment as module
from crmo_handouts.delivery.cache.environment import Environment, read_environment
from crmo_handouts.delivery.cache.fingerprints import Fingerprints
from crmo_handouts.delivery.keeping import open_press
from crmo_handouts.project import builtin_root
from tests import audit
from tests.delivery.cache.conftest import Bench
from tests.toy import SHEET, TODAY

MonkeyPatch = pytest.MonkeyPatch


@pytest.fixture
def source(tmp_path: Path, monkeypatch: MonkeyPatch) -> Path:
    """Another source, which nobody edits meanwhile."""
    source = tmp_path / "source"
    (source / "pdf").mkdir(parents=True)
    (source / "pdf" / "write.py").write_text("first")
    monkeypatch.setattr(module, "SOURCE", str(source))
    return source


def read() -> Environment:
    environment = read_environment(Fingerprints())
    assert environment is not None
    return environment


def test_same_press_is_told_the_same(source: Path) -> None:
    assert read() == read()


def test_source_counts_and_what_python_makes_of_it_does_not(source: Path) -> None:
    first = read()
    (source / "pdf" / "__pycache__").mkdir()
    (source / "pdf" / "__pycache__" / "write.pyc").write_text("x")
    (source / "builtin").mkdir()
    (source / "builtin" / "x").write_text("x")
    assert read() == first
    (source / "pdf" / "write.py").write_text("other")
    assert read().digest != first.digest


def test_source_that_changes_while_it_runs_is_not_sure(
    source: Path, monkeypatch: MonkeyPatch
) -> None:
    assert not read().sure
    monkeypatch.setattr(module, "BEGUN", time.time_ns() + 3_600 * 10**9)
    assert read().sure


def test_installed_packages_count(source: Path, tmp_path: Path, monkeypatch: MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    info = tmp_path / "site" / "engine-1.0.dist-info"
    seen = {read().digest}
    info.mkdir(parents=True)
    (info / "RECORD").write_text("engine.py,sha256=1,1")
    seen.add(read().digest)
    (info / "RECORD").write_text("engine.py,sha256=2,1")
    seen.add(read().digest)
    info.rename(info.with_name("engine-1.1.dist-info"))
    seen.add(read().digest)
    assert len(seen) == 4


def test_the_engine_and_what_it_stands_on_are_among_the_packages() -> None:
    names = {name.partition("-")[0].lower() for name in module._packages()}
    needed = {"weasyprint", "pydyf", "fonttools", "babel", "jinja2", "markupsafe", "pikepdf"}
    assert needed <= names


def test_libraries_of_the_text_engine_count(source: Path, monkeypatch: MonkeyPatch) -> None:
    first = read()
    libraries = dict(module._libraries(Fingerprints()) or [])
    assert libraries["libpango-1.0"].count(".") == 2
    if module.MAPPED.exists():
        names = "\n".join(map(os.path.basename, libraries))
        for name in ("libpango-1.0.so", "libharfbuzz.so", "libfreetype.so", "libfribidi.so"):
            assert f"\n{name}" in names
    monkeypatch.setattr(module, "_version", lambda *_: "0.0.0")
    assert read().digest != first.digest


def test_without_the_engines_libraries_there_is_no_cache(
    source: Path, monkeypatch: MonkeyPatch
) -> None:
    monkeypatch.setattr(
        module, "TEXT_LIBRARIES", {"libnone": ("libnone.so.0", "libnone.dylib", "")}
    )
    assert read_environment(Fingerprints()) is None


def test_fonts_count(source: Path, tmp_path: Path, monkeypatch: MonkeyPatch) -> None:
    fonts = tmp_path / "builtin" / "styles" / "fonts"
    shutil.copytree(builtin_root() / "styles" / "fonts", fonts)
    monkeypatch.setattr(module, "builtin_root", lambda: tmp_path / "builtin")
    first = read()
    font = next(fonts.rglob("*.ttf"))
    content = bytearray(font.read_bytes())
    content[-1] ^= 1
    font.write_bytes(content)
    assert read().digest != first.digest


@pytest.mark.parametrize("name", ["LANG", "LC_ALL", "HB_OPTIONS", "PANGO_X", "LD_LIBRARY_PATH"])
def test_variables_that_libraries_obey_count(
    source: Path, monkeypatch: MonkeyPatch, name: str
) -> None:
    first = read()
    monkeypatch.setenv(name, "something else")
    assert read().digest != first.digest


@pytest.mark.parametrize("name", ["HOME", "SOURCE_DATE_EPOCH", "FONTCONFIG_FILE", "EDITOR"])
def test_other_variables_do_not_count(source: Path, monkeypatch: MonkeyPatch, name: str) -> None:
    first = read()
    monkeypatch.setenv(name, "something else")
    assert read() == first


def test_whatever_a_sheet_opens_is_among_its_inputs(
    bench: Bench, toy_copy: Path, tmp_path: Path
) -> None:
    clinic = tmp_path / "clinic"
    (clinic / "handouts").mkdir(parents=True)
    (clinic / "pictures").mkdir()
    shutil.copy(toy_copy / "styles" / "icons" / "dot.svg", clinic / "pictures" / "logo.svg")
    (clinic / "clinic.toml").write_text('logo = "pictures/logo.svg"\n')
    project = Project((clinic, toy_copy), TODAY)
    cache = bench.open(project)
    with audit.watch() as opened:
        delivery = open_press(project, cache).print_job(Job(SHEET, "bn", ("a4",)))
    assert delivery.sheets
    rooms = [
        *(root / room for root in project.roots for room in ("handouts", "locales/bn", "styles")),
        *(root / "clinic.toml" for root in project.roots),
        clinic / "pictures" / "logo.svg",
    ]
    press = [
        Path(module.SOURCE),
        builtin_root() / "styles" / "fonts",
        Path(sys.prefix),
        Path(sys.base_prefix),
        bench.store,
        module.MAPPED,
    ]
    places = [place.resolve() for place in (*rooms, *press)]
    of_project = [Path(name) for name in opened.files if name.startswith(str(tmp_path))]
    assert {path.name for path in of_project} >= {
        "handout.toml",
        "part.css",
        "logo.svg",
        "clinic.toml",
    }
    for name in opened.files:
        if name.isdecimal():
            continue  # The number of a file that is open.
        path = Path(name).resolve()
        assert any(map(path.is_relative_to, places)), f"{name} is read for a sheet, and is no input"
