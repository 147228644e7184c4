"""Each check of the family: a real sheet passes it, and a sheet broken in one way does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from crmo_handouts.checking import Severity
from crmo_handouts.errors import UsageError
from crmo_handouts.preflight import CHECKS, preflight, printed_text
from crmo_handouts.preflight.looks import contrast_ratio, grey
from crmo_handouts.preflight.words import common_length, split_words
from tests.preflight.conftest import Draw, Printed, edited, found, with_content

Edit = Callable[[pikepdf.Pdf], object]


def test_sheet_of_the_press_passes_all_checks(sheet: Printed) -> None:
    assert [str(finding) for finding in preflight(sheet.pdf, sheet.promise)] == []


def test_sheet_passes_without_a_promise(sheet: Printed) -> None:
    assert [str(finding) for finding in preflight(sheet.pdf)] == []


def test_finding_names_the_sheet_or_the_file(sheet: Printed, tmp_path: Path) -> None:
    (finding,) = preflight(sheet.pdf, replace(sheet.promise, pages=3))
    assert finding.place == "thank-you/en/a4"
    path = tmp_path / "a.pdf"
    path.write_bytes(edited(sheet.pdf, without("/Lang")))
    assert {finding.place for finding in preflight(path)} == {str(path)}


def test_every_check_has_an_id_a_reason_and_a_test() -> None:
    ids = [check.id for check in CHECKS]
    assert len(ids) == len(set(ids))
    here = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    for check in CHECKS:
        assert re.fullmatch(r"preflight/[a-z]+(-[a-z]+)*", check.id)
        assert check.title.endswith((".", ")."))
        assert check.rationale.endswith(".")
        assert f'"{check.id.removeprefix("preflight/")}"' in here, f"{check.id} has no failing case"


# ------------------------------------------------------------------------- against the promise


@pytest.mark.parametrize(
    ("check", "change"),
    [
        ("page-count", {"pages": 1}),
        ("page-size", {"paper": "us-letter"}),
        ("font-family", {"families": ("Press Tamil",)}),
        ("type-size", {"minimum": 30.0}),
        ("language", {"locale": "bn"}),
        ("title", {"title": "Another"}),
    ],
)
def test_sheet_that_is_other_than_promised_is_found(
    sheet: Printed, check: str, change: dict[str, Any]
) -> None:
    assert check in found(sheet.pdf, replace(sheet.promise, **change))


def test_word_that_the_page_lacks_is_found(sheet: Printed) -> None:
    promise = replace(sheet.promise, text=f"{sheet.promise.text} Unsaid")
    finding = next(iter(preflight(sheet.pdf, promise)))
    assert finding.check == "preflight/words"
    assert "Unsaid" in finding.message


def test_word_of_a_reader_is_not_told(sheet: Printed) -> None:
    promise = replace(sheet.promise, text=f"{sheet.promise.text} Zoltan", personal=("Zoltan",))
    findings = preflight(sheet.pdf, promise)
    assert findings
    assert "Zoltan" not in "".join(map(str, findings))


def test_words_that_nobody_wrote_are_found(sheet: Printed) -> None:
    text = sheet.promise.text.split()
    promise = replace(sheet.promise, text=" ".join(text[: len(text) // 2]))
    assert "words" in found(sheet.pdf, promise)


def test_words_in_another_order_are_found(sheet: Printed) -> None:
    text = " ".join(reversed(sheet.promise.text.split()))
    assert found(sheet.pdf, replace(sheet.promise, text=text)) == {"word-order"}


def test_value_of_a_reader_in_the_metadata_is_found_and_not_told(sheet: Printed) -> None:
    pdf = edited(sheet.pdf, lambda pdf: pdf.docinfo.update({"/Subject": "Zoltan Kovacs"}))
    promise = replace(sheet.promise, personal=("Zoltan Kovacs",))
    findings = list(preflight(pdf, promise))
    assert "personal" in {finding.check.removeprefix("preflight/") for finding in findings}
    assert "Zoltan" not in "".join(map(str, findings))


def test_unknown_paper_is_no_promise(sheet: Printed) -> None:
    with pytest.raises(UsageError, match="papyrus"):
        replace(sheet.promise, paper="papyrus")


# ---------------------------------------------------------------------------------- by its objects


def without(key: str) -> Edit:
    return lambda pdf: pdf.Root.__delitem__(key)


def put(**entries: Any) -> Edit:
    def edit(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            pdf.Root[f"/{key}"] = value

    return edit


def with_page(key: str, value: Any) -> Edit:
    return lambda pdf: pdf.pages[0].obj.__setitem__(key, value)


def xmp(old: bytes, new: bytes) -> Edit:
    def edit(pdf: pikepdf.Pdf) -> None:
        before = pdf.Root.Metadata.read_bytes()
        assert old in before
        pdf.Root.Metadata.write(before.replace(old, new))

    return edit


def fonts_of(pdf: pikepdf.Pdf) -> list[Any]:
    return list(pdf.pages[0].resources["/Font"].values())


def unembed(pdf: pikepdf.Pdf) -> None:
    for font in fonts_of(pdf):
        del font.DescendantFonts[0].FontDescriptor["/FontFile2"]


def untag_names(pdf: pikepdf.Pdf) -> None:
    for font in fonts_of(pdf):
        font.BaseFont = pikepdf.Name("/" + str(font.BaseFont)[8:])


def to_type1(pdf: pikepdf.Pdf) -> None:
    for font in fonts_of(pdf):
        font.DescendantFonts[0].Subtype = pikepdf.Name.CIDFontType0


def elements(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    return [
        item
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") == kind and "/P" in item
    ]


def headings_deeper(pdf: pikepdf.Pdf) -> None:
    for element in elements(pdf, "/H2"):
        element.S = pikepdf.Name.H4


def figure(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "/P")[0].S = pikepdf.Name.Figure


def table_head(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "/P")[0].S = pikepdf.Name.TH


def lost_content(pdf: pikepdf.Pdf) -> None:
    del elements(pdf, "/P")[0]["/K"]


def link(pdf: pikepdf.Pdf) -> None:
    kind = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])
    pdf.pages[0].obj["/Annots"] = pikepdf.Array([pdf.make_indirect(kind)])


def javascript(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def address(pdf: pikepdf.Pdf) -> None:
    link(pdf)
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org")
    pdf.pages[0].obj["/Annots"][0]["/A"] = action


def launch(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="a.exe")


def attach(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = b"a"


def field(pdf: pikepdf.Pdf) -> None:
    one = pdf.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="name"))
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[one])


def outside(pdf: pikepdf.Pdf) -> None:
    stream = pikepdf.Stream(pdf, b"")
    stream["/F"] = pikepdf.String("http://example.org/a")
    pdf.Root["/Elsewhere"] = pdf.make_indirect(stream)


def hidden(pdf: pikepdf.Pdf) -> None:
    group = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="a"))
    pdf.Root.OCProperties = pikepdf.Dictionary(
        OCGs=[group], D=pikepdf.Dictionary(OFF=pikepdf.Array([group]))
    )


@pytest.mark.parametrize(
    ("check", "edit"),
    [
        ("boxes", with_page("/TrimBox", [-9, 0, 595.28, 841.89])),
        ("boxes", with_page("/BleedBox", [9, 9, 500, 800])),
        ("boxes", with_page("/MediaBox", [0, 0, 3, 3])),
        ("page-count", lambda pdf: pdf.pages.append(pdf.pages[0])),
        ("page-size", with_page("/TrimBox", [0.5, 0, 595.28, 841.89])),
        ("font-embedded", unembed),
        ("font-subset", untag_names),
        ("font-kind", to_type1),
        ("language", without("/Lang")),
        ("title", without("/Metadata")),
        ("title", without("/ViewerPreferences")),
        ("title", lambda pdf: pdf.docinfo.update({"/Title": "Another"})),
        ("author", lambda pdf: pdf.docinfo.update({"/Author": "A. Person"})),
        ("pdfa", xmp(b'pdfaid:part="2"', b'pdfaid:part="3"')),
        ("pdfa", without("/Metadata")),
        ("pdfua", xmp(b"<pdfuaid:part>1</pdfuaid:part>", b"")),
        ("pdfua", xmp(b"<rdf:RDF", b"<!DOCTYPE a><rdf:RDF")),
        ("tagged", without("/StructTreeRoot")),
        ("tagged", put(MarkInfo=pikepdf.Dictionary(Marked=False))),
        ("headings", headings_deeper),
        ("headings", lambda pdf: elements(pdf, "/H1")[0].__setattr__("S", pikepdf.Name.P)),
        ("alt", figure),
        ("scope", table_head),
        ("untagged", lost_content),
        ("link-text", link),
        ("script", javascript),
        ("action", address),
        ("action", launch),
        ("attachment", attach),
        ("form", field),
        ("external", outside),
        ("layer", hidden),
    ],
)
def test_sheet_broken_in_one_way_is_found(sheet: Printed, check: str, edit: Edit) -> None:
    assert check in found(edited(sheet.pdf, edit), sheet.promise)


# ----------------------------------------------------------------------------------- by its content


@pytest.mark.parametrize(
    ("check", "content"),
    [
        ("untagged", b"100 100 9 9 re f"),
        ("untagged", b"/Span BMC 100 100 9 9 re f EMC"),
        ("mark-nesting", b"/Artifact BMC 100 100 9 9 re f"),
        ("mark-nesting", b"EMC"),
        ("mark-nesting", b"/P <</MCID 900>> BDC /Artifact BMC 100 100 9 9 re f EMC EMC"),
        ("safe-area", b"/Artifact BMC 5 100 200 9 re f EMC"),
        ("safe-area", b"/Artifact BMC 100 835 9 4 re f EMC"),
    ],
)
def test_content_that_is_out_of_order_is_found(sheet: Printed, check: str, content: bytes) -> None:
    assert check in found(with_content(sheet.pdf, content), sheet.promise)


def test_content_in_a_form_is_read(sheet: Printed) -> None:
    def show(pdf: pikepdf.Pdf) -> None:
        form = pikepdf.Stream(pdf, b"0 0 9 9 re f", Type=pikepdf.Name.XObject)
        form["/Subtype"], form["/BBox"] = pikepdf.Name.Form, pikepdf.Array([0, 0, 9, 9])
        pdf.pages[0].resources["/XObject"] = pikepdf.Dictionary({"/Fm": pdf.make_indirect(form)})
        pdf.pages[0].contents_add(b"q 1 0 0 1 100 100 cm /Fm Do Q", prepend=True)

    assert found(edited(sheet.pdf, show), sheet.promise) == {"untagged"}


def test_what_runs_to_the_trim_is_no_fault(sheet: Printed) -> None:
    band = b"/Artifact BMC 0 100 300 40 re f EMC /Artifact BMC 0 800 596 42 re f EMC"
    assert "safe-area" not in found(with_content(sheet.pdf, band), sheet.promise)


def test_character_without_a_glyph_is_found(sheet: Printed) -> None:
    def show(pdf: pikepdf.Pdf) -> None:
        name = next(iter(pdf.pages[0].resources["/Font"].keys()))
        text = f"/Artifact BMC BT {name} 12 Tf 200 200 Td <0000> Tj ET EMC"
        pdf.pages[0].contents_add(text.encode(), prepend=True)

    (finding,) = (
        finding
        for finding in preflight(edited(sheet.pdf, show))
        if finding.check == "preflight/glyph"
    )
    assert "+Press-" in finding.message


def test_character_that_was_lost_is_found(sheet: Printed) -> None:
    def lose(pdf: pikepdf.Pdf) -> None:
        for font in fonts_of(pdf):
            text = font.ToUnicode.read_bytes()
            font.ToUnicode.write(
                re.sub(rb"<([0-9a-fA-F]{4})> <00[0-9a-fA-F]{2}>", rb"<\1> <fffd>", text)
            )

    assert "glyph" in found(edited(sheet.pdf, lose))


# ----------------------------------------------------------------------------------- by its looks


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("p { color: #767676 }", set()),
        ("p { color: #777777 }", {"contrast", "contrast-grey"}),
        ("p { color: #777777; font-size: 18pt }", set()),
        ("p { color: #777777; font-size: 17pt }", {"contrast", "contrast-grey"}),
        ("p { color: #777777; font-weight: bold }", set()),
        ("p { color: white; background: #0f5c66 }", set()),
        ("p { color: white }", {"contrast", "contrast-grey"}),
        ("p { color: #0f5c66; background: #1d2b2e }", {"contrast", "contrast-grey"}),
        ("p { color: #ff0000 }", {"contrast"}),
        # Bright green on magenta is told apart by who sees colours; a copier makes one grey of them.
        ("p { color: #00ff00; background: #a000a0 }", {"contrast-grey"}),
    ],
)
def test_pale_text_is_found(draw: Draw, style: str, expected: set[str]) -> None:
    checks = found(draw("<h1>A</h1><p>Some words to read</p>", style=style))
    assert checks & {"contrast", "contrast-grey"} == expected


def test_contrast_is_that_of_wcag() -> None:
    assert contrast_ratio((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast_ratio((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)
    assert grey((255, 0, 0)) == (76, 76, 76)


@pytest.mark.parametrize(
    ("style", "is_found"),
    [
        ("p { margin-top: -1mm }", False),
        ("p { margin-top: -14pt }", True),
        ("p { line-height: 0.6 }", True),
        ("p { line-height: 1 }", False),
        ("b { margin-left: -1em }", False),
        ("b { margin-left: -5em }", True),
        ("b { font-size: 60%; vertical-align: super }", False),
    ],
)
def test_text_on_text_is_found(draw: Draw, style: str, is_found: bool) -> None:
    body = "<p>Several words on one <b>long line</b>,<br>and more of them<p>and others below"
    pdf = draw(body, style=f"p {{ margin: 0; line-height: 1.2 }} {style}")
    assert ("overlap" in found(pdf)) == is_found


def test_text_near_the_edge_is_found(draw: Draw) -> None:
    assert "safe-area" not in found(draw("<p>Words", style="@page { margin: 6mm }"))
    assert "safe-area" in found(draw("<p>Words", style="@page { margin: 2mm }"))


@pytest.mark.parametrize(("pixels", "is_found"), [(300, False), (299, True)])
def test_coarse_picture_is_found(draw: Draw, pixels: int, is_found: bool) -> None:
    from io import BytesIO

    import weasyprint
    from PIL import Image

    output = BytesIO()
    Image.new("RGB", (pixels, 300), "teal").save(output, "PNG")

    def fetch(url: str, **_: Any) -> Any:
        return weasyprint.urls.URLFetcherResponse(
            url, output.getvalue(), {"Content-Type": "image/png"}
        )

    pdf = draw(
        "<img src='memory://a/b.png' alt=a style='width: 1in; height: 1in'>", url_fetcher=fetch
    )
    assert ("resolution" in found(pdf)) == is_found


def test_size_of_type_counts_the_matrices(sheet: Printed) -> None:
    def shrink(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        page.contents_add(b"q 0.5 0 0 0.5 100 100 cm", prepend=True)
        page.contents_add(b"Q")

    assert "type-size" in found(edited(sheet.pdf, shrink), sheet.promise)


def test_heavy_file_is_found(sheet: Printed) -> None:
    import os

    def load(pdf: pikepdf.Pdf) -> None:
        pdf.Root["/Ballast"] = pdf.make_indirect(pikepdf.Stream(pdf, os.urandom(2_100_000)))

    (finding,) = preflight(edited(sheet.pdf, load), sheet.promise)
    assert finding.check.removeprefix("preflight/") == "file-size"
    assert finding.severity is Severity.WARNING


# ------------------------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Call 112, now!", ["Call", "112", "now"]),
        ("CRMO/CNO", ["CRMO", "CNO"]),
        ("≥ 38.0\u00a0°C", ["≥", "38", "0", "°", "C"]),
        ("cafe\u0301", ["café"]),
        ("soft\u00adly \u2068112\u2069", ["softly", "112"]),
        ("হৃদ্‌রোগ কী", ["হৃদ্রোগ", "কী"]),
        ("发烧 38", ["发", "烧", "38"]),
    ],
)
def test_text_is_split_into_words(text: str, expected: list[str]) -> None:
    assert list(split_words(text)) == expected


def test_common_words_are_counted_in_order() -> None:
    assert common_length(list("abcd"), list("xacbdy")) == 3
    assert common_length([], ["a"]) == 0
    assert common_length(["a"] * 70, ["a"] * 65) == 65


def test_printed_text_leaves_out_what_is_not_on_the_page() -> None:
    html = (
        "<html><head><title>T</title><style>p{}</style></head><body><footer>Foot <b>1</b></footer>"
        "<h1>Head</h1><p>One<br>two <b>th</b>ree</p><p>four</p></body></html>"
    )
    assert printed_text(html) == ("Head One two three four", "Foot 1")


@pytest.mark.parametrize(
    ("family", "text", "leading"),
    [
        ("Press Bengali", "ডান হাঁটুর ব্যথা স্কুলের শিক্ষার্থী হৃদ্রোগ", 1.5),
        ("Press Devanagari", "स्कूल के शिक्षक को दर्द की जानकारी दें", 1.5),
        ("Press Tamil", "பள்ளிக்கு எழுதும் கடிதம் வலி", 1.5),
        ("Press Naskh", "ألم في الركبة والتهاب العظم المتعدد", 1.6),
        ("Press Nastaliq", "گھٹنے میں درد اور سوزش کی علامات بچے کو", 2.0),
        ("Press SC", "膝关节疼痛，请立即打电话。", 1.5),
    ],
)
def test_ink_of_a_script_is_no_overlap(draw: Draw, family: str, text: str, leading: float) -> None:
    direction = "rtl" if family in ("Press Naskh", "Press Nastaliq") else "ltr"
    style = f"html {{ font-family: '{family}'; line-height: {leading}; direction: {direction} }}"
    pdf = draw(f"<h1>{text}</h1><p>{(text + ' <b>' + text + '</b> ') * 12}", style=style)
    assert "overlap" not in found(pdf)
    assert "overlap" in found(draw(f"<p>{text * 12}", style=style + "p { line-height: .5 }"))
