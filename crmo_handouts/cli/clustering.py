"""`--executor dask://HOST:PORT`: where a merge is printed, this machine or a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from crmo_handouts.cli.telling import counted
from crmo_handouts.errors import UsageError
from crmo_handouts.project import Project

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Where:
    """Where letters are printed: on so many cores of this machine, or on a cluster."""

    jobs: int | None
    executor: str | None
    tls_ca_file: Path | None
    tls_cert: Path | None
    tls_key: Path | None


def where_options(command: Command) -> Command:
    """Add the options that say where letters are printed; the command gets them as `where`."""

    @wraps(command)
    def gather(
        *positional: Any,
        jobs: int | None,
        executor: str | None,
        tls_ca_file: Path | None,
        tls_cert: Path | None,
        tls_key: Path | None,
        **named: Any,
    ) -> Any:
        where = Where(jobs, executor, tls_ca_file, tls_cert, tls_key)
        return command(*positional, where=where, **named)

    file = click.Path(path_type=Path)
    options = (
        click.option(
            "--jobs",
            type=click.IntRange(1, 256),
            metavar="N",
            help="Workers; one a core if not given.",
        ),
        click.option(
            "--executor",
            metavar="dask://HOST:PORT",
            help="Print on a Dask cluster: the address of its scheduler. See docs/scaling.md.",
        ),
        click.option(
            "--tls-ca-file", type=file, metavar="FILE", help="For a cluster: whom to trust."
        ),
        click.option("--tls-cert", type=file, metavar="FILE", help="For a cluster: who we are."),
        click.option("--tls-key", type=file, metavar="FILE", help="For a cluster: our key."),
    )
    wrapped: Any = gather
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]


@contextmanager
def open_executor(where: Where, project: Project) -> Iterator[tuple[Executor, int]]:
    """Open what letters are printed on; yield it with the number of its workers."""
    certificates = (where.tls_ca_file, where.tls_cert, where.tls_key)
    if where.executor is None:
        from crmo_handouts.delivery.merge.pool import LocalPool
        from crmo_handouts.delivery.workers import cores

        if any(certificates):
            raise UsageError("certificates are for a cluster", hint="name one with --executor")
        workers = where.jobs or cores()
        with LocalPool(workers) as pool:
            yield pool, workers
        return
    if where.jobs is not None:
        raise UsageError(
            "a cluster has as many workers as were started there",
            hint="leave out --jobs, or --executor",
        )
    from crmo_handouts.delivery.merge.cluster import Certificates, open_cluster

    with open_cluster(where.executor, project, Certificates(*certificates)) as cluster:
        told = counted(cluster.workers, "worker")
        click.echo(f"printing on {told} of {where.executor}", err=True)
        yield cluster.executor, cluster.workers
