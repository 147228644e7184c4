"""Lines of two directions, and words of two lines: read as they are said."""

from __future__ import annotations

import io
import re
import unicodedata
from contextlib import nullcontext
from functools import cache
from itertools import combinations, pairwise
from typing import Any

import pikepdf
import pypdfium2
import pytest

from tests.pdf.sentences import SENTENCES
from tests.pdf.test_textlayer import (
    read_by_pdfium,
    read_by_poppler,
    read_in_order,
    to_unicode,
    words,
    write,
)

READERS = (read_by_poppler, read_by_pdfium, read_in_order)

ARABIC = (
    "الحرارة 38.0 °C أو أكثر",
    "يسمى CNO (CRMO) أيضا",
    "يسمى (CRMO) CNO أيضا.",
    "اتصل (416) 555-0142 اليوم",
    "هاتف +1 416 555 0142",
    "الطبيبة Dr. Jane O’Neil-Smith (CRMO) هنا",
    "إيران، Alt-Q لاتيني (3l، كروم)",
    "من 5% إلى 10%، ثم 1.0A",
    "مثلا: 15:30، ثم 14:15:20",
    'قال "نعم"، ثم [لا]! ثم',
    "CNO (CRMO)",
    "(CRMO)",
    "38.0 °C",
)
URDU = ("بخار 38.0 °C یا زیادہ", "اسے CNO (CRMO) کہتے ہیں۔", "فون: (416) 555-0142، ہر روز۔")
PHRASES = [("ar", phrase) for phrase in ARABIC] + [("ur", phrase) for phrase in URDU]

NAMES = ("محمد علي الحسن", "محمد علی خان", "محمد-علي الحسن 2", "محمد O’Neil علي", "محمد")


@cache
def written(body: str, locale: str) -> bytes:
    return write(body, locale)


def among(locale: str, line: str) -> str:
    """Set a line below some of its language: poppler goes by what a page has most of."""
    return "".join(f"<p>{sentence}" for sentence in SENTENCES[locale][:3]) + f"<p>{line}"


def last_words(text: str, locale: str) -> list[str]:
    return words(text)[len(words(" ".join(SENTENCES[locale][:3]))) :]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(("locale", "phrase"), PHRASES)
def test_what_reads_the_other_way_stands_where_it_is_said(
    locale: str, phrase: str, read: Any
) -> None:
    assert last_words(read(written(among(locale, phrase), locale)), locale) == words(phrase)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "line", ["Name: {}, in grade 5", "Name: {}", "{} is here", "One ({}) of us, {} too."]
)
def test_a_name_of_several_words_keeps_their_order_in_an_english_line(
    name: str, line: str, read: Any
) -> None:
    pdf = written(among("en", line.format(*[f"<bdi dir=rtl>{name}</bdi>"] * 2)), "en")
    assert last_words(read(pdf), "en") == words(line.format(name, name))


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "name", ["রহিমা খাতুন চৌধুরী", "रहीमा ख़ातून", "Jane Anne O’Neil-Smith", "Ann محمد Smith"]
)
def test_a_name_alone_in_its_slot_is_whole_on_an_arabic_page(name: str, read: Any) -> None:
    pdf = written(among("ar", f"<bdi>{name}</bdi>"), "ar")
    assert last_words(read(pdf), "ar") == words(name)


@pytest.mark.parametrize(
    ("locale", "line", "phrase"),
    [
        ("ar", "يسمى CNO (CRMO) أيضا", "\u2066CNO\u200f\u200f (\u200e\u200fCRMO\u200f"),
        ("en", "It is <bdi>محمد علي</bdi> here", "\u2067محمد\u200e علي\u200e\u2069"),
    ],
)
def test_a_phrase_is_isolated_so_that_it_stays_whole_where_it_is_pasted(
    locale: str, line: str, phrase: str
) -> None:
    read = read_in_order(write(f"<p>{line}", locale))
    assert phrase.replace("\u200f", "") in read.replace("\u200f", "")


