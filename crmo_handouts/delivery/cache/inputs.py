"""A project's files -> the key of all that a sheet may be said and laid out from.

It is wider than what a sheet uses: all of `handouts/`, of one language's folder, of `styles/`, in each
root, whether it is there or not. So a sheet with the same key is the same sheet, and what has come to
stand before something else counts as well. A sheet with another key may still be the same: that is
found out when it has been said anew (see `keeping`).
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

from crmo_handouts.delivery.cache.environment import Environment, read_environment
from crmo_handouts.delivery.cache.fingerprints import Fingerprints
from crmo_handouts.delivery.job import Job
from crmo_handouts.locales import PSEUDO_LOCALES, SOURCE_LOCALE
from crmo_handouts.project import Project

CLINIC, LOGO = "clinic.toml", "the clinic's logo"
FONTS = "styles/fonts"
EVERY_SHEETS = ("handouts", "styles", FONTS, CLINIC, LOGO)
"""What sheets in all languages may be printed from."""


class Inputs:
    """A project and its press, as they were before a first sheet was printed.

    The folder of a language is looked at when its first sheet is asked for.
    """

    def __init__(
        self, project: Project, fingerprints: Fingerprints, environment: Environment
    ) -> None:
        self.project = project
        self.fingerprints = fingerprints
        self.environment = environment
        self._rooms: dict[str, str] = {}
        for room in EVERY_SHEETS:
            self.room(room)

    def key(self, job: Job) -> str:
        """Return the key of a blank sheet's inputs. Raises ValueError for one with values."""
        if job.data is not None:
            raise ValueError("a reader's values are no inputs to be kept")
        spoken = SOURCE_LOCALE if job.locale in PSEUDO_LOCALES else job.locale
        rooms = [self.room(room) for room in (*EVERY_SHEETS, f"locales/{spoken}")]
        sheet = job.handout, job.locale, job.papers
        return _digest("inputs", self.environment.digest, self._roots(), rooms, sheet)

    def said_key(self, said: str, papers: tuple[str, ...]) -> str:
        """Return the key of what a sheet says, on these papers; styles are told one by one.

        It does not tell where the project stands.
        """
        return _digest("said", self.environment.digest, self.room(FONTS), said, papers)

    def room(self, name: str) -> str:
        """Return the hash of a folder or file in all roots."""
        if name not in self._rooms:
            self._rooms[name] = read_room(self.project, self.fingerprints, name)
        return self._rooms[name]

    def have_changed(self) -> bool:
        """Tell whether the press or any folder is another now than when it was first asked for."""
        return read_environment(self.fingerprints) != self.environment or any(
            read_room(self.project, self.fingerprints, name) != digest
            for name, digest in self._rooms.items()
        )

    def _roots(self) -> list[str]:
        # Findings tell places by them.
        return [str(root) for root in self.project.roots]


def read_room(project: Project, fingerprints: Fingerprints, name: str) -> str:
    """Hash a folder or a file of a project, in each of its roots."""
    if name == LOGO:
        logos = _logos(project)
        return _digest([(os.path.realpath(logo), fingerprints.of(logo)) for logo in logos])
    places = [root / name for root in project.roots]
    if name == FONTS:
        # Told of what there is, so that a sheet is the same sheet below a clinic's folder.
        places = [place for place in places if place.is_dir()]
    return _digest(
        [
            fingerprints.folder(place) if place.is_dir() else fingerprints.of(place)
            for place in places
        ]
    )


def _logos(project: Project) -> Iterator[Path]:
    """Yield the logo of each root: anywhere in it, and perhaps behind a link."""
    for root in project.roots:
        try:
            logo = tomllib.loads((root / CLINIC).read_text("utf-8-sig")).get("logo")
        except (OSError, ValueError, RecursionError):
            continue  # No such file, or one that refuses every sheet.
        if isinstance(logo, str) and "\0" not in logo:
            yield root / logo


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()
