"""A job in a process of its own: it is watched, paused, stopped, taken up again, and its death is a sentence."""

from __future__ import annotations

import errno
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from signdesk.errors import ConfigError, DatasetError, TrainingError
from signdesk.networks.checkpoint import load_checkpoint
from signdesk.training import perform as performing
from signdesk.training.events import EpochEnded, Finished, Started, StepEnded
from signdesk.training.job import Failed, JobEvent, Paused, Preparing, Reported, Stopped, TrainingJob
from signdesk.training.job_line import StopAsked
from signdesk.training.perform import perform, sentence_of
from signdesk.training.run_config import RunConfig
from signdesk.training.run_folder import RunFolder
from signdesk.training.runs import Run, RunStore

MakeRun = Callable[..., RunConfig]
_LONG = 900.0


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


@pytest.fixture
def jobs() -> Iterator[Callable[[Run], TrainingJob]]:
    """Jobs that are closed when the test is over."""
    made: list[TrainingJob] = []

    def make(run: Run) -> TrainingJob:
        made.append(TrainingJob(run.folder))
        return made[-1]

    yield make
    for job in made:
        job.close()


def until(job: TrainingJob, seen: Callable[[JobEvent], bool]) -> list[JobEvent]:
    """Everything up to the first event that is wanted; fails when the job ends or hangs before."""
    events: list[JobEvent] = []
    deadline = time.monotonic() + _LONG
    while time.monotonic() < deadline:
        job.wait(1.0)
        new = job.poll()
        events += new
        if any(map(seen, new)):
            return events
        if job.state in ("failed", "finished"):
            break
    pytest.fail(f"it never came; the job is {job.state} after {events[-3:]}")


def test_a_job_is_watched_paused_stopped_and_taken_up_again(
    store: RunStore, disc_run: MakeRun, jobs: Callable[[Run], TrainingJob]
) -> None:
    run = store.create(disc_run(epochs=400))
    job = jobs(run)
    job.start()
    with pytest.raises(TrainingError, match="already"):
        job.start()
    events = until(job, lambda event: isinstance(event, EpochEnded))
    kinds = [type(event) for event in events]
    assert kinds.index(Preparing) < kinds.index(Started) < kinds.index(EpochEnded)
    assert job.state == "running"
    assert store.get(run.id).status == "running"

    job.pause()
    until(job, lambda event: isinstance(event, Paused))
    assert job.state == "paused"
    assert job.poll() == []
    job.resume()
    until(job, lambda event: isinstance(event, EpochEnded))

    job.stop()
    until(job, lambda event: isinstance(event, Stopped))
    assert job.state == "stopped"
    until(job, lambda event: isinstance(event, Reported))  # what was learnt until then can be used
    stopped = store.get(run.id)
    assert (stopped.status, stopped.problem) == ("stopped", "")
    assert stopped.report is not None
    assert load_checkpoint(stopped.folder / "best.safetensors").card.network == "lenet5"

    job.start()
    events = until(job, lambda event: isinstance(event, Started))
    started = next(event for event in events if isinstance(event, Started))
    assert started.epoch == len(stopped.history) > 0


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_a_job_that_is_killed_is_a_sentence_and_keeps_its_epochs(
    store: RunStore, disc_run: MakeRun, jobs: Callable[[Run], TrainingJob]
) -> None:
    run = store.create(disc_run(epochs=400))
    job = jobs(run)
    job.start()
    until(job, lambda event: isinstance(event, EpochEnded))
    assert job._process is not None
    assert job._process.pid is not None
    os.kill(job._process.pid, signal.SIGKILL)  # as the system does when memory runs out
    *_, failed = until_dead(job)
    assert isinstance(failed, Failed)
    assert "memory" in failed.message
    assert job.state == "failed"
    kept = store.get(run.id)
    assert (kept.status, kept.problem) == ("failed", failed.message)
    assert len(kept.history) >= 1
    assert kept.resumable


