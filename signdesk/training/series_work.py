"""Working through a series, one training after the other."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from signdesk.errors import SignDeskError
from signdesk.training.job_events import RunBegan, RunEnded
from signdesk.training.job_line import StopAsked
from signdesk.training.perform import Tell, perform, sentence_of
from signdesk.training.planner import Planner
from signdesk.training.run_folder import RunFolder
from signdesk.training.run_lock import holding
from signdesk.training.runs import RunStore
from signdesk.training.series import results

__all__ = ["perform_series"]


def perform_series(folder: Path, tell: Tell) -> None:
    """Train what the series in ``folder`` still lacks. A training that fails is told and left; the others go on."""
    with holding(folder):
        own = RunFolder(folder)
        own.mark("running")
        try:
            _perform_all(folder, tell)
            own.mark("finished")
        except (StopAsked, KeyboardInterrupt, GeneratorExit, BrokenPipeError):  # as in `perform`
            own.mark("stopped")
            raise
        except Exception as error:
            with suppress(OSError):
                own.mark("failed", sentence_of(error))
            raise


def _perform_all(folder: Path, tell: Tell) -> None:
    store = RunStore(folder.parent)
    rows = results(folder).rows
    planner = Planner()
    for number, row in enumerate(rows, 1):
        run = row.run or store.create(row.config)
        tell(RunBegan(run.id, run.name, number, len(rows)))
        problem = ""
        if run.status != "finished":
            try:
                perform(RunFolder(run.folder), tell, planner)
            except SignDeskError as error:
                if isinstance(error.__cause__, OSError | MemoryError):
                    raise  # a full disk would stop the others as well
                problem = str(error)
        tell(RunEnded(run.id, results(folder).rows[number - 1].figures, problem))
