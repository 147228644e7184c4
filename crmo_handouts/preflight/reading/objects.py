"""A file's objects -> its metadata, and what in it may act, hide or reach outside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pikepdf

from crmo_handouts.preflight.reading.opening import Budget

LARGEST_XMP = 2**20
"""Most of metadata that is read, bytes; ours has 2,500."""

DEEPEST = 30

XMP = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}

ACTIONS = frozenset(
    {
        "/Launch",
        "/URI",
        "/GoToR",
        "/GoToE",
        "/SubmitForm",
        "/ImportData",
        "/ResetForm",
        "/Rendition",
    }
    | {"/Movie", "/Sound", "/Hide", "/Thread", "/SetOCGState", "/GoTo3DView", "/Trans"}
    | {"/RichMediaExecute"}
)
"""Actions (ISO 32000-1, 12.6.4) but those that turn to a page; scripts are told apart."""

_ANNOTATIONS = frozenset({"/FileAttachment", "/Movie", "/Sound", "/Screen", "/RichMedia", "/3D"})

# Whatever one of these names is in is looked into; most files have none.
_SUSPECT = re.compile(
    rb"/(?:JavaScript|JS|Launch|URI|GoTo[RE3]\w*|SubmitForm|ImportData|ResetForm|Rendition|Movie|Sound"
    rb"|Hide|Thread|SetOCGState|RichMedia\w*|Trans|EF|EmbeddedFiles?|FileAttachment|Screen|3D|F|Ref|OPI"
    rb"|PS)(?![\w.-])"
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says of itself; "" is what it does not say."""

    language: str
    shows_title: bool
    info: dict[str, str]
    xmp_title: str
    xmp_text: str
    """All that the XMP says, without the names of its properties."""
    creators: tuple[str, ...]
    pdfa: tuple[str, str]
    """Part and conformance."""
    pdfua: str
    has_output_intent: bool
    is_locked: bool
    """Whether it is encrypted: what may be done with it is then the file's to say."""


@dataclass(frozen=True, slots=True)
class Dangers:
    """What paper has no use for, by name, each with how often it is there."""

    scripts: int = 0
    attachments: int = 0
    forms: int = 0
    actions: tuple[str, ...] = ()
    external: int = 0
    hidden_layers: int = 0


def read_metadata(pdf: pikepdf.Pdf) -> Metadata:
    """Read the document information and the XMP packet (ISO 32000-1, 14.3)."""
    root = pdf.Root
    preferences: Any = root.get("/ViewerPreferences")
    text, tree = _xmp(root.get("/Metadata"))
    information = pdf.trailer.get("/Info")
    entries = information.items() if isinstance(information, pikepdf.Dictionary) else ()
    return Metadata(
        language=str(root.get("/Lang", "")),
        shows_title=isinstance(preferences, pikepdf.Dictionary)
        and bool(preferences.get("/DisplayDocTitle", False)),
        info={str(key)[1:]: str(value) for key, value in entries},
        xmp_title=" ".join(_listed(tree, "dc", "title")),
        xmp_text=_said(tree) if tree is not None else text,
        creators=tuple(_listed(tree, "dc", "creator")),
        pdfa=(_property(tree, "pdfaid", "part"), _property(tree, "pdfaid", "conformance")),
        pdfua=_property(tree, "pdfuaid", "part"),
        has_output_intent=bool(root.get("/OutputIntents")),
        is_locked=pdf.is_encrypted,
    )


def _xmp(stream: Any) -> tuple[str, ElementTree.Element | None]:
    if not isinstance(stream, pikepdf.Stream):
        return "", None
    data = stream.read_bytes()[:LARGEST_XMP]
    text = data.decode("utf-8", "replace")
    if b"<!" in data:
        return text, None  # XMP has no DTD (ISO 16684-1, 7.1), and entities may be bombs
    try:
        return text, ElementTree.fromstring(data)  # noqa: S314 (see above; its size is bounded)
    except ElementTree.ParseError:
        return text, None


def _said(tree: ElementTree.Element) -> str:
    values = (value for element in tree.iter() for value in element.attrib.values())
    return "\n".join((*tree.itertext(), *values))


def _property(tree: ElementTree.Element | None, prefix: str, name: str) -> str:
    """Return a simple property, written as an attribute or as an element (ISO 16684-1, 7.5)."""
    key = f"{{{XMP[prefix]}}}{name}"
    for element in tree.iter() if tree is not None else ():
        if key in element.attrib:
            return element.attrib[key].strip()
        if element.tag == key:
            return (element.text or "").strip()
    return ""


