"""One run from its configuration to its report, in the folder that keeps it: the same for the window's job, a sweep and
the command line."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

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
from signdesk.training.run_config import RunConfig
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
            _train(folder, config, (planner or Planner()).plan(config, tell), tell)
            folder.mark("finished")
        except (StopAsked, KeyboardInterrupt, GeneratorExit):
            _mark(folder, "")
            raise
        except Exception as error:
            _mark(folder, sentence_of(error))
            if isinstance(error, OSError) or _out_of_memory(error):
                raise TrainingError(sentence_of(error)) from error
            raise


def help_with(folder: RunFolder) -> None:
    """Train along with the process that performs the run in ``folder``; nothing is told or written here."""
    config = folder.config()
    made = Planner().plan(config, lambda event: None)
    start = load_checkpoint(Path(config.start)) if config.start else None
    for _ in _events(made, config, start, folder):
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


def _events(
    made: Plan | BoxPlan, config: RunConfig, start: Checkpoint | None, folder: RunFolder
) -> Iterator[TrainingEvent]:
    if isinstance(made, BoxPlan):
        return run_boxes(made, config.train, start=start, state=folder.last)
    return run(made, config.train, start=start, state=folder.last)


def _train(folder: RunFolder, config: RunConfig, made: Plan | BoxPlan, tell: Tell) -> None:
    start = load_checkpoint(Path(config.start)) if config.start else None
    before = kept_in(folder.last)
    epochs = before.history if before else ()
    folder.write_history(epochs)
    try:
        with board(folder.path, len(epochs), wanted=config.train.tensorboard) as log:
            for event in _events(made, config, start, folder):
                if isinstance(event, Started) and event.epoch != len(epochs):
                    folder.write_history(epochs[: event.epoch])  # it begins anew
                if isinstance(event, EpochEnded):
                    folder.append_history(event)
                    log.write(event)
                tell(event)
                if isinstance(event, Finished):
                    _keep(folder, config, made, event, tell, start)
    except StopAsked:
        _mark(folder, "")
        finished = kept_in(folder.last)
        if finished:
            folder.write_history(finished.history)
            _keep(folder, config, made, finished, tell, start)
        raise


def _keep(
    folder: RunFolder, config: RunConfig, made: Plan | BoxPlan, finished: Finished, tell: Tell, start: Checkpoint | None
) -> None:
    """Write checkpoint and report."""
    tell(Preparing("measuring", 0, 0))
    if isinstance(made, BoxPlan):
        checkpoint = checkpoint_of_boxes(made, finished, config.train)
    else:
        checkpoint = checkpoint_of(made, finished, config.train)
    save_checkpoint(folder.best, checkpoint)
    if len(made.validation) or (made.test is not None and len(made.test)):
        if isinstance(made, BoxPlan):
            values = box_report_of(checkpoint, made).to_json()
        else:
            values = report_of(checkpoint, made, told("measuring", tell), start).to_json()
        folder.write_report(values)
        tell(Reported(values))


def _mark(folder: RunFolder, problem: str) -> None:
    """Say that the run stands still. Where even that can't be written, it is seen by the lock that nobody holds."""
    with suppress(OSError):
        folder.mark("failed" if problem else "stopped", problem)
