"""What a job tells while it goes on, beside the events of training itself. Small enough to go between processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from signdesk.training.events import TrainingEvent

if TYPE_CHECKING:
    from signdesk.training.report import Report

__all__ = ["Failed", "JobEvent", "LeftOut", "Paused", "Preparing", "Reported", "RunBegan", "RunEnded", "Stopped"]


@dataclass(frozen=True, slots=True)
class Preparing:
    """Before and after training itself: ``what`` is being done ("reading pictures", "measuring"), ``done`` of ``total``
    pictures; total 0: nobody knows."""

    what: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Of the data ``count`` pictures can't be used; ``sentence`` says why, and names the first."""

    count: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Reported:
    """The run's checkpoint and report are written. ``values`` are the report's as JSON has them."""

    values: Mapping[str, Any]

    @property
    def report(self) -> Report:
        """The report."""
        from signdesk.training.report import Report

        return Report.from_json(self.values)


@dataclass(frozen=True, slots=True)
class RunBegan:
    """Of a sweep or cross-validation: the events that follow are of ``run`` (its id), the ``number``-th of ``total``
    from 1, called ``name``."""

    run: str
    name: str
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class RunEnded:
    """Of a sweep or cross-validation: ``run`` has ended with ``figures``, or with none and a ``problem``."""

    run: str
    figures: Mapping[str, float]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Paused:
    """The job stands still until it is resumed."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The job was stopped; it can be taken up again."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The job can't go on; ``message`` is the sentence for the user. What was done before is kept."""

    message: str


JobEvent = TrainingEvent | Preparing | LeftOut | Reported | RunBegan | RunEnded | Paused | Stopped | Failed
