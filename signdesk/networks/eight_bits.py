"""Weights in 8 bits: half the size of 16, and the networks read the same.

Each row of a matrix and each filter of a convolution is a scale, its largest magnitude over 127, times whole numbers:
symmetric quantisation by channel (Krishnamoorthi 2018, arXiv:1806.08342, section 3). Only how weights are kept changes:
networks compute with real numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["packed", "unpacked"]

_SCALE = "@scale"
_MOST = 127

Weights = Mapping[str, NDArray[Any]]


def packed(weights: Weights) -> dict[str, NDArray[Any]]:
    """``weights`` with matrices and filters in 8 bits, each with the scales of its rows, and all else in 16."""
    small: dict[str, NDArray[Any]] = {}
    for name, array in weights.items():
        if array.dtype.kind != "f":
            small[name] = array
        elif array.ndim < 2:
            small[name] = array.astype(np.float16)
        else:
            exact = array.astype(np.float32)
            most = np.abs(exact).max(axis=tuple(range(1, exact.ndim)), keepdims=True)
            scale = np.maximum(most / _MOST, np.finfo(np.float32).tiny)
            small[name] = np.rint(exact / scale).astype(np.int8)
            small[name + _SCALE] = scale.ravel()
    return small


def unpacked(weights: Weights) -> dict[str, NDArray[Any]]:
    """The real numbers that ``weights`` stand for; those that were never packed as they are.

    ``ValueError`` when the scales don't fit what they are said to scale.
    """
    real = {name: array for name, array in weights.items() if not name.endswith(_SCALE)}
    for name in weights.keys() - real.keys():
        whole, scale = real.get(name.removesuffix(_SCALE)), weights[name]
        if whole is None or whole.dtype != np.int8 or scale.shape != whole.shape[:1]:
            raise ValueError(f"“{name}” scales nothing that is there")
        spread = scale.astype(np.float32).reshape(-1, *[1] * (whole.ndim - 1))
        real[name.removesuffix(_SCALE)] = whole.astype(np.float32) * spread
    return real
