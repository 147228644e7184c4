"""`list` and `fields`: what there is to print, and what a handout asks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crmo_handouts.cli.options import project_option
from crmo_handouts.project import Project

if TYPE_CHECKING:
    from crmo_handouts.source import Field

# The source package is imported by the commands themselves: `--help` and `build` start at once.


@click.command("list")
@project_option
def list_handouts(project_folder: Path | None) -> None:
    """List the handouts and the languages they can be printed in."""
    from crmo_handouts.source import load_handout

    project = Project.open(project_folder)
    click.echo("Handouts")
    ids = project.handout_ids()
    width = max(map(len, ids), default=0)
    for handout_id in ids:
        handout = load_handout(project, handout_id)
        click.echo(f"  {handout_id:<{width}}  {handout.title}, {_lower(handout.audience)}")
    click.echo("Locales")
    locale_ids = project.locale_ids()
    width = max(map(len, locale_ids), default=0)
    for locale_id in locale_ids:
        locale = project.locale(locale_id)
        click.echo(f"  {locale_id:<{width}}  {locale.name} ({locale.english_name})")


@click.command(
    epilog="""\b
Examples:
  crmo-handouts fields school-letter
  crmo-handouts fields school-letter --json > school-letter.schema.json
"""
)
@click.argument("handout")
@click.option("--json", "as_json", is_flag=True, help="Write a JSON Schema (draft 2020-12).")
@project_option
def fields(handout: str, as_json: bool, project_folder: Path | None) -> None:
    """Say what HANDOUT asks for, as a data file (--data) gives it."""
    from crmo_handouts.source import json_schema, load_handout

    found = load_handout(Project.open(project_folder), handout)
    if as_json:
        click.echo(
            json.dumps(json_schema(found.fields, title=found.title), ensure_ascii=False, indent=2)
        )
        return
    for field in found.fields:
        _say_field(field)


def _say_field(field: Field) -> None:
    needed = " (required)" if field.required else ""
    click.echo(f"{field.key}  {field.type}{needed}")
    click.echo(f"    {field.label}{'. ' + field.help if field.help else ''}")
    if field.default not in (None, (), []):
        click.echo(f"    default: {field.default}")
    for choice in field.choices:
        mark = "*" if choice.default else " "
        click.echo(f"    {mark} {choice.id}: {choice.text}")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
