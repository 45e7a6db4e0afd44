"""What the live view shows, and how it is set up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from signdesk.alphabet import LETTERS, Alphabet
from signdesk.hands.finder import GuideRegion
from signdesk.hands.hand import Hand
from signdesk.recognition.reading import Letter, Reading
from signdesk.vision.frame import Frame

__all__ = ["LiveOptions", "LiveResult", "LiveState"]


class LiveState(Enum):
    """What a live pipeline is doing."""

    IDLE = "idle"
    OPENING = "opening"  # no frame has come yet
    RUNNING = "running"
    STALLED = "stalled"  # open, but no frame comes
    LOST = "lost"  # frames came, then the source was lost; it is opened again and again
    ENDED = "ended"  # the last frame was read
    FAILED = "failed"  # it can't go on; the error says why


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """How a live pipeline works; all times in seconds.

    ``every_frame``: read each frame, and make the source wait, instead of taking the newest; None: for recordings
    only, which can wait. ``slow``: after it, opening counts as slow. ``stall``: after it, a running source without a
    frame counts as stalled. ``retry_first``, ``retry_most``: the pause before a lost source is opened again, which
    doubles up to the second. ``still``: how long each picture of a folder is shown.
    """

    alphabet: Alphabet = LETTERS
    region: GuideRegion | None = None
    hold: float = 0.6
    every_frame: bool | None = None
    slow: float = 3.0
    stall: float = 2.0
    retry_first: float = 0.5
    retry_most: float = 5.0
    still: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class LiveResult:
    """A frame with everything known of it: what is drawn on a frame was seen in that frame.

    ``ready`` is False as long as the networks are being loaded; nothing is known of the frame then. ``reading`` is
    steadied over the last moments: its label is the letter to show, None in transition. ``letter`` is what was last
    written since the result that was polled before this one, a space included; ``text`` all that is written,
    ``progress`` how much of its time the present sign was held, 0 to 1. ``skipped`` counts the frames that came too
    fast to be read, ``fps`` is the rate at which frames come. ``age`` is the seconds from capture to this result, None
    for recordings.
    """

    frame: Frame
    ready: bool
    hand: Hand | None = None
    reading: Reading | None = None
    letter: Letter | None = None
    text: str = ""
    progress: float = 0.0
    find_ms: float = 0.0
    read_ms: float = 0.0
    skipped: int = 0
    fps: float = 0.0
    age: float | None = None