def until_dead(job: TrainingJob) -> list[JobEvent]:
    events: list[JobEvent] = []
    deadline = time.monotonic() + _LONG
    while job.active and time.monotonic() < deadline:
        job.wait(1.0)
        events += job.poll()
    return events


def test_a_job_that_goes_wrong_says_so_and_one_that_goes_well_ends(
    store: RunStore, disc_run: MakeRun, disc_folder: Path, jobs: Callable[[Run], TrainingJob]
) -> None:
    good = jobs(store.create(disc_run("softmax", epochs=2)))
    good.start()
    events = until_dead(good)
    assert good.state == "finished"
    assert any(isinstance(event, Finished) for event in events)
    assert isinstance(events[-1], Reported)

    bad = jobs(store.create(disc_run().changed(data={"datasets": [str(disc_folder / "gone")]})))
    bad.start()
    failed = until_dead(bad)[-1]
    assert isinstance(failed, Failed)
    assert "gone" in failed.message
    assert store.get(bad.folder.name).problem == failed.message


def test_stopping_while_pictures_are_read_keeps_the_run(store: RunStore, disc_run: MakeRun) -> None:
    run = store.create(disc_run())

    def tell(event: JobEvent) -> None:
        if isinstance(event, Preparing) and event.done == 5:
            raise StopAsked

    with pytest.raises(StopAsked):
        perform(RunFolder(run.folder), tell)
    assert store.get(run.id).status == "stopped"
    assert store.get(run.id).checkpoint is None


def test_a_full_disk_is_said_and_the_epochs_are_kept(
    store: RunStore, disc_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = store.create(disc_run())

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(performing, "save_checkpoint", full)
        with pytest.raises(TrainingError, match="no room"):
            perform(RunFolder(run.folder), lambda event: None)
    failed = store.get(run.id)
    assert failed.status == "failed"
    assert "no room" in failed.problem
    assert len(failed.history) == 3
    events: list[JobEvent] = []
    perform(RunFolder(run.folder), events.append)
    assert not any(isinstance(event, StepEnded) for event in events)  # nothing is trained again
    assert store.get(run.id).status == "finished"


def test_a_dataset_that_vanishes_while_it_is_read_is_said(
    store: RunStore, disc_run: MakeRun, disc_folder: Path
) -> None:
    run = store.create(disc_run())

    def tell(event: JobEvent) -> None:
        if (
            isinstance(event, Preparing)
            and event.what == "reading pictures"
            and event.done == 15
            and disc_folder.exists()
        ):
            disc_folder.rename(disc_folder.with_name("elsewhere"))

    with pytest.raises((TrainingError, DatasetError)):
        perform(RunFolder(run.folder), tell)
    assert disc_folder.name in store.get(run.id).problem


def test_divergence_is_said_and_earlier_epochs_are_kept(store: RunStore, disc_run: MakeRun) -> None:
    wild = {"optimizer": "sgd", "learning_rate": 10, "gradient": "sum", "clip": 0, "warm_up": 0.9, "batch_size": 4}
    run = store.create(disc_run("mlp", epochs=50, hidden="32,32,32", activation="leaky_relu", **wild))
    with pytest.raises(TrainingError, match="Lower the learning rate"):
        perform(RunFolder(run.folder), lambda event: None)
    failed = store.get(run.id)
    assert "Lower the learning rate" in failed.problem
    assert 0 < len(failed.history) < 50


def test_a_log_that_needs_another_package_is_said(
    store: RunStore, disc_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    with pytest.raises(ConfigError, match=r"signdesk\[tensorboard\]"):
        perform(RunFolder(store.create(disc_run(tensorboard=True)).folder), lambda event: None)


@pytest.mark.parametrize(
    ("error", "named"),
    [
        (MemoryError(), "Memory ran out"),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory"), "Memory ran out"),
        (PermissionError(errno.EACCES, "Permission denied", "/x/last.safetensors"), "/x/last.safetensors"),
        (RuntimeError("odd"), "RuntimeError: odd"),
    ],
)
def test_whatever_goes_wrong_is_a_sentence(error: Exception, named: str) -> None:
    assert named in sentence_of(error)
