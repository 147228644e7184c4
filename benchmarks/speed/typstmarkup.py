"""A sheet's HTML -> Typst: the same words in the same parts, with a template of the same look."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

import tinyhtml5

FAMILIES = {
    # The families by which Typst knows our fonts.
    "bn": "Noto Sans Bengali",
    "hi": "Noto Sans Devanagari",
    "ar": "Noto Naskh Arabic",
    "ur": "Noto Nastaliq Urdu",
    "zh_Hans": "Noto Sans SC",
}
SIZES = {"a4": "a4", "us-letter": "us-letter"}

SIDE = "\0"
"""Stands where a side begins, until pages are broken between sides."""

PREAMBLE = """#set page("{paper}", margin: (x: 15mm, top: 14mm, bottom: 18mm), footer: [{foot}])
#set text(font: ({fonts}), lang: "{lang}", dir: {direction}, size: {size}pt, hyphenate: false)
#set par(leading: 0.42em, spacing: 0.5em)
#set list(spacing: 0.4em)
#show heading: set text(fill: rgb("#0f5c66"))
"""


def write(html: str, *, locale: str, paper: str, size: float) -> str:
    """Return a Typst document; pictures are those of its root folder."""
    root = tinyhtml5.parse(html, namespace_html_elements=False)
    (body,) = root.findall("body")
    foot = body.find("footer")
    family = FAMILIES.get(locale, "Noto Sans")
    head = PREAMBLE.format(
        paper=SIZES[paper],
        foot="" if foot is None else content(foot),
        fonts=f'"{family}", "Noto Sans"',
        lang=locale.partition("_")[0],
        direction=root.get("dir", "ltr"),
        size=size,
    )
    head_of_sheet, *sides = "\n".join(
        content(child) for child in body if child.tag != "footer"
    ).split(SIDE)
    return head + head_of_sheet + "\n#pagebreak()\n".join(sides)


def content(element: Element) -> str:
    """Return an element as content in Typst's markup."""
    kinds = element.get("class", "").split()
    for kind in kinds:
        if kind in BY_CLASS:
            return BY_CLASS[kind](element)
    return BY_TAG.get(str(element.tag), inside)(element)


def inside(element: Element) -> str:
    """Return what is in an element, text and children, in order."""
    parts = [text(element.text)]
    for child in element:
        parts += [content(child), text(child.tail)]
    return "".join(parts)


def text(words: str | None) -> str:
    """Return text as a string literal, safe from markup."""
    if not words:
        return ""
    if not words.strip():
        return " "
    escaped = re.sub(r"\s+", " ", words).replace("\\", "\\\\").replace('"', '\\"')
    return f'#"{escaped}";'


def _wrapped(before: str, after: str) -> Callable[[Element], str]:
    return lambda element: f"{before}{inside(element)}{after}"


def _items(element: Element) -> str:
    items = ", ".join(f"[{inside(item)}]" for item in element.iter("li"))
    return f"#list({items})\n"


def _grid(element: Element) -> str:
    cells = ", ".join(f"[{content(child)}]" for child in element)
    return f"#grid(columns: (1fr, 1fr), column-gutter: 6mm, row-gutter: 1.5mm, {cells})\n"


def _table(element: Element) -> str:
    rows = list(element.iter("tr"))
    cells = ", ".join(f"[{inside(cell)}]" for row in rows for cell in row)
    return f"#table(columns: {max(map(len, rows))}, stroke: 0.3pt + gray, {cells})\n"


def _picture(element: Element) -> str:
    match = re.search(r"icons/([\w-]+\.svg)", element.get("style", ""))
    return f'#box(image("icons/{match[1]}", width: 4.5mm)) ' if match else ""


def _box(element: Element) -> str:
    name = "box-ticked" if "box-ticked" in element.get("class", "") else "box"
    return f'#box(image("icons/{name}.svg", width: 6mm)) '


BY_CLASS: dict[str, Callable[[Element], str]] = {
    "columns": _grid,
    "slots": _grid,
    "slot": _wrapped("", "\n"),
    "slot-label": _wrapped("#text(fill: gray)[", "]"),
    "slot-value": _wrapped("#strong[", "]"),
    "icon": _picture,
    "box": _box,
    "band": _wrapped(
        '#block(width: 100%, inset: 6pt, stroke: (left: 2mm + red), fill: rgb("#fbeeec"))[', "]\n"
    ),
    "panel": _wrapped("#block(width: 100%, inset: 6pt, stroke: 0.5pt + gray)[", "]\n"),
    "side": _wrapped(SIDE, "\n"),
}
BY_TAG: dict[str, Callable[[Element], str]] = {
    "h1": _wrapped("#heading(level: 1)[", "]\n"),
    "h2": _wrapped("#heading(level: 2)[", "]\n"),
    "h3": _wrapped("#heading(level: 3)[", "]\n"),
    "p": _wrapped("#par[", "]\n"),
    "strong": _wrapped("#strong[", "]"),
    "ul": _items,
    "ol": _items,
    "table": _table,
}
