"""A sheet is broken in a way that is easy to overlook, one at a time: each is found."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from crmo_handouts.preflight import preflight, words
from tests.preflight.conftest import Draw, Printed, edited, found
from tests.preflight.test_checks import elements, fonts_of, with_page, xmp

Edit = Callable[[pikepdf.Pdf], object]
Change = Callable[[bytes], bytes]


def content(change: Change, page: int = 0) -> Edit:
    """Change the content of a page, which must then be another."""

    def edit(pdf: pikepdf.Pdf) -> None:
        before = pdf.pages[page].Contents.read_bytes()
        after = change(before)
        assert after != before
        pdf.pages[page].Contents = pdf.make_stream(after)

    return edit


def everywhere(old: bytes, new: bytes) -> Edit:
    return content(lambda data: data.replace(old, new))


def below(more: bytes) -> Edit:
    """Paint something after all that is on a page."""
    return content(lambda data: b"q " + data + b" Q /Artifact BMC q " + more + b" Q EMC")


# ------------------------------------------------------------------------- what nobody sees


def picture_on_top(pdf: pikepdf.Pdf) -> None:
    white = Stream(
        pdf,
        b"\xff",
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=1,
        Height=1,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
    )
    pdf.pages[0].resources["/XObject"] = Dictionary({"/Cover": pdf.make_indirect(white)})
    below(b"160 0 0 200 40 600 cm /Cover Do")(pdf)


def stamp_on_top(pdf: pikepdf.Pdf) -> None:
    look = Stream(pdf, b"1 1 1 rg 0 0 160 200 re f", Type=Name.XObject, Subtype=Name.Form)
    look["/BBox"] = Array([0, 0, 160, 200])
    stamp = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=[40, 600, 200, 800], F=4)
    stamp["/AP"] = Dictionary(N=pdf.make_indirect(look))
    pdf.pages[0].obj["/Annots"] = Array([pdf.make_indirect(stamp)])


def blank_glyphs(pdf: pikepdf.Pdf) -> None:
    """Take the outlines out of a font, and leave all else of it (OpenType, `loca`)."""
    for font in fonts_of(pdf):
        file = font.DescendantFonts[0].FontDescriptor.FontFile2
        data = bytearray(file.read_bytes())
        for at in range(12, 12 + 16 * int.from_bytes(data[4:6], "big"), 16):
            if data[at : at + 4] == b"loca":
                start, size = (
                    int.from_bytes(data[at + part : at + part + 4], "big") for part in (8, 12)
                )
                data[start : start + size] = bytes(size)
        file.write(bytes(data))


@pytest.mark.parametrize(
    "edit",
    [
        below(b"1 1 1 rg 40 600 160 200 re f"),
        below(b"1 1 1 rg 60 600 30 200 re f"),
        picture_on_top,
        stamp_on_top,
        everywhere(b"BT\n", b"BT\n3 Tr\n"),
        content(lambda data: b"q 0 0 9 9 re W n " + data + b" Q"),
        blank_glyphs,
    ],
    ids=["box", "narrow box", "picture", "stamp", "mode", "clip", "glyphs"],
)
def test_text_that_nobody_sees_is_found(sheet: Printed, edit: Edit) -> None:
    assert "hidden-text" in found(edited(sheet.pdf, edit), sheet.promise)


def test_box_behind_text_hides_nothing(sheet: Printed) -> None:
    box = content(lambda data: b"/Artifact BMC q 0.95 g 0 0 596 842 re f Q EMC " + data)
    assert found(edited(sheet.pdf, box), sheet.promise) == set()


def test_text_in_the_colour_of_its_ground_is_found(sheet: Printed) -> None:
    pdf = edited(sheet.pdf, content(lambda data: re.sub(rb"[\d.]+ [\d.]+ [\d.]+ rg", b"1 g", data)))
    assert {"hidden-text", "contrast"} <= found(pdf, sheet.promise)


def test_pale_outline_of_letters_is_found(sheet: Printed) -> None:
    pdf = edited(sheet.pdf, everywhere(b"BT\n", b"BT\n1 Tr 0.9 0.9 0.9 RG\n"))
    assert "contrast" in found(pdf, sheet.promise)


def test_transparent_letters_are_found(sheet: Printed) -> None:
    def fade(pdf: pikepdf.Pdf) -> None:
        states = pdf.pages[0].resources.ExtGState
        for name in list(states.keys()):
            states[name] = Dictionary(ca=0.3, CA=0.3)

    assert "contrast" in found(edited(sheet.pdf, fade), sheet.promise)


# --------------------------------------------------------------------------- what is another text


def other_letter(pdf: pikepdf.Pdf) -> None:
    """Have one glyph of a font copied as another letter."""
    font = fonts_of(pdf)[0]
    text = font.ToUnicode.read_bytes()
    changed = re.sub(rb"(\n<0002> <)[0-9a-f]+>", rb"\g<1>0416>", text, count=1)
    assert changed != text
    font.ToUnicode.write(changed)


def mark(number: int) -> bytes:
    return rb"/Span\s*<</MCID %d>>\s*BDC(.*?)EMC" % number


def said_twice(data: bytes) -> bytes:
    """Show a text again, below the first."""
    text = re.search(mark(1), data, re.DOTALL)
    assert text is not None
    return data + b" /Span <</MCID 1>> BDC q 1 0 0 1 0 300 cm " + text[1] + b" Q EMC"


def to_artifact(data: bytes) -> bytes:
    return re.sub(rb"/Span\s*<</MCID 3>>\s*BDC", b"/Artifact BMC", data)


def instead(key: str) -> Edit:
    return lambda pdf: elements(pdf, "/P")[0].__setitem__(key, "Take ten tablets")


@pytest.mark.parametrize(
    ("check", "edit"),
    [
        ("words", other_letter),
        ("words", content(said_twice)),
        ("word-order", content(to_artifact)),
        ("word-order", instead("/ActualText")),
        ("word-order", instead("/Alt")),
    ],
)
def test_text_that_is_copied_or_read_as_another_is_found(
    sheet: Printed, check: str, edit: Edit
) -> None:
    assert check in found(edited(sheet.pdf, edit), sheet.promise)


def test_one_word_that_nobody_wrote_is_found(sheet: Printed) -> None:
    text = sheet.promise.text
    word = next(word for word in text.split() if word.isalpha() and text.split().count(word) == 1)
    promise = replace(sheet.promise, text=text.replace(word, "", 1))
    assert "words" in found(sheet.pdf, promise)


def test_letter_that_comes_back_as_another_is_found_where_words_may_differ(
    sheet: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is granted to scripts that are read from the right: words in part, letters all.
    monkeypatch.setitem(words.THRESHOLDS, "LATIN", (0.2, 0.2))
    (finding, *_) = preflight(edited(sheet.pdf, other_letter), sheet.promise)
    assert finding.check == "preflight/words"
    assert "letters are copied as others" in finding.message


# --------------------------------------------------------------------------------- what is stuck on


@pytest.mark.parametrize("kind", ["FreeText", "Stamp", "Text", "Highlight"])
def test_note_on_a_page_is_found(sheet: Printed, kind: str) -> None:
    def stick(pdf: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name("/" + kind), Rect=[90, 90, 99, 99])
        pdf.pages[0].obj["/Annots"] = Array([pdf.make_indirect(note)])

    assert "annotation" in found(edited(sheet.pdf, stick), sheet.promise)


# ------------------------------------------------------------------------------------ its pages


def swapped(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Kids = Array([pdf.pages[1].obj, pdf.pages[0].obj])


@pytest.mark.parametrize(
    ("check", "edit"),
    [
        ("page-order", swapped),
        ("boxes", with_page("/CropBox", [100, 100, 400, 600])),
        ("page-size", with_page("/MediaBox", [-50, -50, 700, 900])),
        ("page-size", with_page("/Rotate", 90)),
    ],
)
def test_page_that_is_not_shown_as_promised_is_found(
    sheet: Printed, check: str, edit: Edit
) -> None:
    assert check in found(edited(sheet.pdf, edit), sheet.promise)


# --------------------------------------------------------------------------------- its fonts, its type


def spoilt(change: Change) -> Edit:
    def edit(pdf: pikepdf.Pdf) -> None:
        for font in fonts_of(pdf):
            file = font.DescendantFonts[0].FontDescriptor.FontFile2
            file.write(change(file.read_bytes()))

    return edit


@pytest.mark.parametrize(
    "edit",
    [spoilt(lambda data: b"no font" * 99), spoilt(lambda data: data[: len(data) // 2])],
    ids=["another file", "half"],
)
def test_font_file_that_cannot_be_read_is_found(sheet: Printed, edit: Edit) -> None:
    assert "font-embedded" in found(edited(sheet.pdf, edit), sheet.promise)


@pytest.mark.parametrize(
    "edit",
    [
        everywhere(b"BT\n", b"BT\n50 Tz\n"),
        content(lambda data: re.sub(rb"1 0 0 -1 ([\d.]+ [\d.]+ Tm)", rb"0.5 0 0 -1 \1", data)),
    ],
    ids=["scale", "matrix"],
)
def test_type_that_is_squeezed_is_small(sheet: Printed, edit: Edit) -> None:
    assert "type-size" in found(edited(sheet.pdf, edit), sheet.promise)


# ------------------------------------------------------------------------------------- its tags


def list_without_list(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "/P")[0].S = Name.LI


@pytest.mark.parametrize(
    ("check", "edit"),
    [
        ("tag-place", list_without_list),
        ("passage-language", lambda pdf: elements(pdf, "/P")[0].__setitem__("/Lang", "no such!")),
    ],
)
def test_tag_that_means_nothing_is_found(sheet: Printed, check: str, edit: Edit) -> None:
    assert check in found(edited(sheet.pdf, edit), sheet.promise)


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("<p>অ্যাম্বুলেন্স ডাকুন এবং ক্লিনিকে এখনই ফোন করুন দয়া করে", True),
        ("<p lang=bn>অ্যাম্বুলেন্স ডাকুন এবং ক্লিনিকে এখনই ফোন করুন দয়া করে", False),
        ("<p>A name: রহিমা বেগম", False),
    ],
)
def test_passage_in_another_script_without_a_language_is_found(
    draw: Draw, text: str, is_found: bool
) -> None:
    pdf = draw(
        f"<h1>Call an ambulance</h1><p>Then call the clinic as soon as you can, please.{text}",
        style="html { font-family: Press Latin, Press Bengali }",
    )

    def say_language(opened: pikepdf.Pdf) -> None:  # the engine alone does not
        elements(opened, "/P")[-1]["/Lang"] = pikepdf.String("bn")

    pdf = edited(pdf, say_language) if "lang=" in text else pdf
    assert ("passage-language" in found(pdf)) == is_found


# ------------------------------------------------------------------------------- what it hides


def metadata_of_a_page(pdf: pikepdf.Pdf) -> None:
    said = Stream(pdf, "<x>Zoltán Kovács</x>".encode(), Type=Name.Metadata, Subtype=Name.XML)
    pdf.pages[0].obj["/Metadata"] = pdf.make_indirect(said)


def private_notes(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PieceInfo = Dictionary(Any=Dictionary(Private=Dictionary(Who="Zoltán Kovács")))


@pytest.mark.parametrize(
    "edit",
    [
        xmp(b"</dc:title>", "</dc:title><dc:subject>Zoltán\n Kovács</dc:subject>".encode()),
        xmp(b"</dc:title>", "</dc:title><dc:x>Zolta\u0301n Kova\u0301cs</dc:x>".encode()),
        lambda pdf: pdf.docinfo.update({"/Child": "zoltán kovács"}),
        metadata_of_a_page,
        private_notes,
    ],
    ids=["spaces", "accents", "info", "page", "private"],
)
def test_name_is_found_wherever_it_hides(sheet: Printed, edit: Edit) -> None:
    promise = replace(sheet.promise, personal=("Zoltán Kovács",))
    assert "personal" in found(edited(sheet.pdf, edit), promise)


def test_short_name_is_not_found_inside_a_word(sheet: Printed) -> None:
    promise = replace(sheet.promise, personal=("Art",))  # “Part” is in all metadata
    assert "personal" not in found(sheet.pdf, promise)
    pdf = edited(sheet.pdf, lambda pdf: pdf.docinfo.update({"/Subject": "For Art, aged 9"}))
    assert "personal" in found(pdf, promise)


def test_locked_file_is_found(sheet: Printed) -> None:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(sheet.pdf)) as pdf:
        pdf.save(output, encryption=pikepdf.Encryption(owner="o", user=""))
    assert "locked" in found(output.getvalue(), sheet.promise)


SCRIPT = Dictionary(O=Dictionary(S=Name.JavaScript, JS="app.alert(1)"))


def printed_never(pdf: pikepdf.Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="a"))
    rule = Dictionary(Event=Name.Print, Category=[Name.Print], OCGs=[group])
    pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(ON=[group], AS=[rule]))


@pytest.mark.parametrize(
    ("check", "edit"),
    [
        ("layer", printed_never),
        ("pdfa", lambda pdf: pdf.Root.__delitem__("/OutputIntents")),
        ("script", lambda pdf: pdf.pages[1].obj.__setitem__("/AA", SCRIPT)),
        ("script", lambda pdf: pdf.Root.__setitem__("/Names", Dictionary(JavaScript=SCRIPT))),
    ],
)
def test_what_acts_or_hides_in_a_corner_is_found(sheet: Printed, check: str, edit: Edit) -> None:
    assert check in found(edited(sheet.pdf, edit), sheet.promise)


# --------------------------------------------------------------- letters shown one by one, leftwards


def shown_leftwards(pdf: bytes, *lines: tuple[float, float], cover: bytes = b"") -> bytes:
    """Show lines as one that is read from the right is written: an operator a letter."""

    def show(opened: pikepdf.Pdf) -> None:
        page = opened.pages[0]
        used = re.search(rb"(/\S+) [\d.]+ Tf\s*\[?<([\da-f]{4})", page.Contents.read_bytes())
        assert used is not None
        font, code = used.groups()
        letter = b"[600<%s>600] TJ\n" % code  # back over the letter, to where the next one ends
        text = b"".join(
            b"BT 1 0 0 1 %f %f Tm %s 14 Tf\n%sET\n" % (start, base, font, letter * 30)
            for start, base in lines
        )
        page.contents_add(b"/Artifact BMC q " + text + cover + b" Q EMC", prepend=True)

    return edited(pdf, show)


@pytest.mark.parametrize(
    ("lines", "is_found"),
    [
        ([(400, 60), (400, 90)], False),
        ([(400, 60), (390, 60)], True),
        ([(400, 60), (400, 66)], True),
    ],
)
def test_lines_of_single_letters_are_lines(
    draw: Draw, lines: list[tuple[float, float]], is_found: bool
) -> None:
    pdf = shown_leftwards(draw("<h1>Some letters"), *lines)
    assert ("overlap" in found(pdf)) == is_found


def test_part_of_a_line_of_letters_that_is_covered_is_found(draw: Draw) -> None:
    pdf = draw("<h1>Some letters")
    assert "hidden-text" not in found(shown_leftwards(pdf, (400, 60)))
    box = b"1 g 250 50 90 30 re f"
    assert "hidden-text" in found(shown_leftwards(pdf, (400, 60), cover=box))
