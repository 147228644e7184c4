"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from crmo_handouts.paper import PAPERS

project_option = click.option(
    "--project",
    "project_folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="A folder of your own with handouts/, locales/, styles/ or clinic.toml; "
    "what it lacks comes from the press.",
)

cache_option = click.option(
    "--no-cache",
    is_flag=True,
    help="Print anew also what was printed before and has not changed since.",
)

PAPER_HELP = f"Paper: {' or '.join(PAPERS)}."

# Of the commands that make one sheet.
locale_option = click.option(
    "--locale", required=True, metavar="L", help="Language, as `list` names it."
)
paper_option = click.option(
    "--paper", default="a4", show_default=True, metavar="P", help=PAPER_HELP
)
data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Values for the handout's fields (.toml or .json); without it the sheet is blank.",
)
