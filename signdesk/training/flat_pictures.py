"""Pictures as the networks written by hand take them: each a row of numbers, with the number of its sign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray

from signdesk.networks.by_hand import ByHand
from signdesk.networks.from_scratch.arrays import Floats
from signdesk.training.crops import SURROUNDINGS, Crops
from signdesk.training.fit import targets

__all__ = ["Batch", "FlatPictures"]

_IN_MEMORY = 512 << 20
"""Bytes of pictures that are kept as floats; of more, each batch is turned into floats when it comes."""

_CHUNK = 4096

Batch = tuple[Floats, NDArray[np.intp], NDArray[np.bool_] | None]
"""Inputs (n, inputs), goals (n,), and the outputs that they are compared with, (n, labels) or None for all."""


@dataclass(eq=False)
class FlatPictures:
    """n pictures of signs: ``pixels`` (n, c, s, s) uint8, ``goals`` (n,) the outputs that should be likeliest,
    ``within`` (n, labels) those that they are compared with, None for all; ``alphabets`` which rows (n,) show signs of
    which alphabet. After `prepare` they can be asked for as a network sees them."""

    pixels: NDArray[np.uint8]
    goals: NDArray[np.intp]
    within: NDArray[np.bool_] | None
    alphabets: dict[str, NDArray[np.bool_]]
    _network: ByHand | None = field(default=None, repr=False)
    _floats: Floats | None = field(default=None, repr=False)

    @classmethod
    def of(cls, crops: Crops, alphabets: Mapping[str, tuple[str, ...]]) -> FlatPictures:
        """The middles of ``crops``, as a network is shown them live; rows without a sign of ``alphabets`` are left
        out."""
        index, allowed = targets(crops, alphabets)
        rows = np.flatnonzero(index.numpy() >= 0)
        size = round(crops.images.shape[1] / SURROUNDINGS)
        edge = (crops.images.shape[1] - size) // 2
        middle = crops.images[rows, edge : edge + size, edge : edge + size].transpose(0, 3, 1, 2)
        return cls(
            np.ascontiguousarray(middle),
            index.numpy()[rows].astype(np.intp),
            allowed.numpy()[rows] if len(alphabets) > 1 else None,
            {name: np.isin(crops.labels[rows], labels) for name, labels in alphabets.items()},
        )

    def __len__(self) -> int:
        return len(self.pixels)

    def means(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Of the pixels, 0 to 1, and of their squares: (c, h, w) each."""
        total = np.zeros(self.pixels.shape[1:])
        squares = np.zeros(self.pixels.shape[1:])
        for rows in self._chunks():
            some = self.pixels[rows].astype(np.float32) / 255
            total += some.sum(0, dtype=np.float64)
            squares += np.square(some).sum(0, dtype=np.float64)
        return total / len(self), squares / len(self)

    def prepare(self, network: ByHand) -> None:
        """Get ready to be seen by ``network``, whose scale is known by now."""
        self._network = network
        if self.pixels.nbytes * 4 <= _IN_MEMORY:
            floats = np.empty((len(self), self.pixels[0].size if len(self) else 0), np.float32)
            for rows in self._chunks():
                floats[rows] = self._seen(rows)
            self._floats = floats

    def batch(self, rows: NDArray[np.intp]) -> Batch:
        """Some of the rows."""
        x = self._seen(rows) if self._floats is None else self._floats[rows]
        return x, self.goals[rows], None if self.within is None else self.within[rows]

    def pieces(self) -> Iterator[Batch]:
        """All rows in their order, in one piece where memory allows."""
        if self._floats is not None:
            yield self._floats, self.goals, self.within
        else:
            for rows in self._chunks():
                yield self.batch(rows)

    def _chunks(self) -> list[NDArray[np.intp]]:
        return [np.arange(i, min(i + _CHUNK, len(self))) for i in range(0, len(self), _CHUNK)]

    def _seen(self, rows: NDArray[np.intp]) -> Floats:
        if self._network is None:
            raise RuntimeError("pictures are seen only after prepare()")
        return self._network.inputs(torch.from_numpy(self.pixels[rows]).float() / 255)
