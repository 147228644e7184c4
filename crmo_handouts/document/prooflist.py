"""A proof's messages -> the list at its end, as HTML.

Each number with its English, its translation, the place of its lines, its state and what checks found.
The list speaks English, to a translator. Whatever a .po file holds is escaped, and a paragraph of its
own; its marks are those of the sheet (see `marks`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from crmo_handouts.catalog.proofing.prooffiles import Unreadable
from crmo_handouts.catalog.proofing.proving import Proven
from crmo_handouts.catalog.reviewing.records import MessageState
from crmo_handouts.checking import Finding
from crmo_handouts.document.marks import is_faulty, told, write_mark
from crmo_handouts.locales import LATIN_FONT, Locale

STATES = {
    MessageState.MISSING: "not translated: the sheet shows the English",
    MessageState.FUZZY: "fuzzy: the English has changed since, or the text is a guess",
    MessageState.TRANSLATED: "translated, not reviewed",
    MessageState.OUTDATED: "changed since it was reviewed",
    MessageState.LANGUAGE: "language reviewed",
    MessageState.CLINICAL: "clinically reviewed",
}
SOURCE = "the source text"
RAW = "broken: it cannot be printed, and is shown as it was typed"

LEGEND = (
    ("M, double line", "not translated: the English stands in its place"),
    ("F, dashed line", "fuzzy: read the English again, correct, take the mark away"),
    ("X, wavy line", "broken: tags or placeholders are wrong; shown as it was typed"),
    ("T, dotted line", "translated, and nobody has reviewed it"),
    ("O, dashed grey line", "changed since somebody reviewed it"),
    ("L, thin line", "somebody who knows the language has reviewed it"),
    ("C, no line", "a clinician has reviewed it"),
    ("!", "checks found something: see the list"),
    ("S, white on black", "safety-critical: no softer, no stronger; a second person checks it"),
)

TYPE = 10.5
"""Size of a translation in the list, pt, before the scale of its language."""

FIRST = 20
"""Messages of a brief list, at most: more take longer to print than to translate one."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list tells: messages with their numbers, and what is wrong with files and pages.

    `printed` is how many of all numbers stand on the sheet. With `brief`, the list has only messages
    that somebody must still do something about.
    """

    title: str
    handout: str
    locale: Locale
    messages: Sequence[Proven]
    printed: int
    findings: Sequence[Finding]
    unreadable: Sequence[Unreadable]
    pages: Sequence[str]
    brief: bool = False

    @property
    def counts(self) -> Counter[str]:
        """How many messages are broken, missing, fuzzy …, and how many of all have findings."""
        counts: Counter[str] = Counter()
        for message in self.messages:
            counts["broken" if message.is_raw else str(message.state)] += 1
            counts["with findings"] += is_faulty(message)
        return counts


def compose_list(listing: Listing, *, style: str) -> str:
    """Write the list as an HTML page with its own CSS."""
    locale = listing.locale
    title = f"PROOF: {listing.handout}, {locale.english_name} ({locale.id})"
    lines = [
        "<!doctype html>",
        '<html lang="en" dir="ltr"><head><meta charset="utf-8">',
        Markup("<title>{}</title>").format(title),
        f"<style>{style}{_said_style(locale)}</style></head>",
        '<body class="proof-list">',
        Markup(
            '<footer class="foot"><p lang="en"><span class="foot-page">List, page '
            '<span class="page-number"></span> of <span class="page-count"></span></span>{}'
            "</p></footer>"
        ).format(f"{title}. Not for families."),
        _p(title, element="h1"),
        _in_language(listing.title, locale),
        *_summary(listing),
        *_sections(listing),
        "</body></html>",
    ]
    return "\n".join(lines)


NOTHING = Markup()


def _said_style(locale: Locale) -> str:
    """Set translations as their language needs it; all else in the list is English."""
    names = ", ".join(f'"{name}"' for name in locale.fonts)
    return (
        f'.proof-said p {{ font-family: {names}, "{LATIN_FONT}"; '
        f"font-size: {TYPE * locale.scale:g}pt; line-height: {locale.leading:g} }}"
    )


def _p(
    text: str,
    kind: str = "",
    *,
    element: str = "p",
    markup: Markup = NOTHING,
    after: Markup = NOTHING,
) -> Markup:
    """Write a paragraph in English; `markup` stands before its text, `after` behind it."""
    attribute = Markup(' class="{}"').format(kind) if kind else Markup()
    opening = Markup(f'<{element}{attribute} lang="en" dir="ltr">')
    return opening + markup + escape(text) + after + Markup(f"</{element}>")


def _in_language(text: str, locale: Locale) -> Markup:
    return Markup('<p lang="{}" dir="{}">{}</p>').format(locale.tag, locale.direction, text)


def _summary(listing: Listing) -> Iterator[Markup]:
    counts = listing.counts
    names = ("broken", "missing", "fuzzy", "with findings", "translated", "outdated")
    said = {
        "missing": "not translated",
        "translated": "not reviewed",
        "outdated": "changed since review",
    }
    counted = ", ".join(f"{counts[name]} {said.get(name, name)}" for name in names if counts[name])
    yield _p(
        f"{len(listing.messages)} messages, {listing.printed} of them on this sheet"
        f"{': ' if counted else ''}{counted}.",
        "proof-counts",
    )
    for page in listing.pages:
        yield _p(page, "proof-page")
    for one in listing.unreadable:
        yield _p(f"error: {one.place}: {_sentence(one.fault, one.hint)}", "proof-finding")
        if one.text:
            yield _p(one.text, "proof-raw")
    if listing.unreadable:
        yield _p("Until that is mended, no check of messages runs over its file.")
    for finding in listing.findings:
        text = _sentence(f"{finding.message} [{finding.check}]", finding.hint)
        yield _p(f"{finding.severity}: {finding.place}: {text}", "proof-finding")
    yield _p("The marks", element="h2")
    yield Markup('<ul class="proof-legend">')
    for mark, meaning in LEGEND:
        yield _p(f": {meaning}", element="li", markup=Markup("<strong>{}</strong>").format(mark))
    yield Markup("</ul>")


def _sentence(text: str, hint: str) -> str:
    return f"{text}. {hint[:1].upper()}{hint[1:]}." if hint else f"{text}."


def _sections(listing: Listing) -> Iterator[Markup]:
    """List what is printed, then what is not; a brief list has the first of those that are open."""
    numbers = [
        number
        for number, message in enumerate(listing.messages, start=1)
        if not listing.brief or is_open(message)
    ]
    shown = numbers[:FIRST] if listing.brief else numbers
    printed = [number for number in shown if number <= listing.printed]
    yield from _section("On the sheet, in its order", listing, printed)
    yield from _section("Not on this sheet", listing, shown[len(printed) :])
    if len(shown) < len(numbers):
        yield _p(f"And {len(numbers) - len(shown)} more: `crmo-handouts proof` lists them all.")


def _section(heading: str, listing: Listing, numbers: Sequence[int]) -> Iterator[Markup]:
    if not numbers:
        return
    yield _p(heading, element="h2")
    names = ("English", listing.locale.english_name)
    # No space between two halves: they are as broad as the page.
    halves = Markup().join(_p(name, "proof-half") for name in names)
    yield Markup('<div class="proof-pair proof-heads">{}</div>').format(halves)
    for number in numbers:
        yield from _entry(number, listing.messages[number - 1], listing.locale)


def is_open(message: Proven) -> bool:
    """Tell whether a message cannot be printed yet, or checks found something."""
    return (
        message.is_raw
        or message.state in (MessageState.MISSING, MessageState.FUZZY)
        or is_faulty(message)
    )


def _entry(number: int, message: Proven, locale: Locale) -> Iterator[Markup]:
    is_source = locale.is_source and message.state is MessageState.TRANSLATED
    facts = [RAW if message.is_raw else SOURCE if is_source else STATES[message.state]]
    if message.is_critical:
        facts.append("safety-critical")
    if not message.is_asked:
        facts.append("no handout asks for it any more")
    facts.append(message.part)
    yield Markup('<div class="proof-entry">')
    mark = Markup(write_mark(number, message))
    # In a box of its own: a name that is broken at its hyphen cannot be copied.
    place = Markup(' <span class="proof-place">{}</span>').format(message.place)
    yield _p(f" {'; '.join(filter(None, facts))}.", "proof-facts", markup=mark, after=place)
    yield Markup('<div class="proof-pair">')
    yield Markup('<div class="proof-half">')
    context = message.context
    yield _p(message.msgid, markup=Markup("<em>{}</em> ").format(context) if context else Markup())
    if message.plural is not None:
        yield _p(message.plural)
    yield Markup('</div><div class="proof-half proof-said">')
    for text in message.texts:
        yield _in_language(text or "—", locale)
    yield Markup("</div></div>")
    for review in message.reviews.records:
        current = review.review.digest == message.reviews.digest
        yield _p(f"{review}{'' if current else ' (of other words)'}", "proof-review")
    for finding in told(message):
        yield _p(finding, "proof-finding")
    yield Markup("</div>")
