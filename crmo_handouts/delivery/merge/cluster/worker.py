"""What a Dask worker does for a merge: it gets the project ready, and carries out sealed calls.

The worker's process may serve others: what a merge brought there goes when the merge ends.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from distributed import Worker, WorkerPlugin

from crmo_handouts.delivery.merge.cluster.identity import check_identity
from crmo_handouts.delivery.merge.cluster.parcel import Parcel, throw_away, unpack
from crmo_handouts.delivery.merge.cluster.sealed import Sealed
from crmo_handouts.delivery.merge.privacy import forbid_dumps
from crmo_handouts.delivery.merge.workers import close_presses
from crmo_handouts.delivery.workers import COLLECTIONS
from crmo_handouts.errors import HandoutError, SetupError
from crmo_handouts.project import Project


@dataclass(frozen=True, slots=True)
class Bench:
    """Where a worker prints for one merge: the project, and the folder it was unpacked into.

    `collections` is how often its process collected garbage before.
    """

    project: Project
    folder: Path
    collections: tuple[int, int, int]


_benches: dict[str, Bench | HandoutError] = {}
"""By the merge's token; the reason where this worker cannot print for it."""


def carry_out(token: str, call: Sealed) -> object:
    """Carry a sealed call out. Raises SetupError when this worker may not print for the merge."""
    bench = _benches.get(token)
    match bench:
        case Bench():
            return call.call(bench.project)
        case HandoutError():
            raise bench
        case None:
            raise SetupError("a worker has no project to print from", hint="start the merge again")


class PressPlugin(WorkerPlugin):
    """Gets each worker of a cluster ready for one merge, also those that join it later."""

    def __init__(self, token: str, identity: Mapping[str, str], parcel: Parcel) -> None:
        self.name = f"crmo-handouts-{token}"
        self._token = token
        self._identity = identity
        self._parcel = parcel

    def setup(self, worker: Worker) -> None:
        """Unpack the project; raises SetupError where a worker would not print the same letters."""
        try:
            forbid_dumps()
            _check_worker(worker)
            check_identity(self._identity, where=worker.address)
            project, folder = unpack(self._parcel, beside=Path(worker.local_directory))
        except HandoutError as error:
            _benches[self._token] = error
            raise
        _benches[self._token] = Bench(project, folder, gc.get_threshold())
        gc.set_threshold(*COLLECTIONS)

    def teardown(self, worker: Worker) -> None:
        """Take away what the merge brought, with all that its letters left in memory."""
        bench = _benches.pop(self._token, None)
        close_presses()
        if isinstance(bench, Bench):
            throw_away(bench.folder)
            gc.set_threshold(*bench.collections)


def _check_worker(worker: Worker) -> None:
    """Refuse a worker that could write letters to its disk, or print two at a time.

    Raises SetupError.
    """
    if type(worker.data) is not dict:
        raise SetupError(
            "may write letters to its disk when memory runs short",
            where=worker.address,
            hint="start it with --memory-limit 0",
        )
    if worker.state.nthreads != 1:
        raise SetupError(
            f"has {worker.state.nthreads} threads, and the press prints one letter a process",
            where=worker.address,
            hint="start it with --nthreads 1, and with --nworkers for more of them",
        )
