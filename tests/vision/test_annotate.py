"""What is written on pictures."""

from __future__ import annotations

import numpy as np
import pytest

from signdesk.vision.annotate import with_box, with_caption, with_lines
from signdesk.vision.box import Box

GREY = np.full((120, 160, 3), 120, np.uint8)


def test_a_box_lies_around_what_was_seen_and_the_picture_stays_as_it_was() -> None:
    before = GREY.copy()
    out = with_box(GREY, Box(40, 50, 60, 40), "")
    assert (before == GREY).all()
    assert (out[70, 40] != GREY[70, 40]).any(), "its left side"
    assert (out[70, 70] == GREY[70, 70]).all(), "inside it"
    assert (out[:40] == GREY[:40]).all(), "no tag without a text"


@pytest.mark.parametrize("box", [Box(40, 50, 60, 40), Box(-30, -20, 80, 60), Box(120, 0, 60, 60)])
def test_the_tag_of_a_box_is_seen_wherever_that_lies(box: Box) -> None:
    difference = (with_box(GREY, box, "W 98%") != with_box(GREY, box, "")).any(2)
    assert difference.sum() > 150


def test_lines_join_points_even_outside_the_picture() -> None:
    points = np.array([[20, 30], [100, 30], [300, -50]], np.float32)
    out = with_lines(GREY, points, [(0, 1), (1, 2)])
    assert (out[30, 60] != GREY[30, 60]).any()
    assert (out[90:] == GREY[90:]).all()


def test_a_caption_stands_below_and_of_a_long_text_the_end_is_shown() -> None:
    short, long = with_caption(GREY, "HELLO", "a note"), with_caption(GREY, "ABC " * 40 + "HELLO", "a note")
    assert short.shape == long.shape
    assert short.shape[1] == 160
    assert short.shape[0] > 120
    assert (short[:120] == GREY).all()
    empty = with_caption(GREY, "", "")
    assert (short != empty).any()
