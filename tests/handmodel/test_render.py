from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from signdesk.alphabet import DIGITS, LETTERS
from signdesk.handmodel import Dress, HandShape, Light, SkinLook, View, load_pose, render
from signdesk.handmodel.skeleton import rotation
from signdesk.handmodel.tone import MONK, from_srgb, lightness, monk, to_srgb

SNAPSHOTS = Path(__file__).with_name("snapshots.json")
COARSE = 10
"""Snapshots are so many cells wide and high: how bright each is, 0 to 255."""


def _coarse(label: str) -> np.ndarray:
    grey = render(load_pose(label), size=80).image.mean(2)
    return grey.reshape(COARSE, 8, COARSE, 8).mean((1, 3))


@pytest.mark.parametrize("label", [*LETTERS.labels, *DIGITS.labels])
def test_pictures_are_as_they_were(label: str) -> None:
    """When a change is meant: python tests/handmodel/snapshots.py, and look at the hands."""
    before = np.array(json.loads(SNAPSHOTS.read_text(encoding="utf-8"))[label])
    np.testing.assert_allclose(_coarse(label), before, atol=6)


@pytest.mark.parametrize("label", ["B", "C", "M", "5", "Q", "Y"])
def test_keypoints_lie_on_the_hand_and_in_its_box(label: str) -> None:
    drawn = render(load_pose(label), size=160)
    for x, y in drawn.keypoints:
        row, column = int(y), int(x)
        assert drawn.mask[row - 2 : row + 3, column - 2 : column + 3].max() > 0.5
        assert drawn.box.contains(float(x), float(y))


def test_the_box_is_close_around_fingers_and_leaves_the_forearm_out() -> None:
    drawn = render(load_pose("5"), size=200)
    rows = np.flatnonzero(drawn.mask.max(1) > 0.5)
    assert drawn.box.y == pytest.approx(rows[0], abs=4)
    assert drawn.box.bottom < rows[-1] - 10


def test_fingertips_before_the_palm_are_seen_and_knuckles_behind_a_fist_are_not() -> None:
    drawn = render(load_pose("B"), size=160)
    assert drawn.visible[[8, 12, 16, 20, 4]].all()
    assert not render(load_pose("S"), view=View(yaw=180), size=160).visible[4]


def test_a_left_hand_is_the_mirror_of_a_right_one() -> None:
    light = Light(towards=(0.0, 0.6, 0.8))
    right = render(load_pose("L"), size=120, light=light)
    left = render(load_pose("L"), view=View(mirrored=True), size=120, light=light)
    np.testing.assert_allclose(left.keypoints[:, 0], 120 - right.keypoints[:, 0], atol=1e-3)
    np.testing.assert_allclose(left.keypoints[:, 1], right.keypoints[:, 1], atol=1e-3)
    np.testing.assert_allclose(left.mask[:, ::-1], right.mask, atol=0.35)
    assert np.abs(left.image[:, ::-1].astype(int) - right.image).mean() < 1.0


def test_turning_the_view_turns_the_points() -> None:
    plain = render(load_pose("Y"), size=64).keypoints_3d
    turned = render(load_pose("Y"), view=View(yaw=40), size=64).keypoints_3d
    np.testing.assert_allclose(np.linalg.norm(plain[4] - plain[20]), np.linalg.norm(turned[4] - turned[20]), rtol=1e-4)
    moved = (plain - plain.mean(0)) @ rotation(1, 40).T
    np.testing.assert_allclose(turned - turned.mean(0), moved, atol=0.01)


def test_skin_tones_span_the_monk_scale_in_order() -> None:
    shades = []
    for tone in range(1, 11):
        drawn = render(load_pose("5"), size=48, look=SkinLook(tone=tone))
        shades.append(lightness(from_srgb(drawn.image[drawn.mask > 0.95] / np.float32(255))))
    assert (np.diff(shades) < 1.5).all()
    assert shades[0] - shades[-1] > 40
    assert max(shades[3] - shades[5], 0) > 8


def test_tones_are_the_scales_own_colours() -> None:
    for number, code in enumerate(MONK, 1):
        red, green, blue = (round(float(value) * 255) for value in to_srgb(monk(number)))
        assert f"#{red:02x}{green:02x}{blue:02x}" == code
    with pytest.raises(ValueError, match="1 to 10"):
        monk(11)


def test_light_comes_from_where_it_is_said_to() -> None:
    def sides(x: float) -> float:
        image = render(load_pose("A"), size=64, light=Light(towards=(x, 0.2, 0.6)), background=(0, 0, 0)).image
        return float(image[:, 36:].mean() - image[:, :28].mean())

    assert sides(1.0) > sides(-1.0) + 10


def test_a_larger_picture_shows_the_same_hand() -> None:
    small, large = render(load_pose("W"), size=100), render(load_pose("W"), size=300)
    np.testing.assert_allclose(large.keypoints, small.keypoints * 3, atol=0.05)
    assert np.abs(large.mask.reshape(100, 3, 100, 3).mean((1, 3)) - small.mask).mean() < 0.02


def test_pictures_need_not_be_square_and_keep_their_background() -> None:
    scene = np.zeros((90, 160, 3), np.uint8)
    scene[:] = (10, 200, 30)
    drawn = render(load_pose("V"), size=(160, 90), background=scene)
    assert drawn.image.shape == (90, 160, 3)
    assert tuple(drawn.image[2, 2]) == (10, 200, 30)


def test_what_is_worn_is_seen() -> None:
    def colours(dress: Dress) -> np.ndarray:
        return render(load_pose("5"), HandShape(), View(fill=0.5), 120, dress=dress).image.astype(int)

    bare = colours(Dress())
    sleeve = colours(Dress(sleeve=10.0, cloth=(0.0, 0.0, 0.8)))
    assert np.abs(sleeve - bare)[100:].max() > 80
    assert np.abs(sleeve - bare)[:40].max() == 0
    ring = np.abs(colours(Dress(ring=(0.1, 0.9, 0.9))) - bare).max(2) > 25
    assert 3 < ring.sum() < 200
    assert (np.abs(colours(Dress(watch=(0.0, 0.0, 0.0))) - bare).max(2) > 40).sum() > 20
