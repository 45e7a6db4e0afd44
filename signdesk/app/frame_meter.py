"""How many pictures a second are shown, and how old they are."""

from __future__ import annotations

from collections import deque

__all__ = ["FrameMeter"]

_WINDOW = 1.5


class FrameMeter:
    """Looks at the pictures shown in the last second and a half; all times are seconds of one clock."""

    def __init__(self) -> None:
        self._shown: deque[tuple[float, float]] = deque()

    def shown(self, now: float, captured: float) -> None:
        """A picture that was captured at ``captured`` has been painted at ``now``."""
        self._shown.append((now, max(0.0, now - captured)))
        self._forget(now)

    def fps(self, now: float) -> float:
        """Pictures a second; 0 when none came lately."""
        self._forget(now)
        if len(self._shown) < 2:
            return 0.0
        spans = len(self._shown) - 1
        elapsed = self._shown[-1][0] - self._shown[0][0]
        return spans / elapsed if elapsed > 0 else 0.0

    def age(self) -> float | None:
        """The middle age of a picture when it was painted, in seconds; None without pictures."""
        if not self._shown:
            return None
        ages = sorted(age for _, age in self._shown)
        return ages[len(ages) // 2]

    def clear(self) -> None:
        self._shown.clear()

    def _forget(self, now: float) -> None:
        while self._shown and now - self._shown[0][0] > _WINDOW:
            self._shown.popleft()
