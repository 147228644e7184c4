"""A handout's .po files in one language -> Catalog: texts that are safe to print.

What a translator wrote is judged as it is loaded (`lint`), and made safe whatever it is (`markup`).
The catalog does not decide whether a sheet is printed: it reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from crmo_handouts.catalog import markup, plurals
from crmo_handouts.catalog.judging import Judged, Message, judge, judge_absence, judge_set
from crmo_handouts.catalog.po.entry import Key
from crmo_handouts.catalog.sharing import load_uses
from crmo_handouts.catalog.yardstick import load_language
from crmo_handouts.checking import Finding, Report, Severity
from crmo_handouts.project import Project

SHARED = "shared"
"""The domain of what several handouts say."""

MESSAGES = "LC_MESSAGES"


@dataclass(eq=False)
class Catalog:
    """The messages of one handout in one language, its own before the shared ones.

    The gettext functions answer markup (see `markup.safe_markup`) that still has its placeholders
    and its `%%`, for Jinja's newstyle gettext to fill. A message with a fault of severity error
    is answered by its source text: the report says so, and no such sheet is printed. A message that
    is not there at all is answered so too, and told in `missing`, once.
    """

    locale_id: str
    file: str
    messages: tuple[Message, ...]
    report: Report
    missing: list[Finding] = field(default_factory=list)
    texts: Mapping[Key, Mapping[str, str]] = field(default_factory=dict, repr=False)
    _untold: set[Key] = field(default_factory=set, repr=False)

    def anew(self) -> Catalog:
        """Return the same texts with nothing missing yet."""
        return replace(self, missing=[], _untold=set())

    def gettext(self, msgid: str) -> str:
        """Say a text."""
        return self._say(None, msgid)

    def pgettext(self, context: str, msgid: str) -> str:
        """Say a text that means this in its context."""
        return self._say(context, msgid)

    def ngettext(self, msgid: str, plural: str, count: int) -> str:
        """Say a text for a count of things."""
        return self._say_count(None, msgid, plural, count)

    def npgettext(self, context: str, msgid: str, plural: str, count: int) -> str:
        """Say a text for a count of things, as it means in its context."""
        return self._say_count(context, msgid, plural, count)

    def _say(self, context: str | None, msgid: str) -> str:
        forms = self.texts.get((context, msgid))
        if forms is None:
            self._tell_missing((context, msgid))
            return markup.safe_markup(msgid, markup.tag_names(msgid))
        return forms.get("one") or forms["other"]

    def _say_count(self, context: str | None, msgid: str, plural: str, count: int) -> str:
        forms = self.texts.get((context, msgid))
        if forms is None:
            self._tell_missing((context, msgid))
            text = msgid if count == 1 else plural
            return markup.safe_markup(text, markup.tag_names(f"{msgid}\n{plural}"))
        return forms.get(plurals.category(self.locale_id, count)) or forms["other"]

    def _tell_missing(self, key: Key) -> None:
        if key in self._untold:
            return
        self._untold.add(key)
        context, msgid = key
        within = f" in the context {context!r}" if context else ""
        self.missing.append(
            Finding(
                "catalog/missing",
                Severity.ERROR,
                self.file,
                f"has no message for “{msgid}”{within}",
                "run `crmo-handouts catalog extract` and `catalog update`, then translate it",
            )
        )


def load_catalog(project: Project, handout_id: str, locale_id: str) -> Catalog:
    """Load a handout's own .po files of a locale and, below them, the shared ones.

    In a layered project the nearest root's message wins, message by message, so that a clinic's own
    shared texts do not hide the built-in ones. Shared messages that only other sheets have may
    still be waiting for their translation. Raises CatalogError when a file cannot be read;
    whatever is wrong with the messages stands in the catalog's report.
    """
    language = load_language(project, locale_id)
    files = [
        judge(path, name=show(project, path), language=language)
        for path in _files(project, locale_id, handout_id)
    ]
    for path in _files(project, locale_id, SHARED):
        shared = judge(path, name=show(project, path), language=language)
        files.append(_without_waiting(shared, project, handout_id))
    own = project.find("locales", locale_id, MESSAGES, f"{handout_id}.po")
    place = show(project, own or po_path(project.roots[0], locale_id, handout_id))
    absence = Report() if own else judge_absence(place, language)
    report = sum((file.report for file in files), absence)
    messages: dict[Key, Message] = {}
    texts: dict[Key, Mapping[str, str]] = {}
    for file in files:
        for message, said in file.messages:
            if message.key not in messages:
                messages[message.key] = message
                texts[message.key] = said
    report += judge_set(message for file in files for message, _ in file.messages)
    return Catalog(locale_id, place, tuple(messages.values()), report, texts=texts)


_WAITING = frozenset(("catalog/missing", "catalog/fuzzy"))


def _without_waiting(shared: Judged, project: Project, handout_id: str) -> Judged:
    """Leave out of a shared file what is not translated yet, and no part of the handout's sheet.

    A template that asks for such a message after all is told that it is missing.
    """
    places = {finding.place for finding in shared.report if finding.check in _WAITING}
    # What has no context belongs to every sheet.
    waiting = [one for one, _ in shared.messages if one.context and one.place in places]
    if not waiting:
        return shared
    uses = load_uses(project, handout_id)
    elsewhere = {one.place for one in waiting if not uses.has(one, below=is_below(one))}
    left = (f for f in shared.report if f.check not in _WAITING or f.place not in elsewhere)
    return Judged(
        Report(tuple(left)),
        tuple(pair for pair in shared.messages if pair[0].place not in elsewhere),
    )


def is_below(message: Message) -> bool:
    """Tell whether its file lies outside the nearest root: it is called by its whole path then."""
    return PurePath(message.file).is_absolute()


def po_path(root: Path, locale_id: str, domain: str) -> Path:
    """Return where a root keeps a locale's .po file of a domain."""
    return root / "locales" / locale_id / MESSAGES / f"{domain}.po"


def show(project: Project, path: Path) -> str:
    """Return a path as people are told it: from the nearest root when it lies within it."""
    root = project.roots[0]
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


def _files(project: Project, locale_id: str, domain: str) -> Iterator[Path]:
    paths = (po_path(root, locale_id, domain) for root in project.roots)
    return (path for path in paths if path.exists())
