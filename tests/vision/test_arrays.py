"""Pictures in memory as a source of frames."""

from __future__ import annotations

import numpy as np
import pytest

from signdesk.vision.arrays import ArraySource
from signdesk.vision.image import Image


def pictures(count: int) -> list[Image]:
    return [np.full((4, 6, 3), i, np.uint8) for i in range(count)]


def test_arrays_come_at_their_rate_and_stay_writable() -> None:
    images = pictures(3)
    with ArraySource(images, fps=10) as source:
        assert [frame.time for frame in source] == pytest.approx([0, 0.1, 0.2])
    assert source.fps == 10
    assert not source.live
    images[0][:] = 7


def test_real_time_arrays_are_dated_by_their_rate() -> None:
    with ArraySource(pictures(6), fps=100, real_time=True) as source:
        frames = list(source)
    for frame in frames:
        assert frame.time - frames[0].time == pytest.approx((frame.index - frames[0].index) / 100)


def test_real_time_leaves_out_what_nobody_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("signdesk.vision.pace.time.monotonic", lambda: now)
    with ArraySource(pictures(50), fps=10, real_time=True) as source:
        assert source.read().index == 0
        now += 2.05
        frame = source.read()
        assert (frame.index, frame.time) == (20, pytest.approx(102.0))
        now += 10
        assert source.read() is None


@pytest.mark.parametrize("fps", [0, -1, float("nan")])
def test_a_rate_must_be_positive(fps: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        ArraySource(pictures(1), fps=fps)
