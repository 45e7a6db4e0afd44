"""A regression on a dataset of the user's: the hand's box from the picture, split and kept like a training of signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import torch

from signdesk.datasets.open import open_dataset
from signdesk.datasets.samples import Progress, Samples, Skipped, concatenate
from signdesk.networks.checkpoint import Checkpoint, DataSource, ModelCard
from signdesk.networks.registry import build, restore, settings_of
from signdesk.networks.specs import input_of
from signdesk.training.chosen import check_signs, limited
from signdesk.training.config import TrainConfig
from signdesk.training.crops import check_readable
from signdesk.training.events import Finished, TrainingEvent
from signdesk.training.fit_box import BoxRows, box_rows, check_loss, fit_box, nowhere
from signdesk.training.run_config import RunConfig
from signdesk.training.split import Choice, parted
from signdesk.vision.crop import InputSpec

__all__ = ["BoxPlan", "boxes_named", "checkpoint_of_boxes", "plan_boxes", "run_boxes"]


@dataclass(frozen=True, eq=False)
class BoxPlan:
    """A network and the boxes that it learns from; all else as `signdesk.training.plan.Plan` has it."""

    network: str
    arguments: Mapping[str, Any]
    input: InputSpec
    train: BoxRows
    validation: BoxRows
    data: DataSource
    seen: BoxRows | None = None
    test: BoxRows | None = None
    signers_known: bool = True
    start: ModelCard | None = None
    left_out: tuple[Skipped, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """A box is no sign: none."""
        return ()


def plan_boxes(
    samples: Samples,
    network: str,
    config: TrainConfig,
    choice: Choice,
    progress: Progress | None = None,
    *,
    start: ModelCard | None = None,
) -> BoxPlan:
    """Split as ``choice`` says, and take the pictures of one hand whose place is known. `ConfigError` for a loss of
    signs, `TrainingError` or `DatasetError` when nothing can be learnt or measured that way."""
    check_loss(config)
    size, channels = input_of(network, config.model_dump())
    shown = start.input if start else InputSpec(size, channels)
    parts = parted(_wanted(samples, choice), choice)
    total, done = sum(map(len, parts.present())), 0

    unread: list[Skipped] = []

    def rows(part: Samples) -> BoxRows:
        nonlocal done
        before, done = done, done + len(part)
        told = (lambda i, _: progress(before + i, total)) if progress else None
        return box_rows(part, shown.size, shown.channels, told, unread)

    train = rows(parts.train)
    people = len(np.unique(samples.signers[samples.signers != ""]))
    made = BoxPlan(
        network=network,
        arguments=start.arguments if start else settings_of(network, config.model_dump(), 0, shown),
        input=shown,
        train=train,
        validation=rows(parts.validation) if len(parts.validation) else train.take(np.empty(0, np.intp)),
        data=DataSource(samples.name, len(samples), people, samples.digest()),
        seen=rows(parts.seen) if parts.seen is not None and len(parts.seen) else None,
        test=rows(parts.test) if parts.test is not None else None,
        signers_known=parts.signers_known,
        start=start,
    )
    check_readable(samples.name, total, total - len(unread))
    if not len(train):
        raise nowhere(samples.name)
    return replace(made, left_out=(*samples.skipped, *unread))


def run_boxes(
    plan: BoxPlan, config: TrainConfig, *, start: Checkpoint | None = None, state: Path | None = None
) -> Iterator[TrainingEvent]:
    """Train the network of ``plan``, a new one or that of ``start``; as `signdesk.training.plan.run`."""
    torch.manual_seed(config.seed)
    network = restore(start) if start else build(plan.network, plan.arguments)
    return fit_box(network, plan.train, plan.validation, config, state=state)


def checkpoint_of_boxes(plan: BoxPlan, finished: Finished, config: TrainConfig) -> Checkpoint:
    """The trained network with its card."""
    held = "held-back people" if plan.signers_known else "held-back pictures"
    card = ModelCard(
        kind="regressor", network=plan.network, arguments=plan.arguments, input=plan.input, data=(plan.data,),
        seed=config.seed, created=date.today().isoformat(),
        metrics={held: finished.history[-1].validation} if finished.history else {},
    )  # fmt: skip
    return Checkpoint(card, finished.weights)


def boxes_named(config: RunConfig, names: tuple[str, ...], size: int) -> BoxRows:
    """The pictures called ``names``, ``size`` pixels wide, of the data of ``config``; those that are gone are left
    out. `DatasetError` when none is left."""
    samples = concatenate([open_dataset(path) for path in config.data.paths()])
    return box_rows(samples.take(np.flatnonzero(np.isin(samples.names, names))), size)


def _wanted(samples: Samples, choice: Choice) -> Samples:
    """The chosen signs, and no more pictures of each than is said."""
    check_signs(samples, choice.labels)
    return limited(samples.with_labels(choice.labels) if choice.labels else samples, choice)
