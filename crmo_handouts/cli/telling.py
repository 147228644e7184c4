"""How commands say things: findings, errors, places and numbers, the same in all of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crmo_handouts.errors import HandoutError, Refused

if TYPE_CHECKING:
    from crmo_handouts.checking import Finding


def tell_findings(findings: Iterable[Finding], *, err: bool = True) -> None:
    """Say each finding with its severity, on standard error if it is not what was asked for."""
    for finding in findings:
        click.echo(f"{finding.severity}: {finding}", err=err)


def tell_error(error: HandoutError, *, prefix: str = "") -> None:
    """Say what stopped us; before it the findings, where they did."""
    if isinstance(error, Refused):
        tell_findings(error.report)
    click.echo(f"{prefix}error: {error}", err=True)


def shown(path: Path) -> str:
    """Write a path as it is seen from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def counted(count: int, noun: str) -> str:
    """Write a number of things: `1 row`, `2 rows`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
