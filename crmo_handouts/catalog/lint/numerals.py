"""A text -> the numbers in it, by value: of any digits, with every reading that a number allows.

`1.000` is a thousand in Spanish and one in English; `8:30` is two numbers; `½` and `1/2` are a half.
So each number has several readings, and a translation is right when one of them is the source's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from crmo_handouts.catalog.lint.numberwords import MULTIPLIERS
from crmo_handouts.catalog.lint.text import folded

Reading = tuple[Fraction, ...]
"""The values that a number may be read as, all of them together."""

_NUMBER = re.compile(
    # Runs are bounded: Python reads no number of 5,000 digits, and raises ValueError.
    r"(?P<mixed>(?<![\d/⁄.,])\d{1,3}[ \u00a0-]\d{1,2}[/⁄]\d{1,2}(?![\d/⁄]))"
    r"|(?P<vulgar>\d{0,100}\s?[¼-¾⅐-⅞])"
    r"|(?P<fraction>(?<![\d/⁄])\d{1,2}[/⁄]\d{1,2}(?![\d/⁄]))"
    r"|(?P<number>\d{1,100}"
    r"(?:[.,٫٬'’]\d{1,100}|[\u0020\u00a0\u202f\u2009]\d{3}(?!\d)){0,50})"
)
_DECIMAL, _GROUP = ".,٫", ".,٬'’ \u00a0\u202f\u2009"
_AFTER = re.compile(r"\s?([^\W\d_])")
_WORD = re.compile(r"[^\s\d.,;:!?()]{1,40}(?![^\s\d.,;:!?()])")
"""A word that is no longer than those that multiply."""
_HAN_MULTIPLIER = re.compile("[百千]?万|亿|千|百")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as it is written, and how it may be read, the likeliest first."""

    raw: str
    start: int
    end: int
    readings: tuple[Reading, ...]


def numerals(text: str) -> Iterator[Numeral]:
    """Yield the numbers of a text in order."""
    for found in _NUMBER.finditer(text):
        raw = found[0].strip()
        readings = dict.fromkeys(_readings(raw, found.lastgroup or ""))
        factor = _multiplier(text, found.end())
        if factor:
            grown = (tuple(value * factor for value in reading) for reading in readings)
            readings = dict.fromkeys((*grown, *readings))
        yield Numeral(raw, found.start(), found.end(), tuple(readings))


def decimal_sign(raw: str) -> str:
    """Return the sign that parts off the decimals of a number, or '' when none surely does."""
    signs = [char for char in raw if not char.isdigit()]
    decimals = re.split(r"\D", raw)[-1]
    if len(signs) == 1 and signs[0] in _DECIMAL and len(decimals) != 3:
        return signs[0]
    return ""


def _readings(raw: str, kind: str) -> Iterator[Reading]:
    if kind == "vulgar":
        whole = raw[:-1].strip()
        part = Fraction(unicodedata.numeric(raw[-1])).limit_denominator(10)
        yield (Fraction(int(whole or 0)) + part,)
        if whole:
            yield Fraction(int(whole)), part
        yield Fraction(part.numerator), Fraction(part.denominator)
    elif kind == "mixed":
        count, upper, lower = (Fraction(int(part)) for part in re.split(r"[ \u00a0/⁄-]", raw))
        if lower and upper < lower:
            yield (count + upper / lower,)
        yield count, upper, lower
    elif kind == "fraction":
        upper, lower = (Fraction(int(side)) for side in re.split("[/⁄]", raw))
        if lower and upper < lower:
            yield (upper / lower,)
        yield upper, lower
    else:
        yield from _number(raw)


def _number(raw: str) -> Iterator[Reading]:
    pieces = re.split(r"\D", raw)
    signs = [char for char in raw if not char.isdigit()]
    if not signs:
        yield (Fraction(int(raw)),)
        return
    # All signs but the last part groups; the last one parts off decimals, or another group.
    grouped = all(sign in _GROUP for sign in signs[:-1]) and len(set(signs[:-1])) <= 1
    groups_fit = all(len(piece) in (2, 3) for piece in pieces[1:-1])
    if grouped and groups_fit and signs[-1] in _DECIMAL and signs[-1] not in signs[:-1]:
        yield (_decimal("".join(pieces[:-1]), pieces[-1]),)
    if len(set(signs)) == 1 and signs[0] in _GROUP and groups_fit and len(pieces[-1]) == 3:
        yield (Fraction(int("".join(pieces))),)
    is_time = len(pieces) == 2 and len(pieces[1]) == 2 and int(pieces[0]) <= 24
    if len(pieces) > 2 or is_time or signs[0] != ".":
        yield tuple(Fraction(int(piece)) for piece in pieces)  # 8.30, a date, a list: 1,2


def _decimal(whole: str, decimals: str) -> Fraction:
    return Fraction(int(whole)) + Fraction(int(decimals), 10 ** len(decimals))


def _multiplier(text: str, end: int) -> int:
    """Return what the word after a number multiplies it by: `10 mil`, `১ লাখ`, `3万`; 0 for none."""
    han = _HAN_MULTIPLIER.match(text, end)
    if han:
        return MULTIPLIERS.get(han[0], 0)
    begun = _AFTER.match(text, end)
    word = _WORD.match(text, begun.start(1)) if begun else None
    return _FOLDED.get(folded(word[0]), 0) if word else 0


_FOLDED = {folded(word): factor for word, factor in MULTIPLIERS.items()}
