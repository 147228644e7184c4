"""Measure what readers get back from PDFs, against WeasyPrint's own output, Chromium and Typst.

    .venv/bin/python -m benchmarks.text_layer [--texts DIR] [--keep DIR]

For every writer, locale and reader: the share of words that come back exactly, and the share that
come back in order (longest common subsequence over the source's words); characters in Chinese. Marks
of direction are no text: all readers' are taken away. `--texts` holds a file `LOCALE.txt` of prose, a
paragraph a line; else the sentences of the tests are set as prose.

PDFium comes with the press, poppler with `apt install poppler-utils`. What is not there is left out:

    MuPDF     pip install pymupdf             (AGPL: no dependency of the press)
    pdf.js    npm install --prefix .cache/pdfjs pdfjs-dist
    Chromium  apt install chromium
    Typst     pip install typst==0.15.0
"""

from __future__ import annotations

import argparse
import importlib
import io
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from html import escape
from pathlib import Path
from typing import Any

import pypdfium2

from crmo_handouts.layout.engine import Engine
from crmo_handouts.pdf.textlayer import text_layer
from crmo_handouts.project import Project, builtin_root
from tests.pdf.sentences import FONTS, SENTENCES

ROOT = Path(__file__).parents[1]
PDFJS = ROOT / ".cache/pdfjs"
RTL = ("ar", "ur")
MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")

EXTRACT = """
import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';
import fs from 'fs';
const data = new Uint8Array(fs.readFileSync(process.argv[2]));
const pdf = await pdfjs.getDocument({data, verbosity: 0}).promise;
for (let n = 1; n <= pdf.numPages; n++) {
  const content = await (await pdf.getPage(n)).getTextContent();
  for (const item of content.items)
    process.stdout.write((item.str ?? '') + (item.hasEOL ? '\\n' : ''));
  process.stdout.write('\\n');
}
"""

Read = Callable[[Path], str]
Write = Callable[[str, Sequence[str]], bytes]


# ------------------------------------------------------------------------------------ writers


def html_of(locale: str, paragraphs: Sequence[str], *, faces: str = "") -> str:
    """Set paragraphs as a page of HTML in the press's font for a locale."""
    direction = "rtl" if locale in RTL else "ltr"
    style = (
        f"{faces} @page {{ size: A4; margin: 18mm }} "
        f'body {{ font: 11pt/1.9 "{FONTS.get(locale, "Press Latin")}", "Press Latin" }}'
    )
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    head = f'<!doctype html><html lang="{locale}" dir="{direction}"><meta charset="utf-8">'
    return f"{head}<title>x</title><style>{style}</style>{body}"


def weasyprint_writer(engine: Engine, *, has_layer: bool) -> Write:
    """Make the writer that is WeasyPrint with the press's fonts, with or without our text layer."""

    def write(locale: str, paragraphs: Sequence[str]) -> bytes:
        import weasyprint

        html = html_of(locale, paragraphs)
        page = weasyprint.HTML(string=html).render(font_config=engine.font_config)
        with text_layer() if has_layer else nullcontext():
            written: bytes = page.write_pdf(pdf_variant="pdf/a-2a")
        return written

    return write


def chromium_writer(program: str) -> Write:
    """Make the writer that is Chromium without a window."""

    def write(locale: str, paragraphs: Sequence[str]) -> bytes:
        faces = "".join(
            f'@font-face {{ font-family: "{family}"; src: url({path.as_uri()}) }}'
            for family, path in font_files().items()
        )
        with tempfile.TemporaryDirectory() as folder:
            page, pdf = Path(folder, "page.html"), Path(folder, "page.pdf")
            page.write_text(html_of(locale, paragraphs, faces=faces), "utf-8")
            command = [program, "--headless", "--no-sandbox", "--no-pdf-header-footer"]
            command += [f"--user-data-dir={folder}/profile", f"--print-to-pdf={pdf}"]
            subprocess.run([*command, page.as_uri()], check=True, capture_output=True, timeout=120)
            return pdf.read_bytes()

    return write


def typst_writer(typst: Any) -> Write:
    """Make the writer that is Typst; it knows our fonts by their own names."""

    def write(locale: str, paragraphs: Sequence[str]) -> bytes:
        from fontTools.ttLib import TTFont

        path = font_files()[FONTS.get(locale, "Press Latin")]
        family = TTFont(path)["name"].getBestFamilyName()
        lang = locale.split("_")[0]
        text = "\n\n".join(f'#text("{paragraph_of(one)}")' for one in paragraphs)
        source = (
            f'#set page("a4", margin: 18mm)\n#set text(font: "{family}", lang: "{lang}", '
            f"size: 11pt, dir: {'rtl' if locale in RTL else 'ltr'}, hyphenate: false)\n{text}"
        )
        written: bytes = typst.compile(
            source.encode(), font_paths=[str(path.parent)], ignore_system_fonts=True
        )
        return written

    def paragraph_of(text: str) -> str:
        return text.replace("\\", "\\\\").replace('"', '\\"')

    return write


