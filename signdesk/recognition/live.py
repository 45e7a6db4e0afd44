"""The live view without its window: frames go in, letters come out, and whoever wants them polls."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from signdesk.alphabet import Alphabet
from signdesk.errors import SignDeskError
from signdesk.hands.finder import GuideRegion
from signdesk.recognition.composer import Composer
from signdesk.recognition.live_result import LiveOptions, LiveResult, LiveState
from signdesk.recognition.live_session import LiveSession, Wishes
from signdesk.recognition.recognition import Recognizing
from signdesk.vision.source import FrameSource

__all__ = ["LiveOptions", "LivePipeline", "LiveResult", "LiveState"]


class LivePipeline:
    """Reads ``source`` in threads of its own, from `start` to `stop`; may be started again after that.

    ``recognizer`` is called in the inference thread, once, for it may take seconds (importing torch); frames come out
    meanwhile with ``ready=False``. ``composer`` may be given so that a text goes on from another pipeline; its hold is
    kept then. One thread owns the pipeline: it starts, polls and stops it. The setters and the text's commands may be
    used from any thread.
    """

    def __init__(
        self,
        source: FrameSource,
        recognizer: Callable[[], Recognizing],
        options: LiveOptions | None = None,
        composer: Composer | None = None,
    ) -> None:
        self.source = source
        self.options = options or LiveOptions()
        self._factory = recognizer
        self._recognizer: Recognizing | None = None
        self._composer = composer or Composer(self.options.hold)
        self._wishes = Wishes(self.options.alphabet, self.options.region)
        self._session: LiveSession | None = None
        self._stopped: LiveSession | None = None

    def start(self) -> None:
        """Start reading; nothing happens when it is running. Never blocks, never raises: `state` tells how it goes."""
        if self._session is not None:
            if not self._session.over:
                return
            self._stopped = self._session
        previous, self._stopped = self._stopped, None
        self._session = LiveSession(self.source, self._load, self._composer, self._wishes, self.options, previous)
        self._session.start()

    def stop(self, timeout: float = 2.0) -> bool:
        """Stop reading and close the source; back within ``timeout`` seconds, whatever the source is doing.

        True when everything has ended. False when a driver or the import of torch does not come back yet: its
        thread ends by itself when that does, shows nothing any more, and does not keep the program from ending.
        """
        session, self._session = self._session or self._stopped, None
        if session is None:
            return True
        ended = session.stop(timeout)
        self._stopped = None if ended else session
        return ended

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _load(self) -> Recognizing:
        if self._recognizer is None:
            self._recognizer = self._factory()
        return self._recognizer

    def poll(self, timeout: float = 0.0) -> LiveResult | None:
        """The newest result, if there is one that was not polled yet; waits for one up to ``timeout`` seconds."""
        return self._session.poll(timeout) if self._session else None

    @property
    def state(self) -> LiveState:
        """What it is doing."""
        return self._session.state if self._session else LiveState.IDLE

    @property
    def slow(self) -> bool:
        """Whether opening the source takes unusually long."""
        return self._session is not None and self._session.slow

    @property
    def error(self) -> SignDeskError | None:
        """Why it failed, or why the source is lost; None while all is well."""
        return self._session.error if self._session else None

    @property
    def ready(self) -> bool:
        """Whether the networks are loaded and frames are being read."""
        return self._session is not None and self._session.ready

    def set_alphabet(self, alphabet: Alphabet) -> None:
        """Read the signs of ``alphabet`` from the next frame on."""
        self._wishes.alphabet = alphabet

    def set_region(self, region: GuideRegion | None) -> None:
        """Read what is in ``region`` from the next frame on; None: look for the hand."""
        self._wishes.region = region

    def set_hold(self, seconds: float) -> None:
        """Write a sign once it was held that long; `ConfigError` unless between 0.3 and 1.5."""
        self._composer.hold = seconds

    @property
    def composer(self) -> Composer:
        """What writes the text; it outlives `stop`, and can be handed to another pipeline."""
        return self._composer

    @property
    def text(self) -> str:
        """What was written so far."""
        return self._composer.text

    def space(self) -> None:
        """Write a space, unless there is one or nothing is written yet."""
        self._composer.space()

    def backspace(self) -> None:
        """Take back the last character."""
        self._composer.backspace()

    def clear(self) -> None:
        """Take back the whole text."""
        self._composer.clear()
