"""A network as a list of layers, by hand: each knows its way forward and its way back, and the list needs no more."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from signdesk.networks.from_scratch.activations import ACTIVATIONS, Activation
from signdesk.networks.from_scratch.arrays import Floats, Learnt
from signdesk.networks.from_scratch.initial import fill
from signdesk.networks.from_scratch.losses import softmax_cross_entropy

__all__ = ["Activate", "Layer", "LayerList", "Linear", "ReLU", "Sequential"]

_OUTSIDE = -1e4


class Layer(Protocol):
    """Forward and backward of one layer. ``parameters`` and ``gradients`` have the same names and shapes."""

    parameters: dict[str, Floats]
    gradients: dict[str, Floats]

    def forward(self, x: Floats, *, learning: bool = False) -> Floats:
        """What the layer makes of ``x`` (n, inputs), which it may write over; ``learning`` keeps what back needs."""
        ...

    def backward(self, dy: Floats, *, further: bool = True) -> Floats:
        """Fill ``gradients`` from ∂L/∂y, which it may write over; ∂L/∂x, or anything unless there is a ``further``
        layer to hand it to."""
        ...


class Linear:
    """y = x Wᵀ + b, W (units, inputs). Back: ∂L/∂W = ∂L/∂yᵀ x, ∂L/∂b = Σ ∂L/∂y, ∂L/∂x = ∂L/∂y W."""

    def __init__(self, inputs: int, units: int, dtype: type[np.floating] = np.float32) -> None:
        self.parameters: dict[str, Floats] = {
            "weight": np.zeros((units, inputs), dtype),
            "bias": np.zeros(units, dtype),
        }
        self.gradients = {name: np.zeros_like(array) for name, array in self.parameters.items()}
        self._x: Floats | None = None

    def forward(self, x: Floats, *, learning: bool = False) -> Floats:
        """(n, inputs) → (n, units)."""
        self._x = x if learning else None
        y: Floats = x @ self.parameters["weight"].T
        y += self.parameters["bias"]
        return y

    def backward(self, dy: Floats, *, further: bool = True) -> Floats:
        """(n, units) → (n, inputs)."""
        assert self._x is not None, "backward without a forward that was learning"
        np.matmul(dy.T, self._x, out=self.gradients["weight"])  # (units, n) · (n, inputs) → (units, inputs)
        np.sum(dy, 0, out=self.gradients["bias"])
        return dy @ self.parameters["weight"] if further else dy


class ReLU:
    """y = max(0, x). Back: ∂L/∂x = ∂L/∂y where x > 0, else 0. Both in place: nobody else needs x."""

    def __init__(self) -> None:
        self.parameters: dict[str, Floats] = {}
        self.gradients: dict[str, Floats] = {}
        self._y: Floats | None = None

    def forward(self, x: Floats, *, learning: bool = False) -> Floats:
        """(n, units) → (n, units)."""
        y: Floats = np.maximum(x, 0, out=x)
        self._y = y if learning else None
        return y

    def backward(self, dy: Floats, *, further: bool = True) -> Floats:
        """(n, units) → (n, units)."""
        assert self._y is not None, "backward without a forward that was learning"
        dy *= self._y > 0
        return dy


class Activate:
    """y = f(x) for any activation. Back: ∂L/∂x = ∂L/∂y · f′(x)."""

    def __init__(self, activation: Activation) -> None:
        self.activation = activation
        self.parameters: dict[str, Floats] = {}
        self.gradients: dict[str, Floats] = {}
        self._x: Floats | None = None

    def forward(self, x: Floats, *, learning: bool = False) -> Floats:
        """(n, units) → (n, units)."""
        self._x = x if learning else None
        return self.activation.value(x)

    def backward(self, dy: Floats, *, further: bool = True) -> Floats:
        """(n, units) → (n, units)."""
        assert self._x is not None, "backward without a forward that was learning"
        dy *= self.activation.derivative(self._x)
        return dy


class Sequential:
    """Layers one after the other. Parameters are named after the layer's place in the list: ``0.weight``."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = tuple(layers)
        self.parameters = {f"{i}.{n}": a for i, layer in enumerate(layers) for n, a in layer.parameters.items()}
        self.gradients = {f"{i}.{n}": a for i, layer in enumerate(layers) for n, a in layer.gradients.items()}

    def forward(self, x: Floats, *, learning: bool = False) -> Floats:
        """Through all layers, first to last."""
        for layer in self.layers:
            x = layer.forward(x, learning=learning)
        return x

    def backward(self, dy: Floats) -> None:
        """Back through all layers, last to first; what the first would hand on is not worked out."""
        for i, layer in reversed(list(enumerate(self.layers))):
            dy = layer.backward(dy, further=i > 0)


class LayerList:
    """A classifier of linear layers with an activation between them and a softmax at the end.

    s = softmax(z), L = −ln s_y (Bridle 1990), so that ∂L/∂z = s − onehot(y) goes into the last layer's way back. The
    notes read 24 letters from 784 pixels with a hidden ReLU layer and weights after He et al. 2015 (arXiv:1502.01852).
    ``hidden`` are the widths of the hidden layers.
    """

    def __init__(
        self,
        inputs: int,
        labels: int,
        hidden: Sequence[int] = (300,),
        activation: str = "relu",
        dtype: type[np.floating] = np.float32,
    ) -> None:
        widths = [inputs, *hidden, labels]
        layers: list[Layer] = []
        for i, (into, out) in enumerate(pairwise(widths)):
            if i:
                layers.append(ReLU() if activation == "relu" else Activate(ACTIVATIONS[activation]))
            layers.append(Linear(into, out, dtype))
        self.labels = labels
        self.activation = ACTIVATIONS[activation]
        self.layers = Sequential(layers)
        self.parameters = self.layers.parameters
        self.initialise("default", np.random.default_rng(0))

    def initialise(self, kind: str, rng: np.random.Generator) -> None:
        """Weights as ``kind`` says, after He by default; biases zero."""
        for name, array in self.parameters.items():
            if name.endswith("weight"):
                fill(array, "he" if kind == "default" else kind, rng)
            else:
                array[...] = 0

    def logits(self, x: Floats) -> Floats:
        """(n, labels)."""
        return self.layers.forward(x)

    def loss(self, logits: Floats, y: NDArray[np.intp]) -> float:
        """The mean cross-entropy."""
        return float(softmax_cross_entropy(logits, y)[0].mean())

    def learn(self, x: Floats, y: NDArray[np.intp], within: NDArray[np.bool_] | None = None) -> Learnt:
        """The mean loss and its gradient."""
        z = self.layers.forward(x, learning=True)  # (n, labels)
        if within is not None:
            z[~within] = _OUTSIDE  # no probability, and no gradient
        right = int((z.argmax(1) == y).sum())
        losses, dz = softmax_cross_entropy(z, y)  # (n,), (n, labels)
        dz /= len(x)
        self.layers.backward(dz)
        return Learnt(float(losses.mean()), right, self.layers.gradients)
