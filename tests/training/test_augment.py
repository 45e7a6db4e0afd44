"""Augmentation moves pictures and keypoints together, and only as far as it is told."""

from __future__ import annotations

import torch
from torch import Generator

from signdesk.training.augment import cover, place_before, recolour, sample, spatial, toned, transformed_points
from signdesk.training.crops import SURROUNDINGS


def test_without_strength_the_middle_comes_back() -> None:
    chance = Generator().manual_seed(0)
    image = torch.rand(2, 3, 144, 144)
    theta = spatial(2, 0.0, chance, 1 / SURROUNDINGS)
    torch.testing.assert_close(sample(image, theta, 96, 96), image[:, :, 24:120, 24:120], atol=1e-4, rtol=0)
    assert recolour(image, 0.0, chance) is image
    assert torch.equal(cover(image, 0.0, chance), image)


def test_keypoints_go_where_their_pixels_go() -> None:
    chance = Generator().manual_seed(1)
    spots = torch.rand(64, 1, 2, generator=chance) * 0.3 + 0.35
    grid = (torch.arange(144) + 0.5) / 144
    x, y = (spots[:, 0, k, None, None] for k in (0, 1))
    images = torch.exp(-((grid[None, None] - x) ** 2 + (grid[None, :, None] - y) ** 2) / (2 * 0.02**2))[:, None]
    theta = spatial(64, 1.0, chance, 1 / SURROUNDINGS)
    seen = sample(images, theta, 96, 96)[:, 0]
    place = seen.flatten(1).argmax(1)
    found = torch.stack([place % 96 + 0.5, place.div(96, rounding_mode="floor") + 0.5], 1) / 96
    expected = transformed_points(spots, theta)[:, 0]
    inside = ((expected > 0.02) & (expected < 0.98)).all(1)
    assert inside.float().mean() > 0.9
    assert (found - expected)[inside].abs().max() < 0.015


def test_half_the_hands_are_mirrored() -> None:
    theta = spatial(400, 1.0, Generator().manual_seed(2), 0.75)
    mirrored = torch.linalg.det(theta[:, :, :2]) < 0
    assert 0.4 < mirrored.float().mean() < 0.6
    assert not (torch.linalg.det(spatial(400, 1.0, Generator().manual_seed(2), 0.75, flip=False)[:, :, :2]) < 0).any()


def test_colours_stay_colours_and_the_seed_decides() -> None:
    images = torch.rand(8, 3, 32, 32)
    once = recolour(images, 1.0, Generator().manual_seed(3))
    assert once.min() >= 0
    assert once.max() <= 1
    assert torch.equal(once, recolour(images, 1.0, Generator().manual_seed(3)))
    assert not torch.equal(once, recolour(images, 1.0, Generator().manual_seed(4)))


def test_only_cut_out_hands_get_a_background() -> None:
    hands = torch.zeros(2, 3, 32, 32)
    hands[:, :, 10:22, 10:22] = 0.8
    room = torch.full((1, 3, 32, 32), 0.5)
    placed = place_before(hands, torch.tensor([True, False]), room, Generator().manual_seed(0))
    assert torch.equal(placed[1], hands[1])
    assert torch.allclose(placed[0, :, 0, 0], torch.tensor(0.5))
    assert torch.allclose(placed[0, :, 16, 16], torch.tensor(0.8))


def test_another_skin_colours_the_hand_and_not_the_wall() -> None:
    chance = Generator().manual_seed(3)
    image = torch.tensor([0.35, 0.45, 0.6])[:, None, None].repeat(1, 96, 96)
    image[:, 20:80, 30:70] = torch.tensor([0.8, 0.6, 0.5])[:, None, None]
    spots = torch.rand(64, 21, 2, generator=chance) * 0.25 + 0.37
    seen = toned(image[None].repeat(64, 1, 1, 1), spots, 1.0, chance)
    changed = (seen[:, :, 50, 50] - image[:, 50, 50]).abs().amax(1) > 0.05
    assert 4 <= int(changed.sum()) <= 30
    assert seen[changed, 1, 50, 50].min() < 0.3
    torch.testing.assert_close(seen[:, :, :15], image[None, :, :15].repeat(64, 1, 1, 1), atol=0.02, rtol=0)


def test_without_keypoints_the_skin_stays() -> None:
    image = torch.rand(8, 3, 32, 32)
    assert torch.equal(toned(image, torch.full((8, 21, 2), torch.nan), 1.0, Generator().manual_seed(4)), image)
