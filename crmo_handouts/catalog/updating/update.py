"""The templates of messages -> every locale's .po files, without losing what a translator wrote.

A text that stands as it was keeps its translation, wherever it has moved to; a changed text keeps
it as fuzzy, with the text that it was made for; a removed one lies at the file's end as obsolete,
and comes back with its text. The source language says what the source says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crmo_handouts.catalog.catalog import po_path, show
from crmo_handouts.catalog.plurals import plural_forms
from crmo_handouts.catalog.po.entry import Entry, Key, PoFile, Previous
from crmo_handouts.catalog.po.pofile import format_po, load_po, put_file
from crmo_handouts.catalog.updating.matching import match_changed
from crmo_handouts.catalog.updating.pots import load_pots, pots_for
from crmo_handouts.errors import SourceError
from crmo_handouts.locales import Locale
from crmo_handouts.project import Project


@dataclass(frozen=True, slots=True)
class Updated:
    """One .po file after its update: how its messages stand, and whether its bytes changed."""

    path: Path
    locale_id: str
    translated: int
    fuzzy: int
    missing: int
    obsolete: int
    changed: bool


def update(project: Project, locale_ids: Iterable[str] | None = None) -> tuple[Updated, ...]:
    """Bring the nearest root's .po files up to its templates, in all locales or in those named.

    A second run changes nothing. Raises, before anything is written, UsageError for an unknown
    locale, SourceError when there are no templates and CatalogError when a file cannot be read.
    """
    root = project.roots[0]
    locales = [project.locale(locale_id) for locale_id in locale_ids or project.locale_ids()]
    pots = load_pots(project)
    plans = [
        (po_path(root, locale.id, domain), locale, po)
        for locale in locales
        for domain, po in _plan(project, locale, pots).items()
    ]
    if not plans:
        raise _nothing_to_do(root)
    return tuple(_write(path, locale, po) for path, locale, po in plans)


def _nothing_to_do(root: Path) -> SourceError:
    hint = "run `crmo-handouts catalog extract` first"
    if not (root / "handouts").is_dir():
        hint += ", where there are handouts; `catalog add` begins a language without any"
    return SourceError(
        "there are no templates of messages", where=str(root / "locales" / "_pot"), hint=hint
    )


def _plan(project: Project, locale: Locale, pots: Mapping[str, PoFile]) -> dict[str, PoFile]:
    """Return what a locale's files in the nearest root are to hold."""
    said = pots_for(project, locale, pots)
    return _update_locale(said, _load(project, locale, said), locale)


def _load(project: Project, locale: Locale, domains: Iterable[str]) -> dict[str, PoFile]:
    paths = {domain: po_path(project.roots[0], locale.id, domain) for domain in domains}
    return {
        domain: load_po(path, name=show(project, path))
        if path.exists()
        else PoFile(_new_header(locale, domain))
        for domain, path in paths.items()
    }


def _write(path: Path, locale: Locale, po: PoFile) -> Updated:
    active = list(po.active)
    fuzzy = sum(entry.fuzzy for entry in active)
    missing = sum(not entry.fuzzy and not entry.translated for entry in active)
    return Updated(
        path,
        locale.id,
        translated=len(active) - fuzzy - missing,
        fuzzy=fuzzy,
        missing=missing,
        obsolete=len(po.entries) - len(active),
        changed=put_file(path, format_po(po)),
    )


# -- one locale


def _update_locale(
    pots: Mapping[str, PoFile], pos: Mapping[str, PoFile], locale: Locale
) -> dict[str, PoFile]:
    if locale.is_source:
        return {domain: _speak_source(pots[domain], po, locale) for domain, po in pos.items()}
    moved = _left_behind(pots, pos)
    return {domain: _merge(pots[domain], po, locale, moved) for domain, po in pos.items()}


def _left_behind(pots: Mapping[str, PoFile], pos: Mapping[str, PoFile]) -> dict[Key, Entry]:
    """Return the translations whose text no longer stands in their own file: it may have moved."""
    left: dict[Key, Entry] = {}
    for domain, po in pos.items():
        here = {entry.key for entry in pots[domain].active}
        for entry in sorted(po.entries, key=lambda entry: entry.obsolete):
            if entry.key not in here and entry.translated:
                left.setdefault(entry.key, entry)
    return left


def _merge(pot: PoFile, po: PoFile, locale: Locale, moved: Mapping[Key, Entry]) -> PoFile:
    """Say the template's messages with the file's translations."""
    forms = _form_count(po)
    wanted = {entry.key: entry for entry in pot.active}
    # Of two with the same identity the one in use wins, and the first: the other lies obsolete.
    known: dict[Key, Entry] = {}
    for entry in sorted(po.entries, key=lambda entry: entry.obsolete):
        known.setdefault(entry.key, entry)
    kept = {key: known.get(key) or moved[key] for key in wanted if key in known or key in moved}
    # Only what is new to the file is looked for: so a second update finds nothing more to do.
    new = (entry for key, entry in wanted.items() if key not in kept)
    used = {id(entry) for entry in kept.values()}
    changed = match_changed(new, (entry for entry in po.entries if id(entry) not in used))
    used |= {id(entry) for entry in changed.values()}
    active = [
        _changed(entry, changed[key], forms)
        if key in changed
        else _kept(entry, kept.get(key), forms)
        for key, entry in wanted.items()
    ]
    obsolete = [
        replace(entry, obsolete=True, extracted=(), references=())
        for entry in po.entries
        if id(entry) not in used and entry.written
    ]
    return PoFile(_renew_header(po.header, pot, locale), (*active, *obsolete), po.tail)


