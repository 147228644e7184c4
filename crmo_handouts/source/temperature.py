"""A temperature in both scales, as people write it and as a sheet prints it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

_DEGREES = re.compile(r"([0-9]{2,3}(?:[.,][0-9]{1,2})?) ?°? ?([CF])?", re.IGNORECASE)
_FAHRENHEIT_FROM = 50
"""A number from here on is in degrees Fahrenheit: nobody lives at 50 °C."""


@dataclass(frozen=True, slots=True)
class Temperature:
    """A temperature in both scales, each to a tenth of a degree.

    Both are kept, since a limit set at 100.5 °F must not come back from Celsius as 100.6 °F.
    """

    celsius: float
    fahrenheit: float

    @classmethod
    def of_celsius(cls, degrees: float) -> Temperature:
        """Make it from degrees Celsius."""
        return cls(round(degrees, 1), round(degrees * 1.8 + 32, 1))

    @classmethod
    def of_fahrenheit(cls, degrees: float) -> Temperature:
        """Make it from degrees Fahrenheit."""
        return cls(round((degrees - 32) / 1.8, 1), round(degrees, 1))


def as_temperature(raw: Any) -> Temperature | None:
    """Read `38.0 C`, `38,5 °C`, `100.4 F` or a bare number; None when it is none of them."""
    if isinstance(raw, str):
        text = unicodedata.normalize("NFKC", raw[:40]).strip()
        western = "".join(str(unicodedata.decimal(sign, sign)) for sign in text)
        match = _DEGREES.fullmatch(western.replace("٫", "."))
        if not match or len(raw) > 40:
            return None
        degrees, scale = float(match[1].replace(",", ".")), (match[2] or "").upper()
    elif isinstance(raw, int | float) and not isinstance(raw, bool) and 0 < raw < 1000:
        degrees, scale = float(raw), ""
    else:  # also not-a-number and infinity, which no comparison holds for
        return None
    if scale == "F" or (not scale and degrees >= _FAHRENHEIT_FROM):
        return Temperature.of_fahrenheit(degrees)
    return Temperature.of_celsius(degrees)
