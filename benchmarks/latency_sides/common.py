"""What both sides of ``benchmarks/latency.py`` share: the frames, the clock, the questions and answers.

Needs NumPy alone, of any version, so that it runs in both environments.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

WIDTH, HEIGHT, SWAY, FPS = 640, 480, 12, 30
SEARCHING, TRACKING, WARM_UP = "searching every picture", "tracking video", "warm up"

Step = Callable[[Any, int], object]
"""What is timed: (frame, its number in the stream)."""


def stills(pictures: Any) -> Iterator[Any]:
    """Each of ``pictures`` (n, HEIGHT + 2 × SWAY, WIDTH + 2 × SWAY, 3) once."""
    return (moved(picture, 0) for picture in pictures)


def video(pictures: Any) -> Iterator[Any]:
    """Each of ``pictures`` for a second, as a swaying camera sees it."""
    return (moved(pictures[i // FPS], i) for i in range(len(pictures) * FPS))


def moved(picture: Any, number: int) -> Any:
    """What the camera sees of ``picture`` in frame ``number``: HEIGHT × WIDTH × 3."""
    x = round(SWAY * (1 + np.sin(number * 0.31)))
    y = round(SWAY * (1 + np.sin(number * 0.23)))
    return np.ascontiguousarray(picture[y : y + HEIGHT, x : x + WIDTH])


def keep_to(threads: int) -> None:
    """Use so many cores and no more, where the system can be told so."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def serve(
    pictures: Path, search: Callable[[Any, int], object], tracker: Callable[[], Callable[[Any, int], object]]
) -> None:
    """Read a mode a line; answer with the milliseconds of each frame. ``tracker`` begins a new stream."""
    shown = np.load(pictures)
    for line in sys.stdin:
        mode = line.strip()
        if mode == WARM_UP:
            answer = milliseconds(search, stills(shown[:10])) + milliseconds(tracker(), video(shown[:1]))
        elif mode == SEARCHING:
            answer = milliseconds(search, stills(shown))
        else:
            answer = milliseconds(tracker(), video(shown))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def milliseconds(step: Step, frames: Iterable[Any]) -> list[float]:
    """How long ``step`` took for each of ``frames``."""
    times = []
    for number, frame in enumerate(frames):
        begun = time.perf_counter()
        step(frame, number)
        times.append(round((time.perf_counter() - begun) * 1e3, 3))
    return times
