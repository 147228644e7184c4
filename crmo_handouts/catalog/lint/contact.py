"""Whether phone numbers and addresses stand in a translation as they stand in the source text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmo_handouts.catalog.lint.facts import Faults, MessageFacts, shown
from crmo_handouts.catalog.lint.text import seen
from crmo_handouts.checking import Check, Severity

# Runs are bounded: a text of ten thousand dots must not take a minute.
ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”«»()（），。；]{1,200}"
    r"|(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"
    r"|(?<![A-Za-z0-9@.-])(?:[A-Za-z0-9-]{1,63}\.){1,5}"
    r"(?:org|com|net|edu|gov|info|int|eu|uk|ca|au|us|fr|es|in|bd|pk|cn)"
    r"(?:\.[a-z]{2})?(?![A-Za-z0-9-])(?:/[^\s<>\"“”«»()（），。；]{0,200})?"
)
_PHONE = re.compile(r"(?<![\w.,/])\+?\(?\d(?:[\d\u00a0\u202f ()./-]{5,30}\d)(?![\w%])")
_DIALLED = re.compile(
    r"\b(?:call|dial|phone|ring|text|telephone|tel|fax|number|hotline|helpline|line)\b[.:]?"
    r"(?: (?:is|the|on|at|us|them|number|emergency))* (?P<number>\d{3,6})\b(?![ -](?:times|people|days))"
    r"|(?<![\w.,])(?P<before>\d{3})\b(?= (?:in an emergency|for emergencies|for help))",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|(?:19|20)\d\d[-–](?:19|20)?\d\d(?!\d)"
)
_NO_AMOUNT = re.compile(rf"{ADDRESS.pattern}|\{{[^{{}}]{{0,200}}\}}")
_DIALLABLE = re.compile(r"[+(]?\d[\d\s()./\u2010-\u2015-]{0,30}\d")
_GATE = re.compile(r"\d{3}|\d \d|@|www\.|://|\.[a-z]{2,4}\b|\d[-)]")


def phone(message: MessageFacts) -> Faults:
    """A phone number is missing from the translation, changed, or not in Western digits."""
    if not _GATE.search(message.source):
        return
    for source, form in message.pairs:
        text = seen(form.text)
        lost = [number for number in phones(seen(source)) if not _stands_in(_digits(number), text)]
        if not lost:
            continue
        western = "".join(str(int(char)) if char.isdecimal() else char for char in text)
        for written in lost:
            if _stands_in(_digits(written), western):
                yield (
                    form.place,
                    f"the phone number {shown(written)} is not in the digits of a phone's keys",
                    f"write {written}, in Western digits in every language",
                )
            else:
                yield (
                    form.place,
                    f"the phone number {shown(written)} is missing from the translation",
                    f"copy {written} exactly",
                )


def address(message: MessageFacts) -> Faults:
    """An address of a page or a mailbox is missing from the translation, or changed."""
    if not _GATE.search(message.source) and not _GATE.search(
        "".join(f.text for f in message.forms)
    ):
        return
    known = set(_addresses(seen(message.source)))
    for source, form in message.pairs:
        here = set(_addresses(seen(form.text)))
        for lost in _addresses(seen(source)):
            if lost not in here:
                yield (
                    form.place,
                    f"the address {shown(lost)} is missing from the translation",
                    f"copy {lost} exactly",
                )
        for new in sorted(here - known):
            if not message.language.locale.is_source and not any(new in old for old in known):
                yield (
                    form.place,
                    f"the source text has no address {shown(new)}",
                    "take it out: who gives advice in our name was weighed",
                )


def phones(text: str) -> Iterator[str]:
    """Yield the phone numbers of an English text: long ones, and short ones that it says to call."""
    bare = _DATE.sub(lambda found: " " * len(found[0]), ADDRESS.sub(" ", text))
    for found in _PHONE.finditer(bare):
        number = found[0].strip()
        grouped = re.fullmatch(r"\d{1,3}(?:[ ,]\d{3})+|\d+\.\d+", number)
        if len(re.findall(r"\d", number)) >= 7 and not grouped:
            yield number
    for dialled in _DIALLED.finditer(bare):
        yield dialled["number"] or dialled["before"]


def without_contacts(source: str, text: str) -> tuple[str, str]:
    """Return a source text and its translation without phone numbers, addresses and code: no amounts."""
    for number in phones(source):
        source = source.replace(number, " ")
        # A wrong one goes too: that it is wrong is told once, by `phone`.
        right = re.compile(_spaced(_digits(number)))
        text = (right if right.search(text) else _DIALLABLE).sub(" ", text, count=1)
    return _NO_AMOUNT.sub(" ", source), _NO_AMOUNT.sub(" ", text)


def _addresses(text: str) -> Iterator[str]:
    return (found[0].rstrip(".,;:!?") for found in ADDRESS.finditer(text))


def _digits(number: str) -> str:
    return ("+" if number.startswith("+") else "") + "".join(re.findall(r"\d", number))


def _stands_in(digits: str, text: str) -> bool:
    """Tell whether a number stands in a text, however it is parted; only Western digits count."""
    return re.search(_spaced(digits), text) is not None


def _spaced(digits: str) -> str:
    parts = r"[\s\u00a0\u202f()./\-\u2010-\u2015\u2066-\u2069\u200e]*"
    return rf"(?<![0-9]){parts.join(map(re.escape, digits))}(?![0-9])"


CHECKS = (
    Check(
        "catalog/phone",
        Severity.ERROR,
        "Somebody else answers, or nobody; and a phone's keys have Western digits.",
        phone,
    ),
    Check(
        "catalog/address",
        Severity.ERROR,
        "It leads to another page, or to somebody who was never asked.",
        address,
    ),
)
