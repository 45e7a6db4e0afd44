"""A training on a dataset of the user's: what is learnt from what, and the checkpoint that comes of it.

samples → plan → fit → checkpoint_of
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import torch

from signdesk.alphabet import ALPHABETS, MOVING_LETTERS, NO_HAND
from signdesk.datasets.samples import UNLABELLED, Samples
from signdesk.datasets.split import split_by_signer
from signdesk.errors import TrainingError
from signdesk.networks.checkpoint import Checkpoint, DataSource, ModelCard
from signdesk.networks.registry import build, restore
from signdesk.training.calibrate import calibrated
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops, cut, hand_boxes
from signdesk.training.events import Finished, TrainingEvent
from signdesk.training.fit import fit
from signdesk.vision.crop import InputSpec

__all__ = ["OWN", "Plan", "alphabets_of", "checkpoint_of", "plan", "run"]

OWN = "own"
"""The alphabet of labels that are neither letters nor digits."""

_MARGIN = 1.4
_SMALL = 64
"""Pictures smaller than this are shown to the network at 32 pixels: there is nothing more to see in them."""


@dataclass(frozen=True, eq=False)
class Plan:
    """A network, the signs it is to read, and the hands it learns from; nobody is on both sides of the split."""

    network: str
    arguments: Mapping[str, Any]
    alphabets: Mapping[str, tuple[str, ...]]
    input: InputSpec
    train: Crops
    validation: Crops
    data: DataSource


def alphabets_of(samples: Samples) -> dict[str, tuple[str, ...]]:
    """The signs of ``samples`` by alphabet; letters that move are no still signs and are left out."""
    found = [label for label in samples.counts() if label not in (NO_HAND, UNLABELLED, *MOVING_LETTERS)]
    groups = {name: tuple(a for a in alphabet.labels if a in found) for name, alphabet in ALPHABETS.items()}
    known = {label for labels in groups.values() for label in labels}
    groups[OWN] = tuple(label for label in found if label not in known)
    return {name: labels for name, labels in groups.items() if labels}


def plan(
    samples: Samples,
    network: str = "compact",
    *,
    held_back: float = 0.2,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Plan:
    """Split ``samples`` by people, cut the hands out, choose the network's input; `TrainingError` when that can't be.

    Hands are taken where keypoints or boxes say; pictures of a set without either are taken for crops already.
    """
    alphabets = alphabets_of(samples)
    if sum(map(len, alphabets.values())) < 2:
        raise TrainingError(
            f"{samples.name} has pictures of {len(alphabets) or 'no'} sign; to tell signs apart takes two."
        )
    first = samples.images[0].shape
    small = max(first[:2]) < _SMALL
    spec = InputSpec(32 if small or network == "lenet5" else 96, 1 if network == "lenet5" else 3, _MARGIN)
    train, validation = split_by_signer(samples, (1 - held_back, held_back), seed)
    total, done = len(samples), 0

    def crops(part: Samples) -> Crops:
        nonlocal done
        boxes = hand_boxes(part)
        placed = any(boxes)
        rows = np.array([label != NO_HAND for label in part.labels]) if placed else np.ones(len(part), bool)
        part = part.take(rows)
        start = done
        done += len(part)
        where = [box for box, row in zip(boxes, rows, strict=True) if row] if placed else None
        return cut(part, spec, where, progress=(lambda i, _: progress(start + i, total)) if progress else None)

    arguments = {"labels": sum(map(len, alphabets.values()))}
    people = len(np.unique(samples.signers[samples.signers != ""]))
    data = DataSource(samples.name, len(samples), people, samples.digest())
    return Plan(network, arguments, alphabets, spec, crops(train), crops(validation), data)


def run(plan: Plan, config: TrainConfig, *, state: Path | None = None) -> Iterator[TrainingEvent]:
    """Train a new network as ``plan`` says; the same seed gives the same weights on the same machine."""
    torch.manual_seed(config.seed)
    network = build(plan.network, plan.arguments)
    return fit(network, plan.train, plan.validation, plan.alphabets, config, state=state)


def checkpoint_of(plan: Plan, finished: Finished, config: TrainConfig) -> Checkpoint:
    """The trained network with its card, calibrated on the people it was not trained on."""
    card = ModelCard(
        kind="reader", network=plan.network, arguments=plan.arguments, input=plan.input, alphabets=plan.alphabets,
        data=(plan.data,), seed=config.seed, created=date.today().isoformat(),
        metrics={"held-back people": finished.history[-1].validation} if finished.history else {},
    )  # fmt: skip
    network = restore(Checkpoint(card, finished.weights))
    temperature, threshold = calibrated(network, plan.validation, plan.alphabets)
    return Checkpoint(replace(card, temperature=temperature, threshold=threshold), finished.weights)
