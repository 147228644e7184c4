"""What a translation is judged by: its locale, the agreed terms, what must not be said, the fonts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from crmo_handouts.catalog.wordlists import Banned, Term, load_banned, load_terms
from crmo_handouts.locales import DIGITS, Locale
from crmo_handouts.project import Project


@dataclass(frozen=True)
class Language:
    """A locale with its word lists and fonts: files and folders, the nearest root's first.

    The lists are read when a check first asks for them: the ban of a word for each message, the
    terms by the bench alone.
    """

    locale: Locale
    glossaries: tuple[Path, ...] = ()
    bans: tuple[Path, ...] = ()
    fonts: tuple[Path, ...] = ()

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The agreed terms; raises CatalogError when their file cannot be read."""
        return load_terms(self.glossaries)

    @cached_property
    def banned(self) -> tuple[Banned, ...]:
        """What must not be said; raises CatalogError when its file cannot be read."""
        return load_banned(self.bans)

    @cached_property
    def banned_phrases(self) -> str:
        """What must not be said, a phrase a line: a key for what is worked out from it."""
        return "\n".join(ban.phrase for ban in self.banned)

    @cached_property
    def kept(self) -> frozenset[str]:
        """English texts that are right as they stand: the glossary renders them by themselves."""
        return frozenset(
            form.casefold()
            for term in self.terms
            for form in term.forms
            if form.casefold() in term.names or form.casefold() == term.term.casefold()
        )

    @property
    def code(self) -> str:
        """The language alone: `pt` of `pt_BR`."""
        return language_of(self.locale.cldr)


def language_of(locale_id: str) -> str:
    """Return the language of a locale's id or of a header's, however that is written: `pt-BR`."""
    return locale_id.replace("-", "_").partition("_")[0].lower()


def load_language(project: Project, locale_id: str) -> Language:
    """Load a locale, and find its word lists in each root of the project."""
    folders = [root / "locales" / locale_id for root in project.roots]
    is_described = any((folder / "locale.toml").is_file() for folder in folders)
    if is_described or not any(folder.is_dir() for folder in folders):
        locale = project.locale(locale_id)
        folders = [root / "locales" / locale.cldr for root in project.roots]
    else:
        locale = _undescribed(locale_id)
    return Language(
        locale,
        glossaries=_there(folders, "glossary.csv"),
        bans=_there(folders, "banned.csv"),
        fonts=tuple(root / "styles" / "fonts" for root in project.roots),
    )


def _undescribed(locale_id: str) -> Locale:
    """Return a locale that has .po files and no locale.toml: nothing is known of its script."""
    return Locale(
        id=locale_id,
        cldr=locale_id,
        tag=locale_id.replace("_", "-"),
        name=locale_id,
        english_name=locale_id,
        script="",
        direction="ltr",
        digits=DIGITS["latn"],
        fonts=(),
        leading=1.4,
        scale=1.0,
        full_stop="",
    )


def _there(folders: list[Path], name: str) -> tuple[Path, ...]:
    return tuple(path for folder in folders if (path := folder / name).is_file())
