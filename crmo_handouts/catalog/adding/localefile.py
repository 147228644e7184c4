"""A language's facts and look -> the text of its first locale.toml, which asks for what is not known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import wrap

from crmo_handouts.catalog.adding.languages import script_name, tell_date, tell_plurals
from crmo_handouts.catalog.adding.looks import Look
from crmo_handouts.locales import LATIN_FONT, Locale

WEIGHTS = {400: "Regular", 700: "Bold"}
"""The weights of a family, and what Google's fonts call them in their packages."""

UNNAMED_FAMILY, UNNAMED_FILE = "Press Own", "Own"
"""What to call a font that we know none of."""

_DIRECTIONS = {"ltr": "left to right", "rtl": "right to left"}


def write_locale_file(locale: Locale, look: Look) -> str:
    """Write it; `locale` is what CLDR knows."""
    parts = (
        _known(locale),
        _font(look),
        _leading(look),
        _scale(look),
        _full_stop(look),
        _style(look),
    )
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def tell_font(look: Look) -> Iterator[str]:
    """Yield, line by line, how to put in a font that is not there: files and data, no code."""
    if not look.package:
        yield "Find one whose licence lets you print with it, as .ttf files, regular and bold"
        yield "(https://notofonts.github.io has one for most scripts)."
    else:
        yield f"The npm package {look.package} has it:"
        yield f"  npm pack {look.package}     # then unpack the .tgz file"
    family = look.family or UNNAMED_FAMILY
    file = look.file or UNNAMED_FILE
    yield "Copy its files into styles/fonts/ of your project:"
    yield from (f"  {_member(look, weight)}" for weight in WEIGHTS)
    yield "and name them in styles/fonts/fonts.lock.toml there:"
    for weight, name in WEIGHTS.items():
        yield "  [[face]]"
        yield f"  family = {json.dumps(family)}"
        yield f"  weight = {weight}"
        yield f'  target = "{file}_{weight}{name}.ttf"'


def _member(look: Look, weight: int) -> str:
    name = f"{weight}{WEIGHTS[weight]}"
    folder = f"package/{name}/" if look.package else ""
    return f"{folder}{look.file or UNNAMED_FILE}_{name}.ttf"


def _known(locale: Locale) -> Iterator[str]:
    yield f"# {locale.english_name} ({locale.name}). Begun by `crmo-handouts catalog add {locale.id}`."
    yield "#"
    yield "# CLDR, the world's register of languages, knows these; they need not stand here:"
    yield f"#   names         {locale.name}; in English: {locale.english_name}"
    yield f"#   script        {script_name(locale.script)}, {_DIRECTIONS[locale.direction]}"
    yield f"#   digits        {locale.digits}"
    yield f"#   plural forms  {'; '.join(tell_plurals(locale.id))}"
    yield f"#   a date        {tell_date(locale)}"
    yield "# Is one of them wrong for your readers? Write what is right, as in these lines:"
    yield f"# name = {_quoted(locale.name)}"
    yield f"# english_name = {_quoted(locale.english_name)}"
    yield '# digits = "latn"          # 0123456789; others: arab, arabext, beng, deva, mymr, thai …'
    yield "#"
    yield "# CLDR does not know what stands below. Print a page, look at it, and correct it here."


def _font(look: Look) -> Iterator[str]:
    yield f"# The font: a family of styles/fonts/fonts.lock.toml. Latin letters are of {LATIN_FONT!r}."
    if not look.has_font:
        name = look.family or "ONE FOR THIS SCRIPT"
        yield f"# THE PRESS DOES NOT HAVE {name}: no sheet is printed without it."
        yield from (f"# {line}" for line in tell_font(look))
    elif look.lacking:
        yield f"# It has no glyph for {' '.join(look.lacking)} and refuses sheets with one. There are:"
        yield f"# {', '.join(look.families)}."
    yield f"fonts = [{_quoted(look.family or UNNAMED_FAMILY)}]"


def _leading(look: Look) -> Iterator[str]:
    yield "# The height of a line, in type sizes. Signs above and below the letters must not touch those"
    yield "# of the next line: then give more. A page that is too full: give less."
    yield from _origin(look)
    yield f"leading = {look.leading:g}"


def _scale(look: Look) -> Iterator[str]:
    yield "# The size of the type beside that of Latin letters: more than 1 when it looks too small."
    yield f"scale = {look.scale:g}"


def _full_stop(look: Look) -> Iterator[str]:
    yield '# What ends a sentence; "" when nothing does.'
    yield from (f"# {line}" for line in wrap(look.note, 95))
    yield f"full_stop = {_quoted(look.full_stop)}"


def _style(look: Look) -> Iterator[str]:
    yield "# Few languages need it: a style sheet of styles/script/, for a script that the general ones"
    yield "# do not suit."
    yield f"style = {_quoted(look.style)}" if look.style else '# style = "nastaliq"'


def _origin(look: Look) -> Iterator[str]:
    source = f"locales/{look.kin}, which has the same script" if look.kin else "styles/scripts.toml"
    yield f"# Taken from {source}."


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
