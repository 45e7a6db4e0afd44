"""Crops of hands, as training keeps them."""

from __future__ import annotations

import numpy as np

from signdesk.handmodel.camera import View
from signdesk.handmodel.pose import variants
from signdesk.handmodel.render import render
from signdesk.training.crops import MASK, Crops, masked


def test_keypoints_turn_with_their_hands() -> None:
    rng = np.random.default_rng(4)
    count, size = 12, 30
    images = np.zeros((count, size, size, 3), np.uint8)
    points = np.full((count, 21, 2), np.nan, np.float32)
    masks = np.zeros((count, MASK, MASK), np.uint8)
    masks[:, :4] = 255
    for image, places in zip(images, points, strict=True):
        spots = rng.choice(size * size, 21, replace=False)
        places[:] = np.stack([spots % size + 0.5, spots // size + 0.5], 1) / size
        image[spots // size, spots % size] = np.arange(1, 22)[:, None]
    signs, people = np.full(count, "P"), np.full(count, "me")
    ones = np.ones(count, np.float32)
    hands = Crops(images, signs, people, points, np.zeros(count, bool), ones, masks=masks)
    turned = hands.turned(rng.integers(1, 4, count))
    columns, rows = np.moveaxis((turned.keypoints * size).astype(int), 2, 0)
    for image, column, row, before in zip(turned.images, columns, rows, images, strict=True):
        assert (image[row, column, 0] == np.arange(1, 22)).all()
        assert (image != before).any()
    upper = turned.masks[:, :4].reshape(count, -1)
    assert not upper.min(1).any()
    assert (turned.masks.sum((1, 2)) == masks.sum((1, 2))).all()


def test_a_mask_tells_the_hand_from_what_is_behind() -> None:
    wall = np.full((144, 144, 3), (40, 110, 90), np.uint8)
    drawn = render(variants("L")[0], view=View(fill=0.5), size=144, background=wall)
    keypoints = np.stack([drawn.keypoints / 144, np.full((21, 2), np.nan)]).astype(np.float32)
    images, ones = np.stack([drawn.image] * 2), np.ones(2, np.float32)
    crops = Crops(images, np.full(2, "L"), np.full(2, "me"), keypoints, np.zeros(2, bool), ones)
    known, unknown = masked(crops).masks
    flesh = drawn.mask.reshape(MASK, 2, MASK, 2).mean((1, 3))
    rows, columns = np.nonzero(flesh == 1)
    inside = rows < drawn.keypoints[0, 1] / 2  # the forearm may be cut
    assert (known[rows[inside], columns[inside]] > 128).mean() > 0.9
    assert (known[flesh == 0] < 128).mean() > 0.97
    assert (unknown == 255).all()


def test_masks_take_no_room_until_hands_are_cut_out() -> None:
    images, nowhere = np.zeros((3, 144, 144, 3), np.uint8), np.full((3, 21, 2), np.nan, np.float32)
    signs, people, ones = np.full(3, "L"), np.full(3, "me"), np.ones(3, np.float32)
    crops = Crops(images, signs, people, nowhere, np.zeros(3, bool), ones)
    assert crops.masks.nbytes == 3
    none = crops.take(np.zeros(3, bool))
    joined = Crops.joined([crops, none, masked(crops)])
    assert joined.masks.shape == (6, MASK, MASK)
    assert (joined.masks == 255).all()


def test_signs_of_which_a_person_has_more_pictures_are_shown_no_more_often() -> None:
    labels, people = np.array(["A", "T", "T", "T", "A", "T"]), np.array(["me", "me", "me", "me", "you", "you"])
    count = len(labels)
    unplaced = np.full((count, 21, 2), np.nan, np.float32)
    weights = np.array([1, 1, 1, 1, 2, 2], np.float32)
    hands = Crops(np.zeros((count, 12, 12, 3), np.uint8), labels, people, unplaced, np.zeros(count, bool), weights)

    alike = hands.signs_alike().weights
    mine = people == "me"
    assert np.isclose(alike[(labels == "T") & mine].sum(), alike[(labels == "A") & mine].sum())
    assert np.isclose(alike[(labels == "T") & ~mine].sum(), alike[(labels == "A") & ~mine].sum())
    assert np.isclose(alike[mine].sum(), weights[mine].sum())
    assert np.isclose(alike[~mine].sum(), weights[~mine].sum())
