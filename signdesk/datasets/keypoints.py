"""Hand keypoints that lie beside a dataset in a table, joined to its hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from signdesk.datasets.files import Files
from signdesk.datasets.tables import read_table_beside
from signdesk.vision.box import Box

__all__ = ["join_keypoints", "read_keypoints"]

COLUMNS = tuple(f"{axis}{point}" for point in range(21) for axis in "xy")

LEAST_OVERLAP = 0.2
"""Keypoints whose own box shares less than this (intersection over union) with a hand's box are of something else.
Given boxes can be loose, twice as wide as the hand; so the centre of the keypoints must lie inside as well."""


def read_keypoints(files: Files, *sets: str) -> dict[str, NDArray[np.float32]]:
    """The keypoints (21 × 2, pixels) of each picture of a dataset.

    They are looked for in ``keypoints.csv`` of the dataset, then in ``keypoints/<set>.csv`` next to it, under the
    name of the dataset's folder and the given names of the set. None anywhere: an empty dictionary.
    """
    for name in ("keypoints.csv", *(f"keypoints/{name}.csv" for name in dict.fromkeys((files.stem, *sets)))):
        table = read_table_beside(files, name, ("file", *COLUMNS))
        if table is not None:
            points = table.numbers(COLUMNS).astype(np.float32).reshape(-1, 21, 2)
            return dict(zip(table.text("file"), points, strict=True))
    return {}


def join_keypoints(
    names: Sequence[str], boxes: NDArray[np.float32], found: Mapping[str, NDArray[np.float32]]
) -> NDArray[np.float32]:
    """The keypoints of each hand, n × 21 × 2, NaN where there are none.

    A picture has the keypoints of one hand at most. They go to the hand whose box they meet best; when they meet no
    box they are of something else, a face or another hand, and are left out. A hand without a box takes them as
    they are.
    """
    joined = np.full((len(names), 21, 2), np.nan, np.float32)
    best: dict[str, tuple[float, int]] = {}
    for row, (name, box) in enumerate(zip(names, boxes, strict=True)):
        if name in found:
            overlap = _overlap(found[name], box)
            if overlap >= LEAST_OVERLAP and overlap > best.get(name, (0.0, 0))[0]:
                best[name] = (overlap, row)
    for name, (_, row) in best.items():
        joined[row] = found[name]
    return joined


def _overlap(points: NDArray[np.float32], box: NDArray[np.float32]) -> float:
    """Intersection over union of the keypoints' box with ``box``, 0 when its centre is outside; 1 without a box."""
    if not np.isfinite(box).all():
        return 1.0
    around, given = Box.around(points), Box(*map(float, box))
    return around.iou(given) if given.contains(*around.centre) else 0.0
