"""Clusters: the letters are those of one machine, through dead workers and a dead scheduler.

A real scheduler and real workers, in processes of their own.
"""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crmo_handouts.delivery import Job
from crmo_handouts.delivery.merge.executing import print_rows
from crmo_handouts.delivery.merge.rows import Letter, Marks
from crmo_handouts.delivery.merge.workers import Chunk, Outcome, Printed
from crmo_handouts.errors import HandoutError, SetupError, UsageError
from crmo_handouts.project import Project
from crmo_handouts.source import load_handout
from tests.merging import RIMA_DATA, write_csv
from tests.samples import sample_data
from tests.toy import TODAY, copy_toy

pytest.importorskip(
    "distributed", reason="NOT TESTED: merges on a cluster take the dev group's Dask"
)

from crmo_handouts.delivery.merge import cluster as clusters
from crmo_handouts.delivery.merge.cluster import connecting, executor, parcel, worker
from crmo_handouts.delivery.merge.cluster.identity import check_identity, read_identity
from crmo_handouts.delivery.merge.cluster.sealed import seal

LETTER = "school-letter"
PLANTED = "Qwxyzephod"
ROWS = 30
REPOSITORY = Path(__file__).parents[3]
PATIENCE = 60


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


class Machines:
    """A scheduler and workers on this machine, all that they write in one folder."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder
        folder.mkdir()
        # The day is that of the samples; the logs say all that there is to be said.
        self.environment = os.environ | {
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONDONTWRITEBYTECODE": "1",
            "SOURCE_DATE_EPOCH": f"{time.mktime(TODAY.timetuple()):.0f}",
            "TMPDIR": str(folder),
            "HOME": str(folder),
            "DASK_LOGGING__DISTRIBUTED": "debug",
            **variables,
        }
        self.running: list[subprocess.Popen[bytes]] = []
        self._place = folder / "scheduler.json"
        self.scheduler = self._start(
            "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--dashboard-address", ":0",
            "--no-dashboard", "--scheduler-file", str(self._place),
        )  # fmt: skip

    @property
    def address(self) -> str:
        wait_until(lambda: self._place.exists() and self._place.stat().st_size)
        there: str = json.loads(self._place.read_text())["address"]
        return there.replace("tcp://", "dask://")

    @property
    def logs(self) -> str:
        return "".join(path.read_text() for path in sorted(self.folder.glob("*.log")))

    def start_worker(self, *more: str) -> subprocess.Popen[bytes]:
        options = more or ("--nthreads", "1", "--memory-limit", "0", "--no-nanny")
        return self._start(
            "dask_worker", "--scheduler-file", str(self._place), "--local-directory",
            str(self.folder / "scratch"), "--no-dashboard", *options,
        )  # fmt: skip

    def merge(self, project: Path, *more: str) -> subprocess.Popen[bytes]:
        """Start a merge of the table that stands in the project."""
        command = ("merge", LETTER, str(project / "letters.csv"), "--project", str(project))
        return subprocess.Popen(
            [sys.executable, "-m", "crmo_handouts", *command, "--locale", "en", *more],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def _start(self, program: str, *options: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{program}-{len(self.running)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{program}", *options],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def stop(self) -> None:
        for process in self.running:
            # With what it has started: a worker that is looked after is a process of its own.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    machines = Machines(tmp_path / "machines")
    yield machines
    machines.stop()


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """Two workers that are started again when they end."""
    machines = Machines(
        tmp_path_factory.mktemp("lasting") / "machines",
        # Dask's own trying again would take three workers more, each time.
        DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0",
    )
    machines.start_worker("--nthreads", "1", "--nworkers", "2", "--memory-limit", "0")
    yield machines
    machines.stop()


@pytest.fixture(scope="module")
def sample() -> dict[str, Any]:
    """A row of a table, with the handout's samples as a spreadsheet has them."""
    cells: dict[str, Any] = {}
    for key, value in sample_data(load_handout(Project.open(), LETTER)).items():
        match value:
            case dict():
                cells |= {f"{key} {part}": text for part, text in value.items()}
            case list():
                cells[key] = "; ".join(value)
            case bool():
                cells[key] = "yes" if value else "no"
            case _:
                cells[key] = str(value)
    return cells


