"""Rectangles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signdesk.vision.box import Box

sizes = st.floats(0.5, 1000)
places = st.floats(-1000, 1000)
boxes = st.builds(Box, places, places, sizes, sizes)


@pytest.mark.parametrize(("width", "height"), [(0, 5), (5, 0), (-1, 5), (float("nan"), 5)])
def test_box_without_a_size_is_refused(width: float, height: float) -> None:
    with pytest.raises(ValueError, match="positive size"):
        Box(0, 0, width, height)


def test_around_points() -> None:
    assert Box.around(np.array([[3.0, 8.0], [1.0, 9.0], [5.0, 2.0]])) == Box(1, 2, 4, 7)
    assert Box.around(np.array([[3.0, 8.0]])) == Box(3, 8, 1, 1)


@given(boxes)
def test_squared_keeps_the_centre_and_holds_the_box(box: Box) -> None:
    square = box.squared()
    assert square.width == square.height == max(box.width, box.height)
    assert square.centre == pytest.approx(box.centre)


@given(boxes, st.floats(0.1, 5))
def test_grown_keeps_the_centre(box: Box, factor: float) -> None:
    grown = box.grown(factor)
    assert grown.centre == pytest.approx(box.centre)
    assert grown.area == pytest.approx(box.area * factor**2)


@given(boxes, st.floats(1, 2000))
def test_mirrored_twice_is_the_same(box: Box, width: float) -> None:
    again = box.mirrored(width).mirrored(width)
    assert (again.x, again.y, again.width, again.height) == pytest.approx((box.x, box.y, box.width, box.height))


def test_mirrored_lies_as_far_from_the_other_side() -> None:
    assert Box(10, 5, 20, 30).mirrored(100) == Box(70, 5, 20, 30)


@given(boxes)
def test_clipped_lies_in_the_picture(box: Box) -> None:
    clipped = box.clipped(640, 480)
    if clipped is None:
        assert box.right <= 0 or box.bottom <= 0 or box.x >= 640 or box.y >= 480
    else:
        assert clipped.x >= 0
        assert clipped.y >= 0
        assert clipped.right <= 640 + 1e-6
        assert clipped.bottom <= 480 + 1e-6


@given(boxes, boxes)
def test_overlap_is_the_same_from_both_sides(a: Box, b: Box) -> None:
    assert a.iou(b) == pytest.approx(b.iou(a))
    assert 0 <= a.iou(b) <= 1 + 1e-9


def test_overlap_of_known_boxes() -> None:
    assert Box(0, 0, 2, 2).iou(Box(0, 0, 2, 2)) == 1
    assert Box(0, 0, 2, 2).iou(Box(1, 0, 2, 2)) == pytest.approx(1 / 3)
    assert Box(0, 0, 2, 2).iou(Box(2, 0, 2, 2)) == 0


def test_contains_its_edges_and_nothing_beyond() -> None:
    box = Box(1, 2, 3, 4)
    assert box.contains(1, 2)
    assert box.contains(4, 6)
    assert not box.contains(4.01, 6)
    assert not box.contains(1, 1.99)


def test_scaled_follows_its_picture() -> None:
    assert Box(1, 2, 3, 4).scaled(2) == Box(2, 4, 6, 8)
