"""Activations and losses as curves with their derivatives, for plots; in NumPy, so that nothing slow is imported.

A test compares each with what the networks compute.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["ACTIVATION_CURVES", "LOSS_CURVES", "Curve", "activation_curve", "loss_curve"]

Array = NDArray[np.float64]
_Function = Callable[[Array], Any]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """``value`` and ``derivative`` over ``x``, all (points,); ``along`` says what x is, ``title`` and ``formula`` what
    the curve is. Where a curve has a corner the derivative is that which training uses."""

    name: str
    title: str
    formula: str
    along: str
    x: Array
    value: Array
    derivative: Array


def _sigmoid(x: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-x)))


def _softmax(x: Array) -> Array:
    """The share of an output x beside two that are 0."""
    return np.asarray(np.exp(x) / (np.exp(x) + 2))


def _through(x: Array) -> Array:
    return (np.abs(x) <= 1).astype(float)


_ACTIVATIONS: dict[str, tuple[str, str, _Function, _Function]] = {
    "step": ("Step", "1 for x ≥ 0, else 0", lambda x: (x >= 0) * 1.0, _through),
    "sign": ("Sign", "1 for x ≥ 0, else −1", lambda x: np.where(x >= 0, 1.0, -1.0), _through),
    "sigmoid": ("Sigmoid", "1 / (1 + e⁻ˣ)", _sigmoid, lambda x: _sigmoid(x) * (1 - _sigmoid(x))),
    "tanh": ("tanh", "(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)", np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    "relu": ("ReLU", "max(0, x)", lambda x: np.maximum(x, 0), lambda x: (x > 0) * 1.0),
    "leaky_relu": (
        "Leaky ReLU",
        "x for x > 0, else 0.01 x",
        lambda x: np.where(x > 0, x, 0.01 * x),
        lambda x: np.where(x > 0, 1.0, 0.01),
    ),
    "elu": (
        "ELU",
        "x for x > 0, else eˣ − 1",
        lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
        lambda x: np.where(x > 0, 1.0, np.exp(np.minimum(x, 0))),
    ),
    "softmax": ("Softmax", "eˣ / Σ eᶻ", _softmax, lambda x: _softmax(x) * (1 - _softmax(x))),
}

_BEND = 1.0

_ERROR, _MARGIN, _OUTPUT = "error", "lead of the right output", "output for a sign that is shown"

_LOSSES: dict[str, tuple[str, str, str, _Function, _Function]] = {
    "mae": ("Mean absolute error", "|e|", _ERROR, np.abs, np.sign),
    "mse": ("Mean squared error", "e²", _ERROR, np.square, lambda e: 2 * e),
    "huber": (
        "Huber",
        "e² for |e| ≤ 1, else 2 |e| − 1",
        _ERROR,
        lambda e: np.where(np.abs(e) <= _BEND, e**2, 2 * np.abs(e) - 1),
        lambda e: 2 * np.clip(e, -_BEND, _BEND),
    ),
    "pseudo_huber": (
        "Pseudo-Huber",
        "2 (√(1 + e²) − 1)",
        _ERROR,
        lambda e: 2 * (np.sqrt(1 + e**2) - 1),
        lambda e: 2 * e / np.sqrt(1 + e**2),
    ),
    "hinge": ("Hinge", "max(0, 1 − m)", _MARGIN, lambda m: np.maximum(1 - m, 0), lambda m: np.where(m < 1, -1.0, 0.0)),
    "binary_cross_entropy": (
        "Binary cross-entropy",
        "−log σ(s)",
        _OUTPUT,
        lambda s: np.logaddexp(0, -s),
        lambda s: _sigmoid(s) - 1,
    ),
    "cross_entropy": (
        "Cross-entropy",
        "−log softmax(s)",
        _OUTPUT,
        lambda s: -np.log(_softmax(s)),
        lambda s: _softmax(s) - 1,
    ),
}

ACTIVATION_CURVES = tuple(_ACTIVATIONS)
"""The names that `activation_curve` knows: those of the setting "activation", and the softmax of the outputs."""

LOSS_CURVES = tuple(_LOSSES)
"""The names that `loss_curve` knows: those of the setting "loss"."""


def activation_curve(name: str, reach: float = 4.0, points: int = 321) -> Curve:
    """The activation ``name`` from −``reach`` to ``reach``; ``KeyError`` when there is none.

    Of step and sign, which are flat, the derivative is the one that is passed straight through; softmax is the share of
    an output x beside two others that are 0.
    """
    title, formula, value, slope = _ACTIVATIONS[name]
    x = np.linspace(-reach, reach, points)
    return Curve(name, title, formula, "sum of the unit", x, value(x), slope(x))


def loss_curve(name: str, reach: float = 3.0, points: int = 321) -> Curve:
    """The loss ``name`` from −``reach`` to ``reach``; ``KeyError`` when there is none.

    Cross-entropies are of one output s for a sign that is shown, beside two others that are 0.
    """
    title, formula, along, value, slope = _LOSSES[name]
    x = np.linspace(-reach, reach, points)
    return Curve(name, title, formula, along, x, value(x), slope(x))
