"""One .po file -> its messages, what is printed for each of them, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crmo_handouts.catalog import lint, markup, plurals
from crmo_handouts.catalog.entry import Entry, Key, PoFile
from crmo_handouts.catalog.pofile import load_po
from crmo_handouts.checking import Report, run_checks


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a catalog, as it stands in its file.

    `text` is what the translator wrote, one a plural form. It is *not* safe to print: the
    catalog's gettext functions are.
    """

    context: str | None
    msgid: str
    msgid_plural: str | None
    text: str | tuple[str, ...]
    line: int
    fuzzy: bool
    file: str

    @property
    def key(self) -> Key:
        """What identifies it."""
        return self.context, self.msgid

    @property
    def place(self) -> str:
        """Where its msgstr stands: `file:line`."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Judged:
    """A file's report, and its messages with what is printed for them, by plural category."""

    report: Report
    messages: tuple[tuple[Message, Mapping[str, str]], ...]


def judge(path: Path, *, name: str, locale_id: str) -> Judged:
    """Load a .po file and run every check over it; `name` is what findings call it.

    Raises CatalogError when it cannot be read.
    """
    po = load_po(path, name=name)
    entries = list(po.active)
    numbers, fault = _plural_numbers(po, entries, locale_id)
    singles = plurals.single_counts(numbers, locale_id) if numbers else frozenset()
    findings = list(run_checks(lint.FILE_CHECKS, _file_facts(po, entries, name, locale_id, fault)))
    messages = []
    for entry in entries:
        facts = _message_facts(entry, name, expected=len(set(numbers.values())), singles=singles)
        found = run_checks(lint.CHECKS, facts)
        findings.extend(found)
        sound = not found.errors and not (fault and entry.plural is not None)
        messages.append((_message(entry, name), _printed(entry, numbers if sound else None)))
    return Judged(Report(tuple(findings)), tuple(messages))


def _plural_numbers(
    po: PoFile, entries: list[Entry], locale_id: str
) -> tuple[Mapping[str, int], str]:
    """Return the header's plural forms by category, and what is wrong with them.

    A file without a plural message needs no such header.
    """
    if all(entry.plural is None for entry in entries):
        return {}, ""
    try:
        return plurals.read_plural_forms(po.header_field("Plural-Forms"), locale_id), ""
    except ValueError as error:
        return {}, str(error)


def judge_absence(place: str, locale_id: str) -> Report:
    """Report that a handout has no file in a language."""
    facts = lint.FileFacts(
        place=place,
        header_place=place,
        exists=False,
        languages=("", locale_id),
        plural_fault="",
        plural_header="",
        duplicates=(),
    )
    return run_checks(lint.FILE_CHECKS, facts)


def _file_facts(
    po: PoFile, entries: list[Entry], name: str, locale_id: str, plural_fault: str
) -> lint.FileFacts:
    first_seen = Counter[Key]()
    duplicates = []
    for entry in entries:
        first_seen[entry.key] += 1
        if first_seen[entry.key] > 1:
            duplicates.append((f"{name}:{entry.line}", entry.msgid))
    return lint.FileFacts(
        place=name,
        header_place=f"{name}:{po.header.line or 1}",
        exists=True,
        languages=(po.header_field("Language"), locale_id),
        plural_fault=plural_fault,
        plural_header=plurals.plural_forms(locale_id) if plural_fault else "",
        duplicates=tuple(duplicates),
    )


def _message_facts(
    entry: Entry, name: str, *, expected: int, singles: frozenset[int]
) -> lint.MessageFacts:
    return lint.MessageFacts(
        msgid=entry.msgid,
        plural=entry.plural,
        forms=tuple(
            lint.Form(text, f"{name}:{line}")
            for text, line in zip(entry.msgstr, entry.lines, strict=True)
        ),
        fuzzy=entry.fuzzy,
        forms_expected=1 if entry.plural is None else expected,
        single_forms=singles,
    )


def _message(entry: Entry, name: str) -> Message:
    return Message(
        context=entry.context,
        msgid=entry.msgid,
        msgid_plural=entry.plural,
        text=entry.msgstr[0] if entry.plural is None else entry.msgstr,
        line=entry.lines[0],
        fuzzy=entry.fuzzy,
        file=name,
    )


def _printed(entry: Entry, numbers: Mapping[str, int] | None) -> Mapping[str, str]:
    """Return what is printed for a message by plural category; its source text when not sound."""
    if numbers is None:
        forms = {"one": entry.msgid, "other": entry.plural or entry.msgid}
    elif entry.plural is None:
        forms = {"other": entry.msgstr[0]}
    else:
        forms = {category: entry.msgstr[number] for category, number in numbers.items()}
        forms.setdefault("other", entry.msgstr[-1])
    allowed = markup.tag_names(f"{entry.msgid}\n{entry.plural or ''}")
    return {category: markup.safe_markup(text, allowed) for category, text in forms.items()}
