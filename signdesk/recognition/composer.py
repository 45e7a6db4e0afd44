"""From steady signs to text: what was held is written, once.

A sign held for a while is written. It is written again only after it was let go: the hand left, moved aside quickly or
showed something else. A long time without a hand is a space.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from signdesk.errors import ConfigError
from signdesk.recognition.reading import Letter, Reading

__all__ = ["LONGEST_HOLD", "SHORTEST_HOLD", "SPACE", "Composer", "as_text"]

SPACE = " "
SHORTEST_HOLD, LONGEST_HOLD = 0.3, 1.5

_SLACK = 1e-6
"""Frame times are sums of fractions: so much less than a limit is still the limit."""

_BLINK = 0.15
"""A sign that is gone for no longer than this was held all the time."""

_GAP = 0.5
"""After so many seconds without any frame nobody knows what was held."""


@dataclass(slots=True)
class _Hold:
    label: str
    start: float
    last: float
    confidence: float


def as_text(signs: Sequence[str]) -> str:
    """``signs`` one after the other. One that stands for a word, as signs of one's own may, is a word in the text."""
    gaps = (SPACE if _apart(before, sign) else "" for before, sign in pairwise(("", *signs)))
    return "".join(gap + sign for gap, sign in zip(gaps, signs, strict=True))


def _apart(before: str, sign: str) -> bool:
    return bool(before) and SPACE not in (before, sign) and max(len(before), len(sign)) > 1


class Composer:
    """Writes ``text`` from readings; all times are the frames'. Any thread may use it at any time.

    ``hold``: seconds a sign is held to be written, 0.3 to 1.5 (`ConfigError` otherwise). ``release``: seconds it must
    be away before it can be written again. ``pause``: seconds without a hand that make a space.
    """

    def __init__(self, hold: float = 0.6, release: float = 0.2, pause: float = 1.5) -> None:
        self._lock = threading.RLock()
        self.hold = hold
        self._release = release
        self._pause = pause
        self._signs: tuple[str, ...] = ()
        self.forget()

    def forget(self) -> None:
        """Forget what is being held, but keep the text: the next reading is another stream's."""
        with self._lock:
            self._held: _Hold | None = None
            self._written: _Hold | None = None
            self._gone: float | None = None
            self._paused = False
            self._progress = 0.0

    @property
    def hold(self) -> float:
        """Seconds a sign is held to be written; may be changed at any time."""
        return self._hold

    @hold.setter
    def hold(self, seconds: float) -> None:
        if not SHORTEST_HOLD <= seconds <= LONGEST_HOLD:
            raise ConfigError(
                f"A sign can't be held for {seconds:g} s to be written; "
                f"choose a time between {SHORTEST_HOLD:g} and {LONGEST_HOLD:g} s."
            )
        self._hold = seconds

    @property
    def text(self) -> str:
        """What was written so far. It never begins with a space, nor has two in a row."""
        return as_text(self._signs)

    @property
    def progress(self) -> float:
        """How much of its time the present sign has been held, 0 to 1; 1 from when it is written until it is let go."""
        return self._progress

    def update(self, reading: Reading | None, time: float, moving: bool = False) -> Letter | None:
        """Take the steady ``reading`` of the frame at ``time`` (s; None: no hand).

        Gives what was just written, if anything.

        A space is a `Letter` too, with the label ``SPACE``. ``moving``: the hand moves quickly, which lets go of a sign
        even where it keeps its shape.
        """
        with self._lock:
            if reading is None:
                self._let_go(None, None, time)
                return self._write_space(time)
            self._gone, self._paused = None, False
            likeliest = None if moving else reading.top(1)[0][0]
            self._let_go(reading.label, reading.label or likeliest, time)
            if reading.label is None:
                return None
            return self._keep(reading.label, reading.confidence, time)

    def _let_go(self, label: str | None, likeliest: str | None, time: float) -> None:
        """Drop what is no longer shown, now that ``label`` is (None: nothing)."""
        if self._held and self._held.label != label and not 0 <= time - self._held.last <= _BLINK + _SLACK:
            self._held, self._progress = None, 0.0
        if self._written is None:
            return
        # A hand that stays, and just isn't read surely any more, did not let go: hence the likeliest sign.
        if self._written.label == likeliest:
            self._written.last = time
        elif not 0 <= time - self._written.last < self._release - _SLACK:
            self._written = None

    def _keep(self, label: str, confidence: float, time: float) -> Letter | None:
        held = self._held
        if held is None or held.label != label or not 0 <= time - held.last <= _GAP:
            held = self._held = _Hold(label, time, time, confidence)
        held.last = time
        held.confidence = max(held.confidence, confidence)
        if self._written and self._written.label == label:
            self._progress = 1.0
            return None
        self._progress = min((time - held.start) / self._hold, 1.0)
        if time - held.start < self._hold - _SLACK:
            return None
        self._progress = 1.0
        self._written = _Hold(label, held.start, time, held.confidence)
        self._signs += (label,)
        return Letter(label, held.start, time, held.confidence)

    def _write_space(self, time: float) -> Letter | None:
        if self._gone is None or time < self._gone:
            self._gone = time
        if self._paused or time - self._gone < self._pause - _SLACK:
            return None
        # Only once an absence: a space that the user takes back stays away.
        self._paused = True
        return Letter(SPACE, self._gone, time, 1.0) if self.space() else None

    def space(self) -> bool:
        """Write a space, unless it would be the first character or a second space; whether it was written."""
        with self._lock:
            if not self._signs or self._signs[-1] == SPACE:
                return False
            self._signs += (SPACE,)
            return True

    def backspace(self) -> None:
        """Take back the last sign or space."""
        with self._lock:
            self._signs = self._signs[:-1]

    def clear(self) -> tuple[str, ...]:
        """Take back everything; gives the signs that were written, for `restore`."""
        with self._lock:
            signs, self._signs = self._signs, ()
            return signs

    def restore(self, signs: Sequence[str]) -> None:
        """Write ``signs`` before what is written: the way back from `clear`."""
        with self._lock:
            self._signs = (*signs, *self._signs)
