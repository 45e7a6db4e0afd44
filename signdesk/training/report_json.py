"""Reports as JSON, and back: what a file says is checked before it is believed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signdesk.errors import TrainingError
from signdesk.training.report import Bin, ClassReport, Mistake, OldSigns, Report

__all__ = ["report_from_json", "report_to_json"]

_MOST = 2**53


def report_to_json(report: Report) -> dict[str, Any]:
    """``report`` as plain values, with the averages that follow from it for whoever reads the file."""
    return {
        "accuracy": report.accuracy,
        "pictures": report.pictures,
        "split": report.split,
        "unseen": report.unseen,
        "seen": report.seen,
        "sentence": report.sentence,
        "people": report.by_person,
        "macro": _fields(report.macro),
        "weighted": _fields(report.weighted),
        "signs": {sign.label: _sign_values(sign) for sign in report.classes},
        "labels": list(report.labels),
        "confusion": report.confusion.tolist(),
        "calibration error": report.calibration_error,
        "calibration": [_fields(bin_) for bin_ in report.calibration],
        "wrong": [_fields(mistake) for mistake in report.wrong],
        "old": _fields(report.old) if report.old else None,
    }


def report_from_json(values: object) -> Report:
    """The report that ``values`` tell; `TrainingError` says what is wrong with them."""
    try:
        return _report(_Values(values))
    except (KeyError, ValueError, TypeError, OverflowError) as error:
        what = f"it has no “{error.args[0]}”" if isinstance(error, KeyError) else str(error)
        raise TrainingError(f"This report can't be understood: {what}. Measure the network again.") from error


class _Values:
    """A JSON object whose entries are taken out by the type that they must have."""

    def __init__(self, values: object) -> None:
        if not isinstance(values, dict):
            raise TypeError("it is no JSON object")
        self._values: dict[str, Any] = values

    def text(self, key: str) -> str:
        value = self._values[key]
        if not isinstance(value, str):
            raise TypeError(f"“{key}” is no text")
        return value

    def share(self, key: str) -> float:
        return _share(self._values[key], key)

    def optional_share(self, key: str) -> float | None:
        return None if self._values[key] is None else self.share(key)

    def count(self, key: str) -> int:
        return _count(self._values[key], key)

    def table(self, key: str) -> dict[str, Any]:
        value = self._values[key]
        if not isinstance(value, dict):
            raise TypeError(f"“{key}” is no JSON object")
        return value

    def optional_table(self, key: str) -> dict[str, Any] | None:
        """None where it is left out, too: reports of earlier versions don't have it."""
        return None if self._values.get(key) is None else self.table(key)

    def entries(self, key: str) -> list[Any]:
        value = self._values[key]
        if not isinstance(value, list):
            raise TypeError(f"“{key}” is no list")
        return value


def _report(values: _Values) -> Report:
    labels = tuple(str(label) for label in values.entries("labels"))
    old = values.optional_table("old")
    return Report(
        accuracy=values.share("accuracy"),
        pictures=values.count("pictures"),
        by_person={str(person): _share(right, "people") for person, right in values.table("people").items()},
        classes=tuple(_sign(label, _Values(sign)) for label, sign in values.table("signs").items()),
        labels=labels,
        confusion=_confusion(values.entries("confusion"), len(labels)),
        split=values.text("split"),
        unseen=values.optional_share("unseen"),
        seen=values.optional_share("seen"),
        sentence=values.text("sentence"),
        calibration=tuple(_bin(_Values(bin_)) for bin_ in values.entries("calibration")),
        wrong=tuple(_mistake(_Values(mistake)) for mistake in values.entries("wrong")),
        old=_old(_Values(old)) if old is not None else None,
    )


def _sign_values(sign: ClassReport) -> dict[str, Any]:
    return {"precision": sign.precision, "recall": sign.recall, "f1": sign.f1, "pictures": sign.support}


def _sign(label: str, values: _Values) -> ClassReport:
    return ClassReport(
        label, values.share("precision"), values.share("recall"), values.share("f1"), values.count("pictures")
    )


def _bin(values: _Values) -> Bin:
    return Bin(values.share("confidence"), values.share("accuracy"), values.count("count"))


def _mistake(values: _Values) -> Mistake:
    return Mistake(
        values.count("row"), values.text("name"), values.text("shown"), values.text("read"), values.share("confidence")
    )


def _old(values: _Values) -> OldSigns:
    return OldSigns(values.share("before"), values.share("after"), values.count("pictures"))


def _confusion(rows: list[Any], size: int) -> NDArray[np.int64]:
    if len(rows) != size or not all(isinstance(row, list) and len(row) == size for row in rows):
        raise ValueError(f"its table of mistakes has not {size} rows and columns")
    counts = [[_count(value, "confusion") for value in row] for row in rows]
    return np.array(counts, np.int64).reshape(size, size)


def _share(value: object, key: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"“{key}” is no number")
    if not (math.isfinite(value) and 0 <= value <= 1):
        raise ValueError(f"“{key}” is {value}, not between 0 and 1")
    return float(value)


def _count(value: object, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"“{key}” is no whole number")
    if not 0 <= value <= _MOST:
        raise ValueError(f"“{key}” is {value}, which no number of pictures can be")
    return value


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}
