"""Charts as files: PDF and SVG to print, or a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from signdesk.errors import ImageError
from signdesk.handmodel.chart import Cell, alphabet_chart
from signdesk.handmodel.sheet import laid_out
from signdesk.handmodel.sheet_pdf import sheet_pdf
from signdesk.handmodel.sheet_svg import sheet_svg
from signdesk.paths import write_whole
from signdesk.vision.image import write_image

__all__ = ["check_chart_file", "write_chart"]

_SHEETS = {".pdf": sheet_pdf, ".svg": sheet_svg}
_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp")


def check_chart_file(file: Path) -> None:
    """`ImageError` when a chart can't be written as ``file`` by its name; said before the hands are drawn."""
    if file.suffix.lower() not in (*_SHEETS, *_PICTURES):
        raise ImageError(f"Can't write a chart as {file.name}: end its name in .pdf, .svg, .png or .jpg.")


def write_chart(file: Path, drawn: Sequence[Cell], paper: str = "a4", left: bool = False) -> None:
    """Write the cells as what ``file`` is by its name: .pdf and .svg are sheets of ``paper``."""
    check_chart_file(file)
    sheet = _SHEETS.get(file.suffix.lower())
    if sheet is None:
        write_image(file, alphabet_chart(drawn))
        return
    try:
        with write_whole(file) as out:
            out.write(sheet(laid_out(drawn, paper, left)))
    except OSError as error:
        raise ImageError(
            f"Can't write {file}: the system says “{error.strerror or error}”. Choose another folder."
        ) from error
