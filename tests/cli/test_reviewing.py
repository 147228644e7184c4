"""`catalog review` and `catalog coverage`: who has read what, as a reviewer and a coordinator see it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.reading import pdf_text
from tests.toy import LETTER, SHEET, copy_toy, replace_in

BY = ("--by", "A. Rahman", "--role", "translator")
CLINICIAN = ("--by", "Dr Akter", "--role", "nurse", "--on", "2026-11-22")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_toy(tmp_path / "project")


def po(project: Path, domain: str = SHEET, locale: str = "bn") -> Path:
    return project / "locales" / locale / "LC_MESSAGES" / f"{domain}.po"


def cover(run: Run, project: Path, locale: str = "bn", handout: str = SHEET) -> dict[str, Any]:
    result = run("catalog", "coverage", locale, "--json", "--project", project)
    assert (result.code, result.err) == (0, "")
    (row,) = [row for row in json.loads(result.out) if row["handout"] == handout]
    assert isinstance(row, dict)
    return row


def now_and_changed(row: dict[str, Any], kind: str) -> tuple[int, int]:
    return row[kind]["now"], row[kind]["changed"]


# -- review


def test_a_review_is_recorded_message_by_message_in_the_files(run: Run, project: Path) -> None:
    result = run("catalog", "review", "bn", SHEET, "--kind", "language", *BY, "--project", project)
    assert (result.code, result.err) == (0, "")
    assert [line.rpartition(": ")[2] for line in result.out.splitlines()] == [
        "8 messages reviewed (language)",
        "8 messages reviewed (language)",
    ]
    # A day of its own was not told: it is today's, and the edition that of handout.toml.
    record = "# reviewed language 2026-11-25 by A. Rahman (translator), edition 2026-11-21: "
    assert po(project).read_text("utf-8").count(record) == 8
    shared = po(project, "shared").read_text("utf-8")
    assert shared.count(record) == 8
    # What only the other handout asks for was not read.
    assert not re.search(r'# reviewed[^\n]*\n(#[^\n]*\n)*msgctxt "field:child_name"', shared)


def test_shared_messages_are_reviewed_once_for_all_handouts(run: Run, project: Path) -> None:
    run("catalog", "review", "bn", SHEET, "--kind", "clinical", *CLINICIAN, "--project", project)
    letter = cover(run, project, handout=LETTER)
    assert now_and_changed(letter, "clinically_reviewed") == (5, 0)
    assert letter["state"] == "unreviewed"


def test_same_review_twice_changes_nothing(run: Run, project: Path) -> None:
    command = ("catalog", "review", "bn", SHEET, "--kind", "clinical", *CLINICIAN)
    run(*command, "--project", project)
    before = po(project).read_bytes(), po(project, "shared").read_bytes()
    assert run(*command, "--project", project).code == 0
    assert (po(project).read_bytes(), po(project, "shared").read_bytes()) == before


def test_message_that_may_not_be_printed_is_not_reviewed(run: Run, project: Path) -> None:
    missing = replace_in(po(project), 'msgstr "ধুয়ে ফেলুন।"', 'msgstr ""')
    fuzzy = replace_in(po(project), 'msgid "Use soap."', '#, fuzzy\nmsgid "Use soap."') + 2
    faulty = replace_in(po(project), "<strong>২০ সেকেন্ড</strong>", "<em>২০ সেকেন্ড</em>")
    result = run("catalog", "review", "bn", SHEET, "--kind", "language", *BY, "--project", project)
    assert result.code == 1
    assert f"{po(project).name}: 5 messages reviewed (language)" in result.out
    assert "error: 3 messages not reviewed" in result.err
    for line in (missing + 1, fuzzy, faulty):
        assert re.search(rf"{SHEET}\.po:{line}: .*\[catalog/", result.err), result.err
    assert po(project).read_text("utf-8").count("# reviewed") == 5


def test_text_that_has_not_come_to_the_file_yet_is_not_reviewed(run: Run, project: Path) -> None:
    body = project / "handouts" / SHEET / "body.html.jinja"
    replace_in(body, "{% trans %}Use soap.", "{% trans %}Use much soap.")
    result = run("catalog", "review", "bn", SHEET, "--kind", "language", *BY, "--project", project)
    assert result.code == 1
    assert "has no message for “Use much soap.”" in result.err
    assert "catalog update" in result.err


def test_fault_of_a_whole_file_lets_nothing_of_it_be_reviewed(run: Run, project: Path) -> None:
    replace_in(po(project), '"Language: bn\\n"', '"Language: es\\n"')
    before = po(project).read_bytes()
    result = run("catalog", "review", "bn", SHEET, "--kind", "language", *BY, "--project", project)
    assert result.code == 1
    assert result.err.count("[catalog/language]") == 1
    assert "8 messages not reviewed" in result.err
    assert po(project).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("bm", SHEET, "--kind", "language", *BY), "did you mean bn?"),
        (("bn", "hand-wash", "--kind", "language", *BY), "did you mean hand-washing?"),
        (("bn", SHEET, "--kind", "medical", *BY), "'medical' is not one of"),
        (("bn", SHEET, "--kind", "language"), "--by"),
        (("bn", SHEET, "--kind", "language", "--by", " "), "needs the name of a person"),
        (("bn", SHEET, "--kind", "language", "--by", "A (B)"), "name of the reviewer has ("),
        (("bn", SHEET, "--kind", "language", *BY, "--on", "2026-11-26"), "lies in the future"),
        (("bn", SHEET, "--kind", "language", *BY, "--on", "21.11.2026"), "write it as 2026-11-21"),
        (("en-XL", SHEET, "--kind", "language", *BY), "pseudo-locale"),
        (("en", SHEET, "--kind", "language", *BY), "no translation to review"),
    ],
)
def test_review_that_cannot_be_is_told_and_nothing_is_written(
    run: Run, project: Path, arguments: tuple[str, ...], told: str
) -> None:
    result = run("catalog", "review", *arguments, "--project", project)
    assert result.code == 2
    assert told in result.err
    assert "# reviewed" not in po(project).read_text("utf-8")


def test_clinic_reviews_the_files_of_its_own_folder(run: Run, tmp_path: Path) -> None:
    clinic = tmp_path / "clinic"
    own = po(clinic)
    own.parent.mkdir(parents=True)
    own.write_bytes(po(copy_toy(tmp_path / "toy")).read_bytes())
    result = run("catalog", "review", "bn", SHEET, "--kind", "language", *BY, "--project", clinic)
    assert result.code == 1
    assert "8 messages reviewed" in result.out
    assert "8 messages not reviewed" in result.err
    assert result.err.count("[catalog/outside]") == 1
    assert "copy it to the same path of your project" in result.err


# -- the English text


def test_english_is_reviewed_as_a_whole_in_its_handout(run: Run, project: Path) -> None:
    toml = project / "handouts" / SHEET / "handout.toml"
    before = toml.read_text("utf-8")
    result = run(
        "catalog", "review", "en", SHEET, "--kind", "clinical", *CLINICIAN, "--project", project
    )
    assert result.code == 0
    assert "16 messages reviewed (clinical)" in result.out
    after = toml.read_text("utf-8")
    assert after.startswith(before.rstrip())
    assert re.search(
        r'\[review\]\nby = "Dr Akter"\nrole = "nurse"\non = 2026-11-22\ntext = "[0-9a-f]{16}"\n$',
        after,
    )
    assert cover(run, project, "en")["state"] == "clinical"
    # The same words are the ground of every translation.
    run("catalog", "review", "bn", SHEET, "--kind", "clinical", *CLINICIAN, "--project", project)
    assert run("print", SHEET, "--locale", "bn", "--project", project, "-o", "bn.pdf").code == 0
    assert "Dr Akter" in pdf_text(Path("bn.pdf").read_bytes())


def test_any_change_of_the_english_takes_its_review_back(run: Run, project: Path) -> None:
    review = ("catalog", "review", "en", SHEET, "--kind", "clinical", *CLINICIAN)
    assert run(*review, "--project", project).code == 0
    body = project / "handouts" / SHEET / "body.html.jinja"
    replace_in(body, "{% trans %}Use soap.", "{% trans %}Use much soap.")
    for command in ("extract", "update"):
        assert run("catalog", command, "--project", project).code == 0
    row = cover(run, project, "en")
    assert row["state"] == "changed"
    assert now_and_changed(row, "clinically_reviewed") == (0, 16)
    assert run("print", SHEET, "--locale", "en", "--project", project, "-o", "en.pdf").code == 0
    assert "Dr Akter" not in pdf_text(Path("en.pdf").read_bytes())
    assert run(*review, "--project", project).code == 0
    assert cover(run, project, "en")["state"] == "clinical"
    assert (project / "handouts" / SHEET / "handout.toml").read_text("utf-8").count("[review]") == 1


# -- what changes afterwards


def test_changed_translation_is_no_longer_reviewed(run: Run, project: Path) -> None:
    run("catalog", "review", "bn", SHEET, "--kind", "language", *BY, "--project", project)
    assert cover(run, project)["state"] == "language"
    replace_in(po(project), 'msgstr "ধুয়ে ফেলুন।"', 'msgstr "ধুয়ে নিন।"')
    row = cover(run, project)
    assert now_and_changed(row, "language_reviewed") == (15, 1)
    assert row["state"] == "changed"
    assert row["behind"] == [
        {
            "domain": SHEET,
            "name": "under “Steps”",
            "missing": 0,
            "fuzzy": 0,
            "changed": 1,
            "unreviewed": 0,
        }
    ]


def test_changed_english_takes_back_what_said_it_and_nothing_else(run: Run, project: Path) -> None:
    run("catalog", "review", "bn", SHEET, "--kind", "clinical", *CLINICIAN, "--project", project)
    body = project / "handouts" / SHEET / "body.html.jinja"
    replace_in(body, "{% trans %}Use soap.", "{% trans %}Use much soap.")
    replace_in(
        project / "handouts" / SHEET / "handout.toml", "2026-11-21\nreview", "2026-11-23\nreview"
    )
    asked = cover(run, project)
    assert (asked["missing"], now_and_changed(asked, "clinically_reviewed")) == (1, (15, 0))
    for command in ("extract", "update"):
        assert run("catalog", command, "--project", project).code == 0
    fuzzy = cover(run, project)
    assert (fuzzy["fuzzy"], now_and_changed(fuzzy, "clinically_reviewed")) == (1, (15, 1))
    text = po(project).read_text("utf-8")
    po(project).write_text(re.sub(r"#, fuzzy\n(#\|[^\n]*\n)+", "", text), "utf-8")
    done = cover(run, project)
    assert (done["fuzzy"], now_and_changed(done, "clinically_reviewed")) == (0, (15, 1))
    assert done["state"] == "changed"
    assert (done["reviewed_edition"], done["edition"]) == ("2026-11-21", "2026-11-23")
    told = run("catalog", "coverage", "bn", "--project", project).out
    assert "2026-11-21 (behind)" in told
    assert "hand-washing bn is behind:\n  under “Steps”: 1 changed since review" in told


def test_removed_text_that_comes_back_is_reviewed_as_it_was(run: Run, project: Path) -> None:
    run("catalog", "review", "bn", SHEET, "--kind", "language", *BY, "--project", project)
    body = project / "handouts" / SHEET / "body.html.jinja"
    line = "<li>{% trans %}Use soap.{% endtrans %}</li>"
    replace_in(body, line, "<!-- -->")
    for command in ("extract", "update"):
        run("catalog", command, "--project", project)
    row = cover(run, project)
    assert (row["messages"], now_and_changed(row, "language_reviewed")) == (15, (15, 0))
    replace_in(body, "<!-- -->", line)
    for command in ("extract", "update"):
        run("catalog", command, "--project", project)
    assert now_and_changed(cover(run, project), "language_reviewed") == (16, 0)


def test_record_with_a_made_up_digest_reviews_nothing(run: Run, project: Path) -> None:
    run("catalog", "review", "bn", SHEET, "--kind", "clinical", *CLINICIAN, "--project", project)
    text = po(project).read_text("utf-8")
    digest = re.search(r': ([0-9a-f]{16})\n(#[^\n]*\n)*msgid "Use soap."', text)
    assert digest
    po(project).write_text(text.replace(digest[1], "0123456789abcdef"), "utf-8")
    row = cover(run, project)
    assert now_and_changed(row, "clinically_reviewed") == (15, 1)
    assert row["state"] == "changed"


# -- a project that asks for reviews


def test_project_prints_only_what_is_reviewed_when_it_asks_for_it(run: Run, project: Path) -> None:
    (project / "clinic.toml").write_text('require_review = "clinical"\n', "utf-8")
    refused = run("print", SHEET, "--locale", "bn", "--project", project, "-o", "bn.pdf")
    assert refused.code == 1
    assert refused.err.count("[clinic/review]") == 2
    # The hints are the commands that mend it.
    commands = re.findall(
        r"crmo-handouts (catalog review .* --by) NAME --project (\S+)", refused.err
    )
    assert [command.split()[2] for command, _ in commands] == ["en", "bn"]
    for command, folder in commands:
        assert run(*command.split(), "Dr Akter", "--project", folder).code == 0
    for locale in ("bn", "en"):
        printed = run("print", SHEET, "--locale", locale, "--project", project, "-o", "x.pdf")
        assert printed.code == 0
    pseudo = run("print", SHEET, "--locale", "en-XL", "--project", project, "-o", "x.pdf")
    assert (pseudo.code, "pseudo-locale is never reviewed" in pseudo.err) == (1, True)


def test_language_review_is_enough_where_it_is_asked_for(run: Run, project: Path) -> None:
    (project / "clinic.toml").write_text('require_review = "language"\n', "utf-8")
    command = ("print", SHEET, "--locale", "bn", "--project", project, "-o", "bn.pdf")
    assert "has no language review" in run(*command).err
    run("catalog", "review", "bn", SHEET, "--kind", "language", *BY, "--project", project)
    assert run(*command).code == 0
    assert run("print", SHEET, "--locale", "en", "--project", project, "-o", "en.pdf").code == 0


# -- coverage


def test_coverage_is_a_plain_table_where_no_person_looks_on(run: Run, project: Path) -> None:
    result = run("catalog", "coverage", "--project", project)
    assert (result.code, result.err) == (0, "")
    head, *rows = result.out.splitlines()
    assert head.split()[:4] == ["handout", "locale", "messages", "translated"]
    assert [row.split()[:6] for row in rows] == [
        [SHEET, "bn", "16", "16", "0", "0"],
        [SHEET, "en", "16", "16", "0", "0"],
        [LETTER, "bn", "26", "26", "0", "0"],
        [LETTER, "en", "26", "26", "0", "0"],
    ]
    assert not re.search(r"[\x1b│┃]", result.out)


def test_language_without_files_is_missing_whole(run: Run, project: Path) -> None:
    (project / "locales" / "ur").mkdir()
    (project / "locales" / "ur" / "locale.toml").write_text("leading = 2.2\n")
    row = cover(run, project, "ur")
    assert (row["messages"], row["missing"], row["translated"]) == (16, 16, 0)


def test_unknown_locale_is_told_with_the_nearest(run: Run, project: Path) -> None:
    result = run("catalog", "coverage", "bm", "--project", project)
    assert (result.code, "did you mean bn?" in result.err) == (2, True)


def test_json_and_page_do_not_go_together(run: Run, project: Path) -> None:
    result = run("catalog", "coverage", "--json", "--html", "x.html", "--project", project)
    assert result.code == 2
    assert not Path("x.html").exists()


class Page(HTMLParser):
    """What a reader's program finds in a page: elements with their attributes, and words."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag == name]