def font_files() -> Mapping[str, Path]:
    """Return the regular face of each family of the press."""
    folder = builtin_root() / "styles/fonts"
    families = {family: family.lower().replace(" ", "-") for family in FONTS.values()}
    return {
        family: path
        for family, name in families.items()
        for path in sorted((folder / name).glob("*-Regular.ttf"))
    }


def writers() -> Mapping[str, Write]:
    """Return the writers that this machine has."""
    engine = Engine(Project.open())
    found: dict[str, Write] = {
        "press": weasyprint_writer(engine, has_layer=True),
        "WeasyPrint": weasyprint_writer(engine, has_layer=False),
    }
    if program := shutil.which("chromium"):
        found["Chromium"] = chromium_writer(program)
    if (typst := optional("typst")) is not None:
        found["Typst"] = typst_writer(typst)
    return found


# ------------------------------------------------------------------------------------ readers


def read_by_poppler(pdf: Path) -> str:
    """Read as `pdftotext` does."""
    command = ["pdftotext", "-enc", "UTF-8", str(pdf), "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


def read_by_pdfium(pdf: Path) -> str:
    """Read as Chromium's viewer does."""
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def mupdf_reader(mupdf: Any) -> Read:
    """Make the reader that is MuPDF."""

    def read(pdf: Path) -> str:
        with mupdf.open(pdf) as document:
            return "\n".join(page.get_text() for page in document)

    return read


def read_by_pdfjs(pdf: Path) -> str:
    """Read as Firefox does."""
    script = PDFJS / "extract.mjs"
    script.write_text(EXTRACT, "utf-8")
    command = ["node", script.name, str(pdf.resolve())]
    return subprocess.run(command, check=True, capture_output=True, cwd=PDFJS).stdout.decode()


def readers() -> Mapping[str, Read]:
    """Return the readers that this machine has."""
    found: dict[str, Read] = {}
    if shutil.which("pdftotext"):
        found["poppler"] = read_by_poppler
    found["PDFium"] = read_by_pdfium
    if (mupdf := optional("pymupdf")) is not None:
        found["MuPDF"] = mupdf_reader(mupdf)
    if shutil.which("node") and (PDFJS / "node_modules/pdfjs-dist").is_dir():
        found["pdf.js"] = read_by_pdfjs
    return found


def optional(name: str) -> Any:
    """Import a development tool, or return None."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


# ------------------------------------------------------------------------------------ scores


def score(source: str, got: str, locale: str) -> tuple[float, float]:
    """Return the share of a source's words that came back, and that came back in order."""
    said, heard = units(source, locale), units(got, locale)
    found = sum((Counter(said) & Counter(heard)).values())
    return found / len(said), common(said, heard) / len(said)


def units(text: str, locale: str) -> list[str]:
    """Split a text into words, or into characters where words are not parted."""
    words = MARKS.sub("", text).split()
    return list("".join(words)) if locale.startswith("zh") else words


def common(said: Sequence[str], heard: Sequence[str]) -> int:
    """Return the length of the longest common subsequence (Hyyrö 2004, bit by bit)."""
    places: dict[str, int] = {}
    for place, word in enumerate(said):
        places[word] = places.get(word, 0) | 1 << place
    row = full = (1 << len(said)) - 1
    for word in heard:
        hits = row & places.get(word, 0)
        row = ((row + hits) | (row - hits)) & full
    return len(said) - row.bit_count()


# -------------------------------------------------------------------------------------- table


def texts(folder: Path | None) -> Mapping[str, Sequence[str]]:
    """Return the prose of each locale."""
    if folder is not None:
        return {
            path.stem: [line for line in path.read_text("utf-8").splitlines() if line.strip()]
            for path in sorted(folder.glob("*.txt"))
        }
    return {
        locale: [" ".join(sentences[at : at + 5]) for at in range(0, len(sentences), 5)]
        for locale, sentences in SENTENCES.items()
    }


def measure(folder: Path, prose: Mapping[str, Sequence[str]]) -> None:
    """Print the table; leave the files in a folder."""
    by = readers()
    print("words / in order |", " | ".join(by), "| bytes | ms")
    print("|".join(["---"] * (len(by) + 3)))
    for writer, write in writers().items():
        for locale, paragraphs in prose.items():
            start = time.perf_counter()
            pdf = folder / f"{writer}-{locale}.pdf"
            pdf.write_bytes(write(locale, paragraphs))
            taken = (time.perf_counter() - start) * 1000
            cells = []
            for read in by.values():
                words, order = score(" ".join(paragraphs), read(pdf), locale)
                cells.append(f"{words:.3f} / {order:.3f}")
            size = pdf.stat().st_size
            print(
                f"{writer} {locale} |", " | ".join(cells), f"| {size:,} | {taken:.0f}", flush=True
            )


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--texts", type=Path, help="a folder of LOCALE.txt, a paragraph a line")
    parser.add_argument("--keep", type=Path, help="a folder to leave the PDFs in")
    options = parser.parse_args()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        measure(folder, texts(options.texts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
