"""Calibration: sureness that can be believed, silence where it is due."""

from __future__ import annotations

import pytest
import torch

from signdesk.training.calibrate import expected_calibration_error, temperature_of, threshold_of


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


def test_the_threshold_gives_the_aim_or_the_least_share() -> None:
    probabilities = torch.tensor([[p, 1 - p] for p in (0.99, 0.97, 0.95, 0.9, 0.8, 0.7, 0.65, 0.6, 0.55, 0.51)])
    goal = torch.tensor([0, 0, 0, 0, 0, 1, 0, 1, 1, 1])
    assert threshold_of(probabilities, goal, aim=1.0, least_answered=0.1) == pytest.approx(0.8, abs=1e-3)
    assert threshold_of(probabilities, goal, aim=1.0, least_answered=0.7) == pytest.approx(0.6, abs=1e-3)
