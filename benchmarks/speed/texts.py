"""The texts that are measured: sheets and letters, as HTML that a peer can print by itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crmo_handouts.delivery.job import Job
from crmo_handouts.delivery.press import Press
from crmo_handouts.layout.engine import STYLES
from crmo_handouts.layout.fit import fit
from crmo_handouts.layout.typeset import edition_style
from crmo_handouts.paper import PAPERS, TEXT_HEIGHT, TEXT_WIDTH, Paper
from crmo_handouts.source import load_handout

LETTER = "school-letter"
SETS = 50
"""How many different sets of accommodations the letters ask for."""

SEED = 20261121

NAMES = {
    "bn": (
        ("রিমা", "সুমন", "আয়েশা", "নীলা", "কাব্য", "তানভীর", "মেহজাবিন", "শ্রেয়া", "ঋত্বিক", "জ্যোতি"),
        ("নমুনা", "রহমান", "চক্রবর্তী", "আক্তার", "হোসেন", "বিশ্বাস", "মুখোপাধ্যায়", "ক্ষেত্রী"),
    ),
    "en": (
        ("Rima", "Sam", "Anna", "Ola", "Femi", "Zoë", "Liam", "Noor", "Ines", "Jack"),
        ("Sample", "Okafor", "O'Neill", "García", "Smith", "Ng", "Novák", "Taylor-Wood"),
    ),
}


@dataclass(frozen=True, slots=True)
class Text:
    """A sheet for a peer: HTML with its styles and paper, and where its pictures are (a URL)."""

    name: str
    locale: str
    html: str


def sheets(press: Press) -> Iterator[Text]:
    """Yield every handout in every language on every paper, blank."""
    for handout in press.project.handout_ids():
        for locale in press.project.locale_ids():
            for paper in PAPERS.values():
                job = Job(handout, locale, (paper.id,))
                yield Text(f"{handout}-{locale}-{paper.id}", locale, stand_alone(press, job, paper))


def letter_rows(press: Press, locale: str, count: int) -> list[dict[str, Any]]:
    """Return the values of letters: different names, SETS sets of accommodations."""
    handout = load_handout(press.project, LETTER)
    sample = {field.key: field.sample for field in handout.fields if field.sample is not None}
    sample.pop("custom_items", None)  # a line in a family's own words is a rare thing
    (field,) = (field for field in handout.fields if field.key == "accommodations")
    chance = random.Random(SEED)  # noqa: S311 - no secret
    sets = [
        [choice.id for choice in field.choices if chance.random() < 0.4] or [field.choices[0].id]
        for _ in range(SETS)
    ]
    first, last = NAMES[locale]
    return [
        {
            **sample,
            "child_name": f"{chance.choice(first)} {chance.choice(last)}",
            "accommodations": sets[number * SETS // count],
        }
        for number in range(count)
    ]


def letters(press: Press, locale: str, count: int, *, some: int) -> Iterator[Text]:
    """Yield some of the letters, for a peer."""
    rows = list(enumerate(letter_rows(press, locale, count)))
    for number, row in rows[:: max(1, count // some)]:
        job = Job(LETTER, locale, ("a4",), data=row, data_place="row")
        yield Text(f"letter-{number}", locale, stand_alone(press, job, PAPERS["a4"]))


def stand_alone(press: Press, job: Job, paper: Paper) -> str:
    """Return a sheet's HTML with its styles, at the size that the press found for it."""
    document = press.say(job).document
    if document is None:
        raise ValueError(f"{job.handout} {job.locale} is refused")
    size = fit(press.engine, document).size
    styles = press.project.roots[0] / "styles"
    script = document.locale.style
    names = [*STYLES, *([f"script/{script}.css"] if script else [])]
    css = "\n".join((styles / name).read_text("utf-8") for name in names)
    css += (
        edition_style(press.engine, document, size, height=TEXT_HEIGHT)
        .replace(f"size: {TEXT_WIDTH}mm {TEXT_HEIGHT}mm", f"size: {paper.width}mm {paper.height}mm")
        .replace("margin: 0 0 ", f"margin: {paper.top}mm {paper.left}mm ")
    )
    html = document.html.replace("</head>", f"<style>{css}</style></head>")
    return html.replace("press:", f"{styles.as_uri()}/")
