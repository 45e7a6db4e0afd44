"""A camera and a reader for the live pipeline that do what a test says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Literal

import numpy as np

from signdesk.alphabet import LETTERS, Alphabet
from signdesk.errors import SourceError
from signdesk.hands.finder import GuideRegion
from signdesk.hands.hand import Hand
from signdesk.recognition.live import LivePipeline, LiveResult
from signdesk.recognition.reading import Reading
from signdesk.recognition.recognition import Recognition
from signdesk.vision.box import Box
from signdesk.vision.frame import Frame
from signdesk.vision.image import Image
from signdesk.vision.source import FrameSource, as_frame

LONG = 10.0  # never reached by a test that passes


def picture(shade: int, size: tuple[int, int] = (48, 64)) -> Image:
    return np.full((*size, 3), shade, np.uint8)


class Camera(FrameSource):
    """Gives a frame when the test says so; blocks until then, as a camera does."""

    def __init__(self) -> None:
        self.name = "test camera"
        self.live = True
        self.fps: float | None = 30.0
        self.opened = 0
        self.open_error: SourceError | None = None
        self.read_error: Exception | None = None
        self.deaf = False  # a driver that does not notice being closed
        self.release = threading.Event()
        self.reading = threading.Event()
        self._changed = threading.Condition()
        self._waiting = 0
        self._index = 0
        self._is_open = False

    def open(self) -> None:
        self.opened += 1
        if self.open_error:
            raise self.open_error
        with self._changed:
            self._is_open, self._index = True, 0

    def read(self) -> Frame | None:
        if self.deaf:
            self.reading.set()
            self.release.wait(LONG)
            return None
        with self._changed:
            self.reading.set()
            self._changed.wait_for(lambda: self._waiting or not self._is_open or self.read_error)
            if self.read_error:
                error, self.read_error = self.read_error, None
                raise error
            if not self._is_open:
                return None
            self._waiting -= 1
            frame = as_frame(picture(self._index), self._index, time.monotonic())
            self._index += 1
            return frame

    def close(self) -> None:
        with self._changed:
            self._is_open = False
            self._changed.notify_all()

    def give(self, frames: int = 1) -> None:
        with self._changed:
            self._waiting += frames
            self._changed.notify_all()

    def fail(self, error: Exception) -> None:
        with self._changed:
            self.read_error = error
            self._changed.notify_all()

    @property
    def given(self) -> int:
        return self._index

    @property
    def is_open(self) -> bool:
        return self._is_open


class Reader:
    """A recogniser that reads a sign from a picture's shade: 0 is no hand, n the n-th sign of the alphabet."""

    def __init__(self) -> None:
        self.resets = 0
        self.read: list[int] = []
        self.regions: list[GuideRegion | None] = []
        self.error: Exception | None = None
        self.turn: threading.Event | None = None

    def follow(self, frame: Frame, alphabet: Alphabet, region: GuideRegion | None = None) -> Recognition:
        if self.turn:
            self.turn.wait(LONG)
        if self.error:
            raise self.error
        self.read.append(frame.index)
        self.regions.append(region)
        return self.recognize(frame.image, alphabet)

    def recognize(self, image: Image, alphabet: Alphabet, hand: Literal["auto", "full"] | Box = "auto") -> Recognition:
        shade = int(image[0, 0, 0])
        if shade == 0:
            return Recognition(None, None, 1.0, 0.0)
        probabilities = np.zeros(len(alphabet), np.float32)
        probabilities[(shade - 1) % len(alphabet)] = 1
        label = alphabet.labels[(shade - 1) % len(alphabet)]
        return Recognition(Hand(Box(1, 1, 9, 9), 1.0), Reading(alphabet, probabilities, label, 1.0), 1.0, 2.0)

    def reset(self) -> None:
        self.resets += 1


def wait_until(condition: Callable[[], object], pipeline: LivePipeline | None = None) -> None:
    """Until ``condition`` holds; the test fails when it never does."""
    tick, end = threading.Event(), time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < end, f"waited in vain; {pipeline and (pipeline.state, pipeline.error)}"
        tick.wait(0.002)


def next_result(pipeline: LivePipeline, wanted: Callable[[LiveResult], object] = lambda result: True) -> LiveResult:
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        result = pipeline.poll(timeout=0.5)
        if result is not None and wanted(result):
            return result
    raise AssertionError(f"no such result came; {pipeline.state}, {pipeline.error}")


def spelled(*parts: tuple[str, float], fps: float = 30) -> list[Image]:
    """Pictures that show a sign (" ": no hand) for so many seconds each."""
    pictures = []
    for sign, seconds in parts:
        shade = 0 if sign == " " else LETTERS.labels.index(sign) + 1
        pictures += [picture(shade)] * round(seconds * fps)
    return pictures
