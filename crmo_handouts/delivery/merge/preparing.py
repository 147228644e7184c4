"""A handout and a file of recipients -> Prepared: what each column means, before any row is read."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crmo_handouts.catalog import load_catalog
from crmo_handouts.checking import Finding, Report, Severity
from crmo_handouts.delivery.merge.cells import plain
from crmo_handouts.delivery.merge.columns import Columns, Names, Said, bind, known_header
from crmo_handouts.delivery.merge.opening import HEADER_HINT, open_table
from crmo_handouts.delivery.merge.rows import ROLES, Defaults, RowReader, clinic_names
from crmo_handouts.delivery.merge.table import Table
from crmo_handouts.errors import RecipientError, Refused, UsageError
from crmo_handouts.locales import PSEUDO_LOCALES
from crmo_handouts.paper import PAPERS
from crmo_handouts.project import Project, unknown_name
from crmo_handouts.source import Handout, load_handout


@dataclass(frozen=True, slots=True)
class Request:
    """What a merge is asked for. `columns` are headers by the role that was given them."""

    handout: str
    recipients: Path
    defaults: Defaults = field(default_factory=Defaults)
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A merge that may begin: its rows, how to read them, and what was found about its header."""

    project: Project
    handout: Handout
    table: Table
    reader: RowReader
    report: Report


def prepare(project: Project, request: Request) -> Prepared:
    """Open the recipients and tell what each column fills.

    Raises UsageError for a name that we do not know, RecipientError for a file that cannot be
    read, and Refused with all that is wrong with its header.
    """
    handout = load_handout(project, request.handout)
    _check_defaults(project, request.defaults)
    names = Names(handout.fields, [Said(_texts(project, handout, request.defaults.locale))])
    table = open_table(
        request.recipients, is_known=known_header(names, (*ROLES, *request.columns.values()))
    )
    roles = _find_roles(project, table, names, request.columns)
    if "locale" not in roles and not request.defaults.locale:
        raise UsageError(
            "which language are the letters in?",
            hint="give one for all with --locale, or a column with --locale-column",
        )
    columns, report = bind(table, names, roles)
    if not any(columns.slots):
        raise RecipientError(
            f"its first row names nothing that {handout.id} asks for",
            where=str(request.recipients),
            hint=f"{HEADER_HINT}; `merge {handout.id} --template letters.xlsx` writes a sheet "
            "with the headers",
        )
    reader = RowReader(project, handout, columns=columns, defaults=request.defaults)
    report += Report(tuple(_find_missing(handout, columns, reader)))
    if report.errors:
        raise Refused(report)
    return Prepared(project, handout, table, reader, report)


def _check_defaults(project: Project, defaults: Defaults) -> None:
    known = (*project.locale_ids(), *PSEUDO_LOCALES)
    if defaults.locale and defaults.locale not in known:
        raise unknown_name("locale", defaults.locale, known)
    if defaults.paper not in PAPERS:
        raise unknown_name("paper", defaults.paper, PAPERS)


def _find_roles(
    project: Project, table: Table, names: Names, wanted: Mapping[str, str]
) -> dict[str, int]:
    """Find the columns with a meaning of their own: those that were named, and those called so.

    A column `clinic` names a clinic's folder where the project has some, and otherwise may be the
    label of a field. A column `id` has to be named: an id goes into the names of files.
    """
    headers = [plain(header) for header in table.headers]
    roles = {}
    for role, header in wanted.items():
        if plain(header) not in headers:
            raise _unknown_column(header, table, names)
        roles[role] = headers.index(plain(header))
        slot = names.find(header)
        if role == "id" and slot is not None:
            raise UsageError(
                f"{slot.field.key} is printed on the letters, and must not name their files",
                hint="--id-column names a column with a number, such as one of your records",
            )
    called = {"locale", "paper"} | ({"clinic"} if clinic_names(project) else set())
    for role in called - set(roles):
        if headers.count(role) == 1:
            roles[role] = headers.index(role)
    return roles


def _find_missing(handout: Handout, columns: Columns, reader: RowReader) -> Iterator[Finding]:
    """Find what every letter needs and no row could give: told once, not for each row."""
    filled = {slot.field.key for slot in columns.slots if slot}
    for item in handout.fields:
        if item.needs_value and item.key not in filled and not reader.is_given(item.key):
            yield Finding(
                "merge/missing-column",
                Severity.ERROR,
                f"the column {item.key}",
                f"is missing: {item.label}",
                item.help,
            )


def _unknown_column(header: str, table: Table, names: Names) -> UsageError:
    """Make the error for a column that is not there, with the nearest one that is.

    A table without a header begins with a child: what is not surely a header is not repeated.
    """
    headers = [name for name in table.headers if name]
    known = sum(names.find(name) is not None for name in headers)
    if known * 2 < len(headers):
        return UsageError(
            f"there is no column {header!r}", hint="the first row of the table names the columns"
        )
    return unknown_name("column", header, headers[:50])


def _texts(project: Project, handout: Handout, locale_id: str) -> dict[str, str]:
    """Return what a language calls the handout's fields and choices, by context."""
    if not locale_id or locale_id in PSEUDO_LOCALES:
        return {}
    catalog = load_catalog(project, handout.id, locale_id)
    return {
        context: html.unescape(re.sub(r"<[^>]*>", "", forms.get("other", ""))).replace("%%", "%")
        for (context, _), forms in catalog.texts.items()
        if context and context.startswith(("field:", "choice:"))
    }
