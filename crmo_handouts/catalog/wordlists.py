"""A language's word lists: glossary.csv -> Terms, banned.csv -> Banned; written by translators.

Both are tables that a spreadsheet saves as CSV, in UTF-8. A row without its first cell is passed over,
and so is a term that has no translation yet.
"""

from __future__ import annotations

import csv
import functools
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crmo_handouts.catalog.po.pofile import load_content
from crmo_handouts.errors import CatalogError

_BRACKETED = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*")
_EITHER = re.compile(r"\s*[;；؛]\s*|\s+/\s+|\s+or\s+")
_LISTED = re.compile(r"\s*[,،、/，]\s*")

FREE = "-"
"""Among a term's forms: the language may also do without the word, or say it in many ways."""


@dataclass(frozen=True, slots=True)
class Term:
    """An agreed term: the English it renders (lower case), and each form it may have.

    One that is `free` may be left out of a translation.
    """

    term: str
    names: tuple[str, ...]
    forms: tuple[str, ...]
    confidence: str
    note: str
    free: bool = False


@dataclass(frozen=True, slots=True)
class Banned:
    """What a language must not say: why, and what to say.

    `unless` are what excuses a message: its context, such as SAFE-06, or English words that its
    source text has. `*` in a phrase stands for any letters.
    """

    phrase: str
    reason: str
    instead: str
    unless: tuple[str, ...]
    place: str


def load_terms(paths: Iterable[Path]) -> tuple[Term, ...]:
    """Load glossaries (term,translation,confidence,note,forms), the nearest first.

    `forms` holds further renderings that are right, parted by `;` (see FREE). Raises CatalogError.
    """
    terms: dict[str, Term] = {}
    for path in paths:
        for term in _read_terms(*_content(path)):
            terms.setdefault(term.term.casefold(), term)
    return tuple(terms.values())


def load_banned(paths: Iterable[Path]) -> tuple[Banned, ...]:
    """Load lists of what must not be said (phrase,reason,instead,unless); all of them count.

    Raises CatalogError when one cannot be read.
    """
    return tuple(ban for path in paths for ban in _read_banned(*_content(path)))


# A worker loads a language once a handout: the same bytes are parsed once.
@functools.lru_cache(maxsize=32)
def _read_terms(name: str, content: bytes) -> tuple[Term, ...]:
    rows = _rows(name, content, ("term", "translation"))
    return tuple(term for _, row in rows if row["translation"] for term in _terms(row))


@functools.lru_cache(maxsize=32)
def _read_banned(name: str, content: bytes) -> tuple[Banned, ...]:
    return tuple(
        Banned(
            row["phrase"],
            row["reason"],
            row.get("instead", ""),
            tuple(filter(None, map(str.strip, row.get("unless", "").split(";")))),
            f"{name}:{line}",
        )
        for line, row in _rows(name, content, ("phrase", "reason"))
    )


def _content(path: Path) -> tuple[str, bytes]:
    """Return what messages call a list (bn/banned.csv), and its bytes."""
    name = f"{path.parent.name}/{path.name}"
    return name, load_content(path, name=name)


def _rows(
    name: str, content: bytes, needed: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row with its line; cells are stripped, a missing one is empty."""
    try:
        text = content.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_mark(text), strict=True)
        lacking = [column for column in needed if column not in (reader.fieldnames or ())]
        if lacking:
            raise CatalogError(
                f"has no column {', '.join(lacking)}",
                where=f"{name}:1",
                hint=f"its first line names the columns, with commas: {','.join(needed)},…",
            )
        for row in reader:
            cells = {key: (cell or "").strip() for key, cell in row.items() if isinstance(key, str)}
            if cells[needed[0]]:
                yield reader.line_num, cells
    except (UnicodeDecodeError, csv.Error) as error:
        raise CatalogError(
            f"cannot be read: {error}",
            where=name,
            hint="save it as CSV with commas, in UTF-8; a cell with a comma stands in quotes",
        ) from error


def _mark(text: str) -> str:
    """Return what parts the cells: `;` in spreadsheets of countries that write 38,5."""
    head = text.partition("\n")[0]
    return next((mark for mark in ",;\t" if mark in head), ",")


def _terms(row: dict[str, str]) -> Iterator[Term]:
    """Yield a row's terms: `pee, poo` rendered `pipí, caca` are two, each with its own.

    What stands in brackets behind a term says which sense is meant; such a row is for people only.
    """
    names = [] if _BRACKETED.search(row["term"]) else _LISTED.split(row["term"])
    choices = [choice for choice in _EITHER.split(row["translation"]) if choice]
    listed = [form.strip() for form in row.get("forms", "").split(";") if form.strip()]
    parted = [_LISTED.split(choice) for choice in choices]
    if len(names) > 1 and all(len(parts) == len(names) for parts in parted):
        renderings = [[parts[at] for parts in parted] for at in range(len(names))]
    else:
        renderings = [choices + [part for parts in parted for part in parts]] * len(names)
    for name, own in zip(names, renderings, strict=True):
        forms = (form for choice in own for form in _bracketless(choice))
        yield Term(
            name,
            (name.casefold(),),
            tuple(dict.fromkeys(form for form in (*forms, *listed) if form and form != FREE)),
            row.get("confidence", ""),
            row.get("note", ""),
            FREE in listed,
        )
    if not names:
        yield Term(row["term"], (), tuple(choices), row.get("confidence", ""), row.get("note", ""))


def _bracketless(form: str) -> Iterator[str]:
    """Yield a rendering as it is, without what is in brackets, and that alone."""
    yield from (form, _BRACKETED.sub(" ", form).strip(), *_BRACKETED.findall(form))
