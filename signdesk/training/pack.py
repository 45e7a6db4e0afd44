"""All data of the recipe in one file, so that a training needs nothing else.

The pack keeps each set as it is, all its people with their labels, parts, boxes and keypoints, but its pictures no
larger than the networks can use: a hand as large as in the reader's wide crop, and no picture smaller than the finder's
input. They are WebP, of the best quality with which the file stays within its size. What is read from a pack are
`Samples` like any others, so who is held back is chosen when training starts.

The file is safetensors: arrays, and a header of names. Nothing in it is run.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from signdesk.alphabet import NO_HAND
from signdesk.datasets.samples import Samples
from signdesk.errors import DatasetError, ImageError
from signdesk.paths import write_whole
from signdesk.training.held_back import Sources
from signdesk.vision.box import Box
from signdesk.vision.crop import fit_into
from signdesk.vision.image import Image, encode_image, read_image

__all__ = ["LARGEST", "load_pack", "write_pack"]

LARGEST = 60_000_000
"""Bytes of a pack, at most."""

_VERSION = "1"
_HAND = 84
"""Longer side of a hand's box in a pack, in pixels: a tenth more than it has in the reader's wide crop."""

_SHORTEST = 224
"""No picture's longer side is made smaller than this: the finder is shown 192 of them."""

_EMPTY = 288
"""Longer side of pictures in which no hand is, or nobody knows where."""

_QUALITIES = (85, 80, 75, 70, 65, 60, 55, 50, 45, 40, 30, 20)
_TRIED = 240
_COLUMNS = ("labels", "signers", "parts", "names", "groups")

Boxes = Mapping[str, Sequence[Box | None]]
Told = Callable[[str, int, int], None]
"""Called with the name of a set, how many of its pictures are packed, and how many it has."""


def write_pack(path: Path, sources: Sources, boxes: Boxes, largest: int = LARGEST, told: Told | None = None) -> int:
    """Pack ``sources`` into ``path``; the quality that the pictures have. ``boxes`` says where the hands are.

    `DatasetError` when even the lowest quality takes more than ``largest`` bytes, or the file can't be written.
    """
    plans = {name: _Plan.of(samples, boxes[name]) for name, samples in sources.items()}
    quality = _quality(sources, plans, largest)
    arrays: dict[str, NDArray[Any]] = {}
    header: dict[str, Any] = {}
    for name, samples in sources.items():
        data, arrays_of_set = _packed(samples, plans[name], quality, told)
        arrays |= {f"{name}/{column}": array for column, array in arrays_of_set.items()}
        arrays[f"{name}/pictures"] = data
        columns = {column: getattr(samples, column).tolist() for column in _COLUMNS}
        header[name] = {"digest": samples.digest(), **columns}
    content = save(arrays, {"signdesk pack": _VERSION, "quality": str(quality), "sets": json.dumps(header)})
    if len(content) > largest:
        raise DatasetError(f"The pack would take {len(content) >> 20} MB. Allow more, or leave a set out.")
    try:
        with write_whole(path) as file:
            file.write(content)
    except OSError as error:
        raise DatasetError(f"The pack can't be written to {path}: {error.strerror}. Choose another place.") from error
    return quality


def load_pack(path: Path) -> Sources:
    """The sets that `write_pack` put into ``path``; `DatasetError` when it is damaged or no pack."""
    try:
        with safe_open(path, "np") as file:
            metadata = file.metadata() or {}
            if metadata.get("signdesk pack") != _VERSION:
                raise DatasetError(f"{path} is no pack of this version. Make one with: models/recipe.py pack.")
            arrays = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118  # safe_open is no dict
        return {name: _set(name, row, arrays) for name, row in json.loads(metadata["sets"]).items()}
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, IndexError) as error:
        raise DatasetError(f"{path} can't be read as a pack: {error}. Make it again.") from error


@dataclass(frozen=True, eq=False)
class _Packed(Samples):
    """Samples out of a pack, known by the digest of the set that was packed."""

    original: str = ""

    def digest(self) -> str:
        return self.original


class _PackedImages:
    """Pictures in one row of bytes; ``ends`` says where each ends, ``pictures`` which one a row shows."""

    def __init__(self, data: NDArray[np.uint8], ends: NDArray[np.int64], pictures: NDArray[np.intp]) -> None:
        self._data = data
        self._ends = ends
        self._pictures = pictures

    def __len__(self) -> int:
        return len(self._pictures)

    def __getitem__(self, i: int) -> Image:
        return read_image(self.content(i))

    def subset(self, rows: NDArray[np.intp]) -> _PackedImages:
        return _PackedImages(self._data, self._ends, self._pictures[rows])

    def content(self, i: int) -> bytes:
        picture = int(self._pictures[i])
        start = int(self._ends[picture - 1]) if picture else 0
        return self._data[start : int(self._ends[picture])].tobytes()


