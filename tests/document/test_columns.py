"""Lists parted into two columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from crmo_handouts.document.columns import split_columns


def items(*texts: str) -> Markup:
    return Markup("\n").join(Markup("<li>{}</li>").format(text) for text in texts)


def texts(column: Markup) -> list[str]:
    return [part.partition("</li>")[0] for part in column.split("<li>")[1:]]


def test_list_is_parted_in_its_order() -> None:
    left, right = split_columns(items("a", "b", "c", "d"))
    assert (texts(left), texts(right)) == (["a", "b"], ["c", "d"])


def test_columns_are_balanced_by_the_length_of_their_text() -> None:
    left, right = split_columns(items("x" * 200, "b", "c", "d"))
    assert len(texts(left)) == 1
    assert texts(right) == ["b", "c", "d"]


def test_an_odd_one_does_not_go_alone_to_the_right() -> None:
    left, right = split_columns(items("a", "b", "c"))
    assert {len(texts(left)), len(texts(right))} == {1, 2}


def test_one_item_or_none_stays_in_one_column() -> None:
    assert split_columns(items("a")) == [items("a")]
    assert split_columns(Markup("")) == [Markup("")]


def test_item_with_attributes_and_markup_stays_whole() -> None:
    item = Markup('<li class="item" style="x">\n<strong>Do</strong> not</li>')
    assert split_columns(item + item) == [item, item]


@given(st.lists(st.text(alphabet="ab <&", max_size=99), min_size=2, max_size=20))
def test_no_item_is_lost(members: list[str]) -> None:
    columns = split_columns(items(*members))
    joined = [text for column in columns for text in texts(column)]
    assert joined == texts(items(*members))
    assert len(columns) == 2
    assert all(texts(column) for column in columns)
