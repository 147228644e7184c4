"""`list`, `fields` and `--help`: what there is to print, and what a handout asks for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from crmo_handouts.source import load_handout
from crmo_handouts.source.schema import plain
from tests.cli.conftest import Run
from tests.samples import sample_data
from tests.toy import HANDOUTS, LETTER, SHEET, open_toy


def test_list_names_handouts_and_locales(run: Run) -> None:
    result = run("list")
    assert result.code == 0
    assert result.err == ""
    for word in ("hand-washing", "Clean hands", "thank-you", "for the class", "bn", "বাংলা"):
        assert word in result.out


def test_list_shows_a_clinics_own_handouts(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "clinic" / "handouts" / "our-own"
    own.mkdir(parents=True)
    text = (open_toy().roots[0] / "handouts" / SHEET / "handout.toml").read_text("utf-8")
    (own / "handout.toml").write_text(text.replace("Clean hands", "Our own"), "utf-8")
    result = run("list", "--project", tmp_path / "clinic")
    assert "our-own" in result.out
    assert "hand-washing" in result.out


def test_fields_tells_keys_types_choices_and_what_is_required(run: Run) -> None:
    result = run("fields", LETTER)
    assert result.code == 0
    lines = result.out.splitlines()
    assert "child_name  text (required)" in lines
    assert "dob  date" in lines
    assert "    * cls.seat: A good seat" in lines


@pytest.mark.parametrize("handout", HANDOUTS)
def test_fields_json_is_a_schema_that_the_samples_meet(run: Run, handout: str) -> None:
    result = run("fields", handout, "--json")
    assert result.code == 0
    schema = json.loads(result.out)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    sample = plain(sample_data(load_handout(open_toy(), handout)))
    assert list(validator.iter_errors(sample)) == []
    assert list(validator.iter_errors({**sample, "shoe_size": 42}))
    assert list(validator.iter_errors({})) != [] or handout == SHEET


def test_fields_json_names_what_a_letter_cannot_do_without(run: Run) -> None:
    schema = json.loads(run("fields", LETTER, "--json").out)
    assert set(schema["required"]) == {
        "child_name", "carer1", "emergency_number", "valid_to", "changes", "consent_share",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("fields", "hand-wash"), "unknown handout 'hand-wash'"),
        (("fields", ""), "unknown handout ''"),
        (("fields", "../hand-washing"), "unknown handout"),
        (("fields",), "HANDOUT"),
        (("lisst",), "lisst"),
        (("list", "--projekt", "x"), "--projekt"),
        (("list", "--project", "no/such"), "no such folder: no/such"),
        (("print", "hand-washing"), "--locale"),
    ],
)
def test_wrong_use_is_told_with_exit_code_2(
    run: Run, arguments: tuple[str, ...], told: str
) -> None:
    result = run(*arguments)
    assert result.code == 2
    assert told in result.err
    assert "Traceback" not in result.err
    assert result.out == ""


@pytest.mark.parametrize("command", ["", "list", "build", "print", "fields", "catalog"])
def test_help_answers(run: Run, command: str) -> None:
    result = run(*command.split(), "--help")
    assert result.code == 0
    assert "Usage: crmo-handouts" in result.out


def test_command_without_arguments_shows_its_help(run: Run) -> None:
    result = run()
    assert "Usage: crmo-handouts" in result.out + result.err


def test_version_is_told(run: Run) -> None:
    from crmo_handouts import __version__

    assert run("--version").out.strip().endswith(__version__)


@pytest.mark.parametrize("way", [("-m", "crmo_handouts"), ("-c", "")])
def test_installed_command_lists_the_built_in_handouts(way: tuple[str, str], here: Path) -> None:
    script = Path(sys.executable).with_name("crmo-handouts")
    start = [str(script)] if way[0] == "-c" else [sys.executable, *way]
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [*start, "list"], cwd=here, env={"PYTHONPATH": root}, capture_output=True, check=True
    )
    for word in ("school-letter", "activity-guidance", "warning-signs", "bn", "en"):
        assert word in done.stdout.decode()


def test_help_and_list_open_no_engine(here: Path) -> None:
    code = (
        "import sys; from crmo_handouts.cli import main\ntry: main()\nfinally: print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "list"],
        cwd=here,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        check=True,
    )
    modules = set(done.stdout.decode().split())
    assert not modules & {"weasyprint", "pikepdf", "rich", "babel.messages", "jinja2"}
