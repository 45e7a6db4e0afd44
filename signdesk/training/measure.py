"""Reading kept-back pictures with a trained network, and counting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from torch import nn

from signdesk.datasets.samples import Samples, Skipped
from signdesk.errors import CheckpointError, DatasetError
from signdesk.networks.checkpoint import Checkpoint, ModelCard
from signdesk.networks.registry import restore
from signdesk.training.crops import Crops, check_readable, cut
from signdesk.training.device import one_thread
from signdesk.training.fit import outputs_of, targets
from signdesk.training.look_for_hands import boxes_of, with_hands
from signdesk.training.plan import Plan
from signdesk.training.report import Bin, ClassReport, Mistake, OldSigns, Report
from signdesk.training.report_text import gap_sentence

__all__ = ["measure_plan", "measure_samples"]

_BINS = 15
_MOST_WRONG = 5000
_BATCH = 256

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class _Readings:
    """What was read from n pictures: ``truth`` and ``read`` (n,) outputs of the network, ``confidence`` (n,) of what
    was read, ``rows`` (n,) where the pictures are among the ``crops``."""

    crops: Crops
    rows: NDArray[np.intp]
    truth: NDArray[np.int64]
    read: NDArray[np.int64]
    confidence: NDArray[np.float64]

    @property
    def right(self) -> NDArray[np.bool_]:
        return np.asarray(self.read == self.truth)

    @property
    def signers(self) -> NDArray[np.str_]:
        return self.crops.signers[self.rows]


def measure_samples(
    checkpoint: Checkpoint,
    samples: Samples,
    progress: Progress | None = None,
    lost: list[Skipped] | None = None,
) -> Report:
    """What `report.evaluate` says."""
    card = _reader(checkpoint)
    samples = samples.with_labels(card.labels)
    if not len(samples):
        raise DatasetError(f"{samples.name} shows none of the signs that this network reads. Choose another dataset.")
    samples = with_hands(samples, among_crops=False, progress=progress)
    lost = [] if lost is None else lost
    lost += samples.skipped
    crops = cut(samples, card.input, boxes_of(samples), progress=progress, unread=lost)
    check_readable(samples.name, len(samples), len(crops))
    known = set(samples.signer_ids()[samples.signers != ""].tolist())
    return _report(card, _read(restore(checkpoint), card, crops), "dataset", known)


def measure_plan(
    checkpoint: Checkpoint, plan: Plan, progress: Progress | None = None, start: Checkpoint | None = None
) -> Report:
    """What `report.report_of` says."""
    card = _reader(checkpoint)
    network = restore(checkpoint)
    split = "test" if plan.test is not None and len(plan.test) else "validation"
    crops = plan.test if split == "test" and plan.test is not None else plan.validation
    seen_crops = plan.seen if plan.seen is not None and len(plan.seen) else None
    total = len(crops) + (len(seen_crops) if seen_crops else 0)
    readings = _read(network, card, crops, _shifted(progress, 0, total))
    if not len(readings.truth):
        raise DatasetError("No pictures of these signs were kept back, so the network can't be measured. Keep some.")
    people = set(readings.signers.tolist()) if plan.signers_known else set()
    report = replace(_report(card, readings, split, people), old=_old_signs(checkpoint, start, plan.old))
    right = float(readings.right.mean())
    if not plan.signers_known:
        sentence = gap_sentence(None, right, {}, apart=False, anybody_known=plan.data.people > 0)
        return replace(report, seen=right, sentence=sentence)
    seen = _accuracy(_read(network, card, seen_crops, _shifted(progress, len(crops), total))) if seen_crops else None
    return replace(report, unseen=right, seen=seen, sentence=gap_sentence(right, seen, report.by_person))


def _old_signs(checkpoint: Checkpoint, start: Checkpoint | None, crops: Crops | None) -> OldSigns | None:
    """How well ``crops`` are read before and after; None where nothing was kept in mind."""
    if start is None or crops is None:
        return None
    with one_thread():
        before, after = (_accuracy(_read(restore(network), network.card, crops)) for network in (start, checkpoint))
    return None if before is None or after is None else OldSigns(before, after, len(crops))


def _reader(checkpoint: Checkpoint) -> ModelCard:
    if checkpoint.card.kind != "reader":
        raise CheckpointError("This network reads no signs. Choose a reader network.")
    return checkpoint.card


def _shifted(progress: Progress | None, done: int, total: int) -> Progress | None:
    return (lambda more, _: progress(done + more, total)) if progress else None


def _read(network: nn.Module, card: ModelCard, crops: Crops, progress: Progress | None = None) -> _Readings:
    """What the network reads from each crop whose sign it knows, among the signs of that sign's alphabet."""
    rows = np.flatnonzero(np.isin(crops.labels, card.labels))
    truths, reads, sure = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0)]
    for start in range(0, len(rows), _BATCH):
        some = crops.take(rows[start : start + _BATCH])
        index, allowed = targets(some, card.alphabets)
        logits = outputs_of(network, some).logits.double().masked_fill(~allowed, -1e9) / card.temperature
        confidence, read = logits.softmax(1).max(1)
        truths.append(index.numpy())
        reads.append(read.numpy())
        sure.append(confidence.numpy())
        if progress:
            progress(min(start + _BATCH, len(rows)), len(rows))
    return _Readings(crops, rows, np.concatenate(truths), np.concatenate(reads), np.concatenate(sure).clip(0, 1))


