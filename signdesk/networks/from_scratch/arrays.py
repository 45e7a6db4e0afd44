"""What the networks written by hand share: the kind of their arrays, and what one look at a batch teaches."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "Learnt", "Network"]

Floats = NDArray[np.floating[Any]]
"""An array of float32 (training) or float64 (checking gradients)."""


class Learnt(NamedTuple):
    """What a batch taught: the mean ``loss`` of its rows, how many of them are ``right``, and the gradient of that mean
    loss for each parameter, by name. The gradients may be written over by the next batch."""

    loss: float
    right: int
    gradients: dict[str, Floats]


class Network(Protocol):
    """A network written by hand.

    ``parameters`` are the arrays that are learnt, by name; whoever trains changes them in place. Inputs ``x`` are
    (n, inputs), goals ``y`` (n,) the numbers of the labels.
    """

    labels: int
    parameters: dict[str, Floats]

    def logits(self, x: Floats) -> Floats:
        """(n, labels): the softmax of each row is how likely each label is."""
        ...

    def learn(self, x: Floats, y: NDArray[np.intp], within: NDArray[np.bool_] | None = None) -> Learnt:
        """Forward and backward. Only the labels in ``within`` (n, labels) are compared; None: all."""
        ...

    def loss(self, logits: Floats, y: NDArray[np.intp]) -> float:
        """The mean loss of rows whose logits are these (n, labels)."""
        ...

    def initialise(self, kind: str, rng: np.random.Generator) -> None:
        """Fill the parameters anew; ``kind`` as in `signdesk.networks.from_scratch.initial`, or "default"."""
        ...
