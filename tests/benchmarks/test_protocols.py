"""The protocols count what they say they count."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

_FOLDER = str(Path(__file__).resolve().parents[2] / "benchmarks")


@pytest.fixture(autouse=True)
def _beside_the_benchmarks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As when a benchmark is started: its folder is on the path."""
    monkeypatch.syspath_prepend(_FOLDER)
    yield
    for name in [name for name in sys.modules if name.split(".")[0] in ("protocols", "latency_sides")]:
        del sys.modules[name]


def _rows(*rows: tuple[str, str, str, float]) -> list:
    """(person, label, read, confidence); "" for a hand that was not found."""
    from protocols.reading import Row

    return [Row(p, str(i), label, read, c >= 0.5, read != "", c, c) for i, (p, label, read, c) in enumerate(rows)]


def test_people_count_alike_and_a_hand_that_is_not_found_is_a_mistake() -> None:
    from protocols.reading import summary

    rows = _rows(*[("ann", "A", "A", 0.9)] * 8, ("bob", "A", "A", 0.9), ("bob", "B", "", 0.0))
    figures = summary(rows)
    assert (figures["mean"], figures["worst"], figures["worst person"]) == (75.0, 50.0, "bob")
    assert (figures["of found, mean"], figures["not found"], figures["shown"]) == (100.0, 10.0, 90.0)


def test_the_surest_are_answered_first_and_hands_not_found_last() -> None:
    from protocols.refusal import answered

    rows = _rows(("p", "A", "A", 0.9), ("p", "A", "B", 0.6), ("p", "A", "A", 0.8), ("p", "A", "", 0.0))
    assert [round(answered(rows, share), 2) for share in (0.5, 0.75, 1.0)] == [1.0, 0.67, 0.5]


def test_calibration_error_is_the_gap_between_said_and_right() -> None:
    from protocols.refusal import calibration_error

    right = np.array([True, True, True, False])
    assert calibration_error(np.full(4, 0.75), right) == pytest.approx(0.0)
    assert calibration_error(np.full(4, 0.95), right) == pytest.approx(0.2)


def test_a_box_elsewhere_finds_nothing() -> None:
    from protocols.finding import Found, summary_of_found

    rows = [Found("ann", "1", 0.7, 0.0, 0.8), Found("ann", "2", 0.4, 0.0, 0.4), Found("bob", "3", 0.0, 0.0, 0.0)]
    figures = summary_of_found(rows)
    assert (figures["mean of people"], figures["worst person"], figures["found, IoU 0.5"]) == (50.0, "bob", 33.3)


def test_only_what_is_passed_on_the_way_counts_as_shown_in_movement() -> None:
    from protocols.timed import Passage, summary_of_passages

    rows = [Passage("p", "A", "B", 0.2, "B", 9, 3, 0), Passage("p", "A", "B", -1.0, "C", 9, 6, 6)]
    figures = summary_of_passages(rows)
    assert (figures["letter shown in the end"], figures["another letter in the end"]) == (50.0, 50.0)
    assert (figures["median ms to the letter"], figures["within 250 ms, of shown"]) == (200, 100.0)
    assert figures["moving frames with a wrong letter"] == pytest.approx(33.3)


def test_a_sequence_holds_moves_and_holds() -> None:
    from protocols.timed import HELD, MOVING, sequence

    rng = np.random.default_rng(0)
    first, second = (rng.integers(0, 255, (120, 160, 3)).astype(np.uint8).repeat(4, 0).repeat(4, 1) for _ in range(2))
    frames = sequence(first, second, 0.5)
    assert len(frames) == 2 * HELD + MOVING

    def apart(frame: np.ndarray, picture: np.ndarray) -> float:
        return float(np.abs(frame.astype(int) - picture).mean())

    assert all(apart(frame, first) < apart(frame, second) for frame in frames[:HELD])
    assert all(apart(frame, second) < apart(frame, first) for frame in frames[-HELD:])


def test_another_skin_leaves_the_room_as_it_is() -> None:
    from protocols.changed import TONES, toned

    image = np.zeros((200, 200, 3), np.uint8)
    image[:] = (60, 90, 140)  # a blue wall
    image[60:140, 60:140] = (205, 155, 130)
    keypoints = np.tile(np.float32([100, 100]), (21, 1))
    keypoints[[0, 1, 5, 9, 13, 17]] = [[100, 130], [75, 120], [70, 80], [90, 70], [110, 70], [130, 80]]
    dark, light = toned(image, keypoints, TONES["very dark"]), toned(image, keypoints, TONES["very light"])
    assert dark is not None
    assert light is not None
    assert dark[100, 100].mean() < 0.6 * image[100, 100].mean() < light[100, 100].mean()
    assert np.abs(dark[20, 20].astype(int) - image[20, 20]).max() <= 2
    assert toned(image, np.full((21, 2), np.nan, np.float32), TONES["tan"]) is None


def test_rows_that_were_measured_are_not_measured_again(tmp_path: Path) -> None:
    from protocols.folds import Fold
    from protocols.reading import Row

    def fold(digest: str) -> Fold:
        return Fold(tmp_path, None, {}, None, None, 1.0, digest)  # type: ignore[arg-type]

    calls = []

    def measure(_fold: Fold) -> list[Row]:
        calls.append(1)
        return _rows(("ann", "A", "A", 0.9))

    first = fold("one").measured("a", measure, Row)
    assert fold("one").measured("a", measure, Row) == first
    assert len(calls) == 1
    fold("two").measured("a", measure, Row)  # other weights
    assert len(calls) == 2


def test_frames_of_the_latency_benchmark_are_the_same_for_both_sides() -> None:
    from latency_sides.common import FPS, HEIGHT, SWAY, WIDTH, stills, video

    pictures = np.random.default_rng(0).integers(0, 255, (2, HEIGHT + 2 * SWAY, WIDTH + 2 * SWAY, 3), np.uint8)
    frames = list(video(pictures))
    assert len(frames) == 2 * FPS
    assert len(list(stills(pictures))) == 2
    assert all(frame.shape == (HEIGHT, WIDTH, 3) for frame in frames)
    assert any((a != b).any() for a, b in pairwise(frames))
