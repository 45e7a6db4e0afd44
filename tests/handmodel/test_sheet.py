"""Charts to print: PDF and SVG, looked at as readers of such files do."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zlib
from base64 import b64decode
from pathlib import Path

import numpy as np
import pytest

from signdesk.commands.cli import run
from signdesk.errors import ImageError
from signdesk.handmodel.chart import CHARTS, Cell, cells
from signdesk.handmodel.sheet import PAPERS, laid_out
from signdesk.handmodel.sheet_pdf import sheet_pdf
from signdesk.handmodel.sheet_svg import sheet_svg
from signdesk.vision.image import read_image

SVG = "{http://www.w3.org/2000/svg}"


def stand_ins(labels: tuple[str, ...]) -> list[Cell]:
    """Cells of noise instead of hands; J and Z have ways."""
    rng = np.random.default_rng(3)
    way = np.stack([np.linspace(0.2, 0.8, 30), np.linspace(0.3, 0.6, 30)], axis=1)
    return [Cell(label, rng.integers(0, 256, (8, 8, 3), np.uint8), way if label in "JZ" else None) for label in labels]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", CHARTS)
def test_everything_lies_on_the_paper_and_nothing_on_something_else(paper: str, name: str) -> None:
    sheet = laid_out(stand_ins(CHARTS[name]), paper)
    assert [placed.cell.label for placed in sheet.placed] == list(CHARTS[name])
    boxes = [(p.x, p.y, p.x + p.side, p.y + p.side) for p in sheet.placed]
    for x, y, right, bottom in boxes:
        assert x >= 30
        assert y >= 60
        assert right <= sheet.width - 30
        assert bottom <= sheet.height - 30
    for number, (x, y, right, bottom) in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert other[0] >= right or other[2] <= x or other[1] >= bottom or other[3] <= y
    assert min(p.side for p in sheet.placed) > 70, "an inch: to be seen from the wall"
    # Helvetica's letters are at most 0.6 of their size wide, on average.
    assert all(text.x + 0.6 * text.size * len(text.text) < sheet.width for text in sheet.texts)


def test_a_pdf_is_whole_and_holds_the_same_pixels() -> None:
    drawn = stand_ins(CHARTS["letters"])
    sheet = laid_out(drawn, "letter", left=True)
    data = sheet_pdf(sheet)
    assert data == sheet_pdf(laid_out(stand_ins(CHARTS["letters"]), "letter", left=True)), "the same to the byte"
    table = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", data)[1])  # type: ignore[index]
    places = [int(line[:10]) for line in data[table:].split(b"\n")[3:-6]]
    for number, place in enumerate(places, 1):
        assert data[place:].startswith(b"%d 0 obj\n" % number)
    assert b"/MediaBox [0 0 612.00 792.00]" in data
    streams = [zlib.decompress(part) for part in re.findall(rb"stream\n(.*?)\nendstream", data, re.DOTALL)]
    page, pictures = streams[0].decode("cp1252"), streams[1:]
    assert "(The American manual alphabet) Tj" in page
    assert "(A left hand, as" in page
    assert page.count(" Do Q") == 26
    assert page.count(" S\n") == 2, "an arrow for J and one for Z"
    rows = np.frombuffer(pictures[5], np.uint8).reshape(8, 1 + 8 * 3)
    assert (rows[:, 0] == 2).all()
    assert (np.cumsum(rows[:, 1:], axis=0, dtype=np.uint8).reshape(8, 8, 3) == drawn[5].image).all()


def test_an_svg_has_names_and_arrows_as_such_and_the_pictures_within() -> None:
    drawn = stand_ins(CHARTS["both"])
    data = sheet_svg(laid_out(drawn))
    assert data == sheet_svg(laid_out(stand_ins(CHARTS["both"])))
    root = ET.fromstring(data)
    assert root.get("width") == "595.28pt"
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert set(CHARTS["both"]) <= set(texts)
    assert len(list(root.iter(f"{SVG}polyline"))) == 2
    link = next(root.iter(f"{SVG}image")).get("{http://www.w3.org/1999/xlink}href") or ""
    assert (read_image(b64decode(link.partition(",")[2])) == drawn[0].image).all()


@pytest.mark.parametrize("suffix", [".pdf", ".svg"])
def test_a_chart_is_written_by_its_command(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"digits{suffix}"
    assert run(["chart", str(path), "--alphabet", "digits", "--cell", "64", "--paper", "letter"]) == 0
    drawn = list(cells(CHARTS["digits"], 64))
    written = {".pdf": sheet_pdf, ".svg": sheet_svg}[suffix](laid_out(drawn, "letter"))
    assert path.read_bytes() == written


def test_what_can_not_be_written_is_said_before_anything_is_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ImageError, match=r"end its name in \.pdf"):
        run(["chart", str(tmp_path / "chart.doc")])
    for option in (["--alphabet", "runes"], ["--paper", "a9"]):
        assert run(["chart", str(tmp_path / "chart.pdf"), *option]) == 2
    assert "runes" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
