"""A message with all that stands around it in a .po file, and a file of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

Key = tuple[str | None, str]
"""What identifies a message within a file: its context and its msgid."""


@dataclass(frozen=True, slots=True)
class Previous:
    """What a message said before its source text changed (`#|` lines)."""

    context: str | None
    msgid: str
    plural: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One message with all that stands around it.

    `msgstr` has one text, or one a plural form. `line` is the line of `msgid`, `lines` those of
    each `msgstr`; both are 0 in an entry that was not read from a file. `comments` are the
    translator's lines with their `#`, `extracted` the author's without `#.`.
    """

    msgid: str
    msgstr: tuple[str, ...] = ("",)
    context: str | None = None
    plural: str | None = None
    comments: tuple[str, ...] = ()
    extracted: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    previous: Previous | None = None
    obsolete: bool = False
    line: int = field(default=0, compare=False)
    lines: tuple[int, ...] = field(default=(), compare=False)

    @property
    def key(self) -> Key:
        """Its identity."""
        return self.context, self.msgid

    @property
    def source(self) -> str:
        """All of the source text, for what may stand in either form."""
        return self.msgid if self.plural is None else f"{self.msgid}\n{self.plural}"

    @property
    def fuzzy(self) -> bool:
        """Tell whether somebody must look at it again."""
        return "fuzzy" in self.flags

    @property
    def translated(self) -> bool:
        """Tell whether every form has a text, right or not."""
        return all(text.strip() for text in self.msgstr)

    @property
    def written(self) -> bool:
        """Tell whether a translator left anything in it."""
        return any(self.msgstr) or bool(self.comments)


@dataclass(frozen=True, slots=True)
class PoFile:
    """A file's header, its messages in their order, and comments after the last one."""

    header: Entry = field(default_factory=lambda: Entry(""))
    entries: tuple[Entry, ...] = ()
    tail: tuple[str, ...] = ()

    @property
    def active(self) -> Iterator[Entry]:
        """The messages in use."""
        return (entry for entry in self.entries if not entry.obsolete)

    def header_field(self, name: str) -> str:
        """Return a header field's value, or an empty text; names ignore case, as in mail."""
        for line in self.header.msgstr[0].split("\n"):
            key, colon, value = line.partition(":")
            if colon and key.strip().lower() == name.lower():
                return value.strip()
        return ""
