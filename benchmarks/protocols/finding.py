"""Whether the hand is found, and what is taken for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from protocols.folds import Fold
from protocols.reading import percent
from signdesk.alphabet import LETTERS, NO_HAND
from signdesk.training.crops import hand_boxes
from signdesk.vision.box import Box

__all__ = ["Empty", "Found", "emptied", "found", "summary_of_empty", "summary_of_found"]


@dataclass(frozen=True)
class Found:
    """One picture with hands. ``overlap``: the IoU of the finder's first box with the hand's box close around its
    keypoints, if its centre lies in that; ``given``: the same with the set's own, looser box. ``shown``: the IoU of the
    hand that is shown in the end, when the reader has looked too and fainter candidates were tried."""

    person: str
    picture: str
    overlap: float
    given: float
    shown: float


@dataclass(frozen=True)
class Empty:
    """One picture without a hand: whether the finder alone sees one, whether the reader agrees, whether a letter is
    shown."""

    kind: str
    finder: bool
    hand: bool
    letter: bool


def found(fold: Fold, name: str) -> Iterator[Found]:
    """The finder's first box in each picture of the set ``name`` with a hand whose place is known."""
    samples = fold.tested(name)
    close = hand_boxes(samples)
    given = [Box(*map(float, b)) if np.isfinite(b).all() and b[2] > 0 and b[3] > 0 else None for b in samples.boxes]
    pictures: dict[str, list[int]] = {}
    for i, picture in enumerate(samples.names):
        pictures.setdefault(str(picture), []).append(i)
    for picture, rows in pictures.items():
        truth = [box for i in rows if (box := close[i]) is not None and samples.labels[i] != NO_HAND]
        if not truth:
            continue
        image = samples.images[rows[0]]
        first = [hand.box for hand in fold.finder.find(image) if hand.score >= fold.finder.card.presence_threshold][:1]
        shown = fold.recognizer.recognize(image, LETTERS).hand
        loose = [box for i in rows if (box := given[i]) is not None]
        person = str(samples.signers[rows[0]])
        yield Found(
            person,
            picture,
            _overlap(first, truth),
            _overlap(first, loose),
            _overlap([shown.box] if shown else [], truth),
        )


def _overlap(hands: list[Box], truth: list[Box]) -> float:
    return max((box.iou(hand) for hand in hands for box in truth if box.contains(*hand.centre)), default=0.0)


def summary_of_found(rows: Sequence[Found]) -> dict[str, object]:
    """Hands found in percent: of all pictures, the mean over people, the worst person."""
    person = np.array([row.person for row in rows])
    hit = np.array([row.overlap >= 0.3 for row in rows])
    by_person = {str(p): float(hit[person == p].mean()) for p in np.unique(person)}
    worst = min(by_person, key=by_person.__getitem__)
    figures: dict[str, object] = {
        "pictures": len(rows),
        "found": percent(hit.mean()),
        "mean of people": percent(np.mean(list(by_person.values()))),
        "worst": percent(by_person[worst]),
        "worst person": worst or "all",
        "found, IoU 0.5": percent(np.mean([row.overlap >= 0.5 for row in rows])),
        "shown": percent(np.mean([row.shown >= 0.3 for row in rows])),
        "median IoU": round(float(np.median([row.overlap for row in rows])), 3),
    }
    if any(row.given for row in rows):
        figures["found in the given box, IoU 0.3"] = percent(np.mean([row.given >= 0.3 for row in rows]))
        figures["found in the given box, IoU 0.5"] = percent(np.mean([row.given >= 0.5 for row in rows]))
    return figures


def emptied(fold: Fold) -> Iterator[Empty]:
    """The test pictures of rooms and people without a hand."""
    samples = fold.tested("backgrounds")
    for i, name in enumerate(samples.names):
        image = samples.images[i]
        alone = any(hand.score >= fold.finder.card.presence_threshold for hand in fold.finder.find(image))
        result = fold.recognizer.recognize(image, LETTERS)
        letter = result.reading is not None and result.reading.label is not None
        yield Empty(str(name).split("/")[0], alone, result.hand is not None, letter)


def summary_of_empty(rows: Sequence[Empty]) -> dict[str, object]:
    """Of 100 pictures without a hand: hands and letters that are seen all the same."""
    return {
        "pictures": len(rows),
        "hands per 100, finder alone": percent(np.mean([row.finder for row in rows])),
        "hands per 100": percent(np.mean([row.hand for row in rows])),
        "letters per 100": percent(np.mean([row.letter for row in rows])),
    }
