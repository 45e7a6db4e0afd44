"""Crops of hands, as training keeps them."""

from __future__ import annotations

import numpy as np

from signdesk.datasets.samples import UNLABELLED
from signdesk.training.crops import Crops


def test_keypoints_turn_with_their_hands() -> None:
    rng = np.random.default_rng(4)
    count, size = 12, 30
    images = np.zeros((count, size, size, 3), np.uint8)
    points = np.full((count, 21, 2), np.nan, np.float32)
    for image, places in zip(images, points, strict=True):
        spots = rng.choice(size * size, 21, replace=False)
        places[:] = np.stack([spots % size + 0.5, spots // size + 0.5], 1) / size
        image[spots // size, spots % size] = np.arange(1, 22)[:, None]
    hands = Crops(
        images, np.full(count, "P"), np.full(count, "me"), points, np.zeros(count, bool), np.ones(count, np.float32)
    )
    turned = hands.turned(seed=1)
    assert set(turned.labels) == {UNLABELLED}
    columns, rows = np.moveaxis((turned.keypoints * size).astype(int), 2, 0)
    for image, column, row, before in zip(turned.images, columns, rows, images, strict=True):
        assert (image[row, column, 0] == np.arange(1, 22)).all()
        assert (image != before).any()
