"""The public pictures that the shipped networks are trained on, made ready for training.

Each set goes through the same three steps: read it, keep or hold back people, say how much it counts. The shares are
the recipe's only word on how sets are mixed; within a set, people count alike (see `Crops.shared`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from signdesk.alphabet import ALPHABETS, NO_HAND
from signdesk.datasets.open import open_dataset
from signdesk.datasets.samples import UNLABELLED, Samples
from signdesk.errors import ImageError
from signdesk.hands.finder import HandFinder
from signdesk.networks.checkpoint import DataSource
from signdesk.training.composites import composites
from signdesk.training.crops import Crops, cut, hand_boxes, masked, wide
from signdesk.training.drawn_scenes import DRAWN, drawn_scenes
from signdesk.training.fit_finder import Scenes, scene
from signdesk.training.handshapes import same_handshape
from signdesk.training.held_back import HeldBack, Sources, draw_fold, draw_held_back
from signdesk.training.negatives import mistaken, negatives
from signdesk.vision.box import Box
from signdesk.vision.crop import InputSpec, to_input

__all__ = [
    "RENDERS",
    "HeldBack",
    "Sources",
    "background_crops",
    "boxes_of",
    "describe",
    "draw_fold",
    "draw_held_back",
    "draw_scenes",
    "finder_scenes",
    "known_labels",
    "open_renders",
    "open_sources",
    "reader_crops",
    "rooms_behind",
]

RENDERS = "renders"
"""The name of the set that signdesk draws itself."""

_LICENCES = {
    "asl-webcams": "46 public repositories, most without a stated licence; weights only",
    "asl-scenes": "none stated; weights only",
    "asl-rooms": "Public Domain (as published by its author)",
    "asl-cutouts": "citation asked for (Barczak et al. 2011)",
    "sign-digits": "Apache-2.0 (Mavi 2020, arXiv:2011.08927)",
    "hands-indoors": "CC BY 4.0, Apache-2.0, one part none stated; weights only",
    "backgrounds": "Places365 subset (MIT repository) and web pictures; weights only",
    DRAWN: "hands drawn by signdesk itself, before pictures of backgrounds",
    RENDERS: "drawn by signdesk itself",
}
_READER_SHARES = {
    "asl-webcams": 0.5, "asl-scenes": 0.1, "asl-rooms": 0.1, "asl-cutouts": 0.08, "sign-digits": 0.1,
    DRAWN: 0.1, RENDERS: 0.2,
}  # fmt: skip
_FINDER_SHARES = {
    "asl-webcams": 0.44, "asl-scenes": 0.09, "asl-rooms": 0.1,
    "sign-digits": 0.05, "hands-indoors": 0.18, "backgrounds": 0.13, DRAWN: 0.2, RENDERS: 0.08,
}  # fmt: skip
_COMPOSITES, _COMPOSITE_SHARE = 5000, 0.3
"""So many cut-out hands are set into rooms for the finder; their share beside that of the sets."""

_CUT_OUT = {
    "asl-webcams": 0.5, "asl-scenes": 0.06, "asl-rooms": 0.08, "asl-cutouts": 0.08, "sign-digits": 0.13,
    "hands-indoors": 0.15,
}  # fmt: skip
"""Whose hands these are."""

_BEFORE_WALLS = frozenset({"asl-webcams", "asl-scenes", "asl-rooms", "sign-digits"})
"""Sets whose hands the reader also sees before other rooms than their own."""

_TURNED = 0.1
"""The share of webcam hands turned any way, from which the reader learns where fingers are: few letters hang down."""

_MISTAKEN = 0.04
"""The share of the places that a finder takes for hands, of each set."""

_DECEPTIVE = 0.15
"""The score from which on a finder's error counts."""

_TYPICAL = frozenset({"asl-cutouts", "sign-digits"})
"""Sets whose pictures are all alike, so that a hand without keypoints lies where the others do."""


