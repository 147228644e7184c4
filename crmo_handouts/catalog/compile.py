"""A project's .po files -> .mo beside them, for other tools of gettext; the press reads the .po."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polib

from crmo_handouts.catalog.catalog import MESSAGES, show
from crmo_handouts.catalog.po.entry import PoFile
from crmo_handouts.catalog.po.pofile import load_po, put_file
from crmo_handouts.project import Project


@dataclass(frozen=True, slots=True)
class Compiled:
    """One compiled file: how many messages it has, and whether its bytes changed."""

    path: Path
    messages: int
    changed: bool


def compile(project: Project, locale_ids: Iterable[str] | None = None) -> tuple[Compiled, ...]:
    """Compile the nearest root's .po files, of all its locales or of those named.

    A fuzzy or untranslated message is left out, as msgfmt does. Raises CatalogError before anything
    is written when a file cannot be read, and UsageError for an unknown locale.
    """
    ids = [project.locale(locale_id).id for locale_id in locale_ids or project.locale_ids()]
    folders = [project.roots[0] / "locales" / locale_id / MESSAGES for locale_id in ids]
    paths = [path for folder in folders for path in sorted(folder.glob("*.po"))]
    files = [(path, _mo(load_po(path, name=show(project, path)))) for path in paths]
    return tuple(
        Compiled(mo := path.with_suffix(".mo"), len(file), put_file(mo, file.to_binary()))
        for path, file in files
    )


def _mo(po: PoFile) -> polib.MOFile:
    file = polib.MOFile()
    file.metadata = {
        key.strip(): value.strip()
        for key, _, value in (line.partition(":") for line in po.header.msgstr[0].splitlines())
        if key.strip()
    } | {"Content-Type": "text/plain; charset=UTF-8"}
    seen = set()
    for entry in po.active:
        if entry.translated and not entry.fuzzy and entry.key not in seen:
            seen.add(entry.key)
            file.append(
                _mo_entry(entry.msgid, entry.msgstr, context=entry.context, plural=entry.plural)
            )
    return file


def _mo_entry(
    msgid: str, msgstr: tuple[str, ...], *, context: str | None, plural: str | None
) -> polib.MOEntry:
    if plural is None:
        return polib.MOEntry(msgid=msgid, msgstr=msgstr[0], msgctxt=context)
    return polib.MOEntry(
        msgid=msgid, msgid_plural=plural, msgstr_plural=dict(enumerate(msgstr)), msgctxt=context
    )
