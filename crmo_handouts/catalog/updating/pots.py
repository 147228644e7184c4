"""The templates of messages that a language's files answer, with the agreed words of that language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from crmo_handouts.catalog.catalog import SHARED, show
from crmo_handouts.catalog.extracting.extract import read_pots
from crmo_handouts.catalog.po.entry import PoFile
from crmo_handouts.catalog.po.pofile import load_po
from crmo_handouts.catalog.updating.terms import add_terms, load_glossary
from crmo_handouts.locales import Locale
from crmo_handouts.project import Project

Pots = Mapping[str, PoFile]
"""Templates of messages by their domains."""


def load_pots(project: Project) -> Pots:
    """Load the templates that the nearest root has; raises CatalogError for one without sense."""
    return {
        path.stem: load_po(path, name=show(project, path))
        for path in sorted((project.roots[0] / "locales" / "_pot").glob("*.pot"))
    }


def pots_for(project: Project, locale: Locale, pots: Pots) -> Pots:
    """Return the templates that a locale's files in the nearest root answer.

    A language that the roots below do not have is translated here whole, their handouts too. Of a
    handout the nearest root's template counts; what is shared is shared by all roots.
    """
    answered = dict(pots)
    for depth in range(1, len(project.roots) if _is_whole_here(project, locale) else 1):
        # Their texts are read anew: an installed press has no templates of messages.
        for domain, pot in read_pots(replace(project, roots=project.roots[depth:])).items():
            known = answered.setdefault(domain, pot)
            if domain == SHARED and known is not pot:
                answered[domain] = _joined(known, pot)
    glossary = load_glossary(project, locale.id)
    return {
        domain: replace(pot, entries=tuple(add_terms(entry, glossary) for entry in pot.entries))
        for domain, pot in answered.items()
    }


def _is_whole_here(project: Project, locale: Locale) -> bool:
    """Tell whether only the nearest root knows a language."""
    folders = (root / "locales" / locale.id for root in project.roots[1:])
    return not any((folder / "locale.toml").is_file() for folder in folders)


def _joined(pot: PoFile, below: PoFile) -> PoFile:
    keys = {entry.key for entry in pot.entries}
    rest = (entry for entry in below.entries if entry.key not in keys)
    return replace(pot, entries=(*pot.entries, *rest))
