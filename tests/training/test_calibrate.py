"""Calibration: sureness that can be believed, silence where it is due."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
import torch

from signdesk.alphabet import Alphabet
from signdesk.datasets.samples import Samples
from signdesk.datasets.stores import ArrayImages
from signdesk.errors import TrainingError
from signdesk.hands.finder import GuideRegion
from signdesk.hands.hand import Hand
from signdesk.recognition.reading import Reading
from signdesk.recognition.recognition import Recognition
from signdesk.training.calibrate import (
    calibrated_end_to_end,
    expected_calibration_error,
    temperature_of,
    threshold_of,
)
from signdesk.vision.box import Box
from signdesk.vision.frame import Frame
from signdesk.vision.image import Image


def _logits(count: int, sharpness: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Signs drawn from the very probabilities that the logits say, then said ``sharpness`` times as loudly."""
    chance = torch.Generator().manual_seed(0)
    logits = torch.randn(count, 5, generator=chance) * 2
    goal = torch.multinomial(logits.softmax(1), 1, generator=chance)[:, 0]
    return logits * sharpness, goal


@pytest.mark.parametrize("sharpness", [0.5, 1.0, 3.0])
def test_the_temperature_undoes_boasting_and_modesty(sharpness: float) -> None:
    logits, goal = _logits(8000, sharpness)
    temperature = temperature_of(logits, goal)
    assert temperature == pytest.approx(sharpness, rel=0.1)
    assert expected_calibration_error((logits / temperature).softmax(1), goal) < 0.02


def test_an_overconfident_network_is_caught() -> None:
    logits, goal = _logits(4000, 4.0)
    assert expected_calibration_error(logits.softmax(1), goal) > 0.1


def test_a_network_that_is_always_right_and_sure_is_not_silenced() -> None:
    probabilities = torch.tensor([[1.0, 0.0]] * 9 + [[0.99, 0.01]])
    assert threshold_of(probabilities, torch.zeros(10, dtype=torch.int64)) <= 0.98


def test_the_threshold_gives_the_aim_or_the_least_share() -> None:
    probabilities = torch.tensor([[p, 1 - p] for p in (0.99, 0.97, 0.95, 0.9, 0.8, 0.7, 0.65, 0.6, 0.55, 0.51)])
    goal = torch.tensor([0, 0, 0, 0, 0, 1, 0, 1, 1, 1])
    assert threshold_of(probabilities, goal, aim=1.0, least_answered=0.1) == pytest.approx(0.8, abs=1e-3)
    assert threshold_of(probabilities, goal, aim=1.0, least_answered=0.7) == pytest.approx(0.6, abs=1e-3)


class Boaster:
    """Reads pictures whose first pixel tells the row; finds nothing where that row says so."""

    def __init__(self, logits: torch.Tensor, found: np.ndarray) -> None:
        self._logits = logits
        self._found = found

    def recognize(self, image: Image, alphabet: Alphabet, hand: Literal["auto", "full"] | Box = "auto") -> Recognition:
        row = int(image[0, 0, 0]) * 256 + int(image[0, 0, 1])
        if not self._found[row]:
            return Recognition(None, None, 0.0, 0.0)
        probabilities = self._logits[row].softmax(0).numpy()
        reading = Reading(alphabet, probabilities, None, float(probabilities.max()))
        return Recognition(Hand(Box(0, 0, 1, 1), 1.0), reading, 0.0, 0.0)

    def follow(self, frame: Frame, alphabet: Alphabet, region: GuideRegion | None = None) -> Recognition:
        raise NotImplementedError

    def reset(self) -> None:
        raise NotImplementedError


def _pictures(goal: torch.Tensor) -> Samples:
    count = len(goal)
    images = np.zeros((count, 2, 2, 3), np.uint8)
    images[:, 0, 0, 0], images[:, 0, 0, 1] = np.arange(count) // 256, np.arange(count) % 256
    nowhere = np.full((count, 21, 2), np.nan, np.float32)
    people = np.array([f"p{i % 3}" for i in range(count)])
    labels = np.array(list("ABCDE"))[goal.numpy()]
    return Samples(
        "drawn", ArrayImages(images), labels, people, people, nowhere[:, :2].reshape(count, 4), nowhere, people
    )


def test_hands_as_they_are_found_set_the_temperature() -> None:
    logits, goal = _logits(3000, 3.0)
    found = np.arange(3000) % 10 > 0
    outcome = calibrated_end_to_end(Boaster(logits, found), _pictures(goal), [Alphabet("five", tuple("ABCDE"))])
    assert outcome.temperature == pytest.approx(3.0, rel=0.15)
    assert outcome.error_after < 0.03 < outcome.error_before
    assert outcome.pictures == 3000


def test_hands_that_are_missed_count_as_unanswered() -> None:
    """With a tenth missed, 85 of 100 answers mean that more of the found ones must be answered."""
    logits, goal = _logits(3000, 1.0)
    found = np.arange(3000) % 10 > 0
    five = [Alphabet("five", tuple("ABCDE"))]
    outcome = calibrated_end_to_end(Boaster(logits, found), _pictures(goal), five, answered=0.85)
    assert outcome.answered == pytest.approx(0.85, abs=0.005)
    rare = calibrated_end_to_end(Boaster(logits, found), _pictures(goal), five, 0.5)
    assert rare.answered == pytest.approx(0.9, abs=0.005)


def test_no_hand_at_all_is_said() -> None:
    logits, goal = _logits(30, 1.0)
    with pytest.raises(TrainingError, match="No hand was found"):
        calibrated_end_to_end(Boaster(logits, np.zeros(30, bool)), _pictures(goal), [Alphabet("five", tuple("ABCDE"))])
