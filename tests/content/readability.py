"""Readability of English by hand: sentences, words, syllables, the grade of Flesch and Kincaid.

The formula means nothing in other languages. A syllable is guessed from the letters; checked
against a dictionary, the guess is wrong in one word of twelve, in both directions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

EXEMPT = {
    # Names that cannot be made shorter, each counted as a word of one syllable.
    "crmo", "cno", "rheumatologist", "rheumatology", "nsaid", "nsaids", "methotrexate",
    "sulfasalazine", "steroid", "steroids", "biologic", "bisphosphonate", "bisphosphonates",
    "ibuprofen", "naproxen", "indomethacin", "aspirin", "salicylates", "physiotherapist",
}  # fmt: skip

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|[0-9]+(?:[.,][0-9]+)*")
_END = re.compile(r"(?<=[.!?])[”\")]*\s+")


def sentences(text: str) -> list[str]:
    """Part a text into sentences; a text without a full stop is one."""
    return [part for part in _END.split(text.strip()) if _WORD.search(part)]


def words(text: str) -> list[str]:
    """Return the words and numbers of a text."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """Guess the syllables of a word."""
    letters = re.sub("[^a-z]", "", word.lower())
    if not letters:
        return 1
    groups = len(re.findall("[aeiouy]+", letters))
    silent = re.search("[^aeiouyl]e$|[^aeiou]les?$", letters)
    if silent and not re.search("[^aeiou]les?$", letters):
        groups -= 1
    if re.search("[^aeiouytd]ed$|[^aeiouycgxzsh]es$", letters):
        groups -= 1
    groups += len(re.findall("i[ao](?!u)|[^gq]ua|eo(?!u)|[^aeiou]ye[^s]", letters[:-1]))
    return max(1, groups)


def grade(texts: Iterable[str], *, exempt: Iterable[str] = ()) -> float:
    """Return the US school grade of some texts (Kincaid and others, 1975)."""
    spared = set(exempt)
    parts = [sentence for text in texts for sentence in sentences(text)]
    found = [word for part in parts for word in words(part)]
    count = sum(1 if word.lower() in spared else syllables(word) for word in found)
    return 0.39 * len(found) / len(parts) + 11.8 * count / len(found) - 15.59
