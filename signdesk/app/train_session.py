"""The training of the window: the runs that are kept, and the one job that is at work.

A job is a process of its own; this polls it ten times a second and tells in signals what came. Nothing of torch or
pydantic is imported before a run is started or the kept ones are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from signdesk.app.context import AppContext

if TYPE_CHECKING:
    from signdesk.training.runs import Run, RunStore

__all__ = ["Progress", "TrainSession"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the job is. ``what``: what is being prepared, "" once training; ``left``: seconds to go, None if unknown.

    ``done`` of ``total`` count pictures while preparing, epochs while training, runs in a sweep.
    """

    what: str = ""
    done: int = 0
    total: int = 0
    epoch: int = 0
    epochs: int = 0
    step: int = 0
    steps: int = 0
    loss: float = float("nan")
    pictures_per_second: float = 0.0
    left: float | None = None


class TrainSession(QObject):
    """Starts, pauses, stops and resumes trainings, one at a time, and knows the kept runs.

    ``state`` is "idle", "preparing", "running", "paused", "stopping", "stopped", "finished" or "failed"; ``problem`` is
    the sentence of what went wrong, or "". ``setup`` gives the run configuration as it is set on the page now
    (``RunConfig`` as a dict); the page sets it.
    """

    changed = Signal()
    """The state, the run in work or the problem is another."""
    progressed = Signal(object)
    """A `Progress`."""
    epoch_ended = Signal(object)
    """An `EpochEnded` of the run in work."""
    reported = Signal(str)
    """The run with this id has its report."""
    runs_changed = Signal()
    """Runs came, went, or were renamed."""

    def __init__(self, context: AppContext, store: RunStore | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.state = "idle"
        self.problem = ""
        self.run_id = ""
        self.progress = Progress()
        self.setup: Callable[[], dict[str, Any]] = dict

    @property
    def active(self) -> bool:
        """Whether a job is at work or paused."""
        return self.state in ("preparing", "running", "paused", "stopping")

    def runs(self) -> list[Run]:
        """All kept runs, the newest first."""
        return []

    def start(self, run_config: Mapping[str, Any]) -> bool:
        """Begin a training; False, with `problem` set, when the configuration is impossible or one is at work."""
        return False

    def start_sweep(self, run_config: Mapping[str, Any], grid: Mapping[str, list[Any]], random: int = 0) -> bool:
        """Begin a training for each combination of ``grid``, or for ``random`` of them."""
        return False

    def start_folds(self, run_config: Mapping[str, Any], folds: int) -> bool:
        """Begin a k-fold cross-validation."""
        return False

    def resume_run(self, run_id: str) -> bool:
        """Go on with a run that was stopped or killed, where its last epoch ended."""
        return False

    def pause(self) -> None:
        """Stand still until `resume`."""

    def resume(self) -> None:
        """Go on."""

    def stop(self) -> None:
        """End the job; the best network so far is kept."""

    def close(self) -> None:
        """The window closes: stop the job, whose run stays and can be resumed."""
