"""How far a training is, and how long it will still take."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signdesk.training.job_events import JobEvent

__all__ = ["Progress", "ProgressMeter"]

_RECENT = 12


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the job is.

    ``what``: what is being prepared, "" once training; ``done`` of ``total``: pictures while preparing. ``epoch`` is
    the epoch in work, from 1, of ``epochs``; ``step`` of ``steps`` the last step done in it. ``run`` of ``runs`` counts
    the trainings of a sweep, 0 of 0 for a single one. ``left``: seconds to go, None while unknown.
    """

    what: str = ""
    done: int = 0
    total: int = 0
    epoch: int = 0
    epochs: int = 0
    step: int = 0
    steps: int = 0
    loss: float = math.nan
    pictures_per_second: float = 0.0
    parameters: int = 0
    device: str = ""
    run: int = 0
    runs: int = 0
    run_name: str = ""
    left: float | None = None

    @property
    def share(self) -> float | None:
        """The share of the work that is done, 0 to 1; None while nobody knows."""
        if self.what:
            part = self.done / self.total if self.total else None
        elif self.epochs:
            part = min((self.epoch - 1 + (self.step / self.steps if self.steps else 0)) / self.epochs, 1.0)
        else:
            part = None
        if self.runs:
            return (self.run - 1 + (0 if self.what else part or 0)) / self.runs
        return part


class ProgressMeter:
    """Makes `Progress` of a job's events. ``clock`` is a stand-in for tests."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._now = Progress()
        self._epochs: deque[float] = deque(maxlen=_RECENT)
        self._step_began: tuple[float, float] | None = None
        self.dirty = False

    @property
    def training(self) -> bool:
        """Whether training itself has begun."""
        return not self._now.what and self._now.epochs > 0

    def progress(self) -> Progress:
        """Where things stand."""
        self.dirty = False
        return replace(self._now, left=self._left())

    def rest(self) -> None:
        """Time went by in which nothing was to be done."""
        self._step_began = None

    def take(self, event: JobEvent) -> None:
        """Follow one event."""
        from signdesk.training import job_events as told
        from signdesk.training.events import EpochEnded, Started, StepEnded

        self.dirty = True
        if isinstance(event, told.Preparing):
            self._now = replace(self._now, what=event.what, done=event.done, total=event.total)
        elif isinstance(event, Started):
            self._begin(event.epoch, event.epochs, event.steps, event.parameters, event.device)
        elif isinstance(event, StepEnded):
            self._now = replace(
                self._now,
                epoch=event.epoch,
                step=event.step,
                loss=event.loss,
                pictures_per_second=event.pictures_per_second,
            )
            if self._step_began is None:
                self._step_began = self._clock(), self._steps_done()
        elif isinstance(event, EpochEnded):
            self._now = replace(self._now, epoch=event.epoch, step=self._now.steps)
            self._epochs.append(event.seconds)
        elif isinstance(event, told.RunBegan):
            self._now = Progress(run=event.number, runs=event.total, run_name=event.name)
            self._epochs.clear()
            self._step_began = None

    def _begin(self, epoch: int, epochs: int, steps: int, parameters: int, device: str) -> None:
        self._now = replace(
            self._now,
            what="",
            epoch=epoch + 1,
            epochs=epochs,
            step=0,
            steps=steps,
            parameters=parameters,
            device=device,
        )
        self._step_began = None

    def _steps_done(self) -> float:
        return (self._now.epoch - 1) * self._now.steps + self._now.step

    def _left(self) -> float | None:
        """Seconds until this training's last epoch: by the last epochs, or by the steps of the first one."""
        now = self._now
        if not self.training or not now.steps:
            return None
        to_go = now.epochs * now.steps - self._steps_done()
        if self._epochs:
            return to_go / now.steps * sum(self._epochs) / len(self._epochs)
        if self._step_began is None:
            return None
        began, done = self._step_began
        steps, seconds = self._steps_done() - done, self._clock() - began
        return to_go * seconds / steps if steps >= 3 and seconds > 0.5 else None
