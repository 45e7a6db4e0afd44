"""The poses beside real hands: keypoints that a teacher found in pictures of people."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from signdesk.alphabet import LETTERS
from signdesk.datasets.open import open_dataset
from signdesk.handmodel import HandShape, load_pose, variants
from signdesk.handmodel.pose import Pose, seen
from signdesk.handmodel.skeleton import skeleton, turned

MEAN = skeleton(HandShape())
POORLY_FOUND = "EMNPST"
"""Fists, in which the teacher guesses where the thumb is; and P, which people hold in more ways than are modelled."""


def _views(facing: np.ndarray) -> np.ndarray:
    """The pose as it faces, and a little to all sides (n × 3 × 3)."""
    return np.array([turned(yaw, pitch, 0) @ facing for yaw in range(-40, 41, 10) for pitch in range(-30, 31, 10)])


def _distance(shape: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """How far each projected hand (n × 21 × 2) is from that which was ``seen`` (21 × 2), turned and scaled to fit best:
    root mean square, in units of the hand's own radius."""
    shape = shape - shape.mean(1, keepdims=True)
    seen = (seen - seen.mean(0)) * (1, -1)
    seen = seen / np.sqrt((seen**2).sum(1).mean())
    a, b = shape[..., 0] + 1j * shape[..., 1], seen[:, 0] + 1j * seen[:, 1]
    factor = (a.conj() * b).sum(1) / (abs(a) ** 2).sum(1)
    return np.sqrt((abs(factor[:, None] * a - b) ** 2).mean(1))


def _typical(ways: tuple[Pose, ...], hands: np.ndarray) -> float:
    """How far people's hands (n × 21 × 2) are from the nearest of the ``ways``, in the median of some people."""
    projected = [(_views(way.turn()) @ MEAN.joints(way.array()).T).transpose(0, 2, 1)[..., :2] for way in ways]
    drawn = np.concatenate(projected)
    both = np.concatenate([drawn, drawn * (-1, 1)])  # left hands, and mirrored pictures
    return float(np.median([_distance(both, hand).min() for hand in hands[:24]]))


@pytest.fixture(scope="module")
def people(shared_data: Path) -> dict[str, np.ndarray]:
    """For each letter the keypoints of one picture a person (n × 21 × 2)."""
    samples = open_dataset(shared_data / "asl-webcams")
    found: dict[str, dict[str, np.ndarray]] = {}
    for label, signer, points in zip(samples.labels, samples.signers, samples.keypoints, strict=True):
        if np.isfinite(points).all():
            found.setdefault(str(label), {}).setdefault(str(signer), points)
    return {label: np.array(list(by.values())) for label, by in found.items()}


@pytest.mark.parametrize("label", LETTERS.labels)
def test_real_hands_look_like_the_pose(label: str, people: dict[str, np.ndarray]) -> None:
    assert _typical(variants(label), people[label]) < (0.36 if label in POORLY_FOUND else 0.28)


@pytest.mark.parametrize("label", "DGHKPX")
def test_what_is_drawn_to_train_with_comes_closer_to_real_hands(label: str, people: dict[str, np.ndarray]) -> None:
    assert _typical((*variants(label), *seen(label)), people[label]) < _typical(variants(label), people[label]) - 0.01


def test_the_measure_tells_handshapes_apart(people: dict[str, np.ndarray]) -> None:
    for label, other in (("L", "B"), ("Y", "A"), ("V", "C")):
        distances = {}
        for name in (label, other):
            pose = load_pose(name)
            hands = (_views(pose.turn()) @ MEAN.joints(pose.array()).T).transpose(0, 2, 1)[..., :2]
            both = np.concatenate([hands, hands * (-1, 1)])
            distances[name] = np.median([_distance(both, seen).min() for seen in people[label][:12]])
        assert distances[label] < distances[other]
