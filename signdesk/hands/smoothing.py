"""Smoothing without lag: still hands don't shake, quick hands aren't left behind.

The 1€ filter (Casiez, Roussel and Vogel, CHI 2012) is a low-pass filter whose cut-off rises with speed: at rest it
takes out jitter, in motion it lets everything through.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from signdesk.vision.box import Box

__all__ = ["BoxSmoother", "OneEuro"]


class OneEuro:
    """A 1€ filter for a vector (or a number, as a vector of one).

    The cut-off is ``min_cutoff + beta × speed`` in Hz, where speed is the length of the vector's change per second,
    itself low-passed at ``speed_cutoff`` Hz. All components share one cut-off, so that a point keeps its path.
    """

    def __init__(self, min_cutoff: float = 1.0, beta: float = 1.0, speed_cutoff: float = 1.0) -> None:
        self._min_cutoff = min_cutoff
        self._beta = beta
        self._speed_cutoff = speed_cutoff
        self._value: NDArray[np.float64] | None = None
        self._change: NDArray[np.float64] = np.zeros(1)
        self._time = 0.0

    def update(self, value: NDArray[np.float64], time: float, scale: float = 1.0) -> NDArray[np.float64]:
        """The smoothed ``value`` at ``time`` (s).

        Speeds are divided by ``scale``, so that something twice as big and twice as fast is smoothed alike. A time that
        does not go forward starts anew.
        """
        if self._value is None or time <= self._time:
            self._value, self._change, self._time = value, np.zeros_like(value), time
            return value
        elapsed = time - self._time
        change = (value - self._value) / elapsed
        self._change = self._change + _share(self._speed_cutoff, elapsed) * (change - self._change)
        cutoff = self._min_cutoff + self._beta * float(np.linalg.norm(self._change)) / scale
        self._value = self._value + _share(cutoff, elapsed) * (value - self._value)
        self._time = time
        return self._value

    def reset(self) -> None:
        """Forget what came before."""
        self._value = None


def _share(cutoff: float, elapsed: float) -> float:
    """How far a low-pass filter of ``cutoff`` Hz goes towards a new value after ``elapsed`` seconds, 0 to 1."""
    return 1.0 / (1.0 + 1.0 / (2 * math.pi * cutoff * elapsed))


class BoxSmoother:
    """Smooths a hand's box: its centre in units of its own size, and its width and height by their logarithms."""

    def __init__(self) -> None:
        # At 30 frames a second this takes three fifths of the jitter out of a resting hand, and lags a hand that
        # moves by twice its own size in a second by a twentieth of that size.
        self._centre = OneEuro(min_cutoff=0.7, beta=4.0, speed_cutoff=2.0)
        self._size = OneEuro(min_cutoff=0.7, beta=4.0, speed_cutoff=2.0)

    def update(self, box: Box, time: float) -> Box:
        """The smoothed ``box`` at ``time`` (s)."""
        x, y = self._centre.update(np.array(box.centre), time, scale=max(box.width, box.height))
        width, height = np.exp(self._size.update(np.log([box.width, box.height]), time))
        return Box.centred(float(x), float(y), float(width), float(height))

    def reset(self) -> None:
        """Forget what came before: the next box is another hand's, or the same one's after a jump."""
        self._centre.reset()
        self._size.reset()
