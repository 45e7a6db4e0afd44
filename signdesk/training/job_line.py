"""The job's end of the pipe to whoever started it: events go out a few times a second, commands come in."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection

from signdesk.training.events import EpochEnded, Finished, StepEnded
from signdesk.training.job_events import JobEvent, Paused, Preparing, Stopped

__all__ = ["DONE", "PAUSE", "RESUME", "STOP", "Line", "StopAsked"]

PAUSE, RESUME, STOP, DONE = "pause", "resume", "stop", "done"

_TELL = 0.1
"""Seconds between two messages. Of the steps and pictures in between only the last is told, of the epochs all."""
_LISTEN = 0.02
"""Seconds between two looks for a command: a look takes as long as a step of a small network."""


class StopAsked(Exception):  # noqa: N818  # no error: the user wants it
    """The user asks the work to stop."""


class Line:
    """Tells events, in lists, and obeys commands, both in `tell`. When nobody listens any more, that is "stop"."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[JobEvent] = []
        self._told = self._looked = 0.0
        self._stopped = self._gone = False

    def tell(self, event: JobEvent) -> None:
        """Tell ``event``, now or together with those that follow soon. Blocks while paused; raises `StopAsked` once."""
        if isinstance(event, Finished):
            event = replace(event, weights={})  # they are in a file
        if self._waiting and type(self._waiting[-1]) is type(event) and isinstance(event, StepEnded | Preparing):
            self._waiting.pop()
        self._waiting.append(event)
        now = time.perf_counter()
        if now - self._looked >= _LISTEN:
            self._look()
            self._looked = now
        if now - self._told >= _TELL or not isinstance(event, StepEnded | Preparing | EpochEnded):
            self.flush()

    def done(self) -> None:
        """Tell what waits, and that nothing follows: the process may take its time to end."""
        self.flush()
        with suppress(OSError):
            self._connection.send(DONE)

    def flush(self) -> None:
        """Tell what waits."""
        waiting, self._waiting = self._waiting, []
        self._told = time.perf_counter()
        if waiting and not self._gone:
            try:
                self._connection.send(waiting)
            except OSError:
                self._gone = True

    def _look(self) -> None:
        if self._stopped:
            return
        command = self._command(wait=False)
        if command == PAUSE:
            self._waiting.append(Paused())
            self.flush()
            while command not in (RESUME, STOP):
                command = self._command(wait=True)
        if command == STOP:
            self._stopped = True
            self._waiting.append(Stopped())
            self.flush()
            raise StopAsked

    def _command(self, *, wait: bool) -> str:
        try:
            while wait or self._connection.poll():
                return str(self._connection.recv())
        except (OSError, EOFError):
            self._gone = True
        return STOP if self._gone else ""
