"""The peers, each at its best: opened once, then given one text after the other."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from benchmarks.speed import typstmarkup
from benchmarks.speed.texts import Text
from crmo_handouts.project import builtin_root

BIN = Path(sys.executable).parent
VARIANT = "pdf/a-2a"


class Printer(Protocol):
    """Prints a text and returns the PDF."""

    def __call__(self, text: Text) -> bytes:
        """Print one text."""


@contextmanager
def weasyprint_command() -> Iterator[Printer]:
    """WeasyPrint's command: a process a file."""
    with tempfile.TemporaryDirectory() as folder:

        def write(text: Text) -> bytes:
            page, pdf = Path(folder, "page.html"), Path(folder, "page.pdf")
            page.write_text(text.html, "utf-8")
            command = [str(BIN / "weasyprint"), "--pdf-variant", VARIANT, str(page), str(pdf)]
            subprocess.run(command, check=True, capture_output=True)
            return pdf.read_bytes()

        yield write


@contextmanager
def weasyprint_warm() -> Iterator[Printer]:
    """One warm WeasyPrint process, with its fonts and pictures kept."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts, pictures = FontConfiguration(), dict[str, Any]()

    def write(text: Text) -> bytes:
        page = weasyprint.HTML(string=text.html).render(font_config=fonts, cache=pictures)
        written: bytes = page.write_pdf(pdf_variant=VARIANT)
        return written

    yield write


@contextmanager
def typst() -> Iterator[Printer]:
    """Typst in process, one compiler, its cache warm."""
    import typst as library

    styles = builtin_root() / "styles"
    folders = sorted({str(path.parent) for path in (styles / "fonts").rglob("*.ttf")})
    opened: Any = library.Compiler
    compiler = opened(b"", root=str(styles), font_paths=folders, ignore_system_fonts=True)

    def write(text: Text) -> bytes:
        written: bytes = compiler.compile(input=source(text).encode(), format="pdf")
        return written

    yield write


def source(text: Text) -> str:
    """Return a text in Typst's markup; its paper is the end of its name, or A4."""
    paper = "us-letter" if text.name.endswith("us-letter") else "a4"
    return typstmarkup.write(text.html, locale=text.locale, paper=paper, size=9)


@contextmanager
def chromium() -> Iterator[Printer]:
    """One Chromium without a window; a page a document, over its debugging pipe."""
    program = shutil.which("chromium") or "chromium"
    with tempfile.TemporaryDirectory() as folder, _Browser(program, folder) as browser:

        def write(text: Text) -> bytes:
            page = Path(folder, "page.html")
            page.write_text(text.html, "utf-8")
            return browser.print(page.as_uri())

        yield write


class _Browser:
    """Chromium's DevTools protocol: JSON messages over two pipes, a NUL after each."""

    def __init__(self, program: str, folder: str) -> None:
        self._command = [program, "--headless", "--no-sandbox", "--remote-debugging-pipe"]
        self._command += [f"--user-data-dir={folder}/profile", "about:blank"]
        self._number = 0
        self._rest = b""
        self._events: list[str] = []

    def __enter__(self) -> _Browser:
        """Open the browser and a page."""
        there, self._to = os.pipe()
        self._from, back = os.pipe()

        def take_pipes() -> None:
            # By way of copies: a pipe that has its number already would be closed.
            reading, writing = os.dup(there), os.dup(back)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        self._process = subprocess.Popen(
            self._command, preexec_fn=take_pipes, close_fds=False, stderr=subprocess.DEVNULL
        )
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        found = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = found["sessionId"]
        self._ask("Page.enable", session=True)
        return self

    def __exit__(self, *_: object) -> None:
        """Close the browser."""
        self._process.terminate()
        self._process.wait(10)

    def print(self, url: str) -> bytes:
        """Open a page and print it."""
        self._events.clear()
        self._ask("Page.navigate", session=True, url=url)
        while "Page.loadEventFired" not in self._events:
            self._next()
        options = {"printBackground": True, "preferCSSPageSize": True, "generateTaggedPDF": True}
        return base64.b64decode(self._ask("Page.printToPDF", session=True, **options)["data"])

    def _ask(self, method: str, *, session: bool = False, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self._number:
            pass
        result: dict[str, Any] = answer["result"]
        return result

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            self._rest += os.read(self._from, 1 << 20)
        message, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        self._events.append(found.get("method", ""))
        return found


PEERS = {
    "WeasyPrint, a process a file": weasyprint_command,
    "WeasyPrint, one warm process": weasyprint_warm,
    "Typst, one warm process": typst,
    "Chromium, one browser": chromium,
}


def missing() -> dict[str, str]:
    """Return the peers that this machine lacks, with how they are had."""
    found = {}
    if not shutil.which("chromium"):
        found["Chromium, one browser"] = "apt install chromium"
    try:
        import typst as _  # noqa: F401
    except ImportError:
        found["Typst, one warm process"] = "pip install typst"
    return found


def timed(printer: Printer, texts: Sequence[Text]) -> list[float]:
    """Print texts one after another; return the seconds of each."""
    times = []
    for text in texts:
        start = time.perf_counter()
        printer(text)
        times.append(time.perf_counter() - start)
    return times