def test_page_is_whole_in_itself_and_says_what_its_tables_are(run: Run, project: Path) -> None:
    toml = project / "handouts" / SHEET / "handout.toml"
    replace_in(toml, 'title = "Clean hands"', 'title = "Clean <script>alert(1)</script> & hands"')
    result = run("catalog", "coverage", "--html", "coverage.html", "--project", project)
    assert (result.code, result.out) == (0, "coverage.html\n")
    text = Path("coverage.html").read_text("utf-8")
    page = Page(text)
    assert page.open == []
    assert page.all("html") == [{"lang": "en"}]
    assert not page.all("script")
    assert not page.all("link")
    assert not page.all("img")
    assert not re.search(r"https?:|url\(|@import|src=|href=", text)
    assert "Clean <script>alert(1)</script> & hands" in page.words
    assert len(page.all("table")) == len(page.all("caption")) == 2
    assert {head.get("scope") for head in page.all("th")} == {"col", "row"}
    assert {"lang": "bn", "dir": "ltr"} in page.all("span")
    assert "2026-11-25" in page.words


def test_page_tells_the_parts_that_are_behind(run: Run, project: Path) -> None:
    run("catalog", "review", "bn", SHEET, "--kind", "language", *BY, "--project", project)
    replace_in(po(project), 'msgstr "ধুয়ে ফেলুন।"', 'msgstr "ধুয়ে নিন।"')
    run("catalog", "coverage", "bn", "--html", "coverage.html", "--project", project)
    words = Page(Path("coverage.html").read_text("utf-8")).words
    assert "15 (+1 changed)" in words
    assert "under “Steps”: 1 changed since review" in words
