"""One file of many letters: each on a sheet of its own, with its own tags and words."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from crmo_handouts import Delivery
from crmo_handouts.errors import LayoutError
from crmo_handouts.pdf.bind import bind
from crmo_handouts.pdf.packing import PACKED, Packing
from tests.reading import open_pdf, pdf_text, structure
from tests.toy import LETTER, SHEET

Print = Callable[..., Delivery]


@pytest.fixture(scope="session")
def two_pages(printed: Print) -> bytes:
    return printed(LETTER, "bn", filled=True).sheets[0].pdf


@pytest.fixture(scope="session")
def one_page(printed: Print) -> bytes:
    return printed(SHEET, "en").sheets[0].pdf


def bound(*letters: bytes) -> bytes:
    file = BytesIO()
    bind(((str(number), pdf) for number, pdf in enumerate(letters, start=2)), file)
    return file.getvalue()


def test_each_letter_starts_on_a_sheet_of_its_own(one_page: bytes, two_pages: bytes) -> None:
    pdf = bound(one_page, two_pages, one_page)
    with open_pdf(pdf) as opened:
        assert opened.check_pdf_syntax() == []
        sizes = [[float(side) for side in page.MediaBox] for page in opened.pages]
        blank = [page.get("/Contents") is None for page in opened.pages]
        with opened.open_outline() as outline:
            marks = [(item.title, _target(item).objgen) for item in outline.root]
        assert blank == [False, True, False, False, False]
        assert len({tuple(size) for size in sizes}) == 1
        pages = [page.obj.objgen for page in opened.pages]
        assert marks == [("2", pages[0]), ("3", pages[2]), ("4", pages[4])]


def _target(item: Any) -> Any:
    return item.destination[0]


def test_words_are_those_of_the_letters_in_order(one_page: bytes, two_pages: bytes) -> None:
    whole = pdf_text(bound(two_pages, one_page))
    assert whole == f"{pdf_text(two_pages)} {pdf_text(one_page)}"


def test_tags_are_those_of_the_letters_within_one_document(
    one_page: bytes, two_pages: bytes
) -> None:
    with open_pdf(two_pages) as first, open_pdf(one_page) as second:
        kinds = [kind for pdf in (first, second) for kind, _ in structure(pdf)]
    with open_pdf(bound(two_pages, one_page)) as pdf:
        found = structure(pdf)
        wanted = ["Document", *("Part" if kind == "Document" else kind for kind in kinds)]
        assert [kind for kind, _ in found] == wanted
        parts = pdf.Root.StructTreeRoot.K[0].K
        assert [str(part.Lang) for part in parts] == ["bn", "en"]
        assert kinds.count("H1") == 2


def test_every_page_finds_its_own_tags(one_page: bytes, two_pages: bytes) -> None:
    with open_pdf(bound(two_pages, one_page, two_pages)) as pdf:
        tree = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        keys = [int(page.StructParents) for page in pdf.pages if "/StructParents" in page]
        assert len(set(keys)) == len(keys) == 5
        for page in pdf.pages:
            if "/StructParents" not in page:
                continue
            elements: Any = tree[int(page.StructParents)]
            for element in elements:
                if isinstance(element, pikepdf.Dictionary):
                    assert _page_of(element) == page.obj.objgen


def _page_of(element: Any) -> Any:
    while "/Pg" not in element:
        kids = element.K if isinstance(element.K, pikepdf.Array) else [element.K]
        marked = [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/Pg" in kid]
        if marked:
            return marked[0].Pg.objgen
        element = element.P
    return element.Pg.objgen


def test_what_letters_share_is_written_once(two_pages: bytes) -> None:
    one, three = len(bound(two_pages)), len(bound(two_pages, two_pages, two_pages))
    assert three < 1.5 * one
    with open_pdf(bound(two_pages, two_pages)) as pdf:
        fonts = [
            item for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item
        ]  # fmt: skip
        with open_pdf(two_pages) as single:
            alone = [
                item for item in single.objects
                if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item
            ]  # fmt: skip
        assert len(fonts) == len(alone) > 0


def test_what_is_said_of_the_file_is_kept(two_pages: bytes) -> None:
    with open_pdf(two_pages) as single, open_pdf(bound(two_pages, two_pages)) as pdf:
        assert pdf.Root.Metadata.read_bytes() == single.Root.Metadata.read_bytes()
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert len(pdf.Root.OutputIntents) == 1
        assert str(pdf.Root.Lang) == "bn"


def test_binding_is_the_same_every_time(one_page: bytes, two_pages: bytes) -> None:
    assert bound(one_page, two_pages) == bound(one_page, two_pages)


def test_letters_are_let_go_as_they_are_written(two_pages: bytes) -> None:
    class Counting(BytesIO):
        written = 0

        def write(self, content: Any) -> int:
            Counting.written += len(content)
            return super().write(content)

    file = Counting()
    seen = []

    def letters() -> Any:
        for number in range(6):
            seen.append(Counting.written)
            yield str(number), two_pages

    bind(letters(), file)
    assert seen == sorted(seen)
    assert seen[3] > 0


def test_no_letter_and_a_foreign_file_are_refused() -> None:
    with pytest.raises(LayoutError, match="no letter"):
        bind((), BytesIO())
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page()
    file = BytesIO()
    pdf.save(file)
    with pytest.raises(LayoutError, match="no tags"):
        bound(file.getvalue())


def test_texts_that_look_like_references_stay(two_pages: bytes) -> None:
    with open_pdf(two_pages) as pdf:
        top = pdf.Root.StructTreeRoot.K[0]
        top.T = pikepdf.String("7 0 R (a) \\ /StructParents 5")
        top.Alt = pikepdf.String("রিমা")
        file = BytesIO()
        pdf.save(file)
    with open_pdf(bound(two_pages, file.getvalue())) as pdf:
        part = pdf.Root.StructTreeRoot.K[0].K[1]
        assert (str(part.T), str(part.Alt)) == ("7 0 R (a) \\ /StructParents 5", "রিমা")


def test_objects_are_found_again_in_a_packed_file(tmp_path: Path) -> None:
    with (tmp_path / "a.pdf").open("wb") as file:
        packing = Packing(file)
        numbers = [packing.reserve() for _ in range(2 * PACKED + 7)]
        root, pages = packing.reserve(), packing.reserve()
        for number in numbers:
            packing.add(number, b"<< /Number %d >>" % number)
        packing.add(pages, b"<< /Type /Pages /Count 0 /Kids [ ] >>")
        kids = b" ".join(b"%d 0 R" % number for number in numbers)
        packing.add(root, b"<< /Type /Catalog /Pages %d 0 R /All [ %b ] >>" % (pages, kids))
        packing.close(root=root, info=None)
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        found: Any = pdf.Root.All
        assert [int(item.Number) for item in found] == numbers
