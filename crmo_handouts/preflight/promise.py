"""What an edition promised: plain values that a finished sheet is held against.

The judge knows nothing of how a sheet was made. Whoever prints one says here what it should be;
a file from elsewhere has no promise, and the checks that need one are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

from crmo_handouts.errors import UsageError
from crmo_handouts.paper import PAPERS, Paper

SAFE_AREA = 5.0
"""How far from the trim everything stays that is not cut off on purpose, mm: what a home printer
cannot reach, and what a cutter may miss."""

_SILENT = frozenset({"head", "title", "style", "script", "template"})
# Not only blocks: a slot (`span`) never stands inside a word.
_BREAKS = frozenset(
    {"address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt"}
    | {"figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li"}
    | {"main", "nav", "ol", "p", "section", "span", "table", "tbody", "td", "tfoot", "th", "thead"}
    | {"tr", "ul"}
)


@dataclass(frozen=True, slots=True)
class Promise:
    """What an edition promised its reader.

    `locale` is a language tag (BCP 47), `paper` an id of `paper.PAPERS`, `minimum` the smallest type,
    pt, and `families` the fonts that may be in the file. `text` holds the words that the sheet says,
    in order, `running` those that every page says again (its foot). `personal` are strings that
    belong on the paper alone, never in the metadata.
    """

    handout: str
    locale: str
    paper: str
    pages: int
    minimum: float
    families: tuple[str, ...]
    title: str
    text: str
    running: str = ""
    personal: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a paper that nobody knows."""
        if self.paper not in PAPERS:
            raise UsageError(f"there is no paper {self.paper!r}")

    @property
    def size(self) -> Paper:
        """The paper with its measures, mm."""
        return PAPERS[self.paper]

    @property
    def place(self) -> str:
        """`handout/locale/paper`, for findings."""
        return f"{self.handout}/{self.locale}/{self.paper}"


def printed_text(html: str) -> tuple[str, str]:
    """Return what a composed page says, and what its foot says on every page.

    What a style adds (numbers of lists and pages) is not there: it is not promised.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.text).split()), " ".join("".join(reader.running).split())


class _Reader(HTMLParser):
    """Collects the text of a page; `<footer>` apart, since it runs on every page."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.running: list[str] = []
        self._silent = 0
        self._foot = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._count(tag, 1)

    def handle_endtag(self, tag: str) -> None:
        self._count(tag, -1)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._target.append(data)

    @property
    def _target(self) -> list[str]:
        return self.running if self._foot else self.text

    def _count(self, tag: str, step: int) -> None:
        if tag in _BREAKS:
            self._target.append(" ")
        self._silent += step * (tag in _SILENT)
        self._foot += step * (tag == "footer")
