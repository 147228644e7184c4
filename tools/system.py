"""See to what the machine itself must have: shared libraries, ensurepip, a JDK.

Only what is missing is asked for, by the names of Debian's packages, through apt. Elsewhere a line
says what to install, and we stop. Run by the system's own Python (3.11 or later), before there is a
virtual environment: standard library only.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a machine has or lacks, and the Debian package that brings it."""

    what: str
    package: str
    is_there: Callable[[], bool]


def library(*names: str) -> Callable[[], bool]:
    """Make the test that the loader finds a shared library by one of its names."""

    def found() -> bool:
        return any(_loads(name) for name in names)

    return found


def command(name: str) -> Callable[[], bool]:
    """Make the test that a command is on the PATH."""
    return lambda: shutil.which(name) is not None


def has_ensurepip() -> bool:
    """Tell whether this Python can make virtual environments; Debian packs that apart."""
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


# The names that WeasyPrint asks the loader for: Linux, then macOS.
PRESS = (
    Need(
        "virtual environments for Python",
        f"python3.{sys.version_info.minor}-venv",
        has_ensurepip,
    ),
    Need("Pango", "libpango-1.0-0", library("libpango-1.0.so.0", "libpango-1.0.dylib")),
    Need("PangoFT2", "libpangoft2-1.0-0", library("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib")),
    Need(
        "HarfBuzz's subsetter",
        "libharfbuzz-subset0",
        library("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
    ),
)

# A second reader beside PDFium, for the tests of the text layer (pdftoppm comes with it); a second
# opinion on our .po files.
DEV = (
    Need("pdftotext", "poppler-utils", command("pdftotext")),
    Need("msgfmt", "gettext", command("msgfmt")),
)

# `javac`, not `java`: the validator's driver is run from its source, which takes a compiler.
CONFORMANCE = (
    Need("a Java development kit, 17 or later", "default-jdk-headless", command("javac")),
)

GROUPS = {"press": PRESS, "dev": DEV, "conformance": CONFORMANCE}


def main(arguments: Sequence[str]) -> int:
    """See to the named groups of needs; return an exit code."""
    if sys.version_info < OLDEST_PYTHON:
        return _stop(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}")
    groups = arguments or list(GROUPS)
    missing = [need for name in groups for need in GROUPS[name] if not need.is_there()]
    if not missing:
        return 0
    if shutil.which("apt-get") is None or not may_install():
        return _stop(f"this machine lacks {_listed(missing)}; install it, then run this again")
    install([need.package for need in missing])
    still = [need for need in missing if not need.is_there()]
    if still:
        return _stop(f"apt-get did not bring {_listed(still)}; install it, then run this again")
    return 0


def may_install() -> bool:
    """Tell whether we are root, or can ask to be."""
    return os.geteuid() == 0 or shutil.which("sudo") is not None


def install(packages: Sequence[str]) -> None:
    """Install packages through apt; its lists are renewed only when they do not suffice."""
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    get = [*apt, "install", "--yes", "--no-install-recommends", *packages]
    print(f"setup: {' '.join([*sudo, 'apt-get install', *packages])}", flush=True)
    quiet = subprocess.DEVNULL
    if subprocess.run(get, stdout=quiet, stderr=quiet, check=False).returncode:
        # One broken source among many fails the update, though the others were renewed.
        subprocess.run([*apt, "update"], stdout=quiet, check=False)
        subprocess.run(get, stdout=quiet, check=False)
    importlib.invalidate_caches()


def _listed(needs: Sequence[Need]) -> str:
    return ", ".join(f"{need.what} (Debian: {need.package})" for need in needs)


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _stop(reason: str) -> int:
    print(f"setup: {reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
