"""What is kept of a delivery, and what never is."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmo_handouts import Delivery, Job, Project
from crmo_handouts.checking import Finding, Report, Severity
from crmo_handouts.delivery import Sheet
from crmo_handouts.delivery.cache import Said
from crmo_handouts.delivery.keeping import open_press
from crmo_handouts.review import ReviewState
from crmo_handouts.source import load_handout
from tests.delivery.cache.conftest import Bench
from tests.samples import sample_data
from tests.toy import LETTER, SHEET, TODAY, replace_in

WARNING = Finding("catalog/x", Severity.WARNING, "bn/a.po:1", "is “odd”", "mend it")
OF_PAGE = Finding("pdf/x", Severity.NOTE, "a/bn/a4", "is strange")
SAID = Said("digest", Report((WARNING,)), ReviewState.DRAFT, day=None)
BOTH = ("a4", "us-letter")


def delivery(*of_pages: Finding, papers: tuple[str, ...] = BOTH, **job: object) -> Delivery:
    sheets = tuple(Sheet(paper, f"%PDF {paper}".encode(), 2, 12.25) for paper in papers)
    asked = Job(SHEET, "bn", papers, **job)  # type: ignore[arg-type]
    return Delivery(asked, sheets, Report((WARNING, *of_pages)), ReviewState.DRAFT)


def nowhere(_: str) -> None:
    return None


def test_findings_are_told_again(bench: Bench, toy: Path) -> None:
    project = Project((toy,), TODAY)
    bench.open(project).keep(delivery(OF_PAGE), SAID, read={})
    cache = bench.open(project)
    assert cache.find(Job(SHEET, "bn", BOTH)) == delivery(OF_PAGE)
    assert cache.find_said(Job(SHEET, "bn", BOTH), SAID, nowhere) == delivery(OF_PAGE)


def test_findings_before_the_layout_are_those_of_today(bench: Bench, toy: Path) -> None:
    bench.open(Project((toy,), TODAY)).keep(delivery(OF_PAGE), SAID, read={})
    now = Said("digest", Report(), ReviewState.REVIEWED, day=None)
    found = bench.open(Project((toy,), TODAY)).find_said(Job(SHEET, "bn", BOTH), now, nowhere)
    assert found is not None
    assert found.report == Report((OF_PAGE,))
    assert found.state is ReviewState.REVIEWED


def test_finding_about_a_page_is_not_told_of_another_paper(bench: Bench, toy: Path) -> None:
    cache = bench.open(Project((toy,), TODAY))
    job = Job(SHEET, "en-XL", BOTH)  # It is not in the cache yet.
    cache.keep(delivery(OF_PAGE), SAID, read={})
    assert cache.find_said(Job(SHEET, "bn", ("a4",)), SAID, nowhere) is None
    cache.keep(delivery(), SAID, read={})
    one = cache.find_said(Job(SHEET, "bn", ("us-letter",)), SAID, nowhere)
    assert one == delivery(papers=("us-letter",))
    assert cache.find(job) is None


def test_refused_sheet_is_not_kept(bench: Bench, toy: Path) -> None:
    cache = bench.open(Project((toy,), TODAY))
    job = Job(SHEET, "en-XL", ("a4",))
    cache.keep(Delivery(job, report=Report((WARNING,))), SAID, read={})
    assert cache.find(job) is None
    assert cache.find_said(job, SAID, nowhere) is None


def test_readers_values_are_not_kept_nor_asked_for(bench: Bench, toy: Path) -> None:
    before = content_of(bench.store)
    cache = bench.open(Project((toy,), TODAY))
    values = {"child_name": "Zebediah Planted"}
    cache.keep(delivery(data=values), SAID, read={})
    assert content_of(bench.store) == before
    assert cache.find(Job(SHEET, "bn", BOTH, data=values)) is None
    assert cache.find_said(Job(SHEET, "bn", BOTH, data=values), SAID, nowhere) is None
    with pytest.raises(ValueError, match="values"):
        cache.inputs.key(Job(SHEET, "bn", BOTH, data=values))


def test_letter_that_is_printed_with_a_cache_leaves_nothing_in_it(bench: Bench, toy: Path) -> None:
    project = Project((toy,), TODAY)
    data = sample_data(load_handout(project, LETTER)) | {"child_name": "Zebediah Planted"}
    before = content_of(bench.store)
    for _ in range(2):
        printed = open_press(project, bench.open(project)).print_job(
            Job(LETTER, "en", ("a4",), data, "letter.toml")
        )
        assert printed.sheets
    assert len(bench.laid_out) == 2
    assert content_of(bench.store) == before


def test_what_changes_while_it_is_printed_is_not_kept(bench: Bench, toy: Path) -> None:
    project = Project((toy,), TODAY)
    (toy / "styles" / "part.css").write_text("h2 { color: #222 }")
    cache = bench.open(project)
    press = open_press(project, cache)
    said = press.say(Job(SHEET, "bn", ("a4",)))
    replace_in(toy / "handouts" / SHEET / "handout.toml", "= 2027-11-21", "= 2027-11-22")
    before = content_of(bench.store)
    assert press.print_said(said).sheets
    assert content_of(bench.store) == before


def content_of(store: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}
