"""A pack is the same data, smaller: people, labels and places as they were."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from safetensors.numpy import save_file

from signdesk.alphabet import NO_HAND
from signdesk.datasets.samples import Samples
from signdesk.datasets.stores import ArrayImages
from signdesk.errors import DatasetError, ImageError
from signdesk.training.crops import cut, hand_boxes
from signdesk.training.held_back import Sources
from signdesk.training.pack import load_pack, write_pack
from signdesk.vision.crop import InputSpec

_SPEC = InputSpec(48, 3, 1.25)


def _sets(size: int = 480, hand: int = 200) -> Sources:
    """Two people with a bright disc for a hand, the second picture showing two; and a room without."""
    images = np.full((3, size, size, 3), 70, np.uint8)
    places = [(0, 150, 160), (1, 120, 300), (1, 360, 200)]
    for picture, x, y in places:
        cv2.circle(images[picture], (x, y), hand // 2, (220, 180, 150), -1)
    rows = np.array([0, 1, 1, 2])
    points = np.full((4, 21, 2), np.nan, np.float32)
    turns = np.linspace(0, 2 * np.pi, 21, endpoint=False)
    for row, (_, x, y) in enumerate(places):
        points[row] = np.stack([x + hand / 2 * np.cos(turns), y + hand / 2 * np.sin(turns)], 1)
    samples = Samples(
        "hands",
        ArrayImages(images).subset(rows),
        np.array(["A", "B", "C", NO_HAND]),
        np.array(["anna", "ben", "ben", ""]),
        np.array(["train", "train", "train", "test"]),
        np.full((4, 4), np.nan, np.float32),
        points,
        np.array(["1.jpg", "2.jpg", "2.jpg", "3.jpg"]),
    )
    return {"hands": samples}


def _written(path: Path, sources: Sources) -> Sources:
    write_pack(path, sources, {name: hand_boxes(samples) for name, samples in sources.items()})
    return load_pack(path)


def test_people_and_labels_are_as_they_were(tmp_path: Path) -> None:
    before = _sets()["hands"]
    after = _written(tmp_path / "pack", {"hands": before})["hands"]
    for column in ("labels", "signers", "parts", "names", "groups"):
        assert getattr(after, column).tolist() == getattr(before, column).tolist()
    assert after.digest() == before.digest()
    assert after.take([1]).signers.tolist() == ["ben"]


def test_a_hand_is_cut_out_as_before(tmp_path: Path) -> None:
    """Smaller pictures, and the same crops but for what compression takes."""
    before = _sets()["hands"]
    after = _written(tmp_path / "pack", {"hands": before})["hands"]
    assert after.images[0].shape[0] < before.images[0].shape[0]
    crops = [cut(samples.take([0, 1, 2]), _SPEC, hand_boxes(samples.take([0, 1, 2]))) for samples in (before, after)]
    apart = np.abs(crops[0].images.astype(int) - crops[1].images)
    assert apart.mean() < 3
    np.testing.assert_allclose(crops[0].keypoints, crops[1].keypoints, atol=0.01)


def test_a_picture_with_two_hands_is_packed_once(tmp_path: Path) -> None:
    after = _written(tmp_path / "pack", _sets())["hands"]
    assert after.images.content(1) == after.images.content(2) != after.images.content(0)


def test_small_pictures_stay_as_large_as_the_finder_wants(tmp_path: Path) -> None:
    after = _written(tmp_path / "pack", _sets(size=200, hand=150))["hands"]
    assert after.images[0].shape == (200, 200, 3)


def test_what_does_not_fit_is_said(tmp_path: Path) -> None:
    sources = _sets()
    boxes = {"hands": hand_boxes(sources["hands"])}
    with pytest.raises(DatasetError, match="don't fit"):
        write_pack(tmp_path / "pack", sources, boxes, largest=2000)
    assert not (tmp_path / "pack").exists()


def test_a_damaged_picture_is_said_when_it_is_read(tmp_path: Path) -> None:
    class Damaged(ArrayImages):
        def __getitem__(self, i: int) -> np.ndarray:
            if i == 0:
                raise ImageError("Can't read the picture.")
            return super().__getitem__(i)

        def subset(self, rows: np.ndarray) -> ArrayImages:
            return self

    plain = _sets()["hands"].take([0, 1, 3])
    pictures = np.stack([plain.images[i] for i in range(3)])
    columns = {name: getattr(plain, name) for name in ("labels", "signers", "parts", "boxes", "keypoints", "names")}
    after = _written(tmp_path / "pack", {"hands": Samples("hands", Damaged(pictures), **columns)})["hands"]
    with pytest.raises(ImageError):
        after.images[0]
    assert after.images[1].ndim == 3


def test_what_is_no_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="can't be read as a pack"):
        load_pack(tmp_path / "nothing")
    save_file({"x": np.zeros(3, np.float32)}, tmp_path / "other")
    with pytest.raises(DatasetError, match="no pack of this version"):
        load_pack(tmp_path / "other")
    (tmp_path / "rubbish").write_bytes(b"rubbish")
    with pytest.raises(DatasetError, match="can't be read as a pack"):
        load_pack(tmp_path / "rubbish")
