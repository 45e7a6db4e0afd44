"""The ten ways down, what is said of them, and the cost of real pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from signdesk.datasets.open import open_dataset
from signdesk.datasets.samples import UNLABELLED
from signdesk.errors import TrainingError
from signdesk.training.cost_surface import SURFACES, landscape
from signdesk.training.data_surface import data_surface, logistic_surface, two_signs
from signdesk.training.descents import METHODS, rate_of, verdict_of, walk


def verdict(surface: str, method: str, factor: float = 1.0, steps: int = 100):
    chosen = SURFACES[surface]
    way = walk(chosen, METHODS[method], factor, steps)
    return verdict_of(chosen, way, float(landscape(chosen, 61)[2].min()), steps)


def test_there_are_the_ten_ways_of_the_notes() -> None:
    assert len(METHODS) == 10
    assert [method.batch for method in METHODS.values() if method.optimizer == "sgd"] == [1, 8]


@pytest.mark.parametrize("method", list(METHODS))
def test_each_is_at_the_bottom_of_the_bowl_at_its_own_rate(method: str) -> None:
    found = verdict("bowl", method)
    assert found.kind == "there"
    assert 0 < found.steps < 100


def test_a_high_rate_swings_and_a_higher_one_flies_off() -> None:
    assert not verdict("bowl", "gd").swings
    assert verdict("bowl", "gd", 1.9).swings
    assert verdict("bowl", "gd", 2.5).kind == "off"


def test_a_low_rate_is_still_under_way() -> None:
    assert verdict("valley", "gd").kind == "under way"


def test_a_way_that_begins_on_the_saddle_stands_still() -> None:
    saddle = SURFACES["saddle"]
    way = walk(saddle, METHODS["gd"], 1.0, 200, (1.0, 0.0))
    assert verdict_of(saddle, way, -0.25, 200).kind == "still"


def test_the_cost_of_pictures_is_that_of_a_logistic_regression() -> None:
    rng = np.random.default_rng(0)
    is_first = np.arange(200) % 2 == 0
    x = np.stack([rng.normal(0, 1, 200) + 1.5 * is_first - 0.75, rng.normal(0, 3, 200)], 1)
    surface = logistic_surface(x, is_first, "A", "B")
    a, b, costs = landscape(surface, 61)
    row, column = np.unravel_index(costs.argmin(), costs.shape)
    assert surface.bottom is not None
    step = a[1] - a[0]
    assert a[column] == pytest.approx(surface.bottom[0], abs=step)
    assert b[row] == pytest.approx(surface.bottom[1], abs=step)
    weights = np.array([a[10], b[20]])
    scores = x @ weights
    by_hand = np.logaddexp(0, np.where(is_first, -scores, scores)).mean() + 0.01 * (weights**2).sum()
    assert costs[20, 10] == pytest.approx(by_hand)
    assert verdict_of(surface, walk(surface, METHODS["gd"], 1, 100), float(costs.min()), 100).kind == "there"
    some, again = (walk(surface, METHODS["sgd"], 1, 10).places for _ in range(2))
    np.testing.assert_array_equal(some, again)


def test_pictures_become_a_surface(disc_folder: Path) -> None:
    samples = open_dataset(disc_folder)
    first, second = two_signs(samples)
    surface = data_surface(samples, first, second)
    assert surface.pictures >= 4
    assert f"{first} from {second}" in surface.summary
    assert rate_of(surface, METHODS["gd"]) > 0
    with pytest.raises(TrainingError, match="Choose more signs"):
        two_signs(samples, (first,))
    unknown = replace(samples, labels=np.where(samples.labels == first, UNLABELLED, samples.labels))
    with pytest.raises(TrainingError, match="no two signs"):  # a hand of which nobody knows the sign shows none
        two_signs(unknown)
    with pytest.raises(TrainingError, match="too few"):
        data_surface(samples, first, "nothing")
