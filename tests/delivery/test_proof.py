"""The marked copy: what stands on it, for a catalog in any state."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from crmo_handouts import Job
from crmo_handouts.delivery.proof import Bench, Copy, sample_values
from crmo_handouts.errors import Refused, UsageError
from crmo_handouts.project import Project
from tests.reading import open_pdf, pdf_text, structure
from tests.toy import LETTER, SHEET, TODAY, TOY, replace_in

PO = f"locales/bn/LC_MESSAGES/{SHEET}.po"
HOW_LONG = 'msgid "How long"\nmsgstr "কতক্ষণ"'


def bench(root: Path, locale: str = "bn", handout: str = SHEET) -> Bench:
    return Bench(Project((root,), TODAY), Job(handout, locale, ("a4",)))


def prove(root: Path, locale: str = "bn") -> Copy:
    return bench(root, locale).prove()


@pytest.fixture(scope="module")
def whole() -> Callable[[str], Copy]:
    """The proof of the toy's own sheet, made once a language."""
    return lru_cache(lambda locale: prove(TOY, locale))


def pages(pdf: bytes) -> list[str]:
    """Return the drawing operators of each page."""
    with open_pdf(pdf) as opened:
        return [page.Contents.read_bytes().decode("latin-1") for page in opened.pages]


def entries(text: str) -> dict[int, str]:
    """Return the list's entries by their numbers: from a mark to the next one."""
    _, _, listed = text.partition("On the sheet, in its order")
    marks = list(re.finditer(r"(?<![\d.,:-])([1-9]\d{0,2})\s?([MFXTOLC]!?S?)(?=[\s\w])", listed))
    ends = [mark.start() for mark in marks[1:]] + [len(listed)]
    return {int(mark[1]): listed[mark.start() : end] for mark, end in zip(marks, ends, strict=True)}


def test_proof_has_the_pages_of_the_sheet_and_then_a_list(whole: Callable[[str], Copy]) -> None:
    copy = whole("bn")
    assert copy.sheet_pages == 1
    assert copy.list_pages >= 1
    assert len(pages(copy.pdf)) == copy.sheet_pages + copy.list_pages


def test_proof_is_drawn_across_every_page_and_is_no_text(whole: Callable[[str], Copy]) -> None:
    for page in pages(whole("bn").pdf):
        # Twice: the ground behind the text, and its outline over it.
        assert len(re.findall(r"/Artifact\s*<<[^>]*/Watermark", page)) == 2


def test_word_stands_behind_the_text_and_its_outline_before_it(
    whole: Callable[[str], Copy],
) -> None:
    for page in pages(whole("bn").pdf):
        marks = [found.start() for found in re.finditer("/Watermark", page)]
        texts = [found.start() for found in re.finditer(r"\bBT\b", page)]
        assert marks[0] < min(texts)
        assert max(texts) < marks[1]


def test_title_says_that_it_is_a_proof(whole: Callable[[str], Copy]) -> None:
    with open_pdf(whole("bn").pdf) as opened:
        assert str(opened.docinfo.Title) == "PROOF (bn): পরিষ্কার হাত"


def test_every_number_on_the_sheet_has_its_entry(whole: Callable[[str], Copy]) -> None:
    text = pdf_text(whole("en").pdf)
    sheet, _, _ = text.partition("PROOF: ")
    marked = {int(number) for number in re.findall(r"(\d{1,2})\s[MFXTOLC]", sheet)}
    listed = entries(text)
    assert marked >= set(range(1, 13))
    assert set(listed) == set(range(1, len(listed) + 1))
    assert marked <= set(listed)
    assert "Clean hands" in listed[1]
    assert re.search(rf"locales/en/LC_MESSAGES/\s?{SHEET}.po:\d+", listed[1])


def test_message_that_is_not_printed_stands_below(whole: Callable[[str], Copy]) -> None:
    _, _, below = pdf_text(whole("en").pdf).partition("Not on this sheet")
    assert "How to wash hands." in below


def test_lines_break_where_the_edition_breaks_them(whole: Callable[[str], Copy]) -> None:
    from crmo_handouts.layout import fit
    from crmo_handouts.layout.proof import lay_out_sheet

    made = bench(TOY)
    said = made.press.say(made.job)
    assert said.document is not None
    edition = fit(made.press.engine, said.document)
    from crmo_handouts.catalog.proofing.proving import prove as read

    marked, _ = made._say(read(made.files, SHEET, "bn"))
    assert lay_out_sheet(made.press.engine, marked).pages.used == edition.used


