"""The layout engine, opened once a worker: WeasyPrint with our fonts, our styles and no way out.

This module is the door to WeasyPrint for the layout stage. It is imported by workers only, since the
import costs 0.7 s. Private names of the engine are touched here, in `typeset` and in `pdf`, which is
why its version is pinned exactly and checked.
"""

from __future__ import annotations

import ctypes.util
import hashlib
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crmo_handouts.errors import LayoutError, SetupError, SourceError
from crmo_handouts.layout.assets import MEDIA_TYPES, SCHEME, find_asset
from crmo_handouts.layout.fonts import families, isolate_fontconfig, load_project_faces
from crmo_handouts.layout.shortcuts import take_shortcuts
from crmo_handouts.project import Project

WEASYPRINT = "70.0"
BASE_URL = f"{SCHEME}:page"

STYLES = ("tokens.css", "page.css", "part.css")
"""Style sheets of `styles/`, in the order of the cascade."""


class Engine:
    """What is expensive to open and the same for every document of a project."""

    def __init__(self, project: Project, *, logo: Path | None = None) -> None:
        self.project = project
        self.logo = logo
        faces = load_project_faces(project)
        self.families = families(faces)
        isolate_fontconfig(faces)
        self._weasyprint = _import_weasyprint()
        self.fetcher = self._make_fetcher()
        self.font_config = self._weasyprint.text.fonts.FontConfiguration()
        # Style sheets are parsed apart from documents; what they say of counters is kept here.
        self._counter_styles = self._weasyprint.css.counters.CounterStyle()
        self._image_cache: dict[str, Any] = {}
        self._style_cache: dict[str, Any] = {}
        self._read: dict[str, str] = {}

    @contextmanager
    def reading(self) -> Iterator[dict[str, str]]:
        """Note what sheets are laid out with: addresses, and the SHA-256 of what they gave.

        The pictures of earlier sheets are forgotten, since what is there is not asked for.
        """
        outer, self._read = self._read, {}
        self._image_cache.clear()
        try:
            yield self._read
        finally:
            self._read = outer

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
                font_config=self.font_config,
                counter_style=self._counter_styles,
                stylesheets=sheets,
                cache=self._image_cache,
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
            with self.reading() as read:
                text = self._read_style(path, f"{SCHEME}:{name}")
                self._style_cache[name] = self._parse(text, f"styles/{name}"), read
        style, read = self._style_cache[name]
        self._read.update(read)
        return style

    def _read_style(self, path: Path, url: str) -> str:
        try:
            content = path.read_bytes()
            text = content.decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SourceError(
                "cannot be read as UTF-8 text", where=str(path), hint="save it again as UTF-8"
            ) from error
        self._note(url, content)
        return text

    def _note(self, url: str, content: bytes) -> None:
        self._read[url] = hashlib.sha256(content).hexdigest()

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
                counter_style=self._counter_styles,
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
                path = find_asset(self.project, url, logo=self.logo)
                if path is None:
                    raise urls.FatalURLFetchingError(url)
                content = path.read_bytes()
                self._note(url, content)
                kind = MEDIA_TYPES[path.suffix.lower()]
                return urls.URLFetcherResponse(url, content, {"Content-Type": kind})

        return Fetcher()


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


@contextmanager
def _names_as_they_are() -> Iterator[None]:
    """Let the loader alone find libraries, by the names that they have on Linux.

    The engine tries the names of all systems, and for each that the loader does not know, Python starts
    ldconfig, gcc and ld: 54 processes and 0.4 s for each import of it.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search


def _import_weasyprint() -> Any:
    try:
        with _names_as_they_are():
            import weasyprint
            import weasyprint.text.fonts
            import weasyprint.urls
    except OSError as error:
        raise SetupError(
            f"a system library is missing: {error}",
            hint="on Debian or Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 "
            "libharfbuzz-subset0; or run: make setup",
        ) from error
    require_version(weasyprint)
    take_shortcuts()
    return weasyprint


def require_version(weasyprint: Any) -> None:
    """Raise SetupError for any WeasyPrint but the one whose private names are known."""
    if weasyprint.__version__ != WEASYPRINT:
        raise SetupError(
            f"WeasyPrint {WEASYPRINT} is needed, {weasyprint.__version__} is installed",
            hint="run: make setup",
        )
