"""The pictures that a run was measured on are found again: the same rows, the same pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from signdesk.networks.checkpoint import ModelCard
from signdesk.training.crops import SURROUNDINGS
from signdesk.training.kept_back import kept_back
from signdesk.training.plan import plan
from signdesk.training.report import Mistake
from signdesk.training.run_config import RunConfig
from signdesk.vision.image import write_image


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    random = np.random.default_rng(0)
    for sign in "ABC":
        (tmp_path / sign).mkdir()
        for number in range(8):
            write_image(tmp_path / sign / f"{number}.png", random.integers(0, 256, (40, 40, 3), np.uint8))
    return tmp_path


@pytest.mark.parametrize("data", [{}, {"test": 0.3}, {"labels": ("A", "C"), "limit": 6}, {"folds": 3, "fold": 1}])
@pytest.mark.parametrize("network", ["lenet5", "compact"])
def test_rows_and_pixels_are_those_of_the_plan(dataset: Path, network: str, data: dict[str, object]) -> None:
    choice = {"datasets": (str(dataset),), "by": "picture", "seed": 3, **data}
    config = RunConfig.parse({"network": network, "data": choice})
    from signdesk.datasets.open import open_dataset

    made = plan(open_dataset(dataset), network, config.train, config.data)
    measured = made.test if made.test is not None else made.validation
    card = ModelCard("reader", made.network, made.arguments, made.input, made.alphabets)
    kept = kept_back(config, card)
    assert kept.labels.tolist() == measured.labels.tolist()
    size = made.input.size
    edge = round((size * SURROUNDINGS - size) / 2)
    rows = [len(measured) - 1, 0]
    assert np.array_equal(kept.crops(rows), measured.images[rows][:, edge : edge + size, edge : edge + size])


def test_a_mistake_is_found_by_its_name_when_rows_have_moved(dataset: Path) -> None:
    config = RunConfig.parse({"network": "lenet5", "data": {"datasets": (str(dataset),), "by": "picture"}})
    from signdesk.datasets.open import open_dataset

    made = plan(open_dataset(dataset), "lenet5", config.train, config.data)
    card = ModelCard("reader", made.network, made.arguments, made.input, made.alphabets)
    kept = kept_back(config, card)
    names = made.validation.names
    assert kept.row(Mistake(1, str(names[1]), "A", "B", 0.9)) == 1
    assert kept.row(Mistake(0, str(names[1]), "A", "B", 0.9)) == 1
    assert kept.row(Mistake(0, "gone.png", "A", "B", 0.9)) == -1
    assert len(kept.crops([-1, 10_000])) == 0
