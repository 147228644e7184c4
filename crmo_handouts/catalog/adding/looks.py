"""What a new language is to be set in: its font, and what goes with it -> Look.

A locale of the same script that the project has is followed: it was looked at on paper. Without one,
`styles/scripts.toml` says what to begin with, and which package has a font that the press lacks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crmo_handouts.catalog.adding.languages import letters_of
from crmo_handouts.locales import LEADING, Locale
from crmo_handouts.project import Project
from crmo_handouts.source.table import Table, load_table

SCRIPTS = ("styles", "scripts.toml")
KEYS = ("family", "package", "file", "leading", "full_stop", "note")

Support = Callable[[str], tuple[str, ...]]
"""Tells which families have a glyph for each letter of a text; of no letter, all families."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a language is to be set, until somebody has seen a page.

    `kin` is the locale that it was taken from, if any. `families` are all that there are: `family`
    may be another one, or none, and `package` has it then, in files named after `file`. `lacking`
    are letters of the language that the font does not have.
    """

    family: str
    leading: float
    scale: float
    full_stop: str
    style: str
    kin: str
    families: tuple[str, ...]
    package: str = ""
    file: str = ""
    note: str = ""
    lacking: str = ""

    @property
    def has_font(self) -> bool:
        """Tell whether the font is there."""
        return self.family in self.families


def choose_look(project: Project, bare: Locale, *, support: Support) -> Look:
    """Choose how to set a language of which CLDR alone is known.

    Raises SourceError when the table of scripts cannot be read.
    """
    known = _script(project, bare.script)
    kin = _kin(project, bare)
    full_stop = kin.full_stop if kin else known.text("full_stop", ".")
    letters = letters_of(bare.cldr) + bare.digits + full_stop
    able, families = support(letters), support("")
    family = kin.fonts[0] if kin else known.text("family", "")
    if family not in families and not known.text("package", "") and able:
        family = able[0]
    return Look(
        family=family,
        leading=kin.leading if kin else known.number("leading") or LEADING,
        scale=kin.scale if kin else 1.0,
        full_stop=full_stop,
        style=kin.style if kin else "",
        kin=kin.id if kin else "",
        families=families,
        package=known.text("package", ""),
        file=known.text("file", ""),
        note=known.text("note", ""),
        lacking=_lacking(letters, family, support) if family in families else "",
    )


def _script(project: Project, script: str) -> Table:
    path = project.find(*SCRIPTS)
    if path is None:
        return Table({}, "/".join(SCRIPTS))
    found = load_table(path).table(script)
    found.only(KEYS)
    return found


def _kin(project: Project, bare: Locale) -> Locale | None:
    """Return the locale of the same script that is most like it: its own language, else the plainest.

    A locale with a style sheet of its own writes its script in a hand of its own, as Urdu does.
    """
    same = [
        locale
        for locale in map(project.locale, project.locale_ids())
        if locale.script == bare.script
    ]
    language = bare.id.partition("_")[0]
    return min(
        same,
        key=lambda one: (
            one.id.partition("_")[0] != language,
            bool(one.style),
            not one.is_source,
            one.id,
        ),
        default=None,
    )


def _lacking(letters: str, family: str, support: Support) -> str:
    return "".join(letter for letter in dict.fromkeys(letters) if family not in support(letter))
