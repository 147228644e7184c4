"""The command line: parse, call the press, say what happened. Nothing is decided here."""

from crmo_handouts.cli.main import main

__all__ = ["main"]
