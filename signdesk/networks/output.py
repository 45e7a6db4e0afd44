"""What every network that reads hands gives."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

__all__ = ["Output"]


class Output(NamedTuple):
    """``logits`` (batch, labels); ``presence`` (batch,), the logit that there is a hand, and ``keypoints``
    (batch, 21, 2), in 0 to 1 of the input, x then y, from networks that know them, else None."""

    logits: Tensor
    presence: Tensor | None = None
    keypoints: Tensor | None = None
