"""Handouts load whole or not at all, and say what is wrong with their files."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest

from crmo_handouts.errors import SourceError, UsageError
from crmo_handouts.project import Project
from crmo_handouts.review import Review
from crmo_handouts.source import load_handout, load_safety, load_sources


def edit(project: Project, old: str, new: str, *, file: str = "toy/handout.toml") -> None:
    path = project.roots[0] / "handouts" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_handout_is_loaded(toy: Project) -> None:
    handout = load_handout(toy, "toy")
    assert (handout.id, handout.kind, handout.pages) == ("toy", "sheet", 1)
    assert handout.edition == date(2026, 11, 21)
    assert [field.key for field in handout.fields] == ["child_name", "fever_limit"]
    assert handout.template == "toy/body.html.jinja"
    assert handout.review is None


def test_the_smallest_type_follows_the_kind(toy: Project) -> None:
    assert load_handout(toy, "toy").minimum_size == 12
    edit(toy, '"sheet"', '"letter"')
    assert load_handout(toy, "toy").minimum_size == 11


def test_a_recorded_review_is_read(toy: Project) -> None:
    table = '[review]\nby = "A"\nrole = "B"\non = 2026-11-22\ntext = "0123456789abcdef"'
    edit(toy, "[fields.child", f"{table}\n[fields.child")
    signed = Review("A", "B", date(2026, 11, 22), "0123456789abcdef")
    assert load_handout(toy, "toy").review == signed


def test_a_handout_travels_to_a_worker_unchanged(toy: Project) -> None:
    handout = load_handout(toy, "toy")
    assert pickle.loads(pickle.dumps(handout)) == handout  # noqa: S301
    with pytest.raises(FrozenInstanceError):
        handout.title = "Other"  # type: ignore[misc]


@pytest.mark.parametrize("name", ["tyo", "_shared", "../toy", "", "toy/../toy"])
def test_an_unknown_handout_is_told_with_the_ones_there_are(toy: Project, name: str) -> None:
    with pytest.raises(UsageError, match="unknown handout") as refused:
        load_handout(toy, name)
    assert "there are: toy" in refused.value.hint


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('title = "Toy"', "", "title"),
        ('title = "Toy"', "title = 3", "title"),
        ('title = "Toy"', 'titel = "Toy"', "titel"),
        ('kind = "sheet"', 'kind = "poster"', "kind"),
        ("edition = 2026-11-21", 'edition = "2026-11-21"', "edition"),
        ("edition = 2026-11-21", "edition = 2026-11-21T10:00:00", "edition"),
        ("review_due = 2027-11-21", "review_due = 2026-11-21", "review_due"),
        ("pages = 1", "pages = 0", "pages"),
        ("pages = 1", "pages = true", "pages"),
        ("pages = 1", "pages = 1.5", "pages"),
        ("SAFE-01", "SAFE-99", "safety"),
        ('["ACR"]', '["XYZ"]', "sources"),
        ('["ACR"]', '["ACR", "ACR"]', "sources"),
        ('["ACR"]', '"ACR"', "sources"),
        (
            "[fields.fever_limit]",
            "[fields.fever_limit]\ndefault = 39.0",
            "fields.fever_limit.default",
        ),
        ("[fields.fever_limit]", "[fields.no_such]", "fields.no_such.type"),
        ("[fields.child_name]", '[review]\nby = "A"\n[fields.child_name]', "review"),
    ],
)
def test_a_wrong_handout_is_refused_at_its_key(toy: Project, old: str, new: str, key: str) -> None:
    edit(toy, old, new)
    with pytest.raises(SourceError) as refused:
        load_handout(toy, "toy")
    assert refused.value.where == f"{toy.roots[0] / 'handouts/toy/handout.toml'}: {key}"


def test_an_example_that_breaks_its_own_rules_is_refused(toy: Project) -> None:
    edit(toy, "Rima Example", "Rima 2", file="_shared/fields.toml")
    with pytest.raises(SourceError, match="holds a digit"):
        load_handout(toy, "toy")


@pytest.mark.parametrize("broken", [b"title = ", b"\xff\xfe", b"a = " + b"[" * 100_000])
def test_a_file_that_is_not_toml_is_refused(toy: Project, broken: bytes) -> None:
    (toy.roots[0] / "handouts/toy/handout.toml").write_bytes(broken)
    with pytest.raises(SourceError):
        load_handout(toy, "toy")


def test_a_missing_shared_file_is_named(toy: Project) -> None:
    (toy.roots[0] / "handouts/_shared/safety.toml").unlink()
    with pytest.raises(SourceError, match=r"no such file") as refused:
        load_handout(toy, "toy")
    assert refused.value.where == str(Path("handouts", "_shared", "safety.toml"))


def test_safety_strings_and_sources_are_loaded_by_their_keys(toy: Project) -> None:
    assert load_safety(toy)["SAFE-01"].sources == ("ACR", "ED")
    assert load_sources(toy)["ACR"].seen == "A"


def test_a_clinics_own_handout_rests_on_the_built_in_shared_files(tmp_path: Path) -> None:
    folder = tmp_path / "handouts" / "mine"
    folder.mkdir(parents=True)
    text = (Path(__file__).parent / "conftest.py").read_text("utf-8")
    own = text.partition('HANDOUT = """')[2].partition('"""')[0]
    (folder / "handout.toml").write_text(own, "utf-8")
    assert load_handout(Project.open(tmp_path), "mine").title == "Toy"
