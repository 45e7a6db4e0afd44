"""Pictures of the signs that a network knows already, to be kept in mind while it learns others.

Those that it learnt from are with whoever trained it. But signdesk comes with rendered hands that form the letters and
digits.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from signdesk import paths
from signdesk.datasets.open import open_dataset
from signdesk.datasets.samples import Samples
from signdesk.errors import DatasetError
from signdesk.training.look_for_hands import with_hands

__all__ = ["old_signs"]

_REHEARSED, _MEASURED = 20, 10
"""Pictures of each sign: more keep it no better (`benchmarks/fine_tune.py`), and take longer to read."""


def old_signs(labels: Iterable[str]) -> tuple[Samples, Samples] | None:
    """Rendered pictures of those of ``labels`` that there are some of: to rehearse, and others, of other rendered
    people, to measure on. None where there are none."""
    try:
        samples = with_hands(open_dataset(paths.bundled_data() / "rendered").with_labels(labels), among_crops=False)
    except DatasetError:  # an installation without data still learns
        return None
    people = np.unique(samples.signers)
    measured = np.isin(samples.signers, people[::3])
    parts = (_even(samples, ~measured, _REHEARSED), _even(samples, measured, _MEASURED))
    return parts if all(map(len, parts)) else None


def _even(samples: Samples, rows: NDArray[np.bool_], count: int) -> Samples:
    """About ``count`` of ``rows`` for each sign, from all over."""
    kept = []
    for label in np.unique(samples.labels):
        there = np.flatnonzero(rows & (samples.labels == label))
        kept += there[:: max(len(there) // count, 1)][:count].tolist()
    return samples.take(np.sort(np.array(kept, np.intp)))
