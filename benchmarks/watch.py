"""Measure how long a translator waits: from a saved .po file to the new proof on the disk.

    .venv/bin/python benchmarks/watch.py [--handout H] [--locale L] [--rounds N] [--all]

Runs `crmo-handouts watch` in a process of its own, on a copy of the locale in a project folder, lets it
make its first proof, and then saves the file again and again as an editor does: a new file, renamed
over the old one, with one translation changed. A round ends when the PDF has been replaced.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0
"""How long a proof is waited for, s."""

PAUSE = 0.5
"""Between two rounds, s: a person does not save in the same moment."""


def measure(handout: str, locale: str, *, rounds: int, everything: bool) -> list[float]:
    """Return the seconds from each save to its proof."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        shutil.copytree(ROOT / "locales" / locale, folder / "locales" / locale)
        po = folder / "locales" / locale / "LC_MESSAGES" / f"{handout}.po"
        proof = folder / "proof.pdf"
        command = [
            sys.executable, "-m", "crmo_handouts", "watch", handout, "--locale", locale,
            "--project", str(folder), "--out", str(proof), *(["--all"] if everything else []),
        ]  # fmt: skip
        with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as watching:
            try:
                wait_for(lambda: proof.exists())
                return [one_round(po, proof, number) for number in range(rounds)]
            finally:
                watching.send_signal(signal.SIGINT)


def one_round(po: Path, proof: Path, number: int) -> float:
    """Save the file with another last translation; return the seconds to its proof."""
    time.sleep(PAUSE)
    before = proof.stat().st_mtime_ns
    head, quote, tail = po.read_text("utf-8").rpartition('"')
    text = head.rstrip("0123456789 ") + f" {number}" + quote + tail
    beside = po.with_suffix(".new")
    beside.write_text(text, "utf-8")
    start = time.perf_counter()
    os.replace(beside, po)
    wait_for(lambda: proof.stat().st_mtime_ns != before)
    return time.perf_counter() - start


def wait_for(happened: Callable[[], bool]) -> None:
    """Wait until something has happened; raises TimeoutError when it takes too long."""
    end = time.perf_counter() + PATIENCE
    while not happened():
        if time.perf_counter() > end:
            raise TimeoutError("no proof was made")
        time.sleep(0.002)


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--handout", default="warning-signs")
    parser.add_argument("--locale", default="bn")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--all", action="store_true", help="list every message")
    options = parser.parse_args()
    seconds = measure(
        options.handout, options.locale, rounds=options.rounds, everything=options.all
    )
    print(
        f"{options.handout} {options.locale}, {len(seconds)} saves: "
        f"median {statistics.median(seconds):.2f} s, min {min(seconds):.2f}, max {max(seconds):.2f}; "
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