def _listed(tree: ElementTree.Element | None, prefix: str, name: str) -> list[str]:
    if tree is None:
        return []
    found = tree.iter(f"{{{XMP[prefix]}}}{name}")
    return [text for element in found if (text := "".join(element.itertext()).strip())]


def read_strings(items: Iterable[Any], budget: Budget) -> str:
    """Return what a file says beside its pages: strings and metadata of whatever has them.

    Not its tags and bookmarks: they repeat what stands on the pages.
    """
    said: list[str] = []
    for item in _in_time(items, budget):
        if isinstance(item, pikepdf.Stream):
            if item.get("/Type") == "/Metadata" or item.get("/Subtype") == "/XML":
                text, tree = _xmp(item)
                said.append(text if tree is None else _said(tree))
            said.extend(_strings(item.stream_dict, DEEPEST))
        elif not (isinstance(item, pikepdf.Dictionary) and ("/P" in item or "/Parent" in item)):
            said.extend(_strings(item, DEEPEST))
    return "\n".join(said)


def _in_time(items: Iterable[Any], budget: Budget) -> Iterator[Any]:
    """Yield objects. Raises OutOfTimeError when the time is over."""
    for number, item in enumerate(items):
        if number % 1024 == 0:
            budget.check()
        yield item


def _strings(item: Any, depth: int) -> Iterator[str]:
    """Yield the strings that a container holds directly."""
    if isinstance(item, pikepdf.String):
        yield str(item)
    elif depth and isinstance(item, pikepdf.Dictionary | pikepdf.Array):
        parts = item.values() if isinstance(item, pikepdf.Dictionary) else item
        for part in parts:
            if isinstance(part, pikepdf.Object) and not part.is_indirect:
                yield from _strings(part, depth - 1)


def read_dangers(pdf: pikepdf.Pdf, items: Iterable[Any], budget: Budget) -> Dangers:
    """Look through every object of a file for what acts, hides, or reaches outside."""
    kinds: list[str] = []
    for item in _in_time(items, budget):
        if isinstance(item, pikepdf.Stream):
            if _SUSPECT.search(item.stream_dict.unparse()):
                external = item.get("/F") is not None or "/Ref" in item or "/OPI" in item
                kinds.extend(["external"] * (external or item.get("/Subtype") == "/PS"))
                kinds.extend(_dangers(item.stream_dict, DEEPEST))
        elif isinstance(item, pikepdf.Dictionary | pikepdf.Array) and _SUSPECT.search(
            item.unparse(resolved=True)
        ):
            kinds.extend(_dangers(item, DEEPEST))
    return Dangers(
        scripts=kinds.count("script"),
        attachments=kinds.count("attachment"),
        forms=_forms(pdf.Root.get("/AcroForm")),
        actions=tuple(sorted({kind[1:] for kind in kinds if kind.startswith("/")})),
        external=kinds.count("external"),
        hidden_layers=_hidden_layers(pdf.Root.get("/OCProperties")),
    )


def _dangers(item: Any, depth: int) -> Iterator[str]:
    """Yield what a container holds directly; what it points to has its own turn."""
    if depth == 0:
        return
    if isinstance(item, pikepdf.Dictionary):
        kind, action = str(item.get("/Subtype", "")), str(item.get("/S", ""))
        if action == "/JavaScript" or "/JS" in item:
            yield "script"
        elif action in ACTIONS and item.get("/Type", "/Action") == "/Action":
            yield action
        if kind in _ANNOTATIONS or "/EF" in item:
            yield "attachment"
        children: Iterable[Any] = (value for _, value in item.items())
    elif isinstance(item, pikepdf.Array):
        children = item
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Dictionary | pikepdf.Array) and not child.is_indirect:
            yield from _dangers(child, depth - 1)


def _forms(form: Any) -> int:
    if not isinstance(form, pikepdf.Dictionary):
        return 0
    fields = form.get("/Fields")
    return max(1 if "/XFA" in form else 0, len(fields) if isinstance(fields, pikepdf.Array) else 0)


def _hidden_layers(properties: Any) -> int:
    """Count the layers that are off (ISO 32000-1, 8.11.4.3)."""
    usual = properties.get("/D") if isinstance(properties, pikepdf.Dictionary) else None
    if not isinstance(usual, pikepdf.Dictionary):
        return 0
    # /AS turns layers on and off by what is done with the file: shown, or printed.
    counts = [
        len(group) for key in ("/OFF", "/AS") if isinstance(group := usual.get(key), pikepdf.Array)
    ]
    return max(*counts, 1 if usual.get("/BaseState") == "/OFF" else 0, 0)
