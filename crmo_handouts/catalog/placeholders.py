"""Placeholders of a message: Python's `%(name)s`, as Jinja's newstyle gettext fills them in."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DIRECTIVE = re.compile(r"%(?:%|\((\w+)\)s|\([^)%]*\)\S?|\S?)")


def placeholder_names(text: str) -> frozenset[str]:
    """Return the names of the well-formed placeholders."""
    return frozenset(name for name in _DIRECTIVE.findall(text) if name)


def foreign_directives(text: str) -> Iterator[str]:
    """Yield what begins with `%` and is neither `%(name)s` nor `%%`."""
    for found in _DIRECTIVE.finditer(text):
        if not found[1] and found[0] != "%%":
            yield found[0]
