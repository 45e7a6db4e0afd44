from __future__ import annotations

import pytest

from signdesk.hands.motion import HandSpeed
from signdesk.vision.box import Box


@pytest.mark.parametrize("fps", [5, 10, 30, 60])
@pytest.mark.parametrize("size", [50.0, 300.0])
def test_speed_is_in_hand_sizes_whatever_the_frame_rate(fps: int, size: float) -> None:
    speed = HandSpeed()
    for i in range(fps):
        seen = speed.update(Box.centred(i / fps * 3 * size, 0, size, size / 2), 100 + i / fps)
    assert seen == pytest.approx(3.0)


def test_a_hand_that_stops_is_at_rest_a_tenth_of_a_second_later() -> None:
    speed = HandSpeed()
    for i in range(30):
        speed.update(Box(i * 10, 0, 100, 100), i / 30)
    for i in range(30, 34):
        seen = speed.update(Box(290, 0, 100, 100), i / 30)
    assert seen == pytest.approx(0.0)


def test_a_hand_that_comes_back_elsewhere_has_not_moved_there() -> None:
    speed = HandSpeed()
    speed.update(Box(0, 0, 100, 100), 0.0)
    speed.update(None, 0.1)
    assert speed.update(Box(900, 0, 100, 100), 0.2) == 0.0
    assert speed.update(Box(0, 0, 100, 100), 5.0) == 0.0


def test_two_frames_of_the_same_moment_are_no_infinite_speed() -> None:
    speed = HandSpeed()
    speed.update(Box(0, 0, 100, 100), 1.0)
    assert speed.update(Box(50, 0, 100, 100), 1.0) == 0.0
