from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from signdesk.alphabet import DIGITS, LETTERS, MOVING_LETTERS
from signdesk.handmodel.motion import motion
from signdesk.handmodel.turntable import FINGERTIPS, Side, picture, stage, trace
from signdesk.handmodel.words import shown_signs, words


def covered(image: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return image[..., 3] > 127


def test_the_hand_is_opaque_its_surroundings_and_the_end_of_its_forearm_are_not() -> None:
    image = picture("B", Side(), 96, fine=2)
    assert image.shape == (96, 96, 4)
    assert image[48, 48, 3] == 255
    assert image[0].max() == image[:, 0].max() == 0
    assert image[-1, :, 3].max() < 100
    assert (image[..., :3] <= image[..., 3:]).all(), "colours are multiplied with alpha"


def test_a_hand_stays_in_the_picture_and_as_large_from_every_side() -> None:
    areas = []
    for yaw in range(0, 360, 60):
        seen = covered(picture("Y", Side(float(yaw)), 64, fine=0))
        assert not seen[0].any()
        assert not seen[:, 0].any()
        assert not seen[:, -1].any()
        areas.append(np.flatnonzero(seen.any(1)))
    tops = [rows[0] for rows in areas]
    assert max(tops) - min(tops) < 10, "turning about the upright moves nothing up or down much"


def test_a_left_hand_is_the_mirror_image_of_a_right_one() -> None:
    right, left = covered(picture("L", Side(), 64)), covered(picture("L", Side(left=True), 64))
    assert (right != left[:, ::-1]).mean() < 0.02
    assert (right != left).mean() > 0.05


def test_from_behind_nails_and_outline_are_seen_the_other_way_round() -> None:
    front, back = covered(picture("L", Side(), 64)), covered(picture("L", Side(yaw=180), 64))
    assert (front != back[:, ::-1]).mean() < 0.08


def test_dragging_shows_the_same_hand_as_resting_does() -> None:
    rough, fine = (picture("W", Side(30, 10), 96, fine=fine).astype(int) for fine in (0, 2))
    assert (covered(rough) != covered(fine)).mean() < 0.02
    inside = covered(rough) & covered(fine)
    assert np.abs(rough - fine)[inside].mean() < 14


def test_variants_and_moments_differ() -> None:
    assert (picture("D", Side(), 48) != picture("D", Side(), 48, variant=1)).any()
    assert (picture("J", Side(), 48) != picture("J", Side(), 48, time=0.8)).any()
    with pytest.raises(KeyError, match="no pose"):
        picture("?", Side(), 48)


def test_a_letter_that_moves_stays_in_its_stage() -> None:
    for label in MOVING_LETTERS:
        for time in (0.0, motion(label).duration / 2, motion(label).duration):
            seen = covered(picture(label, Side(), 48, time=time, fine=0))
            assert not np.concatenate([seen[0], seen[:, 0], seen[:, -1]]).any()
        assert stage(label).reach > stage("A").reach


@pytest.mark.parametrize(("left", "sign"), [(False, 1), (True, -1)], ids=["right", "left"])
def test_the_fingertip_of_z_goes_across_back_down_and_across(left: bool, sign: int) -> None:
    way = trace("Z", Side(left=left))
    assert set(FINGERTIPS) == set(MOVING_LETTERS)
    assert ((way > 0) & (way < 1)).all()
    third = len(way) // 3
    assert sign * (way[third, 0] - way[0, 0]) < -0.1, "as its signer writes it: whoever looks on sees it mirrored"
    assert way[-1, 1] - way[0, 1] > 0.1


def test_every_sign_has_its_words() -> None:
    assert shown_signs() == tuple(sorted((*LETTERS.labels, *MOVING_LETTERS))) + DIGITS.labels
    for label in shown_signs():
        said = words(label)
        assert said.made.endswith(".")
        assert said.mistaken.endswith(".")
        assert len(said.made) < 110, "a sentence for a narrow panel"
    with pytest.raises(KeyError, match="no sign"):
        words("?")
