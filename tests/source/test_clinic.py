"""A clinic's own file: its values, its logo, its colour, and all its faults at once."""

from __future__ import annotations

import pickle
import struct
from pathlib import Path

import pytest

from crmo_handouts.errors import Refused, SourceError
from crmo_handouts.project import Project
from crmo_handouts.review import Kind
from crmo_handouts.source import Clinic, load_clinic
from crmo_handouts.source.clinic import ACCENT, contrast_on_white

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 200, 80) + b"\x08\x06\0\0\0"


def write(toy: Project, toml: str) -> Project:
    (toy.roots[0] / "clinic.toml").write_text(toml, "utf-8")
    return toy


def faults(toy: Project, toml: str) -> list[tuple[str, str]]:
    """Load a clinic that has faults: their checks and keys."""
    with pytest.raises(Refused) as refused:
        load_clinic(write(toy, toml))
    return [(found.check, found.place.rpartition(": ")[2]) for found in refused.value.report]


def with_logo(toy: Project, name: str, content: bytes) -> Project:
    (toy.roots[0] / name).write_bytes(content)
    return write(toy, f'logo = "{name}"')


def refusal(toy: Project, name: str, content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        load_clinic(with_logo(toy, name, content))
    (finding,) = refused.value.report
    return finding.message


def test_without_a_file_the_clinic_has_the_press_look(toy: Project) -> None:
    assert load_clinic(toy) == Clinic(name="", logo=None, accent=ACCENT)
    assert not load_clinic(toy).values()


def test_a_clinic_gives_values_and_a_look(toy: Project) -> None:
    (toy.roots[0] / "logo.svg").write_text(SVG.format("<path d='M0 0h9'/>"), "utf-8")
    clinic = load_clinic(
        write(
            toy,
            'name = " Example Clinic "\nphone = "020 7946 0123"\nemergency_number = "999"\n'
            'fever_limit = "38.5 C"\nlogo = "logo.svg"\naccent = "#0F5C66"',
        )
    )
    assert clinic.name == "Example Clinic"
    assert clinic.logo == (toy.roots[0] / "logo.svg").resolve()
    assert clinic.accent == "#0f5c66"
    assert clinic.values()["clinic_phone"] == "020 7946 0123"
    assert clinic.values()["fever_limit"] == "38.5 C"
    assert pickle.loads(pickle.dumps(clinic)) == clinic  # noqa: S301


def test_all_faults_are_found_at_once(toy: Project) -> None:
    toml = 'nam = "x"\nname = 3\nphone = "call"\nfever_limit = 41\nlogo = "no.svg"\naccent = "red"'
    assert faults(toy, toml) == [
        ("clinic/unknown-key", "nam"),
        ("recipient/type", "name"),
        ("recipient/phone", "phone"),
        ("recipient/temperature", "fever_limit"),
        ("clinic/logo", "logo"),
        ("clinic/accent", "accent"),
    ]


def test_a_file_that_is_not_toml_is_refused(toy: Project) -> None:
    with pytest.raises(SourceError):
        load_clinic(write(toy, "name = "))


# Colour


def test_contrast_is_that_of_wcag() -> None:
    assert contrast_on_white("#000000") == pytest.approx(21)
    assert contrast_on_white("#ffffff") == pytest.approx(1)
    assert contrast_on_white("#767676") == pytest.approx(4.54, abs=0.01)


def test_a_pale_accent_is_refused_with_its_contrast(toy: Project) -> None:
    with pytest.raises(Refused) as refused:
        load_clinic(write(toy, 'accent = "#f2b705"'))
    assert "1.8:1" in str(refused.value.report.findings[0])


@pytest.mark.parametrize("accent", ['"teal"', '"#fff"', '"#0f5c66; }"', "3", '"#0f5c6g"'])
def test_what_is_no_colour_is_refused(toy: Project, accent: str) -> None:
    assert faults(toy, f"accent = {accent}") == [("clinic/accent", "accent")]


# Logo


def test_drawings_and_pictures_are_taken(toy: Project) -> None:
    drawing = (
        '<defs><linearGradient id="g"/></defs><use href="#g"/><path fill="url(#g)"/>'
        '<style>path { fill: url("#g") }</style><title>On scripts</title>'
    )
    assert load_clinic(with_logo(toy, "a.svg", SVG.format(drawing).encode())).logo
    declared = b"<?xml version='1.0' encoding='utf-8'?>\n" + SVG.format("<g/>").encode()
    assert load_clinic(with_logo(toy, "b.svg", declared)).logo
    assert load_clinic(with_logo(toy, "c.PNG", PNG)).logo


@pytest.mark.parametrize(
    "content",
    [
        "<script>alert(1)</script>",
        "<g onload='x()'/>",
        "<image href='photo.png'/>",
        "<foreignObject/>",
        "<use href='other.svg#a'/>",
        "<a href='https://example.org'/>",
        "<g xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='file:///etc/passwd'/>",
        "<path fill='url(http://example.org/x)'/>",
        "<path style=\"fill: url( 'x.svg' )\"/>",
        "<path style='fill: u\\72l(x.svg)'/>",
        "<style>@import 'x.css';</style>",
        "<style>path { fill: url(x.svg) }</style>",
        "<g>" * 60 + "</g>" * 60,
        "<g>" * 50_000,
        "<g",
    ],
)
def test_an_svg_that_does_more_than_draw_is_refused(toy: Project, content: str) -> None:
    assert refusal(toy, "logo.svg", SVG.format(content).encode())


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE svg [<!ENTITY a 'aaaa'>]>" + SVG.format("").encode(),
        b"<?xml-stylesheet href='x.css'?>" + SVG.format("").encode(),
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        SVG.format("").encode("utf-16"),
        b"",
        PNG,
    ],
)
def test_what_is_no_plain_svg_is_refused(toy: Project, content: bytes) -> None:
    assert refusal(toy, "logo.svg", content)


