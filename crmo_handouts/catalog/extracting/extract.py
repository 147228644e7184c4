"""Handouts -> locales/_pot/*.pot: all that is to be translated, with its notes.

One template (gettext's sense) a handout, and one for what is shared. The same source gives the same
bytes: no clock, no machine's paths, the order of the source.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError

from crmo_handouts.catalog.catalog import SHARED, show
from crmo_handouts.catalog.extracting.notes import Standing, Words, join_notes, write_notes
from crmo_handouts.catalog.extracting.place import AuthorNotes, Place, Places
from crmo_handouts.catalog.extracting.tomltexts import (
    Printed,
    Uses,
    field_texts,
    handout_texts,
    safety_texts,
)
from crmo_handouts.catalog.extracting.uses import (
    EVERY_SHEET,
    Head,
    fields_of,
    load_words,
    read_head,
    safety_of,
)
from crmo_handouts.catalog.gender import student_forms
from crmo_handouts.catalog.placeholders import placeholder_names
from crmo_handouts.catalog.po.entry import Entry, Key, PoFile
from crmo_handouts.catalog.po.pofile import format_po, put_file
from crmo_handouts.checking import Check, Report, Severity, run_checks
from crmo_handouts.errors import SourceError
from crmo_handouts.project import Project
from crmo_handouts.source.table import load_table

SHARED_FOLDER = "_shared"

_UNDATED = date(2000, 1, 1)

JINJA = {
    # `silent` would pass over a template that Jinja cannot read. With newstyle gettext every text
    # is a format, so that a percent sign is `%%` in the message as it is in the template's.
    "trimmed": "true",
    "silent": "false",
    "newstyle_gettext": "true",
}
"""How the press's own Jinja environment reads templates, said to Jinja's extractor."""


@dataclass(frozen=True, slots=True)
class Pot:
    """One written template of messages: how many it has, and whether its bytes changed."""

    path: Path
    messages: int
    changed: bool


@dataclass(frozen=True, slots=True)
class Extraction:
    """What `extract` wrote, and what it has to say about the authors' texts."""

    pots: tuple[Pot, ...]
    report: Report


def extract(project: Project) -> Extraction:
    """Write the nearest root's templates of messages, one a handout of that root.

    Raises SourceError with file:line for a template or TOML file that cannot be read, before
    anything is written.
    """
    root = project.roots[0]
    read = read_pots(project)
    pots = tuple(
        Pot(path := pot_path(root, domain), len(pot.entries), put_file(path, format_po(pot)))
        for domain, pot in read.items()
    )
    findings = [
        finding
        for pot in read.values()
        for entry in pot.entries
        for finding in run_checks(SOURCE_CHECKS, entry)
    ]
    return Extraction(pots, Report(tuple(findings)))


def read_pots(project: Project) -> dict[str, PoFile]:
    """Read the nearest root's texts as templates of messages, by domain; writes nothing.

    Raises SourceError as extract does.
    """
    root = project.roots[0]
    entries = {domain: _join(texts) for domain, texts in _domains(project, root)}
    dates = {path.parent.name: _edition(path) for path in root.glob("handouts/*/handout.toml")}
    newest = max(dates.values(), default=_UNDATED)
    return {
        domain: PoFile(_header(dates.get(domain, newest)), tuple(messages))
        for domain, messages in entries.items()
    }


def pot_path(root: Path, domain: str) -> Path:
    """Return where a root keeps the template of messages of a domain."""
    return root / "locales" / "_pot" / f"{domain}.pot"


