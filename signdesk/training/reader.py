"""Training a reader on any datasets, from labelled pictures to a checkpoint: what `signdesk train` does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import torch

from signdesk.alphabet import ALPHABETS, NO_HAND
from signdesk.datasets.samples import UNLABELLED, Samples
from signdesk.errors import ConfigError, DatasetError
from signdesk.networks.checkpoint import Checkpoint, DataSource, ModelCard
from signdesk.networks.registry import build, restore
from signdesk.training.calibrate import calibrated
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops, cut, hand_boxes
from signdesk.training.events import Finished, TrainingEvent
from signdesk.training.fit import fit
from signdesk.vision.crop import InputSpec

__all__ = ["INPUTS", "Material", "ReaderTrained", "gather", "train_reader"]

INPUTS: Mapping[str, InputSpec] = {
    "compact": InputSpec(96, 3, 1.4),
    "lenet5": InputSpec(32, 1, 1.4),
}
"""What each network that reads hands is shown."""

_OWN = "signs"
"""The alphabet of labels that are neither letters nor digits."""


@dataclass(frozen=True, eq=False)
class Material:
    """What a reader is trained on.

    ``learn`` and ``measure`` are crops of different people; ``measure`` is None when nothing is held back.
    """

    learn: Crops
    measure: Crops | None
    alphabets: Mapping[str, tuple[str, ...]]
    sources: tuple[DataSource, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ReaderTrained:
    """The last event: the network as it can be saved."""

    checkpoint: Checkpoint


def gather(
    datasets: Sequence[Samples],
    spec: InputSpec,
    *,
    hold_back: float = 0.15,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Material:
    """The hands of ``datasets``, cut out for a network that wants ``spec``.

    ``hold_back`` of the people (0: nobody) are kept to measure on. A dataset that doesn't say where its hands are is
    taken to show nothing else. `DatasetError` when there is nothing to learn.
    """
    if not 0 <= hold_back <= 0.5:
        raise ConfigError(f"At most half of the people can be held back, not {hold_back:g}. Choose 0 to 0.5.")
    total, done = sum(map(len, datasets)), 0
    parts = []
    for samples in datasets:
        boxes = hand_boxes(samples)
        before = done
        there = (lambda i, _n, before=before: progress(before + i, total)) if progress else None
        parts.append(cut(samples, spec, boxes if any(boxes) else None, progress=there).shared(len(samples)))
        done += len(samples)
    crops = Crops.joined(parts)
    alphabets = _alphabets(crops)
    measured = _held_back(crops, hold_back, seed)
    if not measured.any():
        return Material(crops, None, alphabets, tuple(map(_source, datasets)))
    return Material(crops.take(~measured), crops.take(measured), alphabets, tuple(map(_source, datasets)))


def train_reader(
    material: Material, network: str, config: TrainConfig, *, state: Path | None = None
) -> Iterator[TrainingEvent | ReaderTrained]:
    """Train ``network`` ("compact", "lenet5") on ``material``; after `Finished` comes `ReaderTrained`."""
    if network not in INPUTS:
        raise ConfigError(f"There is no network “{network}” that reads hands; there are {', '.join(INPUTS)}.")
    spec = INPUTS[network]
    arguments = {"labels": sum(map(len, material.alphabets.values()))}
    torch.manual_seed(config.seed)
    module = build(network, arguments)
    card = ModelCard(
        "reader", network, arguments, spec, material.alphabets, data=material.sources, seed=config.seed,
        created=date.today().isoformat(),
    )  # fmt: skip
    for event in fit(module, material.learn, material.measure, material.alphabets, config, state=state):
        yield event
        if isinstance(event, Finished):
            yield ReaderTrained(_finished(Checkpoint(card, event.weights), event, material))


def _finished(checkpoint: Checkpoint, finished: Finished, material: Material) -> Checkpoint:
    """With its confidence calibrated, and its figures on the card, when people were held back."""
    if material.measure is None:
        return checkpoint
    card = checkpoint.card
    if np.isin(material.measure.labels, card.labels).any():
        temperature, threshold = calibrated(restore(checkpoint), material.measure, card.alphabets)
        card = replace(card, temperature=temperature, threshold=threshold)
    figures = finished.history[-1].validation if finished.history else {}
    return Checkpoint(card.with_metrics(**{"held back": figures}), checkpoint.weights)


def _alphabets(crops: Crops) -> dict[str, tuple[str, ...]]:
    """The built-in alphabets, each with the signs there are pictures of, and one of the other labels."""
    there = set(map(str, crops.labels)) - {NO_HAND, UNLABELLED}
    found = {name: tuple(label for label in known.labels if label in there) for name, known in ALPHABETS.items()}
    built_in = {label for labels in found.values() for label in labels}
    found[_OWN] = tuple(sorted(there - built_in))
    alphabets = {name: labels for name, labels in found.items() if labels}
    if sum(map(len, alphabets.values())) < 2:
        raise DatasetError("There are fewer than two signs to tell apart. Choose datasets with more signs.")
    return alphabets


def _held_back(crops: Crops, share: float, seed: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Rows of ``share`` of the people, drawn by ``seed``; whoever is alone stays to be learnt from."""
    people = np.unique(crops.signers)
    count = round(share * len(people))
    if count == 0 and share > 0 and len(people) > 1:
        count = 1
    drawn = np.random.default_rng(seed).permutation(people)[:count]
    return np.isin(crops.signers, drawn)


def _source(samples: Samples) -> DataSource:
    people = len(np.unique(samples.signers[samples.signers != ""]))
    return DataSource(samples.name, len(np.unique(samples.names)), people, samples.digest())
