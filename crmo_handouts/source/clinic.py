"""clinic.toml -> Clinic: what one clinic's sheets have in common, over the built-in ones.

Its name, numbers and fever limit stand where a reader's data has none; its logo and accent colour
belong to the edition; it may ask for reviewed sheets only. All faults are told at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crmo_handouts.checking import Finding, Report, Severity
from crmo_handouts.errors import Refused
from crmo_handouts.project import Project
from crmo_handouts.review import Kind
from crmo_handouts.source.faults import Place
from crmo_handouts.source.fields import Field
from crmo_handouts.source.handout import load_fields
from crmo_handouts.source.logo import find_logo_fault
from crmo_handouts.source.readers import Value, read_value
from crmo_handouts.source.table import load_table, meant

ACCENT = "#0f5c66"
"""Deep teal: 7.7:1 on white."""

LOWEST_CONTRAST = 4.5
"""Contrast that text needs on white (WCAG 2.2, 1.4.3)."""

FIELDS = {
    # Keys of clinic.toml, and the shared field whose rules they follow.
    "name": "clinic_name",
    "phone": "clinic_phone",
    "ooh_phone": "ooh_phone",
    "emergency_number": "emergency_number",
    "fever_limit": "fever_limit",
}
_KEYS = {*FIELDS, "logo", "accent", "require_review"}


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic: its name, its look, and the values it gives to every sheet."""

    name: str = ""
    logo: Path | None = None
    accent: str = ACCENT
    require_review: Kind | None = None
    """What every sheet must be reviewed for, or it is not printed."""
    _values: Mapping[str, Any] = field(default_factory=dict)

    def values(self) -> Mapping[str, Any]:
        """Return raw values by the field's key: they stand below a reader's data."""
        return self._values


def load_clinic(project: Project) -> Clinic:
    """Load the project's clinic.toml; without one, the clinic has no name and the press's look.

    Raises SourceError when it is not TOML, and Refused with all its faults.
    """
    path = project.find("clinic.toml")
    if path is None:
        return Clinic()
    items = load_table(path).items
    where = Place(f"{path}: ", project.today)
    values = _read_values(items, load_fields(project), where)
    findings = (
        *_find_unknown(items, path),
        *where.findings,
        *_find_in_look(items, path),
        *_find_in_review(items, path),
    )
    if findings:
        raise Refused(Report(findings))
    logo = items.get("logo")
    return Clinic(
        name=str(values.get("clinic_name", "")),
        logo=(path.parent / logo).resolve() if logo else None,
        accent=items.get("accent", ACCENT).lower(),
        require_review=Kind(items["require_review"]) if "require_review" in items else None,
        _values={FIELDS[key]: items[key] for key in FIELDS if key in items},
    )


def _find_unknown(items: Mapping[str, Any], path: Path) -> list[Finding]:
    names = f"a clinic has the keys {', '.join(sorted(_KEYS))}"
    return [
        _fault(path, key, "unknown-key", "unknown key", meant(key, _KEYS) + names)
        for key in items
        if key not in _KEYS
    ]


def _read_values(
    items: Mapping[str, Any], fields: Mapping[str, Field], where: Place
) -> dict[str, Value]:
    read = {
        FIELDS[key]: read_value(fields[FIELDS[key]], items[key], where.at(key))
        for key in FIELDS
        if key in items and FIELDS[key] in fields
    }
    return {key: value for key, value in read.items() if value is not None}


def _find_in_look(items: Mapping[str, Any], path: Path) -> list[Finding]:
    findings = []
    logo = items.get("logo", "")
    if not isinstance(logo, str):
        findings.append(_fault(path, "logo", "logo", "must be a file's name in quotes"))
    elif logo and (fault := find_logo_fault(path.parent / logo, folder=path.parent)):
        hint = "an .svg that only draws, or a .png, in the same folder as clinic.toml"
        findings.append(_fault(path, "logo", "logo", fault, hint))
    accent = items.get("accent", ACCENT)
    if not isinstance(accent, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
        hint = f'write six hexadecimal digits: "{ACCENT}"'
        findings.append(_fault(path, "accent", "accent", "is not a colour", hint))
    elif (ratio := contrast_on_white(accent)) < LOWEST_CONTRAST:
        message = f"has a contrast of {ratio:.1f}:1 on white; text needs {LOWEST_CONTRAST}:1"
        findings.append(_fault(path, "accent", "accent", message, "choose a darker colour"))
    return findings


def _find_in_review(items: Mapping[str, Any], path: Path) -> list[Finding]:
    kinds = [str(kind) for kind in Kind]
    asked = items.get("require_review", kinds[0])
    if isinstance(asked, str) and asked in kinds:
        return []
    hint = f'write "{kinds[0]}" or "{kinds[1]}", or leave it out'
    return [_fault(path, "require_review", "review-kind", "is no kind of review", hint)]


def _fault(path: Path, key: str, rule: str, message: str, hint: str = "") -> Finding:
    return Finding(f"clinic/{rule}", Severity.ERROR, f"{path}: {key}", message, hint)


def contrast_on_white(colour: str) -> float:
    """Return the contrast of `#rrggbb` on white, 1 to 21 (WCAG 2.2, contrast ratio)."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4
        for level in channels
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
