"""A training on a dataset of the user's: what is learnt from what, and the checkpoint that comes of it.

samples → plan → run → checkpoint_of
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import torch

from signdesk.datasets.samples import UNLABELLED, Progress, Samples, Skipped
from signdesk.errors import ConfigError, ImageError, TrainingError
from signdesk.networks.checkpoint import Checkpoint, DataSource, ModelCard
from signdesk.networks.registry import build, restore, settings_of
from signdesk.networks.specs import SPECS, NetworkSpec, input_of
from signdesk.training.calibrate import calibrated
from signdesk.training.chosen import alphabets_of, check_signs, chosen_rows
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops, check_readable, cut
from signdesk.training.events import Finished, TrainingEvent
from signdesk.training.fit import fit, learn_scaling
from signdesk.training.look_for_hands import boxes_of, with_hands
from signdesk.training.rehearsal import old_signs
from signdesk.training.split import Choice, Parts, parted
from signdesk.vision.crop import InputSpec

__all__ = ["Plan", "checkpoint_of", "plan", "run"]

_MARGIN = 1.4
_SMALL = 64
"""Pictures smaller than this are shown to the compact network at 32 pixels: there is nothing more to see in them."""


@dataclass(frozen=True, eq=False)
class Plan:
    """A network, the signs it is to read, and the hands it learns from.

    ``validation`` is kept back to choose by, ``test`` for the figures of the report (None where none is asked for).
    Where ``signers_known``, both show people who are not in ``train``, and ``seen`` other pictures of people who are;
    else they show other pictures of the same people, or nobody knows whose, and ``seen`` is None. ``validation`` is
    empty when nothing is kept back. A network that goes on from ``start`` with other signs keeps its old ones in mind
    by pictures that it rehearses, and is measured on other pictures of those, ``old``; None where there are none.
    ``left_out`` are the pictures of the data that could not be used.
    """

    network: str
    arguments: Mapping[str, Any]
    alphabets: Mapping[str, tuple[str, ...]]
    input: InputSpec
    train: Crops
    validation: Crops
    data: DataSource
    seen: Crops | None = None
    test: Crops | None = None
    signers_known: bool = True
    start: ModelCard | None = None
    rehearsed: Crops | None = None
    old: Crops | None = None
    left_out: tuple[Skipped, ...] = ()

    @property
    def adds(self) -> bool:
        """Whether the network goes on from ``start`` with new signs, or pictures of some of its signs only: then what
        it knows is kept, and no more than its last layer learns."""
        return self.start is not None and _adds(self.start, self.labels, self.train.labels.tolist())

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the network's outputs, in their order."""
        return tuple(label for labels in self.alphabets.values() for label in labels)


def plan(
    samples: Samples,
    network: str,
    config: TrainConfig,
    choice: Choice,
    progress: Progress | None = None,
    *,
    start: ModelCard | None = None,
) -> Plan:
    """Choose signs and split as ``choice`` says, cut the hands out as ``network`` and ``config`` want to see them.

    Hands are taken where keypoints or boxes say, and looked for in the pictures that have neither. Where no picture has
    either, all are taken for crops already, unless the network goes on from ``start``. It is the network of that card
    then, with its input, and it keeps the signs it knows: new ones join its first alphabet. `TrainingError` or
    `DatasetError` when nothing can be learnt or measured that way, `ConfigError` when the network can't be so.
    """
    spec = _spec(start.network if start else network)
    network = spec.name
    if (config.growing_input or config.varied_input) and "varied_input" not in spec.settings:
        raise ConfigError(f"{spec.title} is shown pictures of one size. Leave growing_input and varied_input out.")
    alphabets = _learnable(samples, choice, spec, alone=start is None)
    samples = chosen_rows(samples, alphabets, choice, network)
    data, samples = samples, with_hands(samples, among_crops=start is not None, progress=progress)
    parts = parted(samples, choice)
    _check_parts(parts, alphabets)
    shown = start.input if start else _input(samples, network, config)
    if start:
        from signdesk.training.fine_tune import widened

        alphabets = widened(start.alphabets, tuple(label for group in alphabets.values() for label in group))
    labels = sum(map(len, alphabets.values()))
    old = _kept_in_mind(start, alphabets, parts.train) if start else None
    total, done = sum(map(len, (*parts.present(), *(old or ())))), 0
    unread: list[Skipped] = []

    def crops(part: Samples) -> Crops:
        nonlocal done
        before, done = done, done + len(part)
        told = (lambda i, _: progress(before + i, total)) if progress else None
        return cut(part, shown, boxes_of(part), progress=told, unread=unread)

    people = len(np.unique(data.signers[data.signers != ""]))
    train = crops(parts.train)
    made = Plan(
        network=network,
        arguments={**start.arguments, "labels": labels}
        if start
        else settings_of(network, config.model_dump(), labels, shown),
        alphabets=alphabets,
        input=shown,
        train=train,
        validation=crops(parts.validation) if len(parts.validation) else train.take(np.zeros(len(train), bool)),
        data=DataSource(data.name, len(data), people, data.digest()),
        seen=crops(parts.seen) if parts.seen is not None else None,
        test=crops(parts.test) if parts.test is not None else None,
        signers_known=parts.signers_known,
        start=start,
        rehearsed=crops(old[0]) if old else None,
        old=crops(old[1]) if old else None,
    )
    wanted = sum(map(len, parts.present()))
    check_readable(data.name, wanted, wanted - len(unread))
    _check_read(parts.train, train, made.labels)
    return replace(made, left_out=(*samples.skipped, *unread))


def _adds(start: ModelCard, labels: tuple[str, ...], shown: Iterable[str]) -> bool:
    return labels != start.labels or not set(shown).issuperset(labels)


