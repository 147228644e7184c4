"""Draw the pictures of docs/translating.md: a proof, and what `catalog lint` says of the same file.

    .venv/bin/python tools/translating.py       # writes docs/images/proof.png and lint.svg

A good translation is copied to a folder and spoiled there, in one way each: then the commands are run
as a translator runs them. Run it after a change of the proof or of lint.
"""

from __future__ import annotations

import html
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import polib
import pypdfium2
from PIL import Image

from tools.picture import GAP, WIDTH, as_png, side_by_side

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"

HANDOUT = "warning-signs"
LOCALE = "es"
MESSAGES = Path("locales", LOCALE, "LC_MESSAGES")

Spoil = Callable[[polib.POEntry], None]


def main() -> int:
    """Write both pictures; return an exit code."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / MESSAGES).mkdir(parents=True)
        for name in (HANDOUT, "shared"):
            shutil.copy(ROOT / MESSAGES / f"{name}.po", project / MESSAGES)
        review = ("review", LOCALE, HANDOUT, "--kind", "language", "--by", "A. Example")
        run("catalog", *review, project=project)
        spoil(project)
        proof = project / "proof.pdf"
        run("proof", HANDOUT, "--locale", LOCALE, "-o", str(proof), project=project)
        said = run("catalog", "lint", LOCALE, project=project, code=1)
        IMAGES.mkdir(parents=True, exist_ok=True)
        (IMAGES / "proof.png").write_bytes(as_png(picture_of(proof.read_bytes())))
    command = f"crmo-handouts catalog lint {LOCALE}"
    (IMAGES / "lint.svg").write_text(terminal(command, said.splitlines()), "utf-8")
    return 0


def run(*words: str, project: Path, code: int = 0) -> str:
    """Run a command on a folder, and return what it says; raises RuntimeError when it fails."""
    command = [sys.executable, "-m", "crmo_handouts", *words, "--project", str(project)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode != code:
        raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


# -- one fault of each kind


def forget(message: polib.POEntry) -> None:
    """Leave it untranslated."""
    message.msgstr = ""


def outdate(message: polib.POEntry) -> None:
    """Mark it fuzzy, as `catalog update` does when the English has changed."""
    message.previous_msgid = message.msgid.replace("Very hard", "Hard")
    message.flags.append("fuzzy")


def replaced(old: str, new: str) -> Spoil:
    """Return what puts one text in the place of another."""

    def spoil(message: polib.POEntry) -> None:
        if old not in message.msgstr:
            raise LookupError(f"{old!r} is not in {message.msgstr!r}")
        message.msgstr = message.msgstr.replace(old, new)

    return spoil


FAULTS: Mapping[str, Spoil] = {
    "For parents and carers": forget,
    "Very hard to breathe": outdate,
    "Edition of ": replaced("%(edition)s", "2026"),
    "(Write your local": replaced(" línea", "  línea"),
    "EMERGENCY NOW": replaced("PIDA AYUDA YA", "AYUDA YA"),
    "Skin very pale": replaced("Piel", "Pi\N{CYRILLIC SMALL LETTER IE}l"),
}
"""Beginnings of English texts, and how the translation is spoiled.

No safety string is among them: it is compared with that of the press, whose path is this machine's.
"""


def spoil(project: Path) -> None:
    """Spoil the copied files; raises LookupError when a text of FAULTS is not there any more."""
    left = dict(FAULTS)
    for path in sorted((project / MESSAGES).glob("*.po")):
        po = polib.pofile(str(path))
        for message in po:
            start = next((one for one in left if message.msgid.startswith(one)), None)
            if start:
                left.pop(start)(message)
        po.save()
    if left:
        raise LookupError(f"no message begins with {', '.join(map(repr, left))}")


# -- the proof


def picture_of(pdf: bytes) -> Image.Image:
    """Draw the first page of a proof and, beside it, the first page of its list."""
    pages = pypdfium2.PdfDocument(pdf)
    first_of_list = next(
        at
        for at in range(len(pages))
        if "List, page 1 of" in pages[at].get_textpage().get_text_range()
    )
    width = (WIDTH - GAP * 3) // 2
    images = [
        pages[at].render(scale=width / pages[at].get_width()).to_pil().convert("RGB")
        for at in (0, first_of_list)
    ]
    return side_by_side(images)


# -- the terminal

COLUMNS = 100
SIZE, LINE, MARGIN = 14, 20, 16
"""Size of type, height of a line and margin, px."""
ADVANCE = 0.61
"""The width of a letter of a monospaced font, in type sizes."""
INKS = {"error:": "#a11212", "warning:": "#7a4b00", "hint:": "#0b5c66"}
"""The first words of lines that have a colour of their own; they keep their words for the grey."""


def terminal(command: str, lines: list[str]) -> str:
    """Write a command and what it said as an SVG picture of text."""
    told = [f"$ {command}", *(part for line in lines for part in wrapped(line))]
    width = round(COLUMNS * SIZE * ADVANCE) + 2 * MARGIN
    height = len(told) * LINE + 2 * MARGIN
    title = html.escape(f"What {command} says")
    rows = "\n".join(
        f'<text x="{_left(line)}" y="{MARGIN + LINE * at + SIZE}">{_inked(line)}</text>'
        for at, line in enumerate(told)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' role="img" aria-label="{title}">\n<title>{title}</title>\n'
        f'<rect width="{width}" height="{height}" rx="6" fill="#fbfbf8" stroke="#767676"/>\n'
        f'<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="{SIZE}"'
        f' fill="#1b1b1b">\n{rows}\n</g>\n</svg>\n'
    )


def wrapped(line: str) -> Iterator[str]:
    """Yield a line in pieces that fit, the further ones set in."""
    indent = line[: len(line) - len(line.lstrip())]
    yield from textwrap.wrap(line, COLUMNS, subsequent_indent=f"{indent}      ") or [""]


def _left(line: str) -> int:
    """Return where a line begins, px: viewers drop the spaces that it begins with."""
    return round(MARGIN + (len(line) - len(line.lstrip())) * SIZE * ADVANCE)


def _inked(line: str) -> str:
    """Return a line as SVG text: its first word in colour, a file's place in bold."""
    body = line.lstrip()
    word = body.split(" ", 1)[0]
    if word in INKS:
        told = html.escape(body.removeprefix(word))
        return f'<tspan fill="{INKS[word]}" font-weight="bold">{word}</tspan>{told}'
    if body == line:
        return f'<tspan font-weight="bold">{html.escape(line)}</tspan>'
    return html.escape(body)


if __name__ == "__main__":
    sys.exit(main())
