"""`print`: one sheet, blank or filled, into a file or a pipe."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crmo_handouts import Delivery
from tests.audit import watch
from tests.cli.conftest import Run
from tests.reading import open_pdf, pdf_text
from tests.toy import LETTER, SHEET, copy_toy, replace_in

Print = Callable[..., Delivery]

LETTER_TOML = """\
child_name = "Zaphod Beeblebrox"
dob = 2016-03-05
carer1 = { name = "Sam Sample", phone = "+1 202-555-0142" }
emergency_number = "999"
valid_from = 2026-11-23
valid_to = 2027-03-31
changes = ["cls.seat"]
wishes = ["A song"]
remark = "See you soon."
consent_share = true
"""


@pytest.fixture
def letter(here: Path) -> Path:
    path = here / "letter.toml"
    path.write_text(LETTER_TOML, "utf-8")
    return path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# -- what is asked for


def test_blank_sheet_goes_into_a_file_named_after_it(run: Run, here: Path, printed: Print) -> None:
    result = run("print", SHEET, "--locale", "bn")
    assert result.code == 0
    assert result.out == ""
    assert "hand-washing-bn-a4.pdf: 1 page, type" in result.err
    assert os.listdir(here) == ["hand-washing-bn-a4.pdf"]
    assert (here / "hand-washing-bn-a4.pdf").read_bytes() == printed(SHEET, "bn").sheets[0].pdf


def test_sheet_goes_where_it_is_sent_on_the_paper_that_is_asked_for(run: Run, here: Path) -> None:
    result = run(
        "print", SHEET, "--locale", "en", "--paper", "us-letter", "-o", "new/folder/sheet.pdf"
    )
    assert result.code == 0
    with open_pdf((here / "new" / "folder" / "sheet.pdf").read_bytes()) as pdf:
        assert [float(side) for side in pdf.pages[0].MediaBox] == pytest.approx(
            [0, 0, 611.97, 792.0], abs=0.1
        )


def test_sheet_goes_into_a_pipe_and_nothing_else_does(run: Run, here: Path, printed: Print) -> None:
    result = run("print", SHEET, "--locale", "en", "-o", "-")
    assert result.code == 0
    assert result.raw == printed(SHEET, "en").sheets[0].pdf
    assert os.listdir(here) == []


def test_sheet_is_not_poured_over_a_terminal(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    result = run("print", SHEET, "--locale", "en", "-o", "-")
    assert result.code == 2
    assert "a PDF is not for a terminal" in result.err
    assert result.raw == b""
    assert os.listdir(here) == []


@pytest.mark.parametrize("locale", ["en", "bn"])
def test_letter_is_filled_from_toml_and_json_alike(
    run: Run, here: Path, letter: Path, locale: str
) -> None:
    data = {
        "child_name": "Zaphod Beeblebrox",
        "dob": "2016-03-05",
        "carer1": {"name": "Sam Sample", "phone": "+1 202-555-0142"},
        "emergency_number": "999",
        "valid_from": "2026-11-23",
        "valid_to": "2027-03-31",
        "changes": ["cls.seat"],
        "wishes": ["A song"],
        "remark": "See you soon.",
        "consent_share": True,
    }
    (here / "letter.json").write_text(json.dumps(data), "utf-8")
    for name in (letter.name, "letter.json"):
        assert (
            run("print", LETTER, "--locale", locale, "--data", name, "-o", f"{name}.pdf").code == 0
        )
    from_toml, from_json = (here / "letter.toml.pdf", here / "letter.json.pdf")
    assert from_toml.read_bytes() == from_json.read_bytes()
    text = pdf_text(from_toml.read_bytes())
    assert "Zaphod Beeblebrox" in text
    assert "999" in text
    assert "+1 202-555-0142" in text


def test_letter_is_for_its_owner_alone(run: Run, here: Path, letter: Path) -> None:
    assert run("print", LETTER, "--locale", "en", "--data", letter).code == 0
    assert run("print", LETTER, "--locale", "bn").code == 0
    assert mode(here / "thank-you-en-a4.pdf") == 0o600
    assert mode(here / "thank-you-bn-a4.pdf") & 0o044


def test_personal_value_is_on_the_sheet_and_nowhere_else(
    run: Run, here: Path, letter: Path
) -> None:
    result = run("print", LETTER, "--locale", "en", "--data", letter)
    names = ("Zaphod", "Sam Sample", "555-0142", "See you soon")
    assert not any(name in result.err + result.out for name in names)
    assert not any(name in file for name in names for file in os.listdir(here))
    with open_pdf((here / "thank-you-en-a4.pdf").read_bytes()) as pdf:
        told = str(dict(pdf.docinfo.items())) + pdf.Root.Metadata.read_bytes().decode()
        with pdf.open_outline() as outline:
            told += str(list(outline.root))
        assert not any(name in told for name in names)


MARKUP = [
    "<script>alert(1)</script>",
    '<img src="http://127.0.0.1:9/x.png">',
    "{{ 7*7 }} {% include x %}",
    "<link rel='attachment' href='file:///etc/passwd'>",
    "</p></section><h1>Free</h1>",
    "&lt;b&gt;&#x41;&amp;",
    "%(child_name)s",
    "press:icons/dot.svg url(x)",
]


def test_markup_in_data_comes_out_as_text(run: Run, here: Path) -> None:
    data = LETTER_TOML.replace('"See you soon."', json.dumps(MARKUP[0] + MARKUP[1])).replace(
        '["A song"]', json.dumps(MARKUP[2:7])
    )
    (here / "letter.toml").write_text(data, "utf-8")
    with watch() as opened:
        result = run("print", LETTER, "--locale", "en", "--data", "letter.toml", "-o", "x.pdf")
    assert result.code == 0, result.err
    assert opened.sockets == []
    assert "/etc/passwd" not in opened.files
    # A line may break within it: spaces do not count.
    text = "".join(pdf_text((here / "x.pdf").read_bytes()).split())
    for markup in MARKUP[:7]:
        assert "".join(markup.split()) in text
    with open_pdf((here / "x.pdf").read_bytes()) as pdf:
        assert len(pdf.pages) == 2


# -- what is refused: data


BROKEN = {
    # A line of the letter, what stands there instead, and where the fault is told.
    "unknown key": ("consent_share = true", 'consent_share = true\nchild_nam = "x"', "child_nam"),
    "missing": ('child_name = "Zaphod Beeblebrox"', "", "child_name"),
    "empty": ('child_name = "Zaphod Beeblebrox"', 'child_name = "  "', "child_name"),
    "no list": ('changes = ["cls.seat"]', 'changes = "cls.seat"', "changes"),
    "empty list": ('changes = ["cls.seat"]', "changes = []", "changes"),
    "unknown choice": ('changes = ["cls.seat"]', 'changes = ["cls.seet"]', "changes[0]"),
    "no date": ("valid_to = 2027-03-31", 'valid_to = "soon"', "valid_to"),
    "no such day": ("valid_to = 2027-03-31", 'valid_to = "2027-02-30"', "valid_to"),
    "date with a time": ("valid_to = 2027-03-31", "valid_to = 2027-03-31T10:00:00", "valid_to"),
    "born tomorrow": ("dob = 2016-03-05", "dob = 2026-11-26", "dob"),
    "too old": ("dob = 2016-03-05", "dob = 1990-01-01", "dob"),
    "ends before it begins": ("valid_to = 2027-03-31", "valid_to = 2026-11-22", "valid_to"),
    "ends as it begins": ("valid_to = 2027-03-31", "valid_to = 2026-11-23", "valid_to"),
    "too long a time": ("valid_to = 2027-03-31", "valid_to = 2028-03-31", "valid_to"),
    "10,000 characters": ('"See you soon."', json.dumps("x" * 10_000), "remark"),
    "10,000 marks": ('"See you soon."', json.dumps("e" + "\u0301" * 10_000), "remark"),
    "control character": ('"See you soon."', '"See\\u0007you"', "remark"),
    "line break": ('"See you soon."', '"See\\nyou"', "remark"),
    "override of direction": ('"See you soon."', '"See\\u202Eyou"', "remark"),
    "open isolate": ('"See you soon."', '"See\\u2067you"', "remark"),
    "zero width": ('"See you soon."', '"See\\u200Byou"', "remark"),
    "dose": ('"See you soon."', '"Naproxen 250 mg at noon"', "remark"),
    "dose in Bangla": ('["A song"]', '["২৫০ মিলিগ্রাম"]', "wishes[0]"),
    "digit in a name": ('"Zaphod Beeblebrox"', '"Zaphod 2"', "child_name"),
    "no phone number": ('"+1 202-555-0142"', '"call me"', "carer1.phone"),
    "too long a number": (
        'emergency_number = "999"',
        'emergency_number = "9999999999999999"',
        "emergency_number",
    ),
    "number without quotes": (
        'emergency_number = "999"',
        "emergency_number = 999",
        "emergency_number",
    ),
    "no table": (
        'carer1 = { name = "Sam Sample", phone = "+1 202-555-0142" }',
        "carer1 = 'Sam'",
        "carer1",
    ),
    "nobody": ('name = "Sam Sample", ', "", "carer1.name"),
    "unknown part": ('name = "Sam Sample"', 'name = "Sam", age = "9"', "carer1.age"),
    "too many": ('["A song"]', '["a", "b", "c", "d", "e", "f"]', "wishes"),
    "no consent": ("consent_share = true", "consent_share = false", "consent_share"),
    "consent in words": ("consent_share = true", 'consent_share = "yes"', "consent_share"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_faulty_value_refuses_the_letter_by_its_key(run: Run, here: Path, name: str) -> None:
    old, new, key = BROKEN[name]
    assert old in LETTER_TOML
    (here / "letter.toml").write_text(LETTER_TOML.replace(old, new), "utf-8")
    result = run("print", LETTER, "--locale", "en", "--data", "letter.toml")
    assert result.code == 1
    assert f"error: letter.toml: {key}: " in result.err
    assert "error: 1 fault: nothing was printed" in result.err
    assert os.listdir(here) == ["letter.toml"]
    assert result.out == ""
    assert len(result.err) < 2000


def test_all_faults_of_a_file_are_told_at_once_each_with_its_key(run: Run, here: Path) -> None:
    text = LETTER_TOML
    taken: set[str] = set()
    keys = []
    for old, new, key in BROKEN.values():
        line = next(line for line in LETTER_TOML.splitlines() if old in line)
        if line not in taken:
            taken.add(line)
            keys.append(key)
            text = text.replace(old, new)
    (here / "letter.toml").write_text(text, "utf-8")
    result = run("print", LETTER, "--locale", "en", "--data", "letter.toml")
    assert result.code == 1
    assert len(keys) >= 8
    for key in keys:
        assert f"error: letter.toml: {key}: " in result.err
    assert f"error: {len(keys)} faults: nothing was printed" in result.err
    assert "Zaphod" not in result.err


def test_long_time_is_a_warning_and_the_letter_is_printed(run: Run, here: Path) -> None:
    text = LETTER_TOML.replace("valid_to = 2027-03-31", "valid_to = 2027-09-30")
    (here / "letter.toml").write_text(text, "utf-8")
    result = run("print", LETTER, "--locale", "en", "--data", "letter.toml")
    assert result.code == 0
    assert "warning: letter.toml: valid_to: " in result.err
    assert (here / "thank-you-en-a4.pdf").is_file()


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("a.toml", b'child_name = "Zaphod\n', "a.toml:1:"),
        ("a.toml", b"\xff", "a.toml:1"),
        ("a.json", b'{"child_name": "Zaphod",}', "a.json:1:"),
        ("a.json", b"[]", "a.json"),
        ("a.yaml", b"child_name: Zaphod", "a.yaml"),
        ("no.toml", None, "no.toml"),
        ("a.json", b"[" * 9999, "a.json"),
    ],
)
def test_data_file_that_cannot_be_read_ends_with_5(
    run: Run, here: Path, name: str, content: bytes | None, place: str
) -> None:
    if content is not None:
        (here / name).write_bytes(content)
    before = os.listdir(here)
    result = run("print", LETTER, "--locale", "en", "--data", name)
    assert result.code == 5
    assert result.err.startswith(f"error: {place}")
    assert "Zaphod" not in result.err
    assert os.listdir(here) == before


# -- what is refused: names and places


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("hand-wshing", "--locale", "en"),
            "unknown handout 'hand-wshing'\nhint: did you mean hand-washing?",
        ),
        ((SHEET, "--locale", "ben"), "unknown locale 'ben'\nhint: did you mean"),
        (
            (SHEET, "--locale", "en", "--paper", "letter"),
            "unknown paper 'letter'\nhint: did you mean us-letter?",
        ),
        ((SHEET, "--locale", "en", "--paper", "A5"), "unknown paper 'A5'\nhint: did you mean a4?"),
        ((SHEET, "--locale", "../en"), "unknown locale"),
    ],
)
def test_unknown_name_is_told_with_the_nearest(
    run: Run, here: Path, arguments: tuple[str, ...], told: str
) -> None:
    result = run("print", *arguments)
    assert result.code == 2
    assert told in result.err
    assert os.listdir(here) == []


@pytest.mark.parametrize("place", ["file/sheet.pdf", "folder", "file/"])
def test_place_that_cannot_be_written_ends_with_7(run: Run, here: Path, place: str) -> None:
    (here / "file").write_bytes(b"old")
    (here / "folder").mkdir()
    result = run("print", SHEET, "--locale", "en", "-o", place)
    if place == "file/":  # a file that is there is replaced
        return
    assert result.code == 7
    assert "cannot be written" in result.err
    assert sorted(os.listdir(here)) == ["file", "folder"]
    assert (here / "file").read_bytes() == b"old"
    assert os.listdir(here / "folder") == []


def test_refused_letter_leaves_the_older_one(run: Run, here: Path, letter: Path) -> None:
    assert run("print", LETTER, "--locale", "en", "--data", letter).code == 0
    before = (here / "thank-you-en-a4.pdf").read_bytes()
    letter.write_text("", "utf-8")
    assert run("print", LETTER, "--locale", "en", "--data", letter).code == 1
    assert (here / "thank-you-en-a4.pdf").read_bytes() == before


# -- what is refused: translations

PO = Path("locales", "bn", "LC_MESSAGES")
HOSTILE: dict[str, tuple[str, str, str, str, int]] = {
    # The file, what stands there, what instead, what is told, and the exit code.
    "missing": ("hand-washing", 'msgstr "ধুয়ে ফেলুন।"', 'msgstr ""', "catalog/missing", 1),
    "lost placeholder": (
        "shared",
        "এখনই %(emergency_number)s নম্বরে",
        "এখনই",
        "catalog/placeholder-lost",
        1,
    ),
    "renamed placeholder": (
        "shared",
        "এখনই %(emergency_number)s",
        "এখনই %(emergency_numer)s",
        "catalog/placeholder-invented",
        1,
    ),
    "positional placeholder": (
        "hand-washing",
        "ধুয়ে ফেলুন।",
        "ধুয়ে %s",
        "catalog/placeholder-form",
        1,
    ),
    "invented tag": (
        "hand-washing",
        "ধুয়ে ফেলুন।",
        "<strong>ধুয়ে</strong> ফেলুন।",
        "catalog/markup-invented",
        1,
    ),
    "unclosed tag": (
        "hand-washing",
        "<strong>২০ সেকেন্ড</strong>",
        "<strong>২০ সেকেন্ড",
        "catalog/markup-nesting",
        1,
    ),
    "attribute": (
        "hand-washing",
        "<strong>২০",
        "<strong style='x'>২০",
        "catalog/markup-foreign",
        1,
    ),
    "attachment": (
        "hand-washing",
        "ধুয়ে ফেলুন।",
        '<link rel=\\"attachment\\" href=\\"file:///etc/passwd\\">',
        "catalog/markup-foreign",
        1,
    ),
    "picture": (
        "hand-washing",
        "ধুয়ে ফেলুন।",
        '<img src=\\"http://127.0.0.1:9/x\\">',
        "catalog/markup-foreign",
        1,
    ),
    "script": ("hand-washing", "ধুয়ে ফেলুন।", "<script>x</script>", "catalog/markup-foreign", 1),
    "dose": ("hand-washing", "ধুয়ে ফেলুন।", "২৫০ মিলিগ্রাম নিন।", "catalog/dose", 1),
    "syntax": ("hand-washing", 'msgstr "ধুয়ে ফেলুন।"', 'msgstr "ধুয়ে ফেলুন।', "quotes", 4),
    "template code": ("hand-washing", "ধুয়ে ফেলুন।", "ধুয়ে {{ফেলুন}}।", "", 0),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_translation_is_refused_by_file_and_line(
    run: Run, here: Path, tmp_path: Path, name: str
) -> None:
    domain, old, new, told, code = HOSTILE[name]
    project = copy_toy(tmp_path / "clinic")
    line = replace_in(project / PO / f"{domain}.po", old, new)
    with watch() as opened:
        result = run("print", SHEET, "--locale", "bn", "--project", project)
    assert result.code == code, result.err
    assert opened.sockets == []
    assert "/etc/passwd" not in opened.files
    if code:
        assert f"error: {PO.as_posix()}/{domain}.po:{line}: " in result.err
        assert told in result.err
        assert os.listdir(here) == []
    else:
        text = pdf_text((here / "hand-washing-bn-a4.pdf").read_bytes())
        assert "{{ফেলুন}}" in text


def test_fuzzy_message_is_refused_by_file_and_line(run: Run, here: Path, tmp_path: Path) -> None:
    project = copy_toy(tmp_path / "clinic")
    path = project / PO / "hand-washing.po"
    line = replace_in(path, 'msgid "Rinse."\n', '#, fuzzy\nmsgid "Rinse."\n')
    result = run("print", SHEET, "--locale", "bn", "--project", project)
    assert result.code == 1
    assert f"error: {PO.as_posix()}/hand-washing.po:{line + 2}: is marked fuzzy" in result.err
    assert os.listdir(here) == []


# -- a clinic


def test_clinics_name_numbers_and_limit_are_on_the_sheet(
    run: Run, here: Path, tmp_path: Path
) -> None:
    clinic = tmp_path / "clinic"
    clinic.mkdir()
    (clinic / "clinic.toml").write_text(
        'name = "Bones & Joints"\nphone = "01 23 45"\nemergency_number = "112"\n'
        'fever_limit = "38.5 C"\naccent = "#7a1f5c"\nlogo = "logo.SVG"\n',
        "utf-8",
    )
    (clinic / "logo.SVG").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
        '<rect width="10" height="10" fill="#123456"/></svg>',
        "utf-8",
    )
    result = run("print", SHEET, "--locale", "en", "--project", clinic)
    assert result.code == 0, result.err
    pdf = (here / "hand-washing-en-a4.pdf").read_bytes()
    text = pdf_text(pdf).replace("\N{NO-BREAK SPACE}", " ")
    for word in ("Bones & Joints", "01 23 45", "Call 112 now", "38.5 °C (101.3 °F)"):
        assert word in text
    with open_pdf(pdf) as opened:
        drawn = b"".join(
            item.read_bytes()
            for item in opened.objects
            if hasattr(item, "read_bytes") and b" rg" in _content(item)
        )
    assert b"0.478431 0.121569 0.360784 rg" in drawn  # the accent
    assert b"0.070588 0.203922 0.337255 rg" in drawn  # the logo


def _content(stream: Any) -> bytes:
    try:
        content: bytes = stream.read_bytes()
    except Exception:
        return b""
    return content


@pytest.mark.parametrize(
    ("toml", "told", "code"),
    [
        ('phon = "1"\nfever_limit = "50 C"', "clinic.toml: phon", 1),
        ('accent = "#ffff00"', "accent", 1),
        ('logo = "../outside.svg"', "logo", 1),
        ("name = ", "clinic.toml", 3),
    ],
)
@pytest.mark.parametrize("command", ["print", "build"])
def test_faulty_clinic_is_told(
    run: Run, here: Path, tmp_path: Path, command: str, toml: str, told: str, code: int
) -> None:
    clinic = tmp_path / "clinic"
    clinic.mkdir()
    (clinic / "clinic.toml").write_text(toml, "utf-8")
    result = run(command, SHEET, "--locale", "en", "--project", clinic)
    assert result.code == code
    assert told in result.err
    assert "Traceback" not in result.err
    assert not list(here.rglob("*.pdf"))


@pytest.mark.parametrize("locale", ["en", "bn"])
def test_recorded_review_takes_the_draft_notice_away(
    run: Run, here: Path, tmp_path: Path, locale: str
) -> None:
    project = copy_toy(tmp_path / "clinic")
    notice = {"en": "Draft", "bn": "খসড়া"}[locale]
    said = {"en": "Reviewed by Dr Rahman, nurse", "bn": "যাচাই"}[locale]

    def text() -> str:
        assert run("print", SHEET, "--locale", locale, "--project", project).code == 0
        return pdf_text((here / f"hand-washing-{locale}-a4.pdf").read_bytes())

    assert notice in text()
    signed = ("--kind", "clinical", "--by", "Dr Rahman", "--role", "nurse", "--project", project)
    for language in ("en", "bn"):
        assert run("catalog", "review", language, SHEET, *signed).code == 0
    reviewed = text()
    assert notice not in reviewed
    assert said in reviewed


def test_half_filled_review_is_refused(run: Run, here: Path, tmp_path: Path) -> None:
    project = copy_toy(tmp_path / "clinic")
    with (project / "handouts" / SHEET / "handout.toml").open("a") as file:
        file.write('\n[review]\nby = "Dr Rahman"\n')
    result = run("print", SHEET, "--locale", "en", "--project", project)
    assert result.code == 3
    assert "the review needs a name, a date and the digest" in result.err
    assert "handout.toml: review" in result.err
    assert os.listdir(here) == []
