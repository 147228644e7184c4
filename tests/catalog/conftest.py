"""A toy project, and ways to fill its catalogs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from crmo_handouts.catalog import Catalog, load_catalog
from crmo_handouts.project import Project

HEADER = """\
msgid ""
msgstr ""
"Language: {locale}\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: {plurals}\\n"
"""

PLURALS = {
    "bn": "nplurals=2; plural=(n > 1);",
    "ar": (
        "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
        "n%100>=11 ? 4 : 5;"
    ),
}

LoadText = Callable[..., Catalog]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project's folder with two handouts' worth of room and three locales."""
    for locale in ("en", "bn", "ar"):
        folder = tmp_path / "locales" / locale
        (folder / "LC_MESSAGES").mkdir(parents=True)
        (folder / "locale.toml").write_text("leading = 1.5\n", "utf-8")
    return tmp_path


@pytest.fixture
def project(root: Path) -> Project:
    return Project((root,), date(2026, 11, 21))


@pytest.fixture
def load(project: Project) -> LoadText:
    """Write messages below a header of 5 lines and a blank one into demo.po, and load them."""

    def load(messages: str, *, locale: str = "bn", header: str | None = None) -> Catalog:
        head = HEADER.format(locale=locale, plurals=PLURALS[locale]) if header is None else header
        path = project.roots[0] / "locales" / locale / "LC_MESSAGES" / "demo.po"
        path.write_bytes(f"{head}\n{dedent(messages)}".encode())
        return load_catalog(project, "demo", locale)

    return load
