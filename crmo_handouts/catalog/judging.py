"""One .po file -> its messages, what is printed for each of them, and what is wrong with them."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from crmo_handouts.catalog import lint, markup, plurals
from crmo_handouts.catalog.po.entry import Entry, Key, PoFile
from crmo_handouts.catalog.po.pofile import load_content
from crmo_handouts.catalog.po.reading import read_po
from crmo_handouts.catalog.reviewing.records import Reviews, read_reviews
from crmo_handouts.catalog.wordlists import Banned, Term
from crmo_handouts.catalog.yardstick import Language
from crmo_handouts.checking import Report, run_checks
from crmo_handouts.errors import CatalogError


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
    reviews: Reviews = field(default_factory=Reviews)
    references: tuple[str, ...] = ()

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


@dataclass(frozen=True, slots=True)
class _Bench:
    """What a judgement depends on beside the file: the language by its facts, and how much is asked."""

    cldr: str
    script: str
    full_stop: str
    banned: tuple[Banned, ...]
    terms: tuple[Term, ...]
    whole: bool
    language: Language = field(compare=False)


def judge(path: Path, *, name: str, language: Language, whole: bool = False) -> Judged:
    """Load a .po file and run the checks that refuse a sheet over it, or the `whole` family.

    `name` is what findings call the file. Raises CatalogError when it, or a word list of the
    language, cannot be read.
    """
    locale = language.locale
    bench = _Bench(
        locale.cldr,
        locale.script,
        locale.full_stop,
        language.banned,
        language.terms,
        whole,
        language,
    )
    return _judge(load_content(path, name=name), name, bench)


# The shared messages are a file of every handout, and a file that is watched comes again and again.
@functools.lru_cache(maxsize=16)
def _judge(content: bytes, name: str, bench: _Bench) -> Judged:
    language, whole = bench.language, bench.whole
    po = read_po(content, name=name)
    entries = list(po.active)
    locale_id = language.locale.cldr
    numbers, fault = _plural_numbers(po, entries, locale_id)
    singles = plurals.single_counts(numbers, locale_id) if numbers else frozenset()
    file_checks = lint.FILE_CHECKS if whole else lint.REFUSING_FILE_CHECKS
    checks = lint.CHECKS if whole else lint.REFUSING_CHECKS
    findings = list(run_checks(file_checks, _file_facts(po, entries, name, locale_id, fault)))
    messages = []
    for entry in entries:
        facts = _message_facts(
            entry, name, expected=len(set(numbers.values())), singles=singles, language=language
        )
        found = run_checks(checks, facts)
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


def judge_set(messages: Iterable[Message]) -> Report:
    """Run the checks over what is printed together: messages of several files, in their order.

    Of files of the same name the first one's message is printed, and hides the others'.
    """
    said: dict[tuple[str, Key], lint.Said] = {}
    for message in messages:
        if not message.fuzzy:
            said.setdefault((PurePath(message.file).name, message.key), _said(message))
    return run_checks(lint.SET_CHECKS, lint.SetFacts(tuple(said.values())))


def _said(message: Message) -> lint.Said:
    texts = (message.text,) if isinstance(message.text, str) else message.text
    return lint.Said(message.context or "", message.msgid, texts, message.place)


def judge_absence(place: str, language: Language) -> Report:
    """Report that a handout has no file in a language."""
    return run_checks(lint.FILE_CHECKS, _no_file(place, language, exists=False))


def judge_unreadable(error: CatalogError, name: str, language: Language) -> Report:
    """Report that a file of a language cannot be read: what is in it is not known."""
    facts = _no_file(error.where or name, language, exists=True, told=(error.message, error.hint))
    return run_checks(lint.FILE_CHECKS, facts)


def _no_file(
    place: str, language: Language, *, exists: bool, told: tuple[str, str] | None = None
) -> lint.FileFacts:
    return lint.FileFacts(
        place=place,
        header_place=place,
        exists=exists,
        languages=(language.locale.cldr, language.locale.cldr),
        plural_fault="",
        plural_header="",
        duplicates=(),
        unreadable=told,
    )


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
        content_type=po.header_field("Content-Type"),
    )


def _message_facts(
    entry: Entry, name: str, *, expected: int, singles: frozenset[int], language: Language
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
        language=language,
        context=entry.context or "",
        notes=entry.extracted,
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
        reviews=read_reviews(entry),
        references=entry.references,
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
    allowed = markup.tag_names(entry.source)
    return {category: markup.safe_markup(text, allowed) for category, text in forms.items()}
