"""Each kind of input is changed, one at a time: exactly the right sheets are printed anew."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from crmo_handouts import Job, Project
from crmo_handouts.catalog.reviewing.reviews import review
from crmo_handouts.delivery.cache.environment import Environment
from crmo_handouts.project import builtin_root
from crmo_handouts.review import Kind, Review
from tests.delivery.cache.conftest import EVERYTHING, Bench, Sheet, print_without, told
from tests.toy import LETTER, LOCALES, SHEET, TODAY, replace_in

Change = Callable[[Path], object]

NOTHING: set[Sheet] = set()
SHEETS = {(SHEET, locale) for locale in LOCALES}
BANGLA = {(SHEET, "bn"), (LETTER, "bn")}

HEAD = f"handouts/{SHEET}/handout.toml"
BODY = f"handouts/{SHEET}/body.html.jinja"
SKELETON = "handouts/_shared/sheet.html.jinja"
OWN_PO = f"locales/bn/LC_MESSAGES/{SHEET}.po"
SHARED_PO = "locales/bn/LC_MESSAGES/shared.po"
DOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M1 1h5v5z"/></svg>'


def replace(file: str, old: str, new: str) -> Change:
    return lambda project: replace_in(project / file, old, new)


def append(file: str, text: str) -> Change:
    def change(project: Path) -> None:
        with (project / file).open("a", encoding="utf-8") as written:
            written.write(text)

    return change


def write(file: str, text: str) -> Change:
    def change(project: Path) -> None:
        (project / file).parent.mkdir(parents=True, exist_ok=True)
        (project / file).write_text(text, "utf-8")

    return change


def remove(file: str) -> Change:
    return lambda project: (project / file).unlink()


def say(file: str, context: str, text: str) -> Change:
    """Change the msgstr of the message with a context, or of a text."""

    def change(project: Path) -> None:
        po = (project / file).read_text("utf-8")
        pattern = rf'({re.escape(context)}"\n(?:msgid .*\n)?msgstr )".*"'
        said, count = re.subn(pattern, lambda found: f'{found[1]}"{text}"', po)
        assert count == 1
        (project / file).write_text(said, "utf-8")

    return change


def mark_fuzzy(file: str, text: str) -> Change:
    return lambda project: replace_in(
        project / file, f'msgid "{text}"', f'#, fuzzy\nmsgid "{text}"'
    )


def sign(project: Path) -> None:
    record = Review("A. Reader", "", date(2026, 11, 24))
    review(Project((project,), TODAY), SHEET, locale_id="bn", kind=Kind.LANGUAGE, review=record)


def touch(project: Path) -> None:
    for path in project.rglob("*"):
        os.utime(path)


def bring_font(project: Path) -> None:
    fonts = builtin_root() / "styles" / "fonts"
    own = project / "styles" / "fonts"
    own.mkdir()
    lock = ""
    for weight, file in (400, "Regular"), (700, "Bold"):
        face = next(fonts.glob(f"press-latin/*{file}*"))
        shutil.copy(face, own / f"{file}.ttf")
        lock += f'[[face]]\nfamily = "Press Own"\nweight = {weight}\ntarget = "{file}.ttf"\n'
    (own / "fonts.lock.toml").write_text(lock)


CHANGES: dict[str, tuple[Change, set[Sheet]]] = {
    # What is changed, how, and which sheets are laid out anew for it.
    "nothing": (lambda _: None, NOTHING),
    "the time of every file": (touch, NOTHING),
    # handouts
    "a remark in a handout": (append(HEAD, "# a remark\n"), NOTHING),
    "what a handout is due for": (replace(HEAD, "= 2027-11-21", "= 2027-12-21"), NOTHING),
    "an edition": (replace(HEAD, "edition = 2026-11-21", "edition = 2026-11-22"), SHEETS),
    "a type size": (replace(HEAD, "pages = 1", "pages = 1\ntype_size = 13"), SHEETS),
    "a body": (replace(BODY, "<ol>", '<ol class="steps">'), SHEETS),
    "a remark in a body": (append(BODY, "{# a remark #}\n"), NOTHING),
    "the skeleton": (replace(SKELETON, "<h1>", '<h1 class="title">'), EVERYTHING),
    "a template that nobody includes": (write("handouts/_shared/new.jinja", "<p>"), NOTHING),
    "a default": (replace("handouts/_shared/fields.toml", "default = 38.0", "default = 38.2"), SHEETS),
    "a rule of a field": (replace("handouts/_shared/fields.toml", "max = 15", "max = 16"), NOTHING),
    "a note on a safety string": (
        replace("handouts/_shared/safety.toml", "Keep the question.", "Keep it."), NOTHING,
    ),
    "a source": (replace("handouts/_shared/sources.toml", "A toy's", "This toy's"), NOTHING),
    "another handout": (
        lambda project: shutil.copytree(project / f"handouts/{SHEET}", project / "handouts/third"),
        NOTHING,
    ),
    # locales
    "a message of one handout": (say(OWN_PO, 'msgid "Rinse.', "ধুয়ে নিন।"), {(SHEET, "bn")}),
    "a shared message of one sheet": (
        say(SHARED_PO, 'msgid "Clinic phone', "ফোন"), {(SHEET, "bn")},
    ),
    "a shared message of all sheets": (
        say(SHARED_PO, 'msgid "Draft: nobody has checked this.', "খসড়া।"), BANGLA,
    ),
    "a shared message of no sheet": (say(SHARED_PO, 'msgid "Clinic', "ক্লিনিক"), NOTHING),
    "a translator's remark": (append(OWN_PO, "\n# a remark\n"), NOTHING),
    "a review": (sign, {(SHEET, "bn")}),
    "a leading": (replace("locales/bn/locale.toml", "leading = 1.55", "leading = 1.57"), BANGLA),
    "another language": (
        write("locales/fr/locale.toml", "leading = 1.4\n"), NOTHING,
    ),
    # styles
    "a style sheet": (append("styles/part.css", "h2 { color: #333 }\n"), EVERYTHING),
    "a picture of one sheet": (write("styles/icons/dot.svg", DOT), SHEETS),
    "a picture of no sheet": (write("styles/icons/new.svg", DOT), NOTHING),
    "a style of another script": (write("styles/script/other.css", "h2 { }"), NOTHING),
    "fonts": (bring_font, EVERYTHING),
    # the clinic
    "a clinic's phone": (write("clinic.toml", 'phone = "020 7946 0999"\n'), SHEETS),
    "a clinic's name": (write("clinic.toml", 'name = "Our Clinic"\n'), EVERYTHING),
    "a clinic's colour": (write("clinic.toml", 'accent = "#204060"\n'), EVERYTHING),
    "a clinic that says nothing": (write("clinic.toml", "# ours\n"), NOTHING),
}  # fmt: skip

REFUSED: dict[str, tuple[Change, set[Sheet]]] = {
    # What is changed, how, and which sheets are refused for it; the others are as they were.
    "a fuzzy message": (mark_fuzzy(OWN_PO, "Rinse."), {(SHEET, "bn")}),
    "a message that is missing": (say(OWN_PO, 'msgid "Rinse.', ""), {(SHEET, "bn")}),
    "a fuzzy shared message": (mark_fuzzy(SHARED_PO, "Draft: nobody has checked this."), BANGLA),
    "a file that is gone": (remove(OWN_PO), {(SHEET, "bn")}),
    "a text without translation": (replace(BODY, "Rinse.", "Rinse well."), SHEETS),
    "a style sheet that is gone": (remove("styles/page.css"), EVERYTHING),
    "a picture that is gone": (remove("styles/icons/dot.svg"), SHEETS),
    "an address outside": (append("styles/page.css", "@import url(file:///etc/passwd);"), EVERYTHING),
    "a faulty template": (append(BODY, "{% if %}"), SHEETS),
    "a faulty clinic": (write("clinic.toml", 'accent = "#ffffff"\n'), EVERYTHING),
    "a demand for reviews": (write("clinic.toml", 'require_review = "clinical"\n'), EVERYTHING),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_just_the_sheets_that_change_are_printed_anew(bench: Bench, toy: Path, what: str) -> None:
    change, expected = CHANGES[what]
    change(toy)
    visit = bench.visit(toy)
    assert visit.anew == expected
    fresh = print_without(toy)
    assert visit.deliveries.keys() == fresh.keys()
    for sheet, delivery in fresh.items():
        assert told(visit.deliveries[sheet]) == told(delivery), sheet
    assert bench.visit(toy).by_files == EVERYTHING


@pytest.mark.parametrize("what", REFUSED)
def test_just_the_sheets_with_a_fault_are_refused(bench: Bench, toy: Path, what: str) -> None:
    change, expected = REFUSED[what]
    change(toy)
    fresh = print_without(toy)
    for _ in range(2):  # A refusal is not kept.
        visit = bench.visit(toy)
        assert visit.refused == expected
        for sheet, delivery in fresh.items():
            assert told(visit.deliveries[sheet]) == told(delivery), sheet


def test_what_was_before_is_found_again(bench: Bench, toy: Path) -> None:
    before = (toy / OWN_PO).read_bytes()
    say(OWN_PO, 'msgid "Rinse.', "ধুয়ে নিন।")(toy)
    bench.visit(toy)
    (toy / OWN_PO).write_bytes(before)
    assert bench.visit(toy).by_files == EVERYTHING


def test_same_sheets_in_another_place_are_the_same_sheets(
    bench: Bench, toy: Path, tmp_path: Path
) -> None:
    shutil.copytree(toy, tmp_path / "moved")
    visit = bench.visit(tmp_path / "moved")
    assert visit.anew == NOTHING
    assert visit.by_files == NOTHING


# -- what comes to stand before something else

OVER: dict[str, tuple[Change, set[Sheet]]] = {
    "a body": (write(BODY, '{% extends "_shared/sheet.html.jinja" %}'), SHEETS),
    "the skeleton": (
        lambda clinic: write(SKELETON, (clinic.parent / "project" / SKELETON).read_text()
                             .replace("<h1>", '<h1 class="ours">'))(clinic),
        EVERYTHING,
    ),
    "a picture": (write("styles/icons/dot.svg", DOT), SHEETS),
    "a style sheet": (write("styles/page.css", "h3 { color: #333 }"), EVERYTHING),
    "a message": (
        write(
            SHARED_PO,
            'msgid ""\nmsgstr "Language: bn\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
            'msgctxt "field:clinic_phone"\nmsgid "Clinic phone"\nmsgstr "ফোন"\n',
        ),
        {(SHEET, "bn")},
    ),
    "a language": (write("locales/bn/locale.toml", 'fonts = ["Press Bengali"]\n'), BANGLA),
    "a clinic": (write("clinic.toml", 'phone = "020 7946 0999"\n'), SHEETS),
    "an empty folder": (lambda clinic: (clinic / "handouts").mkdir(), NOTHING),
}  # fmt: skip


@pytest.mark.parametrize("what", OVER)
def test_file_of_a_nearer_root_counts_as_soon_as_it_is_there(
    bench: Bench, toy: Path, what: str
) -> None:
    clinic = toy.parent / "clinic"
    clinic.mkdir()
    assert bench.visit(clinic, toy).anew == NOTHING
    assert bench.visit(clinic, toy).by_files == EVERYTHING
    change, expected = OVER[what]
    change(clinic)
    visit = bench.visit(clinic, toy)
    assert visit.anew == expected
    for sheet, delivery in print_without(clinic, toy).items():
        assert told(visit.deliveries[sheet]) == told(delivery), sheet


def test_logo_counts_wherever_it_is(bench: Bench, toy: Path) -> None:
    write("pictures/ours.svg", DOT)(toy)
    write("clinic.toml", 'logo = "pictures/ours.svg"\n')(toy)
    assert bench.visit(toy).anew == EVERYTHING
    assert bench.visit(toy).by_files == EVERYTHING
    write("pictures/ours.svg", DOT.replace("1", "2"))(toy)
    assert bench.visit(toy).anew == EVERYTHING


def test_link_counts_by_what_it_names(bench: Bench, toy: Path) -> None:
    write("pictures/first.svg", DOT)(toy)
    write("pictures/second.svg", DOT.replace("1", "2"))(toy)
    write("clinic.toml", 'logo = "ours.svg"\n')(toy)
    (toy / "ours.svg").symlink_to("pictures/first.svg")
    bench.visit(toy)
    assert bench.visit(toy).by_files == EVERYTHING
    (toy / "ours.svg").unlink()
    (toy / "ours.svg").symlink_to("pictures/second.svg")
    assert bench.visit(toy).anew == EVERYTHING


def test_picture_that_leaves_the_project_is_refused_as_ever(bench: Bench, toy: Path) -> None:
    outside = toy.parent / "dot.svg"
    shutil.move(toy / "styles" / "icons" / "dot.svg", outside)
    (toy / "styles" / "icons" / "dot.svg").symlink_to(outside)
    assert bench.visit(toy).refused == SHEETS


# -- what is no file


def test_other_press_prints_everything_anew(
    bench: Bench, toy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Environment("another press", sure=True)
    for module in ("sheets", "inputs"):
        name = f"crmo_handouts.delivery.cache.{module}.read_environment"
        monkeypatch.setattr(name, lambda _: other)
    assert bench.visit(toy).anew == EVERYTHING
    assert bench.visit(toy).by_files == EVERYTHING


def test_press_that_is_being_changed_keeps_nothing(
    bench: Bench, toy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsure = Environment("a press in the works", sure=False)
    for module in ("sheets", "inputs"):
        name = f"crmo_handouts.delivery.cache.{module}.read_environment"
        monkeypatch.setattr(name, lambda _: unsure)
    assert bench.visit(toy).anew == EVERYTHING
    assert bench.visit(toy).anew == EVERYTHING


def test_day_does_not_count_for_a_sheet_without_dates(bench: Bench, toy: Path) -> None:
    assert bench.visit(toy, today=TODAY + timedelta(days=400)).by_files == EVERYTHING


def test_day_counts_for_a_sheet_with_a_date(bench: Bench, toy: Path) -> None:
    fields = toy / "handouts" / "_shared" / "fields.toml"
    phone = fields.read_text("utf-8").partition("[clinic_phone]")[2].partition("[")[0]
    replace_in(fields, phone, '\ntype = "date"\nlabel = "Clinic phone"\nsample = 2026-11-23\n\n')
    write("clinic.toml", "phone = 2026-11-23\n")(toy)
    bench.visit(toy)
    assert bench.visit(toy).by_files == EVERYTHING
    later = bench.visit(toy, today=TODAY + timedelta(days=1))
    assert later.by_files == EVERYTHING - SHEETS
    assert later.anew == NOTHING


def test_each_paper_is_found_for_itself(bench: Bench, toy: Path) -> None:
    both = "a4", "us-letter"
    assert bench.visit(toy, papers=both).anew == EVERYTHING
    assert bench.visit(toy, papers=both).by_files == EVERYTHING
    letters = bench.visit(toy, papers=("us-letter",))
    assert letters.by_files == EVERYTHING
    for sheet, delivery in print_without(toy, papers=("us-letter",)).items():
        assert told(letters.deliveries[sheet]) == told(delivery)


def test_pseudo_locale_goes_with_the_english(bench: Bench, toy: Path) -> None:
    project = Project((toy,), TODAY)
    job = Job(SHEET, "en-XL", ("a4",))
    cache = bench.open(project)
    first = cache.inputs.key(job)
    say(OWN_PO, 'msgid "Rinse.', "ধুয়ে নিন।")(toy)
    assert bench.open(project).inputs.key(job) == first
    say(OWN_PO.replace("bn", "en"), 'msgid "Rinse.', "Rinse well.")(toy)
    assert bench.open(project).inputs.key(job) != first
