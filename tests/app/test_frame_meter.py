"""Pictures a second, and their age."""

from __future__ import annotations

import pytest

from signdesk.app.frame_meter import FrameMeter


def test_rate_and_age_of_a_steady_camera() -> None:
    meter = FrameMeter()
    for i in range(60):
        meter.shown(now=100 + i / 30, captured=100 + i / 30 - 0.04)
    assert meter.fps(100 + 59 / 30) == pytest.approx(30)
    assert meter.age() == pytest.approx(0.04)


def test_only_the_last_moments_count() -> None:
    meter = FrameMeter()
    for i in range(30):
        meter.shown(now=i / 30, captured=0)
    for i in range(20):
        meter.shown(now=5 + i / 10, captured=5 + i / 10)
    assert meter.fps(5 + 19 / 10) == pytest.approx(10)
    assert meter.age() == 0


def test_nothing_is_shown_any_more() -> None:
    meter = FrameMeter()
    meter.shown(now=1, captured=1)
    meter.shown(now=1.1, captured=1)
    assert meter.fps(1.2) == pytest.approx(10)
    assert meter.fps(60) == 0
    assert meter.age() is None
