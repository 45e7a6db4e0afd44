"""Where the hands are in a training's pictures: as they say, else looked for as in the live view, so that a network
learns from what it will be shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from signdesk.alphabet import LETTERS, NO_HAND
from signdesk.datasets.samples import UNLABELLED, Progress, Samples, Skipped
from signdesk.errors import ImageError, TrainingError
from signdesk.recognition.recognizer import Recognizer
from signdesk.training.crops import hand_boxes
from signdesk.training.device import one_thread
from signdesk.vision.box import Box

__all__ = ["boxes_of", "look_for", "with_hands"]


def with_hands(samples: Samples, *, among_crops: bool, progress: Progress | None = None) -> Samples:
    """``samples`` with a box close around each hand: where keypoints or boxes say, else where signdesk's own networks
    see one. Pictures without a hand are left out; those in which none is found join ``skipped``.

    All of them stay as they are, crops already, where no picture says anything and nothing is to be looked for
    (without ``among_crops``), or most pictures of a sign show no hand. `TrainingError` for such a sign where other
    pictures say where the hands are: nothing could be learnt of it beside them.
    """
    told = np.array([box is not None for box in hand_boxes(samples)], bool)
    untold = ~told & ~np.isin(samples.labels, [NO_HAND, UNLABELLED])
    if not (told.any() or (among_crops and untold.any())):
        return samples
    keypoints = samples.keypoints.copy()
    keypoints[untold], unseen = look_for(samples, np.flatnonzero(untold), progress)
    seen = told | np.isfinite(keypoints).all((1, 2))
    for label in dict.fromkeys(samples.labels[untold].tolist()):
        there = samples.labels == label
        if seen[there].mean() >= 0.5 or told[there].any():
            continue
        if told.any():
            raise TrainingError(
                f"In most pictures of “{label}” no hand is found, so it can't stand beside signs whose hands are "
                "known. Choose pictures that show the whole hand, or leave it out."
            )
        return samples
    boxes = hand_boxes(replace(samples, keypoints=keypoints))
    close = np.array([(b.x, b.y, b.width, b.height) if b else (np.nan,) * 4 for b in boxes], np.float32)
    placed = replace(samples, keypoints=keypoints, boxes=close, skipped=(*samples.skipped, *unseen))
    return placed.take(np.isfinite(close).all(1) & (samples.labels != NO_HAND))


def boxes_of(samples: Samples) -> list[Box] | None:
    """The boxes that `with_hands` gave to ``samples``, or some of them; None for crops."""
    known = bool(np.isfinite(samples.boxes).all())
    return [Box(*map(float, box)) for box in samples.boxes] if known else None


def look_for(
    samples: Samples, rows: NDArray[np.intp], progress: Progress | None = None
) -> tuple[NDArray[np.float32], list[Skipped]]:
    """The keypoints (n, 21, 2) that signdesk's own networks see of the hand in each of ``rows``, NaN where none is, and
    the pictures of those."""
    found = np.full((len(rows), *samples.keypoints.shape[1:]), np.nan, np.float32)
    unseen: list[Skipped] = []
    if not len(rows):
        return found, unseen
    with one_thread():
        recognizer = Recognizer.load()
        for place, row in enumerate(rows.tolist()):
            keypoints, why = None, "no hand is found in it"
            try:
                hand = recognizer.recognize(samples.images[row], LETTERS).hand
                keypoints = hand.keypoints if hand else None
            except ImageError:
                why = "it can't be read"
            if keypoints is None:
                unseen.append(Skipped(str(samples.names[row]), why))
            else:
                found[place] = keypoints
            if progress:
                progress(place + 1, len(rows))
    return found, unseen
