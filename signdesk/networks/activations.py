"""What a hidden unit makes of its sum.

``step`` and ``sign`` are flat but for one jump, so their gradient says nothing: here it passes straight through where
the sum lies between −1 and 1 and is 0 elsewhere, as if the unit were a hard tanh (Bengio, Léonard and Courville 2013,
arXiv:1308.3432; the clipping is from Hubara et al. 2016, arXiv:1602.02830).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from signdesk.errors import ConfigError

__all__ = ["ACTIVATIONS", "Sign", "Step", "activation"]


class _Jump(torch.autograd.Function):
    """1 above 0, ``low`` below; at 0 it is 1. The gradient passes where |x| ≤ 1."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, low: float) -> Tensor:
        ctx.save_for_backward(x)
        return torch.where(x >= 0, 1.0, low).to(x.dtype)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        (x,) = ctx.saved_tensors
        return gradients[0] * (x.abs() <= 1), None


class Step(nn.Module):
    """1 from 0 on, 0 below (McCulloch and Pitts 1943)."""

    def forward(self, x: Tensor) -> Tensor:
        jumped: Tensor = _Jump.apply(x, 0.0)  # type: ignore[no-untyped-call]
        return jumped


class Sign(nn.Module):
    """1 from 0 on, −1 below."""

    def forward(self, x: Tensor) -> Tensor:
        jumped: Tensor = _Jump.apply(x, -1.0)  # type: ignore[no-untyped-call]
        return jumped


ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "step": Step,
    "sign": Sign,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky_relu": lambda: nn.LeakyReLU(0.01),
    "elu": nn.ELU,
}
"""By the names of the setting "activation"; leaky ReLU has a slope of 0.01 below 0, ELU goes to −1."""


def activation(name: str) -> nn.Module:
    """The activation called ``name``; `ConfigError` names those there are."""
    try:
        return ACTIVATIONS[name]()
    except KeyError:
        raise ConfigError(f"There is no activation “{name}”; there are {', '.join(ACTIVATIONS)}.") from None
