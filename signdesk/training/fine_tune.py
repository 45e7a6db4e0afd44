"""Teaching a trained network a few pictures more: a sign of one's own, or an old sign as one makes it oneself.

Thirty pictures are too few to change how a network sees, and enough to change what it concludes. So everything but the
last layer stays as it is; what that layer is shown of the pictures, varied in many ways, is worked out once, and only
the rows of the signs that the pictures show are learnt. What keeps the old signs:

- all other rows stay as they were, and those of old signs are held near where they were (L2-SP: Li, Grandvalet and
  Davoine 2018, arXiv:1802.01483);
- the old network teaches the new one what to say to old signs (learning without forgetting: Li and Hoiem 2016,
  arXiv:1606.09282). The pictures that it learnt from are not there. So features are made up that it takes for its
  signs, and it looks at rendered hands that form them (rehearsal: Robins 1995, Connection Science 7). Without either a
  new sign takes more than half of all pictures of old ones for itself; `benchmarks/fine_tune.py` tells what is left.

It takes seconds. So nothing is kept to go on from: one that was interrupted begins anew, and ends the same.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import torch
from torch import Generator, Tensor, nn

from signdesk.errors import ConfigError, TrainingError
from signdesk.networks.checkpoint import Checkpoint, ModelCard
from signdesk.training.batches import pictures_of
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops
from signdesk.training.device import one_thread
from signdesk.training.events import EpochEnded, Finished, Started, StepEnded, TrainingEvent
from signdesk.training.last_layer import LastLayer, Learner
from signdesk.training.plan import Plan
from signdesk.training.state import Pace, write_state

__all__ = ["fine_tune", "fine_tuned", "widened"]

_LOOKS = 400
"""About so many varied pictures are looked at; more teach a single layer nothing new."""

_STEPS = 360
"""Steps in all, dealt out to the looks; each takes all that was seen so far."""

_BATCH = 64


def widened(alphabets: Mapping[str, tuple[str, ...]], labels: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """``alphabets`` with those of ``labels`` that are in none of them added to the first: there they are told apart
    from the signs that they will be seen among."""
    known = {label for group in alphabets.values() for label in group}
    new = tuple(label for label in labels if label not in known)
    first = next(iter(alphabets))
    return {name: group + (new if name == first else ()) for name, group in alphabets.items()}


def fine_tune(
    start: Checkpoint, plan: Plan, config: TrainConfig, *, state: Path | None = None
) -> Iterator[TrainingEvent]:
    """Teach ``start`` the pictures of ``plan``, whose alphabets hold all signs of ``start``; the events are those of
    any training, and end with `Finished`, whose weights are those of the widened network.

    Of ``config`` matter the epochs (looks at the pictures, each varied anew; as many as are of use), the augmentation
    and the seed. ``state`` is a file that keeps, after each look, the network so far, for whoever stops here.
    `ConfigError` for a network that can learn no other sign.
    """
    with one_thread():
        yield from _taught(start, plan, config, state)


def _taught(start: Checkpoint, plan: Plan, config: TrainConfig, state: Path | None) -> Iterator[TrainingEvent]:
    layer = LastLayer(start, _origin(start, plan))
    goal, among = _goals(plan.train, plan, layer.is_new)
    rows = (goal >= 0).nonzero()[:, 0]
    if not len(rows):
        raise TrainingError("None of the pictures shows a sign that is to be learnt. Choose other pictures.")
    looks = max(min(config.epochs, _LOOKS // len(rows)), 1) if config.augmentation else 1
    pictures, chance = pictures_of(plan.train, config), Generator().manual_seed(config.seed)
    learner = Learner(layer, sorted(set(goal[rows].tolist())), Generator().manual_seed(config.seed + 1))
    parts = torch.split(rows, _BATCH)
    steps = max(_STEPS // looks, 15)
    if plan.rehearsed is not None:
        _, alike = _goals(plan.rehearsed, plan, layer.is_new)
        learner.rehearse(_shown(layer, plan.rehearsed), alike)
    pace = Pace()
    yield Started(0, looks, len(parts) + steps, learner.size, "cpu")
    checked = _Checked(plan, layer)
    history: list[EpochEnded] = []
    loss = right = 0.0
    for epoch in range(1, looks + 1):
        began = time.perf_counter()
        for number, part in enumerate(parts, 1):
            learner.add(layer.features(pictures(part, chance, 1.0, torch.device("cpu"))[0]), goal[part], among[part])
            yield StepEnded(epoch, number, loss, number * _BATCH / (time.perf_counter() - began))
        learner.make_up()
        for number in range(1, steps + 1):
            loss, right = learner.step()
            yield StepEnded(epoch, len(parts) + number, loss, len(rows) / (time.perf_counter() - began))
        history.append(EpochEnded(epoch, loss, right, 0.03, time.perf_counter() - began, checked.figures(learner)))
        if state and pace.due():
            with pace.writing():
                write_state(state, epoch, "fine-tuning", {}, history, layer.weights(*learner.learnt()))
        yield history[-1]
    yield Finished(layer.weights(*learner.learnt()), tuple(history))


def fine_tuned(start: ModelCard, plan: Plan, finished: Finished, config: TrainConfig) -> Checkpoint:
    """The network that came of `fine_tune`, with its card: calibrated as the one it went on from was, for a few
    pictures of some signs say nothing about how sure it may be."""
    figures = finished.history[-1].validation if finished.history else {}
    card = replace(
        start,
        arguments=plan.arguments,
        alphabets=plan.alphabets,
        data=(*start.data, plan.data),
        seed=config.seed,
        created=date.today().isoformat(),
        metrics={"held-back pictures": figures} if figures else {},
    )
    return Checkpoint(card, finished.weights)


def _origin(start: Checkpoint, plan: Plan) -> list[int | None]:
    number = {label: i for i, label in enumerate(start.card.labels)}
    if plan.network != start.card.network or plan.input != start.card.input or not number.keys() <= set(plan.labels):
        raise ConfigError("What is planned doesn't fit the network to go on from. Plan it from that network.")
    return [number.get(label) for label in plan.labels]


def _goals(crops: Crops, plan: Plan, is_new: Tensor) -> tuple[Tensor, Tensor]:
    """For each row its output (n,), −1 for none, and the outputs it is compared with (n, outputs): those of its
    alphabet and all new ones, which would stand in its way; for a new sign all there are."""
    number = {label: i for i, label in enumerate(plan.labels)}
    home = torch.tensor([i for i, group in enumerate(plan.alphabets.values()) for _ in group])
    goal = torch.tensor([number.get(str(label), -1) for label in crops.labels], dtype=torch.int64)
    among = (home[goal][:, None] == home[None]) | is_new[None] | is_new[goal][:, None]
    return goal, among


def _shown(layer: LastLayer, crops: Crops) -> Tensor:
    """What ``layer`` is shown of ``crops`` as they are: (n, features)."""
    if not len(crops):
        return torch.empty(0)
    pictures = torch.from_numpy(np.ascontiguousarray(crops.middle()))
    return torch.cat([layer.features(p.permute(0, 3, 1, 2).float() / 255) for p in torch.split(pictures, _BATCH)])


class _Checked:
    """The kept-back pictures as the last layer is shown them, to be read again after each look."""

    def __init__(self, plan: Plan, layer: LastLayer) -> None:
        goal, among = _goals(plan.validation, plan, layer.is_new)
        signs = goal >= 0  # pictures without a sign have nothing to be read
        self._goal, self._among = goal[signs], among[signs]
        self._features = _shown(layer, plan.validation.take(signs.numpy()))

    @torch.no_grad()
    def figures(self, learner: Learner) -> dict[str, float]:
        """Loss and accuracy; nothing where no picture was kept back."""
        if not len(self._features):
            return {}
        logits = learner.logits(self._features).masked_fill(~self._among, -1e4)
        loss = float(nn.functional.cross_entropy(logits, self._goal))
        return {"loss": loss, "accuracy": float((logits.argmax(1) == self._goal).float().mean())}
