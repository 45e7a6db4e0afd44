"""Weights between two trainings."""

from __future__ import annotations

import numpy as np
import pytest

from signdesk.training.between import between

BEGUN = {"weight": np.array([0.0, 2.0], np.float32), "steps": np.array(3)}
ENDED = {"weight": np.array([1.0, -2.0], np.float32), "steps": np.array(9)}


@pytest.mark.parametrize(("share", "weight"), [(0.0, [0, 2]), (0.25, [0.25, 1]), (1.0, [1, -2])])
def test_weights_lie_on_the_way_and_counters_stay(share: float, weight: list[float]) -> None:
    mixed = between(BEGUN, ENDED, share)
    assert mixed["weight"].dtype == np.float32
    assert mixed["weight"].tolist() == weight
    assert mixed["steps"] == 9
