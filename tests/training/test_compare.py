"""Comparisons: which trainings they are, and what is told of them."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from signdesk.errors import ConfigError
from signdesk.networks.specs import SPECS
from signdesk.training.compare import Compare, goal_of, outcome_of
from signdesk.training.comparisons import COMPARISONS, cases_for
from signdesk.training.config import TrainConfig
from signdesk.training.curves import ACTIVATION_CURVES, LOSS_CURVES
from signdesk.training.events import EpochEnded
from signdesk.training.run_config import RunConfig
from signdesk.training.run_folder import RunFolder
from signdesk.training.runs import RunStore
from signdesk.training.series import create_series, load_series, results

BASE = RunConfig.parse({"name": "base", "network": "mlp", "data": {"datasets": ["here"]}})


def epochs(*accuracies: float) -> list[EpochEnded]:
    return [EpochEnded(n, 3 / n, 0.5, 0.01, 1.0, {"loss": 1.0, "accuracy": a}) for n, a in enumerate(accuracies, 1)]


def test_all_ten_ways_of_the_notes_are_compared() -> None:
    runs = Compare.of("optimizers", BASE).runs()
    assert len(runs) == 10
    ways = {run.train.optimizer for run in runs}
    assert ways == {"gd", "sgd", "momentum", "nesterov", "adagrad", "adadelta", "rmsprop", "adam", "adamw"}
    one, some = (run for run in runs if run.train.optimizer == "sgd")
    assert (one.train.batch_size, some.train.batch_size) == (1, BASE.train.batch_size)
    assert len({run.train.learning_rate for run in runs}) > 3
    same = Compare.of("optimizers-same-rate", BASE).runs()
    assert {run.train.learning_rate for run in same} == {BASE.train.learning_rate}


def test_every_loss_and_activation_that_can_be_chosen_is_compared() -> None:
    losses = {run.train.loss for run in Compare.of("losses", BASE).runs()}
    assert losses == set(LOSS_CURVES)
    activations = {run.train.activation for run in Compare.of("activations", BASE).runs()}
    assert activations == set(ACTIVATION_CURVES) - {"softmax"}  # that is of the outputs


@pytest.mark.parametrize("network", list(SPECS))
@pytest.mark.parametrize("name", list(COMPARISONS))
def test_what_a_network_can_do_is_possible_and_the_rest_a_sentence(name: str, network: str) -> None:
    problem = COMPARISONS[name].lacks(network)
    if problem:
        assert SPECS[network].title in problem
        with pytest.raises(ConfigError, match="has no setting"):
            cases_for(name, network)
        return
    base = BASE.changed(network=network, train=TrainConfig.of(network))
    runs = Compare.of(name, base).runs()
    assert len({run.model_copy(update={"name": ""}).model_dump_json() for run in runs}) == len(runs)
    known = set(SPECS[network].settings)
    assert all(set(settings) <= known for _, settings in Compare.of(name, base).cases)


def test_a_network_that_always_normalises_gets_more_than_one_picture_a_step() -> None:
    sizes = [
        case.settings["batch_size"] for case in cases_for("optimizers", "compact") if "batch_size" in case.settings
    ]
    assert sizes == [4]


def test_a_box_is_compared_by_the_losses_of_numbers() -> None:
    losses = [case.settings["loss"] for case in cases_for("losses", "box_regressor")]
    assert losses == ["mse", "mae", "huber", "pseudo_huber"]


def test_only_the_thing_itself_differs_between_optimizers() -> None:
    for case in cases_for("optimizers", "lenet5"):
        assert case.settings["averaging"] == 0
        assert case.settings["schedule"] == "constant"
        assert case.settings["batch_norm"] is False


def test_an_outcome_tells_last_best_and_how_soon() -> None:
    goal = goal_of([epochs(0.2, 0.5, 0.4), epochs(0.3, 0.46)])
    assert goal == pytest.approx(0.45)
    first = outcome_of(epochs(0.2, 0.5, 0.4), goal)
    assert (first.epochs, first.loss, first.final, first.best, first.near) == (3, 1.0, 0.4, 0.5, 2)
    assert outcome_of(epochs(0.1, 0.2), goal).near is None
    assert outcome_of((), goal).epochs == 0
    assert math.isnan(goal_of([[]]))


def test_a_comparison_is_kept_and_told_as_a_table(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    series = Compare.of("batch-normalisation", BASE)
    folder = create_series(store, series)
    assert load_series(folder) == series
    for config, accuracies in zip(series.runs(), ((0.2, 0.3), (0.5, 0.6)), strict=True):
        run = store.create(config.changed(series=folder.name))
        RunFolder(run.folder).write_history(epochs(*accuracies))
        RunFolder(run.folder).mark("finished")
    found = results(folder)
    heads, cells = found.table()
    assert heads == ("batch normalisation", "loss", "final", "best", "epochs to 54%")
    assert cells == [("without", "1.500", "30.00%", "30.00%", "–"), ("with", "1.500", "60.00%", "60.00%", "2")]
    assert found.best is not None
    assert found.best.changed == {"batch normalisation": "with"}
    assert found.to_json()["rows"][1]["outcome"]["near"] == 2


def test_what_nobody_knows_is_named() -> None:
    with pytest.raises(ConfigError, match="batch-normalisation"):
        Compare.of("colours", BASE)
