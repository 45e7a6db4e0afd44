"""Axes of charts: where a value lies, and which values are written beside the axis."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Axis", "axis_of"]

_LEAST_LOG = 1e-12


@dataclass(frozen=True, slots=True)
class Axis:
    """Values from ``low`` to ``high`` along a line, linear or logarithmic; ``ticks`` are those that are written."""

    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = False

    def place(self, value: float) -> float:
        """Where ``value`` lies: 0 at ``low``, 1 at ``high``; values beyond them lie beyond."""
        if self.log:
            value = math.log10(max(value, _LEAST_LOG))
            return (value - math.log10(self.low)) / (math.log10(self.high) - math.log10(self.low))
        return (value - self.low) / (self.high - self.low)

    def value(self, place: float) -> float:
        """The value that lies at ``place``."""
        if self.log:
            return float(self.low * (self.high / self.low) ** place)
        return self.low + place * (self.high - self.low)

    def text(self, value: float) -> str:
        """A tick's value, with as many digits as tell it from the next."""
        if self.log:
            return _short(value)
        step = self.ticks[1] - self.ticks[0] if len(self.ticks) > 1 else 1.0
        if value and not 1e-4 <= abs(step) < 1e6:
            return _short(value)
        digits = max(0, -math.floor(math.log10(step) + 1e-9))
        return f"{value:.{digits}f}"


def axis_of(
    values: Iterable[float],
    most: int = 6,
    *,
    low: float | None = None,
    high: float | None = None,
    log: bool = False,
    whole: bool = False,
) -> Axis:
    """An axis for ``values`` (those that are not finite are left out) with at most about ``most`` ticks.

    ``low`` and ``high`` fix its ends; ``whole`` asks for ticks at whole numbers only. Without values it goes from 0
    to 1, or from 0.1 to 1 where it is logarithmic.
    """
    finite = [value for value in values if math.isfinite(value) and (value > 0 or not log)]
    if log:
        return _log_axis(finite)
    bottom = low if low is not None else min(finite, default=0.0)
    top = high if high is not None else max(finite, default=1.0)
    if top <= bottom:
        spread = max(abs(bottom) * 0.1, 1.0 if whole else 1e-6)
        bottom, top = (bottom, bottom + spread) if low is not None else (bottom - spread, bottom + spread)
    step = _step((top - bottom) / max(most, 1), whole)
    bottom = low if low is not None else math.floor(bottom / step + 1e-9) * step
    top = high if high is not None else math.ceil(top / step - 1e-9) * step
    first = math.ceil(bottom / step - 1e-9)
    last = math.floor(top / step + 1e-9)
    return Axis(bottom, top, tuple(number * step for number in range(first, last + 1)))


def _log_axis(values: list[float]) -> Axis:
    low, high = min(values, default=0.1), max(values, default=1.0)
    first = math.floor(math.log10(low) + 1e-9)
    last = max(math.ceil(math.log10(high) - 1e-9), first + 1)
    every = max(1, (last - first) // 5)
    return Axis(10.0**first, 10.0**last, tuple(10.0**power for power in range(first, last + 1, every)), log=True)


def _step(wanted: float, whole: bool) -> float:
    """The smallest of 1, 2, 5, 10 … that is at least ``wanted``."""
    power = 10.0 ** math.floor(math.log10(wanted))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= wanted * (1 - 1e-9))
    return max(step, 1.0) if whole else step


def _short(value: float) -> str:
    text = f"{value:.3g}"
    if "e" in text:
        mantissa, _, power = text.partition("e")
        text = f"{mantissa}e{int(power)}"
    return text
