"""handouts/<id>/handout.toml -> Handout: what we want to say, before any language or reader.

The words of its body stand in a template beside it, which is not read here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from crmo_handouts.errors import SourceError
from crmo_handouts.project import Project, unknown_name
from crmo_handouts.review import Review, read_review
from crmo_handouts.source.faults import Place
from crmo_handouts.source.fields import Field, read_fields
from crmo_handouts.source.readers import read_value
from crmo_handouts.source.table import Table, load_table, meant

EDITORIAL = "ED"
"""Stands among source keys for a judgement of ours that a clinician has yet to approve."""

SMALLEST_TYPE = {"sheet": 12.0, "letter": 11.0}
"""Type size below which a kind of handout is never set, pt."""

_KEYS = {
    "title", "kind", "audience", "summary", "note", "edition", "review_due", "reading_grade",
    "pages", "type_size", "safety", "sources", "review", "fields",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Handout:
    """A handout: its texts of the head, its fields, and what it rests on."""

    id: str
    title: str
    kind: str
    audience: str
    summary: str
    edition: date
    """The day of this text; also the date inside the PDF."""
    review_due: date
    reading_grade: int
    """US school grade that its English needs at most (Flesch-Kincaid)."""
    pages: int
    """How many pages it may have at most."""
    type_size: float
    """The type size that it is designed for, pt; a text that is too long is set smaller."""
    safety: tuple[str, ...]
    """Ids of the safety strings that must stand on the sheet."""
    sources: tuple[str, ...]
    review: Review | None
    fields: tuple[Field, ...]
    safety_strings: Mapping[str, SafetyString]
    """All that its project has; a template may say more of them than `safety` asks for."""

    @property
    def template(self) -> str:
        """The name of its template, below `handouts/`."""
        return f"{self.id}/body.html.jinja"

    @property
    def minimum_size(self) -> float:
        """The type size below which it is never set, pt."""
        return SMALLEST_TYPE[self.kind]


@dataclass(frozen=True, slots=True)
class SafetyString:
    """A sentence that is the same on every sheet, with the sources it rests on."""

    id: str
    text: str
    sources: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts come from; `seen` grades what was read of it: A all, B a part, C a copy."""

    key: str
    cite: str
    seen: str
    note: str = ""


def load_handout(project: Project, handout_id: str) -> Handout:
    """Load a handout with its fields.

    Raises UsageError for an id that is not there, and SourceError with file and key when its
    handout.toml, or a shared file it rests on, cannot be used.
    """
    known = project.handout_ids()
    path = project.find("handouts", handout_id, "handout.toml") if handout_id in known else None
    if path is None:
        raise unknown_name("handout", handout_id, known)
    table = load_table(path)
    table.only(_KEYS)
    strings = load_safety(project)
    handout = _read_handout(table, handout_id, load_fields(project), strings)
    _check_names(table, "safety", handout.safety, strings)
    _check_sources(table, handout, load_sources(project))
    _check_examples(table, handout)
    return handout


def load_fields(project: Project) -> Mapping[str, Field]:
    """Load the fields that several handouts share, by key."""
    return {field.key: field for field in read_fields(_shared(project, "fields.toml"), {})}


def load_safety(project: Project) -> Mapping[str, SafetyString]:
    """Load the safety strings, by id."""
    return {
        key: _read_safety(key, table) for key, table in _shared(project, "safety.toml").tables()
    }


def load_sources(project: Project) -> Mapping[str, Source]:
    """Load the sources, by key."""
    return {
        key: _read_source(key, table) for key, table in _shared(project, "sources.toml").tables()
    }


def _shared(project: Project, file: str) -> Table:
    path = project.find("handouts", "_shared", file)
    if path is None:
        raise SourceError("there is no such file", where=str(Path("handouts", "_shared", file)))
    return load_table(path)


def _read_handout(
    table: Table,
    handout_id: str,
    shared: Mapping[str, Field],
    strings: Mapping[str, SafetyString],
) -> Handout:
    kind = table.text("kind")
    if kind not in SMALLEST_TYPE:
        raise table.error("kind", "is no kind of handout", hint=f"{' or '.join(SMALLEST_TYPE)}")
    edition, review_due = table.day("edition"), table.day("review_due")
    if review_due <= edition:
        raise table.error("review_due", "does not come after the edition")
    pages = table.whole("pages")
    if not pages:
        raise table.error("pages", "must be 1 or more")
    return Handout(
        id=handout_id,
        title=table.text("title"),
        kind=kind,
        audience=table.text("audience"),
        summary=table.text("summary"),
        edition=edition,
        review_due=review_due,
        reading_grade=table.whole("reading_grade"),
        pages=pages,
        type_size=_read_type_size(table, SMALLEST_TYPE[kind]),
        safety=table.texts("safety"),
        sources=table.texts("sources"),
        review=read_review(table.table("review").items, where=f"{table.file}: review"),
        fields=read_fields(table.table("fields"), shared),
        safety_strings=strings,
    )


def _read_type_size(table: Table, smallest: float) -> float:
    size = table.items.get("type_size", smallest)
    if not isinstance(size, int | float) or size < smallest:
        raise table.error("type_size", f"must be a number of pt, {smallest:g} or more")
    return float(size)


def _read_safety(key: str, table: Table) -> SafetyString:
    table.only({"text", "sources", "note"})
    return SafetyString(key, table.text("text"), table.texts("sources"), table.text("note", ""))


def _read_source(key: str, table: Table) -> Source:
    table.only({"cite", "seen", "note"})
    seen = table.text("seen")
    if seen not in ("A", "B", "C"):
        raise table.error("seen", "must be A, B or C")
    return Source(key, table.text("cite"), seen, table.text("note", ""))


def _check_sources(table: Table, handout: Handout, sources: Mapping[str, Source]) -> None:
    known = {*sources, EDITORIAL}
    _check_names(table, "sources", handout.sources, known)
    for field in handout.fields:
        _check_names(table, f"fields.{field.key}.sources", field.sources, known)
        for choice in field.choices:
            key = f"fields.{field.key}.choices: {choice.id}"
            _check_names(table, key, choice.sources, known)


def _check_names(table: Table, key: str, names: Collection[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise table.error(key, f"names {name}, which is not there", hint=meant(name, known))


def _check_examples(table: Table, handout: Handout) -> None:
    """Raise SourceError when a default or an example breaks the rules of its own field.

    They are judged on the day of the edition: an example that is good then stays good.
    """
    for field in handout.fields:
        examples: dict[str, Any] = {
            "default": field.default,
            "sample": field.sample,
            "longest": field.longest,
        }
        for name, raw in examples.items():
            place = Place("", handout.edition)
            read_value(field, raw, place)
            for fault in place.findings:
                key = f"fields.{field.key}.{name}"
                raise table.error(key, f"{fault.place} {fault.message}".strip(), hint=fault.hint)
