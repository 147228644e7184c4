"""A compositor beside: an engine in a process of its own, which opens while a sheet is still read.

To open the engine takes as long as to read and judge all that a single sheet says, and neither needs
the other. Here they go on at the same time, on two cores; documents cross over, settings come back.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crmo_handouts.delivery.workers import become_worker, cores
from crmo_handouts.errors import HandoutError, LayoutError
from crmo_handouts.project import Project

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from crmo_handouts.delivery.setting import Setting
    from crmo_handouts.document import Document


@dataclass(frozen=True, slots=True)
class Compositor:
    """Sets documents beside this process."""

    _connection: Connection

    def set(
        self,
        document: Document,
        papers: Sequence[str],
        *,
        logo: Path | None,
        meanwhile: Callable[[], object],
    ) -> Setting:
        """Set a document on papers, noting what is read for it; do something `meanwhile`.

        Raises LayoutError, SetupError and SourceError as the layout does, and LayoutError when the
        process was ended from outside.
        """
        try:
            self._connection.send((document, papers, logo))
            meanwhile()
            done: Setting | HandoutError = self._connection.recv()
        except (EOFError, OSError) as error:
            raise LayoutError(
                "the engine ended before it was done", hint="free some memory and print again"
            ) from error
        if isinstance(done, HandoutError):
            raise done
        return done


@contextmanager
def compositor_beside(project: Project) -> Iterator[Compositor | None]:
    """Start a compositor, and end it with this context; None where none is of use.

    It is forked, which is quick and safe as long as this process has no threads and has not opened
    the engine, whose libraries keep locks that a fork would copy.
    """
    is_safe = threading.active_count() == 1 and "weasyprint" not in sys.modules
    if sys.platform != "linux" or cores() < 2 or not is_safe:
        yield None
        return
    # Imported here: what has not changed is found without it.
    import multiprocessing

    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_set_documents, args=(project, theirs, ours), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Compositor(ours)
    finally:
        ours.close()
        process.terminate()
        process.join()


def _set_documents(project: Project, connection: Connection, other: Connection) -> None:
    """Set what comes, until nobody is there to send more."""
    other.close()
    become_worker()
    # Imported here: they are what takes so long to open.
    from crmo_handouts.delivery.setting import set_document
    from crmo_handouts.layout import Engine

    engine: Engine | None = None
    with suppress(HandoutError):  # raised again when it is asked for
        engine = Engine(project)
    with suppress(EOFError, OSError):
        while True:
            document, papers, logo = connection.recv()
            done: Setting | HandoutError
            try:
                engine = engine or Engine(project)
                engine.logo = logo
                done = set_document(engine, document, papers, noting=True)
            except HandoutError as error:
                done = error
            connection.send(done)
