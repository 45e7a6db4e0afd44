"""What a step shows the network."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Generator

from signdesk.training.batches import pictures_of
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops


@pytest.fixture(scope="module")
def hands() -> Crops:
    """A white spot on grey, its keypoints in its middle, for an input of 96 pixels."""
    images = np.full((4, 144, 144, 3), 60, np.uint8)
    images[:, 62:67, 76:81] = 255
    keypoints = np.full((4, 21, 2), (78.5 / 144, 64.5 / 144), np.float32)
    signs, people = np.full(4, "A"), np.full(4, "ann")
    return Crops(images, signs, people, keypoints, np.zeros(4, bool), np.ones(4, np.float32))


def test_pictures_of_varied_size_show_the_same_place(hands: Crops) -> None:
    config = TrainConfig(varied_input=True, augmentation=0.0)
    pictures, chance = pictures_of(hands, config), Generator().manual_seed(0)
    rows = torch.arange(4)
    sizes = set()
    for _ in range(40):
        batch, warp = pictures(rows, chance, 1.0, torch.device("cpu"))
        size = batch.shape[-1]
        sizes.add(size)
        spot = (batch[0, 0] > 0.6).nonzero().float().mean(0).flip(0) + 0.5
        there = warp.points(torch.from_numpy(hands.keypoints))[0, 0] * size
        torch.testing.assert_close(spot, there, atol=0.7, rtol=0)
    assert sizes == {80, 96, 112, 128}


def test_a_training_that_grows_begins_small_and_ends_at_the_size_of_the_input(hands: Crops) -> None:
    pictures, chance = pictures_of(hands, TrainConfig(growing_input=True)), Generator().manual_seed(0)
    sides = [pictures(torch.arange(4), chance, at / 10, torch.device("cpu"))[0].shape[-1] for at in range(11)]
    assert sides == sorted(sides)
    assert (sides[0], sides[-1]) == (64, 96)
