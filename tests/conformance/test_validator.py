"""The validator's own test: files that must fail do, each by the clause that it breaks."""

from __future__ import annotations

from pathlib import Path

import pytest
import weasyprint

from tools.verapdf import Verdict, judge

pytestmark = pytest.mark.conformance

PAGE = '<html lang="en"><title>A sheet</title><body>'
PICTURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1Pe"
    "AAAADElEQVQI12P4z8AAAAMBAQCc479ZAAAAAElFTkSuQmCC"
)

# Each file's fault, and the clause that the validator must name for it. Each breaks others too: the
# engine by itself writes PDF/UA or PDF/A, not both.
FAULTS = {
    "no-alt": (f"{PAGE}<h1>One</h1><img src='{PICTURE}'>", "pdf/ua-1", "ua1 7.3-1"),
    "skipped-heading": (f"{PAGE}<h1>One</h1><h3>Three</h3>", "pdf/ua-1", "ua1 7.4.2-1"),
    "untagged": (f"{PAGE}<h1>One</h1><p>Text", None, "ua1 7.1-11"),
    "untagged-archive": (f"{PAGE}<h1>One</h1><p>Text", "pdf/a-2b", "2a 6.7.2.2-1"),
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    folder = tmp_path_factory.mktemp("faulty files")
    paths = []
    for name, (html, variant, _) in FAULTS.items():
        paths.append(folder / f"{name}.pdf")
        weasyprint.HTML(string=html).write_pdf(paths[-1], pdf_variant=variant)
    paths.append(folder / "no-pdf.pdf")
    paths[-1].write_text("this is no PDF")
    return {verdict.path.stem: verdict for verdict in judge(paths)}


@pytest.mark.parametrize("name", FAULTS)
def test_faulty_file_fails_by_its_clause(name: str, verdicts: dict[str, Verdict]) -> None:
    clause = FAULTS[name][2]
    verdict = verdicts[name]
    assert not verdict.passed
    assert any(fault.startswith(f"{clause} ") for fault in verdict.faults), verdict.faults


def test_file_that_is_no_pdf_fails(verdicts: dict[str, Verdict]) -> None:
    assert not verdicts["no-pdf"].passed


def test_sound_page_has_no_fault_of_accessibility(tmp_path: Path) -> None:
    path = tmp_path / "sound.pdf"
    html = f"{PAGE}<h1>One</h1><p>Text</p><img alt='a dot' src='{PICTURE}'>"
    weasyprint.HTML(string=html).write_pdf(path, pdf_variant="pdf/ua-1")
    [verdict] = judge([path])
    assert [fault for fault in verdict.faults if fault.startswith("ua1")] == []
