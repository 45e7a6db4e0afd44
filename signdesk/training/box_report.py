"""How well a network tells where hands are, beside ordinary least squares on the same pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from signdesk.errors import TrainingError

if TYPE_CHECKING:
    from signdesk.networks.checkpoint import Checkpoint
    from signdesk.training.plan_boxes import BoxPlan

__all__ = ["NUMBERS", "BoxExample", "BoxReport", "Fit", "box_report_of", "is_box_report"]

NUMBERS = ("centre x", "centre y", "width", "height")
"""What a box is told by, each in shares of the picture."""

_MOST_POINTS = 400
_EXAMPLES = 12

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fit:
    """The figures of `signdesk.training.fit_box.Fitted`, and ``overlapping``: the share of the boxes that overlap the
    true one by half or more."""

    r2: float
    rmse: float
    mae: float
    pearson: float
    iou: float
    overlapping: float


@dataclass(frozen=True, slots=True)
class BoxExample:
    """A picture by its ``name``, with its ``true`` box, that which the network ``told`` and that of least squares
    (``line``), each centre x, centre y, width, height in shares of the picture; ``overlap`` of told and true."""

    name: str
    true: tuple[float, ...]
    told: tuple[float, ...]
    line: tuple[float, ...]
    overlap: float


@dataclass(frozen=True, eq=False)
class BoxReport:
    """Of ``pictures`` of the part ``split`` that was kept back: the figures of the ``network`` and of the least squares
    ``line``; boxes (k, 4) that were ``true``, and as both ``told`` them; the pictures that were told worst and best.
    ``unseen`` and ``seen`` are the shares of `Fit.overlapping` on new people and on those it has learnt from."""

    pictures: int
    split: str
    network: Fit
    line: Fit
    true: Array
    told: Array
    told_by_line: Array
    worst: tuple[BoxExample, ...]
    best: tuple[BoxExample, ...]
    unseen: float | None
    seen: float | None

    @property
    def sentence(self) -> str:
        """What it comes to."""
        who = "On new people" if self.unseen is not None else "On other pictures"
        network, line = self.network, max(self.line.r2, 0.0)
        return (
            f"{who} the network explains {100 * network.r2:.0f}% of where and how large the hand is (R²), least "
            f"squares {100 * line:.0f}%; it is {100 * network.rmse:.1f}% of the picture off (RMSE), Pearson's r is "
            f"{network.pearson:.2f}."
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON file; "accuracy" is what lists of runs show."""
        return {
            "task": "box",
            "accuracy": self.network.overlapping,
            "pictures": self.pictures,
            "split": self.split,
            "unseen": self.unseen,
            "seen": self.seen,
            "sentence": self.sentence,
            "network": asdict(self.network),
            "least squares": asdict(self.line),
            "true": self.true.round(4).tolist(),
            "told": self.told.round(4).tolist(),
            "told by least squares": self.told_by_line.round(4).tolist(),
            "worst": [asdict(example) for example in self.worst],
            "best": [asdict(example) for example in self.best],
        }

    @staticmethod
    def from_json(values: Mapping[str, Any]) -> BoxReport:
        """The report that ``values`` of a JSON file tell; `TrainingError` says what is wrong with them."""
        try:
            true, told, line = (_boxes(values[name]) for name in ("true", "told", "told by least squares"))
            if not len(true) == len(told) == len(line):
                raise ValueError("its boxes are not as many as were told")
            return BoxReport(
                int(values["pictures"]),
                str(values["split"]),
                _fit(values["network"]),
                _fit(values["least squares"]),
                true,
                told,
                line,
                tuple(_example(example) for example in values["worst"]),
                tuple(_example(example) for example in values["best"]),
                _share(values["unseen"]),
                _share(values["seen"]),
            )
        except (KeyError, ValueError, TypeError, AttributeError, OverflowError) as error:
            what = f"it has no “{error.args[0]}”" if isinstance(error, KeyError) else str(error)
            raise TrainingError(f"This report can't be understood: {what}. Measure the network again.") from error


def is_box_report(values: Mapping[str, Any]) -> bool:
    """Whether the ``values`` of a run's report tell of boxes, not of signs."""
    return values.get("task") == "box"


def box_report_of(checkpoint: Checkpoint, plan: BoxPlan) -> BoxReport:
    """How well the network that came of ``plan`` tells boxes of pictures that it was not trained on: those of the test,
    where there are some, else those of the validation. Least squares learns from the same pictures as the network."""
    from signdesk.networks.registry import restore
    from signdesk.training.fit_box import LeastSquares, overlaps, read_boxes

    tested = plan.test is not None and len(plan.test) > 0
    rows = plan.test if tested and plan.test is not None else plan.validation
    if not len(rows):
        raise TrainingError("No pictures with a hand's place were kept back, so nothing can be measured. Keep some.")
    network = restore(checkpoint)
    told, line = read_boxes(network, rows.images), LeastSquares.of(plan.train).read(rows.images)
    shares = overlaps(told, rows.boxes)
    order = np.argsort(shares, kind="stable")

    def example(i: int) -> BoxExample:
        shown, by_network, by_line = (tuple(map(float, each[i].round(4))) for each in (rows.boxes, told, line))
        return BoxExample(str(rows.names[i]), shown, by_network, by_line, float(shares[i]))

    fit = _measured(told, rows.boxes)
    seen = None
    if plan.signers_known and plan.seen is not None and len(plan.seen):
        seen = _measured(read_boxes(network, plan.seen.images), plan.seen.boxes).overlapping
    some = np.random.default_rng(0).permutation(len(rows))[:_MOST_POINTS]
    return BoxReport(
        len(rows),
        "test" if tested else "validation",
        fit,
        _measured(line, rows.boxes),
        rows.boxes[some].astype(np.float64),
        told[some].astype(np.float64),
        line[some].astype(np.float64),
        tuple(example(int(i)) for i in order[:_EXAMPLES]),
        tuple(example(int(i)) for i in order[::-1][:_EXAMPLES]),
        fit.overlapping if plan.signers_known else None,
        seen if plan.signers_known else fit.overlapping,
    )


def _measured(told: NDArray[np.float32], true: NDArray[np.float32]) -> Fit:
    from signdesk.training.fit_box import fitted, overlaps

    found = fitted(told, true)
    return Fit(found.r2, found.rmse, found.mae, found.pearson, found.iou, float((overlaps(told, true) >= 0.5).mean()))


def _fit(values: Mapping[str, Any]) -> Fit:
    return Fit(**{field.name: _number(values[field.name]) for field in fields(Fit)})


def _example(values: Mapping[str, Any]) -> BoxExample:
    boxes = [tuple(_number(value) for value in values[name]) for name in ("true", "told", "line")]
    if any(len(box) != len(NUMBERS) for box in boxes):
        raise ValueError("a box of it has not four numbers")
    return BoxExample(str(values["name"]), boxes[0], boxes[1], boxes[2], _number(values["overlap"]))


def _boxes(values: Any) -> Array:
    boxes = np.array(values, np.float64).reshape(-1, len(NUMBERS))
    if not np.isfinite(boxes).all():
        raise ValueError("a box of it is no number")
    return boxes


def _share(value: Any) -> float | None:
    return None if value is None else _number(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(f"{value!r} is no number")
    return float(value)
