"""The written file: what it says of itself, what is in it, and that it is the same every time."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pytest

from crmo_handouts import Delivery
from crmo_handouts.paper import PAPERS, PT_PER_MM
from tests.reading import characters, objects, open_pdf, pdf_text, structure
from tests.toy import HANDOUTS, LETTER, LOCALES, SHEET, TOY

Print = Callable[..., Delivery]

TITLES = {
    (SHEET, "en"): "Clean hands",
    (SHEET, "bn"): "পরিষ্কার হাত",
    (LETTER, "en"): "Thank-you letter",
    (LETTER, "bn"): "ধন্যবাদের চিঠি",
}

ALL = [(handout, locale) for handout in HANDOUTS for locale in LOCALES]


@pytest.fixture(params=ALL, ids=lambda one: f"{one[0]} {one[1]}")
def job(request: pytest.FixtureRequest) -> tuple[str, str]:
    found: tuple[str, str] = request.param
    return found


@pytest.fixture
def pdf(job: tuple[str, str], printed: Print) -> Iterator[pikepdf.Pdf]:
    """A filled sheet on A4."""
    with open_pdf(printed(*job, filled=True).sheets[0].pdf) as opened:
        yield opened


def test_file_says_its_title_and_language(pdf: pikepdf.Pdf, job: tuple[str, str]) -> None:
    assert str(pdf.docinfo["/Title"]) == TITLES[job]
    assert str(pdf.Root.Lang) == job[1]
    assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_file_is_tagged(pdf: pikepdf.Pdf) -> None:
    assert pdf.Root.MarkInfo.Marked
    assert "/StructTreeRoot" in pdf.Root
    for page in pdf.pages:
        assert page.Tabs == "/S"  # PDF/UA-1, 7.18.3: in the order of the structure


def test_file_has_an_output_intent_for_its_colours(pdf: pikepdf.Pdf) -> None:
    [intent] = pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.N == 3


def xmp(pdf: pikepdf.Pdf) -> dict[str, str]:
    """Return the simple properties of the XMP by `{namespace}name`."""
    packet = pdf.Root.Metadata.read_bytes()
    root = ElementTree.fromstring(packet)  # noqa: S314 - ours
    found = {}
    for element in root.iter():
        if element.text and element.text.strip():
            found[element.tag] = element.text.strip()
        found.update(element.attrib)
    return found


def test_file_declares_pdf_a_2a_and_pdf_ua_1(pdf: pikepdf.Pdf) -> None:
    facts = xmp(pdf)
    assert facts["{http://www.aiim.org/pdfa/ns/id/}part"] == "2"
    assert facts["{http://www.aiim.org/pdfa/ns/id/}conformance"] == "A"
    assert facts["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    packet = pdf.Root.Metadata.read_bytes().decode()
    # PDF/A asks for these prefixes by name (ISO 19005-2, 6.6.2.3.3), and for one RDF.
    for prefix in ("pdfuaid:part", "pdfaExtension:schemas", "pdfaSchema:prefix"):
        assert prefix in packet
    assert packet.count("<rdf:RDF") == 1


def test_dates_are_the_editions(pdf: pikepdf.Pdf) -> None:
    assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261121")
    assert str(pdf.docinfo["/ModDate"]).startswith("D:20261121")
    facts = xmp(pdf)
    assert facts["{http://ns.adobe.com/xap/1.0/}CreateDate"].startswith("2026-11-21")


def fonts(pdf: pikepdf.Pdf) -> dict[str, Any]:
    return {
        str(item.BaseFont): item
        for item in objects(pdf)
        if item.get("/Type") == "/Font" and "/FontDescriptor" in item
    }


def test_every_font_is_embedded_and_a_subset(pdf: pikepdf.Pdf) -> None:
    found = fonts(pdf)
    assert found
    for name, font in found.items():
        assert re.fullmatch(r"/[A-Z]{6}\+.+", name)
        assert {"/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys())
    for item in objects(pdf):
        if item.get("/Type") == "/Font" and item.get("/Subtype") == "/Type0":
            assert "/ToUnicode" in item
            assert str(item.DescendantFonts[0].BaseFont) in found


FORBIDDEN = {
    # Keys and names that a sheet of paper has no use for.
    "/JavaScript", "/JS", "/EmbeddedFiles", "/EmbeddedFile", "/AcroForm", "/URI", "/Launch",
    "/GoToR", "/SubmitForm", "/RichMedia", "/OpenAction", "/AA", "/Encrypt", "/XFA", "/GoToE",
}  # fmt: skip


def test_nothing_in_the_file_acts_or_leads_elsewhere(pdf: pikepdf.Pdf) -> None:
    for item in (pdf.Root, pdf.trailer, *objects(pdf)):
        assert not FORBIDDEN & set(item.keys())
        for key in ("/S", "/Type", "/Subtype"):
            assert str(item.get(key, "")) not in FORBIDDEN


def test_structure_has_no_data_of_the_reader_in_its_metadata(
    pdf: pikepdf.Pdf, job: tuple[str, str]
) -> None:
    if job[0] != LETTER:
        return
    told = " ".join(f"{key} {value}" for key, value in pdf.docinfo.items())
    told += pdf.Root.Metadata.read_bytes().decode()
    for value in ("রিমা", "নমুনা", "Sam Sample", "202-555", "2016-03-05", "See you soon"):
        assert value not in told


# -- pages


@pytest.mark.parametrize("paper", PAPERS.values(), ids=lambda paper: paper.id)
def test_page_has_its_papers_size_and_is_trimmed_to_it(
    job: tuple[str, str], printed: Print, paper: Any
) -> None:
    [sheet] = [sheet for sheet in printed(*job, filled=True).sheets if sheet.paper == paper.id]
    with open_pdf(sheet.pdf) as opened:
        assert len(opened.pages) == sheet.pages
        for page in opened.pages:
            size = [0, 0, paper.width * PT_PER_MM, paper.height * PT_PER_MM]
            assert [float(side) for side in page.MediaBox] == pytest.approx(size, abs=0.01)
            assert list(page.TrimBox) == list(page.MediaBox)
            assert page.get("/Rotate", 0) == 0


def test_papers_differ_in_their_margins_alone(job: tuple[str, str], printed: Print) -> None:
    placed = []
    for sheet in printed(*job, filled=True).sheets:
        paper = PAPERS[sheet.paper]
        left, top = paper.left * PT_PER_MM, (paper.height - paper.top) * PT_PER_MM
        placed.append(
            [
                (one.page, one.text, round(one.left - left, 2), round(top - one.top, 2))
                for one in characters(sheet.pdf)
            ]
        )
    a4, letter = placed
    assert len(a4) > 50
    assert [one[:2] for one in a4] == [one[:2] for one in letter]
    for one, other in zip(a4, letter, strict=True):
        assert one[2:] == pytest.approx(other[2:], abs=0.03)


def test_text_keeps_the_margins(job: tuple[str, str], printed: Print) -> None:
    for sheet in printed(*job, filled=True).sheets:
        paper = PAPERS[sheet.paper]
        for one in characters(sheet.pdf):
            assert one.left >= (paper.left - 0.5) * PT_PER_MM
            assert one.right <= (paper.width - paper.left + 0.5) * PT_PER_MM
            assert one.bottom >= (paper.top - 0.5) * PT_PER_MM


def test_words_can_be_read_back(printed: Print) -> None:
    text = pdf_text(printed(SHEET, "en").sheets[0].pdf)
    assert "Clean hands" in text
    assert "Wash for 20 seconds." in text
    assert "Page 1 of 1" in text


# -- tags


def test_headings_are_one_of_the_first_level_and_skip_none(pdf: pikepdf.Pdf) -> None:
    levels = [int(kind[1]) for kind, _ in structure(pdf) if re.fullmatch("H[1-6]", kind)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_bookmarks_name_the_headings(printed: Print) -> None:
    with open_pdf(printed(SHEET, "en").sheets[0].pdf) as pdf, pdf.open_outline() as outline:
        [first] = outline.root
        assert first.title == "Clean hands"
        assert [item.title for item in first.children] == ["How long"]
        assert [item.title for item in first.children[0].children] == ["Steps"]


def test_lists_and_tables_are_tagged_as_such(printed: Print) -> None:
    with open_pdf(printed(SHEET, "en").sheets[0].pdf) as pdf:
        elements = structure(pdf)
        kinds = [kind for kind, _ in elements]
        assert kinds.count("L") == 2
        assert kinds.count("LI") == 4
        assert kinds.count("LBody") == 4
        assert kinds.count("Table") == 1
        assert kinds.count("TH") == kinds.count("TD") == 2
        for kind, element in elements:
            if kind == "TH":
                assert "/Column" in str(_attribute(element, "/Scope"))


def _attribute(element: Any, name: str) -> Any:
    attributes = element.get("/A", [])
    found = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return next((one[name] for one in found if name in one), None)


def test_reading_order_is_that_of_the_sheet(printed: Print) -> None:
    with open_pdf(printed(SHEET, "en").sheets[0].pdf) as pdf:
        kinds = [kind for kind, _ in structure(pdf) if kind in ("H1", "H2", "H3", "L", "Table")]
    assert kinds == ["H1", "H2", "L", "H3", "L", "Table"]


# -- the same bytes

AGAIN = """
import sys
from datetime import date
from pathlib import Path
from crmo_handouts import Job, Press, Project
toy, out = Path(sys.argv[1]), Path(sys.argv[2])
press = Press(Project((toy,), date(2027, 1, 1)))
for locale in ("bn", "en"):
    for sheet in press.print_job(Job("hand-washing", locale, ("a4", "us-letter"))).sheets:
        (out / f"{locale}-{sheet.paper}.pdf").write_bytes(sheet.pdf)
