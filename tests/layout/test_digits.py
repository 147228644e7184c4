"""Numbers that the engine counts: in the digits of the language, whichever they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crmo_handouts.layout import Engine, typeset
from crmo_handouts.locales import DIGITS
from tests.layout.conftest import Make

LIST = '<ol style="list-style-position: inside"><li>First</li></ol>'


@pytest.mark.parametrize("system", ["mymr", "latn", "beng", "arabext", "thai"])
def test_pages_and_lists_are_counted_in_the_languages_digits(
    engine: Engine, make: Make, system: str
) -> None:
    document = make(LIST, foot='<span class="page-number"></span>')
    digits = DIGITS[system]
    own = replace(document, locale=replace(document.locale, digits=digits))
    texts = [box.text.strip() for box in typeset(engine, own, size=12).text_boxes()]
    assert f"{digits[1]}." in texts
    assert digits[1] in texts
