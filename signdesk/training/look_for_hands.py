"""Where the hands are in pictures that don't say: looked for as in the live view, so that a network learns from what it
will be shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from signdesk.alphabet import LETTERS, NO_HAND
from signdesk.datasets.samples import UNLABELLED, Progress, Samples
from signdesk.errors import ImageError, TrainingError
from signdesk.recognition.recognizer import Recognizer
from signdesk.training.device import one_thread

__all__ = ["with_hands"]


def with_hands(samples: Samples, *, among_crops: bool, progress: Progress | None = None) -> Samples:
    """``samples`` with the keypoints that signdesk's own networks see, for each sign of which no picture says where the
    hand is; where no hand is seen, they stay unknown.

    Pictures of a sign most of which show no hand are crops already; they stay as they are where no picture says
    anything. Without ``among_crops`` nothing is looked for then. `TrainingError` for a sign without hands whose
    pictures would stand beside others that have them: nothing could be learnt of it.
    """
    placed = np.isfinite(samples.boxes).all(1) | np.isfinite(samples.keypoints).all((1, 2))
    unplaced = ~np.isin(samples.labels, [*samples.labels[placed].tolist(), NO_HAND, UNLABELLED])
    if not unplaced.any() or not (among_crops or placed.any()):
        return samples
    rows = np.flatnonzero(unplaced)
    keypoints = samples.keypoints.copy()
    keypoints[rows] = _looked_for(samples, rows, progress)
    seen = np.asarray(np.isfinite(keypoints).all((1, 2)))
    for label in dict.fromkeys(samples.labels[rows].tolist()):
        there = samples.labels == label
        if seen[there].mean() >= 0.5:
            continue
        if placed.any():
            raise TrainingError(
                f"In most pictures of “{label}” no hand is found, so it can't be learnt beside signs whose hands are "
                "known. Choose pictures that show the whole hand, or train without the other datasets."
            )
        return samples
    return replace(samples, keypoints=keypoints)


def _looked_for(samples: Samples, rows: NDArray[np.intp], progress: Progress | None) -> NDArray[np.float32]:
    """The keypoints (n, 21, 2) of the hand in each of ``rows``, NaN where none is seen."""
    found = np.full((len(rows), *samples.keypoints.shape[1:]), np.nan, np.float32)
    with one_thread():
        recognizer = Recognizer.load()
        for place, row in enumerate(rows):
            try:
                hand = recognizer.recognize(samples.images[int(row)], LETTERS).hand
            except ImageError:
                continue
            if hand is not None and hand.keypoints is not None:
                found[place] = hand.keypoints
            if progress:
                progress(place + 1, len(rows))
    return found
