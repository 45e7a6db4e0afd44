"""The activations of the course notes, each with its derivative.

All work element by element on arrays of any shape. At a kink the derivative is the one from the left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from signdesk.networks.from_scratch.arrays import Floats

__all__ = ["ACTIVATIONS", "Activation", "sigmoid", "softmax"]

_LEAK = 0.01


@dataclass(frozen=True, slots=True)
class Activation:
    """``value`` f(z), ``derivative`` f′(z), the ``equation`` as the notes write it, and who brought it up."""

    name: str
    equation: str
    source: str
    value: Callable[[Floats], Floats]
    derivative: Callable[[Floats], Floats]


def sigmoid(z: Floats) -> Floats:
    """σ(z) = 1 / (1 + e⁻ᶻ), written with tanh so that no exponential overflows: σ(z) = (1 + tanh(z / 2)) / 2."""
    out: Floats = np.tanh(z * 0.5)
    out += 1
    out *= 0.5
    return out


def softmax(z: Floats) -> Floats:
    """(n, k) → (n, k): eᶻʲ / Σ eᶻᵏ of each row; the row's maximum is taken off first and changes nothing."""
    out: Floats = np.exp(z - z.max(1, keepdims=True))
    out /= out.sum(1, keepdims=True)
    return out


def _step(z: Floats) -> Floats:
    return (z > 0).astype(z.dtype)


def _zero(z: Floats) -> Floats:
    return np.zeros_like(z)


def _sigmoid_derivative(z: Floats) -> Floats:
    s = sigmoid(z)
    return s * (1 - s)


def _tanh_derivative(z: Floats) -> Floats:
    t: Floats = np.tanh(z)
    return 1 - t * t


def _relu(z: Floats) -> Floats:
    out: Floats = np.maximum(z, 0)
    return out


def _leaky(z: Floats) -> Floats:
    out: Floats = np.where(z > 0, z, _LEAK * z).astype(z.dtype, copy=False)
    return out


def _leaky_derivative(z: Floats) -> Floats:
    out: Floats = np.where(z > 0, 1, _LEAK).astype(z.dtype)
    return out


def _elu(z: Floats) -> Floats:
    out: Floats = np.where(z > 0, z, np.expm1(np.minimum(z, 0)))
    return out


def _elu_derivative(z: Floats) -> Floats:
    out: Floats = np.exp(np.minimum(z, 0))
    return out


_ALL = (
    Activation("step", "1 if z > 0 else 0", "McCulloch and Pitts 1943", _step, _zero),
    Activation("sign", "−1, 0 or 1, as the sign of z", "Rosenblatt 1958", np.sign, _zero),
    Activation("sigmoid", "1 / (1 + e⁻ᶻ)", "Verhulst 1838", sigmoid, _sigmoid_derivative),
    Activation("tanh", "(eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ)", "LeCun et al. 1998, Efficient BackProp", np.tanh, _tanh_derivative),
    Activation("relu", "max(0, z)", "Nair and Hinton 2010", _relu, _step),
    Activation("leaky_relu", f"z if z > 0 else {_LEAK} z", "Maas et al. 2013", _leaky, _leaky_derivative),
    Activation("elu", "z if z > 0 else eᶻ − 1", "Clevert et al. 2016, arXiv:1511.07289", _elu, _elu_derivative),
)
ACTIVATIONS = {activation.name: activation for activation in _ALL}
"""By the names that `TrainConfig` uses."""
