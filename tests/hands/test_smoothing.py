from __future__ import annotations

import numpy as np
import pytest

from signdesk.hands.smoothing import BoxSmoother, OneEuro
from signdesk.vision.box import Box


@pytest.mark.parametrize("fps", [10, 30, 60])
def test_a_resting_hand_shakes_much_less(fps: int) -> None:
    random = np.random.default_rng(0)
    smoother = BoxSmoother()
    raw, smooth = [], []
    for i in range(20 * fps):
        x, y, width, height = random.normal((300, 200, 120, 150), 1.5)
        raw.append((x, y))
        smooth.append(smoother.update(Box.centred(x, y, width, height), i / fps).centre)
    rest = slice(fps, None)
    # The fewer frames, the longer each has to count.
    share = {10: 0.75, 30: 0.5, 60: 0.5}[fps]
    assert np.std(smooth[rest], axis=0).max() < share * np.std(raw[rest], axis=0).min()


@pytest.mark.parametrize("fps", [10, 30])
@pytest.mark.parametrize("size", [60.0, 240.0])
def test_a_quick_hand_is_not_left_behind(fps: int, size: float) -> None:
    smoother = BoxSmoother()
    for i in range(fps):
        # Half a second of rest, then two hands' widths a second.
        x = 100 + max(i / fps - 0.5, 0) * 2 * size
        box = smoother.update(Box.centred(x, 100, size, size), i / fps)
    assert abs(box.centre[0] - x) < 0.06 * size


def test_a_hand_that_opens_is_followed_in_size() -> None:
    smoother = BoxSmoother()
    for i in range(45):
        # Twice as wide and high within a fifth of a second, then still.
        side = 80 * 2 ** np.clip((i / 30 - 1) / 0.2, 0, 1)
        box = smoother.update(Box.centred(200, 200, side, side), i / 30)
        if i == 37:
            assert box.width == pytest.approx(160, rel=0.1)
    assert box.width == pytest.approx(160, rel=0.03)


def test_big_and_small_hands_are_smoothed_alike() -> None:
    path = np.cumsum(np.random.default_rng(1).normal(0, 0.05, (60, 2)), axis=0)
    small, large = BoxSmoother(), BoxSmoother()
    for i, (x, y) in enumerate(path):
        a = small.update(Box.centred(x * 50, y * 50, 50, 50), i / 30)
        b = large.update(Box.centred(x * 400, y * 400, 400, 400), i / 30)
        assert np.allclose(np.array(a.centre) * 8, b.centre)


def test_a_clock_that_goes_back_starts_anew() -> None:
    smooth = OneEuro()
    smooth.update(np.array([0.0]), 10.0)
    assert smooth.update(np.array([5.0]), 2.0) == 5.0


def test_after_reset_nothing_is_left_of_the_last_hand() -> None:
    smoother = BoxSmoother()
    smoother.update(Box(0, 0, 10, 10), 0.0)
    smoother.reset()
    assert smoother.update(Box(500, 500, 90, 90), 0.03) == Box.centred(545, 545, 90, 90)