def _accuracy(readings: _Readings) -> float | None:
    return float(readings.right.mean()) if len(readings.truth) else None


def _report(card: ModelCard, readings: _Readings, split: str, known: set[str]) -> Report:
    """The figures of ``readings``; of the signers only those in ``known`` are told one by one."""
    truth, read, right = readings.truth, readings.read, readings.right
    people = sorted(set(readings.signers.tolist()) & known)
    used = sorted(set(truth.tolist()) | set(read.tolist()))
    confusion = np.zeros((len(card.labels),) * 2, np.int64)
    np.add.at(confusion, (truth, read), 1)
    labels = tuple(card.labels[i] for i in used)
    square = confusion[np.ix_(used, used)]
    return Report(
        accuracy=float(right.mean()),
        pictures=len(right),
        by_person={person: float(right[readings.signers == person].mean()) for person in people},
        classes=_classes(labels, square),
        labels=labels,
        confusion=square,
        split=split,
        calibration=_calibration(readings),
        wrong=_wrong(card, readings),
    )


def _classes(labels: tuple[str, ...], confusion: NDArray[np.int64]) -> tuple[ClassReport, ...]:
    hits, shown, read = np.diag(confusion), confusion.sum(1), confusion.sum(0)
    reports = []
    for i, label in enumerate(labels):
        precision = float(hits[i] / read[i]) if read[i] else 0.0
        recall = float(hits[i] / shown[i]) if shown[i] else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        reports.append(ClassReport(label, precision, recall, f1, int(shown[i])))
    return tuple(reports)


def _calibration(readings: _Readings) -> tuple[Bin, ...]:
    which = np.minimum((readings.confidence * _BINS).astype(int), _BINS - 1)
    bins = []
    for number in np.unique(which):
        rows = which == number
        bins.append(Bin(float(readings.confidence[rows].mean()), float(readings.right[rows].mean()), int(rows.sum())))
    return tuple(bins)


def _wrong(card: ModelCard, readings: _Readings) -> tuple[Mistake, ...]:
    rows = np.flatnonzero(~readings.right)
    order = rows[np.argsort(-readings.confidence[rows], kind="stable")][:_MOST_WRONG]
    return tuple(
        Mistake(
            row=int(readings.rows[i]),
            name=str(readings.crops.names[readings.rows[i]]),
            shown=card.labels[readings.truth[i]],
            read=card.labels[readings.read[i]],
            confidence=float(readings.confidence[i]),
        )
        for i in order
    )
