"""Losses are what their formulas say, and small only for what is right."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from signdesk.training.losses import error_loss, sign_loss

LOSSES = ["cross_entropy", "binary_cross_entropy", "mse", "mae", "huber", "pseudo_huber", "hinge"]
_LOGITS = torch.randn(40, 5, generator=torch.Generator().manual_seed(0)) * 2
_GOAL = torch.arange(40) % 5


def test_cross_entropy_is_torchs_own() -> None:
    for smoothing in (0.0, 0.1):
        ours, _ = sign_loss("cross_entropy", _LOGITS, _GOAL, None, smoothing)
        theirs = functional.cross_entropy(_LOGITS, _GOAL, reduction="none", label_smoothing=smoothing)
        torch.testing.assert_close(ours, theirs)


def test_hinge_and_brier_are_what_their_formulas_say() -> None:
    hinge, _ = sign_loss("hinge", torch.tensor([[2.0, 1.5, 0.0], [3.0, 1.0, 0.0]]), torch.tensor([0, 0]), None)
    torch.testing.assert_close(hinge, torch.tensor([0.5, 0.0]))
    brier, _ = sign_loss("mse", torch.zeros(1, 2), torch.tensor([0]), None)
    torch.testing.assert_close(brier, torch.tensor([0.5]))


def test_of_two_signs_binary_cross_entropy_is_that_of_one_question() -> None:
    z = torch.tensor([-1.0, 0.5, 2.0])
    ours, _ = sign_loss("binary_cross_entropy", torch.stack([0 * z, z], 1), torch.tensor([1, 0, 1]), None)
    theirs = functional.binary_cross_entropy_with_logits(z, torch.tensor([1.0, 0.0, 1.0]), reduction="none")
    torch.testing.assert_close(ours, theirs)


@pytest.mark.parametrize("name", LOSSES)
def test_right_and_sure_is_better_than_wrong_and_sure(name: str) -> None:
    sure = 16 * functional.one_hot(torch.tensor([2]), 5).float() - 8
    right, read = sign_loss(name, sure, torch.tensor([2]), None)
    wrong, _ = sign_loss(name, sure, torch.tensor([1]), None)
    assert float(right) < 0.05 < float(wrong)
    assert int(read.argmax(1)) == 2


@pytest.mark.parametrize("name", LOSSES)
def test_signs_of_another_alphabet_take_no_part(name: str) -> None:
    """Neither the loss nor its gradient nor what is read depends on their outputs."""
    within = torch.tensor([[True, True, True, False, False]]).expand(40, 5)
    goal = _GOAL % 3
    logits = _LOGITS.clone().requires_grad_()
    losses, read = sign_loss(name, logits, goal, within, 0.1)
    torch.autograd.backward(losses.sum())
    assert logits.grad is not None
    assert not logits.grad[:, 3:].any()
    alone, _ = sign_loss(name, _LOGITS[:, :3], goal, None, 0.1)
    torch.testing.assert_close(losses.detach(), alone, rtol=1e-4, atol=1e-5)
    assert int(read.argmax(1).max()) < 3


def test_huber_losses_are_square_near_and_straight_far() -> None:
    e = torch.tensor([0.01, 10.0, 11.0])
    for name in ("huber", "pseudo_huber"):
        loss = error_loss(name, e, 0.5)
        assert float(loss[0]) == pytest.approx(1e-4, rel=1e-3)
        assert float(loss[2] - loss[1]) == pytest.approx(1.0, rel=0.01)
