"""Bytes of a .po file -> entries, strictly: every line is understood, or named in an error."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from crmo_handouts.catalog.po.entry import Entry, PoFile, Previous
from crmo_handouts.errors import CatalogError

MAX_TEXT = 10_000
"""Characters of one text: more than a page holds. Bounds the work of every later step."""
MAX_LINE = 10 * MAX_TEXT
"""Characters of one line, before its escapes are read."""
MAX_MESSAGES = 50_000


def read_po(content: bytes, *, name: str) -> PoFile:
    """Read a .po file's bytes; raises CatalogError as load_po does."""
    reader = _Reader(name)
    # Only these end a line in a .po file; str.splitlines would cut texts at U+2028 and others.
    for number, line in enumerate(re.split("\r\n|\n|\r", _decode(content, name)), start=1):
        reader.read_line(line.strip(" \t\f\v"), number)
    return reader.finish()


# -- bytes -> text

_BEGINNINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    # UTF-16 without a mark: a file begins with a comment or with msgid.
    *((char.encode(codec), codec) for codec in ("utf-16-le", "utf-16-be") for char in "#m"),
)
_CHARSET = re.compile(rb"charset=([\w.:-]+)", re.IGNORECASE)
# Text encodings that catalogs come in; Python knows others that are no such thing (punycode).
_CATALOG_CODECS = re.compile(
    r"ascii|utf-(8|16|32)|iso8859-\d+|cp\d+|koi8|gb|big5|euc_|shift_jis|tis"
)


def _decode(content: bytes, name: str) -> str:
    codec = next((codec for first, codec in _BEGINNINGS if content.startswith(first)), "")
    if not codec:
        declared = _CHARSET.search(content, 0, 65_536)
        codec = declared[1].decode("ascii", "replace") if declared else "utf-8"
    try:
        if not _CATALOG_CODECS.match(codecs.lookup(codec).name.removesuffix("-sig")):
            raise LookupError
        return content.decode(codec)
    except LookupError as error:
        raise CatalogError(
            f"its header names an unknown encoding: {codec}",
            where=name,
            hint="save it as UTF-8, with charset=UTF-8 in the header",
        ) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CatalogError(
            f"is not in the encoding that it declares ({codec})",
            where=f"{name}:{line}",
            hint="save it as UTF-8, with charset=UTF-8 in the header",
        ) from error


# -- text -> entries

