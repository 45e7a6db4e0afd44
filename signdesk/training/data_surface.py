"""A real cost on real pictures, over two weights: a logistic regression that tells two signs apart."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from signdesk.alphabet import NO_HAND
from signdesk.datasets.samples import UNLABELLED, Samples
from signdesk.errors import TrainingError
from signdesk.training.cost_surface import Surface
from signdesk.training.crops import cut, hand_boxes
from signdesk.vision.crop import InputSpec

__all__ = ["data_surface", "logistic_surface", "two_signs"]

_SIDE = 16
_MOST = 60
_L2 = 0.02
"""A little: where a line parts the pictures, the bottom would else lie at infinity."""
_ROOM = 2.0
_START = (0.6, 0.5)
"""Learning begins so far on the other side, and those that overshoot stay in view."""


def data_surface(samples: Samples, first: str, second: str) -> Surface:
    """The cost of telling the signs ``first`` and ``second`` of ``samples`` apart, over the weights of two directions:
    that from the one's mean picture to the other's, and that in which pictures differ most beside it (the principal
    component, Pearson 1901).

    At most 60 pictures a sign, grey, 16 pixels wide. `TrainingError` where there are fewer than two of a sign.
    """
    rows = [np.flatnonzero(samples.labels == label)[:_MOST] for label in (first, second)]
    if min(map(len, rows)) < 2:
        raise TrainingError(f"{samples.name} has too few pictures of {first} and {second}. Choose other signs.")
    chosen = samples.take(np.sort(np.concatenate(rows)))
    boxes = hand_boxes(chosen)
    crops = cut(chosen, InputSpec(_SIDE, 1), boxes if any(boxes) else None)
    pixels = crops.middle().reshape(len(crops), -1).astype(np.float64) / 255
    is_first = crops.labels == first
    return logistic_surface(_two(pixels, is_first), is_first, first, second)


def two_signs(samples: Samples, chosen: tuple[str, ...] = ()) -> tuple[str, str]:
    """The first two of the ``chosen`` signs (of all, where none are) that ``samples`` has two pictures of or more;
    `TrainingError` where there are none."""
    counts = samples.counts()
    able = [label for label in sorted(counts) if counts[label] > 1 and label not in (NO_HAND, UNLABELLED)]
    found = sorted(label for label in able if label in chosen or not chosen)
    found = [label for label in found if not label.isdigit()] + [label for label in found if label.isdigit()]
    if len(found) < 2:
        raise TrainingError(f"{samples.name} has no two signs to tell apart. Choose more signs, or other pictures.")
    return found[0], found[1]


def logistic_surface(x: NDArray[np.float64], is_first: NDArray[np.bool_], first: str, second: str) -> Surface:
    """The mean cross-entropy of σ(x · w) over the two weights w, with a little L2; ``x`` (n, 2), ``is_first`` (n,)."""
    features, truth = torch.from_numpy(x), torch.from_numpy(is_first.astype(np.float64))

    def cost(a: Tensor, b: Tensor, rows: Tensor | None) -> Tensor:
        some, wanted = (features, truth) if rows is None else (features[rows], truth[rows])
        score = a[..., None] * some[:, 0] + b[..., None] * some[:, 1]
        losses = functional.binary_cross_entropy_with_logits(score, wanted.expand_as(score), reduction="none")
        return losses.mean(-1) + _L2 / 2 * (a**2 + b**2)

    bottom = _bottom(x, is_first)
    reach = max(_ROOM * float(np.abs(bottom).max()), 1.0)
    return Surface(
        "data",
        f"{first} against {second}",
        (-reach, -reach),
        (reach, reach),
        (-_START[0] * reach * float(np.sign(bottom[0]) or 1), -_START[1] * reach * float(np.sign(bottom[1]) or 1)),
        (float(bottom[0]), float(bottom[1])),
        cost,
        pictures=len(x),
        summary=f"The real cost of telling {first} from {second} in {len(x)} of your pictures by logistic regression, "
        "over its weights for two directions: from one sign to the other, and that in which pictures differ most.",
        rate=1 / (float(x.var(0).max()) / 4 + _L2),
    )


def _two(pixels: NDArray[np.float64], is_first: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What is seen of pictures (n, pixels) along the two directions, in deviations of the first one: (n, 2)."""
    centred = pixels - pixels.mean(0)
    apart = centred[is_first].mean(0) - centred[~is_first].mean(0)
    apart /= max(float(np.linalg.norm(apart)), 1e-9)
    along = centred @ apart
    _, _, directions = np.linalg.svd(centred - along[:, None] * apart, full_matrices=False)
    return np.stack([along, centred @ directions[0]], 1) / max(float(along.std()), 1e-9)


def _bottom(x: NDArray[np.float64], is_first: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Where the cost is lowest, by Newton's steps."""
    weights = np.zeros(2)
    for _ in range(50):
        told = 1 / (1 + np.exp(-(x @ weights)))
        slope = x.T @ (told - is_first) / len(x) + _L2 * weights
        bend = (x * (told * (1 - told))[:, None]).T @ x / len(x) + _L2 * np.eye(2)
        weights = weights - np.linalg.solve(bend, slope)
    return weights
