"""Weights between those a training began and ended with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["between"]


def between(
    begun: Mapping[str, NDArray[Any]], ended: Mapping[str, NDArray[Any]], share: float
) -> dict[str, NDArray[Any]]:
    """The weights ``share`` (0 to 1) of the way from ``begun`` to ``ended``; counters, being no weights, as they ended.

    A network that goes on forgets some of what it could for what it learns. Half way it often has both, and reads
    people better than it was ever shown (Wortsman et al. 2022, arXiv:2109.01903, equation 1).
    """

    def mixed(old: NDArray[Any], new: NDArray[Any]) -> NDArray[Any]:
        return (old + share * (new - old)).astype(new.dtype) if np.issubdtype(new.dtype, np.floating) else new

    return {name: mixed(begun[name], array) for name, array in ended.items()}
