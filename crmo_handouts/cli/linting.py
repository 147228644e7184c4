"""`catalog lint`: all that a translator should know of a language's .po files, by file and line."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crmo_handouts.cli.options import project_option
from crmo_handouts.cli.telling import counted
from crmo_handouts.errors import EXIT_DONE, Refused
from crmo_handouts.project import Project

if TYPE_CHECKING:
    from crmo_handouts.checking import Finding, Report

# The catalog package is imported by the command itself: `--help` answers at once.


@click.command(
    epilog="""\b
Examples:
  crmo-handouts catalog lint
  crmo-handouts catalog lint bn fr
  crmo-handouts catalog lint ur --json > findings.json

\b
An error refuses the sheet; a warning helps you. docs/checks.md tells of each check.
Exit code: 0 no errors, 1 errors were found (with --strict: warnings too), 2 wrong use.
"""
)
@click.argument("locales", nargs=-1, metavar="[LOCALE ...]")
@click.option("--strict", is_flag=True, help="End with 1 for warnings, too.")
@click.option("--json", "as_json", is_flag=True, help="Write the findings as JSON.")
@project_option
def lint(
    locales: tuple[str, ...], strict: bool, as_json: bool, project_folder: Path | None
) -> None:
    """Look through the .po files of all locales, or of those named, for what is wrong with them."""
    from crmo_handouts.catalog.linting import lint_locale

    project = Project.open(project_folder)
    asked = tuple(dict.fromkeys(locales)) or tuple(project.locale_ids())
    reports = {locale_id: lint_locale(project, locale_id) for locale_id in asked}
    if as_json:
        _write_json(reports)
    else:
        _say(reports)
    found = [report.findings if strict else report.errors for report in reports.values()]
    sys.exit(Refused.exit_code if any(found) else EXIT_DONE)


def _say(reports: dict[str, Report]) -> None:
    for report in reports.values():
        ordered = sorted(_together(report), key=_where)
        for place, findings in groupby(ordered, key=lambda finding: finding.place):
            click.echo(place)
            for finding in findings:
                click.echo(f"  {finding.severity}: {finding.message} [{finding.check}]")
                if finding.hint:
                    click.echo(f"    hint: {finding.hint}")
    width = max(map(len, reports), default=0)
    for locale_id, report in reports.items():
        click.echo(f"{locale_id:<{width}}  {_summary(report)}")


MISSING = "catalog/missing"
FEW = 5
"""So many messages of a file are told one by one when they are not translated."""


def _together(report: Report) -> Iterator[Finding]:
    """Yield the findings, with one for all that a file lacks: it would hide the others."""
    lacking: dict[str, list[Finding]] = {}
    for finding in report:
        if finding.check == MISSING:
            lacking.setdefault(_where(finding)[0], []).append(finding)
        else:
            yield finding
    for findings in lacking.values():
        first = min(findings, key=_where)
        if len(findings) <= FEW:
            yield from findings
        else:
            yield replace(
                first,
                message=f"{len(findings)} messages are not translated yet; the first stands here",
                hint="write each msgstr; `catalog coverage` counts them by the parts of the sheet",
            )


def _where(finding: Finding) -> tuple[str, int]:
    """Return a finding's file and line, to be sorted by."""
    file, _, line = finding.place.rpartition(":")
    return (file, int(line)) if line.isdigit() else (finding.place, 0)


def _summary(report: Report) -> str:
    counts = Counter(finding.severity for finding in report)
    told = [counted(count, severity) for severity, count in sorted(counts.items())]
    return ", ".join(told) or "nothing found"


def _write_json(reports: dict[str, Report]) -> None:
    table = [
        {
            "locale": locale_id,
            "errors": len(report.errors),
            "findings": [asdict(finding) for finding in sorted(report, key=_where)],
        }
        for locale_id, report in reports.items()
    ]
    click.echo(json.dumps(table, ensure_ascii=False, indent=2))