def test_a_word_that_reads_the_other_way_is_copied_without_an_isolate() -> None:
    read = read_in_order(write("<p>المرض CRMO معروف", "ar"))
    assert not {"\u2066", "\u2067", "\u2069"} & set(read)


def test_an_address_is_copied_as_it_is() -> None:
    assert "a.b-c@d.example" in read_in_order(write("<p>البريد: a.b-c@d.example", "ar"))


def test_a_phrase_that_is_too_wide_to_be_moved_is_written_where_it_is() -> None:
    line = "A whole line (of English), as a title in a list of sources has it, " * 2
    pdf = written(among("ar", f"<span style='font-size: 7pt'>{line}</span>"), "ar")
    assert last_words(read_in_order(pdf), "ar") == words(line)


@pytest.mark.parametrize(("locale", "line"), [("ar", ARABIC[5]), ("en", f"<bdi>{NAMES[0]}</bdi>")])
def test_what_is_moved_has_its_box_where_it_draws(locale: str, line: str) -> None:
    with pypdfium2.PdfDocument(write(f"<p>{line}", locale)) as document:
        boxes = [item.get_bounds() for item in document[0].get_objects()]
    assert len(boxes) > 3
    assert all(
        min(one[2], other[2]) - max(one[0], other[0]) < 0.5 * 11
        for one, other in combinations(boxes, 2)
    )


@pytest.mark.parametrize("locale", ["ar", "ur"])
def test_no_text_ends_with_a_mark_of_direction_for_pdf_js_would_drop_it(locale: str) -> None:
    body = "".join(f"<p>{sentence}" for sentence in (*SENTENCES[locale], *ARABIC))
    with pikepdf.open(io.BytesIO(write(body, locale))) as document:
        fonts = document.pages[0].Resources.Font.values()
        texts = {text for font in fonts for text in to_unicode(font).values()}
    assert len(texts) > 50
    for text in texts:
        ends = unicodedata.category(text[-1]) == "Cf"
        assert not ends or all(unicodedata.category(letter) == "Cf" for letter in text)


def test_a_mark_is_parted_from_its_letter_for_pdf_js_would_turn_them_round() -> None:
    pdf = write("<p>مُحَمَّد", "ar")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        texts = to_unicode(next(iter(page.Resources.Font.values())))
        content: Any = list(pikepdf.parse_content_stream(page))
    shown = [
        (texts[bytes(operands[0][1]).hex()[:4]], str(before))
        for (_, before), (operands, operator) in pairwise(content)
        if str(operator) == "TJ"
    ]
    assert [text for text, before in shown if before == "EMC"] == ["ُ", "َ", "َ"]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "text",
    [
        "a well-known cat",
        "une demi-journée, aller-retour",
        "step-by-step-by-step-by-step, then",
        "a <b>well-</b>known <i>cat</i>",
        "red/green/blue and mother/father/aunt",
    ],
)
def test_a_word_that_its_own_hyphen_breaks_is_said_whole(text: str, read: Any) -> None:
    said = words(re.sub("<[^>]+>", "", text))
    for width in range(9, 30, 5):  # mm
        assert words(read(written(f"<p style='width: {width}mm'>{text}", "en"))) == said


@pytest.mark.parametrize("read", [read_by_pdfium, read_in_order])
def test_a_dash_between_words_does_not_join_them(read: Any) -> None:
    for width in range(9, 30, 5):  # mm
        pdf = written(f"<p style='width: {width}mm'>one - two - three - four - five - six", "en")
        assert words(read(pdf)) == words("one - two - three - four - five - six")


def test_without_the_text_layer_such_a_word_is_broken() -> None:
    pdf = write("<p style='width: 12mm'>a well-known cat", "en", layer=nullcontext())
    assert "well-known" not in words(read_by_poppler(pdf))
