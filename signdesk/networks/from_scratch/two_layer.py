"""A network with one hidden layer, by hand: what a line can't part, a few units together can."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from signdesk.networks.from_scratch.activations import ACTIVATIONS
from signdesk.networks.from_scratch.arrays import Floats, Learnt
from signdesk.networks.from_scratch.initial import fill
from signdesk.networks.from_scratch.losses import binary_cross_entropy

__all__ = ["TwoLayer", "one_sided_cost"]


class TwoLayer:
    """a₁ = f(W₁x + b₁), a₂ = σ(W₂a₁ + b₂), trained by back-propagation (Rumelhart, Hinton, Williams 1986).

    The loss is the binary cross-entropy. With dz₂ = a₂ − y its gradients are ∂L/∂W₂ = dz₂ a₁ᵀ and ∂L/∂b₂ = dz₂, and
    with dz₁ = W₂ᵀdz₂ · f′(z₁) they are ∂L/∂W₁ = dz₁ xᵀ and ∂L/∂b₁ = dz₁. The notes have 3 tanh units for zero against
    one, and 128 sigmoid units in mini-batches for zero against five; weights begin normal with deviation 0.1.

    ``parameters``: ``hidden.weight`` (units, inputs), ``hidden.bias`` (units,), ``out.weight`` (1, units),
    ``out.bias`` (1,).
    """

    labels = 2

    def __init__(
        self, inputs: int, units: int = 3, activation: str = "tanh", dtype: type[np.floating] = np.float32
    ) -> None:
        self.activation = ACTIVATIONS[activation]
        self.parameters: dict[str, Floats] = {
            "hidden.weight": np.zeros((units, inputs), dtype),
            "hidden.bias": np.zeros(units, dtype),
            "out.weight": np.zeros((1, units), dtype),
            "out.bias": np.zeros(1, dtype),
        }
        self.initialise("default", np.random.default_rng(0))

    def initialise(self, kind: str, rng: np.random.Generator) -> None:
        """Weights as ``kind`` says, normal with deviation 0.1 by default; biases zero."""
        for layer in ("hidden", "out"):
            fill(self.parameters[f"{layer}.weight"], "small_normal" if kind == "default" else kind, rng)
            self.parameters[f"{layer}.bias"][...] = 0

    def logits(self, x: Floats) -> Floats:
        """(n, 2): 0 and z₂; their softmax is 1 − a₂ and a₂."""
        z = self._forward(x)[2]
        return np.stack([np.zeros_like(z), z], 1)

    def loss(self, logits: Floats, y: NDArray[np.intp]) -> float:
        """The mean binary cross-entropy."""
        losses, _ = binary_cross_entropy(logits[:, 1] - logits[:, 0], y.astype(logits.dtype))
        return float(losses.mean())

    def learn(self, x: Floats, y: NDArray[np.intp], within: NDArray[np.bool_] | None = None) -> Learnt:
        """The mean loss and its gradient."""
        z1, a1, z2 = self._forward(x)  # (n, units), (n, units), (n,)
        losses, dz2 = binary_cross_entropy(z2, y.astype(z2.dtype))  # (n,), (n,)
        dz2 /= len(x)
        dz1 = dz2[:, None] * self.parameters["out.weight"]  # (n, 1) · (1, units) → (n, units)
        dz1 *= self.activation.derivative(z1)
        gradients = {
            "hidden.weight": dz1.T @ x,  # (units, n) · (n, inputs) → (units, inputs)
            "hidden.bias": dz1.sum(0),  # (units,)
            "out.weight": (dz2 @ a1)[None],  # (n,) · (n, units) → (1, units)
            "out.bias": dz2.sum(keepdims=True),  # (1,)
        }
        return Learnt(float(losses.mean()), int(((z2 > 0) == y).sum()), gradients)

    def _forward(self, x: Floats) -> tuple[Floats, Floats, Floats]:
        z1 = x @ self.parameters["hidden.weight"].T  # (n, inputs) · (inputs, units) → (n, units)
        z1 += self.parameters["hidden.bias"]
        a1 = self.activation.value(z1)
        z2 = a1 @ self.parameters["out.weight"][0]  # (n, units) · (units,) → (n,)
        z2 += self.parameters["out.bias"]
        return z1, a1, z2


def one_sided_cost(logits: Floats, y: NDArray[np.intp]) -> float:
    """The cost as the notes print it for this network: −mean(y ln a), from ``logits`` (n, 2).

    It leaves out −mean((1 − y) ln(1 − a)), what is lost on pictures of the first sign, and so is too small by that
    much; saying "the second sign" to everything would make it 0. Only the printing is one-sided: the gradient a − y
    that the notes descend belongs to the whole cross-entropy. Both are shown, this one to be compared with the notes.
    """
    losses, _ = binary_cross_entropy(logits[:, 1] - logits[:, 0], y.astype(logits.dtype))
    return float((losses * y).mean())
