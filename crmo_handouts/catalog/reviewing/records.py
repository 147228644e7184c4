"""A message's reviews as they stand in the .po file: translator comments <-> Records.

A record is a comment of the message, in words that people can read:

    # reviewed language 2026-11-21 by A. Rahman (translator), edition 2026-11-20: 3f9a0b12c4d5e6f7

It ends with a digest of what was read. A record counts only while that digest is the message's own:
any later change of the English or of the translation takes the message back, and a record that was
copied to another message, or made up, counts for nothing. It is no signature: who may write the file
may run the command.

Tools wrap comments anew (Babel, polib), join their lines or put them in another order; so a record
may stand over several lines, among other words, in any order. Nothing else about it may differ.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from crmo_handouts.catalog.po.entry import Entry
from crmo_handouts.errors import UsageError
from crmo_handouts.review import Kind, Review
from crmo_handouts.source.characters import clean, find_unprintable

DIGEST_LENGTH = 16
"""Hexadecimal digits of a digest: 64 bits, which no two texts of a project share by chance."""

LONGEST_NAME = 80
"""Characters of a name or a role: they stand in the foot of a sheet."""


class MessageState(StrEnum):
    """How far one message of a translation has come."""

    MISSING = "missing"
    FUZZY = "fuzzy"
    TRANSLATED = "translated"
    OUTDATED = "outdated"
    """It was reviewed, and it or its source text has changed since."""
    LANGUAGE = "language"
    """Somebody who knows the language has read it as it stands."""
    CLINICAL = "clinical"
    """A clinician has read it as it stands."""


@dataclass(frozen=True, slots=True)
class Record:
    """One recorded review of a message; `edition` is the English one that was reviewed then."""

    kind: Kind
    review: Review
    edition: date

    def __str__(self) -> str:
        """The record as it stands in a comment, without the `#`."""
        review = self.review
        role = f" ({review.role})" if review.role else ""
        return (
            f"reviewed {self.kind} {review.on} by {review.by}{role}, "
            f"edition {self.edition}: {review.digest}"
        )


@dataclass(frozen=True, slots=True)
class Reviews:
    """The records of a message, and the digest that those of its present words have."""

    records: tuple[Record, ...] = ()
    digest: str = ""

    def current(self, kind: Kind) -> tuple[Record, ...]:
        """Return the records of a kind that are of the message as it stands."""
        return tuple(
            record
            for record in self.records
            if record.kind is kind and record.review.digest == self.digest
        )

    def outdated(self, kind: Kind) -> bool:
        """Tell whether it was reviewed in this kind, and not as it stands."""
        return not self.current(kind) and any(record.kind is kind for record in self.records)


def message_state(entry: Entry) -> MessageState:
    """Return how far a message has come; a clinical review stands above one of the language."""
    if not entry.translated:
        return MessageState.MISSING
    if entry.fuzzy:
        return MessageState.FUZZY
    reviews = read_reviews(entry)
    if reviews.current(Kind.CLINICAL):
        return MessageState.CLINICAL
    if reviews.current(Kind.LANGUAGE):
        return MessageState.LANGUAGE
    return MessageState.OUTDATED if reviews.records else MessageState.TRANSLATED


def message_digest(entry: Entry) -> str:
    """Return the digest of what a reviewer reads: context, both source texts, each msgstr."""
    return text_digest([entry.context, entry.msgid, entry.plural, *entry.msgstr])


def text_digest(said: object) -> str:
    """Return the digest of texts: SHA-256 of them as JSON, which keeps their borders."""
    content = json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()[:DIGEST_LENGTH]


# -- comments <-> records

_GAP = r"(?:[ \t]?\n#[ \t]{0,3}|[ \t])"
"""Space within a record: a tool may have ended the line there."""
_NAME = rf"(?:[^():#\n]|\n#){{1,{2 * LONGEST_NAME}}}?"
_DATE = r"\d{4}-\d\d-\d\d"
_RECORD = re.compile(
    rf"(?<![^\s#])reviewed{_GAP}(?P<kind>{'|'.join(Kind)}){_GAP}(?P<on>{_DATE}){_GAP}"
    rf"by{_GAP}(?P<by>{_NAME})(?:{_GAP}\((?P<role>{_NAME})\))?,{_GAP}"
    rf"edition{_GAP}(?P<edition>{_DATE}):{_GAP}(?P<digest>[0-9a-f]{{{DIGEST_LENGTH}}})(?!\S)",
    re.ASCII,
)


def read_reviews(entry: Entry) -> Reviews:
    """Read a message's records; what is not one to the letter is a comment like any other."""
    text = "\n".join(entry.comments)
    if "reviewed" not in text:
        return Reviews()
    records = tuple(filter(None, map(_read, _RECORD.finditer(text))))
    return Reviews(records, message_digest(entry) if records else "")


def add_record(entry: Entry, record: Record) -> Entry:
    """Return the message with a record of its present words, after its other comments.

    It takes the place of the same person's earlier ones of its kind, and of all outdated ones.
    """
    digest = message_digest(entry)
    new = replace(record, review=replace(record.review, digest=digest))

    def stays(old: Record) -> bool:
        return old.kind is not new.kind or (
            old.review.digest == digest and old.review.by != new.review.by
        )

    return replace(entry, comments=(*_keep(entry.comments, stays), f"# {new}"))


def read_name(text: str, noun: str) -> str:
    """Return a reviewer's name or role as a record holds it.

    Raises UsageError when it is too long, or holds what parts a record or is not seen.
    """
    name = _joined(clean(text))
    fault = find_unprintable(name)
    if fault is None and (found := re.search(r"[():#]", name)):
        fault = found[0]
    if fault is None and len(name) > LONGEST_NAME:
        fault = f"{len(name)} characters, {LONGEST_NAME} is the most"
    if fault is None and name and not any(character.isalpha() for character in name):
        fault = "no letter"
    if fault:
        raise UsageError(
            f"the {noun} of the reviewer has {fault}", hint='write it as in "A. Rahman"'
        )
    return name


def _read(found: re.Match[str]) -> Record | None:
    try:
        on, edition = date.fromisoformat(found["on"]), date.fromisoformat(found["edition"])
        by, role = (read_name(_joined(found[part] or ""), part) for part in ("by", "role"))
    except (ValueError, UsageError):
        return None
    return (
        Record(Kind(found["kind"]), Review(by, role, on, found["digest"]), edition) if by else None
    )


def _joined(text: str) -> str:
    """Undo what wrapping does to a name: ends of lines, also those after a hyphen."""
    return re.sub(r"- ", "-", " ".join(re.sub(r"\n#", " ", text).split()))


def _keep(comments: tuple[str, ...], stays: Callable[[Record], bool]) -> tuple[str, ...]:
    """Return the comments without the records that do not stay; all other words stand as they are."""

    def one(found: re.Match[str]) -> str:
        record = _read(found)
        return found[0] if record is None or stays(record) else "\0"

    lines = _RECORD.sub(one, "\n".join(comments)).split("\n")
    return tuple(_without_gap(line) for line in lines if line.strip("# \t") != "\0" and comments)


def _without_gap(line: str) -> str:
    """Close the gap that a record has left among other words of its line."""
    return re.sub(r"[ \t]*\0[ \t]*", " ", line).rstrip() if "\0" in line else line
