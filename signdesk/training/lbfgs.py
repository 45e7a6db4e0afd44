"""Softmax regression by library: torch's L-BFGS brings a network with one valley to its bottom."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from signdesk.errors import TrainingError
from signdesk.networks.registry import build, weights_of
from signdesk.training.batches import pictures_of
from signdesk.training.config import TrainConfig
from signdesk.training.device import choose_device
from signdesk.training.events import EpochEnded, Finished, Started, StepEnded, TrainingEvent
from signdesk.training.fit import figures_of, learn_scaling, targets
from signdesk.training.losses import sign_loss
from signdesk.training.state import write_state

if TYPE_CHECKING:
    from signdesk.training.plan import Plan

__all__ = ["fit_lbfgs"]

_AT_ONCE = 4096
_STEPS = 10
_FLAT = 1e-6
"""Where no slope is steeper than this, the bottom is reached."""


def fit_lbfgs(plan: Plan, config: TrainConfig, *, state: Path | None = None) -> Iterator[TrainingEvent]:
    """Minimise the mean cross-entropy + l2/2 · Σw² over all pictures of ``plan``; an epoch is ten steps of L-BFGS.

    L-BFGS (Liu and Nocedal 1989) with the line search of Wolfe's strong conditions, from zero, in 64 bits. What
    scikit-learn's ``LogisticRegression(C=c)`` minimises is the same with l2 = 1 / (c · pictures). It ends early when
    the slope is flat.
    ``state`` keeps the network as it is, should the training be stopped; begun again it begins at zero and goes the
    same way.
    """
    device = choose_device(config.device)
    if device.type == "mps":  # Apple's graphics processors know no 64 bits
        device = torch.device("cpu")
    network = build(plan.network, plan.arguments)
    learn_scaling(network, plan.train)
    network.to(device).double()
    cost = _Cost(network, plan, config, device)
    # One iteration a call; the line search may look at many places in it.
    optimizer = torch.optim.LBFGS(
        network.parameters(), max_iter=1, max_eval=30, history_size=30, tolerance_grad=0, tolerance_change=0,
        line_search_fn="strong_wolfe",
    )  # fmt: skip
    parameters = sum(p.numel() for p in network.parameters())
    yield Started(0, config.epochs, _STEPS, parameters, str(device))
    history: list[EpochEnded] = []
    for epoch in range(config.epochs):
        started = time.perf_counter()
        for step in range(1, _STEPS + 1):
            loss = float(optimizer.step(cost))  # type: ignore[no-untyped-call]
            if not math.isfinite(loss):
                raise TrainingError("Training diverged: the loss is no number any more. Scale the pictures otherwise.")
            yield StepEnded(epoch + 1, step, loss, len(plan.train) * step / (time.perf_counter() - started))
        plain = copy.deepcopy(network).float()
        figures = figures_of(plain, plan.validation, plan.alphabets, config) if len(plan.validation) else {}
        history.append(EpochEnded(epoch + 1, loss, cost.right, 1.0, time.perf_counter() - started, figures))
        flat = cost.slope() < _FLAT
        if state:
            write_state(state, epoch + 1, "L-BFGS", {}, history, weights_of(plain))
        yield history[-1]
        if flat:
            break
    yield Finished(weights_of(network.float()), tuple(history))


class _Cost:
    """The cost over all pictures, with its gradient, as often as L-BFGS asks for it."""

    def __init__(self, network: nn.Module, plan: Plan, config: TrainConfig, device: torch.device) -> None:
        self.right = 0.0
        self._network, self._config, self._device = network, config, device
        self._pictures = pictures_of(plan.train, config.model_copy(update={"augmentation": 0.0}))
        index, allowed = targets(plan.train, plan.alphabets)
        self._rows = (index >= 0).nonzero()[:, 0]
        if not len(self._rows):
            raise TrainingError("None of the pictures shows a sign that is to be learnt. Choose other signs.")
        self._goal, self._within = index.to(device), allowed.to(device)
        self._weights = [p for p in network.parameters() if p.ndim > 1]
        self._chance = torch.Generator()

    def __call__(self) -> Tensor:
        """The cost; gradients are left in the network."""
        self._network.zero_grad(set_to_none=True)
        total, right = torch.zeros((), dtype=torch.float64, device=self._device), 0.0
        for rows in torch.split(self._rows, _AT_ONCE):
            batch, _ = self._pictures(rows, self._chance, 0.0, self._device)
            logits = self._network(batch.double()).logits
            goal = self._goal[rows]
            losses, read = sign_loss("cross_entropy", logits, goal, self._within[rows])
            part = losses.sum() / len(self._rows)
            torch.autograd.backward(part)
            total, right = total + part.detach(), right + float((read.argmax(1) == goal).sum())
        self.right = right / len(self._rows)
        penalty = self._config.l2 / 2 * sum((weight.square().sum() for weight in self._weights), torch.zeros(()))
        if self._config.l2:
            torch.autograd.backward(penalty)
        return total + penalty.detach()

    def slope(self) -> float:
        """The steepest slope at the last place that was looked at."""
        return max(float(p.grad.abs().max()) for p in self._network.parameters() if p.grad is not None)
