"""Hands drawn to train with are a dataset like any other, with keypoints and people."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from signdesk.datasets.open import open_dataset
from signdesk.training.renders import SIZE, draw_renders
from signdesk.training.sources import RENDERS, boxes_of, open_renders


def test_drawn_hands_are_read_as_a_dataset(tmp_path: Path) -> None:
    rooms = np.full((1, SIZE, SIZE, 3), (20, 160, 40), np.uint8)
    assert len(list(draw_renders(tmp_path / "few", 2, 3, rooms, labels=("A", "5")))) == 4
    samples = open_renders(tmp_path / "few")
    assert samples.counts() == {"5": 2, "A": 2}
    assert set(samples.signers) == {"s001", "s002"}
    (boxes,) = boxes_of({RENDERS: samples}).values()
    assert all(box and 0.05 < box.area / SIZE**2 < 0.4 for box in boxes)
    list(draw_renders(tmp_path / "one", 2, 3, rooms, labels=("5",)))
    alone = open_dataset(tmp_path / "one")
    assert alone.images[0].tobytes() == samples.take(samples.labels == "5").images[0].tobytes()


def test_fists_that_differ_by_a_hidden_thumb_are_drawn_thrice(tmp_path: Path) -> None:
    drawn = list(draw_renders(tmp_path / "fists", 1, 3, np.empty((0, SIZE, SIZE, 3), np.uint8), labels=("N", "A")))
    assert [one.name for one in drawn] == ["s001/N/01.jpg", "s001/N/02.jpg", "s001/N/03.jpg", "s001/A/01.jpg"]
    assert len({one.rendered.image.tobytes() for one in drawn}) == 4
