"""Data files: what is read, and where they break."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo_handouts.delivery.recipients import load_data
from crmo_handouts.errors import RecipientError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def load(folder: Path, name: str, content: str | bytes) -> object:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_data(path)


def refused(folder: Path, name: str, content: str | bytes) -> RecipientError:
    with pytest.raises(RecipientError) as refused:
        load(folder, name, content)
    assert refused.value.exit_code == 5
    assert refused.value.where.startswith(str(folder / name))
    return refused.value


def test_both_kinds_of_file_are_read(folder: Path) -> None:
    toml = 'child_name = "রিমা"\nvalid_to = 2027-03-31\ncarer1 = { name = "Sam" }'
    assert load(folder, "a.toml", toml) == {
        "child_name": "রিমা",
        "valid_to": date(2027, 3, 31),
        "carer1": {"name": "Sam"},
    }
    assert load(folder, "a.JSON", '{"child_name": "রিমা", "x": null}') == {
        "child_name": "রিমা",
        "x": None,
    }


def test_a_byte_order_mark_is_no_fault(folder: Path) -> None:
    assert load(folder, "a.json", b"\xef\xbb\xbf{}") == {}
    assert load(folder, "a.toml", b"\xef\xbb\xbfa = 1") == {"a": 1}


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("a.toml", 'a = "x"\nb = ?\n', ":2:5"),
        ("a.toml", 'a = "x"\na = "y"\n', ":2:8"),
        ("a.toml", 'a = "x', ":1:7"),
        ("a.toml", "a = [1,\n", ":2:1"),
        ("a.json", '{"a": 1,\n "b" 2}', ":2:6"),
        ("a.json", '{"a": 1,}', ":1:9"),
        ("a.json", "", ":1:1"),
        ("a.json", b'{"a":\n"\xff"}', ":2"),
    ],
)
def test_broken_syntax_is_told_with_its_place(
    folder: Path, name: str, content: str | bytes, place: str
) -> None:
    error = refused(folder, name, content)
    assert error.where == f"{folder / name}{place}"
    assert error.hint


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", '{"a": 1, "a": 2}', "twice"),
        ("a.json", '{"p": {"name": "x", "name": "y"}}', "twice"),
        ("a.json", '{"a": NaN}', "NaN"),
        ("a.json", '{"a": -Infinity}', "Infinity"),
        ("a.json", "[1]", "one table"),
        ("a.json", '"text"', "one table"),
        ("a.json", "[" * 100_000, "inside each other"),
        ("a.json", '{"a":' * 100_000, "inside each other"),
        ("a.json", '{"a": ' + "[" * 500 + "]" * 500 + "}", "inside each other"),
        ("a.toml", "a = " + "[" * 100_000, "inside each other"),
        ("a.toml", "a" + ".a" * 150 + " = 1", "inside each other"),
        ("a.toml", "a" + ".a" * 400_000 + " = 1", "inside each other"),
        ("a.json", '{"a": ' + "1" * 5000 + "}", "too long"),
        ("a.toml", "a = " + "1" * 5000, "too long"),
        ("a.json", '"' + "x" * 1_000_000 + '"', "larger"),
        ("a.json", '{"a": 1}'.encode("utf-16"), "UTF-8"),
    ],
)
def test_what_is_no_data_for_a_sheet_is_refused(
    folder: Path, name: str, content: str | bytes, message: str
) -> None:
    assert message in refused(folder, name, content).message


@pytest.mark.parametrize("name", ["a.yaml", "a", "a.toml.txt"])
def test_another_kind_of_file_is_refused(folder: Path, name: str) -> None:
    assert "letter.toml" in refused(folder, name, "a = 1").hint


def test_a_file_that_is_not_there_is_told(folder: Path) -> None:
    for path in (folder / "no.toml", folder / "no" / "no.json", Path("nul\0.toml")):
        with pytest.raises(RecipientError, match=r"no such file|cannot be read"):
            load_data(path)


def test_a_folder_is_no_data_file(folder: Path) -> None:
    (folder / "a.toml").mkdir()
    with pytest.raises(RecipientError):
        load_data(folder / "a.toml")


def test_a_syntax_error_repeats_no_value(folder: Path) -> None:
    for name, content in (("a.json", '{"n": "Zaphod" "x"}'), ("a.toml", 'n = "Zaphod" x')):
        assert "Zaphod" not in str(refused(folder, name, content))


@given(content=st.binary(max_size=200), kind=st.sampled_from(["toml", "json"]))
def test_no_content_makes_it_fail_otherwise(
    content: bytes, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("data") / f"a.{kind}"
    path.write_bytes(content)
    with suppress(RecipientError):
        assert isinstance(load_data(path), dict)
