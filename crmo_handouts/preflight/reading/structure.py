"""The structure tree -> the facts that its checks need, in the order in which it is read aloud.

ISO 32000-1, 14.7 and 14.8. The walk keeps a list of its own, marks what it has seen and has an end: a
tree may be made to loop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from crmo_handouts.preflight.reading.opening import Budget, OutOfTimeError

MOST_ELEMENTS = 50_000
HEADINGS = {f"/H{level}": level for level in range(1, 7)}

Key = tuple[int, int]
"""An object's number and generation."""


@dataclass(slots=True)
class Structure:
    """What the tags of a file tell."""

    exists: bool = False
    marked: bool = False
    elements: int = 0
    headings: list[int] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    figures_without_alt: int = 0
    heads_without_scope: int = 0
    content: list[tuple[Key, int]] = field(default_factory=list)
    """The marked content in reading order: the page's object, and the MCID."""


def read_structure(pdf: pikepdf.Pdf, budget: Budget) -> Structure:
    """Read the structure tree of a file."""
    marks: Any = pdf.Root.get("/MarkInfo")
    root = pdf.Root.get("/StructTreeRoot")
    found = Structure(
        marked=isinstance(marks, pikepdf.Dictionary) and bool(marks.get("/Marked", False)),
        exists=isinstance(root, pikepdf.Dictionary),
    )
    if isinstance(root, pikepdf.Dictionary):
        roles = root.get("/RoleMap")
        _walk(root, roles if isinstance(roles, pikepdf.Dictionary) else None, found, budget)
    return found


def _walk(root: Any, roles: Any, found: Structure, budget: Budget) -> None:
    seen: set[Key] = set()
    to_do: list[tuple[Any, Key]] = [(kid, (0, 0)) for kid in reversed(_kids(root))]
    while to_do:
        item, page = to_do.pop()
        if isinstance(item, int):
            found.content.append((page, item))
            continue
        if not isinstance(item, pikepdf.Dictionary):
            continue
        if item.is_indirect:
            if item.objgen in seen:
                continue
            seen.add(item.objgen)
        own_page = item.get("/Pg")
        if isinstance(own_page, pikepdf.Dictionary):
            page = own_page.objgen
        kind = item.get("/S")
        if kind is None:
            mcid: Any = item.get("/MCID")
            # Content of a form of its own is numbered by the form, not by the page.
            if isinstance(mcid, int) and "/Stm" not in item:
                found.content.append((page, mcid))
            continue
        found.elements += 1
        if found.elements > MOST_ELEMENTS:
            raise OutOfTimeError(f"it has more than {MOST_ELEMENTS} tags")
        if found.elements % 256 == 0:
            budget.check()
        _note(item, _role(str(kind), roles), found)
        to_do.extend((kid, page) for kid in reversed(_kids(item)))


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _role(kind: str, roles: Any) -> str:
    """Follow the role map to a standard type (ISO 32000-1, 14.7.3)."""
    for _ in range(8):
        role = roles.get(kind) if roles is not None else None
        if role is None:
            break
        kind = str(role)
    return kind


def _note(element: Any, kind: str, found: Structure) -> None:
    found.kinds[kind] += 1
    if kind in HEADINGS:
        found.headings.append(HEADINGS[kind])
    elif kind == "/Figure":
        text = str(element.get("/Alt", "")) or str(element.get("/ActualText", ""))
        found.figures_without_alt += not text.strip()
    elif kind == "/TH":
        found.heads_without_scope += not any("/Scope" in table for table in _attributes(element))


def _attributes(element: Any) -> Iterator[Any]:
    attributes = element.get("/A")
    for table in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
        if isinstance(table, pikepdf.Dictionary):
            yield table
