"""Shortcuts through the engine: the same result, without what it does anew for every element.

They save a tenth of the layout. Each stands for something that upstream could do as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, wraps
from typing import Any


@cache
def take_shortcuts() -> None:
    """Let the engine take the shortcuts from now on."""
    import weasyprint
    from weasyprint.css import ComputedStyle

    weasyprint.tinyhtml5.inputstream.characters_until_regex = _Patterns()
    ComputedStyle.__missing__ = _quick(ComputedStyle.__missing__)


class _Patterns(dict[tuple[Any, bool], "re.Pattern[str]"]):
    """The patterns of the HTML parser, by the characters that end a text, or make it up.

    The parser looks for them here, but keeps them under another key, so that it makes each anew.
    """

    def __missing__(self, key: tuple[Any, bool]) -> re.Pattern[str]:
        characters, are_wanted = key
        listed = "".join(map(re.escape, sorted(characters)))
        pattern = re.compile(f"[{listed}]+" if are_wanted else f"[^{listed}]+")
        self[key] = pattern
        return pattern


def _quick(compute: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    """Look up at once what no rule speaks of: the initial value, or what the parent has.

    Most of the sixty properties that are asked of an element are such. The engine would go through
    variables, logical sides and arithmetic for them.
    """
    from weasyprint.css import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES, PHYSICAL_FUNCTIONS
    from weasyprint.css.functions import check_math

    plain = {
        key: value
        for key, value in INITIAL_VALUES.items()
        if key not in PHYSICAL_FUNCTIONS
        and key not in ("display", "float", "page", "position")
        and not key.startswith("text_decoration_")
    }
    inherited = plain.keys() & INHERITED
    initial = {
        key: value
        for key, value in plain.items()
        if key not in INHERITED and key not in INITIAL_NOT_COMPUTED and not check_math(value)
    }

    @wraps(compute)
    def compute_quickly(style: Any, key: str) -> Any:
        if key not in style.cascaded:
            if key in initial:
                value = style[key] = initial[key]
                return value
            if key in inherited and style.parent_style is not None:
                value = style.parent_style[key]
                if isinstance(value, str | int | float | None):
                    style[key] = value
                    return value
        return compute(style, key)

    return compute_quickly
