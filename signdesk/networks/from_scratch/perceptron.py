"""The perceptron (Rosenblatt: The perceptron, 1958), the first machine that learnt from its mistakes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from signdesk.networks.from_scratch.arrays import Floats, Learnt
from signdesk.networks.from_scratch.initial import fill

__all__ = ["Perceptron", "learn_one_by_one"]


class Perceptron:
    """One unit with a step: ŷ = 1 if w·x + b > 0 else 0.

    Its learning rule, w ← w + α (y − ŷ) x and b ← b + α (y − ŷ), changes nothing where it is right. That is a step down
    the gradient of the perceptron criterion L = (ŷ − y)(w·x + b), which is 0 where it is right and how far it is on
    the wrong side elsewhere. It finds a line between two classes whenever there is one (Novikoff 1962), as for AND and
    OR, and never comes to rest when there is none, as for XOR (Minsky and Papert 1969).

    ``parameters``: ``weight`` (inputs,), ``bias`` (1,).
    """

    labels = 2

    def __init__(self, inputs: int, dtype: type[np.floating] = np.float32) -> None:
        self.parameters: dict[str, Floats] = {"weight": np.zeros(inputs, dtype), "bias": np.zeros(1, dtype)}

    def initialise(self, kind: str, rng: np.random.Generator) -> None:
        """Weights as ``kind`` says, zero by default; bias zero."""
        fill(self.parameters["weight"], "zeros" if kind == "default" else kind, rng)
        self.parameters["bias"][...] = 0

    def logits(self, x: Floats) -> Floats:
        """(n, 2): 0 and w·x + b, so that the likelier label is the one that the step says."""
        z = self._sum(x)
        return np.stack([np.zeros_like(z), z], 1)

    def loss(self, logits: Floats, y: NDArray[np.intp]) -> float:
        """How far the wrong ones are on the wrong side, on average over all."""
        z = logits[:, 1] - logits[:, 0]
        return float(((z > 0).astype(z.dtype) - y.astype(z.dtype)) @ z) / len(z)

    def learn(self, x: Floats, y: NDArray[np.intp], within: NDArray[np.bool_] | None = None) -> Learnt:
        """The criterion's mean, and the gradient whose step is the learning rule."""
        z = self._sum(x)  # (n,)
        wrong = (z > 0).astype(z.dtype) - y.astype(z.dtype)  # (n,): ŷ − y, which is ∂L/∂z
        gradients = {
            "weight": wrong @ x / len(x),  # (n,) · (n, inputs) → (inputs,)
            "bias": wrong.mean(keepdims=True),  # (1,)
        }
        return Learnt(float(wrong @ z) / len(x), int((wrong == 0).sum()), gradients)

    def _sum(self, x: Floats) -> Floats:
        out: Floats = x @ self.parameters["weight"]
        out += self.parameters["bias"]
        return out


def learn_one_by_one(
    network: Perceptron, x: Floats, y: NDArray[np.intp], rate: float = 1.0, epochs: int = 100
) -> int | None:
    """Rosenblatt's training: one example after the other, until an epoch passes without a mistake.

    The number of epochs that it took, that last one included; None when ``epochs`` were not enough.
    """
    for epoch in range(1, epochs + 1):
        mistakes = 0
        for i in range(len(x)):
            learnt = network.learn(x[i : i + 1], y[i : i + 1])
            mistakes += 1 - learnt.right
            for name, gradient in learnt.gradients.items():
                network.parameters[name] -= rate * gradient
        if not mistakes:
            return epoch
    return None
