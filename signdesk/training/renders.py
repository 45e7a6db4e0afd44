"""Hands drawn to train with, as they would be seen by webcams: many people, each forming every sign once, some
thrice.

They differ from the bundled dataset in that every picture shows the hand's surroundings too, that half of them lie
before real rooms, that hands are turned further, and that letters are formed and held in all the ways that people
were seen to (`signdesk.handmodel.pose.seen`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.dataset import LABELS, Drawn, SetPlan, cast, drawn_by, written
from signdesk.handmodel.pose import Pose, seen, variants
from signdesk.handmodel.scene import Spread, photographed
from signdesk.handmodel.signer import Signer

__all__ = ["SIZE", "draw_renders"]

SIZE = 160
"""Side of a picture in pixels."""

_SPREAD = Spread(joints=3.4, yaw=16.0, pitch=13.0, roll=11.0, fill=(0.40, 0.54))
_AS_SEEN = 0.65
"""The share of pictures of a letter that are in one of the ways of `seen`."""

_TIMES = {"M": 3, "N": 3, "T": 3}
"""How often a person forms a sign, if not once: what tells these fists apart is where a hidden thumb ends."""

_OTHER_VARIANT = 0.3
_IN_ROOMS = 0.5
_QUALITY = 92


def draw_renders(
    folder: Path,
    people: int,
    seed: int,
    rooms: NDArray[np.uint8],
    workers: int = 1,
    labels: tuple[str, ...] = LABELS,
) -> Iterator[Drawn]:
    """Write pictures of each of ``people`` forming each of ``labels``, as `open_dataset` reads them, one by one.

    ``rooms`` (n, 160, 160, 3) are real backgrounds. The same seed gives the same pictures with any number of workers.
    `DatasetError` when something lies at ``folder`` already, or it can't be written.
    """
    signers = cast(SetPlan(seed, people, 1))
    return written(folder, drawn_by(partial(_formed, seed, rooms, labels), signers, workers), _QUALITY)


def _formed(
    seed: int, rooms: NDArray[np.uint8], labels: tuple[str, ...], number: int, signer: Signer
) -> Iterator[Drawn]:
    for label in labels:
        for time in range(_TIMES.get(label, 1)):
            rng = np.random.default_rng([seed, 3 + time, number, LABELS.index(label)])
            pose = _way(label, rng)
            room = rooms[int(rng.integers(len(rooms)))] if len(rooms) and rng.random() < _IN_ROOMS else None
            who, name = f"s{number + 1:03d}", f"{time + 1:02d}.jpg"
            yield Drawn(f"{who}/{label}/{name}", label, who, photographed(pose, signer, rng, SIZE, _SPREAD, room))


def _way(label: str, rng: np.random.Generator) -> Pose:
    """One of the ways in which ``label`` is formed."""
    further = seen(label)
    if further and rng.random() < _AS_SEEN:
        return further[int(rng.integers(len(further)))]
    ways = variants(label)
    other = len(ways) > 1 and rng.random() < _OTHER_VARIANT
    return ways[int(rng.integers(1, len(ways)))] if other else ways[0]
