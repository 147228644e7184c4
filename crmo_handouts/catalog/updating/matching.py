"""Which old message a new one was, when its source text has changed.

Surest first: the one message left of the same context; the same text in another context; the most
alike text. Each old message is given once. Past MAX_PAIRS, texts are not
compared: the work is bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from crmo_handouts.catalog.po.entry import Entry, Key

ALIKE = 0.5
"""Below it a translation helps nobody. 0 is nothing in common, 1 the same text."""
MAX_PAIRS = 250_000


def match_changed(new: Iterable[Entry], old: Iterable[Entry]) -> dict[Key, Entry]:
    """Map the identity of a new message to the old message that it was."""
    wanted = list(new)
    left = [entry for entry in old if any(entry.msgstr)]
    matches: dict[Key, Entry] = {}
    for pairs in (_same_context, _same_text, _alike):
        taken = {id(entry) for entry in matches.values()}
        left = [entry for entry in left if id(entry) not in taken]
        wanted = [entry for entry in wanted if entry.key not in matches]
        given: set[int] = set()
        for entry, was in pairs(wanted, left):
            if entry.key not in matches and id(was) not in given:
                matches[entry.key] = was
                given.add(id(was))
    return matches


def _same_context(new: Sequence[Entry], old: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield a context's new and old message where there is one of each: that is its identity."""
    before = _by_context(old)
    for context, entries in _by_context(new).items():
        # What is in use says more than what was laid aside.
        candidates = before.get(context, [])
        current = [entry for entry in candidates if not entry.obsolete] or candidates
        if len(entries) == len(current) == 1:
            yield entries[0], current[0]


def _same_text(new: Sequence[Entry], old: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    before = {entry.msgid: entry for entry in reversed(old)}
    return ((entry, before[entry.msgid]) for entry in new if entry.msgid in before)


def _alike(new: Sequence[Entry], old: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield the pairs of texts that are alike, the most alike first."""
    if len(new) * len(old) > MAX_PAIRS:
        return iter(())
    pieces = [(was, _trigrams(was.msgid)) for was in old]
    found = []
    for entry in new:
        own = _trigrams(entry.msgid)
        for was, others in pieces:
            # Dice's coefficient: what they share, of what both have.
            likeness = 2 * len(own & others) / (len(own) + len(others))
            if likeness >= ALIKE:
                found.append((likeness, entry, was))
    found.sort(key=lambda pair: -pair[0])
    return ((entry, was) for _, entry, was in found)


def _trigrams(text: str) -> frozenset[str]:
    """Return the runs of three characters, with the text's beginning and end as spaces."""
    padded = f"  {text.lower()} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def _by_context(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    grouped: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.context:
            grouped.setdefault(entry.context, []).append(entry)
    return grouped
