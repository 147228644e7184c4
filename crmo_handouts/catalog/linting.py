"""A handout's or a language's .po files -> Report: all that a translator should know of them.

More is looked for here than when a sheet is printed (`load_catalog`), and nothing stops it: a file
that cannot be read is a finding too, so that a proof of a broken catalog can show it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crmo_handouts.catalog.catalog import MESSAGES, SHARED, po_path, show
from crmo_handouts.catalog.judging import (
    Message,
    judge,
    judge_absence,
    judge_set,
    judge_unreadable,
)
from crmo_handouts.catalog.yardstick import Language, load_language
from crmo_handouts.checking import Report
from crmo_handouts.errors import CatalogError
from crmo_handouts.project import Project


def lint_messages(project: Project, handout_id: str, locale_id: str) -> Report:
    """Run every check over the .po files that a handout is printed from: its own and the shared.

    The place of a finding is `file:line` of its msgstr. Raises UsageError for an unknown locale and
    SourceError for its locale.toml; never for what is wrong in a .po file or a word list.
    """
    language = load_language(project, locale_id)
    paths = [
        path
        for domain in (handout_id, SHARED)
        for root in project.roots
        if (path := po_path(root, language.locale.cldr, domain)).exists()
    ]
    own = [path for path in paths if path.stem == handout_id]
    return _absences(project, [] if own else [handout_id], language) + _lint(
        project, paths, language
    )


def lint_locale(project: Project, locale_id: str) -> Report:
    """Run every check over all .po files that the nearest root has in a language."""
    language = load_language(project, locale_id)
    root = project.roots[0]
    paths = sorted((root / "locales" / language.locale.cldr / MESSAGES).glob("*.po"))
    handouts = sorted(path.parent.name for path in root.glob("handouts/*/handout.toml"))
    there = {path.stem for path in paths}
    lacking = [handout for handout in handouts if handout not in there]
    return _absences(project, lacking, language) + _lint(project, paths, language)


def _absences(project: Project, domains: list[str], language: Language) -> Report:
    places = (
        show(project, po_path(project.roots[0], language.locale.cldr, domain)) for domain in domains
    )
    return sum((judge_absence(place, language) for place in places), Report())


def _lint(project: Project, paths: list[Path], language: Language) -> Report:
    reports = [_word_lists(language)]
    said: list[Message] = []
    for path in paths:
        name = show(project, path)
        try:
            judged = judge(path, name=name, language=language, whole=True)
        except CatalogError as error:
            reports.append(judge_unreadable(error, name, language))
        else:
            reports.append(judged.report)
            said.extend(message for message, _ in judged.messages)
    return sum((*reports, judge_set(said)), Report())


def _word_lists(language: Language) -> Report:
    """Try the word lists; one that cannot be read is told once, and has no words."""
    return sum(
        (judge_unreadable(error, error.where, language) for error in _unreadable(language)),
        Report(),
    )


def _unreadable(language: Language) -> Iterator[CatalogError]:
    for name in ("terms", "banned"):
        try:
            getattr(language, name)
        except CatalogError as error:
            # A cached property lies in the instance, below the frozen fields: from now on, none.
            language.__dict__[name] = ()
            yield error
