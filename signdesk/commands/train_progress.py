"""How a training tells what it does: a bar and a line an epoch, or JSON for other programs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from signdesk.commands.console import complain, say, say_json

if TYPE_CHECKING:
    from rich.progress import Progress

    from signdesk.training.events import EpochEnded
    from signdesk.training.job_events import JobEvent
    from signdesk.training.planner import Tell

__all__ = ["telling"]

_STEPS = 0.5
"""Seconds between two lines of JSON about steps or pictures."""


@contextmanager
def telling(*, as_json: bool, loud: bool = True) -> Iterator[Tell]:
    """What to call with each event of a training while it goes on. ``loud`` False: nothing is told."""
    from signdesk.commands.progress import progress_bar

    if not loud:
        yield lambda event: None
    elif as_json:
        yield _JsonLines().tell
    else:
        with progress_bar() as bar:
            yield _Lines(bar).tell


class _Lines:
    """For people: lines on stdout, a bar on stderr."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None)
        self._epochs = self._steps = 0
        self._problem = ""

    def tell(self, event: JobEvent) -> None:
        from signdesk.training.events import EpochEnded, Started, StepEnded
        from signdesk.training.job_events import LeftOut, Preparing, Reported, RunBegan, RunEnded

        if isinstance(event, Preparing):
            self._bar.update(self._task, description=event.what, completed=event.done, total=event.total or None)
        elif isinstance(event, LeftOut):
            complain(event.sentence)
        elif isinstance(event, RunBegan):
            say(f"{event.number} of {event.total}: {event.name}")
        elif isinstance(event, Started):
            self._epochs, self._steps = event.epochs, event.steps
            say(f"a network with {event.parameters:,} parameters, on {event.device}")
        elif isinstance(event, StepEnded):
            done = (event.epoch - 1) * self._steps + event.step
            total = self._epochs * self._steps
            self._bar.update(self._task, description=f"training  loss {event.loss:.3f}", completed=done, total=total)
        elif isinstance(event, EpochEnded):
            say(_line(event, self._epochs))
        elif isinstance(event, Reported):
            say(_result(event))
        elif isinstance(event, RunEnded) and event.problem:
            say("failed as before" if event.problem == self._problem else event.problem)
            self._problem = event.problem


class _JsonLines:
    """For programs: an object a line, "event" its kind."""

    def __init__(self) -> None:
        self._next = 0.0

    def tell(self, event: JobEvent) -> None:
        from signdesk.training.events import Finished, StepEnded
        from signdesk.training.job_events import Preparing, Reported

        if isinstance(event, StepEnded | Preparing):
            now = time.monotonic()
            if now < self._next:
                return
            self._next = now + _STEPS
        if isinstance(event, Finished):
            values: dict[str, Any] = {"epochs": len(event.history)}
        elif isinstance(event, Reported):
            values = {"report": dict(event.values)}
        else:
            values = asdict(event)
        say_json({"event": type(event).__name__, **values})


def _line(event: EpochEnded, epochs: int) -> str:
    figures = "".join(f", {name} {value:.4g}" for name, value in event.validation.items())
    return f"epoch {event.epoch} of {epochs}: loss {event.loss:.4f}, right {event.accuracy:.1%}{figures}"


def _result(event: Any) -> str:
    from signdesk.training.box_report import is_box_report

    if is_box_report(event.values):
        return str(event.values["sentence"])
    report = event.report
    return f"{report.accuracy:.1%} of {report.pictures} kept-back pictures right. {report.sentence}".strip()
