"""Hands that teach another sign too."""

from __future__ import annotations

import numpy as np
import pytest

from signdesk.training.crops import Crops
from signdesk.training.handshapes import same_handshape

TIP, KNUCKLE = 8, 5


def hand(sign: str, points_at: tuple[float, float] = (0.5, 0.1), known: bool = True) -> Crops:
    """A hand of ``sign`` whose index finger goes from the middle to ``points_at``, where its picture is white."""
    image = np.zeros((1, 60, 60, 3), np.uint8)
    column, row = (np.array(points_at) * 60).astype(int)
    image[0, row - 2 : row + 3, column - 2 : column + 3] = 255
    keypoints = np.full((1, 21, 2), 0.5, np.float32)
    keypoints[0, TIP] = points_at
    if not known:
        keypoints[:] = np.nan
    one = np.ones(1, np.float32)
    return Crops(image, np.array([sign]), np.array(["ann"]), keypoints, np.zeros(1, bool), one, np.array(["a.jpg"]))


@pytest.mark.parametrize(("digit", "letter"), [("0", "O"), ("2", "V"), ("6", "W"), ("9", "F")])
def test_digits_and_letters_of_one_handshape_teach_each_other(digit: str, letter: str) -> None:
    for sign, other in ((digit, letter), (letter, digit)):
        own = hand(sign)
        also = same_handshape(own, seed=0)
        assert list(also.labels) == [other]
        assert (also.images == own.images).all()
        assert list(also.signers) == ["ann"]
        assert also.weights < own.weights


def test_a_raised_index_finger_is_many_peoples_d() -> None:
    assert list(same_handshape(hand("1"), seed=0).labels) == ["D"]
    assert len(same_handshape(hand("D"), seed=0)) == 0


@pytest.mark.parametrize(
    ("sign", "points_at", "other", "then_at"),
    [
        ("K", (0.5, 0.1), "P", {(0.5, 0.9)}),
        ("U", (0.5, 0.1), "H", {(0.1, 0.5), (0.9, 0.5)}),
        ("G", (0.1, 0.5), "Q", {(0.5, 0.9)}),
        ("G", (0.9, 0.5), "Q", {(0.5, 0.9)}),
    ],
)
def test_turned_hands_show_another_letter(
    sign: str, points_at: tuple[float, float], other: str, then_at: set[tuple[float, float]]
) -> None:
    also = same_handshape(hand(sign, points_at), seed=0)
    assert list(also.labels) == [other]
    tip = also.keypoints[0, TIP]
    assert tuple(round(float(place), 3) for place in tip) in then_at
    rows, columns = np.nonzero(also.images[0, :, :, 0])
    assert np.allclose(np.array([columns.mean(), rows.mean()]) / 60, tip, atol=0.03)


def test_a_g_that_points_elsewhere_or_who_knows_where_teaches_no_q() -> None:
    assert len(same_handshape(hand("G", (0.5, 0.1)), seed=0)) == 0
    assert len(same_handshape(hand("G", (0.1, 0.5), known=False), seed=0)) == 0


def test_signs_that_no_other_is_formed_like_teach_none() -> None:
    assert len(same_handshape(Crops.joined([hand(sign) for sign in "ABCELMNRSTXY"]), seed=0)) == 0
