"""Steadying, on made-up readings with the times of the frames they would come from."""

from __future__ import annotations

import numpy as np
import pytest

from signdesk.alphabet import DIGITS, LETTERS, Alphabet
from signdesk.recognition.reading import Reading
from signdesk.recognition.steady import Steady
from signdesk.vision.box import Box

_RATES = [8, 10, 15, 24, 30, 60]
_DRAWN = 0.04  # from capture to the screen, s


def _reading(sign: str, p: float = 0.95, alphabet: Alphabet = LETTERS, threshold: float = 0.6) -> Reading:
    """A reading of ``sign`` with probability ``p``; the rest is spread over the other signs."""
    probabilities = np.full(len(alphabet), (1 - p) / (len(alphabet) - 1), np.float32)
    probabilities[alphabet.labels.index(sign)] = p
    return Reading(alphabet, probabilities, sign if p >= threshold else None, p)


def _times(fps: int, seconds: float, start: float = 1000.0) -> list[float]:
    return [start + i / fps for i in range(round(seconds * fps))]


def _label(reading: Reading | None) -> str | None:
    return reading.label if reading else None


@pytest.mark.parametrize("fps", _RATES)
@pytest.mark.parametrize("phase", [0.0, 0.5, 0.99])
def test_a_sign_shows_within_a_quarter_second_of_forming(fps: int, phase: float) -> None:
    steady = Steady()
    for time in _times(fps, 1.0):
        steady.update(_reading("A"), time)
    formed = time + phase / fps  # just after the last frame at worst
    for i in range(1, fps):
        frame = time + i / fps
        if _label(steady.update(_reading("B" if frame >= formed else "A"), frame)) == "B":
            break
    # At 8 frames a second the second frame comes a quarter second after forming: no rule of two frames can be quicker.
    assert frame - formed <= (0.25 if fps == 8 else 0.25 - _DRAWN)


@pytest.mark.parametrize("fps", _RATES)
def test_a_sign_shows_within_a_quarter_second_of_the_hand_coming_into_view(fps: int) -> None:
    steady = Steady()
    for time in _times(fps, 0.5):
        assert steady.update(None, time) is None
    for i in range(1, fps):
        if _label(steady.update(_reading("C"), time + i / fps)) == "C":
            break
    assert i >= 2, "a single frame is no evidence"
    assert (i - 1) / fps <= 0.25 - _DRAWN


@pytest.mark.parametrize("fps", [10, 30])
def test_nothing_shows_while_the_hand_goes_from_one_sign_to_the_next(fps: int) -> None:
    steady = Steady()
    for time in _times(fps, 1.0):
        steady.update(_reading("A"), time)
    shown = []
    on_the_way = "MTEOCS"
    for i in range(1, round(0.4 * fps) + 1):
        # Each moment of the way looks like some other sign.
        sign = on_the_way[int(i / fps / 0.07) % len(on_the_way)]
        shown.append(_label(steady.update(_reading(sign, 0.8), time + i / fps)))
    late = shown[round(0.1 * fps) :]
    assert set(shown) <= {"A", None}
    assert set(late) == {None}


def test_a_shape_passed_for_a_tenth_of_a_second_is_not_shown() -> None:
    steady = Steady()
    times = _times(30, 1.0)
    seen = [_label(steady.update(_reading("U" if 15 <= i < 18 else "A"), time)) for i, time in enumerate(times)]
    assert "U" not in seen


def test_a_single_bad_frame_does_not_take_the_sign_away() -> None:
    steady = Steady()
    for i, time in enumerate(_times(30, 2.0)):
        seen = steady.update(_reading("S" if i == 30 else "E"), time)
        if i > 10:
            assert _label(seen) == "E"


def test_a_frame_without_the_hand_shows_nothing_and_the_next_one_the_sign_again() -> None:
    steady = Steady()
    times = _times(30, 1.0)
    for time in times:
        steady.update(_reading("A"), time)
    assert steady.update(None, time + 1 / 30) is None
    assert _label(steady.update(_reading("A"), time + 2 / 30)) == "A"


