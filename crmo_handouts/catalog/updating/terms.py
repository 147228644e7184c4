"""A glossary's terms in a message -> its `Terms:` line, which tells a translator the agreed words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from crmo_handouts.catalog.po.entry import Entry
from crmo_handouts.catalog.wordlists import Term, load_terms
from crmo_handouts.project import Project

GLOSSARY = "glossary.csv"

_LINE = "Terms: "


class Glossary:
    """A language's agreed terms, found in English texts: the longest where several stand."""

    def __init__(self, terms: Iterable[Term]) -> None:
        told = [term for term in terms if term.forms]
        self._forms = {
            name: " ".join(term.forms[0].split()) for term in told for name in term.names
        }
        names = sorted(self._forms, key=len, reverse=True)
        # Plurals of the plain kind; a name in capitals is read in capitals only (`PE`, not `pe`).
        self._pattern = re.compile(
            rf"(?<!\w)({'|'.join(map(re.escape, names))})(?:e?s)?(?!\w)", re.IGNORECASE
        )
        self._capitals = frozenset(
            name for term in told if term.term.isupper() for name in term.names
        )

    def found_in(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield each term of a text with its rendering, in their order."""
        if not self._forms:
            return
        told = set()
        for found in self._pattern.finditer(text):
            name = found[1].casefold()
            if name in told or (name in self._capitals and not found[1].isupper()):
                continue
            told.add(name)
            yield found[1] if name in self._capitals else name, self._forms[name]


def load_glossary(project: Project, locale_id: str) -> Glossary:
    """Load a locale's glossaries, the nearest root's first; without one, an empty glossary.

    Raises CatalogError when one cannot be read.
    """
    paths = (root / "locales" / locale_id / GLOSSARY for root in project.roots)
    return Glossary(load_terms(path for path in paths if path.is_file()))


def add_terms(entry: Entry, glossary: Glossary) -> Entry:
    """Return a template's message with the renderings of its terms in its notes."""
    terms = "; ".join(f"{term} = {form}" for term, form in glossary.found_in(entry.source))
    if not terms:
        return entry
    return replace(entry, extracted=(*entry.extracted, _LINE + terms))