@pytest.fixture
def clinic(tmp_path: Path, sample: dict[str, Any]) -> Path:
    """A clinic's folder that only the client has, with a table beside its logo."""
    folder = tmp_path / "clinic"
    folder.mkdir()
    (folder / "clinic.toml").write_text('name = "Example Clinic"\nlogo = "logo.svg"\n')
    (folder / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
    )
    rows = [
        sample | {"child_name": f"{PLANTED} {'ABCDEFGHIJ'[n % 10]}", "locale": ("en", "bn")[n % 2]}
        for n in range(ROWS)
    ]
    write_csv(folder / "letters.csv", rows)
    return folder


def end(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    said, _ = process.communicate(timeout=PATIENCE)
    return process.returncode, said.decode()


def letters(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "letters").glob("*.pdf")}


def outcomes(folder: Path) -> list[str]:
    text = (folder / "outcomes.csv").read_text("utf-8-sig")
    return [line["outcome"] for line in csv.DictReader(io.StringIO(text))]


def assert_nobody_told(machines: Machines) -> None:
    """No log and no file of scheduler, workers and client holds a name, or a letter."""
    assert "carry_out" in machines.logs  # or the logs tell too little to be worth reading
    for path in machines.folder.rglob("*"):
        if path.is_file() and path.suffix != ".pdf":
            content = path.read_bytes()
            assert PLANTED.encode() not in content, path
            assert b"%PDF" not in content, path


