"""`crmo-handouts proof` and `watch`, as a translator uses them."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crmo_handouts import Job
from crmo_handouts.delivery.watching import Change, Stamps, Watched, changes
from crmo_handouts.project import Project
from tests.cli.conftest import Run, start
from tests.reading import pdf_text
from tests.toy import LETTER, SHEET, TODAY, TOY, copy_toy, replace_in

PO = f"locales/bn/LC_MESSAGES/{SHEET}.po"


@pytest.fixture
def clinic(here: Path) -> Path:
    """A folder of one's own with the Bangla files."""
    folder = here / "clinic"
    shutil.copytree(TOY / "locales" / "bn", folder / "locales" / "bn")
    return folder


def test_proof_is_written_under_a_name_that_no_edition_has(run: Run, here: Path) -> None:
    done = run("proof", SHEET, "--locale", "bn")
    assert done.code == 0
    path = here / f"{SHEET}-bn-proof.pdf"
    assert path.read_bytes().startswith(b"%PDF-1.7")
    assert done.err.startswith(f"{path.name}: ")
    assert "nothing missing, fuzzy or broken" in done.err


def test_half_translated_sheet_is_refused_by_print_and_shown_by_proof(
    run: Run, clinic: Path
) -> None:
    replace_in(clinic / PO, 'msgstr "কতক্ষণ"', 'msgstr ""')
    assert run("print", SHEET, "--locale", "bn", "--project", clinic).code == 1
    done = run("proof", SHEET, "--locale", "bn", "--project", clinic, "-o", "p.pdf")
    assert done.code == 0
    assert "1 missing" in done.err
    assert "How long" in pdf_text(Path("p.pdf").read_bytes())


def test_print_and_build_write_no_proof(run: Run, here: Path) -> None:
    run("print", SHEET, "--locale", "en", "-o", "sheet.pdf")
    run("build", SHEET, "--locale", "en", "--paper", "a4")
    made = list(here.rglob("*.pdf"))
    assert len(made) == 2
    assert not any("proof" in path.name for path in made)
    assert not any(b"/Watermark" in path.read_bytes() for path in made)


def test_file_that_is_no_catalog_is_told_and_the_rest_shown(run: Run, clinic: Path) -> None:
    (clinic / PO).write_bytes(b"\x00\xff\xfe not a catalog \x80")
    done = run("proof", SHEET, "--locale", "bn", "--project", clinic, "-o", "p.pdf")
    assert done.code == 0
    assert "findings about files" in done.err
    assert "not in the encoding" in pdf_text(Path("p.pdf").read_bytes())


def test_proof_of_a_letter_takes_the_examples_or_a_file(run: Run, here: Path) -> None:
    assert run("proof", LETTER, "--locale", "bn", "--sample").code == 0
    (here / "data.toml").write_text('child_name = "Mina"\n', "utf-8")
    both = run("proof", LETTER, "--locale", "bn", "--sample", "--data", "data.toml")
    assert both.code == 2
    assert "do not go together" in both.err


def test_proof_with_a_persons_values_is_for_its_owner_only(run: Run, here: Path) -> None:
    (here / "data.json").write_text('{"emergency_number": "999"}', "utf-8")
    done = run("proof", SHEET, "--locale", "bn", "--data", "data.json", "-o", "p.pdf")
    assert done.code == 0
    assert (here / "p.pdf").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("hand-wash", "--locale", "bn"), "did you mean hand-washing?"),
        ((SHEET, "--locale", "bm"), "did you mean bn?"),
        ((SHEET, "--locale", "bn", "--paper", "a5"), "did you mean a4?"),
        ((SHEET, "--locale", "en-XL"), "pseudo-locale"),
    ],
)
@pytest.mark.parametrize("command", ["proof", "watch"])
def test_wrong_name_is_told(run: Run, command: str, arguments: tuple[str, ...], told: str) -> None:
    done = run(command, *arguments)
    assert done.code == 2
    assert told in done.err


# -- what a change is


class Disk:
    """Files as they are at each look, and a clock that only sleep moves."""

    def __init__(self, *looks: Stamps) -> None:
        self.looks = list(looks)
        self.now = 0.0

    def look(self) -> Stamps:
        if len(self.looks) == 1:
            return self.looks[0]
        return self.looks.pop(0)

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def clock(self) -> float:
        return self.now

    def changes(self, known: Stamps) -> Iterator[Change]:
        return changes(self.look, known, sleep=self.sleep, clock=self.clock)


A, B = Path("a.po"), Path("locale.toml")
OLD = {A: (1, 10, 1), B: (1, 10, 2)}


def saved(path: Path, *, at: int, size: int = 10, file: int = 1) -> Stamps:
    return OLD | {path: (at, size, file)}


def test_nothing_is_told_while_nothing_changes_and_a_save_once() -> None:
    new = saved(A, at=2)
    (change,) = [next(iter(Disk(OLD, OLD, OLD, new).changes(OLD)))]
    assert change.paths == (A,)
    assert change.only_messages


def test_file_that_is_being_written_is_waited_for() -> None:
    half, more, whole = (saved(A, at=at, size=size) for at, size in ((2, 3), (3, 7), (4, 12)))
    disk = Disk(half, half, more, whole, whole)
    change = next(disk.changes(OLD))
    assert change.paths == (A,)
    assert disk.looks == [whole]


def test_emptied_file_is_told_and_its_content_waited_for() -> None:
    empty, whole = saved(A, at=2, size=0), saved(A, at=3, size=12)
    told = Disk(empty, empty, empty, empty, empty, whole).changes(OLD)
    waiting, change = next(told), next(told)
    assert waiting.waiting == (A,)
    assert waiting.paths == ()
    assert change.paths == (A,)


