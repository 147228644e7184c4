"""The text layer: what is copied, searched or read aloud is what the page says.

Words are compared in normal form C, without regard to white space and to characters that are not seen
(joiners, isolates, soft hyphens): a line may end anywhere. Punctuation is left out, symbols are not:
“≥ 38 °C” is not “38 C”. In scripts without spaces each character counts as a word.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from crmo_handouts.checking import Check, Severity
from crmo_handouts.preflight.facts import Facts, Faults, drawn
from crmo_handouts.preflight.promise import Promise

THRESHOLDS = {
    # The share of the promised words that come back, and that come back in order. Joined scripts
    # that read from the right cannot be exact in all readers at once (see benchmarks/).
    "ARABIC": (0.99, 0.97),
}
USUAL = (1.0, 0.99)

MOST_EXTRA = 0.02
"""Words on the page that nobody promised, as a share; numbers do not count: styles add them."""


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
    missing, total = wanted - there, wanted.total()
    if total and 1 - missing.total() / total < _thresholds(promise.text)[0]:
        personal = {word for text in promise.personal for word in split_words(text)}
        shown = [word for word in missing if word not in personal][:5]
        yield (
            facts.place,
            f"{missing.total()} of {total} words cannot be copied as they stand"
            + (f": {', '.join(shown)}" if shown else ""),
            "the text layer of a font is wrong; tell the makers of the press",
        )
    extra = sum(count for word, count in (there - wanted).items() if word.isalpha())
    if extra > max(MOST_EXTRA * total, 2):
        yield facts.place, f"{extra} words are there that nobody wrote", "print the sheet again"


def word_order(facts: Facts) -> Faults:
    """The text layer gives the words in another order (ISO 14289-1, 7.2)."""
    if facts.promise is None or len(facts.pages) < facts.count:
        return
    wanted = tuple(split_words(facts.promise.text))
    there = tuple(split_words(_with_hyphens(reading_text(facts), facts.promise)))
    if not wanted or not there:
        return
    share = common_length(wanted, there) / len(wanted)
    if share < _thresholds(facts.promise.text)[1]:
        yield (
            facts.place,
            f"{share:.1%} of the words are read in the order of the text",
            "correct the order of the handout's parts, or of what the styles move",
        )


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
        parts.append(marked.get(key, {}).get(mcid, ""))
        before = (key, mcid)
    return "".join(parts)


def _with_hyphens(text: str, promise: Promise) -> str:
    """Undo what PDFium does to a hyphen at a line's end: it gives U+0002 for any.

    Where the sheet has soft hyphens it is one of them; else it is a hyphen that somebody wrote, since
    the press parts no words by itself.
    """
    return text.replace("\x02", "" if "\u00ad" in promise.text else "-")


def split_words(text: str) -> Iterator[str]:
    """Yield the words of a text: runs of letters, marks and digits, and symbols one by one."""
    word: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        kind = _kind(char)
        if kind == "word":
            word.append(char)
        elif kind != "unseen":
            if word:
                yield "".join(word)
                word = []
            if kind == "alone":
                yield char
    if word:
        yield "".join(word)


@lru_cache(maxsize=8192)
def _kind(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf":
        return "unseen"
    if category[0] in "LMN":
        name = unicodedata.name(char, "")
        alone = name.startswith(("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"))
        return "alone" if alone else "word"
    return "alone" if category[0] == "S" else "between"


def _thresholds(text: str) -> tuple[float, float]:
    """Return what must come back of a text, by the script of most of its letters."""
    scripts = Counter(_script(char) for char in text if char.isalpha())
    return THRESHOLDS.get(scripts.most_common(1)[0][0] if scripts else "", USUAL)


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
