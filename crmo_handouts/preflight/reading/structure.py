"""The structure tree -> the facts that its checks need, in the order in which it is read aloud.

ISO 32000-1, 14.7 and 14.8. The walk keeps a list of its own, marks what it has seen and has an end: a
tree may be made to loop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pikepdf

from crmo_handouts.preflight.reading.opening import Budget, OutOfTimeError

MOST_ELEMENTS = 50_000
HEADINGS = {f"/H{level}": level for level in range(1, 7)}

Key = tuple[int, int]
"""An object's number and generation."""

Place = tuple[Key, int]
"""Marked content: the page's object, and the MCID."""

INSIDE = {
    "/LI": {"/L"},
    "/Lbl": {"/LI", "/Note", "/Reference", "/BibEntry", "/TOCI", "/Form"},
    "/LBody": {"/LI"},
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/THead": {"/Table"},
    "/TBody": {"/Table"},
    "/TFoot": {"/Table"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/TOCI": {"/TOC"},
}
"""What some tags mean something in only (ISO 32000-1, 14.8.4.3)."""

TRANSPARENT = frozenset({"/NonStruct", "/Div", "/Span"})
"""Tags without a meaning of their own, which may stand between."""


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
    misplaced: Counter[str] = field(default_factory=Counter)
    """Tags that do not stand in what they belong to."""
    languages: set[str] = field(default_factory=set)
    """The languages that passages are said to be in."""
    content: list[Place] = field(default_factory=list)
    """The marked content in reading order."""
    in_language: set[Place] = field(default_factory=set)
    """The content of passages that say their own language."""
    instead: dict[Place, str] = field(default_factory=dict)
    """What is read aloud in place of content."""


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


class _Around(NamedTuple):
    """What a tag or content stands in."""

    page: Key = (0, 0)
    kind: str = ""
    """The nearest tag around it that means something."""
    is_in_language: bool = False
    instead: list[str] | None = None
    """What is read in place of all content here; the first takes it."""


def _walk(root: Any, roles: Any, found: Structure, budget: Budget) -> None:
    seen: set[Key] = set()
    to_do: list[tuple[Any, _Around]] = [(kid, _Around()) for kid in reversed(_kids(root))]
    while to_do:
        item, around = to_do.pop()
        if isinstance(item, int):
            _note_content((around.page, item), around, found)
            continue
        if not isinstance(item, pikepdf.Dictionary):
            continue
        if item.is_indirect:
            if item.objgen in seen:
                continue
            seen.add(item.objgen)
        own_page = item.get("/Pg")
        if isinstance(own_page, pikepdf.Dictionary):
            around = around._replace(page=own_page.objgen)
        kind = item.get("/S")
        if kind is None:
            mcid: Any = item.get("/MCID")
            # Content of a form of its own is numbered by the form, not by the page.
            if isinstance(mcid, int) and "/Stm" not in item:
                _note_content((around.page, mcid), around, found)
            continue
        found.elements += 1
        if found.elements > MOST_ELEMENTS:
            raise OutOfTimeError(f"it has more than {MOST_ELEMENTS} tags")
        if found.elements % 256 == 0:
            budget.check()
        role = _role(str(kind), roles)
        _note(item, role, found)
        if role in INSIDE and around.kind not in INSIDE[role]:
            found.misplaced[role[1:]] += 1
        inside = _inside(item, role, around, found)
        to_do.extend((kid, inside) for kid in reversed(_kids(item)))


def _inside(element: Any, kind: str, around: _Around, found: Structure) -> _Around:
    """Return what stands around the content of an element."""
    if kind not in TRANSPARENT:
        around = around._replace(kind=kind)
    if "/Lang" in element:
        found.languages.add(str(element.get("/Lang")))
        around = around._replace(is_in_language=True)
    # ISO 32000-1, 14.9.3 and 14.9.4; the Alt of a figure stands for no text.
    for key in ("/ActualText",) if kind == "/Figure" else ("/ActualText", "/Alt"):
        if key in element:
            return around._replace(instead=[str(element.get(key))])
    return around


def _note_content(place: Place, around: _Around, found: Structure) -> None:
    found.content.append(place)
    if around.is_in_language:
        found.in_language.add(place)
    if around.instead is not None:
        found.instead[place] = around.instead.pop() if around.instead else ""


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
