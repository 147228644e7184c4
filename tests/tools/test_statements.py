"""The list of statements: whole, current, and the same on every run."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmo_handouts.project import Project
from tools import statements
from tools.statements import PAGE, POTS, StatementsError, main, read_statements, write_page

POT = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

#. A heading. Sources: none (label).
#: handouts/toy/body.html.jinja:1
msgid "Signs"
msgstr ""

#. A sign. Sources: ACR, ED.
#: handouts/toy/body.html.jinja:2
msgid "A new limp"
msgstr ""

#. A choice of the field 'pace'. Sources: ACR, ED.
#: handouts/toy/handout.toml:9
msgctxt "choice:pace:limp"
msgid "A new limp"
msgstr ""

#. A sign. Sources: ED.
#. The same sign on page 2. Sources: WEB.
#: handouts/toy/body.html.jinja:5
msgid "Strong pain at night"
msgstr ""
"""


@pytest.fixture
def pot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(statements, "ROOT", tmp_path)
    path = tmp_path / "toy.pot"
    path.write_text(POT, "utf-8")
    return path


def test_list_is_current() -> None:
    assert main(["--check"]) == 0, "run python tools/statements.py"


def test_every_run_writes_the_same() -> None:
    assert write_page(Project.open()) == write_page(Project.open())


def test_stale_list_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "statements.md"
    page.write_text(PAGE.read_text("utf-8") + "one word more", "utf-8")
    monkeypatch.setattr(statements, "PAGE", page)
    assert main(["--check"]) == 1


def test_every_editorial_statement_stands_in_the_list() -> None:
    head = PAGE.read_text("utf-8").partition("## To be backed")[0]
    for path in POTS.glob("*.pot"):
        for statement in read_statements(path):
            assert (statement.code in head) == statement.is_editorial


def test_labels_are_left_out_and_twins_joined(pot: Path) -> None:
    said = {statement.text: statement for statement in read_statements(pot)}
    assert set(said) == {"A new limp", "Strong pain at night"}
    assert said["A new limp"].places == ("body", "pace limp")
    assert said["Strong pain at night"].keys == ("ED", "WEB")


def test_forms_of_a_text_are_one_statement(pot: Path) -> None:
    forms = "".join(
        f"\n#. The aim. Sources: ED.\n#. Form {form}.\n#: handouts/toy/body.html.jinja:9\n"
        f'msgctxt "student:{form}"\nmsgid "The student learns"\nmsgstr ""\n'
        for form in ("neutral", "f", "m")
    )
    pot.write_text(POT + forms, "utf-8")
    (aim,) = (said for said in read_statements(pot) if said.text == "The student learns")
    assert (aim.keys, aim.places) == (("ED",), ("body",))


def test_code_changes_with_the_words(pot: Path) -> None:
    before = [statement.code for statement in read_statements(pot)]
    pot.write_text(POT.replace("A new limp", "A limp"), "utf-8")
    after = [statement.code for statement in read_statements(pot)]
    assert before[0] != after[0]
    assert before[1] == after[1]


def test_text_without_sources_is_refused(pot: Path) -> None:
    pot.write_text(POT.replace("A sign. Sources: ACR, ED.", "A sign."), "utf-8")
    with pytest.raises(StatementsError, match="names no sources"):
        read_statements(pot)
