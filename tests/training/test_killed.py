"""Killed with kill -9 at any moment: nothing broken is left, and the training ends as if nothing had happened."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pytest

from signdesk.networks.checkpoint import load_checkpoint
from signdesk.training.perform import perform
from signdesk.training.run_config import RunConfig
from signdesk.training.run_folder import RunFolder
from signdesk.training.runs import Run, RunStore
from signdesk.training.state import Pace, read_state

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9, and no cheap process")

_KILLS = 30
_EPOCHS = 6


def test_a_training_that_is_killed_thirty_times_ends_like_an_unbroken_one(
    tmp_path: Path, disc_run: Callable[..., RunConfig]
) -> None:
    store = RunStore(tmp_path / "runs")
    config = disc_run(epochs=_EPOCHS, keep_best=True)
    whole = store.create(config)
    told = _events(whole)
    expected = load_checkpoint(whole.folder / "best.safetensors").weights
    chance = random.Random(0)
    kills = finished = 0
    run = store.create(config)
    while kills < _KILLS or not finished:
        # Soon, while it prepares, or later; and then some hundredths of a millisecond on, inside whatever it does.
        after = chance.randrange(told) if kills < _KILLS else None
        killed = _perform_and_kill(run, after, chance.uniform(0, 0.004))
        kills += killed
        _check_files(run)
        if not killed:
            assert store.get(run.id).status == "finished"
            assert not list(run.folder.glob(".*"))
            assert len(store.get(run.id).history) == _EPOCHS
            weights = load_checkpoint(run.folder / "best.safetensors").weights
            for name, array in expected.items():
                np.testing.assert_array_equal(array, weights[name])
            finished += 1
            run = store.create(config)


def _events(run: Run) -> int:
    """Train without a break; the number of its events."""
    count = 0
    process, connection = _started(run)
    while True:
        try:
            connection.recv_bytes()
        except EOFError:
            break
        count += 1
    process.join()
    assert process.exitcode == 0
    return count


def _perform_and_kill(run: Run, after: int | None, later: float) -> bool:
    """Go on with the run; kill its process after so many events. Whether it was killed before it ended."""
    process, connection = _started(run)
    heard = 0
    try:
        while after is None or heard <= after:
            connection.recv_bytes()
            heard += 1
        connection.close()  # what it says from now on must not hold it up
        process.join(later)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
    except (EOFError, ProcessLookupError):
        pass
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def _started(run: Run) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    """A process that works on the run. It is forked, for torch need not be imported anew each time."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(run.folder, theirs), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _work(folder: Path, connection: Connection) -> None:
    Pace.due = lambda self: True  # type: ignore[method-assign]  # epochs this short would not all be written

    def tell(event: object) -> None:
        try:
            connection.send_bytes(type(event).__name__.encode())
        except BrokenPipeError:
            return

    perform(RunFolder(folder), tell)


def _check_files(run: Run) -> None:
    """Every file that has its final name can be read, and is what it says."""
    folder = RunFolder(run.folder)
    assert folder.config() == run.config
    assert folder.status()[0] in ("new", "stopped", "finished")  # and not "running": nobody is
    history = folder.history()
    assert [event.epoch for event in history] == list(range(1, len(history) + 1))
    if folder.last.exists():
        assert read_state(folder.last).epoch <= _EPOCHS
    if folder.best.exists():
        assert load_checkpoint(folder.best).card.network == "lenet5"
    if folder.report_file.exists():
        assert json.loads(folder.report_file.read_bytes())["pictures"] > 0
