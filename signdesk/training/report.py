"""How well a network reads a dataset, told so that one can act on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signdesk.datasets.samples import Samples
from signdesk.errors import CheckpointError, DatasetError
from signdesk.networks.checkpoint import Checkpoint
from signdesk.networks.registry import restore
from signdesk.training.crops import cut, hand_boxes
from signdesk.training.fit import outputs_of, targets

__all__ = ["ClassReport", "Report", "evaluate"]


@dataclass(frozen=True, slots=True)
class ClassReport:
    """One sign: of those read as it, ``precision`` are it; of those that are it, ``recall`` are read as it."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, eq=False)
class Report:
    """Figures of one network on one dataset.

    ``accuracy`` is of all pictures, ``by_person`` of each known signer; ``confusion`` (labels, labels) counts pictures,
    what they show down the rows and what was read along the columns, in the order of ``labels``.
    """

    accuracy: float
    pictures: int
    by_person: dict[str, float]
    classes: tuple[ClassReport, ...]
    labels: tuple[str, ...]
    confusion: NDArray[np.int64]

    @property
    def worst_person(self) -> tuple[str, float] | None:
        """The signer read worst, and how well; None when no signer is known."""
        return min(self.by_person.items(), key=lambda item: item[1], default=None)

    def confused(self, count: int = 5) -> list[tuple[str, str, int]]:
        """The commonest mistakes: what was shown, what was read, how often."""
        wrong = self.confusion - np.diag(np.diag(self.confusion))
        order = np.argsort(-wrong, axis=None, kind="stable")[:count]
        pairs = [divmod(int(i), len(self.labels)) for i in order]
        return [(self.labels[a], self.labels[b], int(wrong[a, b])) for a, b in pairs if wrong[a, b]]


def evaluate(checkpoint: Checkpoint, samples: Samples, progress: Callable[[int, int], None] | None = None) -> Report:
    """Read every hand of ``samples`` whose sign the network knows; hands are where the dataset says, else everywhere.

    `DatasetError` when the dataset shows none of the network's signs.
    """
    card = checkpoint.card
    if card.kind != "reader":
        raise CheckpointError("This network finds hands; it can't read them. Choose a reader network.")
    samples = samples.with_labels(card.labels)
    if not len(samples):
        raise DatasetError(f"{samples.name} shows none of the signs that this network reads. Choose another dataset.")
    boxes = hand_boxes(samples)
    crops = cut(samples, card.input, boxes if any(boxes) else None, progress=progress)
    index, allowed = targets(crops, card.alphabets)
    read = outputs_of(restore(checkpoint), crops).logits.masked_fill(~allowed, -1e4).argmax(1).numpy()
    truth = index.numpy()
    people = {str(p) for p in np.unique(samples.signers)} - {""}
    groups = crops.signers
    right = read == truth
    by_person = {str(g): float(right[groups == g].mean()) for g in np.unique(groups)} if people else {}
    used = sorted(set(truth.tolist()) | set(read.tolist()))
    confusion = np.zeros((len(card.labels),) * 2, np.int64)
    np.add.at(confusion, (truth, read), 1)
    labels = tuple(card.labels[i] for i in used)
    square = confusion[np.ix_(used, used)]
    return Report(float(right.mean()), len(right), by_person, _classes(labels, square), labels, square)


def _classes(labels: tuple[str, ...], confusion: NDArray[np.int64]) -> tuple[ClassReport, ...]:
    hits, shown, read = np.diag(confusion), confusion.sum(1), confusion.sum(0)
    reports = []
    for i, label in enumerate(labels):
        precision = float(hits[i] / read[i]) if read[i] else 0.0
        recall = float(hits[i] / shown[i]) if shown[i] else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        reports.append(ClassReport(label, precision, recall, f1, int(shown[i])))
    return tuple(reports)