def test_dead_worker_loses_no_letter_and_doubles_none(
    machines: Machines, clinic: Path, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    machines.start_worker()
    victim = machines.start_worker()
    local = machines.merge(clinic, "--jobs", "1", "--out", str(here))
    assert end(local)[0] == 0
    wait_until(lambda: machines.logs.count("Registered to") == 2)

    process = machines.merge(clinic, "--out", str(there), "--executor", machines.address)
    wait_until(lambda: len(letters(there)) or process.poll() is not None)
    assert len(letters(there)) < ROWS
    victim.kill()
    code, said = end(process)
    assert code == 0, said
    assert "printing on 2 workers" in said
    assert "Remove worker" in machines.logs
    assert outcomes(there) == ["printed"] * ROWS
    assert len(letters(there)) == ROWS
    assert letters(there) == letters(here)
    assert PLANTED not in said
    assert_nobody_told(machines)


def test_dead_scheduler_stops_the_merge_which_is_then_resumed(
    machines: Machines, clinic: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    machines.start_worker()
    process = machines.merge(clinic, "--out", str(out), "--executor", machines.address)
    wait_until(lambda: len(letters(out)) or process.poll() is not None)
    machines.scheduler.kill()
    code, said = end(process)
    assert code == SetupError.exit_code, said
    assert "the cluster's scheduler is gone" in said
    assert "--resume" in said
    assert "Traceback" not in said
    told = outcomes(out)
    assert told.count("printed") == len(letters(out)) > 0
    assert set(told) == {"printed", "not printed"}

    code, said = end(machines.merge(clinic, "--out", str(out), "--resume", "--jobs", "1"))
    assert code == 0, said
    assert "of them from before" in said
    assert outcomes(out) == ["printed"] * ROWS
    assert_nobody_told(machines)


def test_project_is_gone_from_the_workers_when_the_merge_is_over(
    lasting: Machines, clinic: Path
) -> None:
    project = Project.open(clinic, today=TODAY)
    scratch = lasting.folder / "scratch"
    with connected(lasting, project) as opened:
        # A worker that came back late is sent the project as well.
        wait_until(lambda: len([*scratch.rglob("clinic.toml")]) == 2)
        places = opened.submit(_look_around, project).result(timeout=PATIENCE)
        assert places["mode"] == 0o700
        assert "clinic.toml" in places["names"]
        assert "letters.csv" not in places["names"]
    wait_until(lambda: not [*scratch.rglob("clinic.toml")])


def _look_around(project: Project) -> dict[str, Any]:
    root = project.roots[0]
    return {
        "mode": root.parent.stat().st_mode & 0o777,
        "names": sorted(path.name for path in root.iterdir()),
    }


class connected:  # noqa: N801 - reads as a verb
    """Opens the cluster of some machines for a project."""

    def __init__(self, machines: Machines, project: Project) -> None:
        self._opened = clusters.open_cluster(machines.address, project, clusters.Certificates())

    def __enter__(self) -> Any:
        return self._opened.__enter__().executor

    def __exit__(self, *raised: Any) -> None:
        self._opened.__exit__(*raised)


def chunks(count: int) -> Iterator[Chunk]:
    for number in range(count):
        job = Job(LETTER, "en", ("a4",), RIMA_DATA, f"row {number}")
        yield Chunk((Letter(Marks(number, locale="en"), job, ()),))


def _end(project: Project, chunk: Chunk) -> list[Printed]:
    if any(letter.marks.row == 3 for letter in chunk.letters):
        os._exit(1)
    return [Printed(b"%PDF") for _ in chunk.letters]


def test_letter_that_ends_its_workers_is_given_up_and_no_other_is(
    lasting: Machines, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crmo_handouts.delivery.merge.executing.print_chunk", _end)
    project = Project.open(clinic, today=TODAY)
    before = lasting.logs.count("Remove worker")
    with connected(lasting, project) as opened:
        found: list[Outcome] = [*print_rows(opened, project, chunks(8), in_flight=4)]
    assert sorted(outcome.letter.marks.row for outcome in found) == list(range(8))
    (failed,) = (outcome for outcome in found if not outcome.printed.pdf)
    assert failed.letter.marks.row == 3
    assert failed.printed.reasons[0].check == "merge/worker"
    assert 2 <= lasting.logs.count("Remove worker") - before <= 4


def test_workers_with_another_press_are_refused(
    lasting: Machines, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = read_identity() | {"weasyprint": "69.0"}
    monkeypatch.setattr(connecting, "read_identity", lambda: ours)
    with (
        pytest.raises(SetupError, match=r"another press .* weasyprint 70\.0 \(here 69\.0\)"),
        connected(lasting, Project.open(clinic)),
    ):
        pass


def test_worker_that_joins_later_and_is_unfit_stops_the_merge(
    machines: Machines, clinic: Path
) -> None:
    fit = machines.start_worker()
    project = Project.open(clinic, today=TODAY)
    with connected(machines, project) as opened:
        machines.start_worker("--nthreads", "2", "--memory-limit", "0", "--no-nanny")
        wait_until(lambda: machines.logs.count("Registered to") == 2)
        fit.kill()
        with pytest.raises(SetupError, match="has 2 threads"):
            list(print_rows(opened, project, chunks(8), in_flight=4))


def test_cluster_without_workers_is_given_up(
    machines: Machines, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executor, "LOOK", 0.1)
    monkeypatch.setattr(executor, "NO_WORKER", 0.5)
    only = machines.start_worker()
    project = Project.open(clinic, today=TODAY)
    with connected(machines, project) as opened:
        only.kill()
        with pytest.raises(SetupError, match="has had no worker"):
            list(print_rows(opened, project, chunks(8), in_flight=4))


@pytest.mark.parametrize(
    ("data", "threads", "said"),
    [({}, 4, "has 4 threads"), (SimpleNamespace(), 1, "to its disk")],
)
def test_unfit_worker_is_told_what_is_wrong(
    data: object, threads: int, said: str, clinic: Path, tmp_path: Path
) -> None:
    there: Any = SimpleNamespace(
        data=data,
        address="tcp://127.0.0.1:1",
        local_directory=str(tmp_path),
        state=SimpleNamespace(nthreads=threads),
    )
    plugin = worker.PressPlugin("token", read_identity(), parcel.pack(Project.open(clinic)))
    with pytest.raises(SetupError, match=said):
        plugin.setup(there)
    with pytest.raises(SetupError, match=said):
        worker.carry_out("token", seal(print, (), {}))
    plugin.teardown(there)
    with pytest.raises(SetupError, match="no project"):
        worker.carry_out("token", seal(print, (), {}))


def test_press_that_differs_in_anything_is_another_press() -> None:
    ours = read_identity()
    check_identity(ours, where="there")
    assert {"Python", "crmo-handouts", "handouts", "locales", "styles", "weasyprint"} <= {*ours}
    for part in ours:
        with pytest.raises(SetupError, match=rf"there: has another press .*{part}"):
            check_identity(ours | {part: "another"}, where="there")


def test_parcel_holds_what_is_printed_from_and_no_table(clinic: Path, tmp_path: Path) -> None:
    north = clinic / "clinics" / "north"
    north.mkdir(parents=True)
    (north / "clinic.toml").write_text('name = "North"\n')
    copy_toy(clinic / "toy")
    for room in ("handouts", "locales", "styles"):
        (clinic / "toy" / room).rename(clinic / room)
    for name in ("letters.xlsx", "rima.toml", "handouts/rima.toml", "locales/rima.csv"):
        (clinic / name).write_text(PLANTED)
    packed = parcel.pack(Project.open(clinic, today=TODAY))
    assert parcel.pack(Project.open(clinic, today=TODAY)).digest == packed.digest
    project, folder = parcel.unpack(packed, beside=tmp_path)
    assert project.today == TODAY
    assert folder.stat().st_mode & 0o777 == 0o700
    there = {str(path.relative_to(project.roots[0])) for path in project.roots[0].rglob("*")}
    assert {"clinic.toml", "logo.svg", "clinics/north/clinic.toml"} <= there
    assert "handouts/thank-you/body.html.jinja" in there
    assert "locales/bn/LC_MESSAGES/thank-you.po" in there
    assert "styles/tokens.css" in there
    assert not [name for name in there if "rima" in name or "letters" in name]
    parcel.throw_away(folder)
    assert not folder.exists()


def test_parcel_that_was_damaged_is_refused(clinic: Path, tmp_path: Path) -> None:
    packed = parcel.pack(Project.open(clinic))
    damaged = parcel.Parcel(packed.roots, TODAY, packed.content[:-1], packed.digest)
    with pytest.raises(SetupError, match="did not arrive whole"):
        parcel.unpack(damaged, beside=tmp_path)


def test_call_shows_nothing_of_what_is_in_it(toy_project: Project) -> None:
    call = seal(dict, (), {"name": PLANTED, "project": toy_project})
    assert PLANTED not in f"{call!r} {call}"
    elsewhere = Project((Path("elsewhere"),), TODAY)
    assert call.call(elsewhere) == {"name": PLANTED, "project": elsewhere}


@pytest.mark.parametrize(
    "address",
    ["dask://", "dask://host", "tcp://host:1", "dask://host:99999", "dask://host:1/x", "["],
)
def test_address_that_is_none_is_refused(address: str, toy_project: Project) -> None:
    with pytest.raises(UsageError, match="is no address of a cluster"):
        refused(address, toy_project)


def test_letters_do_not_leave_the_machine_unencrypted(toy_project: Project) -> None:
    assert connecting.is_here("localhost")
    with pytest.raises(SetupError, match="unencrypted"):
        refused("dask://203.0.113.9:8786", toy_project)  # RFC 5737: nobody's


def test_scheduler_that_does_not_answer_is_told_in_time(
    toy_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "PATIENCE", 0.5)
    with pytest.raises(SetupError, match="no Dask scheduler answers"):
        refused("dask://127.0.0.1:9", toy_project)


@pytest.mark.parametrize("given", [1, 3])
def test_certificates_that_cannot_be_used_are_refused(
    given: int, toy_project: Project, tmp_path: Path
) -> None:
    files = [tmp_path / "none.pem"] * given
    with pytest.raises(HandoutError, match="certificates"):
        refused("dask://127.0.0.1:9", toy_project, clusters.Certificates(*files))


def refused(
    address: str, project: Project, certificates: clusters.Certificates | None = None
) -> None:
    with clusters.open_cluster(address, project, certificates or clusters.Certificates()):
        raise AssertionError("it was opened")


def test_without_dask_the_extra_is_named() -> None:
    without = (
        "import sys; sys.modules['distributed'] = None\n"
        "sys.argv = ['crmo-handouts', 'merge', 'thank-you', 'x.csv', '--executor', 'dask://h:1']\n"
        "from crmo_handouts.cli.clustering import Where, open_executor\n"
        "with open_executor(Where(None, 'dask://h:1', None, None, None), None): pass\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", without], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert "crmo_handouts.errors.SetupError: a cluster takes Dask" in ended.stderr
    assert "crmo-handouts[cluster]" in ended.stderr
