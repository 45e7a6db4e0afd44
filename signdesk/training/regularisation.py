"""What keeps weights small while they learn: penalties, and a longest length.

Biases and normalisation are left alone: they bend no boundary. Dropout and batch normalisation are layers of the
networks; label smoothing is part of the loss; the running mean and the keeping of the best are the loop's.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

from signdesk.training.config import TrainConfig

__all__ = ["constraint", "penalty"]


def penalty(network: nn.Module, config: TrainConfig) -> Callable[[], None] | None:
    """Adds to the gradients those of l1 · Σ|w| (Tibshirani 1996) and of l2/2 · Σw² (Hoerl and Kennard 1970); together
    they are the elastic net (Zou and Hastie 2005). None when neither is asked for, so that it costs nothing."""
    if not config.l1 and not config.l2:
        return None
    weights = [parameter for parameter in network.parameters() if parameter.ndim > 1]

    @torch.no_grad()
    def add() -> None:
        for weight in weights:
            if weight.grad is not None:
                if config.l2:
                    weight.grad.add_(weight, alpha=config.l2)
                if config.l1:
                    weight.grad.add_(weight.sign(), alpha=config.l1)

    return add


def constraint(network: nn.Module, config: TrainConfig) -> Callable[[], None] | None:
    """Shortens the weights that go into a unit to ``max_norm`` where they are longer (Srebro and Shraibman 2005; with
    dropout: Srivastava et al. 2014). None when any length will do."""
    if not config.max_norm:
        return None
    weights = [parameter for parameter in network.parameters() if parameter.ndim > 1]

    @torch.no_grad()
    def shorten() -> None:
        for weight in weights:
            weight.copy_(torch.renorm(weight, 2, 0, config.max_norm))

    return shorten
