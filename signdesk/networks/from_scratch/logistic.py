"""Logistic regression by hand: how likely it is that a picture shows the second of two signs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from signdesk.networks.from_scratch.arrays import Floats, Learnt
from signdesk.networks.from_scratch.initial import fill
from signdesk.networks.from_scratch.losses import binary_cross_entropy

__all__ = ["Logistic"]


class Logistic:
    """a = σ(z), z = w·x + b (Cox: The regression analysis of binary sequences, 1958).

    The loss is the binary cross-entropy L = −y ln a − (1 − y) ln(1 − a), whose gradient is ∂L/∂w = (a − y) x and
    ∂L/∂b = a − y. The notes begin with w = 0.01 and b = 0. ``parameters``: ``weight`` (inputs,), ``bias`` (1,).
    """

    labels = 2

    def __init__(self, inputs: int, dtype: type[np.floating] = np.float32) -> None:
        self.parameters: dict[str, Floats] = {"weight": np.full(inputs, 0.01, dtype), "bias": np.zeros(1, dtype)}

    def initialise(self, kind: str, rng: np.random.Generator) -> None:
        """Weights as ``kind`` says, 0.01 by default; bias zero."""
        fill(self.parameters["weight"], "small_constant" if kind == "default" else kind, rng)
        self.parameters["bias"][...] = 0

    def logits(self, x: Floats) -> Floats:
        """(n, 2): 0 and z; their softmax is 1 − a and a."""
        z = self._sum(x)
        return np.stack([np.zeros_like(z), z], 1)

    def loss(self, logits: Floats, y: NDArray[np.intp]) -> float:
        """The mean binary cross-entropy."""
        losses, _ = binary_cross_entropy(logits[:, 1] - logits[:, 0], y.astype(logits.dtype))
        return float(losses.mean())

    def learn(self, x: Floats, y: NDArray[np.intp], within: NDArray[np.bool_] | None = None) -> Learnt:
        """The mean loss and its gradient."""
        z = self._sum(x)  # (n,)
        losses, dz = binary_cross_entropy(z, y.astype(z.dtype))  # (n,), (n,): a − y
        dz /= len(x)
        gradients = {
            "weight": dz @ x,  # (n,) · (n, inputs) → (inputs,)
            "bias": dz.sum(keepdims=True),  # (1,)
        }
        return Learnt(float(losses.mean()), int(((z > 0) == y).sum()), gradients)

    def _sum(self, x: Floats) -> Floats:
        out: Floats = x @ self.parameters["weight"]
        out += self.parameters["bias"]
        return out
