r"""A .po file as entries: bytes -> PoFile, PoFile -> bytes; knows the format, not the language.

Written to the letter of GNU gettext's format ("The Format of PO Files"), because polib's reader
gave wrong answers: an unclosed `msgstr "abc` came back as `ab`, the line was that of the comment
above, U+2028 ended a text, comments at a file's end and `#~|` were dropped. Here nothing is lost on
the way through, and every fault has its line.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from crmo_handouts.catalog.po.entry import Entry, PoFile, Previous
from crmo_handouts.catalog.po.reading import ESCAPES, read_po
from crmo_handouts.errors import CatalogError, OutputError

MAX_BYTES = 20_000_000
"""The project's largest file is 0.2 MB; what is a hundred times that is not a catalog."""


def load_po(path: Path, *, name: str) -> PoFile:
    """Load a .po file; `name` is what messages call it.

    Raises CatalogError with file:line when it cannot be read, is not in its declared encoding or
    is not a .po file, and before parsing when it is larger than MAX_BYTES.
    """
    return read_po(load_content(path, name=name), name=name)


def load_content(path: Path, *, name: str) -> bytes:
    """Load the bytes of a file that translators write: a .po file, a word list.

    Raises CatalogError when they cannot be read, or are more than MAX_BYTES.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CatalogError(
            f"cannot be read: {error.strerror or error}",
            where=name,
            hint="check that it is a file and that you may read it",
        ) from error
    if len(content) > MAX_BYTES:
        raise CatalogError(
            f"is larger than {MAX_BYTES // 1_000_000} MB",
            where=name,
            hint="the project's files are far smaller: is this the right file?",
        )
    return content


def format_po(po: PoFile) -> bytes:
    """Write a .po file: UTF-8, no line wrapped, obsolete messages as they stand in the order."""
    blocks = ["\n".join(_entry_lines(entry)) for entry in (po.header, *po.entries)]
    if po.tail:
        blocks.append("\n".join(po.tail))
    return ("\n\n".join(blocks) + "\n").encode("utf-8")


def put_file(path: Path, content: bytes) -> bool:
    """Make the file hold this content, whole or not at all; tell whether it changed.

    Raises OutputError when it cannot be written.
    """
    target = _target(path)
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        if target.is_file() and target.read_bytes() == content:
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(content)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror or error}",
            where=str(path),
            hint="check the folder's permissions and the space on the disk",
        ) from error
    return True


def _target(path: Path) -> Path:
    """Return the file to write: a link stays a link, and what it names is replaced.

    That must be a file of the same kind already: a link in a project from elsewhere may lead
    anywhere.
    """
    try:
        target = path.resolve()
        if not path.is_symlink() or (target.is_file() and target.suffix == path.suffix):
            return target
    except (OSError, RuntimeError):  # It leads in a circle.
        pass
    raise OutputError(
        f"is, or lies behind, a link that leads to no {path.suffix} file",
        where=str(path),
        hint="remove the link, or put a file where it leads",
    )


# -- entries -> text

_ESCAPED = {code: f"\\{code:03o}" for code in (*range(0x20), 0x7F)}
_ESCAPED |= {ord(char): f"\\{letter}" for letter, char in ESCAPES.items()}
_ESCAPED |= {ord('"'): '\\"', ord("\\"): "\\\\"}


def _entry_lines(entry: Entry) -> Iterator[str]:
    yield from entry.comments
    yield from (f"#. {line}" for line in entry.extracted)
    yield from (f"#: {reference}" for reference in entry.references)
    if entry.flags:
        yield f"#, {', '.join(entry.flags)}"
    gone = "#~ " if entry.obsolete else ""
    if entry.previous:
        mark = "#~| " if entry.obsolete else "#| "
        yield from _source_lines(entry.previous, mark)
    yield from _source_lines(entry, gone)
    if entry.plural is None:
        yield from _quoted("msgstr", entry.msgstr[0], gone)
    else:
        for index, text in enumerate(entry.msgstr):
            yield from _quoted(f"msgstr[{index}]", text, gone)


def _source_lines(source: Entry | Previous, mark: str) -> Iterator[str]:
    if source.context is not None:
        yield from _quoted("msgctxt", source.context, mark)
    yield from _quoted("msgid", source.msgid, mark)
    if source.plural is not None:
        yield from _quoted("msgid_plural", source.plural, mark)


def _quoted(keyword: str, text: str, mark: str) -> Iterator[str]:
    pieces = re.findall(r"[^\n]*\n|[^\n]+", text)
    if len(pieces) <= 1:
        yield f'{mark}{keyword} "{text.translate(_ESCAPED)}"'
        return
    yield f'{mark}{keyword} ""'
    yield from (f'{mark}"{piece.translate(_ESCAPED)}"' for piece in pieces)
