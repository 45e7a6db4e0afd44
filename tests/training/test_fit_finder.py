"""The finder learns where hands are, however pictures are varied."""

from __future__ import annotations

import numpy as np
import torch

from signdesk.networks.finder import Finder
from signdesk.training.config import TrainConfig
from signdesk.training.events import EpochEnded
from signdesk.training.fit_finder import _SEEN, Scenes, _mosaics, _seen_boxes, _views, fit_finder, scene
from signdesk.training.warp import Warp
from signdesk.vision.box import Box


def bright_things(count: int, seed: int) -> Scenes:
    """Grey pictures with one bright thing each, which is the "hand"."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(count):
        image = rng.integers(40, 90, (120, 160, 3), np.uint8)
        width, height = (int(side) for side in rng.integers(24, 60, 2))
        x, y = int(rng.integers(0, 160 - width)), int(rng.integers(0, 120 - height))
        image[y : y + height, x : x + width] = 230
        rows.append(scene(image, [Box(x, y, width, height)]))
    images, sizes, hands = (np.stack(column) for column in zip(*rows, strict=True))
    return Scenes(images, sizes, hands, np.full(count, "x"), np.full(count, 1 / count, np.float32))


def test_in_mosaics_boxes_go_where_their_hands_go() -> None:
    batch = torch.zeros(9, 3, 160, 192)
    boxes = torch.full((9, 4, 4), torch.nan)
    partial = torch.full((9, 4, 4), torch.nan)
    for i in range(9):
        left, top = 8 + 16 * i, 10 + 8 * i
        batch[i, :, top : top + 40, left : left + 24] = 0.2 + i / 12
        (boxes if i % 2 else partial)[i, 0] = torch.tensor([left, top, left + 24, top + 40])
    pictures, whole, parts = _mosaics(batch, boxes, partial, torch.Generator().manual_seed(3))
    assert pictures.shape == batch.shape
    torch.testing.assert_close(pictures[2:], batch[2:])
    for number, picture in enumerate(pictures):
        seen = torch.zeros(160, 192, dtype=torch.bool)
        places = [box for box in torch.cat([whole[number], parts[number]]).tolist() if box[0] == box[0]]
        assert len(places) == (4 if number < 2 else 1)
        for left, top, right, bottom in places:
            inside = picture[0, int(top) : int(bottom), int(left) : int(right)]
            assert inside.min() == inside.max() > 0
            seen[int(top) : int(bottom), int(left) : int(right)] = True
        assert not picture[0][~seen].any()


def test_boxes_lie_close_around_hands_however_pictures_are_turned() -> None:
    scenes = bright_things(160, 5)
    theta = _views(torch.from_numpy(scenes.sizes), 0.3, torch.Generator().manual_seed(2))
    pictures = Warp(theta).sample(torch.from_numpy(scenes.images).permute(0, 3, 1, 2).float(), *_SEEN)
    boxes, _ = _seen_boxes(torch.from_numpy(scenes.hands), theta)
    lying = theta[:, 0, 1].abs() > theta[:, 0, 0].abs()
    compared = {True: 0, False: 0}
    for picture, (left, top, right, bottom), turned in zip(pictures, boxes[:, 0].tolist(), lying.tolist(), strict=True):
        ys, xs = (picture[0] > 160).nonzero().T
        if left != left or min(xs.min(), ys.min(), 191 - xs.max(), 159 - ys.max()) < 1:
            continue  # what lies at the edge goes on beyond it
        seen = torch.tensor([xs.min(), ys.min(), xs.max() + 1, ys.max() + 1])
        assert (seen - torch.tensor([left, top, right, bottom])).abs().max() < 5
        compared[turned] += 1
    assert min(compared.values()) >= 3


def test_it_learns_to_find_what_it_is_shown() -> None:
    config = TrainConfig(epochs=3, epoch_size=192, batch_size=16, learning_rate=3e-3, augmentation=0.5, averaging=0.8)
    torch.manual_seed(0)
    events = list(fit_finder(Finder(width=8), bright_things(96, 1), bright_things(24, 2), config))
    found = [event.validation["found"] for event in events if isinstance(event, EpochEnded)]
    assert found[-1] >= 0.9
