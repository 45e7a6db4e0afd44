"""How sure a network may say it is, and when it should say nothing."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from signdesk.training.crops import Crops
from signdesk.training.fit import outputs_of, targets

__all__ = ["calibrated", "expected_calibration_error", "temperature_of", "threshold_of"]


def calibrated(network: nn.Module, crops: Crops, alphabets: Mapping[str, tuple[str, ...]]) -> tuple[float, float]:
    """The temperature and the confidence below which no sign is shown, for hands that training has not seen."""
    index, allowed = targets(crops, alphabets)
    rows = index >= 0
    logits = outputs_of(network, crops).logits.masked_fill(~allowed, -1e4)[rows]
    temperature = temperature_of(logits, index[rows])
    return temperature, threshold_of((logits / temperature).softmax(1), index[rows])


def temperature_of(logits: Tensor, goal: Tensor) -> float:
    """The divisor of the outputs that makes their softmax most likely (Guo et al. 2017, arXiv:1706.04599)."""
    candidates = torch.exp(torch.linspace(-1.5, 1.5, 121))
    losses = [float(nn.functional.cross_entropy(logits / t, goal)) for t in candidates]
    return float(candidates[int(torch.tensor(losses).argmin())])


def threshold_of(probabilities: Tensor, goal: Tensor, aim: float = 0.985, least_answered: float = 0.85) -> float:
    """The lowest confidence at which ``aim`` of the answers are right, or that leaves ``least_answered`` of them."""
    confidence, read = probabilities.max(1)
    order = confidence.argsort(descending=True)
    right = (read == goal)[order].float().cumsum(0) / torch.arange(1, len(goal) + 1)
    good = (right >= aim).nonzero()[:, 0]
    last = max(int(good[-1]) if len(good) else 0, min(int(least_answered * len(goal)), len(goal) - 1))
    return round(float(confidence[order][last]), 3)


def expected_calibration_error(probabilities: Tensor, goal: Tensor, bins: int = 15) -> float:
    """The mean gap between confidence and share of right answers (Guo et al. 2017, eq. 3)."""
    confidence, read = probabilities.max(1)
    right = (read == goal).float()
    which = (confidence * bins).long().clamp_max(bins - 1)
    gaps = [
        (right[which == b].mean() - confidence[which == b].mean()).abs() * (which == b).float().mean()
        for b in range(bins)
        if bool((which == b).any())
    ]
    return float(sum(gaps, torch.zeros(())))
