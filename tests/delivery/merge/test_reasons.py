"""Reasons: what is shown of a row never holds what its reader gave."""

from __future__ import annotations

import pytest

from crmo_handouts.checking import Finding, Severity
from crmo_handouts.delivery.merge.reasons import reason_of, reason_of_error
from crmo_handouts.errors import (
    CatalogError,
    HandoutError,
    LayoutError,
    SourceError,
    UsageError,
)


@pytest.mark.parametrize(
    "check",
    [
        "recipient/choice",
        "recipient/contradiction",
        "recipient/decided-by",
        "pdf/glyph",
        "preflight/lost-text",
        "preflight/personal",
        "preflight/anything",
        "a-new-family/anything",
    ],
)
def test_finding_that_may_quote_a_value_is_told_by_its_check(check: str) -> None:
    finding = Finding(check, Severity.ERROR, "school-letter/en/a4", "Zaphod is", "Zaphod?")
    reason = reason_of(finding, "column A")
    assert "Zaphod" not in str(reason) + reason.hint
    assert check in str(reason)
    assert reason.hint


@pytest.mark.parametrize("check", ["recipient/date", "fit/pages", "catalog/missing"])
def test_finding_that_quotes_none_keeps_its_words(check: str) -> None:
    reason = reason_of(Finding(check, Severity.ERROR, "bn.po:4", "is 5 mm too long", "shorten"))
    assert (reason.message, reason.hint) == ("is 5 mm too long", "shorten")


@pytest.mark.parametrize(
    "error",
    [
        LayoutError("Zaphod", where="file:///Zaphod", hint="Zaphod"),
        SourceError("the template asks for 'Zaphod'", where="body.html.jinja:4", hint="Zaphod"),
        HandoutError("Zaphod"),
        KeyError("Zaphod"),
        UnicodeEncodeError("ascii", "Zaphod", 0, 1, "Zaphod"),
    ],
)
def test_error_that_may_quote_a_value_is_told_by_its_kind(error: Exception) -> None:
    try:
        raise error
    except Exception as raised:
        reason = reason_of_error(raised)
    assert "Zaphod" not in str(reason) + reason.hint
    assert type(error).__name__ in reason.check


def test_unexpected_error_names_its_line_of_code() -> None:
    with pytest.raises(ValueError, match="Zaphod") as raised:
        raise ValueError("Zaphod")
    assert "test_reasons.py:" in reason_of_error(raised.value).message


@pytest.mark.parametrize("error", [CatalogError("is damaged", where="bn.po:4"), UsageError("no")])
def test_error_about_the_material_keeps_its_words(error: HandoutError) -> None:
    assert reason_of_error(error).message == error.message
