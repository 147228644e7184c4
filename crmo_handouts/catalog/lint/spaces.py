"""Whether spaces stand where a language has them: none doubled, lost, or before a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmo_handouts.catalog import markup
from crmo_handouts.catalog.lint.contact import ADDRESS
from crmo_handouts.catalog.lint.facts import Faults, Form, MessageFacts, shown
from crmo_handouts.catalog.lint.text import LETTER, MARKS, SLOT, seen
from crmo_handouts.checking import Check, Severity

_SPACE = "[ \u00a0\u2000-\u200a\u202f\u205f\u3000]"
_NO_BREAK = "\u00a0\u202f"
_DOUBLED = re.compile(f"{_SPACE}{{2,}}")
_BEFORE_MARK = re.compile(rf"(?<={_SPACE})([,.;:!?।॥،؛؟۔。，、；：？！）)\]»”](?!\d))(?!\.)")
_AFTER_OPENING = re.compile(rf"[(\[（¿¡“‘]{_SPACE}")
_LOST = re.compile(rf"(?<=[{MARKS}\w)\]”’»%])([,;:!?।॥،؛؟۔])(?=[^\W\d_]|{SLOT})")
_LOST_STOP = re.compile(r"(?<=[^\W\d_A-Z])(?<=\w\w\w)\.(?=[^\W\d_]{2})")
_LOST_BRACKET = re.compile(rf"(?<=[{MARKS}\w])\((?P<inner>[^()]*)\)|\)(?=[^\W\d_]{{4}})")
_CJK = "\u3400-\u4dbf\u4e00-\u9fff\u3001\u3002\uff01-\uff5e"
_CJK_GAP = re.compile(f"(?<=[{_CJK}]){_SPACE}+(?=[{_CJK}])")
_HOUR = re.compile(r"(?<=\d)[:.](?=\d)")

FRENCH = {
    # Marks that a no-break space stands before; after « too. Others put none anywhere.
    "fr": ";:!?»",
    "fr_CA": ":»",
    "fr_CH": "",
    "br": ";:!?»",
}


def spaces_doubled(message: MessageFacts) -> Faults:
    """Two spaces stand where one does."""
    if _DOUBLED.search(seen(message.source)):
        return
    for form in message.written:
        found = _DOUBLED.search(_inner(form))
        if found:
            yield (
                form.place,
                f"two spaces {_behind(_inner(form), found.start())}",
                "leave one of them",
            )


def spaces_at_edges(message: MessageFacts) -> Faults:
    """A text begins or ends with a space that its source text has not, or the other way round."""
    for source, form in message.pairs:
        for side, here, there in (
            ("begins", form.text[:1].isspace(), source[:1].isspace()),
            ("ends", form.text[-1:].isspace(), source[-1:].isspace()),
        ):
            if here != there:
                told = "with a space or a line's end" if here else "without the source text's space"
                yield form.place, f"{side} {told}", "take it away" if here else "put it in"


def spaces_before_marks(message: MessageFacts) -> Faults:
    """A space stands before a mark, or behind an opening bracket or quote."""
    french = _french(message)
    for form in message.written:
        text = _inner(form)
        for found in _BEFORE_MARK.finditer(text):
            char = found[1]
            is_french = char in french or (char == "»" and message.language.code in FRENCH)
            # Urdu's ”…“ opens with what others close with.
            if is_french or (char == "”" and message.language.code == "ur"):
                continue
            yield form.place, f"a space {_before(text, found.start())}", f"write {char} without it"
            break
        opened = _AFTER_OPENING.search(text)
        if opened and not (message.language.code == "ur" and opened[0][0] == "“"):
            yield form.place, f"a space behind {opened[0][0]}", "take it away"


def spaces_lost(message: MessageFacts) -> Faults:
    """A space is missing behind a mark, around a placeholder, or before a bracket or a tag."""
    if not message.language.locale.is_spaced:
        return
    for form in message.written:
        text = ADDRESS.sub(" ", _inner(form))
        place = next(_lost(text, message), "")
        if place:
            yield form.place, f"a space is missing {place}", "put it in"
        elif tag := _lost_at_tag(form, message):
            yield form.place, f"a space is missing before {tag}", "put it in"


def spaces_within(message: MessageFacts) -> Faults:
    """A space stands between characters of a script that has none there."""
    if message.language.locale.script not in ("Hans", "Hant", "Jpan"):
        return
    for form in message.written:
        found = _CJK_GAP.search(_inner(form))
        if found:
            yield form.place, f"a space {_behind(_inner(form), found.start())}", "take it away"


def spaces_french(message: MessageFacts) -> Faults:
    """A no-break space is missing before : ; ! ? » or behind «."""
    marks = _french(message)
    if not marks:
        return
    for form in message.written:
        text = _HOUR.sub(" ", ADDRESS.sub(" ", _inner(form)))
        found = re.search(rf"(?<![{_NO_BREAK}!?(])(?<!^)[{marks}](?![)\d])", text)
        if found and text[found.start() - 1] not in "!?":
            yield (
                form.place,
                f"no no-break space {_before(text, found.start())}",
                f"write U+202F or U+00A0 before {found[0]}; a plain space would let the line break there",
            )
        found = re.search(rf"«(?![{_NO_BREAK}])", text)
        if found:
            yield form.place, "no no-break space behind «", "write U+202F or U+00A0 behind it"


def _inner(form: Form) -> str:
    return seen(form.text).strip()


def _french(message: MessageFacts) -> str:
    language = message.language
    return FRENCH.get(language.locale.cldr, FRENCH.get(language.code, ""))


def _lost(text: str, message: MessageFacts) -> Iterator[str]:
    spread = _HOUR.sub(" ", text)
    for found in _LOST.finditer(spread):
        latin_pair = found[1] == ":" and spread[found.end()].isdigit()
        if not latin_pair:
            yield f"behind {found[1]} {_behind(spread, found.end())}"
    if message.language.locale.full_stop == ".":
        for found in _LOST_STOP.finditer(text):
            yield f"behind . {_behind(text, found.end())}"
    for found in _LOST_BRACKET.finditer(text):
        inner = found["inner"]
        # hijo(a), élève(s), الطالب(ة) are one word.
        if inner is None:
            yield f"behind ) {_behind(text, found.end())}"
        elif len(inner) > 3 or (inner.isupper() and len(inner) > 1) or inner[:1].isdigit():
            yield f"{_before(text, found.start())}"
    yield from _lost_at_slot(text, message)


def _lost_at_slot(text: str, message: MessageFacts) -> Iterator[str]:
    source = seen(message.source)
    if re.search(rf"\w{SLOT}", source):
        return
    for found in re.finditer(rf"(?<!{LETTER})({LETTER}+){SLOT}", text):
        # Arabic writes and-, to-, by- in one with its word; others write no word before a value.
        if message.language.locale.script != "Arab" or len(found[1]) > 3:
            yield f"behind {shown(found[1])}"
    for found in re.finditer(rf"{SLOT}({LETTER}+)", text):
        if len(found[1]) > 4 or message.language.locale.script == "Latn":
            yield f"before {shown(found[1])}"


def _lost_at_tag(form: Form, message: MessageFacts) -> str:
    if markup.nesting_fault(form.text):
        return ""
    arabic = message.language.locale.script == "Arab"
    for found in re.finditer(rf"(?<!{LETTER})({LETTER}+)<(?:strong|em|dfn)>", form.text):
        if not arabic or len(found[1]) > 3:
            return f"{found[0][len(found[1]) :]} behind {shown(found[1])}"
    for found in re.finditer(rf"</(?:strong|em|dfn)>({LETTER}+)", form.text):
        if len(found[1]) > 5 or message.language.locale.script == "Latn":
            return shown(found[1])
    return ""


def _behind(text: str, at: int) -> str:
    return f"behind {shown(text[max(0, at - 12) : at].lstrip())}"


def _before(text: str, at: int) -> str:
    return f"before {shown(text[at : at + 12].rstrip())}"


CHECKS = (
    Check(
        "catalog/space-double",
        Severity.WARNING,
        "It tears a hole into the line.",
        spaces_doubled,
    ),
    Check(
        "catalog/space-edge",
        Severity.WARNING,
        "Words that are printed one after the other would stick together, or stand apart.",
        spaces_at_edges,
    ),
    Check(
        "catalog/space-before",
        Severity.WARNING,
        "The mark may begin the next line, alone.",
        spaces_before_marks,
    ),
    Check(
        "catalog/space-lost",
        Severity.WARNING,
        "Two words are read as one, and the line cannot break between them.",
        spaces_lost,
    ),
    Check(
        "catalog/space-within",
        Severity.WARNING,
        "It cuts a word in two.",
        spaces_within,
    ),
    Check(
        "catalog/space-french",
        Severity.WARNING,
        "Without it the mark sticks to its word, or begins the next line, alone.",
        spaces_french,
    ),
)
