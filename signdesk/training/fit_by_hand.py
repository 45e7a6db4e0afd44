"""Training the networks that are written by hand: the same events, history and state file as torch's trainings."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from signdesk.errors import TrainingError
from signdesk.networks.by_hand import ByHand
from signdesk.networks.checkpoint import Checkpoint
from signdesk.networks.from_scratch.arrays import Floats, Learnt, Network
from signdesk.networks.from_scratch.optimizers import Descent
from signdesk.networks.from_scratch.perceptron import Perceptron
from signdesk.networks.from_scratch.two_layer import TwoLayer, one_sided_cost
from signdesk.networks.registry import build, restore, weights_of
from signdesk.networks.scaling import Standardised
from signdesk.training.best import check_held_back
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops
from signdesk.training.events import EpochEnded, Finished, Started, StepEnded, TrainingEvent
from signdesk.training.flat_pictures import FlatPictures
from signdesk.training.schedules import rate
from signdesk.training.state import Pace, read_state, write_state

__all__ = ["fit_by_hand"]

_BEGINNING = 2**31
"""Beside the seed, what the first weights are drawn from; epochs are drawn from their numbers."""


class ByHandPlan(Protocol):
    """What is needed of a `signdesk.training.plan.Plan`."""

    @property
    def network(self) -> str: ...
    @property
    def arguments(self) -> Mapping[str, Any]: ...
    @property
    def alphabets(self) -> Mapping[str, tuple[str, ...]]: ...
    @property
    def train(self) -> Crops: ...
    @property
    def validation(self) -> Crops: ...


def fit_by_hand(
    plan: ByHandPlan, config: TrainConfig, *, start: Checkpoint | None = None, state: Path | None = None
) -> Iterator[TrainingEvent]:
    """Train the NumPy network that ``plan`` names, a new one or that of ``start``; the events end with `Finished`.

    "gd" takes all pictures a step, any other optimizer ``batch_size`` of them, in an order drawn anew each epoch; the
    last batch of an epoch may be smaller. The perceptron follows its learning rule whatever the optimizer. ``gradient``
    "sum" adds up the gradients of a step's pictures, as the notes do for the layer list. ``l2`` adds that times each
    weight to its gradient. Pictures are not varied. With ``state``, a file, an interrupted training is taken up again:
    the order depends on the seed and the epoch alone, so it goes the way of an unbroken one.

    Closing the iterator stops; `TrainingError` when nothing can be learnt, or the loss is no number any more,
    `ConfigError` when the best epoch is asked for and nothing is held back.
    """
    module = _module(plan, config, start)
    train, validation = FlatPictures.of(plan.train, plan.alphabets), FlatPictures.of(plan.validation, plan.alphabets)
    if not len(train):
        raise TrainingError(
            "None of the pictures shows a sign that is to be learnt. Choose other signs or another dataset."
        )
    check_held_back(config, len(validation))
    if start is None and isinstance(module.scale, Standardised):
        module.scale.learn(*map(torch.from_numpy, train.means()))
    train.prepare(module)
    validation.prepare(module)
    training = _Training(module, config, _signature(plan, config, train))
    if state and state.exists():
        training.resume(state)
    yield from training.run(train, validation, state)


def _module(plan: ByHandPlan, config: TrainConfig, start: Checkpoint | None) -> ByHand:
    module = build(plan.network, plan.arguments) if start is None else restore(start)
    if not isinstance(module, ByHand):
        raise TrainingError(f"The network “{plan.network}” isn't written by hand. Train it by torch.")
    if start is None:
        module.network().initialise(config.initialisation, np.random.default_rng((config.seed, _BEGINNING)))
    return module


def _signature(plan: ByHandPlan, config: TrainConfig, train: FlatPictures) -> str:
    parts = (config.model_dump_json(), plan.network, dict(plan.arguments), dict(plan.alphabets), train.pixels.shape)
    return hashlib.sha256(f"{parts} {train.goals.tobytes().hex()[:4000]}".encode()).hexdigest()


class _Training:
    """How far a training is, and how it goes on."""

    def __init__(self, module: ByHand, config: TrainConfig, signature: str) -> None:
        self.module, self.config, self.signature = module, config, signature
        self.network: Network = module.network()
        # A perceptron's gradient is its learning rule, which is followed as it is.
        name = "sgd" if isinstance(self.network, Perceptron) else config.optimizer
        self.whole = name == "gd"
        self.descent = Descent(
            self.network.parameters, name, config.learning_rate, config.momentum, config.weight_decay
        )
        self.history: list[EpochEnded] = []
        self.best = 0  # the epoch that read held-back pictures best; 0 while there is none
        self.kept: dict[str, NDArray[Any]] = {}
        self.pace = Pace()

    def run(self, train: FlatPictures, validation: FlatPictures, state: Path | None) -> Iterator[TrainingEvent]:
        """Epoch after epoch, from where it stands."""
        config, n = self.config, len(train)
        size = n if self.whole else config.batch_size
        steps = math.ceil(n / size)
        count = sum(array.size for array in self.network.parameters.values())
        yield Started(len(self.history), config.epochs, steps, count, "cpu")
        while len(self.history) < config.epochs and not self._stuck():
            epoch = len(self.history) + 1
            order = np.random.default_rng((config.seed, epoch)).permutation(n)
            started, total, right = time.perf_counter(), 0.0, 0
            for number in range(steps):
                self.descent.rate = rate(((epoch - 1) * steps + number) / (config.epochs * steps), config)
                rows = order[number * size : (number + 1) * size]
                loss, hits = self._step(train, rows)
                total, right = total + loss * len(rows), right + hits
                speed = min((number + 1) * size, n) / (time.perf_counter() - started)
                yield StepEnded(epoch, number + 1, loss, speed)
            figures = self._figures(validation)
            seconds = time.perf_counter() - started
            self._note(EpochEnded(epoch, total / n, right / n, self.descent.rate, seconds, figures))
            if state and (self.pace.due() or epoch == config.epochs or self._stuck()):
                with self.pace.writing():
                    self._write(state)
            yield self.history[-1]
        yield Finished(self._result(), tuple(self.history))

    def resume(self, state: Path) -> None:
        """Go on from the state in the file."""
        found = read_state(state, self.signature)
        try:
            for name, array in self.network.parameters.items():
                array[...] = found.arrays[f"network/{name}"]
            prefix = "optimizer/"
            self.descent.recall({n[len(prefix) :]: a for n, a in found.arrays.items() if n.startswith(prefix)})
        except (KeyError, ValueError) as error:
            raise TrainingError(f"{state} can't be taken up again: {error}. Start a new training.") from error
        for event in found.history:
            self._remember(event)
        self.kept = dict(found.kept)

    def _write(self, state: Path) -> None:
        arrays: dict[str, NDArray[Any]] = {f"network/{n}": a for n, a in self.network.parameters.items()}
        arrays |= {f"optimizer/{n}": a for n, a in self.descent.memory.items()}
        write_state(state, len(self.history), self.signature, arrays, self.history, self._result())

    @np.errstate(all="ignore")  # what overflows is told as divergence
    def _step(self, train: FlatPictures, rows: NDArray[np.intp]) -> tuple[float, int]:
        """One step down; the mean loss of ``rows``, without the penalty, and how many of them were right before."""
        learnt = self._all(train) if len(rows) == len(train) else self.network.learn(*train.batch(rows))
        if not math.isfinite(learnt.loss):
            raise TrainingError("Training diverged: the loss is no number any more. Lower the learning rate.")
        for name, gradient in learnt.gradients.items():
            if self.config.gradient == "sum":
                gradient *= len(rows)
            if self.config.l2 and name.endswith("weight"):
                gradient += self.config.l2 * self.network.parameters[name]
        self.descent.step(learnt.gradients)
        return learnt.loss, learnt.right

    def _all(self, train: FlatPictures) -> Learnt:
        """One look at all pictures; in pieces where they don't fit into memory, their gradients added up by size."""
        loss, right = 0.0, 0
        gradients: dict[str, Floats] = dict.fromkeys(self.network.parameters, np.zeros(()))
        for x, y, within in train.pieces():
            learnt = self.network.learn(x, y, within)
            share = len(y) / len(train)
            loss, right = loss + share * learnt.loss, right + learnt.right
            gradients = {name: gradients[name] + share * gradient for name, gradient in learnt.gradients.items()}
        return Learnt(loss, right, gradients)

    @np.errstate(all="ignore")
    def _figures(self, pictures: FlatPictures) -> dict[str, float]:
        """Loss and accuracy of held-back pictures, and the accuracy of each alphabet's."""
        if not len(pictures):
            return {}
        total, one_sided, right = 0.0, 0.0, []
        for x, y, within in pictures.pieces():
            logits = self.network.logits(x)
            if within is not None:
                logits[~within] = -1e4
            total += self.network.loss(logits, y) * len(y)
            if isinstance(self.network, TwoLayer):
                one_sided += one_sided_cost(logits, y) * len(y)
            right.append(logits.argmax(1) == y)
        hits = np.concatenate(right)
        figures = {"loss": total / len(pictures), "accuracy": float(hits.mean())}
        figures |= {name: float(hits[rows].mean()) for name, rows in pictures.alphabets.items() if rows.any()}
        if isinstance(self.network, TwoLayer):
            figures["one-sided cost"] = one_sided / len(pictures)
        return figures

    def _note(self, event: EpochEnded) -> None:
        self._remember(event)
        if self.config.keep_best and self.best == event.epoch:
            self.kept = self._weights()

    def _remember(self, event: EpochEnded) -> None:
        self.history.append(event)
        if event.validation and (not self.best or _merit(event) > _merit(self.history[self.best - 1])):
            self.best = event.epoch

    def _stuck(self) -> bool:
        """Whether it has become no better for as long as the user wants to wait."""
        patience = self.config.early_stopping
        return bool(self.best) and 0 < patience <= len(self.history) - self.best

    def _result(self) -> dict[str, NDArray[Any]]:
        if self.config.keep_best and self.kept:
            return self.kept
        return self._weights()

    def _weights(self) -> dict[str, NDArray[Any]]:
        """A copy, for training goes on in the arrays themselves."""
        return {name: array.copy() for name, array in weights_of(self.module).items()}


def _merit(event: EpochEnded) -> tuple[float, float]:
    """Higher is better; as `signdesk.training.best.best_of`, but asked of one epoch after the other."""
    return event.validation["accuracy"], -event.validation["loss"]
