"""Labelled hands, cut out and ready to train on.

Training keeps of each picture the hand with some surroundings, cut by the same `to_input` that serves live pictures
but ``SURROUNDINGS`` times as wide, so that augmentation can turn, shift and scale it without running out of picture.
Its middle is, to the byte, what the network is shown of that hand.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from signdesk.alphabet import NO_HAND
from signdesk.datasets.samples import Samples, Skipped
from signdesk.errors import DatasetError, ImageError
from signdesk.hands.finder import HandFinder
from signdesk.paths import user_data
from signdesk.vision.box import Box
from signdesk.vision.crop import InputSpec, crop_frame, to_input, whole
from signdesk.vision.cutout import hand_mask

__all__ = ["SURROUNDINGS", "Crops", "boxes_by_finder", "check_readable", "cut", "hand_boxes", "masked", "wide"]

SURROUNDINGS = 1.5

MASK = 72
"""The side of the picture in which it is kept which pixels are the hand's."""

_MOST_IN_MEMORY = 1 << 30
"""Bytes of pictures; more are kept in a file, of which the system holds in memory what there is room for."""


@dataclass(frozen=True)
class Crops:
    """Wide crops of n hands.

    ``images`` (n, s, s, c) uint8; ``labels`` (n,) names as in `Samples`; ``signers`` (n,) group of each row, never
    empty; ``keypoints`` (n, 21, 2) in 0 to 1 of the wide crop, NaN where unknown; ``matte`` (n,) whether the hand is
    cut out on black; ``weights`` (n,) how often a row is drawn, relative to others; ``names`` (n,) as in `Samples`, ""
    where unknown; ``masks`` (n, m, m) uint8, from 0 where the hand is not to 255 where it may be: everywhere, in one
    place, if nothing is known.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.str_]
    signers: NDArray[np.str_]
    keypoints: NDArray[np.float32]
    matte: NDArray[np.bool_]
    weights: NDArray[np.float32]
    names: NDArray[np.str_] = field(default_factory=lambda: np.empty(0, np.str_))
    masks: NDArray[np.uint8] = field(default_factory=lambda: np.empty((0, 1, 1), np.uint8))

    def __post_init__(self) -> None:
        if not self.names.size:
            object.__setattr__(self, "names", np.full(len(self.images), ""))
        if not self.masks.size:
            object.__setattr__(self, "masks", np.full((len(self.images), 1, 1), 255, np.uint8))

    def __len__(self) -> int:
        return len(self.images)

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Crops:
        """Some of the rows."""
        return Crops(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    def middle(self) -> NDArray[np.uint8]:
        """What the network is shown of each hand when nothing is varied: (n, size, size, c), a view."""
        size = round(self.images.shape[1] / SURROUNDINGS)
        edge = (self.images.shape[1] - size) // 2
        return self.images[:, edge : edge + size, edge : edge + size]

    def shared(self, share: float) -> Crops:
        """The same crops drawn together with weight ``share``; within it, people count alike (by the square root)."""
        _, group, counts = np.unique(self.signers, return_inverse=True, return_counts=True)
        weights = 1 / np.sqrt(counts[group])
        return replace(self, weights=(weights * share / weights.sum()).astype(np.float32))

    def signs_alike(self) -> Crops:
        """The same crops, each person's drawn together as often as before; of them signs count alike, however many
        pictures show them."""
        of = np.stack([self.signers, self.labels], 1)
        _, group, counts = np.unique(of, axis=0, return_inverse=True, return_counts=True)
        weights = self.weights / counts[group]
        _, person = np.unique(self.signers, return_inverse=True)
        kept = np.bincount(person, self.weights) / np.bincount(person, weights)
        return replace(self, weights=(weights * kept[person]).astype(np.float32))

    def called(self, label: str) -> Crops:
        """The same hands as hands that show ``label``."""
        return replace(self, labels=np.full(len(self), label))

    def turned(self, quarters: NDArray[np.intp]) -> Crops:
        """The same hands, each by so many quarter turns against the clock."""
        images, points, masks = self.images.copy(), self.keypoints.copy(), self.masks.copy()
        for image, mask, places, times in zip(images, masks, points, quarters, strict=True):
            image[:] = np.rot90(image, times).copy()
            mask[:] = np.rot90(mask, times).copy()
            for _ in range(times):
                places[:] = np.stack([places[:, 1], 1 - places[:, 0]], 1)
        return replace(self, images=images, keypoints=points, masks=masks)

    @staticmethod
    def joined(parts: Sequence[Crops]) -> Crops:
        """All rows of ``parts``."""
        columns = {name: [getattr(part, name) for part in parts] for name in Crops.__dataclass_fields__}
        side = max(mask.shape[1] for mask in columns["masks"])
        columns["masks"] = [np.broadcast_to(mask, (len(mask), side, side)) for mask in columns["masks"]]
        return Crops(*map(np.concatenate, columns.values()))


def wide(spec: InputSpec) -> InputSpec:
    """The spec of wide crops for a network that wants ``spec``: same scale, more around it.

    ``ValueError`` unless the size is a multiple of 4: only then do the pixels of both lie on one grid.
    """
    if spec.size % 4:
        raise ValueError(f"wide crops need an input size that is a multiple of 4, not {spec.size}")
    return InputSpec(round(spec.size * SURROUNDINGS), spec.channels, spec.margin * SURROUNDINGS)


def hand_boxes(samples: Samples, typical: bool = False) -> list[Box | None]:
    """The box close around each hand's keypoints; None where nothing tells where the hand is.

    Where keypoints are missing but a box is given, the given box is brought to the size that the keypoints of the
    set's other hands have in theirs. ``typical`` also fills in, for sets whose pictures are all alike, the median
    of the boxes of the set's other hands.
    """
    known = [Box.around(k) if np.isfinite(k).all() else None for k in samples.keypoints]
    given = [Box(*map(float, b)) if np.isfinite(b).all() and b[2] > 0 and b[3] > 0 else None for b in samples.boxes]
    pairs = [(k, g) for k, g in zip(known, given, strict=True) if k and g]
    ratio = float(np.median([(k.area / g.area) ** 0.5 for k, g in pairs])) if pairs else 0.8
    boxes = [k or (g.grown(ratio) if g else None) for k, g in zip(known, given, strict=True)]
    middle = [k for k in known if k]
    if typical and middle:
        usual = Box(*(float(np.median([getattr(k, side) for k in middle])) for side in ("x", "y", "width", "height")))
        boxes = [box or usual for box in boxes]
    return boxes


def boxes_by_finder(samples: Samples, boxes: Sequence[Box | None], finder: HandFinder) -> list[Box | None]:
    """``boxes`` with the gaps filled, for pictures with a hand, by what ``finder`` is sure of (0.6 or more)."""
    filled = list(boxes)
    for i, box in enumerate(boxes):
        if box is None and samples.labels[i] != NO_HAND:
            hands = finder.find(samples.images[i])
            filled[i] = hands[0].box if hands and hands[0].score >= 0.6 else None
    return filled


def cut(
    samples: Samples,
    spec: InputSpec,
    boxes: Sequence[Box | None] | None = None,
    *,
    matte: bool = False,
    progress: Callable[[int, int], None] | None = None,
    unread: list[Skipped] | None = None,
) -> Crops:
    """The wide crops of all hands of ``samples`` for a network that wants ``spec``.

    ``boxes`` says where the hands are; without it each picture is taken to be a crop already. Rows whose box is None
    are left out, and so are pictures that can't be read; `DatasetError` when most can't. With ``unread`` they join it,
    and whoever gave it has to `check_readable`: a damaged picture may be much of a small part, and little of the whole.
    """
    big = wide(spec)
    wanted = [i for i in range(len(samples.labels)) if boxes is None or boxes[i] is not None]
    images = _room((len(wanted), big.size, big.size, big.channels))
    rows: list[int] = []
    bad = [] if unread is None else unread
    points: list[NDArray[np.floating]] = []
    for i in wanted:
        try:
            image = samples.images[i]
        except ImageError:
            bad.append(Skipped(str(samples.names[i]), "it can't be read"))
            continue
        box = (boxes[i] if boxes is not None else None) or whole(image, spec)
        images[len(rows)] = to_input(image, box, big)
        points.append(crop_frame(box, big).to_crop(samples.keypoints[i]) / big.size)
        rows.append(i)
        if progress:
            progress(i + 1, len(samples.labels))
    if unread is None:
        check_readable(samples.name, len(wanted), len(rows))
    chosen = np.array(rows, np.intp)
    return Crops(
        images[: len(rows)],
        samples.labels[chosen],
        samples.signer_ids()[chosen],
        np.array(points, np.float32).reshape(-1, *samples.keypoints.shape[1:]),
        np.full(len(rows), matte),
        np.ones(len(rows), np.float32),
        samples.names[chosen],
    )


def masked(crops: Crops) -> Crops:
    """The same crops, with the masks of the hands that can be cut out. Takes about a fortieth of a second each."""
    masks = np.full((len(crops), MASK, MASK), 255, np.uint8)
    side = crops.images.shape[1]
    for mask, image, keypoints in zip(masks, crops.images, crops.keypoints, strict=True):
        known = hand_mask(image, keypoints * side, MASK) if np.isfinite(keypoints).all() else None
        if known is not None:
            mask[:] = known
    return replace(crops, masks=masks)


def check_readable(name: str, wanted: int, read: int) -> None:
    """Some pictures of a set are often damaged; when most are, the set called ``name`` is gone: `DatasetError`."""
    if not wanted:
        raise DatasetError(f"{name} has no picture of a hand to train on. Choose another dataset.")
    if read < wanted / 2:
        raise DatasetError(
            f"Only {read} of {wanted} pictures of {name} can be read. Is it still where it was? "
            "Put it back, or choose another dataset."
        )


def _room(shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Room for so many pictures: in memory, or from a gigabyte on in a file that is gone when nobody needs it."""
    size = int(np.prod(shape))
    if size <= _MOST_IN_MEMORY:
        return np.empty(shape, np.uint8)
    folder = user_data()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free < size:
            raise DatasetError(
                f"The pictures take {size >> 20} MB on the disk of {folder}, more than is free there. "
                "Make room, or choose a smaller input."
            )
        with tempfile.TemporaryFile(dir=folder) as file:
            return np.memmap(file, np.uint8, "w+", shape=shape)
    except OSError as error:
        raise DatasetError(f"The pictures can't be kept in {folder}: {error.strerror}. Make room there.") from error
