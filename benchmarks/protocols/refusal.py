"""How well the network knows when to be silent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from protocols.reading import Row, percent

__all__ = ["answered", "calibration_error", "summary_of_refusal"]

_SHARES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.7)


def summary_of_refusal(rows: Sequence[Row]) -> dict[str, object]:
    """Accuracy when the surest so many percent of all pictures are answered; what the card's threshold does; and the
    expected calibration error of found hands, without and with the card's temperature, in percent."""
    found = [row for row in rows if row.found]
    right = np.array([row.read == row.label for row in found])
    figures: dict[str, object] = {
        f"right at {round(100 * share)} % answered": percent(answered(rows, share)) for share in _SHARES
    }
    shown = np.array([row.shown for row in found])
    figures |= {
        "answered": percent(shown.sum() / len(rows)),
        "right of answered": percent(right[shown].mean() if shown.any() else 0.0),
        "found hands refused": percent(1 - shown.mean()),
        "ECE before": percent(calibration_error(np.array([row.untempered for row in found]), right)),
        "ECE after": percent(calibration_error(np.array([row.confidence for row in found]), right)),
    }
    return figures


def answered(rows: Sequence[Row], share: float) -> float:
    """The share that is right among the surest ``share`` of ``rows``; hands that are not found come last."""
    order = np.argsort([-row.confidence for row in rows], kind="stable")
    chosen = order[: max(round(share * len(rows)), 1)]
    return float(np.mean([rows[i].read == rows[i].label for i in chosen]))


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 15) -> float:
    """The mean gap between confidence and share of right answers (Guo et al. 2017, eq. 3)."""
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    parts = [which == b for b in np.unique(which)]
    return float(sum(abs(right[p].mean() - confidence[p].mean()) * p.mean() for p in parts))
