"""Softmax regression: one linear layer, the simplest network that tells any number of signs apart."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from signdesk.networks.output import Output
from signdesk.networks.scaling import scaling

__all__ = ["Softmax"]


class Softmax(nn.Module):
    """p = softmax(W x + b), logistic regression for several signs (Cox 1958; Bishop 2006, section 4.3.4).

    Of two labels one output z says which, σ(z) being the probability of the second. It begins at 0: its loss has one
    valley only, so any beginning leads to the same end.
    """

    def __init__(self, labels: int, size: int, channels: int = 1, standardised: bool = False) -> None:
        super().__init__()
        self.scale = scaling(standardised, channels, size=size)
        self.single = labels == 2
        self.classify = nn.Linear(channels * size * size, 1 if self.single else labels)
        nn.init.zeros_(self.classify.weight)
        nn.init.zeros_(self.classify.bias)

    def forward(self, x: Tensor) -> Output:
        """Inputs (batch, channels, size, size) in 0 to 1."""
        outputs: Tensor = self.classify(self.scale(x).flatten(1))
        return Output(torch.cat([torch.zeros_like(outputs), outputs], 1) if self.single else outputs)
