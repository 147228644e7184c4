"""`catalog review` and `catalog coverage`: who has read what, and how far each language has come."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crmo_handouts.cli.options import project_option
from crmo_handouts.cli.telling import counted, shown, tell_findings
from crmo_handouts.errors import EXIT_DONE, Refused, UsageError
from crmo_handouts.project import Project
from crmo_handouts.review import Kind, Review

if TYPE_CHECKING:
    from crmo_handouts.catalog.reviewing.coverage import Coverage

# The catalog package is imported by the commands themselves: `--help` answers at once.


class Day(click.DateTime):
    """A day as 2026-11-21; told so, and not by the letters of strftime."""

    def __init__(self) -> None:
        """Take the one form."""
        super().__init__(["%Y-%m-%d"])

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the day; fail with an example."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no day; write it as 2026-11-21", param, ctx)


@click.command(
    epilog="""\b
Examples:
  crmo-handouts catalog review bn warning-signs --kind language --by "A. Rahman" --role translator
  crmo-handouts catalog review bn warning-signs --kind clinical --by "Dr B. Akter" --on 2026-11-21
  crmo-handouts catalog review en warning-signs --kind clinical --by "Dr C. Example"
"""
)
@click.argument("locale", metavar="LOCALE")
@click.argument("handout", metavar="HANDOUT")
@click.option(
    "--kind",
    type=click.Choice([str(kind) for kind in Kind]),
    required=True,
    help="language: it says what the English says, and says it well. clinical: it is right.",
)
@click.option("--by", required=True, metavar="NAME", help="Who has read it.")
@click.option("--role", default="", metavar="ROLE", help="As what: translator, nurse …")
@click.option(
    "--on",
    type=Day(),
    metavar="DATE",
    help="The day it was read, as 2026-11-21; today when left out.",
)
@project_option
def review(
    locale: str,
    handout: str,
    kind: str,
    by: str,
    role: str,
    on: datetime | None,
    project_folder: Path | None,
) -> None:
    """Record that somebody has read HANDOUT in LOCALE, message by message, as it stands now.

    Whatever changes afterwards is no longer reviewed, by itself. Messages that are missing, fuzzy or
    faulty are left out, and told; the command then ends with 1.
    """
    from crmo_handouts.catalog.reviewing.reviews import review as run

    project = Project.open(project_folder)
    signed = Review(by, role, on.date() if on else project.today)
    reviewed = run(project, handout, locale_id=locale, kind=Kind(kind), review=signed)
    tell_findings(reviewed.report)
    for file in reviewed.files:
        click.echo(f"{shown(file.path)}: {counted(file.messages, 'message')} reviewed ({kind})")
    if reviewed.refused:
        click.echo(f"error: {counted(reviewed.refused, 'message')} not reviewed", err=True)
    sys.exit(Refused.exit_code if reviewed.refused else EXIT_DONE)


@click.command(
    epilog="""\b
Examples:
  crmo-handouts catalog coverage
  crmo-handouts catalog coverage bn ur
  crmo-handouts catalog coverage --html coverage.html
  crmo-handouts catalog coverage --json | jq '.[] | select(.missing > 0)'
"""
)
@click.argument("locales", nargs=-1, metavar="[LOCALE ...]")
@click.option("--json", "as_json", is_flag=True, help="Write it for machines.")
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write one page that can be sent around: it needs no other file.",
)
@project_option
def coverage(
    locales: tuple[str, ...], as_json: bool, page: Path | None, project_folder: Path | None
) -> None:
    """Show how far each handout has come in each language, and which parts are behind.

    "54 (+3 changed)": 54 messages are reviewed as they stand; 3 were, and have changed since.
    """
    from crmo_handouts.catalog.reviewing.coverage import measure_coverage
    from crmo_handouts.catalog.reviewing.coveragepage import write_coverage_page

    if as_json and page:
        raise UsageError("--json and --html do not go together", hint="run it twice")
    project = Project.open(project_folder)
    rows = measure_coverage(project, locales or None)
    if page:
        from crmo_handouts.delivery import write_file

        write_file(page, write_coverage_page(rows, today=project.today))
        click.echo(str(page))
    elif as_json:
        click.echo(json.dumps([_plain(row) for row in rows], ensure_ascii=False, indent=2))
    else:
        _show(rows)


COLUMNS = (
    "handout", "locale", "messages", "translated", "fuzzy", "missing", "language", "clinical",
    "state", "from edition",
)  # fmt: skip
NARROW = {
    "locale": 7, "translated": 10, "fuzzy": 5, "missing": 7, "language": 8, "clinical": 8,
    "state": 12, "from edition": 10,
}  # fmt: skip
"""The columns of a terminal with the least they need: 80 characters in all."""
WORDS = ("handout", "locale", "state", "from edition")
"""The columns that are no numbers."""


def _plain(row: Coverage) -> dict[str, object]:
    """Return a row as JSON has it; None for what is not there."""
    return {
        "handout": row.handout,
        "locale": row.locale.id,
        "edition": row.edition.isoformat(),
        "messages": row.messages,
        "translated": row.translated,
        "fuzzy": row.fuzzy,
        "missing": row.missing,
        "language_reviewed": asdict(row.language) if row.language else None,
        "clinically_reviewed": asdict(row.clinical),
        "state": str(row.level),
        "reviewed_edition": row.reviewed_edition.isoformat() if row.reviewed_edition else None,
        "behind": [asdict(part) for part in row.behind],
    }


def _cells(row: Coverage) -> tuple[str, ...]:
    from crmo_handouts.catalog.reviewing.coveragepage import LEVELS, count_text

    edition = str(row.reviewed_edition or "–") + (" (behind)" if row.is_behind else "")
    return (
        row.handout,
        row.locale.id,
        str(row.messages),
        str(row.translated),
        str(row.fuzzy),
        str(row.missing),
        count_text(row.language),
        count_text(row.clinical),
        LEVELS[row.level],
        edition,
    )


def _show(rows: Sequence[Coverage]) -> None:
    from crmo_handouts.catalog.reviewing.coveragepage import part_text

    if sys.stdout.isatty():
        _show_table(rows)
    else:
        lines = [COLUMNS, *map(_cells, rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        for line in lines:
            click.echo("  ".join(map(str.ljust, line, widths)).rstrip())
    for row in rows:
        parts = row.behind
        if parts and row.translated:  # What is not begun is behind in all its parts.
            click.echo(f"\n{row.handout} {row.locale.id} is behind:")
            for part in parts:
                click.echo(f"  {part_text(part)}")


def _show_table(rows: Sequence[Coverage]) -> None:
    # Imported here: 0.1 s that only a terminal needs.
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    for handout, group in groupby(rows, key=lambda row: row.handout):
        table = Table(title=handout, title_justify="left", box=None, padding=(0, 1, 0, 0))
        for name, least in NARROW.items():
            table.add_column(name, justify="left" if name in WORDS else "right", min_width=least)
        for row in group:
            _, locale, messages, translated, *rest = _cells(row)
            cells = (locale, f"{translated}/{messages}", *rest)
            table.add_row(*(Text(cell) for cell in cells))
        Console().print(table)
