"""What the documents tell a reader to type is there to be typed, and what they point to is there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from crmo_handouts.cli.main import commands
from crmo_handouts.errors import HandoutError
from crmo_handouts.project import builtin_root

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

_BLOCK = re.compile(r"^ *```(?:sh|bash)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
_ENDS = ("|", ">", "&&", ";")


def typed() -> Iterator[tuple[str, str]]:
    """Yield each of our commands of each page's shell blocks, without what stands behind a pipe."""
    for page in PAGES:
        for block in _BLOCK.findall(page.read_text("utf-8")):
            for line in block.replace("\\\n", " ").split("\n"):
                for part in re.split(r"&&|;", line):
                    if part.strip().startswith("crmo-handouts "):
                        yield page.name, part.strip()


def words_of(line: str) -> list[str]:
    words = shlex.split(line, comments=True)[1:]
    end = next((at for at, word in enumerate(words) if word in _ENDS), len(words))
    return words[:end]


@pytest.mark.parametrize(("page", "line"), sorted(set(typed())))
def test_a_command_that_is_told_of_takes_what_it_is_given(page: str, line: str) -> None:
    """Parse it as the command line would, and run nothing."""
    command: click.Command = commands
    words = words_of(line)
    context = click.Context(command, info_name="crmo-handouts")
    while isinstance(command, click.Group):
        found = command.get_command(context, words[0])
        assert found, f"{page}: {line}: there is no command {words[0]!r}"
        command, words = found, words[1:]
    try:
        command.make_context(command.name, words, resilient_parsing="--help" in words)
    except (click.UsageError, HandoutError) as error:
        pytest.fail(f"{page}: {line}: {error}")
    except click.exceptions.Exit:
        pass


def anchors(page: Path) -> set[str]:
    """Return what a page's headings are called in an address, as GitHub makes it."""
    headings = re.findall(r"^#+ +(.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_leads_somewhere(page: Path) -> None:
    for path, anchor in _LINK.findall(page.read_text("utf-8")):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {path} is not there"
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{page.name}: {path}#{anchor} is not there"


def test_the_translators_page_tells_of_every_line_of_the_notes() -> None:
    page = (ROOT / "docs" / "translating.md").read_text("utf-8")
    pots = sorted((builtin_root() / "locales").glob("*/LC_MESSAGES/*.po"))
    lines = {
        name
        for path in pots
        for name in re.findall(r"^#\. ([A-Z][a-z -]+):", path.read_text("utf-8"), re.MULTILINE)
    }
    assert lines
    told = {name for name in lines if f"| {name} |" in page}
    assert lines == told
