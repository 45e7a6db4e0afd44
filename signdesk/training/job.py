"""A job in a process of its own, so that training never takes the interpreter from the live view.

Neither Qt nor torch is imported here. The two processes speak through one pipe: lists of events come, and "done" at the
end; "pause", "resume" and "stop" go. The end of the pipe tells each that the other is gone. Every file of a run is
whole at any moment, so that the process may be killed whenever it does not answer in time.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Literal

from signdesk.errors import TrainingError
from signdesk.training.events import Started
from signdesk.training.job_events import Failed, JobEvent, Paused, Preparing, Reported, RunBegan, RunEnded, Stopped
from signdesk.training.job_line import PAUSE, RESUME, STOP
from signdesk.training.job_process import work

__all__ = [
    "Failed",
    "JobEvent",
    "JobState",
    "Paused",
    "Preparing",
    "Reported",
    "RunBegan",
    "RunEnded",
    "Stopped",
    "TrainingJob",
]

JobState = Literal["ready", "preparing", "running", "paused", "stopped", "finished", "failed"]

_PATIENCE = 0.35
"""Seconds that a process has to answer to "stop" by itself."""
_GRACE = 60.0
"""Seconds that a stopped training has to keep and measure its network."""


class TrainingJob:
    """Works on the run, sweep or cross-validation in ``folder``, from where it stands. One thread uses it, by `poll`.

    ``state`` says how it stands. After "stopped" or "failed" it can be started again and goes on where it was.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state: JobState = "ready"
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._trained = False
        self._before_pause: JobState = "running"
        self._asked: float | None = None

    @property
    def active(self) -> bool:
        """Whether it is at work or paused."""
        return self.state in ("preparing", "running", "paused")

    def start(self) -> None:
        """Begin, or take up again; `TrainingError` when it is at work or no process can be started."""
        if self.active:
            raise TrainingError("This training is at work already.")
        self.close()
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(self.folder, theirs), daemon=True)
        try:
            self._process.start()
        except OSError as error:
            self._process = None
            self.close()
            raise TrainingError(f"No process can be started for the training: {error.strerror}. Try again.") from error
        finally:
            theirs.close()  # so that the pipe ends when the process does
        self.state, self._asked, self._trained = "preparing", None, False

    def pause(self) -> None:
        """Stand still after the step in work; `Paused` comes when it does."""
        if self.state in ("preparing", "running"):
            self._send(PAUSE)

    def resume(self) -> None:
        """Go on after `pause`."""
        if self.active:
            self._send(RESUME)
        if self.state == "paused":
            self.state = self._before_pause

    def stop(self) -> None:
        """End; `Stopped` comes within half a second. What was done can be taken up again, and if an epoch is done, its
        network is kept: `Reported` follows when it is."""
        if self.active and self._asked is None:
            self._asked = time.monotonic()
            self._send(STOP)

    def close(self) -> None:
        """Let the process go at once, whatever it does; the run can be taken up again."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self.active:
            self.state = "stopped"

    def poll(self) -> list[JobEvent]:
        """What came since the last call, in order; returns at once."""
        events = list(self._received())
        late = self._asked is not None and time.monotonic() - self._asked > _PATIENCE
        if late and self.active:
            events += self._stopped_by_us()
        if self._asked is not None and self._process and time.monotonic() - self._asked > _GRACE:
            self.close()
        return events

    def wait(self, seconds: float) -> None:
        """Wait until there is something to `poll`, or for so long. For those who have nothing else to do."""
        if self._connection is not None:
            self._connection.poll(seconds)

    def _received(self) -> Iterator[JobEvent]:
        while self._connection is not None:
            try:
                if not self._connection.poll():
                    return
                batch: list[JobEvent] | str = self._connection.recv()
            except (OSError, EOFError):
                yield from self._ended()
                return
            if isinstance(batch, str):
                self._done()
                return
            for event in batch:
                if not (isinstance(event, Stopped) and self.state == "stopped"):
                    self._note(event)
                    yield event

    def _done(self) -> None:
        """The work is done. Its process has nothing left to do that anybody needs."""
        self.state = "finished"
        self.close()

    def _note(self, event: JobEvent) -> None:
        if isinstance(event, Started):
            self._trained = True
            self.state = "running" if self.active else self.state
        elif isinstance(event, RunBegan):
            self.state = "preparing" if self.active else self.state
        elif isinstance(event, Paused):
            self._before_pause, self.state = self.state, "paused"
        elif isinstance(event, Stopped):
            self.state = "stopped"
        elif isinstance(event, Failed):
            self.state = "failed"
        elif self.state == "paused":  # it went on before we heard that it paused
            self.state = self._before_pause

    def _stopped_by_us(self) -> list[JobEvent]:
        """The process does not answer in time. While it prepares there is nothing to keep; else it may end its step."""
        self.state = "stopped"
        if not self._trained:
            self.close()
        return [Stopped()]

    def _ended(self) -> list[JobEvent]:
        """The pipe has ended: the process is done, or has died."""
        process = self._process
        if process is None:
            return []
        if process.is_alive():  # it closes the pipe as one of the last things it does
            return []
        code = process.exitcode
        was_active = self.active
        self.close()
        if not was_active:
            return []
        if self._asked is not None:
            self.state = "stopped"
            return [Stopped()]
        self.state = "failed"
        failed = Failed(_death(code))
        self._write_down(failed)
        return [failed]

    def _write_down(self, failed: Failed) -> None:
        from signdesk.training.run_folder import RunFolder

        with contextlib.suppress(OSError):
            RunFolder(self.folder).mark("failed", failed.message)

    def _send(self, command: str) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):  # `poll` finds out what became of the process
                self._connection.send(command)


def _death(code: int | None) -> str:
    """What the user is told of a process that ended with ``code`` and without a word."""
    if code in (-signal.SIGTERM, -9):
        return (
            "The training was ended from outside, most often because memory ran out. The epochs done are kept: "
            "resume it, or start one with fewer pictures, a smaller batch or a smaller input."
        )
    return (
        f"The training's process crashed (exit code {code}). The epochs that are done are kept: resume it, and if it "
        "crashes again, start one with other settings."
    )
