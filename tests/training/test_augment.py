"""Augmentation moves pictures and keypoints together, and only as far as it is told."""

from __future__ import annotations

import torch
from torch import Generator

from signdesk.training.augment import cover, recolour, toned
from signdesk.training.backgrounds import place_before, set_elsewhere
from signdesk.training.crops import SURROUNDINGS
from signdesk.training.warp import Warp, bends, spatial


def test_without_strength_the_middle_comes_back() -> None:
    chance = Generator().manual_seed(0)
    image = torch.rand(2, 3, 144, 144)
    theta = spatial(2, 0.0, chance, 1 / SURROUNDINGS)
    torch.testing.assert_close(Warp(theta).sample(image, 96, 96), image[:, :, 24:120, 24:120], atol=1e-4, rtol=0)
    assert recolour(image, 0.0, chance) is image
    assert torch.equal(cover(image, 0.0, chance), image)


def test_keypoints_go_where_their_pixels_go() -> None:
    chance = Generator().manual_seed(1)
    spots = torch.rand(64, 1, 2, generator=chance) * 0.3 + 0.35
    grid = (torch.arange(144) + 0.5) / 144
    x, y = (spots[:, 0, k, None, None] for k in (0, 1))
    images = torch.exp(-((grid[None, None] - x) ** 2 + (grid[None, :, None] - y) ** 2) / (2 * 0.02**2))[:, None]
    warp = Warp(spatial(64, 1.0, chance, 1 / SURROUNDINGS), bends(64, 1.0, chance))
    seen = warp.sample(images, 96, 96)[:, 0]
    place = seen.flatten(1).argmax(1)
    found = torch.stack([place % 96 + 0.5, place.div(96, rounding_mode="floor") + 0.5], 1) / 96
    expected = warp.points(spots)[:, 0]
    inside = ((expected > 0.02) & (expected < 0.98)).all(1)
    assert inside.float().mean() > 0.9
    assert (found - expected)[inside].abs().max() < 0.015


def test_half_the_hands_are_mirrored() -> None:
    theta = spatial(400, 1.0, Generator().manual_seed(2), 0.75)
    mirrored = torch.linalg.det(theta[:, :, :2]) < 0
    assert 0.4 < mirrored.float().mean() < 0.6


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


def _open_hand(batch: int) -> torch.Tensor:
    """Keypoints (batch, 21, 2) of an upright hand with spread fingers."""
    fingers = [torch.tensor([[0.5 + (f - 2) * 0.03 * k, 0.7 - 0.1 * k] for k in (1, 2, 3, 4)]) for f in range(5)]
    return torch.cat([torch.tensor([[0.5, 0.7]]), *fingers])[None].repeat(batch, 1, 1)


def test_a_hand_set_elsewhere_keeps_all_that_is_near_its_bones() -> None:
    images, rooms = torch.full((40, 3, 144, 144), 0.9), torch.zeros(2, 3, 144, 144)
    points = _open_hand(40)
    points[20:] = torch.nan
    anywhere = torch.ones(40, 12, 12)
    seen = set_elsewhere(images, points, anywhere, rooms, 1.0, Generator().manual_seed(5))
    changed = (seen != images).flatten(1).any(1)
    assert 2 <= int(changed[:20].sum()) <= 14
    assert not changed[20:].any()
    one = seen[int(changed.nonzero()[0, 0])]
    rows, columns = (points[0] * 144).long().unbind(1)[::-1]
    assert (one[:, rows, columns] > 0.85).all()
    assert one[:, :, :8].max() == 0
    assert torch.equal(images, torch.full_like(images, 0.9))


def test_what_is_known_not_to_be_the_hand_stays_behind() -> None:
    images, rooms = torch.full((40, 3, 144, 144), 0.9), torch.zeros(2, 3, 144, 144)
    left = torch.ones(40, 12, 12)
    left[:, :, 6:] = 0
    seen = set_elsewhere(images, _open_hand(40), left, rooms, 1.0, Generator().manual_seed(5))
    changed = seen[(seen != images).flatten(1).any(1)]
    assert len(changed) > 2
    assert changed[..., 80:].max() == 0
    assert changed[..., :64].max() > 0.85


def test_bends_leave_half_the_pictures_straight() -> None:
    bent = bends(400, 1.0, Generator().manual_seed(6))
    assert 0.4 < (bent != 0).flatten(1).any(1).float().mean() < 0.6
    assert not bends(4, 0.0, Generator()).any()
