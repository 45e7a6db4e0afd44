"""Hands drawn to train with, as they would be seen by webcams: many people, each forming every sign once.

They differ from the bundled dataset in that every picture shows the hand's surroundings too, that half of them lie
before real rooms, and that hands are turned further.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.dataset import LABELS, SetPlan, cast
from signdesk.handmodel.pose import variants
from signdesk.handmodel.scene import Spread, photographed
from signdesk.handmodel.signer import Signer
from signdesk.paths import write_whole
from signdesk.vision.image import encode_image

__all__ = ["SIZE", "draw_renders"]

SIZE = 160
"""Side of a picture in pixels."""

_SPREAD = Spread(joints=2.6, yaw=26.0, pitch=14.0, roll=12.0, fill=(0.40, 0.54))
_OTHER_VARIANT = 0.3
_IN_ROOMS = 0.5
_QUALITY = 92


@dataclass(frozen=True, slots=True, eq=False)
class _Picture:
    name: str
    file: bytes
    keypoints: NDArray[np.float32]


def draw_renders(
    folder: Path,
    people: int,
    seed: int,
    rooms: NDArray[np.uint8],
    workers: int = 1,
    labels: tuple[str, ...] = LABELS,
) -> Iterator[tuple[int, int]]:
    """Write a picture of each of ``people`` forming each of ``labels``, as `open_dataset` reads them, person by person:
    (done, people).

    ``rooms`` (n, 160, 160, 3) are real backgrounds. The same seed gives the same pictures with any number of workers.
    """
    table = io.StringIO()
    table.write("file," + ",".join(f"{axis}{point}" for point in range(21) for axis in "xy") + "\n")
    signers = cast(SetPlan(seed, people, 1))
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        drawn = pool.map(partial(_person, seed, rooms, labels), range(people), signers)
        for done, pictures in enumerate(drawn, 1):
            for picture in pictures:
                with write_whole(folder / picture.name) as file:
                    file.write(picture.file)
                numbers = ",".join(f"{value:.1f}" for value in picture.keypoints.ravel())
                table.write(f"{picture.name},{numbers}\n")
            yield done, people
    with write_whole(folder / "keypoints.csv") as file:
        file.write(table.getvalue().encode())


def _person(
    seed: int, rooms: NDArray[np.uint8], labels: tuple[str, ...], number: int, signer: Signer
) -> list[_Picture]:
    pictures = []
    for label in labels:
        rng = np.random.default_rng([seed, 3, number, LABELS.index(label)])
        forms = variants(label)
        other = len(forms) > 1 and rng.random() < _OTHER_VARIANT
        pose = forms[int(rng.integers(1, len(forms)))] if other else forms[0]
        room = rooms[int(rng.integers(len(rooms)))] if len(rooms) and rng.random() < _IN_ROOMS else None
        drawn = photographed(pose, signer, rng, SIZE, _SPREAD, room)
        file = encode_image(drawn.image, ".jpg", _QUALITY)
        pictures.append(_Picture(f"s{number + 1:03d}/{label}/01.jpg", file, drawn.keypoints))
    return pictures
