"""Lists of options in a sheet's HTML: what is left without them, and which of a longer list are there.

A letter names the changes that were chosen, under their headings. Letters with different choices
differ by whole lines of such lists (`data-options`, with a line for each `data-option`), so that all
of them are the letter with every option, less some of its lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LIST = re.compile(r"<div\b[^<>]*\sdata-options(?=[\s>])[^<>]*>.*?</div>\s*", re.DOTALL)
_OPTION = re.compile(r"<li\b[^<>]*\sdata-option(?=[\s>])[^<>]*>.*?</li>\s*", re.DOTALL)

Selection = tuple[tuple[bool, ...], ...]
"""For each list of a sheet with every option, which of its lines are kept."""


@dataclass(frozen=True, slots=True)
class OptionList:
    """A list: where it stands in the rest of the sheet, what is around its lines, and the lines."""

    place: int
    around: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Optioned:
    """A sheet's HTML without its lists of options, and the lists."""

    rest: str
    lists: tuple[OptionList, ...]

    def selection(self, every: Optioned) -> Selection | None:
        """Tell which lines of a sheet with every option this one keeps.

        None means that the two differ by more than lines of their lists.
        """
        if self.rest != every.rest:
            return None
        known = {(found.place, found.around): found for found in every.lists}
        kept = {(found.place, found.around): found.lines for found in self.lists}
        if len(kept) < len(self.lists) or list(kept) != [key for key in known if key in kept]:
            return None
        for key, lines in kept.items():
            if list(lines) != [line for line in known[key].lines if line in lines]:
                return None
        return tuple(
            tuple(line in kept.get((found.place, found.around), ()) for line in found.lines)
            for found in every.lists
        )


def take_options(document_html: str) -> Optioned:
    """Take the lists of options out of a sheet."""
    lists, removed = [], 0
    for found in _LIST.finditer(document_html):
        lines = tuple(line[0] for line in _OPTION.finditer(found[0]))
        lists.append(OptionList(found.start() - removed, _OPTION.sub("", found[0]), lines))
        removed += len(found[0])
    return Optioned(_LIST.sub("", document_html), tuple(lists))