def _kept(entry: Entry, old: Entry | None, forms: int) -> Entry:
    """Say a message whose text stands as it was."""
    if old is None:
        return _empty(entry, forms)
    if old.plural != entry.plural and any(old.msgstr):
        return _changed(entry, old, forms)
    return replace(
        entry,
        msgstr=_fitted(old.msgstr, entry, forms),
        comments=old.comments,
        flags=_flags(entry, old, fuzzy=old.fuzzy),
        previous=old.previous,
    )


def _changed(entry: Entry, old: Entry, forms: int) -> Entry:
    """Say a message whose text has changed: fuzzy, with the text it was translated from."""
    return replace(
        entry,
        msgstr=_fitted(old.msgstr, entry, forms),
        comments=old.comments + _dropped(old, entry),
        flags=_flags(entry, old, fuzzy=True),
        previous=(old.previous if old.fuzzy else None)
        or Previous(old.context, old.msgid, old.plural),
    )


def _flags(entry: Entry, old: Entry, *, fuzzy: bool) -> tuple[str, ...]:
    own = [flag for flag in old.flags if flag not in ("fuzzy", "python-format")]
    return tuple(dict.fromkeys((["fuzzy"] if fuzzy else []) + list(entry.flags) + own))


def _fitted(msgstr: tuple[str, ...], entry: Entry, forms: int) -> tuple[str, ...]:
    """Return as many texts as the message has forms, or more where the file has more."""
    if entry.plural is None:
        return (next((text for text in msgstr if text), ""),)
    return msgstr + ("",) * (forms - len(msgstr))


def _dropped(old: Entry, entry: Entry) -> tuple[str, ...]:
    """Return, as comments, the plural forms that a message without plural has no room for."""
    if entry.plural is not None:
        return ()
    return tuple(f"# {' '.join(text.split())}" for text in old.msgstr[1:] if text)


def _empty(entry: Entry, forms: int) -> Entry:
    return replace(entry, msgstr=("",) * (1 if entry.plural is None else forms))


def _speak_source(pot: PoFile, po: PoFile, locale: Locale) -> PoFile:
    """Say each message with its own text; the editors' comments and flags stay."""
    known = {entry.key: entry for entry in reversed(po.entries)}
    entries = []
    for entry in pot.active:
        old = known.pop(entry.key, entry)
        said = (entry.msgid,) if entry.plural is None else (entry.msgid, entry.plural)
        flags = _flags(entry, old, fuzzy=False)
        entries.append(replace(entry, msgstr=said, comments=old.comments, flags=flags))
    gone = (
        replace(entry, obsolete=True, extracted=(), references=())
        for entry in po.entries
        if entry.comments and known.get(entry.key) is entry
    )
    return PoFile(_renew_header(po.header, pot, locale), (*entries, *gone), po.tail)


# -- headers


def _form_count(po: PoFile) -> int:
    found = re.search(r"nplurals\s*=\s*(\d)", po.header_field("Plural-Forms"))
    return int(found[1]) if found else 2


def _new_header(locale: Locale, domain: str) -> Entry:
    fields = (
        "Project-Id-Version: crmo-handouts",
        "POT-Creation-Date: ",
        "PO-Revision-Date: ",
        "Last-Translator: ",
        "Language-Team: ",
        f"Language: {locale.id}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {plural_forms(locale.id)}",
    )
    return Entry(
        "",
        ("".join(f"{line}\n" for line in fields),),
        comments=(f"# {locale.english_name}: {domain}.",),
    )


def _renew_header(header: Entry, pot: PoFile, locale: Locale) -> Entry:
    """Set what the file must say of itself; all else stays as the translator's editor left it."""
    must = {
        "POT-Creation-Date": pot.header_field("POT-Creation-Date"),
        "Content-Type": "text/plain; charset=UTF-8",  # This is how it is written, whatever it was.
    }
    may = {"Language": locale.id, "Plural-Forms": plural_forms(locale.id)}
    lines = header.msgstr[0].removesuffix("\n").split("\n") if header.msgstr[0] else []
    names = _names(lines)
    for name, value in (must | may).items():
        if name.lower() not in names:
            lines.append(f"{name}: {value}")
        elif name in must:
            lines[names.index(name.lower())] = f"{name}: {value}"
    return replace(header, msgstr=("".join(f"{line}\n" for line in lines),))


def _names(lines: Sequence[str]) -> list[str]:
    return [line.partition(":")[0].strip().lower() for line in lines]
