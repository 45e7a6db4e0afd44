"""How well a network reads a dataset, told so that one can act on it.

The values are here, without torch, so that a window can show a report that another process made; the reading itself is
in `measure`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from signdesk.datasets.samples import Samples, Skipped
    from signdesk.networks.checkpoint import Checkpoint
    from signdesk.training.plan import Plan

__all__ = ["Averages", "Bin", "ClassReport", "Mistake", "OldSigns", "Report", "evaluate", "report_of"]


@dataclass(frozen=True, slots=True)
class ClassReport:
    """One sign: of those read as it, ``precision`` are it; of those that are it, ``recall`` are read as it; ``f1`` is
    their harmonic mean, ``support`` the number of pictures that show it."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Averages:
    """Precision, recall and F1 over the signs that are shown: each alike (macro), or by its pictures (weighted)."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Bin:
    """``count`` readings of about the same confidence: their mean ``confidence``, and the share that is right."""

    confidence: float
    accuracy: float
    count: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """A picture that was read wrongly, however sure the network was.

    ``row`` is its row among the pictures that were measured (of the plan's test or validation crops, or of the
    samples), ``name`` its name in the dataset, "" where that is unknown.
    """

    row: int
    name: str
    shown: str
    read: str
    confidence: float


@dataclass(frozen=True, slots=True)
class OldSigns:
    """Fine-tuning: how well the signs that were not taught are read on ``pictures`` rendered hands, ``before`` and
    ``after``."""

    before: float
    after: float
    pictures: int


@dataclass(frozen=True, eq=False)
class Report:
    """Figures of one network on one set of pictures.

    ``accuracy`` is of all pictures, ``by_person`` of each known signer; ``confusion`` (labels, labels) counts pictures,
    what they show down the rows and what was read along the columns, in the order of ``labels``.

    ``split`` says which pictures: "test" or "validation" of a plan, "dataset" for one that has nothing to do with the
    training. ``unseen`` is the accuracy on people whom training did not see, ``seen`` on kept-back pictures of people
    whom it did see; None where there are none. ``sentence`` says what the two mean.

    ``calibration`` are the bins of confidence that hold pictures, from the least sure to the surest. ``wrong`` are the
    mistakes, the surest first; of very many, only the surest. ``old`` tells of the signs that a fine-tuned network knew
    before.
    """

    accuracy: float
    pictures: int
    by_person: dict[str, float]
    classes: tuple[ClassReport, ...]
    labels: tuple[str, ...]
    confusion: NDArray[np.int64]
    split: str = "dataset"
    unseen: float | None = None
    seen: float | None = None
    sentence: str = ""
    calibration: tuple[Bin, ...] = ()
    wrong: tuple[Mistake, ...] = ()
    old: OldSigns | None = None

    @property
    def worst_person(self) -> tuple[str, float] | None:
        """The signer read worst, and how well; None when no signer is known."""
        return min(self.by_person.items(), key=lambda item: item[1], default=None)

    @property
    def macro(self) -> Averages:
        """The mean over the signs that are shown, each counting alike."""
        return _averages(self.classes, lambda sign: float(sign.support > 0))

    @property
    def weighted(self) -> Averages:
        """The mean over the signs, each counting as often as it is shown."""
        return _averages(self.classes, lambda sign: float(sign.support))

    @property
    def calibration_error(self) -> float:
        """The mean gap between confidence and share of right answers (Guo et al. 2017, arXiv:1706.04599, eq. 3)."""
        total = sum(part.count for part in self.calibration)
        return sum(part.count / total * abs(part.accuracy - part.confidence) for part in self.calibration)

    def confused(self, count: int = 5) -> list[tuple[str, str, int]]:
        """The commonest mistakes: what was shown, what was read, how often."""
        wrong = self.confusion - np.diag(np.diag(self.confusion))
        order = np.argsort(-wrong, axis=None, kind="stable")[:count]
        pairs = [divmod(int(i), len(self.labels)) for i in order]
        return [(self.labels[a], self.labels[b], int(wrong[a, b])) for a, b in pairs if wrong[a, b]]

    def mistakes(self, shown: str, read: str) -> tuple[Mistake, ...]:
        """The pictures of ``shown`` that were read as ``read``, the surest first."""
        return tuple(mistake for mistake in self.wrong if (mistake.shown, mistake.read) == (shown, read))

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON file; `from_json` makes the report of them again."""
        from signdesk.training.report_json import report_to_json

        return report_to_json(self)

    @staticmethod
    def from_json(values: object) -> Report:
        """The report that ``values`` of a JSON file tell, checked; `TrainingError` says what is wrong with them."""
        from signdesk.training.report_json import report_from_json

        return report_from_json(values)


def evaluate(
    checkpoint: Checkpoint,
    samples: Samples,
    progress: Callable[[int, int], None] | None = None,
    lost: list[Skipped] | None = None,
) -> Report:
    """Read every hand of ``samples`` whose sign the network knows; hands are where the dataset says, else looked for.
    Where it says nothing of any picture, each is a crop already. Pictures that can't be used join ``lost``.

    `DatasetError` when the dataset shows none of the network's signs.
    """
    from signdesk.training.measure import measure_samples

    return measure_samples(checkpoint, samples, progress, lost)


def report_of(
    checkpoint: Checkpoint,
    plan: Plan,
    progress: Callable[[int, int], None] | None = None,
    start: Checkpoint | None = None,
) -> Report:
    """How well the network that came of ``plan`` reads pictures that it was not trained on.

    Measured on the plan's test people where it has some, else on its validation; people whom it was trained on are
    measured beside them on their kept-back pictures. ``start`` is the network that it went on from, to compare with.
    """
    from signdesk.training.measure import measure_plan

    return measure_plan(checkpoint, plan, progress, start)


def _averages(classes: tuple[ClassReport, ...], weight: Callable[[ClassReport], float]) -> Averages:
    total = sum(map(weight, classes)) or 1.0
    return Averages(
        sum(sign.precision * weight(sign) for sign in classes) / total,
        sum(sign.recall * weight(sign) for sign in classes) / total,
        sum(sign.f1 * weight(sign) for sign in classes) / total,
    )
