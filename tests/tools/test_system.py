"""Seeing to the machine: only what is missing is asked for, and what cannot be had is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import system

APT = """#!/bin/sh
echo "$*" >> {log}
case "$*" in
  *update*) touch {lists} ;;
  *install*) [ -e {lists} ] && {installs} ;;
esac
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a machine, as a folder: `bin` is its PATH, `pango` the library that we ask for."""
    (tmp_path / "bin").mkdir()
    for tool in ("sh", "env", "touch"):
        place = next(p for p in (Path("/bin", tool), Path("/usr/bin", tool)) if p.exists())
        (tmp_path / "bin" / tool).symlink_to(place)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr("os.geteuid", lambda: 0)
    library = tmp_path / "pango"
    need = system.Need("Pango", "libpango-1.0-0", library.exists)
    monkeypatch.setitem(system.GROUPS, "press", (need,))
    return tmp_path


def give_apt(machine: Path, *, with_lists: bool, installs: str = "touch {}") -> None:
    text = APT.format(
        log=machine / "log", lists=machine / "lists", installs=installs.format(machine / "pango")
    )
    (machine / "bin/apt-get").write_text(text)
    (machine / "bin/apt-get").chmod(0o755)
    if with_lists:
        (machine / "lists").touch()


def asked(machine: Path) -> list[str]:
    """Return what apt-get was asked for, without its options."""
    lines = (machine / "log").read_text().splitlines()
    return [" ".join(word for word in line.split() if word[0] != "-") for line in lines]


def test_machine_that_has_all_is_left_alone(machine: Path) -> None:
    (machine / "pango").touch()
    give_apt(machine, with_lists=True)
    assert system.main(["press"]) == 0
    assert not (machine / "log").exists()


def test_what_is_missing_is_installed_without_an_update(machine: Path) -> None:
    give_apt(machine, with_lists=True)
    assert system.main(["press"]) == 0
    assert asked(machine) == ["install libpango-1.0-0"]


def test_lists_are_renewed_when_they_do_not_suffice(machine: Path) -> None:
    give_apt(machine, with_lists=False)
    assert system.main(["press"]) == 0
    assert asked(machine) == ["install libpango-1.0-0", "update", "install libpango-1.0-0"]


def test_what_apt_does_not_bring_is_named(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    give_apt(machine, with_lists=True, installs="false")
    assert system.main(["press"]) == 1
    assert "apt-get did not bring Pango (Debian: libpango-1.0-0)" in capsys.readouterr().err


def test_machine_without_apt_is_told_what_to_install(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert system.main(["press"]) == 1
    assert "this machine lacks Pango (Debian: libpango-1.0-0)" in capsys.readouterr().err


def test_user_who_may_not_install_is_told_what_to_install(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give_apt(machine, with_lists=True)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert system.main(["press"]) == 1
    assert not (machine / "log").exists()
    assert "this machine lacks Pango" in capsys.readouterr().err
