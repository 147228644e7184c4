"""A call with readers' values -> Sealed: bytes that no log, page or dump of a cluster shows.

A project does not cross with its calls: each worker has its own copy (see `parcel`), and takes that.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from typing import Any

from crmo_handouts.project import Project

_PROJECT = "project"


class Sealed:
    """A call that is opened where it is carried out; all that can be seen of it is that it is one."""

    __slots__ = ("_content",)

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __repr__(self) -> str:
        return "<sealed>"

    def __reduce__(self) -> tuple[type[Sealed], tuple[bytes]]:
        """Pickle the bytes as they are."""
        return Sealed, (self._content,)

    def call(self, project: Project) -> object:
        """Carry the call out, on this project where it names the client's."""
        function, positional, named = _Unpickler(io.BytesIO(self._content), project).load()
        return function(*positional, **named)


def seal(
    function: Callable[..., object], positional: tuple[Any, ...], named: dict[str, Any]
) -> Sealed:
    """Seal a call; projects among its arguments stand for the worker's own."""
    file = io.BytesIO()
    _Pickler(file, pickle.HIGHEST_PROTOCOL).dump((function, positional, named))
    return Sealed(file.getvalue())


class _Pickler(pickle.Pickler):
    def persistent_id(self, thing: object) -> str | None:
        """Name a project in place of its folders, which only the client has."""
        return _PROJECT if isinstance(thing, Project) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, project: Project) -> None:
        super().__init__(file)
        self._project = project

    def persistent_load(self, name: object) -> Project:
        """Put the worker's project where the client's was."""
        return self._project
