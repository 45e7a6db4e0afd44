"""The loop that every torch network trains in, whatever it learns."""

from __future__ import annotations

import copy
import hashlib
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from torch import Generator, Tensor, nn
from torch.optim import Optimizer
from torch.optim.swa_utils import AveragedModel

from signdesk.errors import TrainingError
from signdesk.networks.registry import weights_of
from signdesk.training.best import best_of, epochs_since_best
from signdesk.training.config import TrainConfig
from signdesk.training.device import choose_device
from signdesk.training.distributed import Team, current
from signdesk.training.events import EpochEnded, Finished, Started, StepEnded, TrainingEvent
from signdesk.training.optimizers import optimizer_for
from signdesk.training.regularisation import constraint, penalty
from signdesk.training.schedules import rate
from signdesk.training.state import Pace, load_state, save_state

__all__ = ["Step", "train"]

Step = Callable[[nn.Module, Tensor, Generator, float], tuple[Tensor, Tensor]]
"""(network, rows, chance, share of the training that is done) → (loss to minimise, share of the rows that are right so
far)."""

_AT_ONCE = 4096
"""A step over more pictures than this adds its gradient up part by part, so that they need not all fit into memory."""


def train(
    network: nn.Module,
    weights: Tensor,
    step: Step,
    validate: Callable[[nn.Module], dict[str, float]],
    config: TrainConfig,
    *,
    signature: str = "",
    state: Path | None = None,
) -> Iterator[TrainingEvent]:
    """Train ``network`` on rows drawn by ``weights`` (n,); events come as they happen, closing the iterator stops it.

    Without ``epoch_size`` an epoch takes each row once, in an order drawn anew; a rest that fills no batch is left out,
    and where all rows fill none, some are taken again.
    It gives the weights of the last epoch or, with ``keep_best``, of the one that read best what is held back; with
    ``early_stopping`` it ends when that one lies so many epochs back. With ``state``, a file, it is taken up again
    after the last epoch that was written there (`Pace` leaves some out): chance depends on the seed and the epoch
    alone, so a resumed training goes the way of an unbroken one.
    """
    device = choose_device(config.device)
    torch.manual_seed(config.seed)
    network.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # the stub lacks it
    averaged = AveragedModel(network, multi_avg_fn=_running_mean(config.averaging), use_buffers=True)
    kept = averaged.module if config.averaging else network
    best = copy.deepcopy(kept) if config.keep_best else kept
    optimizer = optimizer_for(network, config)
    ours = current()
    descent = _Descent(ours.wrapped(network), step, optimizer, config, ours)
    per_epoch = config.epoch_size or len(weights)
    batch = per_epoch if config.optimizer == "gd" else config.batch_size
    steps = max(per_epoch // batch, 1)
    modules = {"network": network, "averaged": averaged, **({"best": best} if config.keep_best else {})}
    signature = hashlib.sha256(f"{config.model_dump_json()} {signature} {len(weights)}".encode()).hexdigest()
    history: list[EpochEnded] = []
    begin, pace = 0, Pace()
    if state and state.exists():
        found = load_state(state, signature, modules, optimizer)
        begin, history = found.epoch, list(found.history)
    parameters = sum(p.numel() for p in network.parameters())
    yield Started(begin, config.epochs, steps, parameters, str(device))
    for epoch in range(begin, config.epochs):
        if _enough(history, config):
            break
        chance = Generator().manual_seed(config.seed * 100_003 + epoch)
        torch.manual_seed(config.seed * 100_003 + epoch)  # dropout draws from the global generator
        order = _rows(weights, steps * batch, chance, drawn=bool(config.epoch_size))
        if not ours.leads:  # the same rows in the same order, but each process varies its own in its own way
            chance.manual_seed(config.seed * 100_003 + epoch + ours.rank * 7919)
        started, total, right = time.perf_counter(), 0.0, 0.0
        for number in range(steps):
            progress = (epoch * steps + number) / (config.epochs * steps)
            rows = order[number * batch : (number + 1) * batch]
            value, correct = descent.step(rows, chance, progress)
            if config.averaging:
                averaged.update_parameters(network)
            total, right = total + value, right + correct
            speed = (number + 1) * batch / (time.perf_counter() - started)
            yield StepEnded(epoch + 1, number + 1, value, speed)
        figures = ours.from_first(validate(kept.eval()) if ours.leads else {})
        seconds = time.perf_counter() - started
        history.append(EpochEnded(epoch + 1, total / steps, right / steps, descent.rate, seconds, figures))
        if config.keep_best and best_of(history) == epoch:
            best.load_state_dict(kept.state_dict())
        if state and ours.leads and (pace.due() or epoch + 1 == config.epochs or _enough(history, config)):
            with pace.writing():
                save_state(state, epoch + 1, signature, modules, optimizer, history, weights_of(best))
        yield history[-1]
    yield Finished(weights_of(best), tuple(history))


def _enough(history: list[EpochEnded], config: TrainConfig) -> bool:
    return 0 < config.early_stopping <= epochs_since_best(history)


class _Descent:
    """One step after the other down the slope of the loss."""

    def __init__(self, network: nn.Module, step: Step, optimizer: Optimizer, config: TrainConfig, ours: Team) -> None:
        self.rate = config.learning_rate
        self._network, self._loss, self._optimizer, self._config, self._ours = network, step, optimizer, config, ours
        self._parameters = list(network.parameters())
        self._penalty, self._constraint = penalty(network, config), constraint(network, config)

    def step(self, rows: Tensor, chance: Generator, progress: float) -> tuple[float, float]:
        """Follow the gradient of the loss of ``rows``; that loss, and the share of the rows that is right."""
        self.rate = rate(progress, self._config)
        for group in self._optimizer.param_groups:
            group["lr"] = self.rate
        self._network.train()
        self._optimizer.zero_grad(set_to_none=True)
        value, right = 0.0, 0.0
        rows = self._ours.share(rows)
        # Parts of equal size: of a last one of a single picture batch normalisation could learn nothing.
        for part in torch.tensor_split(rows, math.ceil(len(rows) / _AT_ONCE)):
            loss, correct = self._loss_of(part, chance, progress)
            share = len(part) / len(rows)
            value, right = value + float(loss.detach()) * share, right + float(correct) * share
            if not math.isfinite(value):
                raise TrainingError("Training diverged: the loss is no number any more. Lower the learning rate.")
            # Processes average their gradients, so that a sum has to be made of the mean again.
            weight = len(part) * self._ours.size if self._config.gradient == "sum" else share
            torch.autograd.backward(loss if weight == 1 else loss * weight)
        if self._penalty:
            self._penalty()
        if self._config.clip:
            nn.utils.clip_grad_norm_(self._parameters, self._config.clip)
        self._optimizer.step()
        if self._constraint:
            self._constraint()
        value, right = self._ours.mean(value, right)
        return value, right

    def _loss_of(self, part: Tensor, chance: Generator, progress: float) -> tuple[Tensor, Tensor]:
        try:
            return self._loss(self._network, part, chance, progress)
        except ValueError as error:
            if "more than 1 value per channel" not in str(error):
                raise
            raise TrainingError(
                "This network normalises its batches, which takes two pictures or more. Choose a larger batch."
            ) from error


_Tensors = list[Tensor] | tuple[Tensor, ...]


def _running_mean(decay: float) -> Callable[[_Tensors, _Tensors, Tensor | int], None]:
    """An exponential mean that forgets quickly at first, so that the random beginning leaves no trace."""

    def update(means: _Tensors, values: _Tensors, count: Tensor | int) -> None:
        share = 1 - min(decay, (1 + float(count)) / (10 + float(count)))
        for mean, value in zip(means, values, strict=True):
            if mean.is_floating_point():
                mean.lerp_(value, share)
            else:
                mean.copy_(value)

    return update


def _rows(weights: Tensor, count: int, chance: Generator, *, drawn: bool) -> Tensor:
    if drawn:
        return torch.multinomial(weights.double(), count, replacement=True, generator=chance)
    order = torch.randperm(len(weights), generator=chance)
    return order.repeat(-(-count // len(order)))[:count]
