"""How sure a network may say it is, and when it should say nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from signdesk.alphabet import Alphabet
from signdesk.datasets.samples import Samples
from signdesk.errors import ImageError, TrainingError
from signdesk.training.crops import Crops
from signdesk.training.fit import outputs_of, targets

if TYPE_CHECKING:
    from signdesk.recognition.reading import Reading
    from signdesk.recognition.recognition import Recognizing

__all__ = [
    "Calibration",
    "calibrated",
    "calibrated_end_to_end",
    "expected_calibration_error",
    "temperature_of",
    "threshold_of",
]

_SUREST = 0.98
"""No threshold is above it."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the card is told, and what it gave on the people it was chosen on: the share of all pictures that are
    answered (a hand that is not found is not), of these the share that are right, and the expected calibration error
    without and with the temperature."""

    temperature: float
    threshold: float
    pictures: int
    answered: float
    right: float
    error_before: float
    error_after: float


def calibrated_end_to_end(
    recognizer: Recognizing, samples: Samples, alphabets: Iterable[Alphabet], aim: float = 0.99, answered: float = 0.9
) -> Calibration:
    """The temperature and threshold for hands as they are found in the whole pictures of ``samples``, of people whom
    training has not seen. ``recognizer``'s reader must have temperature 1.

    Crops cut at known places would make the network seem surer than it can be of what the finder brings. The threshold
    is the lowest at which ``aim`` of the answers are right; where that leaves fewer than ``answered`` of all pictures,
    it is the one that leaves so many. `TrainingError` when no hand is found.
    """
    logits, goal, pictures = _read(recognizer, samples, list(alphabets))
    if not len(goal):
        raise TrainingError("No hand was found to calibrate the reader on. Train the finder for longer.")
    temperature = temperature_of(logits, goal)
    probabilities = (logits / temperature).softmax(1)
    threshold = threshold_of(probabilities, goal, aim, min(answered * pictures / len(goal), 1.0))
    confidence, read = probabilities.max(1)
    shown = confidence >= threshold
    return Calibration(
        temperature=round(temperature, 4),
        threshold=threshold,
        pictures=pictures,
        answered=float(shown.sum()) / pictures,
        right=float((read == goal)[shown].float().mean()),
        error_before=expected_calibration_error(logits.softmax(1), goal),
        error_after=expected_calibration_error(probabilities, goal),
    )


def _read(recognizer: Recognizing, samples: Samples, alphabets: list[Alphabet]) -> tuple[Tensor, Tensor, int]:
    """The logits (n, most labels) of each hand that was found and its place in them (n,), and how many were shown."""
    rows, goal, pictures = [], [], 0
    most = max(map(len, alphabets))
    for alphabet in alphabets:
        own = samples.with_labels(alphabet.labels)
        for i in range(len(own)):
            try:
                reading = recognizer.recognize(own.images[i], alphabet).reading
            except ImageError:
                continue
            pictures += 1
            if reading is not None:
                rows.append(_logits(reading, most))
                goal.append(alphabet.labels.index(str(own.labels[i])))
    return torch.stack(rows) if rows else torch.empty(0, most), torch.tensor(goal), pictures


def _logits(reading: Reading, most: int) -> Tensor:
    """Outputs whose softmax the reading's probabilities are, filled up to ``most`` labels."""
    logits = torch.full((most,), -1e4)
    logits[: len(reading.probabilities)] = torch.from_numpy(reading.probabilities).clamp_min(1e-30).log()
    return logits


def calibrated(network: nn.Module, crops: Crops, alphabets: Mapping[str, tuple[str, ...]]) -> tuple[float, float]:
    """The temperature and the confidence below which no sign is shown, for hands that training has not seen.

    Without any that shows a sign: 1, and no threshold.
    """
    index, allowed = targets(crops, alphabets)
    rows = index >= 0
    if not bool(rows.any()):
        return 1.0, 0.0
    logits = outputs_of(network, crops).logits.masked_fill(~allowed, -1e4)[rows]
    temperature = temperature_of(logits, index[rows])
    return temperature, threshold_of((logits / temperature).softmax(1), index[rows])


def temperature_of(logits: Tensor, goal: Tensor) -> float:
    """The divisor of the outputs that makes their softmax most likely (Guo et al. 2017, arXiv:1706.04599)."""
    candidates = torch.exp(torch.linspace(-1.5, 1.5, 121))
    losses = [float(nn.functional.cross_entropy(logits / t, goal)) for t in candidates]
    return float(candidates[int(torch.tensor(losses).argmin())])


def threshold_of(probabilities: Tensor, goal: Tensor, aim: float = 0.985, least_answered: float = 0.85) -> float:
    """The lowest confidence at which ``aim`` of the answers are right, or that leaves ``least_answered`` of them.

    Never above 0.98: a network that reads everything rightly is sure of everything, and would else be silent where
    it is a little less so.
    """
    confidence, read = probabilities.max(1)
    order = confidence.argsort(descending=True)
    right = (read == goal)[order].float().cumsum(0) / torch.arange(1, len(goal) + 1)
    good = (right >= aim).nonzero()[:, 0]
    last = max(int(good[-1]) if len(good) else 0, min(int(least_answered * len(goal)), len(goal) - 1))
    return min(math.floor(1000 * float(confidence[order][last])) / 1000, _SUREST)


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
