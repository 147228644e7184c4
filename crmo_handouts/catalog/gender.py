"""A text that speaks of the student -> its forms by grammatical gender, each a message of its own.

An author gives such a text the context `student`. Translators then get it once a gender, told apart
by the context as gettext does it (`student:f`), and a sheet says the one for its student. No other
text has forms: what is said of students in general is the same for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

STUDENT = "student"
"""The context, in a template, of a text that speaks of the student."""

NEUTRAL = "neutral"

FORMS: Mapping[str, str] = MappingProxyType(
    {
        # The neutral form is first: a text that had no forms before leaves it its translation.
        NEUTRAL: "Form 1 of 3, neutral: the letter is blank, or the student's gender is not told. "
        "It must suit everybody: a noun, a plural, or both forms.",
        "f": "Form 2 of 3, feminine. The same text as form 1 where your language changes nothing.",
        "m": "Form 3 of 3, masculine. The same text as form 1 where your language changes nothing.",
    }
)
"""What translators are told of a form, by the choices of the shared field `gram_gender`."""


def student_forms(context: str | None) -> Iterator[tuple[str | None, tuple[str, ...]]]:
    """Yield the contexts that translators get for an author's one, each with its note if any."""
    if context != STUDENT:
        yield context, ()
        return
    for gender, note in FORMS.items():
        yield f"{STUDENT}:{gender}", (note,)


def student_form(context: str, gender: object) -> str:
    """Return the context of the form for a gender; one that is not known is said as neutral."""
    if context != STUDENT:
        return context
    return f"{STUDENT}:{gender if gender in FORMS else NEUTRAL}"