def test_what_is_no_png_is_refused(toy: Project) -> None:
    assert "not a PNG" in refusal(toy, "logo.png", b"GIF89a")
    assert "not a PNG" in refusal(toy, "logo.png", PNG[:20])
    huge = PNG[:16] + struct.pack(">II", 30_000, 30_000) + PNG[24:]
    assert "pixels" in refusal(toy, "logo.png", huge)
    fine_grey = PNG[:24] + bytes((16, 0)) + PNG[26:]
    assert "shades of grey" in refusal(toy, "logo.png", fine_grey)


def test_a_logo_of_another_kind_or_too_large_is_refused(toy: Project) -> None:
    assert ".svg" in refusal(toy, "logo.gif", b"GIF89a")
    assert "larger" in refusal(toy, "logo.png", PNG + bytes(1_000_000))


def test_a_logo_stays_inside_the_project(
    toy: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "logo.svg"
    outside.write_text(SVG.format(""), "utf-8")
    (toy.roots[0] / "link.svg").symlink_to(outside)
    (toy.roots[0] / "loop.svg").symlink_to("loop.svg")
    for name in ("link.svg", "loop.svg", str(outside), f"../{outside.parent.name}/logo.svg", "."):
        assert faults(toy, f"logo = {str(name)!r}") == [("clinic/logo", "logo")]
    assert faults(toy, "logo = 3") == [("clinic/logo", "logo")]


def test_the_folder_may_itself_be_a_link(toy: Project, tmp_path: Path) -> None:
    with_logo(toy, "logo.svg", SVG.format("").encode())
    link = tmp_path / "link"
    link.symlink_to(toy.roots[0], target_is_directory=True)
    assert load_clinic(Project((link,), toy.today)).logo


@pytest.mark.parametrize("kind", Kind)
def test_a_clinic_may_ask_for_reviewed_sheets(toy: Project, kind: Kind) -> None:
    assert load_clinic(toy).require_review is None
    assert load_clinic(write(toy, f'require_review = "{kind}"')).require_review is kind


@pytest.mark.parametrize("value", ['"medical"', '""', "true", "[]", "1"])
def test_a_kind_of_review_that_is_none_is_told(toy: Project, value: str) -> None:
    told = faults(toy, f"require_review = {value}")
    assert told == [("clinic/review-kind", "require_review")]
