"""The text layer: what is copied, searched or read aloud is what the page says.

Words are compared in normal form C, without regard to white space and to characters that are not seen
(joiners, isolates, soft hyphens): a line may end anywhere. Punctuation is left out, symbols are not:
“≥ 38 °C” is not “38 C”. In scripts without spaces each character counts as a word.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from crmo_handouts.checking import Check, Severity
from crmo_handouts.preflight.facts import Facts, Faults, drawn
from crmo_handouts.preflight.promise import Promise

FROM_THE_RIGHT = ("ARABIC", "HEBREW", "SYRIAC", "THAANA", "NKO", "ADLAM")
"""Scripts that cannot be exact in all readers at once (see benchmarks/)."""

THRESHOLDS = dict.fromkeys(FROM_THE_RIGHT, (0.99, 0.97))
"""The share of the promised words that come back, and that come back in order."""
USUAL = (1.0, 0.99)

ALONE = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")
"""Scripts without spaces between words, as names of characters begin (Unicode, 4.8)."""


def words(facts: Facts) -> Faults:
    """The text layer does not hold the words of the sheet."""
    promise = facts.promise
    if promise is None or not promise.text or len(facts.pages) < facts.count:
        return
    there = Counter(
        word
        for _, drawing in drawn(facts)
        for word in split_words(_with_hyphens(drawing.words, promise))
    )
    wanted = Counter(split_words(promise.text))
    for word in split_words(promise.running):
        wanted[word] += facts.count
    missing, added, total = wanted - there, there - wanted, wanted.total()
    lost = _letters(missing) - _letters(added)
    if total and 1 - missing.total() / total < _thresholds(promise.text)[0]:
        personal = {word for text in promise.personal for word in split_words(text)}
        shown = [word for word in missing if word not in personal][:5]
        yield (
            facts.place,
            f"{missing.total()} of {total} words cannot be copied as they stand"
            + (f": {', '.join(shown)}" if shown else ""),
            "the text layer of a font is wrong; tell the makers of the press",
        )
    elif lost:
        yield (
            facts.place,
            f"{lost.total()} letters are copied as others, or not at all",
            "the text layer of a font is wrong; tell the makers of the press",
        )
    extra = _extra(missing, added)
    if extra:
        yield (
            facts.place,
            f"the text has {extra} letters in words that nobody wrote",
            "print the sheet again",
        )


def word_order(facts: Facts) -> Faults:
    """The text is read aloud in another order, or not as it stands (ISO 14289-1, 7.2)."""
    promise = facts.promise
    if promise is None or len(facts.pages) < facts.count:
        return
    wanted = split_words(promise.text)
    there = split_words(_with_hyphens(reading_text(facts), promise))
    if not wanted or not there:
        return
    share = common_length(wanted, there) / len(wanted)
    if share < _thresholds(promise.text)[1]:
        yield (
            facts.place,
            f"{share:.1%} of the words are read in the order of the text",
            "correct the order of the handout's parts, or of what the styles move",
        )
    if facts.structure is None or not facts.structure.content:
        return
    missing, added = Counter(wanted) - Counter(there), Counter(there) - Counter(wanted)
    other = (_letters(missing) - _letters(added)).total() + _extra(missing, added)
    if other:
        yield (
            facts.place,
            f"{other} letters are on the page and not read aloud, or the other way round",
            "tag all text, and let no ActualText or Alt say anything else",
        )


def _letters(found: Counter[str]) -> Counter[str]:
    """Count the characters of words. Whatever a reader does to their order, it does not change them."""
    return Counter("".join(found.elements()))


def _extra(missing: Counter[str], added: Counter[str]) -> int:
    """Count the letters that nobody wrote; a style adds numbers, or (a), (b), (c)."""
    letters = _letters(added) - _letters(missing)
    for word, count in added.items():
        if len(word) == 1 and word.isascii():
            letters[word] -= count
    return sum(count for letter, count in letters.items() if count > 0 and letter.isalpha())


def reading_text(facts: Facts) -> str:
    """Return the text in the order of the tags, as a screen reader has it; else that of the pages."""
    marked = {page.key: drawing.marked for page, drawing in drawn(facts)}
    if facts.structure is None or not facts.structure.content:
        return "\n".join(drawing.words for _, drawing in drawn(facts))
    parts: list[str] = []
    before: tuple[object, int] = (None, 0)
    for key, mcid in facts.structure.content:
        # Content that follows on its like may be the rest of a word; all else is another.
        parts.append("" if before == (key, mcid - 1) else "\n")
        text = marked.get(key, {}).get(mcid, "")
        parts.append(facts.structure.instead.get((key, mcid), text))
        before = (key, mcid)
    return "".join(parts)


def _with_hyphens(text: str, promise: Promise) -> str:
    """Undo what PDFium does to a hyphen at a line's end: it gives U+0002 for any.

    Where the sheet has soft hyphens it is one of them; else it is a hyphen that somebody wrote, since
    the press parts no words by itself.
    """
    return text.replace("\x02", "" if "\u00ad" in promise.text else "-")


def split_words(text: str) -> list[str]:
    """Return the words of a text: runs of letters, marks and digits, and symbols one by one."""
    return unicodedata.normalize("NFC", text).translate(_SPACED).split()


class _Spacing(dict[int, str]):
    """What stands for a character, once words are parted by spaces; found out when it is met."""

    def __missing__(self, code: int) -> str:
        self[code] = text = _spaced(chr(code))
        return text


def _spaced(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf":
        return ""
    if category[0] in "LMN":
        name = unicodedata.name(char, "")
        return f" {char} " if name.startswith(ALONE) else char
    return f" {char} " if category[0] == "S" else " "


_SPACED = _Spacing()


def _thresholds(text: str) -> tuple[float, float]:
    """Return what must come back of a text, by the script of most of its letters."""
    return THRESHOLDS.get(script_of(text), USUAL)


def script_of(text: str) -> str:
    """Return the script of most letters of a text, as names of characters begin."""
    scripts: Counter[str] = Counter()
    for char, count in Counter(text).items():
        if char.isalpha():
            scripts[_script(char)] += count
    return scripts.most_common(1)[0][0] if scripts else ""


@lru_cache(maxsize=8192)
def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]


def common_length(first: Sequence[str], second: Sequence[str]) -> int:
    """Return the length of the longest common subsequence, by bits (Hyyrö 2004)."""
    places: dict[str, int] = {}
    for at, word in enumerate(first):
        places[word] = places.get(word, 0) | 1 << at
    everything = (1 << len(first)) - 1
    row = everything
    for word in second:
        hits = row & places.get(word, 0)
        row = ((row + hits) | (row - hits)) & everything
    return len(first) - row.bit_count()


CHECKS = (
    Check(
        "preflight/words",
        Severity.ERROR,
        "A number that is searched and not found, or copied and changed, is called by no one.",
        words,
    ),
    Check(
        "preflight/word-order",
        Severity.ERROR,
        "Who listens to a sheet must hear “do not” before what it belongs to.",
        word_order,
    ),
)
