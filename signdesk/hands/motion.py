"""How fast a hand moves, in hands a second: the same number near the camera and far from it."""

from __future__ import annotations

from collections import deque

from signdesk.vision.box import Box

__all__ = ["HandSpeed"]

_SPAN = 0.1
_GAP = 0.5


class HandSpeed:
    """The speed of a hand's box over the last tenth of a second, or over the last two frames if they are further apart.

    Over one thirtieth of a second the unsteadiness of the box would count for more than the movement.
    """

    def __init__(self) -> None:
        self._seen: deque[tuple[float, Box]] = deque()

    def update(self, box: Box | None, time: float) -> float:
        """Sizes of the hand per second at ``time`` (s); 0 for a hand just come into view, or none (None)."""
        if box is None or (self._seen and not 0 <= time - self._seen[-1][0] <= _GAP):
            self._seen.clear()
        if box is None:
            return 0.0
        if self._seen and time == self._seen[-1][0]:
            self._seen.pop()
        self._seen.append((time, box))
        while len(self._seen) > 2 and time - self._seen[1][0] >= _SPAN - 1e-6:
            self._seen.popleft()
        before, start = self._seen[0]
        if before == time:
            return 0.0
        (x0, y0), (x, y) = start.centre, box.centre
        size = (max(start.width, start.height) + max(box.width, box.height)) / 2
        return float(((x - x0) ** 2 + (y - y0) ** 2) ** 0.5 / size / (time - before))