def test_safety_critical_message_says_so_in_its_mark(whole: Callable[[str], Copy]) -> None:
    listed = entries(pdf_text(whole("en").pdf))
    (entry,) = [entry for entry in listed.values() if "Emergency? Call" in entry]
    assert re.match(r"\d+\s?TS", entry)
    assert "safety-critical" in entry


def test_missing_message_stands_in_english_and_is_tagged_so(toy_copy: Path) -> None:
    replace_in(toy_copy / PO, HOW_LONG, 'msgid "How long"\nmsgstr ""')
    copy = prove(toy_copy)
    assert copy.counts["missing"] == 1
    text = pdf_text(copy.pdf)
    sheet, _, _ = text.partition("PROOF: ")
    assert "How long" in sheet
    with open_pdf(copy.pdf) as opened:
        spans = [
            element for kind, element in structure(opened) if str(element.get("/Lang", "")) == "en"
        ]
        assert str(opened.Root.Lang) == "bn"
    assert spans


def test_fuzzy_message_is_shown_and_marked(toy_copy: Path) -> None:
    replace_in(toy_copy / PO, HOW_LONG, f"#, fuzzy\n{HOW_LONG}")
    copy = prove(toy_copy)
    assert copy.counts["fuzzy"] == 1
    listed = entries(pdf_text(copy.pdf))
    (entry,) = [entry for entry in listed.values() if "How long" in entry and "fuzzy" in entry]
    assert re.match(r"\d+\s?F", entry)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<strong>never closed",
        "<img src=x onerror=alert(1)>",
        "%(nobody)s",
        "100 % %s %d %(page",
        "%(__class__)s %%(x)s",
        "{{ 7 * 7 }} {% raw %}",
        "</p></body></html>",
        '\\" class=\\"band',
        "&lt;b&gt; &nosuch; &#0;",
        "\u202eright to left\u0007",
    ],
)
def test_hostile_text_is_printed_as_it_was_typed(toy_copy: Path, hostile: str) -> None:
    replace_in(toy_copy / PO, HOW_LONG, f'msgid "How long"\nmsgstr "হাত {hostile}"')
    copy = prove(toy_copy)
    text = pdf_text(copy.pdf)
    assert copy.sheet_pages == 1
    assert "Rinse." in text
    assert "49" not in re.findall(r"হাত (\d+)", text)
    with open_pdf(copy.pdf) as opened:
        assert "/OpenAction" not in opened.Root
        assert "/JavaScript" not in opened.Root.get("/Names", {})


def test_broken_message_is_marked_and_told_with_its_finding(toy_copy: Path) -> None:
    line = replace_in(toy_copy / PO, "কতক্ষণ", "<strong>কতক্ষণ %(nobody)s")
    copy = prove(toy_copy)
    assert copy.counts["broken"] == 1
    text = pdf_text(copy.pdf)
    (entry,) = [
        entry for entry in entries(text).values() if "How long" in entry and "broken" in entry
    ]
    assert re.match(r"\d+\s?X!", entry)
    assert f"{SHEET}.po:{line}" in entry.replace(" ", "")
    assert "%(nobody)s" in entry
    assert "catalog/placeholder-invented" in entry.replace(" ", "")


def test_file_that_is_broken_in_one_place_is_shown_but_for_that(toy_copy: Path) -> None:
    line = replace_in(toy_copy / PO, 'msgstr "কতক্ষণ"', 'msgstr "কতক্ষণ')
    copy = prove(toy_copy)
    text = pdf_text(copy.pdf)
    assert copy.findings == 1
    assert copy.counts["missing"] == 1
    assert f"{SHEET}.po:{line}: the quotes of this text do not match" in text


def test_text_of_a_million_characters_is_bounded(toy_copy: Path) -> None:
    replace_in(toy_copy / PO, "কতক্ষণ", "x " * 500_000)
    copy = prove(toy_copy)
    assert len(pages(copy.pdf)) < 6
    assert len(copy.pdf) < 500_000
    replace_in(toy_copy / PO, "x " * 500_000, "long words " * 900)
    copy = prove(toy_copy)
    assert "9,900 characters" in pdf_text(copy.pdf)
    assert len(copy.pdf) < 500_000


