"""How soon a letter is there, and what is shown on the way from one to the next.

A sequence is put together from two pictures of one person in one room: the first is held, the hand goes (the picture
slides away along a line, blurred by its movement), comes as the second, and that is held. The camera trembles. It runs
through the live way with its tracker and steadying, 30 frames a second by the frames' own times.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from protocols.folds import Fold
from protocols.reading import percent
from signdesk.alphabet import LETTERS
from signdesk.recognition.composer import Composer
from signdesk.recognition.follower import Follower
from signdesk.vision.crop import fit_into
from signdesk.vision.frame import Frame
from signdesk.vision.image import Image

__all__ = ["Passage", "passages", "sequence", "summary_of_passages"]

FPS, HELD, MOVING = 30, 24, 9
"""Frames a second, and frames in which a hand is held and in which it moves."""

WIDTH, HEIGHT = 640, 480
_PAIRS = 6


@dataclass(frozen=True)
class Passage:
    """From ``before`` to ``after``: seconds until the second letter is shown (−1: never), what was shown last, frames
    of the movement in which a letter was shown, and in which it was neither of the two."""

    person: str
    before: str
    after: str
    seconds: float
    last: str
    moving: int
    shown: int
    wrong: int


def passages(fold: Fold) -> Iterator[Passage]:
    """Some pairs of letters of each person whom the networks have not seen."""
    samples = fold.tested("asl-webcams").with_labels(LETTERS.labels)
    rng = np.random.default_rng(3)
    for person in np.unique(samples.signers):
        rows = np.flatnonzero(samples.signers == person)
        for _ in range(_PAIRS if len(rows) > 1 else 0):
            first, second = (int(i) for i in rng.choice(rows, 2, replace=False))
            labels = str(samples.labels[first]), str(samples.labels[second])
            if labels[0] != labels[1]:
                frames = sequence(samples.images[first], samples.images[second], float(rng.uniform(0, 2 * np.pi)))
                yield _passage(fold, str(person), labels, frames)


def sequence(first: Image, second: Image, direction: float) -> list[Image]:
    """The frames: HELD of ``first``, MOVING on the way in ``direction`` (radians) and back, HELD of ``second``."""
    pictures = [fit_into(picture, WIDTH, HEIGHT)[0] for picture in (first, second)]
    way = np.array([np.cos(direction), np.sin(direction)]) * 110
    frames = [_seen(pictures[0], _tremble(t)) for t in range(HELD)]
    for t in range(MOVING):
        along = (t + 1) / (MOVING + 1)
        picture = pictures[int(along >= 0.5)]
        away = np.sin(np.pi * along)
        step = abs(np.cos(np.pi * along)) * np.pi / (MOVING + 1)
        frames.append(_blurred(_seen(picture, way * away + _tremble(HELD + t)), way * step))
    return frames + [_seen(pictures[1], _tremble(HELD + MOVING + t)) for t in range(HELD)]


def _tremble(t: int) -> np.ndarray:
    return np.array([2 * np.sin(t * 0.7), 2 * np.cos(t * 0.5)])


def _seen(picture: Image, shift: np.ndarray) -> Image:
    matrix = np.array([[1, 0, shift[0]], [0, 1, shift[1]]])
    return cv2.warpAffine(picture, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE).astype(np.uint8)


def _blurred(picture: Image, step: np.ndarray) -> Image:
    """``picture`` as it smears in a shutter that is open for half of a frame's time."""
    parts = [_seen(picture, step * s).astype(np.float32) for s in np.linspace(-0.25, 0.25, 5)]
    return (sum(parts) / len(parts) + 0.5).astype(np.uint8)


def _passage(fold: Fold, person: str, labels: tuple[str, str], frames: list[Image]) -> Passage:
    follower = Follower(fold.recognizer, Composer())
    shown = []
    for number, image in enumerate(frames):
        reading = follower.follow(Frame(image, number, number / FPS), LETTERS).reading
        shown.append(reading.label if reading and reading.label else "")
    on_the_way, held = shown[HELD : HELD + MOVING], shown[HELD + MOVING :]
    # A letter formed in a frame can be shown with that frame at the earliest: the first of them counts as 1/FPS.
    seconds = (held.index(labels[1]) + 1) / FPS if labels[1] in held else -1.0
    wrong = sum(label not in ("", *labels) for label in on_the_way)
    return Passage(person, *labels, seconds, held[-1], MOVING, sum(map(bool, on_the_way)), wrong)


def summary_of_passages(rows: Sequence[Passage]) -> dict[str, object]:
    """Time to the letter, for those that were shown at all, and what was shown in movement."""
    times = np.array([row.seconds for row in rows if row.seconds >= 0])
    frames = sum(row.moving for row in rows)
    return {
        "passages": len(rows),
        "letter shown in the end": percent(np.mean([row.last == row.after for row in rows])),
        "another letter in the end": percent(np.mean([row.last not in ("", row.after) for row in rows])),
        "median ms to the letter": round(1e3 * float(np.median(times))) if len(times) else -1,
        "p90 ms to the letter": round(1e3 * float(np.percentile(times, 90))) if len(times) else -1,
        "within 250 ms, of shown": percent(np.mean(times <= 0.25)) if len(times) else 0.0,
        "moving frames with a letter": percent(sum(row.shown for row in rows) / frames),
        "moving frames with a wrong letter": percent(sum(row.wrong for row in rows) / frames),
    }
