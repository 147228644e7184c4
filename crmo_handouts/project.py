"""Where things are: the project's folders, layered over the built-in ones, and today's date.

A project is a folder with any of `handouts/`, `locales/`, `styles/` and `clinic.toml`. What it has
stands before the built-in file of the same path; what it lacks comes from the press.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from crmo_handouts.errors import UsageError
from crmo_handouts.locales import (
    PSEUDO_LOCALES,
    SOURCE_LOCALE,
    Locale,
    load_locale,
    pseudo_locale,
)

_PACKAGE = Path(__file__).resolve().parent


def builtin_root() -> Path:
    """Return the folder of the built-in project: inside the wheel, or this repository."""
    installed = _PACKAGE / "builtin"
    return installed if installed.is_dir() else _PACKAGE.parent


@dataclass(frozen=True, slots=True)
class Project:
    """Folders searched in order, nearest first, and the date that sheets are issued."""

    roots: tuple[Path, ...]
    today: date

    @classmethod
    def open(cls, directory: Path | None = None, *, today: date | None = None) -> Project:
        """Open a clinic's folder over the built-in project.

        Raises UsageError when there is no such folder.
        """
        if directory is None:
            return cls((builtin_root(),), today or _today())
        if not directory.is_dir():
            raise UsageError(
                f"no such folder: {directory}",
                hint="--project names a folder with handouts/, locales/, styles/ or clinic.toml",
            )
        roots = dict.fromkeys((directory.resolve(), builtin_root()))
        return cls(tuple(roots), today or _today())

    def find(self, *parts: str) -> Path | None:
        """Return the nearest file at this path, or None."""
        for root in self.roots:
            path = root.joinpath(*parts)
            if path.is_file():
                return path
        return None

    def handout_ids(self) -> list[str]:
        """Return the ids of all handouts, sorted."""
        return self._folders_with("handouts", "handout.toml")

    def locale_ids(self) -> list[str]:
        """Return the ids of all locales, sorted."""
        return self._folders_with("locales", "locale.toml")

    def locale(self, locale_id: str) -> Locale:
        """Load a locale; raises UsageError with the nearest name when there is none."""
        if locale_id in PSEUDO_LOCALES:
            return pseudo_locale(self.locale(SOURCE_LOCALE), locale_id)
        known = self.locale_ids()
        path = self.find("locales", locale_id, "locale.toml") if locale_id in known else None
        if path is None:
            raise unknown_name("locale", locale_id, known)
        return load_locale(path)

    def _folders_with(self, folder: str, file: str) -> list[str]:
        found = {
            path.parent.name for root in self.roots for path in root.glob(f"{folder}/*/{file}")
        }
        return sorted(found)


def unknown_name(noun: str, name: str, known: Iterable[str]) -> UsageError:
    """Make the error for a name that is not there, with the nearest one that is."""
    names = sorted(known)
    nearest = difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.5)
    meant = f"did you mean {nearest[0]}? " if nearest else ""
    return UsageError(f"unknown {noun} {name!r}", hint=f"{meant}there are: {', '.join(names)}")


def _today() -> date:
    """Return today's date, or that of SOURCE_DATE_EPOCH (reproducible-builds.org), in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return date.today()