def test_sheet_that_is_too_long_says_by_how_much_and_shows_all_of_it(toy_copy: Path) -> None:
    body = toy_copy / "handouts" / SHEET / "body.html.jinja"
    replace_in(body, "<h3>", '<div style="height: 300mm"></div><h3>')
    copy = prove(toy_copy)
    assert copy.sheet_pages == 1
    assert any(re.search(r"Page 1 is \d+ mm too long", told) for told in copy.unfit)
    assert re.search(r"Page 1 is \d+ mm too long", pdf_text(copy.pdf))
    sheet, _, _ = pdf_text(copy.pdf).partition("PROOF: ")
    assert "Rinse" not in sheet  # it is a Bangla sheet,
    assert "13 T" in sheet  # with all of its messages down to the foot.


@pytest.mark.parametrize("locale", ["ar", "ur"])
def test_language_from_right_to_left_without_a_file_is_all_english(
    toy_copy: Path, locale: str
) -> None:
    folder = toy_copy / "locales" / locale
    folder.mkdir()
    (folder / "locale.toml").write_text('fonts = ["Press Naskh"]\n', "utf-8")
    copy = prove(toy_copy, locale)
    assert copy.counts["missing"] == sum(copy.counts.values()) - copy.counts["with findings"]
    text = pdf_text(copy.pdf)
    assert "catalog/no-file" in text
    assert "Clean hands" in text
    with open_pdf(copy.pdf) as opened:
        assert str(opened.Root.Lang) == locale


def test_catalog_in_arabic_is_listed_beside_its_english(toy_copy: Path) -> None:
    folder = toy_copy / "locales" / "ar"
    (folder / "LC_MESSAGES").mkdir(parents=True)
    (folder / "locale.toml").write_text('fonts = ["Press Naskh"]\n', "utf-8")
    (folder / "LC_MESSAGES" / f"{SHEET}.po").write_text(
        'msgid ""\nmsgstr "Language: ar\\nContent-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Rinse."\nmsgstr "اشطف يديك."\n',
        "utf-8",
    )
    copy = prove(toy_copy, "ar")
    listed = entries(pdf_text(copy.pdf))
    (entry,) = [entry for entry in listed.values() if "Rinse" in entry]
    assert re.match(r"\d+\s?T", entry)
    assert "اشطف يديك." in entry


def test_brief_list_has_only_what_is_to_be_done(toy_copy: Path) -> None:
    replace_in(toy_copy / PO, HOW_LONG, 'msgid "How long"\nmsgstr ""')
    listed = entries(pdf_text(bench(toy_copy).prove(brief=True).pdf))
    assert len(listed) == 1


def test_brief_list_of_a_new_language_has_the_first_messages_only(toy_copy: Path) -> None:
    from crmo_handouts.document import prooflist

    whole = bench(toy_copy).prove()
    (toy_copy / PO).unlink()
    (toy_copy / "locales/bn/LC_MESSAGES/shared.po").unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prooflist, "FIRST", 3)
        copy = bench(toy_copy).prove(brief=True)
    assert copy.counts["missing"] == whole.counts["translated"] == 16
    text = pdf_text(copy.pdf)
    assert set(entries(text)) == {1, 2, 3}
    assert "And 13 more" in text


def test_proof_can_be_filled_with_the_examples() -> None:
    project = Project((TOY,), TODAY)
    values = sample_values(project, LETTER)
    copy = Bench(project, Job(LETTER, "bn", ("us-letter",), values, "examples")).prove()
    assert "রিমা নমুনা" in pdf_text(copy.pdf)


def test_faulty_data_is_refused() -> None:
    project = Project((TOY,), TODAY)
    with pytest.raises(Refused):
        Bench(project, Job(LETTER, "bn", ("a4",), {"nonsense": 1}, "data.toml"))


@pytest.mark.parametrize(
    "job",
    [Job(SHEET, "en-XL", ("a4",)), Job(SHEET, "xx", ("a4",)), Job(SHEET, "bn", ("a5",))],
)
def test_names_that_are_not_there_are_told(job: Job) -> None:
    with pytest.raises(UsageError):
        Bench(Project((TOY,), TODAY), job)


def test_same_files_give_the_same_bytes(whole: Callable[[str], Copy]) -> None:
    assert prove(TOY, "bn").pdf == whole("bn").pdf
