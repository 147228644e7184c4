"""Files from elsewhere, and files that mean harm: findings or a clear error, soon, never a traceback."""

from __future__ import annotations

import logging
import random
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pikepdf
import pytest

from crmo_handouts.checking import Report
from crmo_handouts.errors import HandoutError, PdfError
from crmo_handouts.preflight import facts, guard, preflight
from crmo_handouts.preflight.guard import preflight_files
from crmo_handouts.preflight.reading import content, drawing, opening, structure
from tests.preflight.conftest import Printed, edited, found


@pytest.fixture(autouse=True)
def in_time(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing takes long, and no library says a word."""
    start = time.monotonic()
    with caplog.at_level(logging.DEBUG):
        yield
    assert time.monotonic() - start < opening.SECONDS
    assert [
        record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING
    ] == []


def body(*objects: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """Write a PDF by hand: objects 1, 2, … and a table of where they are."""
    written, places = bytearray(b"%PDF-1.7\n"), []
    for number, item in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d %s>>\nstartxref\n%d\n%%%%EOF"
    return bytes(written) + tail % (size, table, size, trailer, len(written))


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d %s>>\nstream\n%s\nendstream" % (len(data), more, data)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"Hello, world", "is not a PDF"),
        (b"\x89PNG\r\n" * 1000, "is not a PDF"),
        (b"%PDF-1.7\n", "cannot be"),
        (b"%PDF-1.7\n" + b"\0" * 10_000, "cannot be"),
        (b"%PDF-1.7\n" + b"1 0 obj " * 50_000, "cannot be"),
    ],
    ids=["empty", "text", "picture", "head", "zeros", "objects"],
)
def test_file_that_is_no_pdf_is_told(data: bytes, message: str) -> None:
    with pytest.raises(PdfError, match=message):
        preflight(data)


def test_file_that_is_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LARGEST_FILE", 100)
    with pytest.raises(PdfError, match="are read at most"):
        preflight(b"%PDF-1.7" + b" " * 100)


def test_encrypted_file_is_told(sheet: Printed, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.open(Path(_file(tmp_path, sheet.pdf))) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(PdfError, match="needs a password"):
        preflight(path)


def _file(folder: Path, data: bytes) -> Path:
    path = folder / "sheet.pdf"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_truncated_file_is_told(sheet: Printed, share: float) -> None:
    with suppress(PdfError):
        assert preflight(sheet.pdf[: int(len(sheet.pdf) * share)]).errors


def test_damaged_bytes_never_break_the_judge(sheet: Printed) -> None:
    chance = random.Random(7)  # noqa: S311
    for _ in range(60):
        data = bytearray(sheet.pdf)
        for _ in range(chance.choice((1, 5, 40))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with suppress(PdfError):
            preflight(bytes(data))


def test_objects_of_the_wrong_kind_never_break_the_judge(sheet: Printed) -> None:
    wrong = (7, "text", pikepdf.Name.A, pikepdf.Array([]), pikepdf.Dictionary(), None, True)
    chance = random.Random(3)  # noqa: S311

    def spoil(pdf: pikepdf.Pdf) -> None:
        tables = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary)]
        for table in chance.sample(tables, 12):
            key = chance.choice(list(table.keys()))
            value = chance.choice(wrong)
            if value is None:
                del table[key]
            else:
                table[key] = value

    for _ in range(40):
        with suppress(PdfError, pikepdf.PdfError):  # the latter: it cannot even be written
            preflight(edited(sheet.pdf, spoil))


def test_file_of_many_pages_is_judged_in_part() -> None:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 503))
    pages = b"<</Type/Pages/Count 500/Kids[%s]>>" % kids
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    assert {"many-pages"} < found(body(CATALOG, pages, *([page] * 500)))


def test_time_that_is_over_is_a_finding(monkeypatch: pytest.MonkeyPatch, sheet: Printed) -> None:
    def stop(*arguments: object) -> None:
        opening.Budget(deadline=0.0).check()

    monkeypatch.setattr(facts, "read_drawing", stop)
    assert "too-large" in found(sheet.pdf)


@pytest.mark.parametrize(
    ("module", "bound", "limit"),
    [
        (content, "LARGEST_CONTENT", 1000),
        (drawing, "MOST_ITEMS", 10),
        (structure, "MOST_ELEMENTS", 10),
    ],
)
def test_what_has_too_much_in_it_is_a_finding(
    monkeypatch: pytest.MonkeyPatch, sheet: Printed, module: object, bound: str, limit: int
) -> None:
    monkeypatch.setattr(module, bound, limit)
    assert "too-large" in found(sheet.pdf, sheet.promise)


def bomb() -> bytes:
    packed = zlib.compressobj(9)
    return b"".join(packed.compress(b"\0" * 2**20) for _ in range(100)) + packed.flush()


def test_bomb_is_not_opened() -> None:
    data = bomb()
    for packed, filters in (
        (data, b"/FlateDecode"),
        (zlib.compress(data), b"[/FlateDecode/FlateDecode]"),
    ):
        pdf = body(CATALOG, PAGES, PAGE, stream(packed, b"/Filter " + filters))
        with pytest.raises(PdfError, match="grow to more than 64 MB"):
            preflight(pdf)


def test_large_stream_with_something_behind_it_has_an_end() -> None:
    data = zlib.compress(b"0 0 9 9 re f " * 300_000)  # 4 MB: the content of a large drawing
    assert "untagged" not in found(body(CATALOG, PAGES, PAGE, stream(data, b"/Filter/FlateDecode")))


LOOPS: dict[str, Callable[[], bytes]] = {
    "page tree": lambda: body(CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"),
    "parents": lambda: body(CATALOG, PAGES, b"<</Type/Page/Parent 3 0 R>>"),
    "no pages": lambda: body(CATALOG, b"<</Type/Pages/Kids[]/Count 0>>"),
    "many pages promised": lambda: body(
        CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 99999999>>", PAGE
    ),
    "tags": lambda: body(
        b"<</Type/Catalog/Pages 2 0 R/StructTreeRoot 5 0 R>>",
        PAGES,
        PAGE,
        stream(b""),
        b"<</K[5 0 R 6 0 R]>>",
        b"<</S/P/K[6 0 R 5 0 R]/Pg 3 0 R>>",
    ),
    "roles": lambda: body(
        b"<</Type/Catalog/Pages 2 0 R/StructTreeRoot<</K<</S/A>>/RoleMap<</A/B/B/A>>>>>>",
        PAGES,
        PAGE,
        stream(b""),
    ),
    "forms": lambda: body(
        CATALOG,
        PAGES,
        PAGE.replace(b"/Resources<<>>", b"/Resources 6 0 R"),
        stream(b"/F Do"),
        stream(b"/F Do /F Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 6 0 R"),
        b"<</XObject<</F 5 0 R>>>>",
    ),
    "nesting": lambda: body(CATALOG, PAGES, PAGE, stream(b"[" * 100_000)),
    "nested object": lambda: body(CATALOG, PAGES, PAGE, stream(b""), b"[" * 10_000 + b"]" * 10_000),
    "states": lambda: body(CATALOG, PAGES, PAGE, stream(b"q " * 100_000 + b"/A BMC " * 50_000)),
    "large page": lambda: body(
        CATALOG, PAGES, PAGE.replace(b"595 842", b"1000000 1000000"), stream(b"")
    ),
    "strange box": lambda: body(CATALOG, PAGES, PAGE.replace(b"0 0 595 842", b"1 /A"), stream(b"")),
    "own length": lambda: body(CATALOG, PAGES, PAGE, b"<</Length 4 0 R>>\nstream\nq\nendstream"),
}


@pytest.mark.parametrize("name", LOOPS)
def test_loop_has_an_end(name: str) -> None:
    with suppress(PdfError):
        assert preflight(LOOPS[name]()).errors


def test_many_objects_are_not_judged() -> None:
    data = body(CATALOG, PAGES, PAGE, stream(b""), *([b"0"] * 110_000))
    with pytest.raises(PdfError, match="objects"):
        preflight(data)


def test_damaged_part_is_named(sheet: Printed) -> None:
    pdf = edited(sheet.pdf, lambda pdf: pdf.pages[1].obj.__setitem__("/UserUnit", pikepdf.Name.A))
    assert "damaged" in found(pdf)


# -------------------------------------------------------------------- in a process of its own


def test_files_are_judged_in_their_order(sheet: Printed, tmp_path: Path) -> None:
    good, bad = _file(tmp_path, sheet.pdf), tmp_path / "nothing.pdf"
    outcomes = list(preflight_files([good, bad, good]))
    assert [path for path, _ in outcomes] == [good, bad, good]
    assert outcomes[0][1] == Report()
    assert isinstance(outcomes[1][1], PdfError)
    assert outcomes[2][1] == Report()


def _die(theirs: object, paths: list[Path]) -> None:
    raise SystemExit


def _sleep(theirs: object, paths: list[Path]) -> None:
    time.sleep(60)


@pytest.mark.parametrize("worker", [_die, _sleep])
def test_file_that_ends_or_holds_its_process_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, worker: Callable[..., None]
) -> None:
    monkeypatch.setattr(guard, "SECONDS", 1.0)
    monkeypatch.setattr(guard, "GRACE", 0.5)
    monkeypatch.setattr(guard, "work", worker)
    outcomes = [outcome for _, outcome in preflight_files([tmp_path / "a", tmp_path / "b"])]
    assert all(isinstance(outcome, HandoutError) for outcome in outcomes)
    assert len(outcomes) == 2
