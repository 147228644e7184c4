"""Whether a text was translated at all, or is English still."""

from __future__ import annotations

import functools
import re

from crmo_handouts.catalog.lint.contact import ADDRESS
from crmo_handouts.catalog.lint.englishwords import (
    FUNCTION_WORDS,
    LOANS,
    SHARED_ENDINGS,
    UNLIKE,
    english_words,
)
from crmo_handouts.catalog.lint.facts import Faults, MessageFacts, short, shown
from crmo_handouts.catalog.lint.text import SLOT, seen
from crmo_handouts.checking import Check, Severity

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LATIN = re.compile("[A-Za-z]")
_LATIN_RUN: re.Pattern[str] = re.compile(r"[A-Za-z][A-Za-z'’ -]*[A-Za-z]|[A-Za-z]")
_GLOSS = re.compile(r"[(（][A-Za-z ,'’/-]+[)）]")  # An English term beside its rendering.
_RUN = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")


def same(message: MessageFacts) -> Faults:
    """The translation is the source text, of several words or in another script."""
    for source, form in _copies(message):
        if _is_sentence(source, message):
            yield form, f"is the English text still: {short(source)}", "translate it"


def same_word(message: MessageFacts) -> Faults:
    """The translation is the source text, a word or two."""
    for source, form in _copies(message):
        if not _is_sentence(source, message) and not _is_shared(source, message):
            yield (
                form,
                f"is the same in English: {short(source)}",
                "translate it; if your language has the same word, enter it in glossary.csv",
            )


def english(message: MessageFacts) -> Faults:
    """English words stand in the translation."""
    if message.language.locale.is_source:
        return
    for source, form in message.pairs:
        if _plain(form.text) == _plain(source):
            continue
        left = _english_in(form.text, message)
        if left:
            yield (
                form.place,
                f"English is left in it: {short(left)}",
                "translate it; CRMO, CNO and NSAID may stay in Latin letters",
            )


def wordless(message: MessageFacts) -> Faults:
    """The translation has no word, though its source text has."""
    for source, form in message.pairs:
        if not any(char.isalpha() for char in _bare(form.text)) and re.search(
            "[a-z]", _bare(source).lower()
        ):
            yield form.place, f"has no word: {shown(form.text[:40])}", "translate it"
        elif re.fullmatch(
            r"\W*(?:to-?do|fixme|xxx+|tbd|translate|n/?a)\W*", form.text, re.IGNORECASE
        ):
            yield form.place, f"is a note, no translation: {shown(form.text)}", "translate it"


def _copies(message: MessageFacts) -> list[tuple[str, str]]:
    if message.language.locale.is_source:
        return []
    kept = message.language.kept
    return [
        (source, form.place)
        for source, form in message.pairs
        if _plain(form.text) == _plain(source)
        and _plain(source) not in kept
        and re.search("[a-z]{2}", _bare(source))
    ]


def _is_sentence(source: str, message: MessageFacts) -> bool:
    """Tell whether a text cannot be the same in both languages."""
    words = _WORD.findall(_bare(source))
    if message.language.locale.script != "Latn":
        return True
    return len(words) > 2 or any(word.lower() in FUNCTION_WORDS for word in words)


def _is_shared(source: str, message: MessageFacts) -> bool:
    words = [word.lower() for word in _WORD.findall(_bare(source))]
    known = {word for text in message.language.kept for word in text.split()}
    endings = SHARED_ENDINGS.get(message.language.code, ())
    return all(
        word in known
        or word in LOANS
        or (len(word) > 3 and word.endswith(endings) and not word.endswith("ing"))
        for word in words
    )


def _english_in(text: str, message: MessageFacts) -> str:
    """Return the English that is left in a text, or ''."""
    said = _bare(text)
    latin = message.language.locale.script == "Latn"
    if not (_seems_english(said, message) if latin else _LATIN.search(said)):
        return ""
    said = ADDRESS.sub(" ", said)
    lower = said.casefold()
    for kept in (text for text in message.language.kept if text in lower):
        said = re.sub(rf"(?<!\w){re.escape(kept)}(?!\w)", "…", said, flags=re.IGNORECASE)
    if not latin:
        return _latin_in(said, message)
    source = _words(_bare(message.source))
    copied = _longest_copied(_words(said), f" {' '.join(source)} ")
    if copied.count(" ") >= 2:
        return copied
    functions = (word.lower() for word in _RUN.findall(said) if word.lower() in _english(message))
    unlike = UNLIKE.get(message.language.code)
    odd = (
        word
        for word in _RUN.findall(said)
        if unlike and len(word) > 2 and _may_be_english(word, said) and unlike.search(word.lower())
    )
    return next((word for word in (*functions, *odd) if word.lower() in source), "")


def _may_be_english(word: str, said: str) -> bool:
    """Tell whether a word is no name: it has a small letter, or begins the text; and no loan."""
    return word.lower() not in LOANS and (
        word.islower() or (word.istitle() and said.lstrip().startswith(word))
    )


def _seems_english(said: str, message: MessageFacts) -> bool:
    """Tell whether it is worth a look: words that the source has too, three or an English one."""
    both = set(_words(said)).intersection(_words(_bare(message.source))) - LOANS
    unlike = UNLIKE.get(message.language.code)
    return len(both) >= 3 or any(
        word in _english(message) or (unlike is not None and unlike.search(word)) for word in both
    )


def _english(message: MessageFacts) -> frozenset[str]:
    """Return the English words that the language has not."""
    return _english_of(message.language.code)


_english_of = functools.lru_cache(english_words)


def _latin_in(said: str, message: MessageFacts) -> str:
    """Return the English in a text of another script: small letters, in words of the source."""
    source = {word.lower() for word in _RUN.findall(_bare(message.source))}
    for run in _LATIN_RUN.findall(_GLOSS.sub(" ", said)):
        words = [word for word in _RUN.findall(run) if not _is_abbreviation(word)]
        english = [
            word for word in words if word.lower() in source or word.lower() in FUNCTION_WORDS
        ]
        lasting = [word for word in english if word[0].islower() or len(words) > 2]
        if lasting or (english and not _is_name(english, message)):
            return str(run)
    return ""


def _is_abbreviation(word: str) -> bool:
    return word.isupper() or word.rstrip("s").isupper() or len(word) == 1


def _is_name(words: list[str], message: MessageFacts) -> bool:
    """Tell whether the words have capitals within a sentence of the source, as names have."""
    text = _bare(message.source)
    return all(re.search(rf"[a-z,] {word}\b", text) and word[0].isupper() for word in words)


def _longest_copied(words: list[str], source: str) -> str:
    best: list[str] = []
    for start in range(len(words)):
        end = start + len(best) + 1
        while end <= len(words) and f" {' '.join(words[start:end])} " in source:
            best = words[start:end]
            end += 1
    return " ".join(best)


@functools.lru_cache(maxsize=8192)
def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _bare(text: str) -> str:
    return seen(text).replace(SLOT, " ")


@functools.lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    return " ".join(_bare(text).split()).strip(" .:!?").casefold()


CHECKS = (
    Check(
        "catalog/same",
        Severity.ERROR,
        "A warning in a language that the reader does not read is worse than no sheet.",
        same,
    ),
    Check(
        "catalog/same-word",
        Severity.WARNING,
        "A label that the reader does not understand is a slot that stays empty.",
        same_word,
    ),
    Check(
        "catalog/english",
        Severity.ERROR,
        "The reader is left to guess the word that was not translated.",
        english,
    ),
    Check(
        "catalog/wordless",
        Severity.ERROR,
        "The sheet would have a gap where the source says something.",
        wordless,
    ),
)
