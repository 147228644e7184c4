"""The engine fetches nothing but the project's own: files and network alike, by stopping the job."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from crmo_handouts.errors import LayoutError, SourceError
from crmo_handouts.layout import Engine, typeset
from crmo_handouts.project import Project
from tests.audit import Opened, watch
from tests.layout.conftest import Make, write
from tests.toy import TODAY

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1Pe"
    "AAAADElEQVQI12P4z8AAAAMBAQCc479ZAAAAAElFTkSuQmCC"
)

WAYS = {
    # How a page can ask for something. `{}` is the address.
    "picture": '<img alt="x" src="{}">',
    "picture in a set": '<img alt="x" src="{0}" srcset="{0} 2x">',
    "background": '<p style="background-image: url({})">x</p>',
    "bullet": '<ul style="list-style-image: url({})"><li>x</li></ul>',
    "content": "<style>p::before {{ content: url({}) }}</style><p>x</p>",
    "object": '<object data="{}">x</object>',
    "embedded": '<embed src="{}">',
    "attachment": '<link rel="attachment" href="{}">',
    "attached link": '<a rel="attachment" href="{}">x</a>',
    "style sheet": '<link rel="stylesheet" href="{}">',
    "imported style": '<style>@import url("{}");</style>',
    "font": '<style>@font-face {{ font-family: X; src: url("{}") }}</style><p>x</p>',
    "vector picture": (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        '<image href="{}" width="9" height="9"/></svg>'
    ),
}

ADDRESSES = {
    "network": "http://127.0.0.1:9/x.png",
    "secure network": "https://example.com/x.css",
    "network without a scheme": "//example.com/x.png",
    "file transfer": "ftp://127.0.0.1/x.png",
    "file": "file:///etc/passwd",
    "file of Windows": "file:\\\\server\\x.png",
    "data": PIXEL,
    "climbing": "press:../handouts/hand-washing/handout.toml",
    "climbing deeper": "press:icons/../../locales/bn/locale.toml",
    "climbing in code": "press:icons/%2e%2e/page.css",
    "absolute": "press:/etc/passwd",
    "absolute with a host": "press://etc/passwd",
    "backslashes": "press:..\\handouts\\x.svg",
    "not there": "press:icons/no.svg",
    "no picture": "press:fonts/fonts.lock.toml",
    "no logo": "press:logo",
    "loud scheme": "PRESS:../x.svg",
    "folder": "press:icons",
}


def refuse(engine: Engine, make: Make, markup: str) -> LayoutError:
    """Lay out a page that must not be; return why it was refused."""
    document = make(f"<p>Before</p>{markup}")
    with watch() as opened, pytest.raises(LayoutError) as refused:
        # Some pictures are only asked for when the page is drawn.
        write(typeset(engine, document, size=12))
    assert strange(opened, engine) == []
    return refused.value


def strange(opened: Opened, engine: Engine) -> list[str]:
    """Return what was opened and is none of the project's styles, nor the engine's own."""
    styles = str(engine.project.roots[0] / "styles")
    own = (".py", ".pyc", ".icc", ".ttf", ".conf")
    files = [name for name in opened.files if not name.startswith(styles)]
    return opened.sockets + [name for name in files if not name.endswith(own)]


@pytest.mark.parametrize("name", ADDRESSES)
def test_address_outside_the_project_stops_the_job(engine: Engine, make: Make, name: str) -> None:
    error = refuse(engine, make, WAYS["picture"].format(ADDRESSES[name]))
    assert error.exit_code == 6
    assert error.where
    assert error.hint


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.svg", "file:///etc/passwd"])
def test_no_way_to_ask_leads_outside(engine: Engine, make: Make, way: str, address: str) -> None:
    refuse(engine, make, WAYS[way].format(address))


def test_part_of_another_drawing_is_not_looked_for(engine: Engine, make: Make) -> None:
    document = make('<svg width="9" height="9"><use href="file:///etc/passwd#a"/></svg>')
    with watch() as opened:
        write(typeset(engine, document, size=12))
    assert strange(opened, engine) == []


def test_refused_page_is_refused_again(engine: Engine, make: Make) -> None:
    for _ in range(2):
        refuse(engine, make, WAYS["picture"].format("press:icons/no.svg"))
        refuse(engine, make, WAYS["picture"].format("http://127.0.0.1:9/x.png"))


def test_page_after_a_refused_one_is_laid_out(engine: Engine, make: Make) -> None:
    refuse(engine, make, WAYS["picture"].format("file:///etc/passwd"))
    assert typeset(engine, make("<p>x</p>"), size=12).count == 1


def test_projects_own_picture_is_drawn(engine: Engine, make: Make) -> None:
    page = make('<p style="background-image: url(press:icons/dot.svg)">x</p>')
    assert typeset(engine, page, size=12).fits


Open = Callable[[Path], Engine]


@pytest.fixture
def open_engine() -> Open:
    """Open an engine on a changed copy of the toy."""
    return lambda folder: Engine(Project((folder,), TODAY))


def test_link_that_leads_out_of_the_styles_is_refused(
    toy_copy: Path, open_engine: Open, make: Make, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.svg"
    shutil.copy(toy_copy / "styles" / "icons" / "dot.svg", secret)
    (toy_copy / "styles" / "icons" / "out.svg").symlink_to(secret)
    engine = open_engine(toy_copy)
    refuse(engine, make, WAYS["picture"].format("press:icons/out.svg"))


def test_linked_folder_of_styles_is_the_projects_own(
    toy_copy: Path, open_engine: Open, make: Make, tmp_path: Path
) -> None:
    (toy_copy / "styles").rename(tmp_path / "our-styles")
    (toy_copy / "styles").symlink_to(tmp_path / "our-styles")
    page = make('<p style="background-image: url(press:icons/dot.svg)">x</p>')
    assert typeset(open_engine(toy_copy), page, size=12).fits


@pytest.mark.parametrize(
    "drawing",
    [
        '<image href="file:///etc/passwd" width="9" height="9"/>',
        '<image href="http://127.0.0.1:9/x.png" width="9" height="9"/>',
        "<style>@import url(http://127.0.0.1:9/x.css);</style>",
    ],
)
def test_drawing_that_asks_for_something_else_is_refused(
    toy_copy: Path, open_engine: Open, make: Make, drawing: str
) -> None:
    path = toy_copy / "styles" / "icons" / "dot.svg"
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{drawing}</svg>', "utf-8"
    )
    page = WAYS["picture"].format("press:icons/dot.svg")
    refuse(open_engine(toy_copy), make, page)


@pytest.mark.parametrize(
    ("style", "told"),
    [
        ("p { colour: red }", "colour"),
        ("p { color: reddish }", "color"),
        ("p < { color: red }", ""),
        ("@font-fase { }", "font-fase"),
    ],
)
def test_style_that_the_engine_does_not_know_is_told_with_its_file(
    toy_copy: Path, open_engine: Open, make: Make, style: str, told: str
) -> None:
    (toy_copy / "styles" / "part.css").write_text(style, "utf-8")
    with pytest.raises(SourceError) as refused:
        typeset(open_engine(toy_copy), make("<p>x</p>"), size=12)
    assert refused.value.where == "styles/part.css"
    assert told in refused.value.message


def test_missing_style_sheet_is_told(toy_copy: Path, open_engine: Open, make: Make) -> None:
    (toy_copy / "styles" / "page.css").unlink()
    with pytest.raises(SourceError, match=r"styles/page\.css: the style sheet is missing"):
        typeset(open_engine(toy_copy), make("<p>x</p>"), size=12)


def test_style_sheet_that_is_not_text_is_told(
    toy_copy: Path, open_engine: Open, make: Make
) -> None:
    (toy_copy / "styles" / "page.css").write_bytes(b"\xff\xfe")
    with pytest.raises(SourceError, match=r"page\.css"):
        typeset(open_engine(toy_copy), make("<p>x</p>"), size=12)
