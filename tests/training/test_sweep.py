"""Sweeps and cross-validations: which trainings they are, and what comes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from signdesk.datasets.open import open_dataset
from signdesk.errors import ConfigError, TrainingError
from signdesk.training.crossval import CrossValidation
from signdesk.training.events import EpochEnded, Finished, Started
from signdesk.training.job_events import JobEvent, RunBegan, RunEnded
from signdesk.training.job_line import StopAsked
from signdesk.training.plan import plan
from signdesk.training.run_config import RunConfig
from signdesk.training.run_folder import RunFolder
from signdesk.training.runs import RunStore
from signdesk.training.series import create_series, load_series, results
from signdesk.training.series_work import perform_series
from signdesk.training.sweep import Sweep

MakeRun = Callable[..., RunConfig]
BASE = RunConfig.parse({"name": "base", "network": "mlp", "data": {"datasets": ["here"]}})
NOTES_GRID = {"learning_rate": (1e-3, 5e-4, 1e-4), "hidden": (300, 500, 700)}


def test_the_sweep_of_the_notes_is_three_by_three() -> None:
    runs = Sweep.parse(BASE, NOTES_GRID).runs()
    pairs = {(run.train.learning_rate, run.train.hidden) for run in runs}
    assert pairs == {(rate, (width,)) for rate in (1e-3, 5e-4, 1e-4) for width in (300, 500, 700)}
    assert runs[0].name == "base learning_rate 0.001, hidden 300"


def test_values_are_understood_as_text() -> None:
    sweep = Sweep.parse(BASE, {"hidden": "300;300,200", "learning_rate": "1e-3, 1e-4", "batch_norm": "true,false"})
    assert sweep.grid["hidden"] == ((300,), (300, 200))
    assert sweep.grid["batch_norm"] == (True, False)
    assert len(sweep.runs()) == 8


def test_what_is_drawn_lies_in_its_range_and_is_drawn_again() -> None:
    sweep = Sweep.parse(BASE, {"learning_rate": "1e-4..1e-1", "batch_size": "16..64", "optimizer": "adam,sgd"}, 40)
    drawn = sweep.combinations()
    rates = np.array([values["learning_rate"] for values in drawn])
    assert 1e-4 <= rates.min() < 1e-3 < 1e-2 < rates.max() <= 1e-1  # in even ratios, not in even steps
    assert all(isinstance(values["batch_size"], int) and 16 <= values["batch_size"] <= 64 for values in drawn)
    assert {values["optimizer"] for values in drawn} == {"adam", "sgd"}
    assert sweep.combinations() == drawn


@pytest.mark.parametrize("sizes", ["8..64", "0..32"])
def test_sizes_that_are_drawn_can_be_shown(sizes: str) -> None:
    runs = Sweep.parse(BASE, {"input_size": sizes, "dropout": "0.99..0.9999"}, 40).runs()
    assert len({run.train.input_size for run in runs}) > 5


@pytest.mark.parametrize(
    ("grid", "random", "named"),
    [
        ({}, 0, "Name some"),
        ({"learning": "1,2"}, 0, "learning_rate"),
        ({"epochs": "3,0"}, 0, "epochs"),
        ({"epochs": ""}, 0, "epochs"),
        ({"learning_rate": "1e-4..1e-2"}, 0, "at random"),
        ({"learning_rate": "1e-2..1e-4"}, 5, "lower one first"),
        ({"optimizer": "1..2"}, 5, "optimizer"),
        ({"epochs": list(range(1, 60)), "seed": list(range(60))}, 0, "1 to 1000"),
    ],
)
def test_impossible_sweeps_are_said(grid: dict[str, object], random: int, named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        Sweep.parse(BASE, grid, random)


@pytest.mark.parametrize("made", [Sweep.parse(BASE, NOTES_GRID), CrossValidation(base=BASE, folds=4)])
def test_a_series_survives_its_file(tmp_path: Path, made: Sweep | CrossValidation) -> None:
    again = load_series(create_series(RunStore(tmp_path), made))
    assert again.runs() == made.runs()


def test_a_damaged_series_is_said(tmp_path: Path) -> None:
    folder = create_series(RunStore(tmp_path), Sweep.parse(BASE, NOTES_GRID))
    (folder / "series.json").write_text(json.dumps({"kind": "sweep"}))
    with pytest.raises(ConfigError, match="Start a new one"):
        load_series(folder)
    with pytest.raises(TrainingError, match="no sweep"):
        load_series(tmp_path)


def test_everybody_is_measured_on_exactly_once(disc_folder: Path, disc_run: MakeRun) -> None:
    samples = open_dataset(disc_folder)
    people = np.array([f"p{i % 5}" for i in range(len(samples))])
    samples = replace(samples, signers=people, groups=np.empty(0, np.str_))
    measured: list[str] = []
    for run in CrossValidation(base=disc_run(), folds=3).runs():
        made = plan(samples, run.network, run.train, run.data)
        assert made.test is not None
        there = set(made.test.signers.tolist())
        assert not there & {*made.train.signers.tolist(), *made.validation.signers.tolist()}
        measured += there
    assert len(measured) == len(set(measured)) == 5


def test_a_stopped_sweep_goes_on_with_what_is_left(tmp_path: Path, disc_run: MakeRun) -> None:
    base = disc_run(epochs=1)
    store = RunStore(tmp_path / "runs")
    folder = create_series(store, Sweep.parse(base, {"learning_rate": "1e-3,3e-3", "seed": "0,1"}))
    events: list[JobEvent] = []

    def until_the_third(event: JobEvent) -> None:
        events.append(event)
        if isinstance(event, RunBegan) and event.number == 3:
            raise StopAsked

    with pytest.raises(StopAsked):
        perform_series(folder, until_the_third)
    assert results(folder).status == "stopped"
    first = [row.run.id for row in results(folder).rows if row.run and row.run.status == "finished"]
    assert len(first) == 2

    events.clear()
    perform_series(folder, events.append)
    assert len([event for event in events if isinstance(event, Finished)]) == 2  # not the two that were done
    assert [event.number for event in events if isinstance(event, RunBegan)] == [1, 2, 3, 4]
    assert all(not event.problem for event in events if isinstance(event, RunEnded))
    found = results(folder)
    assert found.status == "finished"
    assert [row.run.id for row in found.rows if row.run][:2] == first
    assert found.best is not None
    down, along, rates, seeds, shares = found.heat_map() or pytest.fail("there is no heat map")
    assert (down, along, rates, seeds) == ("learning_rate", "seed", [1e-3, 3e-3], [0, 1])
    assert np.isfinite(shares).all()
    heads, cells = found.table()
    assert heads[:2] == ("learning_rate", "seed")
    assert len(cells) == 4
    assert json.loads(json.dumps(found.to_json()))["rows"][3]["status"] == "finished"


def test_a_training_that_fails_leaves_the_others(tmp_path: Path, disc_run: MakeRun) -> None:
    base = disc_run(epochs=1)
    folder = create_series(RunStore(tmp_path / "runs"), Sweep.parse(base, {"learning_rate": "1e-2,1e-3"}))
    events: list[JobEvent] = []
    perform_series(folder, lambda event: _diverge(event, events))
    ended = [event for event in events if isinstance(event, RunEnded)]
    assert [bool(event.problem) for event in ended] == [True, False]
    assert results(folder).rows[0].run.status == "failed"  # type: ignore[union-attr]


def _diverge(event: JobEvent, events: list[JobEvent]) -> None:
    events.append(event)
    if isinstance(event, Started) and sum(isinstance(e, Started) for e in events) == 1:
        raise TrainingError("Training diverged.")


def test_mean_and_deviation_are_of_what_is_known(tmp_path: Path) -> None:
    folder = create_series(RunStore(tmp_path), CrossValidation(base=BASE, folds=3))
    found = results(folder)
    assert found.mean() is None
    rows = tuple(
        replace(row, figures={"accuracy": share}) for row, share in zip(found.rows, (0.9, 0.8, 0.7), strict=True)
    )
    assert replace(found, rows=rows).mean() == pytest.approx((0.8, 0.1))


def test_the_kept_epoch_is_what_is_compared(tmp_path: Path) -> None:
    for keep_best, expected in ((True, 0.9), (False, 0.6)):
        base = BASE.changed(train={"keep_best": keep_best, "epochs": 2})
        store = RunStore(tmp_path / str(keep_best))
        folder = create_series(store, Sweep.parse(base, {"seed": "0"}))
        run = store.create(results(folder).rows[0].config)
        RunFolder(run.folder).write_history(
            [EpochEnded(1, 1, 1, 1, 1, {"accuracy": 0.9}), EpochEnded(2, 1, 1, 1, 1, {"accuracy": 0.6})]
        )
        assert results(folder).rows[0].figures == {"validation": expected}
