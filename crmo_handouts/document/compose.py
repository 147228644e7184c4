"""Handout + Catalog + Values -> Document: the sheet as HTML, in one language, to one reader.

It lays nothing out and opens no file but templates of the project. Catalog texts arrive clean (see
`catalog`), personal values are escaped in `words`, and a message that the catalog lacks is collected
in `Catalog.missing`, never replaced in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from traceback import extract_tb
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from crmo_handouts.catalog import Catalog, sheet_standing
from crmo_handouts.document.columns import split_columns
from crmo_handouts.document.document import Document
from crmo_handouts.document.formats import write_text
from crmo_handouts.document.words import Words, say
from crmo_handouts.errors import SourceError
from crmo_handouts.locales import Locale
from crmo_handouts.project import Project
from crmo_handouts.review import ReviewState, Standing
from crmo_handouts.source import Clinic, Handout, Values

FULL_WIDTH_GAP = re.compile(r"(?<=[。？！：；，、）])\s+")
"""White space after a full-width mark, which brings its own room (CLREQ, 3.1.6)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the skeleton of every sheet prints: head, foot and colophon."""

    id: str
    kind: str
    title: Markup
    audience: Markup
    summary: Markup
    locale: Locale
    edition: date
    sources: tuple[str, ...]
    blank: bool
    state: ReviewState
    review: Standing
    clinic: Clinic


def compose(
    project: Project,
    handout: Handout,
    *,
    catalog: Catalog,
    locale: Locale,
    clinic: Clinic,
    values: Values,
    blank: bool,
) -> Document:
    """Say a handout in the catalog's language, with a reader's values in its slots.

    Raises SourceError when a template is faulty, with its file and line.
    """
    standing = sheet_standing(project, handout, catalog=catalog, locale=locale)
    sheet = _sheet(handout, catalog, locale=locale, clinic=clinic, blank=blank, standing=standing)
    words = Words(handout, catalog, locale=locale, values=values)
    html = _render(project, handout, catalog=catalog, sheet=sheet, words=words)
    return Document(
        handout=handout.id,
        locale=locale,
        title=str(sheet.title.striptags()),
        html=close_up(html, locale),
        pages=handout.pages,
        sides=html.count('<section class="side'),
        type_size=handout.type_size,
        minimum=handout.minimum_size,
        accent=clinic.accent,
        standing=standing,
    )


def close_up(html: str, locale: Locale) -> str:
    """Take the spaces after full-width marks out of a text that parts words by no spaces."""
    return html if locale.is_spaced else FULL_WIDTH_GAP.sub("", html)


def _sheet(
    handout: Handout,
    catalog: Catalog,
    *,
    locale: Locale,
    clinic: Clinic,
    blank: bool,
    standing: Standing,
) -> Sheet:
    return Sheet(
        id=handout.id,
        kind=handout.kind,
        title=say(catalog, "title", handout.title),
        audience=say(catalog, "audience", handout.audience),
        summary=say(catalog, "summary", handout.summary),
        locale=locale,
        edition=handout.edition,
        sources=handout.sources,
        blank=blank,
        state=standing.state,
        review=standing,
        clinic=clinic,
    )


def _render(
    project: Project, handout: Handout, *, catalog: Catalog, sheet: Sheet, words: Words
) -> str:
    name = f"{handout.id}/body.html.jinja"
    try:
        return (
            _environment(project.roots)
            .get_template(name)
            .render(
                catalog=catalog,
                sheet=sheet,
                isolated=write_text,
                label=words.label,
                given=words.given,
                picked=words.picked,
                value=words.value,
                choices=words.choices,
                safety=words.safety,
                date=words.date,
                number=words.number,
                student_form=words.student_form,
            )
        )
    except KeyError as error:
        raise SourceError(
            f"the template asks for {error}, which the handout does not have",
            where=_place(error, name),
            hint="name a field of handout.toml or a string of _shared/safety.toml",
        ) from error
    except TemplateError as error:
        raise SourceError(
            f"the template cannot be used: {error.message}", where=_place(error, name)
        ) from error
    except Exception as error:
        # Its own words are not repeated: they may hold a reader's value.
        raise SourceError(
            f"the template fails: {type(error).__name__}", where=_place(error, name)
        ) from error


def _place(error: Exception, name: str) -> str:
    """Return the file and line of the template that failed; Jinja puts them into the traceback."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or name}:{error.lineno}"
    steps = [step for step in extract_tb(error.__traceback__) if step.filename.endswith(".jinja")]
    return f"{steps[-1].filename}:{steps[-1].lineno}" if steps else name


@lru_cache(maxsize=4)
def _environment(roots: tuple[Path, ...]) -> Environment:
    """Make the template environment, once a project: compiled templates are kept in it."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([root / "handouts" for root in roots]),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["split_columns"] = split_columns
    install: Any = environment.install_gettext_callables  # type: ignore[attr-defined]
    install(_gettext, _ngettext, newstyle=True, pgettext=_pgettext, npgettext=_npgettext)
    return environment


def forget_templates() -> None:
    """Let templates be read anew: one is kept while its file is there, also when a nearer one comes."""
    _environment.cache_clear()


# The catalog is looked up in the context of each rendering, so that one environment, with its
# compiled templates, serves every language.


@pass_context
def _gettext(context: Context, message: str) -> str:
    return _catalog(context).gettext(message)


@pass_context
def _ngettext(context: Context, singular: str, plural: str, number: int) -> str:
    return _catalog(context).ngettext(singular, plural, number)


@pass_context
def _pgettext(context: Context, message_context: str, message: str) -> str:
    return _catalog(context).pgettext(_form(context, message_context), message)


@pass_context
def _npgettext(
    context: Context, message_context: str, singular: str, plural: str, number: int
) -> str:
    said = _form(context, message_context)
    return _catalog(context).npgettext(said, singular, plural, number)


def _catalog(context: Context) -> Catalog:
    catalog: Catalog = context["catalog"]
    return catalog


def _form(context: Context, message_context: str) -> str:
    """Return the context of a message; one that speaks of the student has a form a gender."""
    form: str = context["student_form"](message_context)
    return form
