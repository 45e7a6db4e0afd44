"""The pictures of the Train page's data as a network will see them, a few of them, made in a thread of its own.

Nothing here knows a widget.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signdesk.app.train_data_job import Dataset
from signdesk.errors import SignDeskError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from signdesk.datasets.samples import Samples
    from signdesk.training.crops import Crops
    from signdesk.vision.box import Box
    from signdesk.vision.crop import InputSpec
    from signdesk.vision.image import Image

__all__ = ["Look", "Seen", "SeenFailed", "SeenTask", "see"]

_log = logging.getLogger(__name__)

_REFERENCE = 400
"""So many hands tell how large hands are in their boxes."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a network sees: ``size`` pixels each way (0: the usual), grey or not, varied with this strength or not."""

    size: int = 96
    grey: bool = False
    varied: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class SeenTask:
    """Some pictures to show as the network will see them; ``seed`` chooses which, and how they are varied."""

    datasets: tuple[Dataset, ...]
    labels: tuple[str, ...]
    look: Look
    seed: int
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A picture as the network will see it: height × width × 3, RGB, uint8."""

    task: SeenTask
    label: str
    image: Image


@dataclass(frozen=True, slots=True, eq=False)
class SeenFailed:
    """Nothing can be shown; ``message`` says why."""

    task: SeenTask
    message: str


def see(task: SeenTask) -> Generator[Seen | SeenFailed, None, None]:
    """The pictures of ``task``, a few at a time; those that can't be read are left out."""
    try:
        yield from _seen(task)
    except SignDeskError as error:
        yield SeenFailed(task, str(error))
    except Exception:  # noqa: BLE001 - the page goes on without its pictures
        _log.exception("the pictures could not be shown as the network sees them")
        yield SeenFailed(task, "The pictures can’t be shown because something went wrong here; the log says more.")


def _seen(task: SeenTask) -> Generator[Seen, None, None]:
    import numpy as np

    from signdesk.datasets.samples import concatenate
    from signdesk.errors import DatasetError
    from signdesk.training.crops import cut

    samples = concatenate([dataset.samples for dataset in task.datasets]).with_labels(task.labels)
    rows, boxes = _places(samples, task)
    shown = 0
    for start in range(0, len(rows), 6):
        some = rows[start : start + 6]
        where = None if boxes is None else boxes[start : start + 6]
        try:
            crops = cut(samples.take(some), _input(task.look), where)
        except DatasetError:  # none of these few can be read
            continue
        images = _varied(crops, task.look, task.seed + start) if task.look.varied > 0 else crops.middle()
        for label, image in zip(crops.labels.tolist(), images, strict=True):
            yield Seen(task, label, np.ascontiguousarray(np.broadcast_to(image, (*image.shape[:2], 3))))
        shown += len(crops)
    if not shown:
        raise DatasetError("These pictures can’t be read, or show no hand. Show others, or choose another dataset.")


def _places(samples: Samples, task: SeenTask) -> tuple[NDArray[Any], list[Box | None] | None]:
    """Rows to show, as many of each sign, and where the hands are in them, as training would see it; None when each
    picture is a hand's crop."""
    import numpy as np

    from signdesk.training.crops import hand_boxes

    told = np.asarray(np.isfinite(samples.keypoints).all((1, 2)) | np.isfinite(samples.boxes).all(1))
    rows = np.array(_drawn(samples.labels, task), np.intp)
    if not told.any() or not len(rows):
        return rows, None
    others = np.flatnonzero(told)
    others = others[:: max(len(others) // _REFERENCE, 1)]
    boxes = hand_boxes(samples.take(np.concatenate([rows, others])))[: len(rows)]
    return rows, _looked_for(samples.take(rows), boxes)


def _looked_for(samples: Samples, boxes: list[Box | None]) -> list[Box | None]:
    """``boxes`` with those of the hands that training would look for."""
    import numpy as np

    unknown = np.array([i for i, box in enumerate(boxes) if box is None], np.intp)
    if not len(unknown):
        return boxes
    from signdesk.app.preload import before_torch

    before_torch()
    from signdesk.training.look_for_hands import look_for
    from signdesk.vision.box import Box

    filled = list(boxes)
    found, _ = look_for(samples, unknown)
    for i, keypoints in zip(unknown.tolist(), found, strict=True):
        filled[i] = Box.around(keypoints) if np.isfinite(keypoints).all() else None
    return filled


def _drawn(labels: NDArray[np.str_], task: SeenTask) -> list[int]:
    """At most ``task.count`` rows, in turn of each sign, in the order of the signs."""
    import numpy as np

    chance = random.Random(task.seed)
    heaps = []
    for label in task.labels:
        rows = np.flatnonzero(labels == label).tolist()
        heaps.append(chance.sample(rows, min(task.count, len(rows))))
    if len(heaps) > task.count:
        heaps = [heaps[i] for i in sorted(chance.sample(range(len(heaps)), task.count))]
    shares = [0] * len(heaps)
    while sum(shares) < min(task.count, sum(map(len, heaps))):
        for i, heap in enumerate(heaps):
            if shares[i] < len(heap) and sum(shares) < task.count:
                shares[i] += 1
    return [row for heap, share in zip(heaps, shares, strict=True) for row in heap[:share]]


def _input(look: Look) -> InputSpec:
    from signdesk.vision.crop import InputSpec

    return InputSpec(look.size, 1 if look.grey else 3, 1.4)


def _varied(crops: Crops, look: Look, seed: int) -> NDArray[np.uint8]:
    from signdesk.app.preload import before_torch

    before_torch()
    from signdesk.training.seen import varied

    return varied(crops, look.varied, seed)
