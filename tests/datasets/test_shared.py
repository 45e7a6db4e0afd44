"""The readers on the real folders beside the checkout; the counts are those in the folders' own descriptions."""

from __future__ import annotations

import shutil
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from signdesk.datasets.open import open_dataset
from signdesk.datasets.samples import concatenate
from signdesk.datasets.split import sides_of
from signdesk.vision.opencv import cv2


@pytest.mark.parametrize(
    ("name", "rows", "labels", "people", "boxed"),
    [
        ("asl-webcams", 5247, 35, 47, 0),
        ("asl-scenes", 1680, 25, 7, 1680),
        ("asl-rooms", 1728, 26, 720, 1728),
        ("asl-cutouts", 2515, 36, 5, 0),
        ("sign-digits", 2062, 10, 207, 0),
        ("hands-indoors", 1046, 1, 18, 1046),
        ("backgrounds", 660, 1, 521, 0),
    ],
)
def test_every_picture_is_there(shared_data: Path, name: str, rows: int, labels: int, people: int, boxed: int) -> None:
    samples = open_dataset(shared_data / name)
    assert samples.name == name
    assert len(samples) == rows
    assert len(samples.counts()) == labels
    assert len(set(samples.signer_ids().tolist())) == people
    assert np.isfinite(samples.boxes).all(axis=1).sum() == boxed
    assert not samples.skipped


def test_keypoints_lie_in_their_pictures(shared_data: Path) -> None:
    for name, least in (("asl-webcams", 4961), ("asl-rooms", 1400), ("hands-indoors", 780), ("asl-scenes", 1670)):
        samples = open_dataset(shared_data / name)
        known = np.flatnonzero(np.isfinite(samples.keypoints).all(axis=(1, 2)))
        assert len(known) >= least
        for i in known[:: len(known) // 10]:
            height, width = samples.images[i].shape[:2]
            x, y = samples.keypoints[i].mean(axis=0)
            assert 0 < x < width
            assert 0 < y < height


def test_arrays_and_pictures_of_the_digits_agree(shared_data: Path) -> None:
    arrays = open_dataset(shared_data / "sign-digits/sign-digits-rebuilt.zip")
    pictures = open_dataset(shared_data / "sign-digits")
    assert arrays.counts() == pictures.counts()
    assert sorted(arrays.signer_ids().tolist()) == sorted(pictures.signer_ids().tolist())
    pairs = [Counter(zip(s.signers.tolist(), s.labels.tolist(), strict=True)) for s in (arrays, pictures)]
    assert pairs[0] == pairs[1]
    # And a student's picture of a digit is the same in both.
    place = {pair: i for i, pair in enumerate(zip(pictures.signers.tolist(), pictures.labels.tolist(), strict=True))}
    for i in range(50, len(arrays), 200):
        pair = (str(arrays.signers[i]), str(arrays.labels[i]))
        if pairs[0][pair] == 1:
            both = (arrays.images[i], pictures.images[place[pair]])
            one, other = (cv2.resize(image[..., 1], (16, 16), interpolation=cv2.INTER_AREA) for image in both)
            assert np.corrcoef(one.ravel(), other.ravel())[0, 1] > 0.95


def test_the_official_test_table_and_who_signs_in_it(shared_data: Path, tmp_path: Path) -> None:
    # Only the smaller table: unpacking the other takes most of what all these tests take together.
    with zipfile.ZipFile(shared_data / "sign-mnist/sign-mnist.zip") as file:
        file.extract("sign_mnist_test.csv", tmp_path)
    shutil.copy(shared_data / "sign-mnist/sources.csv", tmp_path)
    samples = open_dataset(tmp_path)
    assert len(samples) == 7_172
    counts = samples.counts()
    assert (counts["A"], counts["E"], counts["Y"], len(counts)) == (331, 498, 332, 24)
    signers = Counter(samples.signers.tolist())
    assert (signers["user_3"], signers["user_10"], len(signers)) == (1176, 932, 7)
    # They are the people of asl-scenes, and a split of both together keeps them so.
    scenes = open_dataset(shared_data / "asl-scenes")
    assert set(samples.signer_ids().tolist()) == set(scenes.signer_ids().tolist())
    both = concatenate([samples, scenes])
    sides = sides_of(both, (0.7, 0.3), 0)
    assert not set(both.signer_ids()[sides == 0].tolist()) & set(both.signer_ids()[sides == 1].tolist())
