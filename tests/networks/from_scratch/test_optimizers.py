"""Nine ways down, each step as torch takes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import optim

from signdesk.errors import ConfigError
from signdesk.networks.from_scratch.optimizers import OPTIMIZERS, Descent

TORCH: dict[str, Callable[[list[torch.Tensor]], Any]] = {
    "gd": lambda p: optim.SGD(p, 0.05),
    "sgd": lambda p: optim.SGD(p, 0.05),
    "momentum": lambda p: optim.SGD(p, 0.05, momentum=0.8),
    "nesterov": lambda p: optim.SGD(p, 0.05, momentum=0.8, nesterov=True),
    "adagrad": lambda p: optim.Adagrad(p, 0.05),
    "adadelta": lambda p: optim.Adadelta(p, 0.05),
    "rmsprop": lambda p: optim.RMSprop(p, 0.05),
    "adam": lambda p: optim.Adam(p, 0.05),
    "adamw": lambda p: optim.AdamW(p, 0.05, weight_decay=0.1),
}


def bowl(w: np.ndarray) -> np.ndarray:
    """The gradient of a long valley."""
    return np.array([1.0, 10.0, 0.1, 3.0]) * w + 0.2 * np.sin(5 * w)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_goes_as_torch_does(name: str) -> None:
    parameters = {"weight": np.array([1.0, -2.0, 3.0, 0.5])}
    descent = Descent(parameters, name, 0.05, 0.8, 0.1)
    w = torch.tensor([1.0, -2.0, 3.0, 0.5], dtype=torch.float64, requires_grad=True)
    theirs = TORCH[name]([w])
    for _ in range(40):
        descent.step({"weight": bowl(parameters["weight"])})
        w.grad = torch.from_numpy(bowl(w.detach().numpy().copy()))
        theirs.step()
        np.testing.assert_allclose(parameters["weight"], w.detach().numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_one_that_is_taken_up_again_goes_the_same_way(name: str) -> None:
    one = {"weight": np.array([1.0, -2.0, 3.0, 0.5])}
    first = Descent(one, name, 0.05)
    for _ in range(7):
        first.step({"weight": bowl(one["weight"])})
    memory = {key: array.copy() for key, array in first.memory.items()}
    other = {"weight": one["weight"].copy()}
    second = Descent(other, name, 0.05)
    second.recall(memory)
    for _ in range(5):
        first.step({"weight": bowl(one["weight"])})
        second.step({"weight": bowl(other["weight"])})
    np.testing.assert_array_equal(one["weight"], other["weight"])


def test_an_unknown_way_is_refused() -> None:
    with pytest.raises(ConfigError, match="no optimizer “uphill”"):
        Descent({}, "uphill", 0.1)
