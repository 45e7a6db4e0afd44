"""From flickering readings to one steady sign.

A single frame is often wrong: blurred, or of a hand on its way from one sign to the next. `Steady` weighs the last
moments together, and says a sign only when they agree.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from signdesk.alphabet import Alphabet
from signdesk.hands.motion import HandSpeed
from signdesk.recognition.reading import Reading
from signdesk.vision.box import Box

__all__ = ["Steady"]

_MEMORY = 0.11
"""Seconds after which a frame's weight has fallen to 1/e: with `_APPEAR`, a sign shows 0.13 s after it was formed, or
with the second frame where these come slower than that."""

_APPEAR, _STAY = 0.7, 0.5
"""The share of recent evidence that must favour a sign for it to appear, and to stay."""

_SURE_APPEAR, _SURE_STAY = 0.4, 0.2
"""The share of recent evidence in which the network was sure of the sign by itself."""

_MOVES, _RESTS = 2.0, 1.5
"""Hand sizes a second: above the first the hand is on its way, below the second it has come to rest."""

_FIRST = 1 / 30
_LEAST = 1e-3  # clocks may be so coarse that two frames have the same time
_LONGEST = 0.12
_ABSENCE = 0.15
_GAP = 0.5


class Steady:
    """Pools readings over about a quarter of a second, by the frames' times, so that any frame rate behaves alike."""

    def __init__(self) -> None:
        self._speed = HandSpeed()
        self.reset()

    def reset(self) -> None:
        """Forget what was read."""
        self._alphabet: Alphabet | None = None
        self._time: float | None = None
        self._seen = -math.inf
        self._shown: int | None = None
        self.moving = False
        self._speed.update(None, 0.0)
        self._empty(0)

    def _empty(self, signs: int) -> None:
        self._shown = None
        # Each frame's evidence is spread over the time since the frame before, and fades. The shares are of all recent
        # time: where nothing was read there is no evidence, so a sign must be held before it can reach a share.
        self._covered = 0.0
        self._pooled = np.zeros(signs)  # probabilities
        self._agree = np.zeros(
            signs
        )  # probabilities relative to the frame's likeliest sign: 1 when it is the likeliest
        self._sure = np.zeros(signs)  # 1 when the network named the sign
        self._trust = np.zeros(signs)  # confidence in the sign

    def update(self, reading: Reading | None, time: float, box: Box | None = None) -> Reading | None:
        """The steady reading at ``time`` (s), given that of the newest frame; None when there is no hand.

        The label is None while the hand is on its way: recent frames disagree, the network is unsure, or the hand's
        ``box``, when given, moves quickly. The probabilities are the recent ones' weighted mean.
        """
        elapsed = _FIRST if self._time is None else time - self._time
        self._time = time
        if not 0 <= elapsed <= _GAP:
            self._empty(len(self._pooled))
            elapsed = _FIRST
        elapsed = max(elapsed, _LEAST)
        if reading is None:
            self._miss(time, elapsed)
            return None
        if reading.alphabet != self._alphabet:
            self._alphabet = reading.alphabet
            self._empty(len(reading.alphabet))
        self._seen = time
        self._fade(elapsed)
        self._add(reading, elapsed)
        speed = self._speed.update(box, time)
        self.moving = speed > (_RESTS if self.moving else _MOVES)
        self._decide()
        return self._reading(reading.alphabet)

    def _miss(self, time: float, elapsed: float) -> None:
        self.moving = False
        if time - self._seen > _ABSENCE:
            self._empty(len(self._pooled))
            self._speed.update(None, time)
        else:
            # A hand that is missed in a single frame is back in the next, and so is its sign.
            self._fade(elapsed)

    def _fade(self, elapsed: float) -> None:
        rest = math.exp(-elapsed / _MEMORY)
        self._covered *= rest
        for evidence in (self._pooled, self._agree, self._sure, self._trust):
            evidence *= rest

    def _add(self, reading: Reading, elapsed: float) -> None:
        weight = 1 - math.exp(-min(elapsed, _LONGEST) / _MEMORY)
        probabilities: NDArray[np.float64] = reading.probabilities.astype(np.float64)
        relative = probabilities / max(float(probabilities.max()), 1e-9)
        self._covered += weight
        self._pooled += weight * probabilities
        self._agree += weight * relative
        self._trust += weight * relative * reading.confidence
        if reading.label is not None:
            self._sure[reading.alphabet.labels.index(reading.label)] += weight

    def _decide(self) -> None:
        best = int(self._pooled.argmax())
        if self._agree[best] >= _APPEAR and self._sure[best] >= _SURE_APPEAR:
            self._shown = best
        elif self._shown is not None and (self._agree[self._shown] < _STAY or self._sure[self._shown] < _SURE_STAY):
            self._shown = None

    def _reading(self, alphabet: Alphabet) -> Reading:
        label = None if self._shown is None or self.moving else alphabet.labels[self._shown]
        best = int(self._pooled.argmax()) if label is None or self._shown is None else self._shown
        probabilities = (self._pooled / self._pooled.sum()).astype(np.float32)
        return Reading(alphabet, probabilities, label, float(self._trust[best] / self._covered))
