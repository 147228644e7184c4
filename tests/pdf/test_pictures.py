"""Pictures beside text: each is one object of the file, wherever it stands, and looks the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageChops

from crmo_handouts import Delivery, Job, Press
from crmo_handouts.pdf import write
from tests.reading import objects, open_pdf, pictures
from tests.toy import LETTER, PAPERS, SHEET, copy_toy, open_toy

ROUNDING = 2
"""How much a pixel may differ, of 255: a form is drawn on pixels of its own."""

ICONS = 4
"""How many are put on each side, all of one size."""

STYLE = """
.box { display: block; width: 40mm; height: 8mm }
.layers { background: url(press:icons/dot.svg) no-repeat left / 5mm content-box,
  url(press:icons/dot.svg) no-repeat center / 4mm border-box; padding: 1mm }
.cut { background: #eeeeee url(press:icons/dot.svg) no-repeat left -1mm top -1mm / 6mm;
  border-radius: 3mm }
.faint { opacity: 0.5; background: url(press:icons/dot.svg) no-repeat right / 5mm }
.photo { background: url(press:icons/photo.png) no-repeat left / 8mm }
.sharp { image-rendering: pixelated }
"""

BOXES = "".join(
    f'<i class="box {kind}"></i><i class="box {kind}" dir="rtl"></i>'
    for kind in ("layers", "cut", "faint", "photo", "photo sharp")
)


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    """A press whose letter has many icons, and whose sheet has pictures of all kinds."""
    project = copy_toy(tmp_path_factory.mktemp("pictures") / "project")
    Image.new("RGBA", (2, 2), (0, 128, 128, 200)).save(project / "styles" / "icons" / "photo.png")
    with (project / "styles" / "part.css").open("a", encoding="utf-8") as style:
        style.write(STYLE)
    for handout, markup in ((LETTER, '<i class="icon"></i>' * ICONS), (SHEET, BOXES)):
        body = project / "handouts" / handout / "body.html.jinja"
        text = body.read_text("utf-8")
        body.write_text(text.replace("</section>", f"<p>{markup}</p></section>"), "utf-8")
    return Press(open_toy(project))


@pytest.fixture(scope="module")
def letter(press: Press) -> Delivery:
    return printed(press, LETTER)


def printed(press: Press, handout: str) -> Delivery:
    """Print a blank sheet on all papers; coarse pictures are no matter here."""
    delivery = press.print_job(Job(handout, "en", PAPERS))
    assert len(delivery.sheets) == len(PAPERS), [str(finding) for finding in delivery.report]
    return delivery


def forms_shown(page: Any) -> Iterator[tuple[int, int]]:
    """Yield the objects of the forms that a page shows, each as often as it does."""
    for step in pikepdf.parse_content_stream(page, "Do"):
        yield page.Resources.XObject[str(step.operands[0])].objgen


@pytest.mark.parametrize("paper", PAPERS)
def test_picture_is_one_object_wherever_it_stands(letter: Delivery, paper: str) -> None:
    (sheet,) = [sheet for sheet in letter.sheets if sheet.paper == paper]
    with open_pdf(sheet.pdf) as pdf:
        shown = [Counter(forms_shown(page)) for page in pdf.pages]
        forms = [item.objgen for item in objects(pdf) if item.get("/Subtype") == "/Form"]
    assert len(forms) == 1
    assert shown == [{forms[0]: ICONS}] * 2


def test_pictures_look_as_those_that_the_engine_draws_anew(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = printed(press, SHEET)
    monkeypatch.setattr(write, "pictures_once", nullcontext)
    anew = printed(press, SHEET)
    for sheet, other in zip(once.sheets, anew.sheets, strict=True):
        assert len(sheet.pdf) < len(other.pdf)
        for page, expected in zip(pictures(sheet.pdf), pictures(other.pdf), strict=True):
            histogram = ImageChops.difference(page, expected).histogram()
            assert not any(histogram[ROUNDING + 1 :]), sheet.paper


def test_no_viewer_is_asked_to_smooth_pixels(press: Press) -> None:
    for sheet in printed(press, SHEET).sheets:
        with open_pdf(sheet.pdf) as pdf:
            photos = [item for item in objects(pdf) if item.get("/Subtype") == "/Image"]
            assert photos
            assert not any(bool(photo.Interpolate) for photo in photos), sheet.paper
