"""The ways of the optimizers down a landscape."""

from __future__ import annotations

import numpy as np
import pytest

from signdesk.errors import ConfigError
from signdesk.training.config import TrainConfig
from signdesk.training.cost_surface import SURFACES, descend, landscape

_RATES = {
    "gd": 0.1, "sgd": 0.05, "momentum": 0.02, "nesterov": 0.02, "adagrad": 0.5, "adadelta": 10.0, "rmsprop": 0.05,
    "adam": 0.1, "adamw": 0.1,
}  # fmt: skip


@pytest.mark.parametrize("optimizer", list(_RATES))
@pytest.mark.parametrize("surface", ["bowl", "line"])
def test_every_optimizer_finds_its_way_down(optimizer: str, surface: str) -> None:
    config = TrainConfig.parse({"optimizer": optimizer, "learning_rate": _RATES[optimizer], "batch_size": 8})
    way = descend(SURFACES[surface], config, 250)
    assert way.places.shape == (251, 2)
    bottom = SURFACES[surface].bottom
    assert bottom is not None
    assert np.linalg.norm(way.places[-1] - bottom) < 0.15 * np.linalg.norm(way.places[0] - bottom)
    assert way.costs[-1] < 0.3 * way.costs[0]


def test_the_first_step_of_gradient_descent_follows_the_slope() -> None:
    way = descend(SURFACES["bowl"], TrainConfig.parse({"optimizer": "gd", "learning_rate": 0.1}), 1, (2.0, 1.0))
    np.testing.assert_allclose(way.places[1], (2 - 0.1 * 2, 1 - 0.1 * 10), atol=1e-12)


def test_momentum_leaves_the_saddle_behind() -> None:
    plain = descend(SURFACES["saddle"], TrainConfig.parse({"optimizer": "gd", "learning_rate": 0.05}), 60)
    driven = descend(SURFACES["saddle"], TrainConfig.parse({"optimizer": "momentum", "learning_rate": 0.05}), 60)
    assert driven.costs[-1] < plain.costs[-1] - 0.1


def test_too_large_steps_run_off_and_end() -> None:
    way = descend(SURFACES["valley"], TrainConfig.parse({"optimizer": "gd", "learning_rate": 5}), 100)
    assert len(way.places) < 101
    assert np.isfinite(way.costs).all()


def test_batches_are_drawn_by_the_seed() -> None:
    config = TrainConfig.parse({"optimizer": "sgd", "learning_rate": 0.1, "batch_size": 2})
    first, again = (descend(SURFACES["line"], config, 20).places for _ in range(2))
    other = descend(SURFACES["line"], config.model_copy(update={"seed": 1}), 20).places
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


@pytest.mark.parametrize("name", list(SURFACES))
def test_the_landscape_is_lowest_at_its_bottom(name: str) -> None:
    surface = SURFACES[name]
    a, b, cost = landscape(surface, 81)
    row, column = np.unravel_index(cost.argmin(), cost.shape)
    assert surface.bottom is not None
    assert a[column] == pytest.approx(surface.bottom[0], abs=0.1)
    assert abs(b[row]) == pytest.approx(abs(surface.bottom[1]), abs=0.1)  # the saddle has two


def test_no_step_is_no_way() -> None:
    with pytest.raises(ConfigError, match="a step or more"):
        descend(SURFACES["bowl"], TrainConfig(), 0)
