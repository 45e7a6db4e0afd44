from __future__ import annotations

import numpy as np
import pytest

from signdesk.handmodel.shape import HAND_LENGTH, HandShape
from signdesk.handmodel.skeleton import ANGLES, FINGERS, NEUTRAL, angle_array, rotation, skeleton

MEAN = skeleton(HandShape())


def _joints(**angles: float) -> np.ndarray:
    return MEAN.joints(angle_array({name.replace("_", "."): value for name, value in angles.items()}))


def test_a_straight_hand_has_the_measures_of_the_tables() -> None:
    joints = _joints()
    assert joints[12, 1] == pytest.approx(HAND_LENGTH, abs=6)
    lengths = np.linalg.norm(np.diff(joints[5:9], axis=0), axis=1)
    np.testing.assert_allclose(lengths, MEAN.lengths[1])


def test_bones_are_as_long_as_in_the_table_that_is_named() -> None:
    """Buryanov and Kotiuk 2010, table I, mm; the last bone with the soft tissue of the tip."""
    thumb = np.array([46.22, 31.57, 21.67 + 5.67])
    fingers = np.array(
        [
            [39.78, 22.38, 15.82 + 3.84],
            [44.63, 26.33, 17.40 + 3.95],
            [41.37, 25.65, 17.30 + 3.95],
            [32.74, 18.11, 15.96 + 3.73],
        ]
    )
    drawn_out = MEAN.lengths[1:].sum() / fingers.sum()
    assert drawn_out == pytest.approx(1.055, abs=0.002)
    np.testing.assert_allclose(MEAN.lengths[1:], fingers * drawn_out, rtol=0.07)
    np.testing.assert_allclose(MEAN.lengths[0], thumb, rtol=0.09)


def test_there_are_26_ways_to_bend() -> None:
    assert len(ANGLES) == 26


@pytest.mark.parametrize("finger", FINGERS[1:])
def test_bending_brings_the_fingertip_to_the_palms_side(finger: str) -> None:
    tip = 4 * FINGERS.index(finger) + 4
    straight, bent = _joints()[tip], MEAN.joints(angle_array({f"{finger}.mcp": 80, f"{finger}.pip": 90}))[tip]
    assert bent[2] > straight[2] + 20
    assert bent[1] < straight[1] - 40


def test_spreading_moves_fingers_away_from_the_middle_one() -> None:
    straight, spread = _joints(), _joints(index_spread=15, ring_spread=15, little_spread=15)
    assert spread[8, 0] > straight[8, 0] + 15
    assert spread[16, 0] < straight[16, 0] - 15
    assert spread[20, 0] < straight[20, 0] - 10


def test_the_thumb_bends_towards_the_little_finger() -> None:
    open_hand = MEAN.joints(angle_array(NEUTRAL))
    bent = MEAN.joints(angle_array(NEUTRAL | {"thumb.mcp": 50, "thumb.ip": 60}))
    assert bent[4, 0] < open_hand[4, 0] - 20


def test_bones_keep_their_lengths_however_they_bend() -> None:
    rng = np.random.default_rng(1)
    joints = MEAN.joints(rng.uniform(-60, 90, (40, len(ANGLES))))
    for finger in range(5):
        lengths = np.linalg.norm(np.diff(joints[:, 1 + 4 * finger : 5 + 4 * finger], axis=1), axis=-1)
        np.testing.assert_allclose(lengths, np.broadcast_to(MEAN.lengths[finger], (40, 3)), rtol=1e-9)


def test_many_poses_at_once_are_the_same_as_one_by_one() -> None:
    angles = np.random.default_rng(2).uniform(-20, 80, (2, 3, len(ANGLES)))
    together = MEAN.joints(angles)
    assert together.shape == (2, 3, 21, 3)
    np.testing.assert_allclose(together[1, 2], MEAN.joints(angles[1, 2]))


def test_a_hand_of_another_build_is_larger_where_it_is_said_to_be() -> None:
    long_index = skeleton(HandShape(fingers=(1.1, 1.0, 1.0, 1.0)))
    assert long_index.lengths[1, 0] == pytest.approx(1.1 * MEAN.lengths[1, 0])
    assert long_index.lengths[2, 0] == MEAN.lengths[2, 0]
    assert skeleton(HandShape(width=1.1)).roots[4, 0] == pytest.approx(1.1 * MEAN.roots[4, 0])


def test_impossible_builds_are_refused() -> None:
    with pytest.raises(ValueError, match=r"0\.5"):
        HandShape(size=3)
    with pytest.raises(ValueError, match="age"):
        HandShape(age=2)


def test_rotations_turn_counter_clockwise() -> None:
    np.testing.assert_allclose(rotation(2, 90) @ (1, 0, 0), (0, 1, 0), atol=1e-12)
    np.testing.assert_allclose(rotation(0, 90) @ (0, 1, 0), (0, 0, 1), atol=1e-12)
