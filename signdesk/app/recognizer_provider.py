"""The networks, loaded once and only when somebody needs them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from signdesk.app import preload

if TYPE_CHECKING:
    from signdesk.alphabet import Alphabet
    from signdesk.hands.finder import GuideRegion
    from signdesk.recognition.recognition import Recognition, Recognizing
    from signdesk.vision.box import Box
    from signdesk.vision.frame import Frame
    from signdesk.vision.image import Image

__all__ = ["RecognizerProvider"]


class RecognizerProvider:
    """Gives the recognizer of ``checkpoint`` (None: the networks that come with signdesk).

    Calling it takes seconds the first time, for that is when torch is imported: call it in a thread of its own.
    Raises `CheckpointError` when the networks can't be loaded, each time anew. What it gives may be used by several
    threads, which then wait for each other: two pages meet when the user goes from one to the other. ``load`` stands
    in for loading the networks.
    """

    def __init__(self, checkpoint: Path | None = None, load: Callable[[], Recognizing] | None = None) -> None:
        self.checkpoint = checkpoint
        self._load = load or self._load_networks
        self._lock = threading.Lock()
        self._recognizer: Recognizing | None = None

    def __call__(self) -> Recognizing:
        with self._lock:
            if self._recognizer is None:
                self._recognizer = _InTurn(self._load())
            return self._recognizer

    def _load_networks(self) -> Recognizing:
        preload.before_torch()
        from signdesk.recognition.recognizer import Recognizer

        return Recognizer.load(self.checkpoint)


class _InTurn:
    """A recognizer that one thread at a time uses."""

    def __init__(self, recognizer: Recognizing) -> None:
        self._recognizer = recognizer
        self._lock = threading.Lock()

    def recognize(self, image: Image, alphabet: Alphabet, hand: Literal["auto", "full"] | Box = "auto") -> Recognition:
        with self._lock:
            return self._recognizer.recognize(image, alphabet, hand)

    def follow(self, frame: Frame, alphabet: Alphabet, region: GuideRegion | None = None) -> Recognition:
        with self._lock:
            return self._recognizer.follow(frame, alphabet, region)

    def reset(self) -> None:
        with self._lock:
            self._recognizer.reset()
