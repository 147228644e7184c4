"""One job carried through every stage: what comes of it, and where it stops."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from crmo_handouts import Delivery, Job, Press
from crmo_handouts.delivery import print_batch
from crmo_handouts.errors import HandoutError, LayoutError, SourceError, UsageError
from crmo_handouts.project import Project
from crmo_handouts.review import ReviewState
from tests.audit import watch
from tests.reading import pdf_text
from tests.toy import HANDOUTS, LETTER, LOCALES, PAPERS, SHEET, TODAY, TOY, replace_in

Print = Callable[..., Delivery]


@pytest.fixture
def press(toy_copy: Path) -> Press:
    """A press on a copy of the toy."""
    return Press(Project((toy_copy,), TODAY))


@pytest.mark.parametrize("handout", HANDOUTS)
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("filled", [False, True], ids=["blank", "filled"])
def test_sheet_comes_out_on_both_papers(
    printed: Print, handout: str, locale: str, filled: bool
) -> None:
    delivery = printed(handout, locale, filled=filled)
    assert delivery.error is None
    assert not delivery.report
    assert [sheet.paper for sheet in delivery.sheets] == list(PAPERS)
    assert {sheet.pages for sheet in delivery.sheets} == {1 if handout == SHEET else 2}
    assert all(sheet.pdf.startswith(b"%PDF-1.7") for sheet in delivery.sheets)
    assert delivery.state is (ReviewState.DRAFT if locale == "en" else ReviewState.DRAFT_TRANSLATED)


def test_delivery_pickles_and_hides_what_is_personal(printed: Print) -> None:
    delivery = printed(LETTER, "en", filled=True)
    assert pickle.loads(pickle.dumps(delivery)) == delivery  # noqa: S301
    assert "%PDF" not in repr(delivery)


def test_printing_logs_nothing(
    printed: Print, toy_press: Press, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        toy_press.print_job(Job(SHEET, "en", PAPERS))
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_printing_opens_no_connection_and_writes_no_file(toy_press: Press) -> None:
    toy_press.print_job(Job(LETTER, "bn", PAPERS))
    with watch() as opened:
        toy_press.print_job(Job(LETTER, "bn", PAPERS))
    assert opened.sockets == []
    # What it reads is the project, and the engine's colour profile.
    assert {
        name for name in opened.files if not name.startswith(str(TOY)) and "icc" not in name
    } == set()


@pytest.mark.parametrize(
    ("job", "told"),
    [
        (Job("hand-wash", "en", ("a4",)), "did you mean hand-washing?"),
        (Job(SHEET, "em", ("a4",)), "did you mean en?"),
        (Job(SHEET, "en", ("letter",)), "did you mean us-letter?"),
    ],
)
def test_unknown_name_is_told_with_the_nearest(toy_press: Press, job: Job, told: str) -> None:
    with pytest.raises(UsageError) as refused:
        toy_press.print_job(job)
    assert told in refused.value.hint


def test_all_faults_of_data_and_catalog_are_told_together(press: Press, toy_copy: Path) -> None:
    po = toy_copy / "locales" / "bn" / "LC_MESSAGES" / f"{LETTER}.po"
    line = replace_in(po, 'msgstr "প্রিয় সবাই,"', 'msgstr ""')
    delivery = press.print_job(Job(LETTER, "bn", ("a4",), {"child_nam": "x"}, "data.toml"))
    places = {finding.place for finding in delivery.report.errors}
    assert not delivery.sheets
    assert f"locales/bn/LC_MESSAGES/{LETTER}.po:{line}" in places
    assert {"data.toml: child_nam", "data.toml: child_name", "data.toml: changes"} <= places


def test_text_that_the_catalog_lacks_refuses_the_sheet(press: Press, toy_copy: Path) -> None:
    body = toy_copy / "handouts" / SHEET / "body.html.jinja"
    replace_in(body, "{% trans %}Rinse.", "{% trans %}Rinse well.")
    delivery = press.print_job(Job(SHEET, "bn", ("a4",)))
    assert not delivery.sheets
    [fault] = delivery.report.errors
    assert fault.check == "catalog/missing"
    assert "Rinse well." in fault.message


def test_character_that_no_font_has_refuses_the_sheet_and_names_it(press: Press) -> None:
    data = {"emergency_number": "999"}
    fine = press.print_job(Job(SHEET, "en", ("a4",), data))
    assert fine.sheets
    letter = {
        "child_name": "Rima",
        "carer1": {"name": "Sam"},
        "emergency_number": "999",
        "valid_to": "2027-03-31",
        "changes": ["cls.seat"],
        "remark": "See you \N{EGYPTIAN HIEROGLYPH A001}",
        "consent_share": True,
    }
    for _ in range(2):
        refused = press.print_job(Job(LETTER, "en", PAPERS, letter, "data.toml"))
        assert not refused.sheets
        assert {fault.message for fault in refused.report.errors} == {
            "no font has the character U+13000 EGYPTIAN HIEROGLYPH A001"
        }


def test_fault_of_a_readers_value_does_not_repeat_it(press: Press) -> None:
    data = {
        "child_name": "Zaphod 7",
        "dob": "Zaphod",
        "carer1": {"name": "Zaphod", "phone": "Zaphod"},
        "emergency_number": "Zaphod",
        "changes": ["Zaphod"],
        "remark": "Zaphod takes 5 mg",
        "wishes": ["Zaphod\u202e"],
        "spine_status": "Zaphod",
        "consent_share": "Zaphod",
    }
    delivery = press.print_job(Job(LETTER, "en", ("a4",), data, "data.toml"))
    assert len(delivery.report.errors) >= len(data)
    assert "Zaphod" not in str([str(finding) for finding in delivery.report])


def test_sheet_of_more_pages_than_its_handout_may_have_is_refused(
    press: Press, toy_copy: Path
) -> None:
    replace_in(toy_copy / "handouts" / LETTER / "handout.toml", "pages = 2", "pages = 1")
    delivery = press.print_job(Job(LETTER, "en", ("a4",)))
    assert not delivery.sheets
    assert delivery.report.errors


def test_catalogs_markup_asks_for_nothing(press: Press, toy_copy: Path) -> None:
    po = toy_copy / "locales" / "bn" / "LC_MESSAGES" / f"{SHEET}.po"
    line = replace_in(
        po,
        'msgstr "ধুয়ে ফেলুন।"',
        'msgstr "ধুয়ে ফেলুন। <link rel=\\"attachment\\" href=\\"file:///etc/passwd\\">"',
    )
    with watch() as opened:
        delivery = press.print_job(Job(SHEET, "bn", ("a4",)))
    assert not delivery.sheets
    assert [fault.place for fault in delivery.report.errors] == [
        f"locales/bn/LC_MESSAGES/{SHEET}.po:{line}"
    ]
    assert opened.sockets == []
    assert not [name for name in opened.files if not name.startswith(str(toy_copy))]


@pytest.mark.parametrize(
    "style",
    [
        "p { background-image: url(press:icons/dot.svg); background-repeat: repeat-x }",
        "p { background: radial-gradient(red, blue) }",
        "p { background: repeating-linear-gradient(red, blue 1mm) }",
        "p { opacity: 0.5 }",
    ],
)
def test_style_that_cannot_be_printed_on_two_papers_is_an_error_of_ours(
    press: Press, toy_copy: Path, style: str
) -> None:
    with (toy_copy / "styles" / "part.css").open("a") as file:
        file.write(style)
    try:
        delivery = press.print_job(Job(SHEET, "en", PAPERS))
    except HandoutError:
        return
    assert len(delivery.sheets) == 2


def test_page_that_asks_for_something_outside_is_a_layout_error(
    press: Press, toy_copy: Path
) -> None:
    body = toy_copy / "handouts" / SHEET / "body.html.jinja"
    replace_in(body, '<section class="side">', '<section class="side"><img src="http://[::1]:9/x">')
    with watch() as opened, pytest.raises(LayoutError):
        press.print_job(Job(SHEET, "en", ("a4",)))
    assert opened.sockets == []


# -- many jobs


def test_error_of_one_job_is_its_delivery_and_not_the_end_of_the_others(toy_copy: Path) -> None:
    replace_in(toy_copy / "handouts" / SHEET / "body.html.jinja", "{% endblock %}", "{% endbloc %}")
    project = Project((toy_copy,), TODAY)
    jobs = [Job(handout, "en", ("a4",)) for handout in HANDOUTS]
    deliveries = {one.job.handout: one for one in print_batch(project, jobs)}
    assert isinstance(deliveries[SHEET].error, SourceError)
    assert deliveries[LETTER].sheets


def test_batch_prints_what_the_press_prints(printed: Print) -> None:
    jobs = [Job(SHEET, locale, PAPERS) for locale in LOCALES]
    for delivery in print_batch(Project((TOY,), TODAY), jobs):
        assert delivery.sheets == printed(SHEET, delivery.job.locale).sheets


def test_no_jobs_are_done_at_once() -> None:
    assert list(print_batch(Project((TOY,), TODAY), [])) == []


def test_worker_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmo_handouts.delivery.batch._print_in_worker", _die)
    with pytest.raises(LayoutError, match="ended from outside"):
        list(print_batch(Project((TOY,), TODAY), [Job(SHEET, name, ("a4",)) for name in LOCALES]))


def _die(_: Job) -> Delivery:
    import os

    os._exit(9)


def test_faulty_clinic_is_told_and_not_a_broken_pool(toy_copy: Path) -> None:
    (toy_copy / "clinic.toml").write_text("phon = 1")
    for locales in (LOCALES, LOCALES[:1]):  # in workers, and here
        jobs = [Job(SHEET, name, ("a4",)) for name in locales]
        with pytest.raises(HandoutError, match="1 fault"):
            list(print_batch(Project((toy_copy,), TODAY), jobs))


def test_sheet_reads_as_it_was_filled(printed: Print) -> None:
    text = pdf_text(printed(LETTER, "en", filled=True).sheets[0].pdf)
    assert "Sam Sample" in text
    assert "March 31, 2027" in text
    assert "A good seat" in text
