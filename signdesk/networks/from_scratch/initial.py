"""The weights that a network begins with."""

from __future__ import annotations

import numpy as np

from signdesk.errors import ConfigError
from signdesk.networks.from_scratch.arrays import Floats

__all__ = ["INITIALISATIONS", "fill"]

INITIALISATIONS = {
    "zeros": "all zero: every unit learns the same, so only networks without hidden units learn from here",
    "small_constant": "all 0.01",
    "small_normal": "normal, deviation 0.1",
    "xavier": "normal, deviation √(2 / (inputs + units)) (Glorot and Bengio 2010)",
    "he": "normal, deviation √(2 / inputs): keeps the size of what passes a ReLU (He et al. 2015, arXiv:1502.01852)",
}


def fill(weights: Floats, kind: str, rng: np.random.Generator) -> None:
    """Fill ``weights`` ((units, inputs), or (inputs,) for one unit) in place; `ConfigError` for an unknown ``kind``."""
    units, inputs = weights.shape if weights.ndim == 2 else (1, len(weights))
    deviations = {"small_normal": 0.1, "xavier": (2 / (inputs + units)) ** 0.5, "he": (2 / inputs) ** 0.5}
    if kind in deviations:
        weights[...] = rng.standard_normal(weights.shape) * deviations[kind]
    elif kind in INITIALISATIONS:
        weights[...] = 0.01 if kind == "small_constant" else 0.0
    else:
        raise ConfigError(f"Weights can't begin as “{kind}”; choose one of {', '.join(INITIALISATIONS)}.")