def open_sources(data: Path) -> Sources:
    """All sets of the folder ``data`` by name, with signs that are not what they are called taken out."""
    sources = {name: open_dataset(data / name) for name in _LICENCES if name not in (DRAWN, RENDERS)}
    scenes = sources["asl-scenes"]
    labels = np.where(scenes.labels == "T", UNLABELLED, scenes.labels)  # its T is another sign; the hand is a hand
    return {**sources, "asl-scenes": replace(scenes, labels=labels)}


def open_renders(folder: Path) -> Samples:
    """The hands that were drawn into ``folder``."""
    return replace(open_dataset(folder), name=RENDERS)


def draw_scenes(sources: Sources, count: int) -> Samples:
    """The set `DRAWN`: ``count`` pictures of the rooms and people without hands that may be trained with."""
    return drawn_scenes(sources["backgrounds"].part("train"), count, seed=6)


def describe(sources: Sources, held_back: HeldBack, which: str = "train") -> tuple[DataSource, ...]:
    """What a card says of the data: each set with the rows that were used."""
    described = []
    for name, samples in sources.items():
        if name in held_back.without:
            continue
        used = samples.take(held_back.rows(samples, which))
        people = len(np.unique(used.signers[used.signers != ""]))
        described.append(DataSource(name, len(np.unique(used.names)), people, samples.digest(), _LICENCES[name]))
    return tuple(described)


def reader_crops(
    sources: Sources,
    held_back: HeldBack,
    which: str,
    spec: InputSpec,
    boxes: Mapping[str, list[Box | None]],
    finder: HandFinder | None = None,
) -> Crops:
    """The hands that the reader learns from, with places without hands; ``boxes`` as `boxes_of` gives them. With
    ``finder`` also the places that it takes for hands."""
    parts = []
    for name, share in _READER_SHARES.items():
        rows = _rows(sources, held_back, name, which)
        if not rows.any():
            continue
        crops = cut(sources[name].take(rows), spec, _chosen(boxes[name], rows), matte=name == "asl-cutouts")
        if which == "train" and name in _BEFORE_WALLS:
            crops = masked(crops)
        crops = crops.shared(share)
        if name == RENDERS:  # some signs are drawn thrice to be seen from more sides, not because they were more common
            crops = crops.signs_alike()
        parts.append(crops)
        if which == "train":
            parts.append(same_handshape(crops, seed=4))
        if which == "train" and name == "asl-webcams":
            any_way = np.random.default_rng(2).integers(1, 4, len(crops))
            parts.append(crops.turned(any_way).called(UNLABELLED).shared(_TURNED))
    for name, each, share in (("asl-webcams", 1, 0.06), ("backgrounds", 4, 0.03)):
        rows = held_back.rows(sources[name], which)
        if rows.any():
            some = sources[name].take(rows)
            parts.append(negatives(some, spec, _chosen(boxes[name], rows), each, seed=1).shared(share))
            wrong = mistaken(some, spec, _chosen(boxes[name], rows), finder) if finder else None
            if wrong:
                parts.append(wrong.shared(_MISTAKEN))
    rows = held_back.rows(sources["hands-indoors"], which)
    if which == "train" and rows.any():
        parts.append(cut(sources["hands-indoors"].take(rows), spec, _chosen(boxes["hands-indoors"], rows)).shared(0.05))
    return Crops.joined(parts)


def boxes_of(sources: Sources) -> dict[str, list[Box | None]]:
    """Where the hands of each set are, as far as known."""
    return {name: hand_boxes(samples, typical=name in _TYPICAL) for name, samples in sources.items()}


def background_crops(samples: Samples, size: int, count: int, seed: int) -> NDArray[np.uint8]:
    """``count`` squares of rooms and people without hands: (count, size, size, 3)."""
    rng = np.random.default_rng(seed)
    squares = []
    for i in rng.integers(len(samples.labels), size=count):
        image = samples.images[int(i)]
        side = float(rng.uniform(0.4, 1.0)) * min(image.shape[:2])
        x, y = rng.uniform(0, image.shape[1] - side), rng.uniform(0, image.shape[0] - side)
        squares.append(to_input(image, Box(float(x), float(y), side, side), InputSpec(size)))
    return np.stack(squares)


