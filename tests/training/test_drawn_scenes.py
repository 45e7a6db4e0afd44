"""Drawn hands in real rooms are pictures of hands like any others, but for the sign."""

from __future__ import annotations

import numpy as np

from signdesk.datasets.samples import UNLABELLED, Samples
from signdesk.datasets.stores import ArrayImages
from signdesk.training.crops import hand_boxes
from signdesk.training.drawn_scenes import drawn_scenes

ROOM = (20, 160, 40)


def rooms() -> Samples:
    picture = np.full((1, 120, 200, 3), ROOM, np.uint8)
    text, nowhere = np.array([""]), np.full((1, 21, 2), np.nan, np.float32)
    return Samples("rooms", ArrayImages(picture), text, text, text, nowhere[:, :4, 0], nowhere, np.array(["room"]))


def test_hands_are_drawn_where_it_is_said() -> None:
    drawn = drawn_scenes(rooms(), 6, seed=4)
    assert set(drawn.names) == {f"{number:05d}" for number in range(1, 7)}
    assert set(drawn.labels) == {UNLABELLED}
    for image, box in zip((drawn.images[i] for i in range(len(drawn))), hand_boxes(drawn), strict=True):
        assert image.shape == (154, 256, 3)
        assert box is not None
        seen = box.clipped(256, 154)
        assert seen is not None
        inside = image[int(seen.y) : int(seen.bottom) + 1, int(seen.x) : int(seen.right) + 1].astype(int)
        greener = inside[..., 1] - inside[..., [0, 2]].max(2)
        assert (greener < 40).mean() > 0.15  # flesh, not wall


def test_the_same_seed_draws_the_same_pictures() -> None:
    assert drawn_scenes(rooms(), 2, seed=4).digest() == drawn_scenes(rooms(), 2, seed=4).digest()
