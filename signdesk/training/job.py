"""A job in a process of its own, so that training never takes the interpreter from the live view.

Neither Qt nor torch is imported here. The two processes speak through one pipe: events come, "pause", "resume" and
"stop" go. The end of the pipe tells each that the other is gone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from signdesk.training.job_events import Failed, JobEvent, Paused, Preparing, Reported, RunBegan, RunEnded, Stopped

__all__ = ["Failed", "JobEvent", "JobState", "Paused", "Preparing", "Reported", "RunBegan", "RunEnded", "Stopped",
           "TrainingJob"]  # fmt: skip

JobState = Literal["ready", "preparing", "running", "paused", "stopped", "finished", "failed"]

_PATIENCE = 0.35
"""Seconds that a process has to answer to "stop" by itself."""
_GRACE = 30.0
"""Seconds that a stopped training has to keep its best network."""


class TrainingJob:
    """Works on the run, sweep or cross-validation in ``folder``, from where it stands. One thread uses it, by `poll`.

    ``state`` says how it stands. After "stopped" or "failed" it can be started again and goes on where it was.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state: JobState = "ready"

    @property
    def active(self) -> bool:
        """Whether it is at work or paused."""
        return self.state in ("preparing", "running", "paused")

    def start(self) -> None:
        """Begin, or take up again; `TrainingError` when it is at work or no process can be started."""

    def pause(self) -> None:
        """Stand still after the step in work; `Paused` comes when it does."""

    def resume(self) -> None:
        """Go on after `pause`."""

    def stop(self) -> None:
        """End; `Stopped` comes within half a second. What was done can be taken up again, and if an epoch is done, its
        network is kept: `Reported` follows when it is."""

    def close(self) -> None:
        """Let the process go at once, whatever it does; the run can be taken up again."""

    def poll(self) -> list[JobEvent]:
        """What came since the last call, in order; returns at once."""
        return []
