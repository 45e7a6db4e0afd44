"""What is read of each picture, and what that comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from protocols.folds import Fold
from signdesk.alphabet import Alphabet
from signdesk.recognition.reading import Reading
from signdesk.training.crops import hand_boxes
from signdesk.vision.image import Image

__all__ = ["Row", "end_to_end", "percent", "summary", "true_boxes"]

Change = Callable[[Image, NDArray[np.float32]], Image | None]
"""(picture, the hand's keypoints) → the picture under another light, or None where that can't be made."""


@dataclass(frozen=True)
class Row:
    """One picture, as it was read. ``confidence`` is what the window shows, ``untempered`` what it would be without
    the card's temperature; both 0 where no hand was found. ``shown`` says whether a letter is."""

    person: str
    picture: str
    label: str
    read: str
    shown: bool
    found: bool
    confidence: float
    untempered: float


def end_to_end(fold: Fold, name: str, alphabet: Alphabet, change: Change | None = None) -> Iterator[Row]:
    """Whole pictures of the set ``name``, the hand to be found, as ``signdesk classify`` takes them."""
    samples = fold.tested(name).with_labels(alphabet.labels)
    for i in range(len(samples)):
        image = samples.images[i]
        if change is not None and (image := change(image, samples.keypoints[i])) is None:
            continue
        reading = fold.recognizer.recognize(image, alphabet).reading
        yield _row(fold, str(samples.signers[i]), str(samples.names[i]), str(samples.labels[i]), reading)


def true_boxes(fold: Fold, name: str, alphabet: Alphabet, typical: bool = False) -> Iterator[Row]:
    """Hands whose place is known, cut there."""
    samples = fold.tested(name).with_labels(alphabet.labels)
    for i, box in enumerate(hand_boxes(samples, typical)):
        if box is not None:
            reading = fold.recognizer.recognize(samples.images[i], alphabet, box).reading
            yield _row(fold, str(samples.signers[i]), str(samples.names[i]), str(samples.labels[i]), reading)


def _row(fold: Fold, person: str, picture: str, label: str, reading: Reading | None) -> Row:
    if reading is None:
        return Row(person, picture, label, "", False, False, 0.0, 0.0)
    plain = np.power(reading.probabilities.astype(np.float64), fold.temperature)
    untempered = float(plain.max() / plain.sum())
    top = reading.top(1)[0][0]
    return Row(person, picture, label, top, reading.label is not None, True, reading.confidence, untempered)


def summary(rows: Sequence[Row]) -> dict[str, object]:
    """Right in percent: the mean over people, the worst person, found hands alone, and what is shown.

    Where nobody is named, all pictures count as one person's.
    """
    right = np.array([row.read == row.label for row in rows])
    there, shown = np.array([row.found for row in rows]), np.array([row.shown for row in rows])
    person = np.array([row.person for row in rows])
    people = {str(p): person == p for p in np.unique(person)}
    by_person = {name: float(right[mask].mean()) for name, mask in people.items()}
    of_found = {name: float(right[mask & there].mean()) for name, mask in people.items() if (mask & there).any()}
    worst = min(by_person, key=by_person.__getitem__)
    worst_found = min(of_found, key=of_found.__getitem__, default="")
    return {
        "pictures": len(rows),
        "people": len(people),
        "mean": percent(np.mean(list(by_person.values()))),
        "worst": percent(by_person[worst]),
        "worst person": worst or "all",
        "not found": percent(1 - there.mean()),
        "of found, mean": percent(np.mean(list(of_found.values()))) if of_found else 0.0,
        "of found, worst": percent(of_found.get(worst_found, 0.0)),
        "shown": percent(shown.mean()),
        "right of shown": percent(right[shown].mean() if shown.any() else 0.0),
    }


def percent(share: float | np.floating) -> float:
    """A share in percent with one decimal."""
    return round(100 * float(share), 1)
