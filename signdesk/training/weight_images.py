"""The weights of a network's first layer as pictures: what each unit looks for. Needs no torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signdesk.errors import CheckpointError
from signdesk.networks.checkpoint import Checkpoint
from signdesk.vision.crop import InputSpec

__all__ = ["WeightImages", "weight_images"]


@dataclass(frozen=True, eq=False)
class WeightImages:
    """A picture for each unit of the layer whose weights are called ``layer``.

    ``images`` (units, height, width, channels), each with the mean 0: where it is above 0, light raises the unit's sum,
    where it is below 0, dark does. ``names`` (units,) are the labels where the units are the network's outputs. Filters
    of a convolution are as small as they are; all other pictures have the size of the input.
    """

    layer: str
    names: tuple[str, ...]
    images: NDArray[np.float32]


def weight_images(checkpoint: Checkpoint) -> WeightImages:
    """The pictures of the layer that sees the pixels; `CheckpointError` when the network has none such.

    Works on the file's arrays, so for networks of torch and of NumPy alike: the first layer is the one whose weights
    fit the input, (units, pixels), (pixels,) for a single unit, or (filters, channels, rows, columns).
    """
    found = _whole_inputs(checkpoint.weights, checkpoint.card.input) or _filters(checkpoint.weights)
    if found is None:
        raise CheckpointError("No layer of this network sees the pixels themselves, so it has no weights to show.")
    layer, images = found
    images = images - images.mean((1, 2, 3), keepdims=True)
    return WeightImages(layer, _names(checkpoint, layer, len(images)), images.astype(np.float32))


def _whole_inputs(weights: Mapping[str, NDArray[Any]], spec: InputSpec) -> tuple[str, NDArray[np.float64]] | None:
    """Weights for every pixel; pixels lie in the order channels, rows, columns."""
    shape = (spec.channels, spec.size, spec.size)
    pixels = spec.channels * spec.size * spec.size
    single = not any(array.ndim > 1 for array in weights.values())  # else a row of so many numbers is a bias
    for name, array in sorted(weights.items()):
        if (single and array.shape == (pixels,)) or (array.ndim == 2 and array.shape[1] == pixels):
            return name, array.astype(np.float64).reshape(-1, *shape).transpose(0, 2, 3, 1)
    return None


def _filters(weights: Mapping[str, NDArray[Any]]) -> tuple[str, NDArray[np.float64]] | None:
    for name, array in sorted(weights.items()):
        if array.ndim == 4 and array.shape[1] in (1, 3) and array.shape[2] > 1:
            return name, array.astype(np.float64).transpose(0, 2, 3, 1)
    return None


def _names(checkpoint: Checkpoint, layer: str, units: int) -> tuple[str, ...]:
    """The labels, where no other layer follows; else the units' numbers."""
    labels = checkpoint.card.labels
    last = not any(array.ndim > 1 for name, array in checkpoint.weights.items() if name != layer)
    if last and units == len(labels):
        return labels
    if last and units == 1 and len(labels) == 2:
        return labels[1:]  # one output says how likely the second of two signs is
    return tuple(str(number + 1) for number in range(units))
