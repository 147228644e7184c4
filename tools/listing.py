"""What the tools that write a page into docs/ have in common: `--check`, and putting it there."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path


def only_checks(description: str, arguments: Sequence[str] | None) -> bool:
    """Read a tool's arguments: tell whether it is to write nothing."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 when it is stale"
    )
    check: bool = parser.parse_args(arguments).check
    return check


def put_page(path: Path, page: str, *, tool: str, check: bool) -> int:
    """Make the file hold the page, or check that it does; return an exit code."""
    if page == (path.read_text("utf-8") if path.is_file() else ""):
        return 0
    if check:
        print(f"{tool}: the list is stale: run python tools/{tool}.py", file=sys.stderr)
        return 1
    path.write_text(page, "utf-8")
    return 0