def test_a_hand_that_was_gone_has_to_hold_its_sign_anew() -> None:
    steady = Steady()
    for time in _times(30, 1.0):
        steady.update(_reading("A"), time)
    for i in range(1, 10):
        assert steady.update(None, time + i / 30) is None
    assert _label(steady.update(_reading("A"), time + 10 / 30)) is None


@pytest.mark.parametrize("gap", [2.0, -500.0])
def test_after_a_gap_in_time_nothing_old_is_shown(gap: float) -> None:
    steady = Steady()
    for time in _times(30, 1.0):
        steady.update(_reading("A"), time)
    assert _label(steady.update(_reading("A"), time + gap)) is None


def test_a_network_that_stays_unsure_shows_nothing() -> None:
    steady = Steady()
    for time in _times(30, 2.0):
        seen = steady.update(_reading("M", 0.5), time)
        assert seen is not None
        assert seen.label is None
    assert seen is not None
    assert seen.top(1)[0][0] == "M", "the bars still say what it looks like"


def test_two_signs_in_turn_show_neither() -> None:
    steady = Steady()
    for i, time in enumerate(_times(30, 2.0)):
        assert _label(steady.update(_reading("M" if i % 2 else "N", 0.9), time)) is None


def test_a_sign_of_which_the_network_is_mostly_sure_stays_without_flicker() -> None:
    random = np.random.default_rng(0)
    steady = Steady()
    sure = np.clip(random.normal(0.75, 0.15, 300), 0.3, 1)
    seen = [
        _label(steady.update(_reading("R", float(p)), time)) for p, time in zip(sure, _times(30, 10.0), strict=True)
    ]
    assert set(seen[15:]) == {"R"}


@pytest.mark.parametrize("fps", [10, 30])
def test_a_hand_that_moves_quickly_shows_nothing_until_it_rests(fps: int) -> None:
    steady = Steady()
    for time in _times(fps, 1.0):
        steady.update(_reading("L"), time, Box(100, 100, 80, 100))
    x = 100.0
    for i in range(1, round(0.3 * fps) + 1):
        x += 400 / fps  # four hands' lengths a second
        seen = steady.update(_reading("L"), time + i / fps, Box(x, 100, 80, 100))
    assert _label(seen) is None
    assert steady.moving
    start = time + i / fps
    for i in range(1, fps):
        if _label(steady.update(_reading("L"), start + i / fps, Box(x, 100, 80, 100))) == "L":
            break
    assert i / fps <= 0.25 - _DRAWN
    assert not steady.moving


def test_a_slow_or_trembling_hand_counts_as_still() -> None:
    random = np.random.default_rng(0)
    steady = Steady()
    for i, time in enumerate(_times(30, 5.0)):
        x, y = random.normal((100 + i, 100), 3)
        seen = steady.update(_reading("L"), time, Box(x, y, 80, 100))
        if i > 10:
            assert _label(seen) == "L"


def test_pooled_values_are_those_of_the_recent_frames() -> None:
    steady = Steady()
    for time in _times(30, 1.0):
        seen = steady.update(_reading("A", 0.8), time)
    assert seen is not None
    assert seen.confidence == pytest.approx(0.8)
    assert seen.probabilities == pytest.approx(_reading("A", 0.8).probabilities, abs=1e-5)
    assert float(seen.probabilities.sum()) == pytest.approx(1)
    for i in range(1, 11):
        seen = steady.update(_reading("B", 0.9), time + i / 30)
    assert seen is not None
    assert seen.top(1)[0] == ("B", pytest.approx(0.9, abs=0.06))


def test_another_alphabet_starts_anew() -> None:
    steady = Steady()
    for time in _times(30, 1.0):
        steady.update(_reading("W"), time)
    seen = steady.update(_reading("6", alphabet=DIGITS), time + 1 / 30)
    assert seen is not None
    assert seen.label is None
    assert len(seen.probabilities) == 10
    for i in range(2, 10):
        seen = steady.update(_reading("6", alphabet=DIGITS), time + i / 30)
    assert _label(seen) == "6"


def test_frames_of_the_same_moment_do_no_harm() -> None:
    steady = Steady()
    for time in _times(15, 1.0):
        steady.update(_reading("A"), time)
        seen = steady.update(_reading("A"), time)
    assert _label(seen) == "A"
