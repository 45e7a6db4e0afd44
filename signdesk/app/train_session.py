"""The training of the window: the runs that are kept, and the one job that is at work.

A job is a process of its own; this polls it ten times a second and tells in signals what came. pydantic is imported
when the kept runs are first asked for, torch never.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from signdesk.app import preload
from signdesk.app.context import AppContext
from signdesk.app.train_progress import Progress, ProgressMeter
from signdesk.errors import SignDeskError

if TYPE_CHECKING:
    from signdesk.training.job import TrainingJob
    from signdesk.training.job_events import JobEvent
    from signdesk.training.runs import Run, RunStore
    from signdesk.training.series import Results

__all__ = ["Progress", "TrainSession"]

_log = logging.getLogger(__name__)

_POLL_MS = 100
_AFTER_STOP_MS = 65_000
"""So long a stopped job is listened to: it still keeps its best network and measures it."""


class TrainSession(QObject):
    """Starts, pauses, stops and resumes trainings, one at a time, and knows the kept runs.

    ``state`` is "idle", "preparing", "running", "paused", "stopping", "stopped", "finished" or "failed"; ``problem`` is
    the sentence of what went wrong, or "". ``run_id`` is the run in work (of a sweep, the one of it in work), or the
    last; ``series`` the folder of the sweep or cross-validation in work, if it is one. ``setup`` gives the run
    configuration as it is set on the page now (``RunConfig`` as a dict); the page sets it. ``make_job`` and ``store``
    are stand-ins for tests.
    """

    changed = Signal()
    """The state, the run in work or the problem is another."""
    progressed = Signal(object)
    """A `Progress`."""
    stepped = Signal(object)
    """A `StepEnded` of the run in work."""
    epoch_ended = Signal(object)
    """An `EpochEnded` of the run in work."""
    reported = Signal(str)
    """The run with this id has its report."""
    runs_changed = Signal()
    """Runs came, went, or are named or stand otherwise."""

    def __init__(
        self,
        context: AppContext,
        store: RunStore | None = None,
        parent: QObject | None = None,
        make_job: Callable[[Path], TrainingJob] | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.state = "idle"
        self.problem = ""
        self.run_id = ""
        self.series: Path | None = None
        self.progress = Progress()
        self.setup: Callable[[], Mapping[str, Any]] = dict
        self._store = store
        self._make_job = make_job or _process
        self._job: TrainingJob | None = None
        self._meter = ProgressMeter()
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self.poll)
        self._after = QTimer(self)
        self._after.setSingleShot(True)
        self._after.setInterval(_AFTER_STOP_MS)
        self._after.timeout.connect(self._let_go)

    @property
    def active(self) -> bool:
        """Whether a job is at work or paused."""
        return self.state in ("preparing", "running", "paused", "stopping")

    # The runs that are kept

    @property
    def store(self) -> RunStore:
        """The kept runs; the first call imports pydantic."""
        if self._store is None:
            preload.load_settings()
            from signdesk.training.runs import RunStore

            self._store = RunStore()
        return self._store

    def runs(self) -> list[Run]:
        """All kept runs, the newest first."""
        return self.store.all()

    def run(self, run_id: str) -> Run | None:
        """The run with this id, None when it is gone or broken."""
        try:
            return self.store.get(run_id)
        except SignDeskError as error:
            _log.warning("%s", error)
            return None

    def rename(self, run_id: str, name: str) -> None:
        """Call a run ``name``; what goes wrong is told as a notice."""
        self._do(lambda: self.store.rename(run_id, name))

    def delete(self, run_ids: list[str]) -> list[str]:
        """Put runs aside; those that could be, for `undelete`."""
        gone = [run_id for run_id in run_ids if self._do(lambda run_id=run_id: self.store.delete(run_id), tell=False)]  # type: ignore[misc]
        self.runs_changed.emit()
        return gone

    def undelete(self, run_ids: list[str]) -> None:
        """Bring deleted runs back."""
        for run_id in run_ids:
            self._do(lambda run_id=run_id: self.store.undelete(run_id), tell=False)  # type: ignore[misc]
        self.runs_changed.emit()

    def results(self, folder: Path) -> Results | None:
        """What came so far of a sweep or cross-validation."""
        preload.load_settings()
        from signdesk.training.series import results

        try:
            return results(folder)
        except SignDeskError as error:
            _log.warning("%s", error)
            return None

    def all_series(self) -> list[Path]:
        """The folders of all sweeps and cross-validations, the newest first."""
        preload.load_settings()
        from signdesk.training.series import all_series

        return list(all_series(self.store))

    # The job

    def start(self, run_config: Mapping[str, Any]) -> bool:
        """Begin a training; False, with `problem` set, when the configuration is impossible, and with a notice when one
        is at work."""

        def folder() -> Path:
            from signdesk.training.run_config import RunConfig

            run = self.store.create(RunConfig.parse(run_config))
            self.run_id = run.id
            return run.folder

        return self._begin(folder)

    def start_sweep(self, run_config: Mapping[str, Any], grid: Mapping[str, list[Any]], random: int = 0) -> bool:
        """Begin a training for each combination of ``grid``, or for ``random`` of them."""

        def folder() -> Path:
            from signdesk.training.run_config import RunConfig
            from signdesk.training.series import create_series
            from signdesk.training.sweep import Sweep

            self.series = create_series(self.store, Sweep.parse(RunConfig.parse(run_config), grid, random))
            return self.series

        return self._begin(folder)

    def start_comparison(self, run_config: Mapping[str, Any], name: str) -> bool:
        """Begin a training for each case of the comparison called ``name``."""

        def folder() -> Path:
            from signdesk.training.compare import Compare
            from signdesk.training.run_config import RunConfig
            from signdesk.training.series import create_series

            self.series = create_series(self.store, Compare.of(name, RunConfig.parse(run_config)))
            return self.series

        return self._begin(folder)

    def start_folds(self, run_config: Mapping[str, Any], folds: int) -> bool:
        """Begin a k-fold cross-validation."""

        def folder() -> Path:
            from signdesk.training.crossval import CrossValidation
            from signdesk.training.run_config import RunConfig
            from signdesk.training.series import create_series

            series = CrossValidation(base=RunConfig.parse(run_config), folds=folds)
            self.series = create_series(self.store, series)
            return self.series

        return self._begin(folder)

    def resume_run(self, run_id: str) -> bool:
        """Go on with a run that was stopped or killed, where its last epoch ended."""

        def folder() -> Path:
            run = self.store.get(run_id)
            self.run_id = run.id
            return run.folder

        return self._begin(folder)

    def resume_series(self, folder: Path) -> bool:
        """Go on with a sweep or cross-validation that was stopped or killed."""

        def kept() -> Path:
            self.series = folder
            return folder

        return self._begin(kept)

    def pause(self) -> None:
        """Stand still until `resume`."""
        if self._job is not None and self.state in ("preparing", "running"):
            self._job.pause()

    def resume(self) -> None:
        """Go on."""
        if self._job is not None and self.state == "paused":
            self._job.resume()
            self._meter.rest()
            self._enter("running" if self._meter.training else "preparing")

    def stop(self) -> None:
        """End the job; the best network so far is kept."""
        if self._job is not None and self.state in ("preparing", "running", "paused"):
            self._job.stop()
            self._enter("stopping")

    def close(self) -> None:
        """The window closes: the job is let go, its run stays and can be resumed."""
        self._let_go()

    @Slot()
    def poll(self) -> None:
        """Take what the job has told since the last time."""
        job = self._job
        if job is None:
            return
        for event in job.poll():
            self._take(event)
            if self._job is not job:
                return  # whoever was told has closed it
        if self._meter.dirty:
            self.progress = self._meter.progress()
            self.progressed.emit(self.progress)
        if job.state == "finished" and self.active:
            self._timer.stop()
            self._enter("finished")
            self.runs_changed.emit()

    def _begin(self, make_folder: Callable[[], Path]) -> bool:
        if self.active:
            self.context.notifier.problem(self.tr("A training is at work already. Stop it first."))
            return False
        self._let_go()
        preload.load_settings()
        before, self.series = self.series, None
        try:
            self._job = self._make_job(make_folder())
            self._job.start()
        except SignDeskError as error:
            self._job, self.series = None, before
            self._fail(str(error))
            return False
        self._meter = ProgressMeter()
        self.progress = Progress()
        self.problem = ""
        self._enter("preparing")
        self._timer.start()
        self.runs_changed.emit()
        return True

    def _let_go(self) -> None:
        self._timer.stop()
        self._after.stop()
        job, self._job = self._job, None
        if job is not None:
            job.close()

    def _take(self, event: JobEvent) -> None:
        from signdesk.training import job_events as told
        from signdesk.training.events import EpochEnded, Finished, Started, StepEnded

        self._meter.take(event)
        if isinstance(event, Started):
            self.progress = self._meter.progress()
        if isinstance(event, told.RunBegan):
            self.run_id = event.run
            self.changed.emit()
            self.runs_changed.emit()
        elif isinstance(event, told.RunEnded):
            self.runs_changed.emit()
        elif isinstance(event, told.Preparing | Started) and self.state != "stopping":
            self._enter("running" if isinstance(event, Started) else "preparing")
        elif isinstance(event, StepEnded):
            self.stepped.emit(event)
        elif isinstance(event, EpochEnded):
            self.epoch_ended.emit(event)
        elif isinstance(event, told.Reported):
            self.reported.emit(self.run_id)
            self.runs_changed.emit()
        elif isinstance(event, told.LeftOut):
            self.context.notifier.info(event.sentence)
        elif isinstance(event, told.Paused):
            self._enter("paused")
        elif isinstance(event, told.Stopped):
            self._enter("stopped")
            self.runs_changed.emit()
            self._after.start()
        elif isinstance(event, told.Failed):
            self._timer.stop()
            self._fail(event.message)
        elif isinstance(event, Finished):
            pass  # its weights stay in the other process; the report follows

    def _enter(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()

    def _fail(self, problem: str) -> None:
        self.problem, self.state = problem, "failed"
        self.changed.emit()
        self.runs_changed.emit()

    def _do(self, act: Callable[[], object], tell: bool = True) -> bool:
        try:
            act()
        except SignDeskError as error:
            self.context.notifier.problem(str(error))
            return False
        if tell:
            self.runs_changed.emit()
        return True


def _process(folder: Path) -> TrainingJob:
    from signdesk.training.job import TrainingJob

    return TrainingJob(folder)
