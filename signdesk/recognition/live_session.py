"""One run of the live view, from start to stop: two threads and the two mailboxes between them and the window.

::

    capture thread ─frames─> inference thread ─results─> whoever polls

As long as the networks are being loaded the capture thread itself puts its frames, unread, into the results.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from threading import Event, Thread

from signdesk.alphabet import Alphabet
from signdesk.errors import CheckpointError, SignDeskError, SourceError, SourceProblem
from signdesk.hands.finder import GuideRegion
from signdesk.recognition.composer import Composer
from signdesk.recognition.follower import Followed, Follower
from signdesk.recognition.live_result import LiveOptions, LiveResult, LiveState
from signdesk.recognition.mailbox import Mailbox
from signdesk.recognition.reading import Letter
from signdesk.recognition.recognition import Recognizing
from signdesk.vision.folder import FolderSource
from signdesk.vision.frame import Frame
from signdesk.vision.source import FrameSource

__all__ = ["LiveSession", "Wishes"]

_log = logging.getLogger(__name__)

_HOPELESS = 30
"""When reading fails on so many frames in a row, it is not the frames."""

_GRACE = 0.1
"""Seconds that a read under way is given to come back by itself, before the source is closed under it."""

_RECENT = 2.0
"""The frame rate is that of the last so many seconds."""

_OVER = (LiveState.ENDED, LiveState.FAILED)


@dataclass(slots=True)
class Wishes:
    """What the user wants read at this moment; set by one thread, read by another."""

    alphabet: Alphabet
    region: GuideRegion | None


class LiveSession:
    """Runs until the source ends, something fails for good, or `stop`; it is started once."""

    def __init__(
        self,
        source: FrameSource,
        load: Callable[[], Recognizing],
        composer: Composer,
        wishes: Wishes,
        options: LiveOptions,
        previous: LiveSession | None = None,
    ) -> None:
        self._source = source
        self._load = load
        self._composer = composer
        self._wishes = wishes
        self._options = options
        # A session that did not end in time still has the source or the networks: its threads are waited for.
        self._readers: list[Thread] = previous._alive(previous._readers) if previous else []
        self._thinkers: list[Thread] = previous._alive(previous._thinkers) if previous else []
        self._stills = isinstance(source, FolderSource)
        self._every_frame = not source.live if options.every_frame is None else options.every_frame
        self._frames: Mailbox[Frame] = Mailbox()
        self._results: Mailbox[LiveResult] = Mailbox()
        self._stop = Event()
        self._lock = threading.Lock()
        self._state = LiveState.OPENING
        self._error: SignDeskError | None = None
        self._asked: float | None = time.monotonic()
        self._ready = False
        self._all_read = False
        self._letter: Letter | None = None
        self._arrivals: deque[float] = deque(maxlen=60)
        self._fps = 0.0
        self._index = -1
        self._offset = 0
        self._failures_in_a_row = 0
        self._capture = Thread(target=self._run_capture, name="signdesk capture", daemon=True)
        self._inference = Thread(target=self._run_inference, name="signdesk inference", daemon=True)
        self._before = self._readers.copy(), self._thinkers.copy()
        self._readers.append(self._capture)
        self._thinkers.append(self._inference)

    def start(self) -> None:
        """Start both threads."""
        self._capture.start()
        self._inference.start()

    # What the owner asks

    @property
    def alive(self) -> bool:
        """Whether a thread is still there, of this session or of one before it."""
        return bool(self._alive(self._readers + self._thinkers))

    @property
    def over(self) -> bool:
        """Whether it ended or failed."""
        return self._state in _OVER

    @property
    def ready(self) -> bool:
        """Whether the networks are loaded."""
        return self._ready

    @property
    def state(self) -> LiveState:
        """What it is doing."""
        stalled = self._state is LiveState.RUNNING and self._source.live and self._waits() > self._options.stall
        return LiveState.STALLED if stalled else self._state

    @property
    def slow(self) -> bool:
        """Whether opening takes unusually long."""
        return self._state is LiveState.OPENING and self._waits() > self._options.slow

    @property
    def error(self) -> SignDeskError | None:
        """Why the source is lost, or what failed."""
        return self._error

    def poll(self, timeout: float = 0.0) -> LiveResult | None:
        """The newest result, once; None when there is none since the last one."""
        result = self._results.take(timeout)
        if result is None:
            return None
        with self._lock:
            letter, self._letter = self._letter, None
        return replace(result, letter=letter)

    def stop(self, timeout: float) -> bool:
        """End both threads and close the source, within ``timeout`` seconds; False when something still hangs."""
        deadline = time.monotonic() + timeout
        self._stop.set()
        self._frames.close(empty=True)
        self._results.close(empty=True)
        self._capture.join(min(_GRACE, timeout / 2))
        if self._capture.is_alive():
            # On a thread of its own, for with a driver that hangs closing may hang as well.
            closer = Thread(target=self._source.close, name="signdesk close", daemon=True)
            closer.start()
            self._readers.append(closer)
        for thread in self._readers + self._thinkers:
            thread.join(max(deadline - time.monotonic(), 0))
        return not self.alive

    @staticmethod
    def _alive(threads: list[Thread]) -> list[Thread]:
        return [thread for thread in threads if thread.is_alive()]

    def _waits(self) -> float:
        """Seconds that the source has kept the capture thread waiting."""
        asked = self._asked
        return 0.0 if asked is None else time.monotonic() - asked

    def _turn(self, state: LiveState, error: SignDeskError | None = None) -> None:
        with self._lock:
            if self._state not in _OVER:
                self._state, self._error = state, error

    def _fail(self, error: SignDeskError) -> None:
        if self._stop.is_set():
            return
        self._turn(LiveState.FAILED, error)
        self._stop.set()
        self._frames.close(empty=True)

    def _wait_for(self, threads: list[Thread]) -> None:
        for thread in threads:
            while thread.is_alive() and not self._stop.is_set():
                thread.join(0.05)

    # The capture thread

    def _run_capture(self) -> None:
        try:
            self._wait_for(self._before[0])
            self._read_source()
        except Exception as error:  # noqa: BLE001 - whatever a driver does, it becomes a sentence in the window
            _log.exception("The capture thread failed")
            self._fail(
                SourceError(
                    f"Reading from {self._source.name} failed unexpectedly ({error}). The log says more.",
                    SourceProblem.UNREADABLE,
                )
            )
        finally:
            with suppress(Exception):
                self._source.close()
            self._frames.close()

    def _read_source(self) -> None:
        pause = self._options.retry_first
        while not self._stop.is_set():
            seen = self._index
            try:
                self._read_to_the_end()
                return
            except SourceError as error:
                if self._stop.is_set():
                    return
                if not self._may_come_back(error):
                    self._fail(error)
                    return
                _log.warning("%s", error)
                self._turn(LiveState.LOST, error)
            if self._index > seen:
                pause = self._options.retry_first
            self._stop.wait(pause)
            pause = min(2 * pause, self._options.retry_most)

    def _may_come_back(self, error: SourceError) -> bool:
        """Whether opening the source again may help: it worked before, and then went away."""
        gone = error.problem is SourceProblem.LOST or self._state is LiveState.LOST
        return gone and self._source.live and self._index >= 0

    def _read_to_the_end(self) -> None:
        self._asked = time.monotonic()
        self._source.open()
        self._offset = self._index + 1
        while not self._stop.is_set():
            self._asked = time.monotonic()
            frame = self._source.read()
            self._asked = None
            if frame is None:
                self._all_read = True
                return
            self._pass_on(frame)

    def _pass_on(self, frame: Frame) -> None:
        # A source that was opened again counts from 0: go on counting, so that no index comes twice.
        if self._offset:
            frame = replace(frame, index=frame.index + self._offset)
        self._index = frame.index
        self._count_arrival(time.monotonic())
        if self._state is not LiveState.RUNNING:
            self._turn(LiveState.RUNNING)
        self._frames.put(frame, patient=self._every_frame)
        with self._lock:
            if not self._ready:
                self._results.put(self._result(frame, None))
        if self._stills:
            self._stop.wait(self._options.still)

    def _count_arrival(self, now: float) -> None:
        times = self._arrivals
        times.append(now)
        while now - times[0] > _RECENT:
            times.popleft()
        self._fps = (len(times) - 1) / (now - times[0]) if now > times[0] else 0.0

    # The inference thread

    def _run_inference(self) -> None:
        try:
            self._wait_for(self._before[1])
            if self._stop.is_set():
                return
            recognizer = self._load()
            # Loading takes seconds. Who stopped meanwhile may be using text and networks elsewhere by now.
            if self._stop.is_set():
                return
            follower = Follower(recognizer, self._composer)
            with self._lock:
                self._ready = True
            while (frame := self._frames.take(None)) is not None and not self._stop.is_set():
                self._read(follower, frame)
        except SignDeskError as error:
            _log.warning("%s", error)
            self._fail(error)
        except Exception as error:  # noqa: BLE001 - torch that can't be imported becomes a sentence in the window
            _log.exception("The inference thread failed")
            self._fail(
                SignDeskError(f"The networks can't be used ({error}). “signdesk doctor” checks what is missing.")
            )
        if self._all_read and not self._stop.is_set():
            self._turn(LiveState.ENDED)

    def _read(self, follower: Follower, frame: Frame) -> None:
        followed = self._followed(follower, frame)
        with self._lock:
            if followed and followed.letter:
                self._letter = followed.letter
            self._results.put(self._result(frame, followed))

    def _followed(self, follower: Follower, frame: Frame) -> Followed | None:
        follow = follower.look if self._stills else follower.follow
        try:
            followed = follow(frame, self._wishes.alphabet, self._wishes.region)
        except CheckpointError:
            # The network doesn't fit what is asked of it: so it won't with the next frame.
            raise
        except Exception as error:
            self._failures_in_a_row += 1
            if self._failures_in_a_row == 1:
                _log.exception("Reading frame %d failed", frame.index)
            if self._failures_in_a_row >= _HOPELESS:
                raise SignDeskError(
                    f"Reading the picture fails again and again ({error}). Start again; the log says more."
                ) from error
            return None
        self._failures_in_a_row = 0
        return followed

    def _result(self, frame: Frame, followed: Followed | None) -> LiveResult:
        result = LiveResult(
            frame,
            ready=self._ready,
            text=self._composer.text,
            progress=self._composer.progress,
            skipped=self._frames.skipped,
            fps=self._fps,
            age=time.monotonic() - frame.time if self._source.live else None,
        )
        if followed is None:
            return result
        return replace(
            result,
            hand=followed.hand,
            reading=followed.reading,
            find_ms=followed.find_ms,
            read_ms=followed.read_ms,
        )
