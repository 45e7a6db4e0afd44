"""What was read from a hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signdesk.alphabet import Alphabet

__all__ = ["Letter", "Reading"]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The probabilities of each sign of ``alphabet`` for one hand in one picture.

    ``probabilities`` is (n,), in the alphabet's order, summing to 1. ``label`` is None when the network is unsure or
    sees no hand; ``confidence`` is the calibrated probability that the most likely sign is right.
    """

    alphabet: Alphabet
    probabilities: NDArray[np.float32]
    label: str | None
    confidence: float

    def top(self, count: int = 5) -> list[tuple[str, float]]:
        """The ``count`` likeliest labels with their probabilities, likeliest first."""
        order = np.argsort(-self.probabilities, kind="stable")[:count]
        return [(self.alphabet.labels[i], float(self.probabilities[i])) for i in order]


@dataclass(frozen=True, slots=True)
class Letter:
    """A sign that was held long enough to be meant: from ``start`` to ``end``, in seconds of the frames' clock."""

    label: str
    start: float
    end: float
    confidence: float
