"""Results as JSON, CSV and a table: what is written is what was read, and never half of it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from signdesk.alphabet import DIGITS
from signdesk.hands.hand import Hand
from signdesk.recognition.batch import PictureResult
from signdesk.recognition.reading import Reading
from signdesk.recognition.recognition import Recognition
from signdesk.recognition.results import as_json, as_table, json_line, write_csv, write_json
from signdesk.vision.box import Box


def read(path: str, label: str | None = "3", time: float | None = None) -> PictureResult:
    probabilities = np.array([0.01, 0.02, 0.03, 0.8, 0.06, 0.03, 0.02, 0.01, 0.01, 0.01], np.float32)
    recognition = Recognition(Hand(Box(10.04, 20, 30.56, 40), 0.9), Reading(DIGITS, probabilities, label, 0.8), 1, 1)
    return PictureResult(Path(path), time, recognition, None, (640, 480))


NO_HAND = PictureResult(Path("wall.jpg"), None, Recognition(None, None, 1, 0), None, (640, 480))
BROKEN = PictureResult(Path("broken.png"), None, None, "Can't read broken.png: it is empty.", None)


def test_a_reading_as_json() -> None:
    assert as_json(read("a.jpg")) == {
        "path": "a.jpg",
        "label": "3",
        "confidence": 0.8,
        "hand": [10.0, 20.0, 30.6, 40.0],
        "top": [["3", 0.8], ["4", 0.06], ["2", 0.03], ["5", 0.03], ["1", 0.02]],
        "error": None,
    }


def test_no_hand_and_an_error_as_json() -> None:
    nothing = {"label": None, "confidence": 0.0, "hand": None, "top": []}
    assert as_json(NO_HAND) == {"path": "wall.jpg", **nothing, "error": None}
    assert as_json(BROKEN) == {"path": "broken.png", **nothing, "error": "Can't read broken.png: it is empty."}


def test_unsure_has_no_label_but_says_what_it_might_be() -> None:
    values = as_json(read("a.jpg", label=None))
    assert values["label"] is None
    assert values["hand"] is not None
    assert values["top"][0] == ["3", 0.8]


def test_only_a_frame_of_a_video_has_a_time() -> None:
    assert "time" not in as_json(read("a.jpg"))
    assert as_json(read("a.mp4", time=1.25))["time"] == 1.25


def test_a_line_of_json_is_one_line_and_comes_back_as_it_was() -> None:
    line = json_line(read("zwei\nZeilen ü.jpg"))
    assert "\n" not in line
    assert json.loads(line)["path"] == "zwei\nZeilen ü.jpg"


def test_a_name_that_is_no_text_can_be_written_and_comes_back(tmp_path: Path) -> None:
    odd = "odd\udcff.jpg"
    json_line(read(odd)).encode("utf-8")
    write_json(tmp_path / "r.json", [read(odd)])
    write_csv(tmp_path / "r.csv", [read(odd)])
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))[0]["path"] == odd
    assert "odd" in (tmp_path / "r.csv").read_text("utf-8")


def test_a_json_file_holds_every_result_in_order(tmp_path: Path) -> None:
    results = [read("a.jpg"), NO_HAND, BROKEN]
    write_json(tmp_path / "out.json", results)
    assert json.loads((tmp_path / "out.json").read_text("utf-8")) == [as_json(result) for result in results]


def test_an_empty_json_file_is_an_empty_list(tmp_path: Path) -> None:
    write_json(tmp_path / "out.json", [])
    assert json.loads((tmp_path / "out.json").read_text("utf-8")) == []


def test_a_csv_file_can_be_read_by_its_columns(tmp_path: Path) -> None:
    write_csv(tmp_path / "out.csv", [read('with "quotes", and ü.jpg'), read("a.mp4", time=0.5), NO_HAND, BROKEN])
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        first, video, no_hand, broken = csv.DictReader(file)
    assert first["path"] == 'with "quotes", and ü.jpg'
    assert (first["label"], first["confidence"], first["x"], first["width"]) == ("3", "0.8", "10.0", "30.6")
    assert first["top"].startswith("3:0.8000 4:0.0600")
    assert (first["time"], video["time"]) == ("", "0.5")
    assert (no_hand["label"], no_hand["confidence"], no_hand["x"], no_hand["error"]) == ("", "", "", "")
    assert broken["error"] == "Can't read broken.png: it is empty."


def test_a_table_has_one_line_a_picture_whatever_its_name() -> None:
    lines = as_table([read("tab\there.jpg"), NO_HAND]).splitlines()
    assert lines == ["path\tlabel\tconfidence", "tab here.jpg\t3\t0.8", "wall.jpg\t\t"]


def test_results_that_fail_on_the_way_leave_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")

    def results() -> object:
        yield NO_HAND
        raise RuntimeError("the disk is on fire")

    with pytest.raises(RuntimeError):
        write_csv(path, results())  # type: ignore[arg-type]
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
