"""The loop: every optimizer learns and resumes, penalties do what they are for, the best epoch is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Generator, Tensor, nn

from signdesk.errors import ConfigError, TrainingError
from signdesk.training.best import best_of, epochs_since_best
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops
from signdesk.training.events import EpochEnded, Finished, StepEnded, TrainingEvent
from signdesk.training.fit import fit
from signdesk.training.loop import train
from signdesk.training.schedules import rate

_PLAIN: dict[str, Any] = {
    "epochs": 6, "batch_size": 8, "averaging": 0.0, "weight_decay": 0.0, "warm_up": 0.0, "schedule": "constant",
    "device": "cpu", "clip": 0.0,
}  # fmt: skip
_RATES = {
    "gd": 2.0, "sgd": 0.5, "momentum": 0.1, "nesterov": 0.1, "adagrad": 0.3, "adadelta": 5.0, "rmsprop": 0.05,
    "adam": 0.1, "adamw": 0.1,
}  # fmt: skip

_CHANCE = torch.Generator().manual_seed(0)
_X = torch.randn(64, 6, generator=_CHANCE)
_Y = (_X[:, 0] - 0.5 * _X[:, 1] > 0).float()


def step(net: nn.Module, rows: Tensor, chance: Generator, progress: float) -> tuple[Tensor, Tensor]:
    z = net(_X[rows])[:, 0]
    loss = nn.functional.binary_cross_entropy_with_logits(z, _Y[rows])
    return loss, ((z > 0) == (_Y[rows] > 0)).float().mean()


def nothing(net: nn.Module) -> dict[str, float]:
    return {}


def linear() -> nn.Module:
    torch.manual_seed(0)
    return nn.Linear(6, 1)


def events(
    changes: dict[str, Any], state: Path | None = None, network: nn.Module | None = None
) -> Iterator[TrainingEvent]:
    config = TrainConfig.parse({**_PLAIN, **changes})
    return train(network or linear(), torch.ones(64), step, nothing, config, state=state)


def finished(changes: dict[str, Any], state: Path | None = None) -> Finished:
    *_, last = events(changes, state)
    assert isinstance(last, Finished)
    return last


@pytest.mark.parametrize("optimizer", list(_RATES))
def test_every_optimizer_learns(optimizer: str) -> None:
    history = finished({"optimizer": optimizer, "learning_rate": _RATES[optimizer]}).history
    assert history[-1].loss < 0.8 * history[0].loss
    assert history[-1].accuracy >= 0.8


@pytest.mark.parametrize("optimizer", list(_RATES))
def test_every_optimizer_goes_on_as_if_unbroken(optimizer: str, tmp_path: Path) -> None:
    changes = {"optimizer": optimizer, "learning_rate": _RATES[optimizer], "averaging": 0.9, "schedule": "exponential"}
    state = tmp_path / "state.safetensors"
    for event in events(changes, state):
        if isinstance(event, EpochEnded) and event.epoch == 3:
            break
    resumed = finished(changes, state)
    for name, array in finished(changes).weights.items():
        np.testing.assert_array_equal(array, resumed.weights[name])


def test_gradient_descent_takes_all_pictures_a_step() -> None:
    steps = [event for event in events({"optimizer": "gd"}) if isinstance(event, StepEnded)]
    assert [event.step for event in steps] == [1] * 6


def normalising() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.BatchNorm1d(6), nn.Linear(6, 1))


def test_batch_normalisation_of_one_picture_is_refused() -> None:
    with pytest.raises(TrainingError, match="Choose a larger batch"):
        list(events({"batch_size": 1}, network=normalising()))
    assert finished({"batch_size": 1}).history  # others may learn so


def test_one_picture_more_than_fits_at_once_is_normalised_with_others() -> None:
    def many(net: nn.Module, rows: Tensor, chance: Generator, progress: float) -> tuple[Tensor, Tensor]:
        return step(net, rows % 64, chance, progress)

    config = TrainConfig.parse({**_PLAIN, "optimizer": "gd", "epochs": 1})
    *_, last = train(normalising(), torch.ones(4097), many, nothing, config)
    assert isinstance(last, Finished)


def test_one_step_of_gradient_descent_is_what_the_formula_says() -> None:
    network = linear()
    before = network.weight.detach().clone()  # type: ignore[union-attr,operator]
    errors = torch.sigmoid(network(_X))[:, 0].detach() - _Y
    slope = (errors[:, None] * _X).mean(0)
    for gradient, scale in (("mean", 1), ("sum", 64)):
        given = finished({"optimizer": "gd", "epochs": 1, "learning_rate": 0.01, "gradient": gradient})
        np.testing.assert_allclose(given.weights["weight"], before - 0.01 * scale * slope, atol=1e-6)


def test_l1_empties_what_is_not_needed_and_l2_shrinks_all() -> None:
    base = {"optimizer": "adam", "learning_rate": 0.03, "epochs": 40}
    free, l1, l2 = (finished({**base, **more}).weights["weight"] for more in ({}, {"l1": 0.1}, {"l2": 0.3}))
    assert (np.abs(l1[0, 2:]) < 0.05).all()
    assert np.abs(l1[0, 0]) > 0.3
    assert np.linalg.norm(l2) < 0.5 * np.linalg.norm(free)


def test_max_norm_bounds_what_goes_into_a_unit() -> None:
    weights = finished({"optimizer": "adam", "learning_rate": 0.3, "max_norm": 0.7, "epochs": 10}).weights["weight"]
    assert np.linalg.norm(weights) == pytest.approx(0.7, rel=1e-3)


@pytest.mark.parametrize(
    ("schedule", "places"),
    [
        ("constant", {0.0: 1.0, 0.6: 1.0, 0.99: 1.0}),
        ("cosine", {0.0: 1.0, 0.5: 0.5, 1.0: 0.0}),
        ("step", {0.4: 1.0, 0.5: 0.1, 0.8: 0.01}),
        ("exponential", {0.0: 1.0, 0.5: 0.1, 1.0: 0.01}),
    ],
)
def test_the_step_size_follows_its_schedule(schedule: str, places: dict[float, float]) -> None:
    config = TrainConfig.parse({**_PLAIN, "schedule": schedule, "learning_rate": 2.0})
    for progress, share in places.items():
        assert rate(progress, config) == pytest.approx(2 * share)
    warm = config.model_copy(update={"warm_up": 0.2})
    assert rate(0.0, warm) < rate(0.1, warm) < rate(0.2, warm) == 2.0


def _told(*figures: tuple[float, float]) -> list[EpochEnded]:
    return [EpochEnded(i + 1, 0, 0, 0, 0, {"accuracy": a, "loss": b}) for i, (a, b) in enumerate(figures)]


def test_the_best_epoch_reads_best_then_has_the_lower_loss() -> None:
    assert best_of(_told((0.5, 1.0), (0.8, 0.9), (0.8, 0.7), (0.8, 0.7), (0.7, 0.1))) == 2
    assert epochs_since_best(_told((0.9, 0.1), (0.5, 0.2), (0.5, 0.2))) == 2
    assert best_of([EpochEnded(1, 0, 0, 0, 0, {})]) == -1


class _Overtrained:
    """Validation that gets better for three epochs and worse ever after."""

    def __init__(self) -> None:
        self.calls = 0
        self.weights: list[np.ndarray[Any, Any]] = []

    def __call__(self, net: nn.Module) -> dict[str, float]:
        self.calls += 1
        self.weights.append(net.weight.detach().numpy().copy())  # type: ignore[operator,union-attr]
        return {"accuracy": 0.9 - 0.1 * abs(self.calls - 3), "loss": abs(self.calls - 3.0)}


def test_training_stops_early_and_keeps_the_best(tmp_path: Path) -> None:
    config = TrainConfig.parse({**_PLAIN, "epochs": 20, "early_stopping": 4, "keep_best": True})
    validate, state = _Overtrained(), tmp_path / "state.safetensors"
    *_, last = train(linear(), torch.ones(64), step, validate, config, state=state)
    assert isinstance(last, Finished)
    assert len(last.history) == 7
    np.testing.assert_array_equal(last.weights["weight"], validate.weights[2])
    *_, again = train(linear(), torch.ones(64), step, validate, config, state=state)
    assert isinstance(again, Finished)
    assert len(again.history) == 7  # it does not go on where it had ended
    np.testing.assert_array_equal(again.weights["weight"], validate.weights[2])


def test_many_pictures_a_step_are_added_up_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = finished({"optimizer": "gd", "epochs": 3})
    monkeypatch.setattr("signdesk.training.loop._AT_ONCE", 10)
    parts = finished({"optimizer": "gd", "epochs": 3})
    np.testing.assert_allclose(parts.weights["weight"], whole.weights["weight"], atol=1e-6)
    assert parts.history[-1].loss == pytest.approx(whole.history[-1].loss, rel=1e-5)


def test_a_step_that_is_too_long_is_said() -> None:
    network = linear()
    nn.init.constant_(network.weight, torch.inf)  # type: ignore[arg-type]
    with pytest.raises(TrainingError, match="Lower the learning rate"):
        list(events({}, network=network))


def test_the_best_epoch_needs_pictures_that_are_held_back(crops: Crops) -> None:
    from signdesk.networks.registry import build

    config = TrainConfig.parse({**_PLAIN, "keep_best": True})
    with pytest.raises(ConfigError, match="held back"):
        next(fit(build("lenet5", {"labels": 3}), crops, None, {"letters": ("A", "B", "C")}, config))