def rooms_behind(sources: Sources, held_back: HeldBack, spec: InputSpec) -> Tensor:
    """Rooms that go behind hands where a network that wants ``spec`` learns: (m, 3, s, s) in 0 to 1."""
    rooms = sources["backgrounds"].take(held_back.rows(sources["backgrounds"], "train"))
    return torch.from_numpy(background_crops(rooms, wide(spec).size, 400, seed=3)).permute(0, 3, 1, 2).float() / 255


def finder_scenes(
    sources: Sources,
    held_back: HeldBack,
    which: str,
    boxes: Mapping[str, list[Box | None]],
    finder: HandFinder | None = None,
) -> Scenes:
    """The whole pictures that the finder learns from, in training with hands set into other rooms. Rooms in which
    ``finder`` sees a hand are shown more often."""
    parts = []
    for name, share in _FINDER_SHARES.items():
        rows = _rows(sources, held_back, name, which)
        if rows.any():
            parts.append(_scenes(sources[name].take(rows), _chosen(boxes[name], rows), share))
    rows = _rows(sources, held_back, "backgrounds", which)
    if finder and rows.any():
        wrong = _deceptive(sources["backgrounds"].take(rows), finder)
        parts.append(_scenes(wrong, [None] * len(wrong), _MISTAKEN * 2))
    if which == "train" and rows.any():
        parts += _composites(sources, held_back, sources["backgrounds"].take(rows))
    return Scenes.joined(parts)


def _rows(sources: Sources, held_back: HeldBack, name: str, which: str) -> NDArray[np.bool_]:
    """The rows of a set, none of one that isn't there."""
    return held_back.rows(sources[name], which) if name in sources else np.zeros(0, bool)


def _chosen(boxes: list[Box | None], rows: NDArray[np.bool_]) -> list[Box | None]:
    return [box for box, row in zip(boxes, rows, strict=True) if row]


def _scenes(samples: Samples, boxes: list[Box | None], share: float) -> Scenes:
    """A row a picture; pictures with a hand whose place is unknown are left out."""
    pictures: dict[str, list[int]] = {}
    for i, name in enumerate(samples.names):
        pictures.setdefault(str(name), []).append(i)
    canvases, kept = [], []
    for rows in pictures.values():
        hands = [boxes[i] for i in rows if samples.labels[i] != NO_HAND]
        if None in hands:
            continue
        try:
            canvases.append(scene(samples.images[rows[0]], [hand for hand in hands if hand]))
        except ImageError:
            continue
        kept.append(rows[0])
    return _weighted(canvases, samples.signer_ids()[kept], share)


def _deceptive(empty: Samples, finder: HandFinder) -> Samples:
    """The pictures without a hand in which ``finder`` sees one."""
    surest = [max((hand.score for hand in finder.find(empty.images[i])), default=0.0) for i in range(len(empty))]
    return empty.take(np.array(surest) >= _DECEPTIVE)


def _composites(sources: Sources, held_back: HeldBack, rooms: Samples) -> Iterator[Scenes]:
    """Hands cut out and set before ``rooms``, where the finder has to tell them from anything behind."""
    for seed, (name, part) in enumerate(_CUT_OUT.items()):
        rows = _rows(sources, held_back, name, "train")
        hands = sources[name].take(rows) if rows.any() else None
        made = list(composites(hands, rooms, round(part * _COMPOSITES), seed)) if hands else []
        if made:
            canvases = [scene(one.image, [Box.around(one.keypoints)]) for one in made]
            yield _weighted(canvases, np.array([one.signer for one in made]), part * _COMPOSITE_SHARE)


def _weighted(
    canvases: Iterable[tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.float32]]],
    signers: NDArray[np.str_],
    share: float,
) -> Scenes:
    images, sizes, hands = zip(*canvases, strict=True)
    _, group, counts = np.unique(signers, return_inverse=True, return_counts=True)
    weights = 1 / np.sqrt(counts[group])
    weights = (weights * share / weights.sum()).astype(np.float32)
    return Scenes(np.stack(images), np.stack(sizes), np.stack(hands), signers, weights)


def known_labels() -> dict[str, tuple[str, ...]]:
    """The alphabets that the shipped reader reads."""
    return {name: alphabet.labels for name, alphabet in ALPHABETS.items()}
