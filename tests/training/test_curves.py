"""The plotted curves are what the networks compute."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from signdesk.networks.activations import ACTIVATIONS, activation
from signdesk.training.curves import ACTIVATION_CURVES, LOSS_CURVES, activation_curve, loss_curve
from signdesk.training.losses import error_loss, sign_loss


def test_there_is_a_curve_for_every_choice() -> None:
    assert set(ACTIVATION_CURVES) == {*ACTIVATIONS, "softmax"}
    assert set(LOSS_CURVES) == {
        "mae", "mse", "huber", "pseudo_huber", "hinge", "binary_cross_entropy", "cross_entropy",
    }  # fmt: skip


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_activations_are_the_networks(name: str) -> None:
    curve = activation_curve(name, points=162)  # 0 is not among them: there torch chooses other slopes at corners
    x = torch.tensor(curve.x, requires_grad=True)
    y = activation(name)(x)
    torch.autograd.backward(y.sum())
    assert x.grad is not None
    np.testing.assert_allclose(curve.value, y.detach().numpy(), atol=1e-6)
    np.testing.assert_allclose(curve.derivative, x.grad.numpy(), atol=1e-6)


@pytest.mark.parametrize("name", list(LOSS_CURVES))
def test_losses_are_the_trainings(name: str) -> None:
    curve = loss_curve(name, points=162)
    x = torch.tensor(curve.x, dtype=torch.float64, requires_grad=True)
    zero = torch.zeros_like(x)
    goal = torch.zeros(len(x), dtype=torch.long)
    if name in ("mae", "mse", "huber", "pseudo_huber"):
        y = error_loss(name, x)
    elif name == "cross_entropy":
        y, _ = sign_loss(name, torch.stack([x, zero, zero], 1), goal, None)
    else:
        y, _ = sign_loss(name, torch.stack([x, zero], 1), goal, None)
    torch.autograd.backward(y.sum())
    assert x.grad is not None
    np.testing.assert_allclose(curve.value, y.detach().numpy(), atol=1e-6)
    np.testing.assert_allclose(curve.derivative, x.grad.numpy(), atol=1e-6)


def test_the_softmax_of_outputs_is_drawn() -> None:
    curve = activation_curve("softmax")
    outputs = torch.stack([torch.tensor(curve.x), *(torch.zeros(len(curve.x)),) * 2], 1)
    np.testing.assert_allclose(curve.value, outputs.softmax(1)[:, 0].numpy(), atol=1e-6)
    np.testing.assert_allclose(curve.derivative, np.gradient(curve.value, curve.x), atol=2e-3)
