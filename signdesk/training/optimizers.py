"""The ways in which weights follow the gradient, by the names of the setting "optimizer".

Gradient descent θ ← θ − α ∇L is called by how many pictures the gradient is taken over: all ("gd"), some of them
("sgd" with a batch size above 1, the mini-batch), or one ("sgd" with a batch size of 1, as the word first meant). The
others remember past gradients: *momentum* (Polyak 1964) and *nesterov* (Nesterov 1983, as in Sutskever et al. 2013) go
on in the old direction; *adagrad* (Duchi et al. 2011), *adadelta* (Zeiler 2012, arXiv:1212.5701) and *rmsprop*
(Tieleman and Hinton 2012) have a step size for each weight; *adam* (Kingma and Ba 2015, arXiv:1412.6980) does both, and
*adamw* (Loshchilov and Hutter 2019, arXiv:1711.05101) also pulls weights to zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from signdesk.training.config import TrainConfig

__all__ = ["optimizer_for", "optimizer_of"]


def optimizer_for(network: nn.Module, config: TrainConfig) -> Optimizer:
    """The optimizer of ``config`` for the weights of ``network``.

    AdamW pulls weights to zero, but neither biases nor normalisation.
    """
    return optimizer_of(_groups(network, config.weight_decay), config)


def optimizer_of(parameters: Iterable[Any], config: TrainConfig) -> Optimizer:
    """The optimizer of ``config`` for these tensors or groups of them."""
    rate = config.learning_rate
    match config.optimizer:
        case "adamw":
            return torch.optim.AdamW(parameters, lr=rate)
        case "adam":
            return torch.optim.Adam(_without_decay(parameters), lr=rate)
        case "gd" | "sgd":
            return torch.optim.SGD(_without_decay(parameters), lr=rate)
        case "momentum":
            return torch.optim.SGD(_without_decay(parameters), lr=rate, momentum=config.momentum)
        case "nesterov":
            # Without momentum there is nothing to look ahead along, and torch refuses it.
            nesterov = config.momentum > 0
            return torch.optim.SGD(_without_decay(parameters), lr=rate, momentum=config.momentum, nesterov=nesterov)
        case "adagrad":
            return torch.optim.Adagrad(_without_decay(parameters), lr=rate)
        case "adadelta":
            return torch.optim.Adadelta(_without_decay(parameters), lr=rate)
        case "rmsprop":
            return torch.optim.RMSprop(_without_decay(parameters), lr=rate)


def _without_decay(parameters: Iterable[Any]) -> list[Any]:
    return [{**part, "weight_decay": 0.0} if isinstance(part, dict) else part for part in parameters]


def _groups(network: nn.Module, decay: float) -> list[dict[str, Any]]:
    """Weights are pulled to zero; biases and normalisation are not."""
    flat: list[Tensor] = [p for p in network.parameters() if p.ndim <= 1]
    deep: list[Tensor] = [p for p in network.parameters() if p.ndim > 1]
    return [{"params": deep, "weight_decay": decay}, {"params": flat, "weight_decay": 0.0}]