def test_file_that_is_gone_for_a_moment_is_the_same_as_saved() -> None:
    gone = {B: OLD[B]}
    told = Disk(gone, gone, gone, saved(A, at=5, file=9)).changes(OLD)
    assert next(told).waiting == (A,)
    assert next(told).paths == (A,)


def test_file_that_stays_empty_is_shown_as_it_is() -> None:
    disk = Disk(saved(A, at=2, size=0))
    told = disk.changes(OLD)
    assert next(told).waiting == (A,)
    assert next(told).paths == (A,)
    assert 1 < disk.now < 5


def test_change_that_was_taken_back_is_none() -> None:
    disk = Disk(saved(A, at=2), OLD, OLD, OLD, saved(B, at=7, file=2))
    assert next(disk.changes(OLD)).paths == (B,)


def test_change_of_more_than_messages_says_so() -> None:
    change = next(Disk(saved(B, at=2, file=2)).changes(OLD))
    assert not change.only_messages


def test_what_a_sheet_is_made_of_is_watched_and_what_editors_leave_is_not(tmp_path: Path) -> None:
    root = copy_toy(tmp_path / "project")
    watched = Watched(Project((root,), TODAY), Job(SHEET, "bn", ("a4",)))
    before = watched.stamps()
    for name in (
        PO,
        "locales/bn/LC_MESSAGES/shared.po",
        "locales/bn/locale.toml",
        f"handouts/{SHEET}/handout.toml",
        f"handouts/{SHEET}/body.html.jinja",
        "handouts/_shared/sheet.html.jinja",
        "styles/page.css",
    ):
        assert root / name in before, name
    folder = (root / PO).parent
    for name in (f".{SHEET}.po.swp", f"{SHEET}.po~", "4913", f"{SHEET}.po.tmp", "other.txt"):
        (folder / name).write_text("x")
    (root / "locales/en/LC_MESSAGES" / f"{SHEET}.po").touch()
    assert watched.stamps() == before
    for name in ("locales/bn/glossary.csv", "locales/bn/banned.csv", "clinic.toml"):
        (root / name).write_text("x")
        assert root / name in watched.stamps()


# -- the loop itself


@pytest.fixture
def at_saves(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let `watch` see saves that a test makes, one after the other, and then Ctrl-C."""

    def plan(*saves: Callable[[], object]) -> None:
        rest = list(saves)

        def sleep(seconds: float) -> None:
            if seconds < 0.04:  # settling
                return
            if not rest:
                raise KeyboardInterrupt
            rest.pop(0)()

        def driven(look: Callable[[], Stamps], known: Stamps) -> Iterator[Change]:
            return changes(look, known, sleep=sleep)

        monkeypatch.setattr("crmo_handouts.delivery.watching.changes", driven)

    return plan


def test_watch_makes_the_proof_anew_at_every_save(
    run: Run, clinic: Path, at_saves: Callable[..., None]
) -> None:
    seen: list[str] = []
    out = Path("out.pdf")
    po = clinic / PO

    def save(old: str, new: str) -> Callable[[], object]:
        def saved() -> None:
            seen.append(pdf_text(out.read_bytes()) if out.exists() else "")
            beside = po.with_suffix(".new")
            beside.write_text(po.read_text("utf-8").replace(old, new), "utf-8")
            beside.replace(po)

        return saved

    at_saves(
        save('msgstr "কতক্ষণ"', 'msgstr ""'),
        save('msgid "How long"\nmsgstr ""', 'msgid "How long"\nmsgstr "কত সময়"'),
        lambda: seen.append(pdf_text(out.read_bytes())),
    )
    done = run("watch", SHEET, "--locale", "bn", "--project", clinic, "--out", out)
    assert done.code == 130
    assert "How long" not in seen[0].partition("PROOF: ")[0]
    assert "How long" in seen[1].partition("PROOF: ")[0]
    assert "How long" not in seen[2].partition("PROOF: ")[0]
    assert done.err.count(" s, ") == 3
    assert "1 missing" in done.err


def test_watch_says_what_is_wrong_and_goes_on(
    run: Run, clinic: Path, at_saves: Callable[..., None]
) -> None:
    toml = clinic / "locales/bn/locale.toml"
    good = toml.read_text("utf-8")
    at_saves(
        lambda: toml.write_text(good + "\nbroken =", "utf-8"),
        lambda: toml.write_text(good + "\n", "utf-8"),
        lambda: (clinic / PO).write_text("", "utf-8"),
        lambda: shutil.copy(TOY / PO, clinic / PO),
    )
    done = run("watch", SHEET, "--locale", "bn", "--project", clinic)
    assert done.code == 130
    assert "locale.toml: cannot be read" in done.err
    assert "half saved?" in done.err
    assert done.err.count("nothing missing, fuzzy or broken") == 3
    assert "Traceback" not in done.err


def test_watch_in_a_process_of_its_own_follows_a_save_and_ends_at_an_interrupt(
    tmp_path: Path,
) -> None:
    clinic, out = tmp_path / "clinic", tmp_path / "out.pdf"
    shutil.copytree(TOY / "locales" / "bn", clinic / "locales" / "bn")
    process = start(
        tmp_path, "watch", SHEET, "--locale", "bn", "--project", str(clinic), "--out", str(out)
    )
    try:
        wait_for(out.exists, process)
        before = out.stat().st_mtime_ns
        replace_in(clinic / PO, 'msgstr "কতক্ষণ"', 'msgstr ""')
        wait_for(lambda: out.stat().st_mtime_ns != before, process)
        assert "How long" in pdf_text(out.read_bytes())
    finally:
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"stopped" in err


def wait_for(happened: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while not happened():
        assert process.poll() is None, "it ended by itself"
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)
