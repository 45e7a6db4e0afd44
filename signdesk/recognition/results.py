"""Results of pictures as JSON and CSV, the same from the command line and from the window."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from signdesk.paths import write_whole

if TYPE_CHECKING:
    from signdesk.recognition.batch import PictureResult

__all__ = ["CSV_COLUMNS", "as_json", "as_row", "as_table", "json_line", "write_csv", "write_json"]

CSV_COLUMNS = ("path", "time", "label", "confidence", "x", "y", "width", "height", "top", "error")


def as_json(result: PictureResult) -> dict[str, Any]:
    """``result`` as plain JSON values.

    ``{"path", "label", "confidence", "hand", "top", "error"}``: ``label`` is null when no sign was read, ``hand`` is
    ``[x, y, width, height]`` in pixels or null, ``top`` the five likeliest ``[label, probability]``, likeliest first,
    or empty without a hand. A frame of a video also has its ``time`` in seconds.
    """
    recognition = result.recognition
    reading = recognition.reading if recognition else None
    box = recognition.hand.box if recognition and recognition.hand else None
    values: dict[str, Any] = {"path": str(result.path)}
    if result.frame_time is not None:
        values["time"] = round(result.frame_time, 3)
    values["label"] = reading.label if reading else None
    values["confidence"] = round(float(reading.confidence), 4) if reading else 0.0
    values["hand"] = [round(float(v), 1) for v in (box.x, box.y, box.width, box.height)] if box else None
    values["top"] = [[label, round(p, 4)] for label, p in reading.top(5)] if reading else []
    values["error"] = result.error
    return values


def json_line(result: PictureResult) -> str:
    """``result`` as one line of JSON, without the line's end."""
    text = json.dumps(as_json(result), ensure_ascii=False)
    # A file name need not be valid text. As JSON escapes its odd bytes stay readable, and come back as they were.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def as_row(result: PictureResult) -> tuple[str, ...]:
    """``result`` as the cells of `CSV_COLUMNS`; what is not known is an empty cell."""
    values = as_json(result)
    hand = values["hand"] or ("", "", "", "")
    top = " ".join(f"{label}:{p:.4f}" for label, p in values["top"])
    confidence = values["confidence"] if values["top"] else ""
    cells = (values["path"], values.get("time", ""), values["label"] or "", confidence, *hand, top)
    return (*(str(cell) for cell in cells), values["error"] or "")


def as_table(results: Iterable[PictureResult]) -> str:
    """``results`` as tab-separated lines under a header: path, label and confidence, for pasting into a spreadsheet."""
    rows = [("path", "label", "confidence")]
    for result in results:
        values = as_json(result)
        confidence = str(values["confidence"]) if values["top"] else ""
        rows.append((str(values["path"]), values["label"] or "", confidence))
    return "".join("\t".join(cell.replace("\t", " ") for cell in row) + "\n" for row in rows)


def write_csv(path: Path, results: Iterable[PictureResult]) -> None:
    """Write ``results`` as CSV with a header; ``path`` is never seen half-written. ``OSError`` as from the disk."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    writer.writerows(as_row(result) for result in results)
    with write_whole(path) as file:
        file.write(text.getvalue().encode("utf-8", "backslashreplace"))


def write_json(path: Path, results: Iterable[PictureResult]) -> None:
    """Write ``results`` as a JSON array, one object a line; ``path`` is never seen half-written."""
    lines = ",\n".join(json_line(result) for result in results)
    with write_whole(path) as file:
        file.write(f"[\n{lines}\n]\n".encode())
