"""The one running pipeline of the window: started, polled, switched and stopped from the Qt thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from signdesk.app.live_states import Phase
from signdesk.app.workers import Background
from signdesk.errors import SignDeskError

if TYPE_CHECKING:
    from signdesk.recognition.live import LivePipeline

__all__ = ["LivePlayer", "MakePipeline"]

_log = logging.getLogger(__name__)

_POLL_MS = 8
_STOP_SECONDS = 3.0

MakePipeline = Callable[[str], "LivePipeline"]


class LivePlayer(QObject):
    """Runs at most one pipeline. ``arrived`` passes each new `LiveResult` on, ``changed`` tells of another phase.

    ``make_pipeline`` makes the pipeline of a source given as text; it may raise `SignDeskError`. A pipeline is stopped
    on another thread, for a camera that hangs must not hold up the window; the next one starts when it has let go.
    """

    arrived = Signal(object)
    changed = Signal()

    def __init__(self, make_pipeline: MakePipeline, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.phase = Phase.IDLE
        self.source = ""
        self.error: SignDeskError | None = None
        self._make = make_pipeline
        self._pipeline: LivePipeline | None = None
        self._next: str | None = None
        self._stopping = False
        self._background = Background(self)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self.poll)

    @property
    def pipeline(self) -> LivePipeline | None:
        """The pipeline that runs or has ended by itself; None after `stop`."""
        return self._pipeline

    @property
    def active(self) -> bool:
        """Whether frames come, or are being waited for."""
        return self.phase.active

    def start(self, source: str) -> None:
        """Show ``source``, in place of what is shown now."""
        self._next = self.source = source
        self.error = None
        self._enter(Phase.OPENING, again=True)
        if self._pipeline is not None:
            self._retire()
        elif not self._stopping:
            self._begin()

    def stop(self) -> None:
        """Show nothing."""
        self._next = None
        self._retire()
        self._enter(Phase.IDLE)

    def close(self) -> bool:
        """Stop, and wait for the threads to end; False when a device did not let go in time."""
        self._next = None
        self._timer.stop()
        pipeline, self._pipeline = self._pipeline, None
        stopped = pipeline is None or pipeline.stop(_STOP_SECONDS)
        return self._background.close(_STOP_SECONDS) and stopped

    @Slot()
    def poll(self) -> None:
        """Look at the pipeline: pass on the newest result, follow its state."""
        pipeline = self._pipeline
        if pipeline is None:
            return
        # The state is asked first: a result that comes with the end is then shown before the end is told.
        phase = Phase.SLOW if pipeline.slow else Phase[pipeline.state.name]
        result = pipeline.poll()
        if result is not None:
            self.arrived.emit(result)
        if pipeline is not self._pipeline:
            return  # whoever got the result has stopped it
        self.error = pipeline.error
        if phase in (Phase.ENDED, Phase.FAILED):
            self._timer.stop()
            self._background.run(lambda: pipeline.stop(_STOP_SECONDS), _ignore, _ignore)
        self._enter(phase)

    def _enter(self, phase: Phase, again: bool = False) -> None:
        if again or phase != self.phase:
            self.phase = phase
            self.changed.emit()

    def _begin(self) -> None:
        source, self._next = self._next, None
        if source is None:
            return
        try:
            self._pipeline = self._make(source)
        except SignDeskError as error:
            self.error = error
            self._enter(Phase.FAILED)
            return
        self._pipeline.start()
        self._timer.start()

    def _retire(self) -> None:
        """Stop the pipeline elsewhere; what is to come next begins when it has stopped."""
        pipeline, self._pipeline = self._pipeline, None
        self._timer.stop()
        if pipeline is None:
            return
        self._stopping = True
        self._background.run(lambda: pipeline.stop(_STOP_SECONDS), self._retired, self._retired)

    def _retired(self, stopped: Any) -> None:
        if stopped is not True:
            _log.warning("a source did not let go in time")
        self._stopping = False
        if self._next is not None:
            self._begin()


def _ignore(_: Any) -> None:
    """Nothing is to be done when it has stopped."""
