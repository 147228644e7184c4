"""Coverage -> one HTML page that a coordinator can send around, whole in itself.

It is read without a script and without a connection: styles stand in it, and nothing is fetched. All
words that come from a project are escaped. A state is told in words and numbers, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from itertools import groupby

from crmo_handouts.catalog.catalog import SHARED
from crmo_handouts.catalog.reviewing.coverage import Coverage, Part, Reviewing
from crmo_handouts.review import Level

LEVELS = {
    Level.UNREVIEWED: "not reviewed",
    Level.CHANGED: "changed since its review",
    Level.LANGUAGE: "language reviewed",
    Level.CLINICAL: "clinically reviewed",
}

_STYLE = """
:root { color-scheme: light }
body { font: 1rem/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; margin: 2rem auto;
  max-width: 70rem; padding: 0 1rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem }
caption { text-align: start; font-weight: bold; font-size: 1.15rem; padding: .5rem 0 }
th, td { border: 1px solid #767676; padding: .35rem .6rem; text-align: end; vertical-align: top }
th { text-align: start; background: #f2f2f2 }
thead th { vertical-align: bottom }
td.words { text-align: start }
td.gap { font-weight: bold }
.since { display: block; white-space: nowrap }
h3 { margin: 1rem 0 0; font-size: 1rem }
ul { margin: 0 }
@page { size: landscape; margin: 12mm }
@media print {
  body { margin: 0; max-width: none; font-size: 9pt }
  th, td { padding: .2rem .4rem }
  caption, h2, h3 { break-after: avoid }
  .wide { overflow: visible }
  tr, li { break-inside: avoid }
  thead { display: table-header-group }
  th { background: none }
}
"""

_COLUMNS = (
    "Language", "Messages", "Translated", "Fuzzy", "Missing", "Language reviewed",
    "Clinically reviewed", "State", "From the English edition of",
)  # fmt: skip


def write_coverage_page(rows: Sequence[Coverage], *, today: date) -> bytes:
    """Write the page; `today` is the day that it is true of."""
    return "\n".join(_page(rows, today)).encode("utf-8")


def count_text(reviewing: Reviewing | None) -> str:
    """Say how many messages are reviewed now, and how many were and have changed."""
    if reviewing is None:
        return "–"
    return f"{reviewing.now}" + (f" (+{reviewing.changed} changed)" if reviewing.changed else "")


def part_text(part: Part) -> str:
    """Say which part is behind, and how."""
    counts = {
        "missing": part.missing,
        "fuzzy": part.fuzzy,
        "changed since review": part.changed,
        "not reviewed": part.unreviewed,
    }
    told = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    place = f"shared, {part.name}" if part.domain == SHARED else part.name
    return f"{place}: {told}"


def _page(rows: Sequence[Coverage], today: date) -> Iterator[str]:
    yield "<!doctype html>"
    yield '<html lang="en">'
    yield '<head><meta charset="utf-8"><title>Coverage of the translations</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{_STYLE}</style></head>"
    yield "<body><main>"
    yield "<h1>Coverage of the translations</h1>"
    yield (
        f"<p>As of <time>{today}</time>. Numbers are messages of a sheet. <em>Changed</em>: "
        "reviewed once, and not the same now. A clinical review is enough where one of the language "
        "is asked for.</p>"
    )
    for _, group in groupby(rows, key=lambda row: row.handout):
        yield from _handout(list(group))
    yield "</main></body></html>\n"


def _handout(rows: Sequence[Coverage]) -> Iterator[str]:
    first = rows[0]
    yield '<div class="wide"><table>'
    yield (
        f"<caption>{escape(first.title)} ({escape(first.handout)}), "
        f"English edition of {first.edition}</caption>"
    )
    heads = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    yield from map(_row, rows)
    yield "</tbody></table></div>"
    behind = [row for row in rows if row.behind]
    if behind:
        yield f"<h2>What is behind in {escape(first.title)}</h2>"
    for row in behind:
        yield f"<h3>{_language(row)}</h3><ul>"
        yield from (f"<li>{escape(part_text(part))}</li>" for part in row.behind)
        yield "</ul>"


def _row(row: Coverage) -> str:
    edition = "–" if row.locale.is_source else str(row.reviewed_edition or "–")
    if row.is_behind:
        edition += '<span class="since">(behind)</span>'
    cells: Iterable[tuple[str, str]] = (
        ("", str(row.messages)),
        ("", str(row.translated)),
        ("gap" if row.fuzzy else "", str(row.fuzzy)),
        ("gap" if row.missing else "", str(row.missing)),
        ("", count_text(row.language)),
        ("", count_text(row.clinical)),
        ("words", LEVELS[row.level]),
        ("words", edition),
    )
    told = "".join(
        f'<td class="{name}">{text}</td>' if name else f"<td>{text}</td>" for name, text in cells
    )
    return f'<tr><th scope="row">{_language(row)}</th>{told}</tr>'


def _language(row: Coverage) -> str:
    locale = row.locale
    name = (
        f'<span lang="{escape(locale.tag)}" dir="{locale.direction}">{escape(locale.name)}</span>'
    )
    if locale.is_source:
        return name
    return f"{escape(locale.english_name)} · {name} ({escape(locale.id)})"
