"""Pages + Papers -> Pdfs: each file both PDF/A-2a and PDF/UA-1, the same bytes every time.

The engine writes either the mark of PDF/A or that of PDF/UA. Both hold for our files, so the
`pdfuaid` description, and the extension schema that PDF/A asks for it, are put into the XMP's own
RDF: a second RDF block is not read by validators.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

from crmo_handouts.errors import LayoutError
from crmo_handouts.layout import Pages, watch
from crmo_handouts.paper import Paper
from crmo_handouts.pdf.pictures import no_interpolation, pictures_once
from crmo_handouts.pdf.place import move, place
from crmo_handouts.pdf.sealed import write_down
from crmo_handouts.pdf.tags import completed_tags
from crmo_handouts.pdf.textlayer import text_layer

VARIANT = "pdf/a-2a"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

# PDF/A-2 (ISO 19005-2, 6.6.2.3.3) asks for these very prefixes, which are otherwise lost when the XML
# is written anew.
for _prefix, _uri in {
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}.items():
    ElementTree.register_namespace(_prefix, _uri)

# PDF/UA-1 (ISO 14289-1, 5) names the identification schema; PDF/A-2 (ISO 19005-2, 6.6.2.3) lets a
# file use it only when the file describes it in an extension schema.
PDFUA_RDF = f"""<rdf:RDF xmlns:rdf="{RDF}">
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""


NO_GLYPH = re.compile(r"\.notdef glyph rendered .*\(U\+(?P<code>[0-9A-F]{4,6})\)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pdf:
    """A written file, and the characters that no font of the press could draw in it."""

    content: bytes = field(repr=False)
    missing: tuple[str, ...] = ()


def write_pdfs(pages: Pages, papers: Sequence[Paper]) -> list[Pdf]:
    """Write laid-out pages as tagged, archival PDFs, one for each paper.

    Raises LayoutError when the engine fails, or warns of anything but a missing glyph.
    """
    contents: list[bytes] = []

    def finish(pdf: Any, placed: Any) -> None:
        objects = write_down(pdf)
        contents.append(objects.sealed().write())
        for before, after in pairwise(papers):
            objects = objects.again(pdf, move(pdf, placed, before=before, after=after))
            contents.append(objects.sealed().write())

    missing = draw(pages, papers[0], finish)
    return [Pdf(content, missing) for content in contents]


def draw(pages: Pages, paper: Paper, finish: Callable[[Any, Any], None]) -> tuple[str, ...]:
    """Draw pages on a paper, with a true text layer and whole tags; return what has no glyph.

    `finish` is given the engine's PDF and its placed pages when all is drawn; it writes them down,
    and the engine does not, which would write every object twice, the second time for a digest.
    `/ViewerPreferences /Direction /R2L` is left out: it says in which order facing pages lie, which
    a sheet has none of, and PDFium reverses the words of Latin lines for it.
    """
    placed = place(pages, paper)
    placed.metadata = _with_pdfua_mark(placed.metadata)

    def finish_instead(_: Any, pdf: Any) -> None:
        finish(pdf, placed)
        pdf.write = lambda *_: None

    with (
        watch() as warnings,
        completed_tags(pages),
        text_layer(),
        pictures_once(),
        no_interpolation(),
    ):
        try:
            placed.write_pdf(pdf_variant=VARIANT, finisher=finish_instead)
        except (ArithmeticError, AssertionError, AttributeError, LookupError, ValueError) as error:
            raise LayoutError(
                f"the engine could not write the pages: {type(error).__name__}",
                where=pages.document.handout,
                hint="try without the last change in styles/: opacity and filters cannot be tagged",
            ) from error
    return _missing_glyphs(warnings, pages)


def _missing_glyphs(warnings: Sequence[str], pages: Pages) -> tuple[str, ...]:
    missing = []
    for warning in warnings:
        match = NO_GLYPH.search(warning)
        if match is None:
            raise LayoutError(warning, where=pages.document.handout)
        missing.append(chr(int(match["code"], 16)))
    return tuple(dict.fromkeys(missing))


def _with_pdfua_mark(metadata: Any) -> Any:
    """Return metadata that declares PDF/UA-1 beside what the engine declares."""
    kind = type(metadata)

    class MarkedMetadata(kind):  # type: ignore[misc, valid-type]
        def generate_rdf_metadata(self, *args: Any, **kwargs: Any) -> bytes:
            rdf = ElementTree.fromstring(super().generate_rdf_metadata(*args, **kwargs))
            rdf.extend(ElementTree.fromstring(PDFUA_RDF))
            written: bytes = ElementTree.tostring(rdf, encoding="utf-8")
            return written

    marked = MarkedMetadata()
    marked.__dict__.update(metadata.__dict__)
    return marked