@dataclass(frozen=True)
class _Plan:
    """The pictures of a set: ``first`` (m,) a row of each, ``picture`` (n,) which one a row shows, ``hand`` (m,) the
    longer side of the smallest hand in it, NaN where there is none or nobody knows where."""

    first: NDArray[np.intp]
    picture: NDArray[np.intp]
    hand: NDArray[np.float64]

    @classmethod
    def of(cls, samples: Samples, boxes: Sequence[Box | None]) -> _Plan:
        _, first, picture = np.unique(samples.names, return_index=True, return_inverse=True)
        hand = np.full(len(first), np.inf)
        for row, box in enumerate(boxes):
            if samples.labels[row] != NO_HAND:
                side = max(box.width, box.height) if box else np.nan
                hand[picture[row]] = np.minimum(hand[picture[row]], side)  # NaN stays
        return cls(first, picture, np.where(np.isinf(hand), np.nan, hand))


def _scale(image: Image, hand: float) -> float:
    longer = max(image.shape[:2])
    wanted = _HAND / hand if np.isfinite(hand) else _EMPTY / longer
    return float(min(max(wanted, _SHORTEST / longer), 1.0))


def _smaller(image: Image, hand: float) -> tuple[Image, float]:
    scale = _scale(image, hand)
    if scale > 0.97:  # not worth another loss
        return image, 1.0
    height, width = (max(round(side * scale), 1) for side in image.shape[:2])
    return fit_into(image, width, height)


def _quality(sources: Sources, plans: Mapping[str, _Plan], largest: int) -> int:
    """The best quality with which a sample of the pictures says that all will fit."""
    every = [(name, m) for name, plan in plans.items() for m in range(len(plan.first))]
    step = max(len(every) // _TRIED, 1)
    some = []
    for name, m in every[::step]:
        try:
            some.append(_smaller(sources[name].images[int(plans[name].first[m])], float(plans[name].hand[m]))[0])
        except ImageError:
            continue
    beside = sum(len(samples) for samples in sources.values()) * 400  # keypoints, boxes, names
    for quality in _QUALITIES:
        size = np.mean([len(encode_image(image, ".webp", quality)) for image in some]) * len(every) + beside
        if size <= 0.95 * largest:
            return quality
    raise DatasetError(f"The pictures don't fit into {largest >> 20} MB. Allow more, or leave a set out.")


def _packed(
    samples: Samples, plan: _Plan, quality: int, told: Told | None
) -> tuple[NDArray[np.uint8], dict[str, NDArray[Any]]]:
    """The set's pictures as bytes, and its columns of numbers in pixels of these; an unreadable picture is empty."""
    data, ends = io.BytesIO(), []
    scales = np.ones(len(plan.first), np.float32)
    for m, row in enumerate(plan.first):
        try:
            image, scales[m] = _smaller(samples.images[int(row)], float(plan.hand[m]))
            data.write(encode_image(image, ".webp", quality))
        except ImageError:
            pass
        ends.append(data.tell())
        if told:
            told(samples.name, m + 1, len(plan.first))
    scale = scales[plan.picture][:, None]
    return np.frombuffer(data.getvalue(), np.uint8), {
        "ends": np.array(ends, np.int64),
        "picture": plan.picture.astype(np.int32),
        "boxes": (samples.boxes * scale).astype(np.float32),
        "keypoints": (samples.keypoints * scale[..., None]).astype(np.float32),
    }


def _set(name: str, row: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Samples:
    ends, picture = arrays[f"{name}/ends"], arrays[f"{name}/picture"].astype(np.intp)
    data = arrays[f"{name}/pictures"]
    good = len(ends) and ends[-1] == len(data) and (np.diff(ends) >= 0).all() and ends[0] >= 0
    if not good or (len(picture) and not (picture.min() >= 0 and picture.max() < len(ends))):
        raise ValueError(f"the pictures of {name} don't lie where they should")
    labels, signers, parts, names, groups = (np.array(row[column], np.str_) for column in _COLUMNS)
    boxes, keypoints = arrays[f"{name}/boxes"], arrays[f"{name}/keypoints"]
    images = _PackedImages(data, ends, picture)
    return _Packed(
        name, images, labels, signers, parts, boxes, keypoints, names, groups=groups, original=str(row["digest"])
    )
