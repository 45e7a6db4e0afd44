"""A sheet as PDF 1.4: texts in Helvetica, which every reader has, arrows as lines, hands as pictures.

Only what a chart needs of ISO 32000: one page, deflated streams, PNG's "up" predictor for the pictures.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.chart import INK, TRACE
from signdesk.handmodel.sheet import Placed, Sheet, Text

__all__ = ["sheet_pdf"]

_FIRST_PICTURE = 7
_HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"


def sheet_pdf(sheet: Sheet) -> bytes:
    """The file; the same sheet gives the same bytes: it bears no date."""
    pictures = [_picture(placed.cell.image) for placed in sheet.placed]
    names = " ".join(f"/H{number} {_FIRST_PICTURE + number} 0 R" for number in range(len(pictures)))
    page = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet.width:.2f} {sheet.height:.2f}] /Contents 6 0 R "
        f"/Resources << /Font << /F1 4 0 R /F2 5 0 R >> /XObject << {names} >> >> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page.encode(),
        _font("Helvetica"),
        _font("Helvetica-Bold"),
        _stream(b"", "\n".join(_drawn(sheet)).encode("cp1252")),
        *pictures,
        b"<< /Title (" + _escaped(sheet.title) + b") /Creator (signdesk) >>",
    ]
    return _assembled(objects)


def _assembled(objects: list[bytes]) -> bytes:
    """The objects, the first is number 1, with the table of where each begins; the last is the document's title."""
    out = bytearray(_HEAD)
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
    return bytes(out + trailer + b"startxref\n%d\n%%%%EOF\n" % table)


def _drawn(sheet: Sheet) -> Iterable[str]:
    """The page's operators; PDF counts y upwards."""
    for number, placed in enumerate(sheet.placed):
        side, low = f"{placed.side:.2f}", f"{sheet.height - placed.y - placed.side:.2f}"
        yield f"q {side} 0 0 {side} {placed.x:.2f} {low} cm /H{number} Do Q"
    for placed in sheet.placed:
        if placed.way is not None:
            yield from _arrow(placed, sheet.height)
    for text in sheet.texts:
        yield _text(text, sheet.height)


def _arrow(placed: Placed, height: float) -> Iterable[str]:
    assert placed.way is not None
    assert placed.head is not None
    red = _colour(TRACE)
    yield f"q {red} RG {red} rg {placed.side / 90:.2f} w 1 J 1 j {_line(placed.way, height)} S"
    yield f"{_line(placed.head, height)} f Q"


def _line(points: NDArray[np.float64], height: float) -> str:
    places = [f"{x:.2f} {height - y:.2f}" for x, y in points.tolist()]
    return " ".join([f"{places[0]} m", *(f"{place} l" for place in places[1:])])


def _text(text: Text, height: float) -> str:
    # What is faint is mixed with the paper: plain PDF 1.4 colours print everywhere as they look.
    ink = [round(part + (255 - part) * 0.3) if text.faint else part for part in INK]
    font = "F2" if text.bold else "F1"
    written = _escaped(text.text).decode("cp1252")
    place = f"{text.x:.2f} {height - text.y:.2f} Td"
    return f"BT {_colour(ink)} rg /{font} {text.size:.2f} Tf {place} ({written}) Tj ET"


def _colour(colour: Iterable[int]) -> str:
    return " ".join(f"{part / 255:.3f}" for part in colour)


def _escaped(text: str) -> bytes:
    for mark in ("\\", "(", ")"):
        text = text.replace(mark, "\\" + mark)
    return text.encode("cp1252")


def _font(name: str) -> bytes:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()


def _picture(image: NDArray[np.uint8]) -> bytes:
    height, width = image.shape[:2]
    rows = image.reshape(height, 3 * width)
    above = np.vstack([np.zeros_like(rows[:1]), rows[:-1]])
    filtered = np.hstack([np.full((height, 1), 2, np.uint8), rows - above])  # bytes wrap, as the predictor's do
    entries = (
        f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB /BitsPerComponent 8 "
        f"/DecodeParms << /Predictor 15 /Colors 3 /Columns {width} >> "
    )
    return _stream(entries.encode(), filtered.tobytes())


def _stream(entries: bytes, content: bytes) -> bytes:
    data = zlib.compress(content, 9)
    return b"<< %b/Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (entries, len(data), data)
