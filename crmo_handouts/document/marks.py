"""A sheet's messages, marked: each carries a number and letters that lead to the list of a proof.

The markup goes round each answer of the catalog's gettext functions, without a word of text in it: so
it survives the filling of placeholders, and `striptags` takes it out of titles. The numbers are given
when the sheet is composed, in the order that the messages stand on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crmo_handouts.catalog import Catalog
from crmo_handouts.catalog.po.entry import Key
from crmo_handouts.catalog.proofing.proving import Proof, Proven, english, say_in_proof
from crmo_handouts.catalog.reviewing.records import MessageState
from crmo_handouts.locales import SOURCE_LOCALE

LETTERS = {
    MessageState.MISSING: "M",
    MessageState.FUZZY: "F",
    MessageState.TRANSLATED: "T",
    MessageState.OUTDATED: "O",
    MessageState.LANGUAGE: "L",
    MessageState.CLINICAL: "C",
}
"""The letter of a state; each has a line of its own under the text, too (`styles/proof.css`)."""

BROKEN, FAULTY, CRITICAL = "X", "!", "S"

CHARACTER, PADDING, OVERHANG = 0.64, 0.7, 0.9
"""Of a mark, in its type: breadth of a character, and of the box beside them; what stands before."""

_MARK = re.compile(r'<i class="proof-mark" data-message="(\d+)"></i>')
_FOOT = re.compile(r"<footer\b.*?</footer>", re.DOTALL)
_GAP = re.compile(r"(?<=[。？！：；，、）])((?:</\w+>)+)\s+")
"""As `compose.FULL_WIDTH_GAP`, where our own markup stands between."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A sheet's HTML with its marks, and the messages by their numbers, from 1.

    The first `printed` of them stand on the sheet, in its order; the others do not.
    """

    html: str
    messages: tuple[Proven, ...]
    printed: int


class MarkingCatalog(Catalog):
    """Says what a proof shows of each message, and marks it."""

    def __init__(self, proof: Proof, locale_id: str) -> None:
        super().__init__(
            locale_id, proof.catalog.file, proof.catalog.messages, proof.catalog.report
        )
        self.proven = list(proof.messages)
        self._numbers: dict[Key, int] = {
            message.key: number for number, message in enumerate(self.proven)
        }
        self._is_source = locale_id == SOURCE_LOCALE

    def _say(self, context: str | None, msgid: str) -> str:
        return self._marked(context, msgid, None, None)

    def _say_count(self, context: str | None, msgid: str, plural: str, count: int) -> str:
        return self._marked(context, msgid, plural, count)

    def _marked(
        self, context: str | None, msgid: str, plural: str | None, count: int | None
    ) -> str:
        number = self._numbers.get((context, msgid))
        if number is None:
            number = self._numbers[context, msgid] = len(self.proven)
            self.proven.append(english(context, msgid, plural))
        message = self.proven[number]
        said = say_in_proof(message, self.locale_id, count)
        stand_in = ' lang="en" dir="ltr"' if message.is_english and not self._is_source else ""
        return (
            f'<span class="proof-message {kind(message)}"{stand_in}>'
            f'<i class="proof-mark" data-message="{number}"></i>{said}</span>'
        )


def mark(html: str, catalog: MarkingCatalog, *, is_spaced: bool) -> Marked:
    """Number the marks of a composed sheet: first what stands on its sides, then its foot."""
    foot = _FOOT.search(html)
    body = f"{_FOOT.sub('', html)}{foot[0] if foot else ''}"
    found = list(dict.fromkeys(int(number) for number in _MARK.findall(body)))
    printed = set(found)
    order = [*found, *(number for number in range(len(catalog.proven)) if number not in printed)]
    numbers = {internal: number for number, internal in enumerate(order, start=1)}
    messages = tuple(catalog.proven[internal] for internal in order)

    def numbered(mark: re.Match[str]) -> str:
        number = numbers[int(mark[1])]
        return write_mark(number, messages[number - 1])

    if not is_spaced:
        html = _GAP.sub(r"\1", html)
    return Marked(_MARK.sub(numbered, html), messages, len(found))


def write_mark(number: int, message: Proven) -> str:
    """Write a mark as HTML: its number and letters, in Latin from left to right.

    Its margins take back its breadth, so that lines break as in the edition.
    """
    text = f"{number}\u00a0{letters(message)}"
    breadth = CHARACTER * len(text) + PADDING
    return (
        f'<b class="proof-mark {kind(message)}" lang="en" dir="ltr" style="width:{breadth:.2f}em;'
        f'margin-inline:{-OVERHANG}em {OVERHANG - breadth:.2f}em">{text}</b>'
    )


def letters(message: Proven) -> str:
    """Return the letters of a message's mark: its state, then what else is to be known."""
    return "".join(
        (
            BROKEN if message.is_raw else LETTERS[message.state],
            FAULTY if is_faulty(message) else "",
            CRITICAL if message.is_critical else "",
        )
    )


def is_faulty(message: Proven) -> bool:
    """Tell whether checks found something in a text that is there."""
    return bool(told(message))


def told(message: Proven) -> tuple[str, ...]:
    """Return what checks found, in their words; what the state says already is left out."""
    return tuple(
        f"{finding.severity}: {finding.message} [{finding.check}]"
        + (f". {finding.hint[:1].upper()}{finding.hint[1:]}" if finding.hint else "")
        for finding in message.findings
        if finding.check not in SAID_BY_STATE
    )


SAID_BY_STATE = frozenset({"catalog/fuzzy", "catalog/missing"})


def kind(message: Proven) -> str:
    """Return the CSS classes of a message's text and mark."""
    state = "broken" if message.is_raw else str(message.state)
    return f"proof-{state}{' proof-critical' if message.is_critical else ''}"
