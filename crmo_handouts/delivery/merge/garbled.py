"""A text that lost its letters between two programs -> told, so that no letter is printed with it.

A file that is saved or opened in another encoding than its own stays readable as text. Only the
look of the text tells, so this asks for what no person types.
"""

from __future__ import annotations

_LOST = "\N{REPLACEMENT CHARACTER}"


def is_garbled(text: str) -> bool:
    """Tell whether letters were lost: `Zo\ufffd`, `???? ?????`, or `ZoÃ©` for Zoé."""
    return _LOST in text or _is_questions(text) or _is_misread(text)


def _is_questions(text: str) -> bool:
    """Tell whether question marks stand for all letters, as Windows-1252 writes another script."""
    return "??" in text and not any(map(str.isalpha, text))


def _is_misread(text: str) -> bool:
    """Tell whether a text is UTF-8 that was read as Windows-1252.

    A single sign that comes out beyond Latin-1 is chance: `JOSÉ’S`.
    """
    if text.isascii():
        return False
    try:
        meant = b"".join(map(_byte, text)).decode("utf-8")
    except UnicodeError:
        return False
    foreign = [sign for sign in meant if not sign.isascii()]
    return len(foreign) > 1 or foreign[0] <= "\xff"


def _byte(sign: str) -> bytes:
    """Return a sign's byte in Windows-1252, whose five gaps programs fill as in Latin-1."""
    return bytes([ord(sign)]) if sign <= "\xff" else sign.encode("cp1252")
