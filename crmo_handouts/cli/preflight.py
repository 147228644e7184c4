"""`preflight`: judge finished PDFs, from here or elsewhere."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crmo_handouts.cli.telling import tell_error, tell_findings
from crmo_handouts.errors import EXIT_DONE, HandoutError, Refused

if TYPE_CHECKING:
    from crmo_handouts.checking import Report

# The judge is imported by the command itself: `--help` answers at once.


@click.command(
    epilog="""\b
Examples:
  crmo-handouts preflight build/bn/*.pdf
  crmo-handouts preflight leaflet.pdf --json

\b
Exit code: 0 no errors, 1 errors were found, 2 wrong use, 9 a file cannot be judged.
"""
)
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE.pdf ...", type=click.Path(path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="Write the findings as JSON.")
def preflight(files: tuple[Path, ...], as_json: bool) -> None:
    """Judge finished PDFs by what a reader needs; docs/checks.md tells of each check.

    A file from elsewhere is judged by all that can be known without its source: `build` and `print`
    also hold a sheet against the text and the paper that were asked for.
    """
    from crmo_handouts.preflight.guard import preflight_files

    told: list[dict[str, Any]] = []
    code = EXIT_DONE
    for path, outcome in preflight_files(files):
        code = max(code, _code(outcome))
        if as_json:
            told.append(_table(path, outcome))
        else:
            _say(path, outcome)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    sys.exit(code)


def _code(outcome: Report | HandoutError) -> int:
    if isinstance(outcome, HandoutError):
        return outcome.exit_code
    return Refused.exit_code if outcome.errors else EXIT_DONE


def _say(path: Path, outcome: Report | HandoutError) -> None:
    if isinstance(outcome, HandoutError):
        tell_error(outcome)
        return
    tell_findings(outcome, err=False)
    if not outcome:
        click.echo(f"{path}: nothing found")


def _table(path: Path, outcome: Report | HandoutError) -> dict[str, Any]:
    if isinstance(outcome, HandoutError):
        return {
            "file": str(path),
            "judged": False,
            "error": {"message": outcome.message, "hint": outcome.hint},
            "findings": [],
        }
    return {
        "file": str(path),
        "judged": True,
        "error": None,
        "findings": [asdict(finding) for finding in outcome],
    }
