"""Networks written by hand are trained as all others are: same events, same history, same way back after a crash."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from signdesk.alphabet import NO_HAND
from signdesk.errors import ConfigError, TrainingError
from signdesk.networks.checkpoint import Checkpoint, ModelCard
from signdesk.networks.registry import restore
from signdesk.training import flat_pictures
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops
from signdesk.training.events import EpochEnded, Finished, Started, StepEnded
from signdesk.training.fit import outputs_of, targets
from signdesk.training.fit_by_hand import fit_by_hand
from signdesk.vision.crop import InputSpec


@dataclass(frozen=True, eq=False)
class Task:
    """As much of a plan as training by hand looks at."""

    network: str
    arguments: dict[str, Any]
    alphabets: dict[str, tuple[str, ...]]
    train: Crops
    validation: Crops


def task(network: str, crops: Crops, strangers: Crops, labels: str = "ABC", **arguments: Any) -> Task:
    wanted = list(labels)
    arguments = {"labels": len(labels), "size": 32, "channels": 3, **arguments}
    return Task(
        network,
        arguments,
        {"letters": tuple(wanted)},
        crops.take(np.isin(crops.labels, wanted)),
        strangers.take(np.isin(strangers.labels, wanted)),
    )


def settings(network: str, **changes: Any) -> TrainConfig:
    return TrainConfig.of(network, {"epochs": 6, **changes})


def finished(what: Task, config: TrainConfig, state: Path | None = None) -> Finished:
    *_, last = fit_by_hand(what, config, state=state)
    assert isinstance(last, Finished)
    return last


@pytest.mark.parametrize(
    ("network", "labels", "arguments", "changes", "least"),
    [
        ("perceptron", "AB", {}, {"epochs": 60, "batch_size": 8}, 0.9),
        ("logistic", "AB", {}, {"epochs": 150, "learning_rate": 0.003}, 0.9),
        ("two_layer", "AB", {"hidden": "8"}, {"epochs": 60, "optimizer": "adam", "initialisation": "xavier"}, 0.9),
        ("layers", "ABC", {"hidden": "32", "standardised": True}, {"epochs": 20, "batch_size": 32}, 0.9),
    ],
)
def test_each_learns_what_it_has_not_seen(
    crops: Crops,
    strangers: Crops,
    network: str,
    labels: str,
    arguments: dict[str, Any],
    changes: dict[str, Any],
    least: float,
) -> None:
    last = finished(task(network, crops, strangers, labels, **arguments), settings(network, **changes))
    assert last.history[-1].validation["accuracy"] >= least
    assert last.history[-1].loss < last.history[0].loss


def test_it_tells_what_happens_in_order(crops: Crops, strangers: Crops) -> None:
    events = list(fit_by_hand(task("layers", crops, strangers), settings("layers", batch_size=64, hidden="8")))
    assert isinstance(events[0], Started)
    assert (events[0].epoch, events[0].epochs, events[0].steps) == (0, 6, 4)
    assert [e.epoch for e in events if isinstance(e, EpochEnded)] == [1, 2, 3, 4, 5, 6]
    assert [(e.epoch, e.step) for e in events if isinstance(e, StepEnded)][:5] == [
        (1, 1),
        (1, 2),
        (1, 3),
        (1, 4),
        (2, 1),
    ]
    assert isinstance(events[-1], Finished)
    assert {"loss", "accuracy", "letters"} <= events[-1].history[0].validation.keys()


def test_its_figures_are_those_of_the_restored_network(crops: Crops, strangers: Crops) -> None:
    what = task("layers", crops, strangers, hidden="16", standardised=True)
    last = finished(what, settings("layers", epochs=3, batch_size=64))
    card = ModelCard("reader", what.network, what.arguments, InputSpec(32, 3, 1.0), what.alphabets)
    logits = outputs_of(restore(Checkpoint(card, last.weights)), what.validation).logits
    index, _ = targets(what.validation, what.alphabets)
    right = float((logits.argmax(1) == index).float().mean())
    assert last.history[-1].validation["accuracy"] == pytest.approx(right)
    loss = float(torch.nn.functional.cross_entropy(logits, index))
    assert last.history[-1].validation["loss"] == pytest.approx(loss, rel=1e-4)


@pytest.mark.parametrize(
    ("network", "labels", "changes"),
    [
        ("layers", "ABC", {"batch_size": 50, "optimizer": "adam", "learning_rate": 1e-3, "epochs": 8}),
        ("two_layer", "AB", {"epochs": 40, "keep_best": True, "optimizer": "momentum", "batch_size": 16}),
    ],
)
def test_an_interrupted_training_goes_on_as_if_unbroken(
    crops: Crops, strangers: Crops, tmp_path: Path, network: str, labels: str, changes: dict[str, Any]
) -> None:
    what, config = task(network, crops, strangers, labels), settings(network, **changes)
    state = tmp_path / "state.safetensors"
    for event in fit_by_hand(what, config, state=state):
        if isinstance(event, StepEnded) and event.epoch == 5 and event.step == 2:
            break  # as a crash would, in the middle of an epoch
    resumed = list(fit_by_hand(what, config, state=state))
    assert isinstance(resumed[0], Started)
    assert resumed[0].epoch >= 1
    assert isinstance(resumed[-1], Finished)
    unbroken = finished(what, config)
    assert [e.epoch for e in resumed[-1].history] == [e.epoch for e in unbroken.history]
    for name, array in unbroken.weights.items():
        np.testing.assert_array_equal(array, resumed[-1].weights[name])


def test_a_state_of_other_settings_is_refused(crops: Crops, strangers: Crops, tmp_path: Path) -> None:
    what, state = task("logistic", crops, strangers, "AB"), tmp_path / "state.safetensors"
    finished(what, settings("logistic", epochs=2), state)
    with pytest.raises(TrainingError, match="other settings"):
        finished(what, settings("logistic", epochs=3), state)
    state.write_bytes(b"rubbish")
    with pytest.raises(TrainingError, match="can't be taken up again"):
        finished(what, settings("logistic", epochs=2), state)


def test_the_seed_decides(crops: Crops, strangers: Crops) -> None:
    what = task("layers", crops, strangers, hidden="8")
    first, again, other = (finished(what, settings("layers", seed=seed)) for seed in (1, 1, 2))
    for name, array in first.weights.items():
        np.testing.assert_array_equal(array, again.weights[name])
    assert any((array != other.weights[name]).any() for name, array in first.weights.items())


def test_adding_gradients_up_is_averaging_them_at_a_higher_rate(crops: Crops, strangers: Crops) -> None:
    what = task("logistic", crops, strangers, "AB")
    count = len(what.train)
    added = finished(what, settings("logistic", gradient="sum", learning_rate=0.002 / count))
    averaged = finished(what, settings("logistic", gradient="mean", learning_rate=0.002))
    np.testing.assert_allclose(added.weights["weight"], averaged.weights["weight"], rtol=1e-5, atol=1e-7)


def test_pictures_that_do_not_fit_into_memory_teach_the_same(
    crops: Crops, strangers: Crops, monkeypatch: pytest.MonkeyPatch
) -> None:
    what, config = task("layers", crops, strangers, hidden="8", standardised=True), settings("layers", optimizer="gd")
    inside = finished(what, config)
    monkeypatch.setattr(flat_pictures, "_IN_MEMORY", 0)
    monkeypatch.setattr(flat_pictures, "_CHUNK", 50)
    outside = finished(what, config)
    for name, array in inside.weights.items():
        np.testing.assert_allclose(array, outside.weights[name], rtol=1e-3, atol=1e-5)
    assert outside.history[-1].validation["loss"] == pytest.approx(inside.history[-1].validation["loss"], rel=1e-4)


def test_signs_of_another_alphabet_are_no_mistakes(crops: Crops, strangers: Crops) -> None:
    what = task("layers", crops, strangers, hidden="")
    digits = replace(what.train, labels=np.array(["0" if label == "A" else "1" for label in what.train.labels]))
    both = replace(
        what,
        alphabets={"letters": ("A", "B"), "digits": ("0", "1")},
        train=digits,
        arguments=what.arguments | {"labels": 4},
    )
    before = finished(both, settings("layers", epochs=1, learning_rate=1e-9)).weights["0.bias"]
    after = finished(both, settings("layers", epochs=1, learning_rate=1e-3)).weights["0.bias"]
    assert (np.abs(after - before) > 1e-6).tolist() == [False, False, True, True]


def test_it_stops_when_it_gets_no_better_and_keeps_the_best(crops: Crops, strangers: Crops) -> None:
    """A third of the labels are wrong: learnt by heart in the end, they make the reading of others worse."""
    rng = np.random.default_rng(0)
    noisy = np.where(rng.random(len(crops)) < 0.35, rng.choice(list("ABC"), len(crops)), crops.labels)
    what = task("layers", replace(crops, labels=noisy), strangers, hidden="64", standardised=True)
    last = finished(what, settings("layers", epochs=200, batch_size=32, early_stopping=3, keep_best=True))
    assert len(last.history) < 200
    figures = [(e.validation["accuracy"], -e.validation["loss"]) for e in last.history]
    best = max(figures)
    assert figures.index(best) == len(figures) - 4
    card = ModelCard("reader", what.network, what.arguments, InputSpec(32, 3, 1.0), what.alphabets)
    logits = outputs_of(restore(Checkpoint(card, last.weights)), what.validation).logits
    loss = float(torch.nn.functional.cross_entropy(logits, targets(what.validation, what.alphabets)[0]))
    assert loss == pytest.approx(-best[1], rel=1e-4)


def test_l2_keeps_weights_small(crops: Crops, strangers: Crops) -> None:
    what = task("logistic", crops, strangers, "AB")
    free, held = (finished(what, settings("logistic", epochs=150, l2=l2)) for l2 in (0.0, 1.0))
    assert np.linalg.norm(held.weights["weight"]) < 0.7 * np.linalg.norm(free.weights["weight"])


def test_nothing_held_back_is_an_error_only_where_the_best_epoch_is_asked_for(crops: Crops, strangers: Crops) -> None:
    what = task("logistic", crops, strangers, "AB")
    alone = replace(what, validation=what.train.take(np.zeros(len(what.train), bool)))
    assert finished(alone, settings("logistic")).history[-1].validation == {}
    for wish in ({"keep_best": True}, {"early_stopping": 3}):
        with pytest.raises(ConfigError, match="none are held back"):
            finished(alone, settings("logistic", **wish))


def test_nothing_to_learn_is_said(crops: Crops, strangers: Crops) -> None:
    what = task("logistic", crops, strangers, "AB")
    empty = replace(what, train=replace(what.train, labels=np.full(len(what.train), NO_HAND)))
    with pytest.raises(TrainingError, match="None of the pictures"):
        next(fit_by_hand(empty, settings("logistic")))


def test_divergence_is_said(crops: Crops, strangers: Crops) -> None:
    what = task("layers", crops, strangers, hidden="16")
    with pytest.raises(TrainingError, match="Lower the learning rate"):
        finished(what, settings("layers", learning_rate=10.0, l2=1.0, epochs=50))
