"""What this process opens: files and sockets, by Python's audit events (PEP 578)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Opened:
    """The files that were opened, and the events of sockets, in order."""

    files: list[str] = field(default_factory=list)
    sockets: list[str] = field(default_factory=list)


_watchers: list[Opened] = []
_hooked = False


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if not _watchers:
        return
    for watcher in _watchers:
        if event == "open":
            name = arguments[0]
            watcher.files.append(name.decode() if isinstance(name, bytes) else str(name))
        elif event.startswith("socket."):
            watcher.sockets.append(event)


@contextmanager
def watch() -> Iterator[Opened]:
    """Note what is opened meanwhile; a hook stays for good, so there is one for all."""
    global _hooked
    if not _hooked:
        sys.addaudithook(_hook)
        _hooked = True
    watcher = Opened()
    _watchers.append(watcher)
    try:
        yield watcher
    finally:
        _watchers.remove(watcher)
