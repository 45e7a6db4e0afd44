from __future__ import annotations

import pytest

from signdesk.hands.finder import SMALLEST, GuideRegion
from signdesk.vision.box import Box


def test_a_region_is_the_same_part_of_any_picture() -> None:
    region = GuideRegion(0.5, 0.25, 0.25, 0.5)
    assert region.box(640, 480) == Box(320, 120, 160, 240)
    assert region.box(200, 100) == Box(100, 25, 50, 50)


@pytest.mark.parametrize(
    "values", [(-0.1, 0, 0.5, 0.5), (0.6, 0, 0.5, 0.5), (0, 0.9, 0.5, 0.2), (0, 0, 0.01, 0.5), (0, 0, float("nan"), 1)]
)
def test_a_region_outside_the_picture_is_refused(values: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="guide region"):
        GuideRegion(*values)


@pytest.mark.parametrize(
    ("dragged", "fitted"),
    [
        ((0.9, -0.2, 0.3, 0.3), (0.7, 0.0, 0.3, 0.3)),
        ((0.2, 0.2, 5.0, 0.3), (0.0, 0.2, 1.0, 0.3)),
        ((0.5, 0.5, 0.0, -1.0), (0.5, 0.5, SMALLEST, SMALLEST)),
        ((0.1, 0.2, 0.3, 0.4), (0.1, 0.2, 0.3, 0.4)),
    ],
)
def test_a_region_dragged_too_far_stays_in_the_picture(dragged: tuple[float, ...], fitted: tuple[float, ...]) -> None:
    region = GuideRegion.fitted(*dragged)
    assert (region.x, region.y, region.width, region.height) == pytest.approx(fitted)
