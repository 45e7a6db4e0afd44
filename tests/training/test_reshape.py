"""Hands that are bent towards the shape of another person's."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Generator, Tensor

from signdesk.alphabet import NO_HAND
from signdesk.datasets.samples import UNLABELLED
from signdesk.training.crops import SURROUNDINGS
from signdesk.training.reshape import Shapes
from signdesk.training.warp import Warp, bends, spatial

THUMB_TIP = 4
MIDDLE = torch.tensor([[1 / SURROUNDINGS, 0.0, 0.0], [0.0, 1 / SURROUNDINGS, 0.0]])


@pytest.fixture(scope="module")
def hand() -> Tensor:
    """21 places about as far from one another as a hand's joints."""
    return torch.rand(21, 2, generator=Generator().manual_seed(3)) * 0.4 + 0.3


@pytest.fixture(scope="module")
def longer(hand: Tensor) -> Tensor:
    """The same hand with its thumb's tip elsewhere."""
    other = hand.clone()
    other[THUMB_TIP] += torch.tensor([0.06, -0.03])
    return other


def _bends(hands: list[Tensor], labels: list[str], rows: Tensor, seed: int = 0, strength: float = 1.0) -> Tensor:
    shapes = Shapes(torch.stack(hands), np.array(labels))
    return shapes.bends(rows, MIDDLE.expand(len(rows), 2, 3), strength, Generator().manual_seed(seed))


def test_a_hand_comes_to_be_like_another_of_its_sign(hand: Tensor, longer: Tensor) -> None:
    rows = torch.zeros(400, dtype=torch.long)
    bent = _bends([hand, longer], ["A", "A"], rows)
    warp = Warp(MIDDLE.expand(400, 2, 3), bent)
    before = Warp(MIDDLE.expand(1, 2, 3)).points(hand[None])[0]
    moved = (warp.points(hand.expand(400, 21, 2)) - before).mul(1 / SURROUNDINGS)
    tips, wrists = moved[:, THUMB_TIP], moved[:, 0]
    along = tips @ (longer - hand)[THUMB_TIP]
    assert 0.05 < (along > 1e-4).float().mean() < 0.4
    assert 0.01 < (along < -1e-4).float().mean() < 0.2
    assert tips.norm(dim=1).max() > 0.01
    assert wrists.norm(dim=1).max() < 0.01


@pytest.mark.parametrize("labels", [["A", "B"], [NO_HAND, NO_HAND], [UNLABELLED, UNLABELLED]])
def test_hands_of_other_signs_lend_no_shape(hand: Tensor, longer: Tensor, labels: list[str]) -> None:
    assert not _bends([hand, longer], labels, torch.tensor([0, 1] * 50)).any()


def test_a_hand_whose_keypoints_are_unknown_stays_as_it_is(hand: Tensor, longer: Tensor) -> None:
    unknown = torch.full_like(hand, torch.nan)
    bent = _bends([hand, unknown, longer], ["A", "A", "A"], torch.tensor([0, 1, 2] * 50))
    assert bent[0::3].any()
    assert not bent[1::3].any()
    assert bent.isfinite().all()


def test_without_augmentation_hands_keep_their_shape(hand: Tensor, longer: Tensor) -> None:
    assert not _bends([hand, longer], ["A", "A"], torch.tensor([0, 1] * 50), strength=0.0).any()


def test_a_left_hand_and_one_elsewhere_are_no_other_shape(hand: Tensor) -> None:
    mirrored = hand * torch.tensor([-0.8, 0.8]) + torch.tensor([0.9, 0.1])
    assert _bends([hand, mirrored], ["A", "A"], torch.tensor([0, 1] * 50)).abs().max() < 1e-4


def test_keypoints_go_where_their_pixels_go(hand: Tensor, longer: Tensor) -> None:
    chance, rows = Generator().manual_seed(1), torch.zeros(64, dtype=torch.long)
    shapes = Shapes(torch.stack([hand, longer]), np.array(["A", "A"]))
    theta = spatial(64, 1.0, chance, 1 / SURROUNDINGS)
    warp = Warp(theta, bends(64, 1.0, chance) + shapes.bends(rows, theta, 1.0, chance))
    grid = (torch.arange(144) + 0.5) / 144
    x, y = hand[THUMB_TIP]
    spot = torch.exp(-((grid[None] - x) ** 2 + (grid[:, None] - y) ** 2) / (2 * 0.02**2))
    place = warp.sample(spot.expand(64, 1, 144, 144), 96, 96).flatten(1).argmax(1)
    found = torch.stack([place % 96 + 0.5, place.div(96, rounding_mode="floor") + 0.5], 1) / 96
    expected = warp.points(hand.expand(64, 21, 2))[:, THUMB_TIP]
    inside = ((expected > 0.02) & (expected < 0.98)).all(1)
    assert inside.float().mean() > 0.8
    assert (found - expected)[inside].abs().max() < 0.015