"""


@pytest.mark.parametrize(
    ("zone", "language", "seed"),
    [("Asia/Dhaka", "bn_BD.UTF-8", "1"), ("America/New_York", "C", "2")],
)
def test_bytes_are_the_same_in_another_zone_language_and_folder(
    printed: Print, tmp_path: Path, zone: str, language: str, seed: str
) -> None:
    run = {"TZ": zone, "LANG": language, "LC_ALL": language, "PYTHONHASHSEED": seed}
    run["PYTHONPATH"] = str(Path(__file__).parents[2])
    subprocess.run(
        [sys.executable, "-c", AGAIN, str(TOY), str(tmp_path)],
        check=True,
        cwd=tmp_path,
        env=os.environ | run,
    )
    for locale in LOCALES:
        for sheet in printed(SHEET, locale).sheets:
            again = (tmp_path / f"{locale}-{sheet.paper}.pdf").read_bytes()
            assert again == sheet.pdf, f"{locale} {sheet.paper}"


def test_one_paper_alone_has_the_same_bytes_as_with_the_other(
    toy_press: Any, printed: Print
) -> None:
    from crmo_handouts import Job

    for sheet in printed(SHEET, "bn").sheets:
        alone = toy_press.print_job(Job(SHEET, "bn", (sheet.paper,))).sheets[0]
        assert alone.pdf == sheet.pdf, sheet.paper
