"""A hand that is cut out comes alone, and lies where it is said when it is set into another picture."""

from __future__ import annotations

import numpy as np
import pytest

from signdesk.handmodel.camera import View
from signdesk.handmodel.pose import variants
from signdesk.handmodel.render import Rendered, render
from signdesk.vision.cutout import cut_out, set_into
from signdesk.vision.forearm import forearm_of
from signdesk.vision.image import Image

WALL = (40, 110, 90)


def drawn(label: str) -> Rendered:
    return render(variants(label)[0], view=View(fill=0.5), size=(200, 200), background=wall())


def wall() -> Image:
    grain = np.random.default_rng(0).normal(0, 6, (200, 200, 1))
    return np.clip(np.array(WALL) + grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("label", ["A", "V", "C"])
def test_a_hand_comes_without_what_is_behind_it(label: str) -> None:
    picture = drawn(label)
    hand = cut_out(picture.image, picture.keypoints)
    assert hand is not None
    back = np.array([[1.0, 0, 0], [0, 1, 0]]) * (np.ptp(picture.keypoints) / np.ptp(hand.keypoints))
    back[:, 2] = picture.keypoints[0] - back[:, :2] @ hand.keypoints[0]
    room = np.zeros((200, 200, 3), np.uint8)
    image, keypoints = set_into(room, hand, back)
    np.testing.assert_allclose(keypoints, picture.keypoints, atol=0.5)
    seen, true = image.max(2) > 60, picture.mask > 0.5
    near = np.zeros_like(true)
    top, bottom = int(picture.box.y) - 4, int(picture.box.bottom) + 4
    near[top:bottom, int(picture.box.x) - 4 : int(picture.box.right) + 4] = True
    assert (seen & true & near).sum() / ((seen | true) & near).sum() > 0.85


def test_what_is_beside_the_hand_stays() -> None:
    picture = drawn("B")
    hand = cut_out(picture.image, picture.keypoints)
    assert hand is not None
    room = np.random.default_rng(1).integers(0, 255, (120, 160, 3), dtype=np.uint8)
    image, keypoints = set_into(room, hand, np.array([[0.2, 0, 10], [0, 0.2, 20.0]]))
    np.testing.assert_allclose(keypoints, hand.keypoints * 0.2 + (10, 20), atol=1e-3)
    assert np.array_equal(image[70:], room[70:])
    assert np.array_equal(image[:, 60:], room[:, 60:])
    assert not np.array_equal(image, room)


def test_the_same_picture_gives_the_same_hand() -> None:
    picture = drawn("Y")
    one, other = (cut_out(picture.image, picture.keypoints) for _ in range(2))
    assert one is not None
    assert other is not None
    assert np.array_equal(one.alpha, other.alpha)


def test_keypoints_that_fill_the_picture_leave_nothing_to_cut() -> None:
    everywhere = np.stack(np.meshgrid(np.linspace(0, 63, 7), (0, 31, 63)), 2).reshape(21, 2).astype(np.float32)
    assert cut_out(np.full((64, 64, 3), 128, np.uint8), everywhere) is None


def test_the_forearm_goes_on_until_the_picture_ends() -> None:
    picture = drawn("A")
    hand = cut_out(picture.image, picture.keypoints)
    assert hand is not None
    arm = forearm_of(hand.alpha, hand.keypoints)
    assert arm is not None
    room = np.zeros((400, 200, 3), np.uint8)
    small = np.array([[0.2, 0, 70], [0, 0.2, 20.0]])
    (stump, _), (whole, keypoints) = set_into(room, hand, small), set_into(room, hand, small, arm)
    fingers = int(keypoints[:, 1].max())
    assert np.array_equal(stump[: fingers + 5], whole[: fingers + 5])
    assert not stump[200:].any()
    flesh = (whole > 40).all(2)
    assert flesh[-1].any()
    assert flesh.any(1)[fingers:].all()
    wrist = flesh[fingers].sum()
    assert 0.5 * wrist < flesh[-1].sum() < 2 * wrist


def test_a_hand_without_a_forearm_gets_none() -> None:
    picture = drawn("A")
    hand = cut_out(picture.image, picture.keypoints)
    assert hand is not None
    at_the_wrist = hand.alpha.copy()
    at_the_wrist[int(hand.keypoints[0, 1]) :] = 0
    assert forearm_of(at_the_wrist, hand.keypoints) is None
    hanging = hand.keypoints.copy()
    hanging[8] = 3 * hand.keypoints[0] - 2 * hand.keypoints[9]  # the index finger lies along the arm
    assert forearm_of(hand.alpha, hanging) is None
