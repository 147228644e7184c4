"""List all that the press checks: the families of checks -> docs/checks.md.

.venv/bin/python tools/checks.py            # writes the list anew
.venv/bin/python tools/checks.py --check    # exits 1 when the list is stale
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from crmo_handouts.catalog import REVIEW_CHECKS, lint
from crmo_handouts.catalog.extracting.extract import SOURCE_CHECKS
from crmo_handouts.checking import Check, Severity
from crmo_handouts.layout.fit import CHECKS as FIT
from crmo_handouts.pdf.check import CHECKS as PDF
from crmo_handouts.preflight import CHECKS as PREFLIGHT
from crmo_handouts.preflight import PROMISED
from crmo_handouts.source.faults import RULES
from tools.listing import only_checks, put_page

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "checks.md"

HEAD = """\
<!-- Written by tools/checks.py from the checks themselves. Do not edit. -->

# Checks

What the press looks for before it hands over a sheet. A finding of severity **error** refuses the
sheet; a **warning** or a **note** is told. The id stands behind each message, in brackets, and never
changes.

`build` and `print` run all of them. `crmo-handouts preflight FILE.pdf ...` runs the last family on any
finished PDF, from here or elsewhere; what can only be held against a promise (marked †) is left out
there. It ends with 0 when there is no error, 1 when there is one, 2 for wrong use, and 9 for a file
that cannot be judged.
"""


Row = tuple[str, str, str, str]
"""An id, what is found, its severity, and why it matters."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the list, or check that it is current; return an exit code."""
    check = only_checks("List all that the press checks.", arguments)
    return put_page(PAGE, write_page(), tool="checks", check=check)


def write_page() -> str:
    """Write the whole page; the same checks give the same page."""
    return "\n".join((HEAD, *(_section(*family) for family in families())))


def families() -> Iterator[tuple[str, str, Iterable[Row]]]:
    """Yield the families in the order in which a sheet meets them: title, what they judge, rows."""
    translations = (*SOURCE_CHECKS, *lint.FILE_CHECKS, *lint.CHECKS, *lint.SET_CHECKS)
    yield (
        "Translations",
        "A language's .po files. `crmo-handouts catalog lint` looks for all of it; what is no more than a"
        "\nwarning, or is marked ‡, is not looked for when a sheet is printed. The place is `file:line`."
        "\nEach language may ban words of its own in `locales/<lang>/banned.csv`.",
        map(_row, translations),
    )
    yield (
        "A reader's values",
        "A data file, before its values are printed. The place is the field's key.",
        [
            (rule, rule.partition("/")[2].replace("-", " ").capitalize(), severity, _sentence(why))
            for rule, (severity, why) in RULES.items()
        ],
    )
    yield (
        "A clinic",
        "What `clinic.toml` asks for with `require_review`, before a sheet is laid out.",
        map(_row, REVIEW_CHECKS),
    )
    yield "Pages", "Laid-out pages, before they are written.", map(_row, FIT)
    yield "Writing", "What happened while a file was written.", map(_row, PDF)
    yield (
        "Preflight",
        "The finished file, by code that shares nothing with its writer.",
        map(_row, PREFLIGHT),
    )


def _row(check: Check) -> Row:
    mark = " †" if check.id in PROMISED else ""
    if check in lint.CHECKS and check.severity is Severity.ERROR:
        mark = "" if check in lint.REFUSING_CHECKS else " ‡"
    return check.id, check.title + mark, check.severity, check.rationale


def _section(title: str, about: str, rows: Iterable[Row]) -> str:
    lines = ["| Check | What is found | Severity | Why |", "| --- | --- | --- | --- |"]
    lines += [f"| `{name}` | {what} | {severity} | {why} |" for name, what, severity, why in rows]
    return f"## {title}\n\n{about}\n\n" + "\n".join(lines) + "\n"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


if __name__ == "__main__":
    sys.exit(main())
