"""`dask://HOST:PORT` -> a cluster that is ready to print one merge: found, checked and left again.

Letters cross a network encrypted or not at all: without certificates, the scheduler and its workers
must be on this machine.
"""

from __future__ import annotations

import secrets
import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import dask

with dask.config.set({"logging": {"distributed": "critical", "distributed.client": "critical"}}):
    # It sets its loggers up as it is imported; what a merge has to know, its errors say.
    from distributed import Client, Security

from crmo_handouts.delivery.merge.cluster.executor import INSTALL, RUNNING, ClusterExecutor
from crmo_handouts.delivery.merge.cluster.identity import read_identity
from crmo_handouts.delivery.merge.cluster.parcel import pack
from crmo_handouts.delivery.merge.cluster.worker import PressPlugin
from crmo_handouts.errors import HandoutError, SetupError, UsageError
from crmo_handouts.project import Project

PATIENCE = 15.0
"""How long a scheduler, and then its first worker, is waited for, s."""

START_WORKERS = "dask worker HOST:8786 --nthreads 1 --nworkers 4 --memory-limit 0"


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files by which client, scheduler and workers know each other; all three, or Dask's own."""

    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that may be printed on, and how many workers it had when it was opened."""

    executor: ClusterExecutor
    workers: int


@contextmanager
def open_cluster(address: str, project: Project, certificates: Certificates) -> Iterator[Cluster]:
    """Open a cluster for one merge, and take away what it brought there in the end.

    Raises UsageError for an address that is none, and SetupError for a cluster that cannot be
    reached, that is not encrypted, or whose workers would print other letters than this machine.
    """
    host, port = _read_address(address)
    security = _security(certificates)
    encrypted = security.get_connection_args("client")["ssl_context"] is not None
    if not encrypted and not is_here(host):
        raise _unencrypted(address)
    parcel = pack(project)
    token = secrets.token_hex(8)
    with _connected(f"{'tls' if encrypted else 'tcp'}://{_netloc(host, port)}", security) as client:
        workers = _find_workers(client, address)
        if not encrypted and not all(is_here(urlsplit(worker).hostname) for worker in workers):
            raise _unencrypted("a worker")
        plugin = PressPlugin(token, read_identity(), parcel)
        try:
            _get_ready(client, plugin)
            with ClusterExecutor(client, token) as executor:
                yield Cluster(executor, len(workers))
        finally:
            if client.status == RUNNING:
                with suppress(Exception):  # workers that have gone have taken it with them
                    client.unregister_worker_plugin(plugin.name)


def is_here(host: str | None) -> bool:
    """Tell whether a host is this machine: only its own addresses can be listened on."""
    try:
        found = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM) if host else []
        for family, kind, protocol, _, place in found:
            with socket.socket(family, kind, protocol) as probe:
                probe.bind(place)
    except OSError:
        return False
    return bool(found)


def _read_address(address: str) -> tuple[str, int]:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme != "dask" or not parts.hostname or not port or parts.path.strip("/"):
        raise UsageError(
            f"--executor {address}: is no address of a cluster",
            hint="write dask://HOST:PORT, as its scheduler says when it starts: dask://10.0.0.5:8786",
        )
    return parts.hostname, port


def _netloc(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _security(certificates: Certificates) -> Security:
    """Take the certificates that were given, or those of Dask's own configuration."""
    given = (certificates.ca, certificates.cert, certificates.key)
    if any(given) and not all(given):
        raise UsageError(
            "certificates are three files", hint="give --tls-ca-file, --tls-cert and --tls-key"
        )
    try:
        security = (
            Security(
                tls_ca_file=str(certificates.ca),
                tls_client_cert=str(certificates.cert),
                tls_client_key=str(certificates.key),
                require_encryption=True,
            )
            if all(given)
            else Security()
        )
        security.get_connection_args("client")
    except (OSError, ssl.SSLError, ValueError) as error:
        raise SetupError(
            f"the certificates cannot be used: {getattr(error, 'strerror', None) or error}",
            hint="--tls-ca-file, --tls-cert and --tls-key name PEM files that you may read",
        ) from None
    return security


@contextmanager
def _connected(address: str, security: Security) -> Iterator[Client]:
    """Connect to a scheduler, and leave it again. Raises SetupError when none answers in time."""
    found: Future[Client] = Future()

    def connect() -> None:
        options = {"timeout": PATIENCE, "set_as_default": False, "name": "crmo-handouts"}
        try:
            found.set_result(Client(address, security=security, **options))
        except Exception as error:
            found.set_exception(error)

    # In a thread of its own, since another kind of server makes Dask wait for ever.
    threading.Thread(target=connect, daemon=True).start()
    try:
        client = found.result(timeout=2 * PATIENCE)
    except Exception as error:
        raise SetupError(
            f"no Dask scheduler answers: {type(error).__name__}",
            where=address,
            hint="see that it runs, that this machine reaches it, and that both use TLS or neither",
        ) from None
    try:
        yield client
    finally:
        with suppress(Exception):  # a scheduler that has gone cannot be taken leave of
            client.close(timeout=PATIENCE)


def _find_workers(client: Client, address: str) -> list[str]:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
        return list(client.scheduler_info(n_workers=-1)["workers"])
    except TimeoutError:
        raise SetupError(
            "the cluster has no workers", where=address, hint=f"start some: {START_WORKERS}"
        ) from None
    except OSError as error:
        raise SetupError(
            f"the scheduler has gone: {type(error).__name__}", where=address, hint="start it again"
        ) from None


def _get_ready(client: Client, plugin: PressPlugin) -> None:
    """Get every worker ready; raises SetupError with the first reason why one cannot print."""
    try:
        client.register_plugin(plugin)
    except HandoutError:
        raise
    except ImportError as error:
        raise SetupError(f"a worker lacks {error.name or 'the press'}", hint=INSTALL) from None
    except Exception as error:
        raise SetupError(
            f"a worker cannot take the press: {type(error).__name__}", hint=INSTALL
        ) from None


def _unencrypted(who: str) -> SetupError:
    return SetupError(
        f"{who} is another machine, and letters would cross the network unencrypted",
        hint="give --tls-ca-file, --tls-cert and --tls-key: docs/scaling.md says how",
    )
