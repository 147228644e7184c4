"""List what every handout says, and on what it rests: locales/_pot/*.pot -> docs/statements.md.

    .venv/bin/python tools/statements.py            # writes the list anew
    .venv/bin/python tools/statements.py --check    # exits 1 when the list is stale

A statement is a text with source keys (`Sources: ACR, ED.` in its comment); a label has none. At
the head stand those that a clinician has to decide on. Run `crmo-handouts catalog extract` first.
"""

from __future__ import annotations

import hashlib
import html
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polib

from crmo_handouts.catalog import load_catalog, sheet_standing
from crmo_handouts.locales import SOURCE_LOCALE
from crmo_handouts.project import Project
from crmo_handouts.source import Handout, Source, load_handout, load_safety, load_sources
from tools.listing import only_checks, put_page

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "statements.md"
POTS = ROOT / "locales" / "_pot"

SHARED = "shared"
EDITORIAL = "ED"
TEMPLATE = ".html.jinja"
LOW_TRUST = frozenset({"RX"})
"""Keys that carry no statement alone, whatever was read of them (docs/safety-and-sources.md)."""

HEAD = """\
<!-- Written by tools/statements.py from locales/_pot/ and handouts/. Do not edit. -->

# Statements and what they rest on

Every statement that the handouts print, in English, with its sources. For clinicians who sign a
text off, and for anybody who asks "who says so?".

**How to read it.** A key such as `ACR` names a source; [the last table](#sources) says which. The
letter behind a key is what we read of the source: **A** the whole text, **B** its opening or
abstract, **C** a copy at second hand. B and C are read again at their own address before a text is
signed off. `ED` is no source: it marks an editorial or safety judgement of ours that a clinician
must approve. A word in braces, such as `{fever_limit}`, is filled in when a sheet is printed.

Each statement has a code. It changes when the words or their sources change, so that a sign-off can
name exactly what was read. Headings and labels make no statement and are not listed.
"""


