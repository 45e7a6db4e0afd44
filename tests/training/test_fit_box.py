"""Regression: a box from a picture, by a network and by least squares."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from signdesk.errors import ConfigError
from signdesk.networks.box_regressor import BoxRegressor
from signdesk.training.config import TrainConfig
from signdesk.training.events import EpochEnded, Finished
from signdesk.training.fit_box import BoxRows, LeastSquares, _varied, fit_box, fitted


def rows(count: int, seed: int, size: int = 32) -> BoxRows:
    """One bright rectangle each."""
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 40, (count, size, size, 1), dtype=np.uint8)
    sides = rng.integers(8, 17, (count, 2))
    corners = (rng.random((count, 2)) * (size - sides)).astype(int)
    for image, (x, y), (w, h) in zip(images, corners, sides, strict=True):
        image[y : y + h, x : x + w] = 220
    boxes = np.concatenate([corners + sides / 2, sides], 1) / size
    return BoxRows(images, boxes.astype(np.float32), np.array([str(i) for i in range(count)]))


@pytest.mark.parametrize("loss", ["mse", "mae", "huber", "pseudo_huber"])
def test_a_network_learns_where_things_are(loss: str) -> None:
    torch.manual_seed(0)
    config = TrainConfig.parse(
        {
            "loss": loss,
            "epochs": 8,
            "batch_size": 32,
            "learning_rate": 5e-3,
            "averaging": 0.9,
            "device": "cpu",
            "augmentation": 0.0,
        }
    )
    *_, epoch, last = fit_box(BoxRegressor(32, 1, 8, 32), rows(512, 0), rows(96, 1), config)
    assert isinstance(epoch, EpochEnded)
    assert isinstance(last, Finished)
    assert epoch.validation["r2"] > 0.6
    assert epoch.validation["pearson"] > 0.8
    assert epoch.validation["rmse"] < 0.1
    assert epoch.validation["accuracy"] > 0.5


def test_least_squares_explains_what_is_linear() -> None:
    train, test = rows(1500, 0), rows(200, 1)
    line = LeastSquares.of(train)
    found = fitted(line.read(test.images), test.boxes)
    assert 0.3 < found.r2 < 0.999
    guess = fitted(np.tile(train.boxes.mean(0), (200, 1)), test.boxes)
    assert guess.r2 == pytest.approx(0, abs=0.05)
    assert guess.pearson == 0
    assert found.rmse < guess.rmse


def test_figures_are_what_their_names_say() -> None:
    true = np.array([[0.2, 0.2, 0.2, 0.2], [0.4, 0.6, 0.3, 0.2], [0.8, 0.5, 0.2, 0.4]], np.float32)
    perfect = fitted(true, true)
    assert (perfect.r2, perfect.rmse, perfect.mae) == (1, 0, 0)
    assert perfect.pearson == pytest.approx(1)
    assert perfect.iou == pytest.approx(1)
    moved = fitted(true + np.float32([0.1, 0, 0, 0]), true)
    assert moved.rmse == pytest.approx(0.025, rel=1e-4)
    assert moved.pearson == pytest.approx(1, abs=1e-5)
    assert moved.iou < 1


def test_what_does_not_vary_can_not_be_explained() -> None:
    true = np.array([[0.5, 0.2, 0.3, 0.3], [0.5, 0.6, 0.3, 0.3]], np.float32)
    assert fitted(true + np.float32(0.01), true).r2 == pytest.approx(0.9975, abs=1e-3)
    assert fitted(true[:1] + np.float32(0.01), true[:1]).r2 == 0


def test_boxes_go_with_pictures_that_are_varied() -> None:
    some = rows(64, 3)
    images = torch.from_numpy(some.images).permute(0, 3, 1, 2).float() / 255
    moved, boxes = _varied(images, torch.from_numpy(some.boxes), 1.0, torch.Generator().manual_seed(0))
    assert not torch.allclose(boxes, torch.from_numpy(some.boxes), atol=0.02)
    checked = 0
    for image, box, before in zip(moved[:, 0], boxes.tolist(), some.boxes.tolist(), strict=True):
        edges = [c + s * side / 2 for x, y, w, h in (box, before) for c, side in ((x, w), (y, h)) for s in (-1, 1)]
        if min(edges) < 0.04 or max(edges) > 0.96:
            continue  # it is partly outside now, or what lies at the edge is drawn out
        x, y, w, h = box
        lit = (image > 0.5).nonzero().float()
        (top, left), (bottom, right) = lit.amin(0), lit.amax(0) + 1
        found = torch.tensor([left + right, top + bottom, 2 * (right - left), 2 * (bottom - top)]) / 64
        assert torch.allclose(found, torch.tensor([x, y, w, h]), atol=0.05)
        checked += 1
    assert checked > 10


def test_the_loss_of_signs_is_refused() -> None:
    with pytest.raises(ConfigError, match="mse, mae, huber"):
        next(fit_box(BoxRegressor(32, 1), rows(4, 0), None, TrainConfig()))
