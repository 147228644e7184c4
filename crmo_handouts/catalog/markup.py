"""The markup that a translation may hold, and how any text at all becomes safe markup.

Jinja's newstyle gettext hands a translation to the page *as markup*. So a text leaves this package
only through `safe_markup`, which lets through the inline tags it is told of, without attributes and
well nested, and escapes all else. It does not judge: that is `lint`'s part.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

INLINE_TAGS = frozenset({"strong", "em", "br", "bdi", "dfn"})
"""What a message may hold; HTML's other elements are the template's business."""

ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "nbsp": "\u00a0"}

_TAG = re.compile(rf"<(/?)({'|'.join(sorted(INLINE_TAGS))})(\s*/)?>")
_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|nbsp)|#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7})));")
_PIECE = re.compile(rf"{_TAG.pattern}|{_REFERENCE.pattern}|[<>&]")
_ESCAPED = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}

# Bidi controls of Unicode Annex 9: embeddings and overrides reorder what follows them, unseen.
BIDI_FORBIDDEN = frozenset("\u202a\u202b\u202c\u202d\u202e")
BIDI_POP = "\u2069"
_ISOLATE = re.compile("[\u2066-\u2069]")

# Controls (the line feed apart), separators, the byte order mark, tags; the last two of each plane.
_CONTROL = re.compile(
    "[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\u2028\u2029\ufeff\ufdd0-\ufdef\ufff9-\ufffb\U000e0000-\U000e007f"
    + "".join(
        f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
    )
    + "]"
)


def tags(text: str) -> Iterator[str]:
    """Yield the inline tags in order, normalised: `<strong>`, `</strong>`, `<br>`."""
    for slash, name, _ in _TAG.findall(text):
        yield "<br>" if name == "br" and not slash else f"<{slash}{name}>"


def tag_names(text: str) -> frozenset[str]:
    """Return the names of the inline tags in a text."""
    return frozenset(tag.strip("</>") for tag in tags(text))


def nesting_fault(text: str) -> str:
    """Return the first tag that is not opened, not closed or closed in a wrong order, or ''."""
    opened: list[str] = []
    for slash, name, closed in _TAG.findall(text):
        if name == "br":
            if slash:
                return "</br>"
        elif closed:
            return f"<{name}/>"
        elif not slash:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return f"</{name}>"
    return f"<{opened[-1]}>" if opened else ""


def foreign_markup(text: str) -> Iterator[str]:
    """Yield the start of whatever begins with `<` and is no plain inline tag."""
    for found in re.finditer("<", _TAG.sub("", text)):
        yield found.string[found.start() : found.start() + 40]


def foreign_entities(text: str) -> Iterator[str]:
    """Yield the entities that are not ENTITIES and not a number of a harmless character.

    A bare `&` is none: it is printed as it stands.
    """
    for found in re.finditer(r"&(?:#\w{1,32}|[A-Za-z]\w{0,31});", text):
        reference = _REFERENCE.fullmatch(found[0])
        if not reference or not _character(reference):
            yield found[0]


def plain(text: str) -> str:
    """Return what a reader sees: tags away, entities as their characters."""
    return _REFERENCE.sub(lambda found: _character(found) or found[0], _TAG.sub("", text))


def hidden_control(text: str) -> str:
    """Return the first character that has no place in a text, or ''.

    Controls (the line feed apart), separators of lines and paragraphs, Unicode's tags and
    noncharacters: unseen in an editor, they break the text layer or hide words.
    """
    found = _CONTROL.search(text)
    return found[0] if found else ""


def isolates_balanced(text: str) -> bool:
    """Tell whether each bidi isolate (U+2066 to U+2068) is closed by its own U+2069."""
    depth = 0
    for char in _ISOLATE.findall(text):
        depth += 1 if char != BIDI_POP else -1
        if depth < 0:
            return False
    return depth == 0


def safe_markup(text: str, allowed: Collection[str]) -> str:
    """Return the text as markup that holds no tag but the allowed ones, whatever it was.

    Formatting it with `%` cannot make new markup: what a placeholder could complete is escaped.
    """
    if nesting_fault(text):
        allowed = ()

    def one(found: re.Match[str]) -> str:
        if found[0] in _ESCAPED:
            return _ESCAPED[found[0]]
        if found[0].startswith("&"):
            safe = _character(_REFERENCE.fullmatch(found[0]))
            return found[0] if safe else found[0].replace("&", "&amp;")
        if found[2] not in allowed:
            return found[0].replace("<", "&lt;").replace(">", "&gt;")
        return next(tags(found[0]))

    return _PIECE.sub(one, text)


def _character(reference: re.Match[str] | None) -> str:
    """Return a reference's character, or '' when it may not be written so."""
    if reference is None:
        return ""
    name, hexadecimal, decimal = reference.groups()
    if name:
        return ENTITIES[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return ""
    char = chr(code)  # HTML reads 128 to 159 as Windows-1252: controls, and refused as such.
    return "" if _CONTROL.match(char) or char in BIDI_FORBIDDEN else char
