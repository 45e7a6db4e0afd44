"""Hands are looked for where nobody says where they are, and only there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from signdesk import paths
from signdesk.datasets.open import open_dataset
from signdesk.datasets.samples import Samples, concatenate
from signdesk.errors import TrainingError
from signdesk.training.look_for_hands import boxes_of, with_hands


@pytest.fixture(scope="module")
def hands() -> Samples:
    """Ten rendered hands of one sign."""
    samples = open_dataset(paths.bundled_data() / "rendered").with_labels("Y")
    return samples.take(np.arange(10))


def nowhere(samples: Samples, label: str) -> Samples:
    return replace(
        samples, labels=np.full(len(samples), label), keypoints=np.full_like(samples.keypoints, np.nan), name=label
    )


def test_hands_are_found_where_they_are(hands: Samples) -> None:
    found = with_hands(nowhere(hands, "mine"), among_crops=True)
    seen = np.isfinite(found.keypoints).all((1, 2))
    assert seen.sum() >= 5
    assert np.nanmedian(np.linalg.norm(found.keypoints - hands.keypoints, axis=2)) < 8


def test_what_is_known_is_not_looked_for(hands: Samples) -> None:
    assert np.array_equal(with_hands(hands, among_crops=True).keypoints, hands.keypoints)
    crops = nowhere(hands, "mine")
    assert with_hands(crops, among_crops=False) is crops


def test_a_sign_without_places_is_learnt_beside_others_that_have_them(hands: Samples) -> None:
    both = concatenate([hands, nowhere(hands, "mine")])
    found = with_hands(both, among_crops=False)
    assert np.array_equal(found.keypoints[:10], hands.keypoints)
    assert np.isfinite(found.keypoints[10:]).all((1, 2)).sum() >= 5


def test_pictures_that_alone_say_nothing_are_looked_at_too(hands: Samples) -> None:
    some = replace(hands, keypoints=np.where(np.arange(10)[:, None, None] < 4, hands.keypoints, np.nan))
    found = with_hands(some, among_crops=False)
    assert np.array_equal(found.keypoints[:4], hands.keypoints[:4])
    assert len(found) >= 7
    assert np.isfinite(found.boxes).all()
    left_out = set(hands.names.tolist()) - set(found.names.tolist())
    assert {skipped.name for skipped in found.skipped} == left_out


def test_every_part_is_cut_in_one_way(hands: Samples) -> None:
    """Also one of whose pictures none says where the hand is, and one whose boxes alone are known."""
    boxes = np.stack([hands.keypoints.min(1), np.ptp(hands.keypoints, axis=1) * 2], 1).reshape(10, 4)
    rows = np.arange(10)
    some = replace(
        hands,
        boxes=np.where(rows[:, None] < 8, boxes, np.nan).astype(np.float32),
        keypoints=np.where(rows[:, None, None] < 4, hands.keypoints, np.nan),
    )
    found = with_hands(some, among_crops=False)
    sizes = np.sqrt(found.boxes[:, 2:].prod(1) / np.ptp(hands.keypoints, axis=1).prod(1)[: len(found)])
    assert sizes[:8] == pytest.approx(1, abs=0.01)
    assert boxes_of(found.take([4, 5])) == (boxes_of(found) or [])[4:6]
    assert boxes_of(found.take(np.arange(8, len(found)))) is not None


def test_pictures_without_hands_are_crops_or_said_to_be_of_no_use(hands: Samples) -> None:
    noise = replace(nowhere(hands, "mine"), images=_Noise())
    assert with_hands(noise, among_crops=True) is noise
    with pytest.raises(TrainingError, match="no hand is found"):
        with_hands(concatenate([hands, noise]), among_crops=True)


class _Noise:
    """Ten grey pictures."""

    def __len__(self) -> int:
        return 10

    def __getitem__(self, row: int) -> np.ndarray:
        return np.full((40, 40, 3), 90 + row, np.uint8)

    def subset(self, rows: np.ndarray) -> _Noise:
        return self
