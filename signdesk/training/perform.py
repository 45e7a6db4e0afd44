"""One run from its configuration to its report, in the folder that keeps it: the same for the window's job, a sweep and
the command line."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from signdesk.errors import SignDeskError, TrainingError
from signdesk.networks.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from signdesk.training.board import board
from signdesk.training.box_report import box_report_of
from signdesk.training.events import EpochEnded, Finished, Started, TrainingEvent
from signdesk.training.job_events import Preparing, Reported
from signdesk.training.job_line import StopAsked
from signdesk.training.plan import Plan, checkpoint_of, run
from signdesk.training.plan_boxes import BoxPlan, checkpoint_of_boxes, run_boxes
from signdesk.training.planner import Planner, Tell, told
from signdesk.training.report import report_of
from signdesk.training.run_folder import RunFolder
from signdesk.training.run_lock import holding
from signdesk.training.state import kept_in

__all__ = ["Tell", "help_with", "perform", "sentence_of"]


def perform(folder: RunFolder, tell: Tell, planner: Planner | None = None) -> None:
    """Train what ``folder`` says from where it stands to the end, and leave checkpoint and report there.

    ``planner`` may know the run's data already. Whatever stops it, what was done is kept, and the folder says how the
    run stands; `StopAsked` is raised on, and what the user can mend as `SignDeskError`. After `StopAsked` the network
    so far is still kept and measured, if an epoch is done.
    """
    with holding(folder.path):
        try:
            config = folder.config()
            folder.mark("running")
            folder.tidy()
            work = _work(folder, (planner or Planner()).plan(config, tell), tell)
            _train(folder, work, config.train.tensorboard, tell)
            folder.mark("finished")
        except (StopAsked, KeyboardInterrupt, GeneratorExit, BrokenPipeError):  # a reader that went: nothing failed
            _mark(folder, "")
            raise
        except Exception as error:
            _mark(folder, sentence_of(error))
            if isinstance(error, OSError) or _out_of_memory(error):
                raise TrainingError(sentence_of(error)) from error
            raise


def help_with(folder: RunFolder) -> None:
    """Train along with the process that performs the run in ``folder``; nothing is told or written here."""
    made = Planner().plan(folder.config(), lambda event: None)
    for _ in _work(folder, made, lambda event: None).events():
        pass


def sentence_of(error: Exception) -> str:
    """What the user is told of ``error``."""
    if isinstance(error, SignDeskError):
        return str(error)
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return "There is no room left on the disk. Make room, then resume: the epochs that are done are kept."
        where = f"{error.filename} can't be read or written" if error.filename else "A file can't be read or written"
        return f"{where}: {error.strerror or error}. Mend that, then resume: the epochs that are done are kept."
    if _out_of_memory(error):
        return "Memory ran out. Choose fewer pictures, a smaller batch or a smaller input, and start again."
    return f"Something unexpected happened: {type(error).__name__}: {error}. The run's problems.log says where."


def _out_of_memory(error: Exception) -> bool:
    """In words alone, where torch says so."""
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and "memory" in str(error).lower())


@dataclass(frozen=True, slots=True)
class _Work:
    """What a run comes to, whatever it learns; ``report`` is None where nothing is kept back to measure on."""

    events: Callable[[], Iterator[TrainingEvent]]
    checkpoint: Callable[[Finished], Checkpoint]
    report: Callable[[Checkpoint], dict[str, Any]] | None


def _work(folder: RunFolder, made: Plan | BoxPlan, tell: Tell) -> _Work:
    config = folder.config()
    settings = config.train
    start = load_checkpoint(Path(config.start)) if config.start else None
    measuring = told("measuring", tell)
    measured = len(made.validation) or (made.test is not None and len(made.test))
    if isinstance(made, BoxPlan):
        return _Work(
            lambda: run_boxes(made, settings, start=start, state=folder.last),
            lambda finished: checkpoint_of_boxes(made, finished, settings),
            (lambda checkpoint: box_report_of(checkpoint, made).to_json()) if measured else None,
        )
    return _Work(
        lambda: run(made, settings, start=start, state=folder.last),
        lambda finished: checkpoint_of(made, finished, settings),
        (lambda checkpoint: report_of(checkpoint, made, measuring, start).to_json()) if measured else None,
    )


def _train(folder: RunFolder, work: _Work, log_wanted: bool, tell: Tell) -> None:
    before = kept_in(folder.last)
    epochs = before.history if before else ()
    folder.write_history(epochs)
    try:
        with board(folder.path, len(epochs), wanted=log_wanted) as log:
            for event in work.events():
                if isinstance(event, Started) and event.epoch != len(epochs):
                    folder.write_history(epochs[: event.epoch])  # it begins anew
                if isinstance(event, EpochEnded):
                    folder.append_history(event)
                    log.write(event)
                tell(event)
                if isinstance(event, Finished):
                    _keep(folder, work, event, tell)
    except StopAsked:
        _mark(folder, "")
        finished = kept_in(folder.last)
        if finished:
            folder.write_history(finished.history)
            _keep(folder, work, finished, tell)
        raise


def _keep(folder: RunFolder, work: _Work, finished: Finished, tell: Tell) -> None:
    """Write checkpoint and report."""
    tell(Preparing("measuring", 0, 0))
    checkpoint = work.checkpoint(finished)
    save_checkpoint(folder.best, checkpoint)
    if work.report:
        values = work.report(checkpoint)
        folder.write_report(values)
        tell(Reported(values))


def _mark(folder: RunFolder, problem: str) -> None:
    """Say that the run stands still. Where even that can't be written, it is seen by the lock that nobody holds."""
    with suppress(OSError):
        folder.mark("failed" if problem else "stopped", problem)
