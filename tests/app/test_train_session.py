"""The window's training: its states, its progress, its kept runs, what it says when something is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from signdesk.app.context import AppContext
from signdesk.app.train_progress import ProgressMeter
from signdesk.app.train_session import TrainSession
from signdesk.training.events import Started, StepEnded
from signdesk.training.job_events import Failed, LeftOut, Paused, Preparing, Reported, RunBegan, RunEnded, Stopped
from signdesk.training.runs import RunStore
from tests.app.train_stand_ins import Jobs, epoch, make_run, report

CONFIG = {"name": "Mine", "network": "lenet5", "data": {"datasets": ["/somewhere"]}, "train": {"epochs": 4}}


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()


@pytest.fixture
def session(qtbot: QtBot, context: AppContext, jobs: Jobs) -> Iterator[TrainSession]:
    made = TrainSession(context, make_job=jobs)
    yield made
    made.close()


def test_a_training_goes_from_preparing_to_its_report(session: TrainSession, jobs: Jobs) -> None:
    states: list[str] = []
    session.changed.connect(lambda: states.append(session.state))
    reported: list[str] = []
    session.reported.connect(reported.append)
    assert session.start(CONFIG)
    jobs.last.tell(Preparing("reading pictures", 5, 20))
    session.poll()
    assert session.progress.share == pytest.approx(0.25)
    jobs.last.tell(Started(0, 4, 10, 1234, "cpu"), StepEnded(1, 5, 2.0, 800.0))
    session.poll()
    assert (session.state, session.progress.epoch, session.progress.pictures_per_second) == ("running", 1, 800)
    assert session.progress.share == pytest.approx(0.125)
    jobs.last.tell(epoch(1), Reported(report().to_json()))
    jobs.last.state = "finished"
    session.poll()
    assert reported == [session.run_id]
    assert states == ["preparing", "running", "finished"]
    assert session.runs()[0].config.train.epochs == 4


def test_pictures_that_are_left_out_are_told(session: TrainSession, jobs: Jobs, context: AppContext) -> None:
    told: list[str] = []
    context.notifier.listen(lambda notice: told.append(notice.text))
    session.start(CONFIG)
    jobs.last.tell(LeftOut(1, "1 picture is left out: A/1.png (it is empty)."))
    session.poll()
    assert told == ["1 picture is left out: A/1.png (it is empty)."]
    assert not session.problem


def test_pause_resume_and_stop_reach_the_job(session: TrainSession, jobs: Jobs) -> None:
    session.start(CONFIG)
    jobs.last.tell(Started(0, 4, 10, 1, "cpu"))
    session.poll()
    session.pause()
    jobs.last.tell(Paused())
    session.poll()
    assert session.state == "paused"
    session.resume()
    assert session.state == "running"
    session.stop()
    assert session.state == "stopping"
    jobs.last.tell(Stopped())
    session.poll()
    assert session.state == "stopped"
    assert jobs.last.asked == ["start", "pause", "resume", "stop"]


def test_a_second_training_does_not_disturb_the_first(session: TrainSession, jobs: Jobs) -> None:
    told: list[str] = []
    session.context.notifier.listen(lambda notice: told.append(notice.text))
    session.start(CONFIG)
    assert not session.start(CONFIG)
    assert "at work already" in told[-1]
    assert (session.state, session.problem) == ("preparing", "")
    assert len(jobs.made) == 1


def test_an_impossible_setting_is_a_sentence_and_leaves_no_run(session: TrainSession) -> None:
    assert not session.start({**CONFIG, "train": {"epochs": 0}})
    assert "epochs" in session.problem
    assert session.state == "failed"
    assert session.runs() == []
    assert session.start(CONFIG)
    assert session.problem == ""


def test_what_went_wrong_in_the_process_is_told(session: TrainSession, jobs: Jobs) -> None:
    session.start(CONFIG)
    jobs.last.tell(Failed("The loss is no longer a number. Take a smaller learning rate."))
    session.poll()
    assert (session.state, session.problem[:8]) == ("failed", "The loss")
    assert not session.active


def test_a_stopped_run_goes_on_in_its_own_folder(session: TrainSession, jobs: Jobs) -> None:
    run = make_run(session.store, "Half done", epochs=2, status="stopped")
    assert session.resume_run(run.id)
    assert jobs.last.folder == run.folder
    assert session.run_id == run.id
    assert not session.resume_run("gone")


def test_closing_lets_the_job_go_and_keeps_the_run(session: TrainSession, jobs: Jobs) -> None:
    session.start(CONFIG)
    session.close()
    assert jobs.last.asked[-1] == "close"
    assert [run.name for run in session.runs()] == ["Mine"]


def test_a_deleted_run_comes_back(qtbot: QtBot, session: TrainSession) -> None:
    runs = [make_run(session.store, name) for name in ("one", "two")]
    with qtbot.waitSignal(session.runs_changed):
        gone = session.delete([run.id for run in runs])
    assert session.runs() == []
    session.undelete(gone)
    assert {run.name for run in session.runs()} == {"one", "two"}


def test_a_sweep_tells_which_of_its_trainings_is_at_work(session: TrainSession, jobs: Jobs) -> None:
    assert session.start_sweep(CONFIG, {"learning_rate": "0.1, 0.01"})
    assert session.series == jobs.last.folder
    run = make_run(session.store, "first")
    jobs.last.tell(RunBegan(run.id, "learning_rate 0.1", 1, 2), Started(0, 4, 10, 1, "cpu"), StepEnded(2, 10, 1.0, 5.0))
    session.poll()
    assert session.run_id == run.id
    assert session.progress.share == pytest.approx(0.25)
    jobs.last.tell(RunEnded(run.id, {"accuracy": 0.5}))
    session.poll()
    found = session.results(jobs.last.folder)
    assert found is not None
    assert len(found.rows) == 2
    assert session.all_series() == [jobs.last.folder]


def test_a_sweep_without_values_is_a_sentence(session: TrainSession) -> None:
    assert not session.start_sweep(CONFIG, {})
    assert "values" in session.problem


def test_folds_are_a_job_of_their_own(session: TrainSession, jobs: Jobs) -> None:
    assert session.start_folds(CONFIG, 3)
    found = session.results(jobs.last.folder)
    assert found is not None
    assert sorted(row.config.data.fold for row in found.rows) == [0, 1, 2]


# How long it will take


def test_the_time_left_comes_from_the_epochs_before() -> None:
    meter = ProgressMeter(clock=lambda: 0.0)
    meter.take(Started(0, 10, 100, 1, "cpu"))
    assert meter.progress().left is None
    meter.take(StepEnded(2, 50, 1.0, 10.0))
    meter.take(epoch(1))
    meter.take(StepEnded(2, 50, 1.0, 10.0))
    assert meter.progress().left == pytest.approx(8.5)


def test_the_time_left_of_the_first_epoch_comes_from_its_steps() -> None:
    now = [0.0]
    meter = ProgressMeter(clock=lambda: now[0])
    meter.take(Started(0, 2, 10, 1, "cpu"))
    for step in range(1, 6):
        meter.take(StepEnded(1, step, 1.0, 10.0))
        now[0] += 1
    assert meter.progress().left == pytest.approx(15 * 5 / 4)


def test_runs_of_others_are_left_alone(session: TrainSession) -> None:
    other = RunStore(session.store.folder.parent / "elsewhere")
    make_run(other, "not mine")
    assert session.runs() == []
