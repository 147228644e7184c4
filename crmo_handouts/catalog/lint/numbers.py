"""Whether a translation has the numbers of its source text, by value, whatever digits they have."""

from __future__ import annotations

import functools
import re
from collections import Counter
from fractions import Fraction

from crmo_handouts.catalog.lint import numberwords
from crmo_handouts.catalog.lint.contact import without_contacts
from crmo_handouts.catalog.lint.facts import Faults, MessageFacts, few, shown
from crmo_handouts.catalog.lint.numerals import Numeral, Reading, decimal_sign, numerals
from crmo_handouts.catalog.lint.text import folded, seen
from crmo_handouts.catalog.plurals import decimal_signs
from crmo_handouts.checking import Check, Severity

_HAS_DIGIT = re.compile(r"[\d¼-¾⅐-⅞]")
_ONE_OF_A_KIND = re.compile(r"(?<!page )(?<!step )(?<!part )\b1 [a-z]")
_HALF_HOUR = re.compile(r"half(?:-| an | a |)hour", re.IGNORECASE)
_ENGLISH_WORD = re.compile(r"[a-z]+")
_HOUR = re.compile(r"(\d{1,2})(?:[:.]\d\d)?\s?([ap])\.?m\b", re.IGNORECASE)


def number(message: MessageFacts) -> Faults:
    """A number of the source text is missing from the translation, or is another one."""
    for source, form in message.pairs:
        if not (_HAS_DIGIT.search(source) or _HAS_DIGIT.search(form.text)):
            continue
        lost, added = _compare(source, form.text, message.language.code)
        if message.language.code == "ar" and _ONE_OF_A_KIND.search(source):
            lost = [value for value in lost if value != 1]  # A noun alone is one of its kind.
        if message.plural is not None:
            # "One sheet" may be a number in a language, and a number a word.
            lost = [value for value in lost if value > 2]
            added = [raw for raw in added if raw not in ("0", "1", "2")]
        if len(lost) == len(added) == 1:
            yield (
                form.place,
                f"the source text says {_written(lost[0])}, the translation {shown(added[0])}",
                "write the same value, in the digits and with the decimal sign of your language",
            )
            continue
        for value in few(map(_written, lost)):
            yield (
                form.place,
                f"the number {value} is missing from the translation",
                f"write {value}, in digits or in words",
            )
        for raw in few(added):
            yield (
                form.place,
                f"the source text does not say the number {shown(raw)}",
                "take it out; a number is as it is in the source text",
            )


def number_form(message: MessageFacts) -> Faults:
    """A decimal sign is not the language's."""
    for form in message.written:
        for found in numerals(seen(form.text)):
            sign = decimal_sign(found.raw)
            if (
                sign
                and found.raw[0].isascii()
                and sign not in (signs := decimal_signs(message.language.locale.cldr))
            ):
                right = found.raw.replace(sign, signs[0])
                yield (
                    form.place,
                    f"{shown(found.raw)} has a decimal sign of another language",
                    f"write {right}",
                )


@functools.lru_cache(maxsize=4096)
def _compare(source: str, text: str, language: str) -> tuple[list[Fraction], list[str]]:
    """Return the source's values that the translation lacks, and its numbers that are new."""
    said, told = without_contacts(seen(source), seen(text))
    left = list(numerals(said))
    pool = list(numerals(told))
    spoken = folded(_without(told, pool))
    lost: list[Fraction] = []
    for numeral in left:
        if not _take(numeral.readings, pool):
            lost.extend(
                value
                for value in numeral.readings[0]
                if not _is_spoken(value, spoken, language) and not _take_hour(said, numeral, pool)
            )
    known = _known(said, left)
    added = [numeral.raw for numeral in pool if not _explained(numeral.readings, known)]
    return lost, added


def _take(readings: tuple[Reading, ...], pool: list[Numeral]) -> bool:
    """Take a number out of the pool that may be read as one of these; tell whether there is one."""
    for reading in readings:
        for numeral in pool:
            if reading in numeral.readings:
                pool.remove(numeral)
                return True
        # One number here may be two there: 1/2 and 1–2, 8.30 and 8:30.
        parts = Counter(reading)
        singles = [
            single
            for value in parts.elements()
            if (single := next((n for n in pool if (value,) in n.readings), None))
        ]
        if len(reading) > 1 and len(singles) == len(reading):
            for single in singles:
                if single in pool:
                    pool.remove(single)
            return True
    for numeral in list(pool):
        # Or a part of what is written together there: 8 h 30 as 8.30.
        for several in numeral.readings:
            if len(several) > 1 and readings[0][0] in several:
                rest = tuple(value for value in several if value != readings[0][0])
                pool.remove(numeral)
                if rest:
                    pool.append(Numeral(numeral.raw, numeral.start, numeral.end, (rest,)))
                return True
    return False


def _take_hour(said: str, numeral: Numeral, pool: list[Numeral]) -> bool:
    """Take 20 for `8 pm`: many languages count the hours to 24."""
    hour = _HOUR.match(said, numeral.start)
    if not hour:
        return False
    count = int(hour[1]) % 12 + (12 if hour[2].lower() == "p" else 0)
    return any(_take(((Fraction(value),),), pool) for value in {count, count or 24})


def _is_spoken(value: Fraction, spoken: str, language: str) -> bool:
    """Tell whether a text says a value in words."""
    words = numberwords.pattern(language, value)
    if words is None:
        return value <= numberwords.SPOKEN
    if language == "zh" and _is_spoken_han(value, spoken):
        return True
    if not words:
        return False
    # A word may have a beginning (Arabic's and-, the-) and an ending of its own.
    start = "" if language in ("ar", "zh") else r"(?<!\w)"
    return re.search(rf"{start}(?:{folded(words)})", spoken) is not None


def _is_spoken_han(value: Fraction, spoken: str) -> bool:
    runs = re.findall(numberwords.HAN_NUMBER, spoken)
    return any(numberwords.read_han(run) == value for run in runs)


def _known(said: str, numbers: list[Numeral]) -> set[Fraction]:
    """Return all values that the source text says in any way: in digits, in words, as a time."""
    known = {value for n in numbers for reading in n.readings for value in reading}
    for word in _ENGLISH_WORD.findall(said.lower()):
        known.update(numberwords.ENGLISH.get(word, ()))
    if _HALF_HOUR.search(said):
        known.add(Fraction(30))
    for hour in _HOUR.finditer(said):
        known |= {Fraction(0), Fraction(int(hour[1]) % 12 + 12 * (hour[2].lower() == "p"))}
    return known


def _explained(readings: tuple[Reading, ...], known: set[Fraction]) -> bool:
    return any(all(value in known for value in reading) for reading in readings)


def _without(text: str, numbers: list[Numeral]) -> str:
    starts = (0, *(numeral.end for numeral in numbers))
    ends = (*(numeral.start for numeral in numbers), len(text))
    return " ".join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _written(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    decimal = f"{float(value):g}"
    return decimal if Fraction(decimal) == value else f"{value.numerator}/{value.denominator}"


CHECKS = (
    Check(
        "catalog/number",
        Severity.ERROR,
        "A wrong fever limit, date or page is followed as if it were the right one.",
        number,
    ),
    Check(
        "catalog/number-form",
        Severity.WARNING,
        "Read with the other sign, 38.5 is 385 to some readers.",
        number_form,
    ),
)
