"""The pictures that a run was measured on, found again, for showing single ones of them.

The split depends on the data and the choice alone, so it is the same each time; only the pictures that are asked for
are read.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from signdesk.datasets.open import open_dataset
from signdesk.datasets.samples import Progress, Samples, concatenate
from signdesk.networks.checkpoint import ModelCard
from signdesk.training.chosen import alphabets_of, chosen_rows
from signdesk.training.crops import SURROUNDINGS, cut
from signdesk.training.look_for_hands import boxes_of, with_hands
from signdesk.training.report import Mistake
from signdesk.training.run_config import RunConfig
from signdesk.training.split import parted
from signdesk.vision.crop import InputSpec

__all__ = ["KeptBack", "kept_back"]


class KeptBack:
    """The rows that `Mistake.row` counts, with what the network is shown of them."""

    def __init__(self, samples: Samples, spec: InputSpec) -> None:
        self._shown = spec
        self._samples = samples

    @property
    def labels(self) -> NDArray[np.str_]:
        """What each row shows, (n,)."""
        return self._samples.labels

    def row(self, mistake: Mistake) -> int:
        """The row of a mistake: where it was counted, unless its name says that it has moved; -1 when it is gone."""
        names = self._samples.names
        if mistake.row < len(names) and mistake.name in ("", names[mistake.row]):
            return mistake.row
        return next(iter(np.flatnonzero(names == mistake.name).tolist()), -1)

    def crops(self, rows: Iterable[int]) -> NDArray[np.uint8]:
        """What the network sees of these rows: (k, s, s, c); a row that there is not is left out."""
        chosen = np.array([row for row in rows if 0 <= row < len(self._samples)], np.intp)
        if not len(chosen):
            return np.zeros((0, self._shown.size, self._shown.size, self._shown.channels), np.uint8)
        shown = self._samples.take(chosen)
        wide = cut(shown, self._shown, boxes_of(shown)).images
        edge = round((wide.shape[1] - wide.shape[1] / SURROUNDINGS) / 2)
        return wide[:, edge : edge + self._shown.size, edge : edge + self._shown.size]


def kept_back(config: RunConfig, card: ModelCard, progress: Progress | None = None) -> KeptBack:
    """Open the run's data and find what its report was measured on, as the network of ``card`` sees it; errors as
    training's own.

    A dataset that was changed meanwhile has other rows: what is shown then is not what was measured.
    """
    samples = concatenate([open_dataset(path, progress) for path in config.data.paths()])
    alphabets = alphabets_of(samples, config.data.labels)
    samples = chosen_rows(samples, alphabets, config.data, card.network)
    parts = parted(with_hands(samples, among_crops=bool(config.start)), config.data)
    measured = parts.test if parts.test is not None and len(parts.test) else parts.validation
    return KeptBack(measured, card.input)
