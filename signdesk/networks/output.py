"""What every network that reads hands gives."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

__all__ = ["Output"]


class Output(NamedTuple):
    """``logits`` (batch, labels); from networks that know them, else None: ``presence`` (batch,), the logit that there
    is a hand; ``keypoints`` (batch, 21, 2), in 0 to 1 of the input, x then y; ``heat`` (batch, 21, rows, columns), the
    logits of the maps that the keypoints were taken from."""

    logits: Tensor
    presence: Tensor | None = None
    keypoints: Tensor | None = None
    heat: Tensor | None = None

    def single(self) -> Output:
        """The same in 32 bits, whatever it was computed in."""
        return Output(self.logits.float(), *(None if part is None else part.float() for part in self[1:]))
