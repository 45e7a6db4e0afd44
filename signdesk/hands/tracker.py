"""Following one hand from frame to frame.

Searching a whole picture costs more than looking where the hand just was, and may find another hand. So the tracker
takes the next box from the keypoints that the reader saw in the last one, and searches only when there is no track,
or when the reader doubts that a hand is there or gives no keypoints. Against drift it is looked for anew ten times a
second, around where it was, and only if it isn't there in the whole picture::

    hand = tracker.update(frame)                      # where to look
    hand = tracker.follow(keypoints, presence)        # what was seen there; None: no hand after all
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from signdesk.hands.hand import Hand
from signdesk.hands.smoothing import BoxSmoother
from signdesk.vision.box import Box
from signdesk.vision.frame import Frame
from signdesk.vision.image import Image

__all__ = ["HandTracker", "TrackerOptions"]

Find = Callable[[Image, Box | None], list[Hand]]

_SLACK = 1e-6
"""Frame times are sums of fractions: so much less than a limit is still the limit."""


@dataclass(frozen=True, slots=True)
class TrackerOptions:
    """When a track is believed.

    ``presence``: below it the reader sees no hand. ``recheck``: seconds between searches while all is well.
    ``misses``: after so many searches in a row that find other hands but not this one, it is given up. ``memory``:
    seconds in which only a hand near the lost one is taken, and a box in which the reader saw no hand is put last.
    ``gap``: seconds without a frame after which everything is forgotten.
    """

    presence: float = 0.4
    recheck: float = 0.1
    misses: int = 3
    memory: float = 0.3
    gap: float = 0.6


@dataclass(slots=True)
class _Track:
    hand: Hand  # as it was found
    box: Box  # where it was seen last
    shown: Box  # the same, smoothed
    # Without keypoints nothing tells where the hand goes: it is looked for again in each frame.
    blind: bool = True
    confirmed: bool = False
    misses: int = 0


class HandTracker:
    """Follows one hand; ``find`` gives the hands of a whole picture, or of the surroundings of a box, best first."""

    def __init__(self, find: Find, options: TrackerOptions | None = None) -> None:
        self._find = find
        self._options = options or TrackerOptions()
        self._smoother = BoxSmoother()
        self.reset()

    def reset(self) -> None:
        """Forget the hand: the next frame is another stream's."""
        self._track: _Track | None = None
        self._last: tuple[Box, float] | None = None
        self._refused: list[tuple[Box, float]] = []
        self._searched = -np.inf
        self._frame: tuple[float, tuple[int, ...]] | None = None
        self._smoother.reset()

    def update(self, frame: Frame) -> Hand | None:
        """Where the hand is in ``frame``, its box smoothed; None when no hand is found."""
        time, shape = frame.time, frame.image.shape
        if self._frame and not (0 <= time - self._frame[0] <= self._options.gap and shape == self._frame[1]):
            self.reset()
        self._frame = time, shape
        if self._must_search(time):
            self._search(frame)
        track = self._track
        return None if track is None else Hand(track.shown, track.hand.score, None, track.hand.side)

    def follow(self, keypoints: NDArray[np.float32] | None, presence: float = 1.0) -> Hand | None:
        """Say what the reader saw in the box that `update` gave: 21 × 2 pixels or None, and how surely a hand, 0 to 1.

        The hand with these keypoints comes back, or None when it is none after all.
        """
        track = self._track
        if track is None or self._frame is None:
            return None
        time, shape = self._frame
        if presence < self._options.presence or not _plausible(keypoints, track.hand.box, shape):
            self._refused.append((track.shown, time))
            self._lose(time if track.confirmed else None)
            return None
        track.confirmed = True
        track.blind = keypoints is None
        if keypoints is not None:
            self._see(track, Box.around(keypoints), time)
        return Hand(track.shown, track.hand.score, keypoints, track.hand.side)

    def _must_search(self, time: float) -> bool:
        if self._track is None or self._track.blind:
            return True
        # A track that the last search did not confirm is looked at again soon.
        wait = self._options.recheck / (4 if self._track.misses else 1)
        return time - self._searched >= wait - _SLACK

    def _search(self, frame: Frame) -> None:
        self._searched = frame.time
        track = self._track
        if track is None:
            self._start(self._choose(self._find(frame.image, None), frame.time), frame.time)
            return
        hands, same = [], None if track.blind else _nearest(self._find(frame.image, track.box), track.box)
        if same is None:
            hands = self._find(frame.image, None)
            same = _nearest(hands, track.box)
        if same is not None:
            track.misses = 0
            # Keypoints lead from crop to crop, and so do their errors: what the finder sees anew ends that.
            if track.blind:
                self._see(track, same.box, frame.time)
            else:
                if same.box.iou(track.box) < 0.4:
                    self._smoother.reset()
                track.box = track.shown = same.box
            track.hand = same
        elif track.blind:
            self._lose(frame.time)
            self._start(self._choose(hands, frame.time), frame.time)
        elif hands:
            track.misses += 1
            if track.misses >= self._options.misses:
                self._lose(None)
                self._start(self._choose(hands, frame.time), frame.time)

    def _choose(self, hands: list[Hand], time: float) -> Hand | None:
        """The hand to follow: the lost one while it is remembered, then the largest and surest not refused lately."""
        memory = self._options.memory + _SLACK
        self._refused = [(box, when) for box, when in self._refused if time - when <= memory]
        lost = self._last[0].grown(3) if self._last and time - self._last[1] <= memory else None
        if lost:
            hands = [hand for hand in hands if _nearness(hand.box, lost) > 0]

        def worth(hand: Hand) -> tuple[bool, float]:
            refused = any(hand.box.iou(box) > 0.5 for box, _ in self._refused)
            return not refused, _nearness(hand.box, lost) if lost else hand.score * hand.box.area**0.5

        return max(hands, key=worth, default=None)

    def _start(self, hand: Hand | None, time: float) -> None:
        if hand is None:
            return
        if self._last is None or hand.box.iou(self._last[0]) < 0.3:
            self._smoother.reset()
        self._track = _Track(hand, hand.box, self._smoother.update(hand.box, time))

    def _see(self, track: _Track, box: Box, time: float) -> None:
        track.box, track.shown = box, self._smoother.update(box, time)

    def _lose(self, time: float | None) -> None:
        """Give the track up; ``time`` is when, if its hand is to be remembered."""
        if self._track is not None and time is not None:
            self._last = self._track.box, time
        self._track = None


def _nearest(hands: list[Hand], box: Box) -> Hand | None:
    """The hand that was in ``box`` a moment ago, if it is among ``hands``."""
    nearest = max(hands, key=lambda hand: _nearness(hand.box, box), default=None)
    return nearest if nearest is not None and _nearness(nearest.box, box) > 0 else None


def _nearness(box: Box, other: Box) -> float:
    """How likely two boxes in following frames are one hand's: 0 when they can't be, at most 2."""
    (x, y), (other_x, other_y) = box.centre, other.centre
    reach = max(other.width, other.height) / 2
    apart = float(np.hypot(x - other_x, y - other_y)) / reach
    if apart >= 1 and box.iou(other) < 0.2:
        return 0.0
    return box.iou(other) + 1 / (1 + apart)


def _plausible(keypoints: NDArray[np.float32] | None, box: Box, shape: tuple[int, ...]) -> bool:
    """Whether ``keypoints`` can be those of the hand that was found in ``box``."""
    if keypoints is None:
        return True
    if not np.isfinite(keypoints).all():
        return False
    around = Box.around(keypoints)
    ratio = max(around.width, around.height) / max(box.width, box.height)
    return 0.5 <= ratio <= 2 and around.clipped(shape[1], shape[0]) is not None
