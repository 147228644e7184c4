"""`catalog …`: the way of a text from its author to its translators and back."""

from __future__ import annotations

from pathlib import Path

import click

from crmo_handouts.cli.options import project_option
from crmo_handouts.project import Project

# The catalog package is imported by the commands themselves: `--help` answers at once.


@click.group(
    epilog="""\b
Examples:
  crmo-handouts catalog extract && crmo-handouts catalog update
  crmo-handouts catalog update bn
"""
)
def catalog() -> None:
    """Carry texts to the translators and back (gettext)."""


@catalog.command()
@project_option
def extract(project_folder: Path | None) -> None:
    """Write locales/_pot/*.pot: every text of the handouts, with notes for translators."""
    from crmo_handouts.catalog import extract as run

    extraction = run(Project.open(project_folder))
    for pot in extraction.pots:
        click.echo(f"{_shown(pot.path)}: {pot.messages} messages{_change(pot.changed)}")
    for finding in extraction.report:
        click.echo(f"{finding.severity}: {finding}", err=True)


@catalog.command()
@click.argument("locales", nargs=-1, metavar="[LOCALE ...]")
@project_option
def update(locales: tuple[str, ...], project_folder: Path | None) -> None:
    """Bring the .po files up to date: new texts come in, changed ones become fuzzy, none is lost."""
    from crmo_handouts.catalog import update as run

    for po in run(Project.open(project_folder), locales or None):
        states = {"fuzzy": po.fuzzy, "missing": po.missing, "obsolete": po.obsolete}
        rest = "".join(f", {count} {state}" for state, count in states.items() if count)
        click.echo(f"{_shown(po.path)}: {po.translated} translated{rest}{_change(po.changed)}")


@catalog.command("compile")
@click.argument("locales", nargs=-1, metavar="[LOCALE ...]")
@project_option
def compile_files(locales: tuple[str, ...], project_folder: Path | None) -> None:
    """Write .mo files beside the .po files, for other tools of gettext; the press reads the .po."""
    from crmo_handouts.catalog import compile as run

    for mo in run(Project.open(project_folder), locales or None):
        click.echo(f"{_shown(mo.path)}: {mo.messages} messages{_change(mo.changed)}")


def _change(changed: bool) -> str:
    return "" if changed else " (nothing changed)"


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