def _kept_in_mind(
    start: ModelCard, alphabets: Mapping[str, tuple[str, ...]], train: Samples
) -> tuple[Samples, Samples] | None:
    """Pictures of old signs that those of ``train`` could be taken for: all of the alphabets that these are in."""
    shown = set(train.labels.tolist())
    if not _adds(start, tuple(label for group in alphabets.values() for label in group), shown):
        return None
    beside = [label for group in alphabets.values() if shown.intersection(group) for label in group]
    return old_signs(label for label in beside if label in start.labels and label not in shown)


def _spec(network: str) -> NetworkSpec:
    try:
        return SPECS[network]
    except KeyError:
        raise ConfigError(f"There is no network called “{network}”; there are {', '.join(SPECS)}.") from None


def _learnable(
    samples: Samples, choice: Choice, spec: NetworkSpec, *, alone: bool = True
) -> dict[str, tuple[str, ...]]:
    """The signs to learn by alphabet; ``alone``: without others that are known already. It is an error when nothing can
    be learnt of one."""
    check_signs(samples, choice.labels)
    counts = samples.counts()
    alphabets = alphabets_of(samples, choice.labels)
    labels = [label for group in alphabets.values() for label in group]
    if len(labels) < (2 if alone else 1):
        unknown = " A folder called “?”, “unknown” or “other” holds hands whose sign nobody knows: call it otherwise."
        raise TrainingError(
            f"{samples.name} has pictures of {len(labels) or 'no'} sign; to tell signs apart takes two. "
            f"Choose more signs, or another dataset.{unknown if UNLABELLED in counts else ''}"
        )
    if spec.binary and (len(labels) != 2 or len(alphabets) != 1):
        raise TrainingError(f"{spec.title} tells exactly two signs apart, not {len(labels)}. Choose two signs.")
    lonely = [label for label in labels if counts[label] < 2]
    if lonely:
        raise TrainingError(
            f"There is a single picture of {_listed(lonely)}: too few to learn from one and be measured on another. "
            "Add pictures, or leave it out."
        )
    return alphabets


def _check_parts(parts: Parts, alphabets: Mapping[str, tuple[str, ...]]) -> None:
    taught = set(parts.train.labels.tolist())
    missing = [label for group in alphabets.values() for label in group if label not in taught]
    if missing:
        raise TrainingError(
            f"All pictures of {_listed(missing)} are kept back, so it can't be learnt. "
            "Split by picture, keep less back, or try another seed."
        )


def _check_read(train: Samples, read: Crops, labels: tuple[str, ...]) -> None:
    lost = [label for label in labels if label in train.labels and label not in read.labels]
    if lost:
        raise TrainingError(
            f"Of the pictures of {_listed(lost)} to learn from none can be read. Add others, or leave it out."
        )


def _listed(labels: list[str]) -> str:
    names = [f"“{label}”" for label in labels[:5]]
    return ", ".join(names) + (f" and {len(labels) - 5} more" if len(labels) > 5 else "")


def _input(samples: Samples, network: str, config: TrainConfig) -> InputSpec:
    size, channels = input_of(network, config.model_dump())
    if network == "compact" and not config.input_size and _side(samples) < _SMALL:
        size = 32
    return InputSpec(size, channels, _MARGIN)


def _side(samples: Samples) -> int:
    """The longer side of the first picture that can be read; `_SMALL` where none can, which cutting them out says."""
    for i in range(len(samples)):
        with suppress(ImageError):
            return int(max(samples.images[i].shape[:2]))
    return _SMALL


def run(
    plan: Plan, config: TrainConfig, *, start: Checkpoint | None = None, state: Path | None = None
) -> Iterator[TrainingEvent]:
    """Train the network of ``plan``, a new one or that of ``start``, whose card the plan was made with: all its weights
    when pictures of all its signs are there and no others, else only its last layer. The events end with `Finished`.

    The same seed gives the same weights on the same machine. With ``state``, a file, an interrupted training is taken
    up again.
    """
    trainer = _spec(plan.network).trainer
    if start is not None and plan.adds:
        from signdesk.training.fine_tune import fine_tune

        return fine_tune(start, plan, config, state=state)
    if trainer == "by_hand":
        from signdesk.training.fit_by_hand import fit_by_hand

        return fit_by_hand(plan, config, start=start, state=state)
    if trainer == "lbfgs":
        from signdesk.training.lbfgs import fit_lbfgs

        if start is not None:
            raise ConfigError(f"{SPECS[plan.network].title} always begins at zero. Train it anew.")
        return fit_lbfgs(plan, config, state=state)
    torch.manual_seed(config.seed)
    if start is None:
        network = build(plan.network, plan.arguments)
        learn_scaling(network, plan.train)
    else:
        network = restore(start)
    return fit(network, plan.train, plan.validation, plan.alphabets, config, state=state)


def checkpoint_of(plan: Plan, finished: Finished, config: TrainConfig) -> Checkpoint:
    """The trained network with its card, calibrated on what it was not trained on."""
    if plan.start is not None and plan.adds:
        from signdesk.training.fine_tune import fine_tuned

        return fine_tuned(plan.start, plan, finished, config)
    card = ModelCard(
        kind="reader", network=plan.network, arguments=plan.arguments, input=plan.input, alphabets=plan.alphabets,
        data=(plan.data,), seed=config.seed, created=date.today().isoformat(),
        metrics={"held-back people" if plan.signers_known else "held-back pictures": finished.history[-1].validation}
        if finished.history else {},
    )  # fmt: skip
    if not len(plan.validation):
        return Checkpoint(card, finished.weights)
    network = restore(Checkpoint(card, finished.weights))
    temperature, threshold = calibrated(network, plan.validation, plan.alphabets)
    return Checkpoint(replace(card, temperature=temperature, threshold=threshold), finished.weights)
