"""An address in a sheet or a style -> the file of the project that it stands for, or none at all."""

from __future__ import annotations

from pathlib import Path

from crmo_handouts.project import Project

SCHEME = "press"
"""The one scheme that there is: `press:icons/phone.svg` is a file of `styles/`."""

LOGO = "logo"
"""The address of the clinic's logo, wherever its file is."""

MEDIA_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}


def find_asset(project: Project, url: str, *, logo: Path | None) -> Path | None:
    """Return the file of an address; None for all that is not a project's to print."""
    scheme, _, name = url.partition(":")
    if scheme != SCHEME:
        return None
    if name == LOGO:
        return logo
    parts = name.split("/")
    if any(part in ("", ".", "..") for part in parts) or "\\" in name:
        return None
    path = project.find("styles", *parts)
    if path is None or path.suffix.lower() not in MEDIA_TYPES:
        return None
    # A link among the styles may lead anywhere; what it names must be a style, too.
    folders = ((root / "styles").resolve() for root in project.roots)
    inside = any(path.resolve().is_relative_to(folder) for folder in folders)
    return path if inside else None
