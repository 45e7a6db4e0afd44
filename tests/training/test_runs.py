"""Runs that are kept: listed, renamed, deleted and brought back; nothing half-written is believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from signdesk.errors import ConfigError, TrainingError
from signdesk.training.events import EpochEnded
from signdesk.training.run_config import DataChoice, RunConfig
from signdesk.training.run_folder import RunFolder
from signdesk.training.run_lock import held, holding
from signdesk.training.runs import RunStore


def config(name: str = "first", **train: object) -> RunConfig:
    return RunConfig.parse({"name": name, "network": "lenet5", "train": train, "data": {"datasets": ["here"]}})


def epoch(number: int) -> EpochEnded:
    return EpochEnded(number, 1 / number, 0.5, 1e-3, 2.0, {"accuracy": 0.25})


def test_a_run_is_read_as_it_was_made(tmp_path: Path) -> None:
    run = RunStore(tmp_path).create(config(epochs=7))
    again = RunStore(tmp_path).get(run.id)
    assert again.config == config(epochs=7)
    assert (again.status, again.history, again.report, again.checkpoint) == ("new", (), None, None)


def test_the_newest_run_comes_first_and_damaged_ones_not_at_all(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    ids = [store.create(config(str(i))).id for i in range(12)]  # all within the same second, most likely
    store.get(ids[3]).folder.joinpath("config.json").write_text("{")
    (tmp_path / "notes.txt").touch()
    (tmp_path / "empty").mkdir()
    assert [run.id for run in store.all()] == [i for i in reversed(ids) if i != ids[3]]
    with pytest.raises(ConfigError, match=ids[3]):
        store.get(ids[3])


@pytest.mark.parametrize("name", ["", "..", "../elsewhere", "missing"])
def test_what_is_no_run_is_not_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(TrainingError, match="no run"):
        RunStore(tmp_path / "runs").get(name)


def test_renaming_keeps_the_rest(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    run = store.create(config(epochs=7))
    assert store.rename(run.id, " best so far ").name == "best so far"
    assert store.get(run.id).config.train == run.config.train


def test_a_deleted_run_comes_back_whole(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    run = store.create(config())
    RunFolder(run.folder).write_history([epoch(1)])
    store.delete(run.id)
    assert store.all() == []
    assert store.deleted() == [run.id]
    assert store.create(config()).id != run.id
    assert store.undelete(run.id).history == (epoch(1),)
    with pytest.raises(TrainingError, match="no deleted run"):
        store.undelete(run.id)


def test_a_run_at_work_is_not_deleted(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    run = store.create(config())
    RunFolder(run.folder).mark("running")
    with holding(run.folder):
        assert store.get(run.id).status == "running"
        with pytest.raises(TrainingError, match="Stop it first"):
            store.delete(run.id)


def test_a_run_whose_process_died_is_stopped(tmp_path: Path) -> None:
    run = RunStore(tmp_path).create(config())
    RunFolder(run.folder).mark("running")
    assert not held(run.folder)
    assert RunStore(tmp_path).get(run.id).status == "stopped"


def test_nobody_trains_a_run_twice_at_once(tmp_path: Path) -> None:
    with holding(tmp_path), pytest.raises(TrainingError, match="already"), holding(tmp_path):
        pass
    with holding(tmp_path):  # but one after the other
        assert held(tmp_path)


@pytest.mark.parametrize("end", ['{"epoch": 3, "lo', '{"epoch": 3}\n', "\x00\x00\x00", '"epoch"\n'])
def test_a_half_line_of_the_history_is_no_epoch(tmp_path: Path, end: str) -> None:
    folder = RunFolder(tmp_path)
    folder.write_history([epoch(1)])
    folder.append_history(epoch(2))
    with folder.history_file.open("a") as file:
        file.write(end)
    assert folder.history() == (epoch(1), epoch(2))


def test_a_whole_line_without_its_end_is_no_epoch_yet(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.write_history([epoch(1), epoch(2)])
    folder.history_file.write_bytes(folder.history_file.read_bytes()[:-1])
    assert folder.history() == (epoch(1),)


def test_a_problem_is_told_again(tmp_path: Path) -> None:
    run = RunStore(tmp_path).create(config())
    RunFolder(run.folder).mark("failed", "The disk is full.")
    again = RunStore(tmp_path).get(run.id)
    assert (again.status, again.problem, again.resumable) == ("failed", "The disk is full.", True)


def test_a_configuration_survives_its_file(tmp_path: Path) -> None:
    made = config(hidden="300,300", learning_rate="5e-4")
    assert RunConfig.from_json(made.to_json()) == made
    assert made.train.hidden == (300, 300)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"nam": "x"}, "nam"),
        ({"data": {"validation": 2}}, "data.validation"),
        ({"data": {"datasets": []}}, "data.datasets"),
        ({"train": {"epochs": 0}}, "epochs"),
    ],
)
def test_impossible_configurations_are_named(values: dict[str, object], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        RunConfig.parse(values)


def test_the_data_that_comes_with_signdesk_is_found_wherever_it_lies() -> None:
    assert DataChoice().paths()[0].name == "rendered"


def test_a_store_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file in the way")
    with pytest.raises(TrainingError, match="can't be written"):
        RunStore(tmp_path / "runs").create(config())
