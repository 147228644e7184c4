"""A language's id -> its first files: locale.toml, word lists, empty .po files.

What CLDR knows needs no file; what it does not know is asked for in locale.toml. Nothing that is
there already is overwritten.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crmo_handouts.catalog.adding.languages import require_language
from crmo_handouts.catalog.adding.localefile import write_locale_file
from crmo_handouts.catalog.adding.looks import Look, Support, choose_look
from crmo_handouts.catalog.extracting.extract import extract
from crmo_handouts.catalog.po.pofile import put_file
from crmo_handouts.catalog.updating.terms import GLOSSARY
from crmo_handouts.catalog.updating.update import Updated, update
from crmo_handouts.catalog.wordlists import Term, load_terms
from crmo_handouts.errors import UsageError
from crmo_handouts.locales import Locale, make_locale
from crmo_handouts.project import Project, builtin_root

BANNED = "banned.csv"
COLUMNS = {
    GLOSSARY: ("term", "translation", "confidence", "note", "forms"),
    BANNED: ("phrase", "reason", "instead", "unless"),
}
"""The word lists of a language, and their columns."""


@dataclass(frozen=True, slots=True)
class Added:
    """What a new language has now: its facts, its files, and how it is set for the time being."""

    locale: Locale
    look: Look
    written: tuple[Path, ...]
    catalogs: tuple[Updated, ...]


def add(project: Project, locale_id: str, *, support: Support) -> Added:
    """Write the first files of a language that the project does not have.

    Raises UsageError for a locale that CLDR does not know or that is there already, and what
    `extract` and `update` raise.
    """
    require_language(locale_id)
    folder = project.roots[0] / "locales" / locale_id
    _refuse_known(project, locale_id, folder)
    bare = make_locale(locale_id)
    look = choose_look(project, bare, support=support)
    if (project.roots[0] / "handouts").is_dir():
        extract(project)
    # The locale file comes last: while it is not there, the command can be run again.
    rows = {GLOSSARY: [(term, "", "", "", "") for term in _usual_terms(project)], BANNED: []}
    files = {
        folder / name: _table(name, rows[name])
        for name in COLUMNS
        if _is_in_use(project, name) and not (folder / name).exists()
    }
    files[folder / "locale.toml"] = write_locale_file(bare, look)
    for path, text in files.items():
        put_file(path, text.encode("utf-8"))
    return Added(project.locale(locale_id), look, tuple(files), update(project, [locale_id]))


def _refuse_known(project: Project, locale_id: str, folder: Path) -> None:
    if locale_id in project.locale_ids():
        raise UsageError(
            f"there is a locale {locale_id} already",
            hint=f"to bring its files up to date: crmo-handouts catalog update {locale_id}",
        )
    root = project.roots[0]
    if root == builtin_root() and (root.parent / "__init__.py").is_file():
        raise UsageError(
            "an installed press is no place for a new language: its next version would remove it",
            where=str(folder),
            hint="make a folder of your own, and name it with --project DIR",
        )


# -- word lists


def _usual_terms(project: Project) -> Iterator[str]:
    """Yield the English terms that half of the project's glossaries have or more, in their order."""
    glossaries = [_terms(path) for path in _files(project, GLOSSARY)]
    counts = Counter(term for terms in glossaries for term in terms)
    return (term for term, count in counts.items() if 2 * count >= len(glossaries))


def _terms(path: Path) -> dict[str, Term]:
    return {term.term: term for term in load_terms([path])}


def _is_in_use(project: Project, name: str) -> bool:
    return any(True for _ in _files(project, name))


def _files(project: Project, name: str) -> Iterator[Path]:
    for root in project.roots:
        yield from sorted(root.glob(f"locales/*/{name}"))


def _table(name: str, rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows((COLUMNS[name], *rows))
    return text.getvalue()
