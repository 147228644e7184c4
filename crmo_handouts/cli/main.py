"""The `crmo-handouts` command and its groups; errors become a message and an exit code."""

from __future__ import annotations

import atexit
import gc
import os
import sys

import click

from crmo_handouts import __version__
from crmo_handouts.cli.catalogs import catalog
from crmo_handouts.cli.linting import lint
from crmo_handouts.cli.look import fields, list_handouts
from crmo_handouts.cli.merging import merge
from crmo_handouts.cli.preflight import preflight
from crmo_handouts.cli.printing import build, print_sheet
from crmo_handouts.cli.proofing import proof, watch
from crmo_handouts.cli.telling import tell_error
from crmo_handouts.errors import EXIT_DONE, EXIT_INTERRUPTED, HandoutError, UsageError

EPILOG = """\b
Examples:
  crmo-handouts list
  crmo-handouts print warning-signs --locale bn
  crmo-handouts build --out build
"""


@click.group(
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="crmo-handouts")
def commands() -> None:
    """Print health handouts for families of children with CRMO/CNO, in their language."""


for command in (list_handouts, build, print_sheet, merge, fields, catalog, proof, watch, preflight):
    commands.add_command(command)
catalog.add_command(lint)


def main() -> None:
    """Run the command line; end with the exit code of the error, if there is one."""
    # Else Python looks for garbage in all that a sheet has left, and then ends: 50 ms.
    atexit.register(gc.freeze)
    sys.exit(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    try:
        commands.main(arguments, prog_name="crmo-handouts", standalone_mode=False)
    except HandoutError as error:
        tell_error(error)
        return error.exit_code
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return UsageError.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped: files that were finished are whole", err=True)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone, as with `| head`: not our fault, nothing to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_INTERRUPTED
    return EXIT_DONE