def no_note(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """A text has no note for translators with its sources."""
    if not any("Sources:" in note for note in entry.extracted):
        yield (
            entry.references[0],
            f"“{entry.msgid[:60]}” has no note with its sources",
            "put {# TRANSLATORS: what it is. Sources: KEY. #} directly above it",
        )


SOURCE_CHECKS = (
    Check(
        "catalog/no-note",
        Severity.WARNING,
        "Without its source nobody can tell a reader why a sheet says this.",
        no_note,
    ),
)
"""What is looked for in each extracted message."""


def _domains(project: Project, root: Path) -> Iterator[tuple[str, Iterable[Entry]]]:
    shared = root / "handouts" / SHARED_FOLDER
    folders = [path.parent for path in sorted(root.glob("handouts/*/handout.toml"))]
    heads = {folder: read_head(folder) for folder in folders}
    words = load_words(project)
    for folder, head in heads.items():
        path = folder / "handout.toml"
        name = show(project, path)
        texts = list(handout_texts(path, name=name, printed=head.printed, words=words))
        yield folder.name, texts + list(_templates(project, folder, head.printed, words))
    if shared.is_dir():
        texts = [
            *_shared_texts(project, shared, heads.values(), words),
            *_templates(project, shared, EVERY_SHEET, words),
        ]
        if texts:
            yield SHARED, texts


def _shared_texts(
    project: Project, shared: Path, heads: Collection[Head], words: Words
) -> Iterator[Entry]:
    readers: tuple[tuple[str, Callable[..., Iterator[Entry]], Uses], ...] = (
        ("fields.toml", field_texts, fields_of(heads)),
        ("safety.toml", safety_texts, safety_of(heads)),
    )
    for file, read, uses in readers:
        path = shared / file
        if path.is_file():
            yield from read(path, name=show(project, path), uses=uses, words=words)


def _templates(project: Project, folder: Path, printed: Printed, words: Words) -> Iterator[Entry]:
    for path in sorted(folder.rglob("*.jinja")):
        yield from template_texts(path, name=show(project, path), printed=printed, words=words)


def template_texts(path: Path, *, name: str, printed: Printed, words: Words) -> Iterator[Entry]:
    """Yield the messages of a Jinja template, in the order of its lines.

    Raises SourceError with file:line when the template cannot be read.
    """
    try:
        content = path.read_bytes()
        source = content.decode("utf-8")
        found = list(_extract_jinja(content))
    except TemplateSyntaxError as error:
        raise SourceError(
            f"is not a readable template: {error.message}",
            where=f"{name}:{error.lineno}",
            hint="Jinja's manual of templates says how it is written",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"cannot be read: {error}", where=name, hint="save it as UTF-8"
        ) from error
    notes, places = AuthorNotes(source, (line for line, *_ in found)), Places(source)
    on_line = Counter[int]()
    for line, message, context in sorted(found, key=lambda item: item[0]):
        singular, plural = message if isinstance(message, tuple) else (message, None)
        standing = _standing(places.at(line, on_line[line]), printed, note=notes.above(line))
        on_line[line] += 1
        for form, about in student_forms(context):
            entry = Entry(
                singular,
                ("",) if plural is None else ("", ""),
                context=form,
                plural=plural,
                references=(f"{name}:{line}",),
            )
            said = replace(standing, form=" ".join(about))
            yield replace(entry, extracted=write_notes(entry, said, words))


def _standing(place: Place, printed: Printed, *, note: str) -> Standing:
    """Say a place in words."""
    parts = (
        printed.where,
        f"page {place.page}" if place.page else "",
        place.part,
        f"under “{place.heading}”" if place.heading else "",
    )
    return Standing(
        where=", ".join(filter(None, parts)),
        readers=printed.readers,
        kind=place.kind,
        narrow=place.narrow,
        critical=place.critical,
        note=note,
    )


def _extract_jinja(content: bytes) -> Iterator[tuple[int, Any, str | None]]:
    # Imported here: it takes 25 ms, and printing has no use for it.
    from babel.messages import extract as babel

    method = "jinja2.ext:babel_extract"
    found = babel.extract(method, io.BytesIO(content), babel.DEFAULT_KEYWORDS, (), JINJA)
    return ((line, message, context) for line, message, _, context in found)


def _join(entries: Iterable[Entry]) -> list[Entry]:
    """Make one message of those with the same identity, with all their notes and places."""
    joined: dict[Key, Entry] = {}
    for entry in entries:
        known = joined.get(entry.key)
        if known is None:
            joined[entry.key] = replace(entry, flags=_flags(entry))
            continue
        if known.plural is None and entry.plural is not None:
            known = replace(known, plural=entry.plural, msgstr=entry.msgstr)
        elif entry.plural not in (None, known.plural):
            raise SourceError(
                f"“{entry.msgid[:60]}” has two plurals",
                where=entry.references[0],
                hint=f"write it as in {known.references[0]}, or give one of them a context",
            )
        joined[entry.key] = replace(
            known,
            extracted=join_notes(known.extracted, entry.extracted),
            references=tuple(dict.fromkeys(known.references + entry.references)),
            flags=_flags(known),
        )
    return list(joined.values())


def _flags(entry: Entry) -> tuple[str, ...]:
    return ("python-format",) if placeholder_names(entry.source) else ()


def _edition(path: Path) -> date:
    edition = load_table(path).items.get("edition")
    return edition if isinstance(edition, date) else _UNDATED


def _header(edition: date) -> Entry:
    # A POT's date is the clock's by custom; here it is the newest text's, so that bytes repeat.
    fields = (
        "Project-Id-Version: crmo-handouts",
        f"POT-Creation-Date: {edition.isoformat()} 00:00+0000",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
    )
    return Entry("", ("".join(f"{line}\n" for line in fields),))
