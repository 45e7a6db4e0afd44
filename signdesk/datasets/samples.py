"""Labelled pictures of hands: what every dataset is turned into, whatever it was on disk."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import NDArray

from signdesk.datasets.stores import ImageStore, JoinedImages
from signdesk.errors import DatasetError

__all__ = ["UNLABELLED", "Progress", "Samples", "Skipped", "concatenate", "left_out"]

UNLABELLED = "?"
"""The label of a hand whose sign is unknown, or is no sign of any alphabet."""

Progress = Callable[[int, int], None]
"""Called with how many are done and how many there are. It may raise to stop the work."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of a dataset that was left out, and why."""

    name: str
    why: str


_EXAMPLES = 3


def left_out(skipped: Sequence[Skipped]) -> str:
    """A sentence that says how many were left out, and names the first; "" for none."""
    if not skipped:
        return ""
    names = ", ".join(f"{each.name} ({each.why})" for each in skipped[:_EXAMPLES])
    more = f" and {len(skipped) - _EXAMPLES:,} more" if len(skipped) > _EXAMPLES else ""
    what = "1 picture is" if len(skipped) == 1 else f"{len(skipped):,} pictures are"
    return f"{what} left out: {names}{more}."


def _no_groups() -> NDArray[np.str_]:
    return np.empty(0, np.str_)


@dataclass(frozen=True, eq=False)
class Samples:
    """n labelled hands, one row each; a picture with two hands has two rows of the same name.

    ``labels`` (n,): "A" to "Z", "0" to "9" or a name of one's own; "" (`NO_HAND`) for a picture without a hand and
    `UNLABELLED` for a hand whose sign is unknown. ``signers`` (n,): who signs, unique within the dataset, "" when
    unknown. ``parts`` (n,): the dataset's own split, "train", "valid", "test" or "". ``boxes`` (n, 4): x, y, width,
    height in pixels of the picture. ``keypoints`` (n, 21, 2): x, y in pixels; both NaN where unknown. ``names`` (n,):
    the path inside the dataset, or the row of a table. ``groups`` (n,): rows of the same group must stay together in a
    split; made from the dataset's name and the signer when not given.

    Pictures are read when they are asked for; ``skipped`` lists files that were seen to be unreadable before.
    """

    name: str
    images: ImageStore
    labels: NDArray[np.str_]
    signers: NDArray[np.str_]
    parts: NDArray[np.str_]
    boxes: NDArray[np.float32]
    keypoints: NDArray[np.float32]
    names: NDArray[np.str_]
    skipped: tuple[Skipped, ...] = ()
    groups: NDArray[np.str_] = field(default_factory=_no_groups)

    def __post_init__(self) -> None:
        n = len(self.images)
        if n and not self.groups.size:
            object.__setattr__(self, "groups", _groups(self.name, self.signers, self.names))
        shapes: dict[str, tuple[int, ...]] = {
            "labels": (n,),
            "signers": (n,),
            "parts": (n,),
            "names": (n,),
            "groups": (n,),
        }
        shapes |= {"boxes": (n, 4), "keypoints": (n, 21, 2)}
        for column, shape in shapes.items():
            found = getattr(self, column).shape
            if found != shape:
                raise ValueError(f"{column} of {n} samples must have the shape {shape}, not {found}")

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_] | Sequence[int]) -> Samples:
        """Some of the rows, by their indices (in that order) or by a mask."""
        chosen = np.asarray(rows)
        if chosen.dtype == np.bool_:
            if chosen.shape != (len(self),):
                raise ValueError(f"a mask for {len(self)} samples can't have the shape {chosen.shape}")
            chosen = np.flatnonzero(chosen)
        chosen = chosen.astype(np.intp)
        columns = {name: getattr(self, name)[chosen] for name in _COLUMNS}
        return replace(self, images=self.images.subset(chosen), **columns)

    def with_labels(self, labels: Iterable[str]) -> Samples:
        """Only the rows with one of these labels."""
        return self.take(np.isin(self.labels, list(labels)))

    def without(self, labels: Iterable[str]) -> Samples:
        """All rows but those with one of these labels."""
        return self.take(~np.isin(self.labels, list(labels)))

    def part(self, name: str) -> Samples:
        """Only the rows that the dataset itself puts into this part ("train", "valid", "test")."""
        return self.take(self.parts == name)

    def counts(self) -> dict[str, int]:
        """How many rows each label has, in the order of the labels."""
        return dict(sorted(Counter(self.labels.tolist()).items()))

    def signer_ids(self) -> NDArray[np.str_]:
        """The group of each row, never empty: rows of one group show the same person and must stay together.

        It is unique across datasets, and the same for a person who is in two of them. A picture of an unknown
        signer is a group of its own, or belongs to the photograph that it was made from.
        """
        return self.groups

    def digest(self) -> str:
        """A short fingerprint (16 hex digits) of all that training sees: pictures, labels, boxes, keypoints, groups."""
        total = hashlib.sha256()
        for i in range(len(self)):
            total.update(hashlib.sha256(self.images.content(i)).digest())
        for column in ("labels", "groups", "parts", "names"):
            total.update("\n".join(getattr(self, column).tolist()).encode())
        for places in (self.boxes, self.keypoints):
            total.update(np.nan_to_num(places, nan=-1e6).astype("<f4").tobytes())
        return total.hexdigest()[:16]


_COLUMNS = tuple(f.name for f in fields(Samples) if f.name not in ("name", "images", "skipped"))


def concatenate(parts: Sequence[Samples], name: str | None = None) -> Samples:
    """All rows of ``parts`` one after the other; named after them unless ``name`` is given."""
    if not parts:
        raise DatasetError("There are no datasets to put together. Choose at least one.")
    columns = {column: np.concatenate([getattr(part, column) for part in parts]) for column in _COLUMNS}
    return Samples(
        name=name or " + ".join(dict.fromkeys(part.name for part in parts)),
        images=JoinedImages.of([part.images for part in parts]),
        skipped=tuple(skipped for part in parts for skipped in part.skipped),
        **columns,
    )


def _groups(name: str, signers: NDArray[np.str_], names: NDArray[np.str_]) -> NDArray[np.str_]:
    pairs = zip(signers.tolist(), names.tolist(), strict=True)
    return np.array([f"{name}/{signer or file}" for signer, file in pairs], np.str_)
