"""The networks, loaded once and only when somebody needs them."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from signdesk.app import preload

if TYPE_CHECKING:
    from signdesk.recognition.recognizer import Recognizer

__all__ = ["RecognizerProvider"]


class RecognizerProvider:
    """Gives the recognizer of ``checkpoint`` (None: the networks that come with signdesk).

    Calling it takes seconds the first time, for that is when torch is imported: call it in a thread of its own.
    Raises `CheckpointError` when the networks can't be loaded, each time anew.
    """

    def __init__(self, checkpoint: Path | None = None) -> None:
        self.checkpoint = checkpoint
        self._lock = threading.Lock()
        self._recognizer: Recognizer | None = None

    def __call__(self) -> Recognizer:
        with self._lock:
            if self._recognizer is None:
                preload.before_torch()
                from signdesk.recognition.recognizer import Recognizer

                self._recognizer = Recognizer.load(self.checkpoint)
            return self._recognizer
