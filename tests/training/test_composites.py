"""Hands set into other rooms lie where it is said."""

from __future__ import annotations

import numpy as np
import pytest

from signdesk.datasets.samples import Samples
from signdesk.datasets.stores import ArrayImages
from signdesk.handmodel.camera import View
from signdesk.handmodel.pose import variants
from signdesk.handmodel.render import render
from signdesk.training.composites import composites

WALL, ROOM = (40, 110, 90), (10, 20, 240)


def samples(images: list[np.ndarray], keypoints: list[np.ndarray], signers: list[str]) -> Samples:
    count = len(images)
    text, boxes = np.full(count, ""), np.full((count, 4), np.nan, np.float32)
    points = np.array(keypoints, np.float32)
    names = np.array([str(i) for i in range(count)])
    return Samples("test", ArrayImages(np.stack(images)), text, np.array(signers), text, boxes, points, names)


@pytest.fixture(scope="module")
def hands() -> Samples:
    """Three hands, of which nothing tells where the last one is."""
    wall = np.full((120, 120, 3), WALL, np.uint8)
    drawn = [render(variants(label)[0], view=View(fill=0.5), size=120, background=wall) for label in "AV"]
    nowhere = np.full((21, 2), np.nan, np.float32)
    images = [*(one.image for one in drawn), wall]
    return samples(images, [*(one.keypoints for one in drawn), nowhere], ["a", "b", "c"])


@pytest.fixture(scope="module")
def rooms() -> Samples:
    room = np.full((90, 160, 3), ROOM, np.uint8)
    return samples([room], [np.full((21, 2), np.nan)], [""])


def test_hands_lie_where_it_is_said(hands: Samples, rooms: Samples) -> None:
    made = list(composites(hands, rooms, 12, seed=3))
    assert len(made) == 12
    assert {one.signer.split("/")[-1] for one in made} == {"a", "b"}
    for one in made:
        height, width = one.image.shape[:2]
        assert 45 <= height <= 90
        assert 80 <= width <= 160
        blue = one.image[..., 2].astype(int) - one.image[..., 0]
        palm = np.rint(one.keypoints[[0, 5, 9, 13, 17]].mean(0)).astype(int)
        across, down = np.clip(palm, 0, (width - 1, height - 1))
        assert blue[down, across] < 100  # flesh
        assert (blue == ROOM[2] - ROOM[0]).any()  # and room around it


def test_the_seed_decides(hands: Samples, rooms: Samples) -> None:
    one, again, other = (list(composites(hands, rooms, 3, seed)) for seed in (3, 3, 4))
    for a, b, c in zip(one, again, other, strict=True):
        assert np.array_equal(a.image, b.image)
        assert not np.array_equal(a.keypoints, c.keypoints)


def test_hands_that_nothing_tells_of_make_none(hands: Samples, rooms: Samples) -> None:
    assert list(composites(hands.take(np.array([2])), rooms, 5, seed=0)) == []


def test_forearms_lead_out_of_the_picture(hands: Samples, rooms: Samples, monkeypatch: pytest.MonkeyPatch) -> None:
    def flesh_at_the_edge(share: float) -> list[int]:
        monkeypatch.setattr("signdesk.training.composites._ARMS", share)
        edges = [
            np.concatenate([one.image[-1], one.image[:, 0], one.image[:, -1]])
            for one in composites(hands, rooms, 12, 3)
        ]
        return [int((edge[:, 2].astype(int) - edge[:, 0] < 100).sum()) for edge in edges]

    stumps, arms = flesh_at_the_edge(0.0), flesh_at_the_edge(1.0)
    assert sum(count > 0 for count in arms) >= 10
    assert sum(count > 0 for count in stumps) < 10