class StatementsError(Exception):
    """The list cannot be made: where, what, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A text of the handouts with its source keys, and where it stands."""

    text: str
    keys: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def code(self) -> str:
        """Eight characters that change with the words or their sources."""
        content = "\n".join((self.text, *self.keys))
        return hashlib.sha256(content.encode()).hexdigest()[:8]

    @property
    def is_editorial(self) -> bool:
        """Tell whether a clinician must approve it."""
        return EDITORIAL in self.keys

    def is_thin(self, sources: Mapping[str, Source]) -> bool:
        """Tell whether it rests on second-hand copies or low trust alone."""
        return not self.is_editorial and all(
            key in LOW_TRUST or sources[key].seen == "C" for key in self.keys
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A handout, or what several share, with its statements in the order of the source."""

    title: str
    head: str
    statements: tuple[Statement, ...]

    @property
    def editorial(self) -> tuple[Statement, ...]:
        """The statements that a clinician must approve."""
        return tuple(statement for statement in self.statements if statement.is_editorial)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the list, or check that it is current; return an exit code."""
    check = only_checks("List what every handout says, with its sources.", arguments)
    try:
        page = write_page(Project.open())
    except StatementsError as error:
        print(f"statements: {error}", file=sys.stderr)
        return 1
    return put_page(PAGE, page, tool="statements", check=check)


def write_page(project: Project) -> str:
    """Write the whole page; the same texts give the same page.

    Raises StatementsError for a text without a note, or with a key that nobody knows.
    """
    sources = load_sources(project)
    handouts = [load_handout(project, name) for name in project.handout_ids()]
    sections = [
        *(_handout_section(project, handout) for handout in handouts),
        *_shared_sections(project, handouts),
    ]
    _check_keys(sections, sources)
    parts = (
        HEAD,
        _summary(sections, sources),
        _sign_off(sections, sources),
        _thin(sections, sources),
        "## All statements\n",
        *(_full(section, sources) for section in sections),
        _source_table(sections, sources),
    )
    return "\n".join(parts)


def read_statements(pot: Path) -> tuple[Statement, ...]:
    """Read the statements of a template of messages, in its order.

    A text that stands in two places, resting on the same sources, is one statement. Raises
    StatementsError for a text whose comment names no sources.
    """
    found: dict[tuple[str, tuple[str, ...]], Statement] = {}
    for entry in polib.pofile(str(pot)):
        keys = _keys(entry, pot)
        if not keys:
            continue
        statement = Statement(entry.msgid, keys, (_place(entry),))
        known = found.get((statement.text, keys))
        if known:
            places = dict.fromkeys((*known.places, *statement.places))
            statement = replace(known, places=tuple(places))
        found[statement.text, keys] = statement
    return tuple(found.values())


_SOURCES = re.compile(r"Sources: ([^.]*)\.")


def _keys(entry: polib.POEntry, pot: Path) -> tuple[str, ...]:
    """Return the source keys of a message; a label has none."""
    lists = _SOURCES.findall(entry.comment)
    if not lists:
        raise StatementsError(
            f"{pot.relative_to(ROOT)}:{entry.linenum}: “{entry.msgid[:60]}” names no sources: "
            "add them in the template, then run crmo-handouts catalog extract"
        )
    named = (key.strip() for found in lists for key in found.split(","))
    return tuple(dict.fromkeys(key for key in named if not key.startswith("none")))


def _place(entry: polib.POEntry) -> str:
    """Say where a statement stands: the id of a choice or string, else its template's name."""
    name = Path(entry.occurrences[0][0]).name
    if name.endswith(TEMPLATE):
        return name.removesuffix(TEMPLATE)
    context: str = entry.msgctxt
    return context.removeprefix("choice:").replace(":", " ")


def _handout_section(project: Project, handout: Handout) -> Section:
    state = _review(project, handout)
    head = (
        f"{handout.audience}. Edition of {handout.edition}, {state}; to be read again by "
        f"{handout.review_due}. Reading grade {handout.reading_grade} at most. "
        f"Prints also {', '.join(_safety_ids(handout))} (see [Safety strings](#safety-strings))."
    )
    title = f"{handout.title} (`{handout.id}`)"
    return Section(title, head, read_statements(POTS / f"{handout.id}.pot"))


def _review(project: Project, handout: Handout) -> str:
    """Say who has reviewed the English as it stands; a word that has changed since takes it back."""
    catalog = load_catalog(project, handout.id, SOURCE_LOCALE)
    locale = project.locale(SOURCE_LOCALE)
    standing = sheet_standing(project, handout, catalog=catalog, locale=locale)
    people = (
        f"reviewed by {one.by}, {one.role or 'no role told'}, {one.on}" for one in standing.by
    )
    return next(people, "changed since its review" if handout.review else "not reviewed")


def _safety_ids(handout: Handout) -> list[str]:
    """Return the safety strings of a handout: those it must have, and those its template names."""
    template = (ROOT / "handouts" / handout.template).read_text("utf-8")
    return sorted({*handout.safety, *re.findall(r'safety\("([\w-]+)"\)', template)})


def _shared_sections(project: Project, handouts: Iterable[Handout]) -> Iterator[Section]:
    safety = load_safety(project)
    printed = {handout.id: _safety_ids(handout) for handout in handouts}
    shared = read_statements(POTS / f"{SHARED}.pot")
    strings = [
        replace(item, places=(key, *(name for name, ids in printed.items() if key in ids)))
        for item in shared
        if (key := item.places[0]) in safety
    ]
    yield Section(
        "Safety strings",
        "The same words on every sheet that prints them; a change is a change of safety. Where no "
        "handout stands beside the id, the string is kept ready and printed nowhere yet.",
        tuple(strings),
    )
    others = tuple(item for item in shared if item.places[0] not in safety)
    yield Section("Shared fields and parts", "Printed where a handout asks for them.", others)


def _check_keys(sections: Iterable[Section], sources: Mapping[str, Source]) -> None:
    for section in sections:
        for statement in section.statements:
            for key in statement.keys:
                if key != EDITORIAL and key not in sources:
                    raise StatementsError(
                        f"“{statement.text[:60]}” names {key}, which sources.toml lacks"
                    )


# -- the parts of the page


def _summary(sections: Sequence[Section], sources: Mapping[str, Source]) -> str:
    rows = []
    for section in sections:
        said = section.statements
        only = sum(statement.keys == (EDITORIAL,) for statement in said)
        thin = sum(statement.is_thin(sources) for statement in said)
        rows.append((section.title, len(said), len(section.editorial), only, thin))
    counts = zip(*(row[1:] for row in rows), strict=True)
    total = ("**Together**", *(sum(column) for column in counts))
    head = ("Where", "Statements", "To be approved (`ED`)", "`ED` alone", "Thin sources alone")
    return "## Summary\n\n" + _table(head, (*rows, total), "lrrrr")


def _sign_off(sections: Iterable[Section], sources: Mapping[str, Source]) -> str:
    text = (
        "## For clinical sign-off\n\n"
        "Our own judgements. A clinician approves each one, or tells us what to say instead. "
        "How that is recorded stands in [Safety and sources](safety-and-sources.md#sign-off).\n"
    )
    for section in sections:
        if section.editorial:
            text += f"\n### To approve: {section.title}\n\n"
            text += _statement_table(section.editorial, sources)
    return text


def _thin(sections: Iterable[Section], sources: Mapping[str, Source]) -> str:
    thin = [item for section in sections for item in section.statements if item.is_thin(sources)]
    text = (
        "## To be backed by a better source\n\n"
        "These rest on a copy at second hand, or on a source of low trust, alone.\n\n"
    )
    return text + (_statement_table(thin, sources) if thin else "None.\n")


def _full(section: Section, sources: Mapping[str, Source]) -> str:
    table = _statement_table(section.statements, sources)
    return f"### {section.title}\n\n{section.head}\n\n{table}"


def _source_table(sections: Iterable[Section], sources: Mapping[str, Source]) -> str:
    cited = Counter(key for section in sections for item in section.statements for key in item.keys)
    rows = [
        (f"`{key}`", source.seen, _plain(f"{source.cite}. {source.note}".strip()), cited[key])
        for key, source in sorted(sources.items())
        if cited[key]
    ]
    head = ("Key", "Read", "Source", "Statements")
    return (
        "## Sources\n\nThose that a statement rests on; "
        "[sources.toml](../handouts/_shared/sources.toml) has them all.\n\n"
        + _table(head, rows, "lllr")
    )


def _statement_table(statements: Iterable[Statement], sources: Mapping[str, Source]) -> str:
    rows = [
        (
            f"`{item.code}`",
            _plain(item.text),
            ", ".join(_graded(key, sources) for key in item.keys),
            ", ".join(f"`{place}`" for place in item.places),
        )
        for item in statements
    ]
    return _table(("Code", "Statement", "Rests on", "Where"), rows, "llll")


def _graded(key: str, sources: Mapping[str, Source]) -> str:
    if key == EDITORIAL:
        return f"**{EDITORIAL}**"
    trust = ", low trust" if key in LOW_TRUST else ""
    return f"{key} ({sources[key].seen}{trust})"


def _plain(text: str) -> str:
    """Write a message as Markdown: its emphasis, its placeholders, nothing else of its markup."""
    named = re.sub(r"%\((\w+)\)s", r"{\1}", text).replace("%%", "%")
    strong = re.sub(r"</?strong>", "**", named)
    return html.escape(strong, quote=False).replace("|", "\\|")


def _table(head: Sequence[str], rows: Iterable[Sequence[object]], sides: str) -> str:
    rules = ["---:" if side == "r" else "---" for side in sides]
    lines = (head, rules, *rows)
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
