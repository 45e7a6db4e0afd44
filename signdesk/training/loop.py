"""The loop that every torch network trains in, whatever it learns."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from torch import Generator, Tensor, nn
from torch.optim.swa_utils import AveragedModel

from signdesk.errors import TrainingError
from signdesk.networks.registry import weights_of
from signdesk.training.config import TrainConfig
from signdesk.training.device import choose_device
from signdesk.training.events import EpochEnded, Finished, Started, StepEnded, TrainingEvent
from signdesk.training.state import Pace, load_state, save_state

__all__ = ["Step", "train"]

Step = Callable[[nn.Module, Tensor, Generator, float], tuple[Tensor, Tensor]]
"""(network, rows, chance, share of the training that is done) → (loss to minimise, share of the rows that are right so
far)."""


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

    AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101) with a linear warm-up and a cosine to zero. With ``state`` each
    epoch is written there and taken up again from there: chance depends on the seed and the epoch alone, so a resumed
    training goes the way of an unbroken one.
    """
    device = choose_device(config.device)
    torch.manual_seed(config.seed)
    network.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # the stub lacks it
    averaged = AveragedModel(network, multi_avg_fn=_running_mean(config.averaging), use_buffers=True)
    optimizer = torch.optim.AdamW(_groups(network, config.weight_decay), lr=config.learning_rate)
    per_epoch = config.epoch_size or len(weights)
    steps = max(per_epoch // config.batch_size, 1)
    modules = {"network": network, "averaged": averaged}
    signature = hashlib.sha256(f"{config.model_dump_json()} {signature} {len(weights)}".encode()).hexdigest()
    history: list[EpochEnded] = []
    begin, pace = 0, Pace()
    if state and state.exists():
        found = load_state(state, signature, modules, optimizer)
        begin, history = found.epoch, list(found.history)
    parameters = sum(p.numel() for p in network.parameters())
    yield Started(begin, config.epochs, steps, parameters, str(device))
    kept = averaged.module if config.averaging else network
    for epoch in range(begin, config.epochs):
        chance = Generator().manual_seed(config.seed * 100_003 + epoch)
        torch.manual_seed(config.seed * 100_003 + epoch)  # dropout draws from the global generator
        order = _rows(weights, steps * config.batch_size, chance, drawn=bool(config.epoch_size))
        started, total, right = time.perf_counter(), 0.0, 0.0
        for number in range(steps):
            progress = (epoch * steps + number) / (config.epochs * steps)
            rate = _rate(progress, config)
            for group in optimizer.param_groups:
                group["lr"] = rate
            network.train()
            rows = order[number * config.batch_size : (number + 1) * config.batch_size]
            loss, correct = step(network, rows, chance, progress)
            value = float(loss.detach())
            if not math.isfinite(value):
                raise TrainingError("Training diverged: the loss is no number any more. Lower the learning rate.")
            optimizer.zero_grad(set_to_none=True)
            torch.autograd.backward(loss)
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            if config.averaging:
                averaged.update_parameters(network)
            total, right = total + value, right + float(correct)
            speed = (number + 1) * len(rows) / (time.perf_counter() - started)
            yield StepEnded(epoch + 1, number + 1, value, speed)
        figures = validate(kept.eval())
        seconds = time.perf_counter() - started
        history.append(EpochEnded(epoch + 1, total / steps, right / steps, rate, seconds, figures))
        if state and (pace.due() or epoch + 1 == config.epochs):
            with pace.writing():
                save_state(state, epoch + 1, signature, modules, optimizer, history, weights_of(kept))
        yield history[-1]
    yield Finished(weights_of(kept), tuple(history))


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


def _groups(network: nn.Module, decay: float) -> list[dict[str, object]]:
    """Weights are pulled to zero; biases and normalisation are not."""
    flat = [p for p in network.parameters() if p.ndim <= 1]
    deep = [p for p in network.parameters() if p.ndim > 1]
    return [{"params": deep, "weight_decay": decay}, {"params": flat, "weight_decay": 0.0}]


def _rows(weights: Tensor, count: int, chance: Generator, *, drawn: bool) -> Tensor:
    if drawn:
        return torch.multinomial(weights.double(), count, replacement=True, generator=chance)
    order = torch.randperm(len(weights), generator=chance)
    return order.repeat(-(-count // len(order)))[:count]


def _rate(progress: float, config: TrainConfig) -> float:
    if progress < config.warm_up:
        return config.learning_rate * (progress / config.warm_up * 0.99 + 0.01)
    through = (progress - config.warm_up) / (1 - config.warm_up)
    return config.learning_rate * (math.cos(math.pi * through) + 1) / 2
