"""The layout engine, opened once a worker: WeasyPrint with our fonts, our styles and no way out.

This module is the door to WeasyPrint for the layout stage. It is imported by workers only, since the
import costs 0.7 s. Private names of the engine are touched here, in `typeset` and in `pdf`, which is
why its version is pinned exactly and checked.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crmo_handouts.errors import LayoutError, SetupError, SourceError
from crmo_handouts.layout.fonts import families, isolate_fontconfig, load_faces
from crmo_handouts.project import Project

WEASYPRINT = "70.0"
SCHEME = "press"
BASE_URL = f"{SCHEME}:page"

STYLES = ("tokens.css", "page.css", "part.css")
"""Style sheets of `styles/`, in the order of the cascade."""

MEDIA_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}


class Engine:
    """What is expensive to open and the same for every document of a project."""

    def __init__(self, project: Project, *, logo: Path | None = None) -> None:
        self.project = project
        self.logo = logo
        faces = load_faces()
        self.families = families(faces)
        isolate_fontconfig(faces)
        self._weasyprint = _import_weasyprint()
        self.fetcher = self._make_fetcher()
        self.font_config = self._weasyprint.text.fonts.FontConfiguration()
        self._image_cache: dict[str, Any] = {}
        self._style_cache: dict[str, Any] = {}

    def render(self, html: str, *, styles: str, script: str = "") -> Any:
        """Lay out a document; `styles` is the CSS that belongs to this edition.

        `script` names a sheet of `styles/script/` that stands after the general ones.

        Returns WeasyPrint's Document. Raises SourceError for a faulty style, LayoutError for
        anything else that the engine warns of: it goes on where the press must stop.
        """
        names = [*STYLES, f"script/{script}.css"] if script else STYLES
        sheets = [self._file_style(name) for name in names] + [self._text_style(styles)]
        page = self._weasyprint.HTML(string=html, url_fetcher=self.fetcher, base_url=BASE_URL)
        with watch() as warnings:
            rendering = page.render(
                font_config=self.font_config, stylesheets=sheets, cache=self._image_cache
            )
        for warning in warnings:
            # A picture that failed is kept as one that is not there, and would not warn again.
            self._image_cache.clear()
            raise LayoutError(warning)
        return rendering

    def _file_style(self, name: str) -> Any:
        if name not in self._style_cache:
            path = self.project.find("styles", *name.split("/"))
            if path is None:
                raise SourceError("the style sheet is missing", where=f"styles/{name}")
            self._style_cache[name] = self._parse(_read_style(path), f"styles/{name}")
        return self._style_cache[name]

    def _text_style(self, text: str) -> Any:
        if text not in self._style_cache:
            self._style_cache[text] = self._parse(text, "the style of the edition")
        return self._style_cache[text]

    def _parse(self, text: str, name: str) -> Any:
        """Parse a style sheet; the engine passes over what it does not know, we do not."""
        with watch() as warnings:
            style = self._weasyprint.CSS(
                string=text,
                font_config=self.font_config,
                url_fetcher=self.fetcher,
                base_url=BASE_URL,
            )
        for warning in warnings:
            raise SourceError(warning, where=name, hint="the engine knows no such style")
        return style

    def _make_fetcher(self) -> Any:
        """Make the fetcher: it knows the project's styles and logo, and stops the job at all else.

        FatalURLFetchingError is a BaseException: the engine swallows and logs any other.
        """
        urls = self._weasyprint.urls

        class Fetcher(urls.URLFetcher):  # type: ignore[misc, name-defined]
            def fetch(_, url: str, headers: Any = None) -> Any:  # noqa: N805
                path = self._asset(url)
                if path is None:
                    raise urls.FatalURLFetchingError(url)
                kind = MEDIA_TYPES[path.suffix.lower()]
                return urls.URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

        return Fetcher()

    def _asset(self, url: str) -> Path | None:
        scheme, _, name = url.partition(":")
        if scheme != SCHEME:
            return None
        if name == "logo":
            return self.logo
        parts = name.split("/")
        if any(part in ("", ".", "..") for part in parts) or "\\" in name:
            return None
        path = self.project.find("styles", *parts)
        if path is None or path.suffix.lower() not in MEDIA_TYPES:
            return None
        # A link among the styles may lead anywhere; what it names must be a style, too.
        folders = ((root / "styles").resolve() for root in self.project.roots)
        inside = any(path.resolve().is_relative_to(folder) for folder in folders)
        return path if inside else None


def _read_style(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            "cannot be read as UTF-8 text", where=str(path), hint="save it again as UTF-8"
        ) from error


@contextmanager
def watch() -> Iterator[list[str]]:
    """Collect what the engine logs: it only warns where the press must refuse.

    Raises LayoutError when it was asked to fetch something from outside the project.
    """
    import weasyprint.urls

    records = _Records()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(records)
    try:
        yield records.messages
    except weasyprint.urls.FatalURLFetchingError as error:
        raise LayoutError(
            "the sheet asks for something outside the project",
            where=str(error)[:120],
            hint="handouts and styles may only use files of their project's styles/",
        ) from error
    finally:
        logger.removeHandler(records)


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def _import_weasyprint() -> Any:
    try:
        import weasyprint
        import weasyprint.text.fonts
        import weasyprint.urls
    except OSError as error:
        raise SetupError(
            f"a system library is missing: {error}",
            hint="on Debian or Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 "
            "libharfbuzz-subset0; or run: make setup",
        ) from error
    if weasyprint.__version__ != WEASYPRINT:
        raise SetupError(
            f"WeasyPrint {WEASYPRINT} is needed, {weasyprint.__version__} is installed",
            hint="run: make setup",
        )
    return weasyprint
