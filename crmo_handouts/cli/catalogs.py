"""`catalog …`: the way of a text from its author to its translators and back."""

from __future__ import annotations

from pathlib import Path

import click

from crmo_handouts.cli.options import project_option
from crmo_handouts.cli.reviewing import coverage, review
from crmo_handouts.cli.telling import shown, tell_findings
from crmo_handouts.project import Project

# The catalog package is imported by the commands themselves: `--help` answers at once.


@click.group(
    epilog="""\b
Examples:
  crmo-handouts catalog add sw --project my-project
  crmo-handouts catalog extract && crmo-handouts catalog update
  crmo-handouts catalog update bn
"""
)
def catalog() -> None:
    """Carry texts to the translators and back (gettext)."""


@catalog.command(
    epilog="""\b
Examples:
  crmo-handouts catalog add pt_BR
  crmo-handouts catalog add am --project my-project
"""
)
@click.argument("locale")
@project_option
def add(locale: str, project_folder: Path | None) -> None:
    """Begin a new LOCALE: what CLDR knows of it, what to decide, and empty .po files to fill."""
    from crmo_handouts.catalog.adding.add import add as run
    from crmo_handouts.catalog.adding.localefile import tell_font
    from crmo_handouts.layout.fonts import load_project_faces
    from crmo_handouts.layout.glyphs import supporting_families

    project = Project.open(project_folder)
    faces = load_project_faces(project)
    added = run(project, locale, support=lambda letters: supporting_families(faces, letters))
    for path in added.written:
        click.echo(shown(path))
    for po in added.catalogs:
        click.echo(f"{shown(po.path)}: {po.missing} to translate")
    look = added.look
    if not look.has_font:
        click.echo(f"note: the press has no font {look.family or 'for this script'}", err=True)
        for line in tell_font(look):
            click.echo(f"  {line}", err=True)
    elif look.lacking:
        click.echo(f"note: {look.family} has no glyph for {' '.join(look.lacking)}", err=True)
    click.echo(f"next: read {shown(added.written[-1])}, then fill in the .po files")


@catalog.command()
@project_option
def extract(project_folder: Path | None) -> None:
    """Write locales/_pot/*.pot: every text of the handouts, with notes for translators."""
    from crmo_handouts.catalog.extracting.extract import extract as run

    extraction = run(Project.open(project_folder))
    for pot in extraction.pots:
        click.echo(f"{shown(pot.path)}: {pot.messages} messages{_change(pot.changed)}")
    if not extraction.pots:
        click.echo("note: there are no handouts of its own in this folder", err=True)
    tell_findings(extraction.report)


@catalog.command()
@click.argument("locales", nargs=-1, metavar="[LOCALE ...]")
@project_option
def update(locales: tuple[str, ...], project_folder: Path | None) -> None:
    """Bring the .po files up to date: new texts come in, changed ones become fuzzy, none is lost."""
    from crmo_handouts.catalog.updating.update import update as run

    for po in run(Project.open(project_folder), locales or None):
        states = {"fuzzy": po.fuzzy, "missing": po.missing, "obsolete": po.obsolete}
        rest = "".join(f", {count} {state}" for state, count in states.items() if count)
        click.echo(f"{shown(po.path)}: {po.translated} translated{rest}{_change(po.changed)}")


@catalog.command("compile")
@click.argument("locales", nargs=-1, metavar="[LOCALE ...]")
@project_option
def compile_files(locales: tuple[str, ...], project_folder: Path | None) -> None:
    """Write .mo files beside the .po files, for other tools of gettext; the press reads the .po."""
    from crmo_handouts.catalog.compile import compile as run

    for mo in run(Project.open(project_folder), locales or None):
        click.echo(f"{shown(mo.path)}: {mo.messages} messages{_change(mo.changed)}")


def _change(changed: bool) -> str:
    return "" if changed else " (nothing changed)"


catalog.add_command(review)
catalog.add_command(coverage)
