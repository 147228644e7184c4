"""Whether the agreed words are used, and none that must not be said."""

from __future__ import annotations

import functools
import re

from crmo_handouts.catalog.lint.facts import Faults, MessageFacts, shown
from crmo_handouts.catalog.lint.text import LETTER, MARKS, folded, seen
from crmo_handouts.catalog.wordlists import Banned, Term
from crmo_handouts.checking import Check, Severity

_WORD = re.compile(rf"(?:{LETTER}|['\d])+")
_HAN = re.compile("[\u3400-\u9fff]")


def term(message: MessageFacts) -> Faults:
    """An agreed term of the glossary is rendered by another word."""
    language = message.language
    if language.locale.is_source or not language.terms:
        return
    source = folded(seen(message.source))
    for found in _terms_in(source, language.terms):
        if found.free:
            continue
        for form in message.written:
            text = folded(seen(form.text))
            if text != source and not any(
                _is_rendered(rendering, text) for rendering in found.forms
            ):
                yield (
                    form.place,
                    f"{shown(found.term)} has another word here than in the glossary",
                    f"the agreed word is {shown(found.forms[0])}; if this one is right too, add it to the"
                    " column `forms` of glossary.csv",
                )


def banned(message: MessageFacts) -> Faults:
    """The translation says what must not be said."""
    pieces = _pieces(message.language.banned_phrases)
    for form in message.written:
        text = folded(seen(form.text))
        for ban, piece in zip(message.language.banned, pieces, strict=True):
            if (
                piece in text
                and _ban_pattern(ban.phrase).search(text)
                and not _is_excused(message, ban)
            ):
                instead = f"say {shown(ban.instead)}" if ban.instead else "say it in another way"
                yield (
                    form.place,
                    f"{shown(ban.phrase)} must not be said: {ban.reason}",
                    f"{instead} ({ban.place})",
                )


def _is_excused(message: MessageFacts, ban: Banned) -> bool:
    """Tell whether this message may say it: by its context, or because its source text does."""
    source = folded(seen(message.source))
    return message.context in ban.unless or any(
        _ban_pattern(words).search(source) for words in ban.unless
    )


def _terms_in(source: str, terms: tuple[Term, ...]) -> list[Term]:
    """Return the terms that a folded source text holds; a longer one hides those within it."""
    found: list[tuple[int, int, Term]] = []
    for entry in terms:
        for name in entry.names:
            for match in _name_pattern(name).finditer(source):
                found.append((match.start(), match.end(), entry))
    kept = [
        (start, end, entry)
        for start, end, entry in found
        if not any(
            other_start <= start and end <= other_end and other_end - other_start > end - start
            for other_start, other_end, _ in found
        )
    ]
    return list(dict.fromkeys(entry for _, _, entry in kept))


@functools.lru_cache(maxsize=1024)
def _name_pattern(name: str) -> re.Pattern[str]:
    plural = "" if name.endswith("s") else "(?:e?s)?"
    return re.compile(rf"(?<![\w-]){re.escape(folded(name))}{plural}(?![\w-])")


def _is_rendered(rendering: str, text: str) -> bool:
    """Tell whether a folded text holds a rendering, in any inflection and order of its words."""
    return all(_stem_pattern(word).search(text) for word in _content_words(folded(rendering)))


@functools.lru_cache(maxsize=4096)
def _content_words(rendering: str) -> tuple[str, ...]:
    words = _WORD.findall(rendering)
    long = tuple(word for word in words if len(word) > 2)
    return long or tuple(words)


@functools.lru_cache(maxsize=4096)
def _stem_pattern(word: str) -> re.Pattern[str]:
    """Return what finds a folded word with its endings, and with what Arabic writes before it."""
    if _HAN.search(word):
        return re.compile(re.escape(word))
    stem = word if len(word) <= 3 else word[: max(3, -(-len(word) * 2 // 3))]
    if re.search("[\u0900-\u0dff]", word):
        stem = re.sub(f"[{MARKS}]+$", "", stem) or stem
    if re.match("[\u0600-\u06ff]", word):
        body = word.removeprefix("ال") if len(word) > 4 else word
        bare = re.sub("(?:ات|ون|ين|ان|ه|ي|ا|ے)$", "", body) if len(body) > 3 else body
        stem = bare if len(bare) <= 4 else bare[:-1]
        return re.compile(rf"(?<!{LETTER})و?ف?[بلك]?(?:ال|ل)?{re.escape(stem)}")
    # Chinese writes no space before a Latin abbreviation.
    before = "[a-z]" if word.isascii() else LETTER
    return re.compile(rf"(?<!{before}){re.escape(stem)}")


@functools.lru_cache(maxsize=32)
def _pieces(phrases: str) -> tuple[str, ...]:
    """Return the longest word of each phrase: where it is not, the phrase is not; searched for fast."""
    return tuple(
        max(re.split(r"[\s*-]+", folded(phrase)), key=len)
        for phrase in phrases.split("\n")
        if phrase
    )


@functools.lru_cache(maxsize=2048)
def _ban_pattern(phrase: str) -> re.Pattern[str]:
    """Return what finds a phrase as whole words; `*` stands for any letters."""
    text = folded(phrase)
    body = re.escape(text).replace(r"\*", f"{LETTER}*").replace(r"\ ", r"[\s-]+")
    if _HAN.search(text):
        return re.compile(body)
    before = rf"(?<!{LETTER})" if text.startswith("*") else rf"(?<!{LETTER})(?<!\d)"
    if re.match("[\u0600-\u06ff]", text):
        before = rf"(?<!{LETTER})و?ف?[بلك]?(?:ال|ل)?"
    return re.compile(rf"{before}{body}(?!{LETTER}|\d)")


CHECKS = (
    Check(
        "catalog/banned",
        Severity.ERROR,
        "It frightens, blames, promises or misleads: somebody weighed that, and said no.",
        banned,
    ),
    Check(
        "catalog/term",
        Severity.WARNING,
        "Two words for one thing are read as two things.",
        term,
    ),
)
