"""A content stream -> the instructions that paint, mark or choose a font (ISO 32000-1, 7.8.2).

Nearly all content is plain: numbers, names, strings, flat arrays and dictionaries, operators. One
regular expression takes it apart, three times faster than objects of pikepdf are made. What it does
not match to its end, byte for byte, is given to pikepdf as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf

from crmo_handouts.preflight.reading.opening import OutOfTimeError

PATHS = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh"})
TEXTS = frozenset({"Tj", "TJ", "'", '"'})
_OPERATORS = " ".join((*PATHS, *TEXTS, "BMC", "BDC", "EMC", "Do", "Tf", "q", "Q", "BI", "ID", "EI"))

MOST_INSTRUCTIONS = 400_000
"""Most operators of a page that are read; a page of ours has 1,000 to 3,000."""

Instruction = tuple[str, Any]
"""An operator, and what the walk needs of its operands: a name (`Tf`, `Do`), a tag with an MCID or the
name of its properties (`BMC`, `BDC`), strings in hexadecimal. `TJ` stands for itself and all that follow
on it, `[…] TJ […] TJ`, as often as it is in the operands."""

# Groups are not possessive: Python 3.11.2, which Debian has, takes such a group for something else. Their
# members are, and begin each with another character, so there is nothing to be tried twice.
_SPACE = rb"[\0\t\n\f\r ]"
_SIMPLE = (
    rb"[-+]?[\d.]++(?![A-Za-z'\"*])|/[^\0\t\n\f\r ()<>\[\]{}/%]*+"
    rb"|<[\da-fA-F\0\t\n\f\r ]*+>|\((?:[^()\\]|\\.)*\)"
)
_OPERAND = (
    rb"(?:%(simple)s|\[(?:%(space)s|%(simple)s)*\]|<<(?:%(space)s|%(simple)s)*>>)%(space)s*+"
    % {b"simple": _SIMPLE, b"space": _SPACE}
)
# Letters that are read from the right are shown one by one: such a line is one match.
_LETTERS = rb"(?:\[(?:[-+\d.]++|<[\da-fA-F]*+>|%(space)s++)*\]%(space)s*+TJ%(space)s++)+" % {
    b"space": _SPACE
}
_PLAIN = re.compile(
    rb"(%s)|(?=((?:%s)*))\2([A-Za-z]++[01*]?|['\"])(?:%s++|(?=[/<(\[])|\Z)|(.+)"
    % (_LETTERS, _OPERAND, _SPACE),
    re.DOTALL,
)
_MCID = re.compile(rb"(/[\w.-]*)\s*<<\s*/MCID (\d{1,9})\s*>>\s*")
_NAME = re.compile(rb"/[^\0\t\n\f\r ()<>\[\]{}/%]*")
_STRING = re.compile(rb"<([\da-fA-F\0\t\n\f\r ]*)>")


def read_instructions(stream: Any, data: bytes) -> list[Instruction]:
    """Return a stream's instructions in order; `data` is its content.

    Raises OutOfTimeError when there are too many, and what pikepdf raises for what it cannot parse.
    """
    found = _read_plain(data)
    return list(_parsed(stream)) if found is None else found


def _read_plain(data: bytes) -> list[Instruction] | None:
    """Return the instructions of plain content, None when there is anything else in it."""
    found: list[Instruction] = []
    matches = _PLAIN.finditer(data.strip(b"\0\t\n\f\r "))
    for letters, operands, operator, rest in map(re.Match.groups, matches):
        if len(found) > MOST_INSTRUCTIONS:
            raise OutOfTimeError(f"a page has more than {MOST_INSTRUCTIONS} operators")
        if letters:
            found.append(("TJ", letters))
            continue
        if rest or operator == b"BI":
            return None
        read = _PLAIN_OPERANDS.get(operator)
        if read is not None:
            name, of = read
            found.append((name, of(operands)))
    return found


def _nothing(operands: bytes) -> None:
    """Read no operands: the operator says all."""


def _as_they_are(operands: bytes) -> bytes:
    if b"(" in operands:
        return b"".join(_hexadecimal(_parse(operands)))
    return operands


def _first_name(operands: bytes) -> str:
    """Return the name that the operands begin with."""
    name = _NAME.match(operands)
    return _named(name[0]) if name else ""


def _named(name: bytes) -> str:
    is_plain = b"#" not in name and name.isascii()
    return name.decode() if is_plain else str(pikepdf.Object.parse(name))


def _marked(operands: bytes) -> tuple[str, int | str | None]:
    plain = _MCID.fullmatch(operands)
    if plain is not None:
        return plain[1].decode(), int(plain[2])
    if b"MCID" not in operands and b"#" not in operands and b"<<" in operands:
        return _first_name(operands), None  # of another kind: the text of a space, say
    return _mark(_parse(operands))


def _parse(operands: bytes) -> list[Any]:
    return list(pikepdf.Object.parse(b"[" + operands + b"]"))


_READ: tuple[tuple[frozenset[str], Callable[[bytes], Any]], ...] = (
    (PATHS | {"EMC", "q", "Q"}, _nothing),
    (TEXTS, _as_they_are),
    (frozenset({"BMC", "BDC"}), _marked),
    (frozenset({"Tf", "Do"}), _first_name),
)
_PLAIN_OPERANDS = {name.encode(): (name, read) for names, read in _READ for name in names}


def _parsed(stream: Any) -> Iterator[Instruction]:
    """Yield the instructions of any content, as pikepdf parses it."""
    for instruction in pikepdf.parse_content_stream(stream, _OPERATORS):
        operator, operands = str(instruction.operator), instruction.operands
        if operator in TEXTS:
            yield operator, b"".join(_hexadecimal(operands))
        elif operator in ("BMC", "BDC"):
            yield operator, _mark(list(operands))
        elif operator in ("Tf", "Do"):
            yield operator, str(operands[0]) if len(operands) else ""
        else:
            yield operator, None


def _mark(operands: list[Any]) -> tuple[str, int | str | None]:
    """Return a mark's tag, and its MCID or the name of its properties (ISO 32000-1, 14.6)."""
    tag = str(operands[0]) if operands else ""
    properties = operands[1] if len(operands) > 1 else None
    if isinstance(properties, pikepdf.Name):
        return tag, str(properties)
    return tag, mcid_of(properties)


def mcid_of(properties: Any) -> int | None:
    """Return the MCID of a property list."""
    mcid: Any = properties.get("/MCID") if isinstance(properties, pikepdf.Dictionary) else None
    return mcid if isinstance(mcid, int) else None


def _hexadecimal(operands: Any) -> Iterator[bytes]:
    for operand in operands:
        if isinstance(operand, pikepdf.String):
            yield b"<%s>" % bytes(operand).hex().encode()
        elif isinstance(operand, pikepdf.Array):
            yield from _hexadecimal(part for part in operand if isinstance(part, pikepdf.String))


def shown_bytes(operands: list[bytes]) -> Iterator[bytes]:
    """Yield the strings that text operators show (ISO 32000-1, 7.3.4.3: a lost digit is 0)."""
    for string in _STRING.findall(b"".join(operands)):
        digits = string.translate(None, b"\0\t\n\f\r ")
        yield bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