_STRING = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"\s*')
_KEYWORD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d)\])?\s*(?=")')
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
# A name with spaces stands between U+2068 and U+2069, as GNU gettext writes it.
_REFERENCE = re.compile("\u2068[^\u2069]*\u2069\\S*|\\S+")
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>")
_QUOTES = 'each text stands in double quotes on one line; a quote inside it is written \\"'


class _Reader:
    """Turns lines into entries; holds the entry that is being read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.line = 0
        self.header: Entry | None = None
        self.entries: list[Entry] = []
        self._begin()

    def _begin(self) -> None:
        self.notes: dict[str, list[str]] = {"#": [], "#.": [], "#:": [], "#,": []}
        self.texts: dict[str, list[str]] = {}
        self.text: list[str] | None = None
        self.lines: dict[str, int] = {}
        self.obsolete = False

    def read_line(self, line: str, number: int) -> None:
        self.line = number
        if len(line) > MAX_LINE:
            raise self._error(
                f"a line of {len(line):,} characters: {MAX_LINE:,} at most",
                hint="is a quote missing?",
            )
        if len(self.text or ()) > MAX_TEXT:
            raise self._error(f"a text of more than {MAX_TEXT:,} lines", hint="is a quote missing?")
        if not line:
            return
        if line[0] == "#":
            self._read_comment(line)
        else:
            self._read_text(line, previous="", obsolete=False)

    def finish(self) -> PoFile:
        tail: tuple[str, ...] = ()
        if self.texts:
            self._end()
        else:
            tail = tuple(
                line if mark == "#" else f"{mark} {line}"
                for mark, lines in self.notes.items()
                for line in lines
            )
        return PoFile(self.header or Entry(""), tuple(self.entries), tail)

    def _read_comment(self, line: str) -> None:
        if line.startswith("#~"):
            rest = line[2:].lstrip()
            if rest.startswith("#"):  # So do some tools write the comments of an obsolete message.
                self._read_note(rest)
            elif rest.startswith("|"):
                self._read_text(rest[1:].lstrip(), previous="previous ", obsolete=True)
            elif rest:
                self._read_text(rest, previous="", obsolete=True)
            return
        if line.startswith("#|"):
            self._read_text(line[2:].lstrip(), previous="previous ", obsolete=False)
            return
        self._read_note(line)

    def _read_note(self, line: str) -> None:
        if self._complete:
            self._end()
        mark = line[:2] if line[:2] in self.notes else "#"
        self.notes[mark].append(line if mark == "#" else line[2:].strip())

    def _read_text(self, line: str, *, previous: str, obsolete: bool) -> None:
        if line.startswith('"'):
            if self.text is None:
                raise self._error(
                    "a text without a keyword before it", hint="expected msgid or msgstr"
                )
            self.text.extend(self._strings(line))
            return
        found = _KEYWORD.match(line)
        if not found:
            raise self._unreadable(line)
        slot = previous + found[1] + (f"[{found[2]}]" if found[2] else "")
        if self._complete and not slot.startswith("msgstr"):
            self._end()
        self._check_order(slot)
        self.obsolete = obsolete
        self.lines[slot] = self.line
        self.text = self.texts[slot] = list(self._strings(line[found.end() :]))

    @property
    def _complete(self) -> bool:
        return "msgstr" in self.texts or "msgstr[0]" in self.texts

    def _check_order(self, slot: str) -> None:
        if slot in self.texts:
            raise self._error(
                f"a second {slot} in one message", hint="a msgid or a msgstr is missing above"
            )
        if slot == "msgctxt" and "msgid" in self.texts:
            raise self._error("msgctxt after msgid", hint="msgctxt stands above its msgid")
        needs = "msgid_plural" if slot.startswith("msgstr[") else "msgid"
        if slot.startswith(("msgstr", "msgid_plural")) and needs not in self.texts:
            raise self._error(f"{slot} without {needs}", hint=f"{needs} stands above it")
        if slot == "msgstr" and "msgid_plural" in self.texts:
            raise self._error(
                "msgstr without a number", hint="with msgid_plural write msgstr[0], msgstr[1] …"
            )

    def _strings(self, line: str) -> Iterator[str]:
        position = 0
        while position < len(line):
            found = _STRING.match(line, position)
            if not found:
                raise self._error("the quotes of this text do not match", hint=_QUOTES)
            position = found.end()
            yield self._unescape(found[1]) if "\\" in found[1] else found[1]

    def _unescape(self, text: str) -> str:
        def one(match: re.Match[str]) -> str:
            code = match[1]
            if code in ESCAPES or code in '"\\':
                return ESCAPES.get(code, code)
            if code[0] == "x" and len(code) > 1:
                return chr(int(code[1:], 16))
            if code.isdecimal() and code.isascii() and code[0] < "8":
                return chr(int(code, 8))
            raise self._error(f"unknown escape \\{code}", hint="a backslash is written \\\\")

        return _ESCAPE.sub(one, text)

    def _end(self) -> None:
        if not self._complete:
            raise self._error(
                "a message without msgstr", hint='write msgstr "" for what is not translated'
            )
        joined = {slot: "".join(pieces) for slot, pieces in self.texts.items()}
        for slot, text in joined.items():
            if len(text) > MAX_TEXT:
                self.line = self.lines[slot]
                raise self._error(
                    f"a text of {len(text):,} characters: {MAX_TEXT:,} at most",
                    hint="is a quote missing?",
                )
        entry = self._entry(joined)
        if entry.key == (None, "") and self.header is None and not entry.obsolete:
            self.header = entry
        else:
            self.entries.append(entry)
        if len(self.entries) > MAX_MESSAGES:
            raise self._error(
                f"more than {MAX_MESSAGES:,} messages", hint="is this the right file?"
            )
        self._begin()

    def _entry(self, texts: dict[str, str]) -> Entry:
        forms = [slot for slot in texts if slot.startswith("msgstr")]
        if forms != ["msgstr"] and forms != [f"msgstr[{index}]" for index in range(len(forms))]:
            raise self._error(
                "the plural forms are not numbered in order", hint="write msgstr[0], msgstr[1] …"
            )
        before = None
        if "previous msgid" in texts:
            before = Previous(
                texts.get("previous msgctxt"),
                texts["previous msgid"],
                texts.get("previous msgid_plural"),
            )
        return Entry(
            texts["msgid"],
            tuple(texts[slot] for slot in forms),
            context=texts.get("msgctxt"),
            plural=texts.get("msgid_plural"),
            comments=tuple(self.notes["#"]),
            extracted=tuple(self.notes["#."]),
            references=tuple(ref for line in self.notes["#:"] for ref in _REFERENCE.findall(line)),
            flags=tuple(flag for line in self.notes["#,"] for flag in _split_flags(line)),
            previous=before,
            obsolete=self.obsolete,
            line=self.lines["msgid"],
            lines=tuple(self.lines[slot] for slot in forms),
        )

    def _unreadable(self, line: str) -> CatalogError:
        if line.startswith(_CONFLICT):
            return self._error(
                "two versions stand here", hint="keep one, and delete the <<<, === and >>> lines"
            )
        if line.startswith("msg"):
            return self._error("a keyword without a text", hint=_QUOTES)
        return self._error(f"not a line of a .po file: {line[:40]}", hint=_QUOTES)

    def _error(self, message: str, *, hint: str) -> CatalogError:
        return CatalogError(message, where=f"{self.name}:{self.line}", hint=hint)


def _split_flags(line: str) -> Iterable[str]:
    return filter(None, (flag.strip() for flag in line.split(",")))
