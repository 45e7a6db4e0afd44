"""Hands drawn in code, small enough to train on in seconds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from signdesk.networks.checkpoint import Checkpoint, ModelCard
from signdesk.networks.registry import build
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops
from signdesk.training.events import Finished
from signdesk.training.fit import fit
from signdesk.training.run_config import RunConfig
from signdesk.vision.crop import InputSpec
from signdesk.vision.image import write_image


def bars(kind: int, rng: np.random.Generator, size: int = 48) -> NDArray[np.uint8]:
    """A picture of one of three kinds: an upright bar, a level bar, a disc."""
    image = np.full((size, size, 3), rng.integers(0, 90), np.uint8)
    x, y = rng.integers(-3, 4, 2) + size // 2
    colour = tuple(int(c) for c in rng.integers(150, 255, 3))
    if kind == 0:
        cv2.rectangle(image, (x - 3, y - 13), (x + 3, y + 13), colour, -1)
    elif kind == 1:
        cv2.rectangle(image, (x - 13, y - 3), (x + 13, y + 3), colour, -1)
    else:
        cv2.circle(image, (x, y), 9, colour, -1)
    return image


def make_crops(count: int, seed: int, labels: str = "ABC") -> Crops:
    """``count`` crops of three signs by four signers."""
    rng = np.random.default_rng(seed)
    kinds = np.arange(count) % 3
    return Crops(
        np.stack([bars(int(k), rng) for k in kinds]),
        np.array([labels[k] for k in kinds]),
        np.array([f"p{i % 4}" for i in range(count)]),
        np.full((count, 21, 2), np.nan, np.float32),
        np.zeros(count, bool),
        np.ones(count, np.float32),
    )


@pytest.fixture(scope="session")
def crops() -> Crops:
    return make_crops(240, 0)


@pytest.fixture(scope="session")
def strangers() -> Crops:
    return make_crops(60, 1)


@pytest.fixture(scope="session")
def reader(crops: Crops, _one_thread: None) -> Checkpoint:
    """A LeNet-5 that has learnt the three signs, from crops of 32 pixels."""
    torch.manual_seed(0)
    alphabets = {"letters": ("A", "B", "C")}
    network = build("lenet5", {"labels": 3})
    config = TrainConfig(epochs=8, batch_size=32, learning_rate=3e-3, augmentation=0.2, averaging=0.9, device="cpu")
    *_, finished = fit(network, crops, None, alphabets, config)
    assert isinstance(finished, Finished)
    return Checkpoint(ModelCard("reader", "lenet5", {"labels": 3}, InputSpec(32), alphabets), finished.weights)


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    """Networks this small train fastest on one thread, above all when other tests run beside."""
    torch.set_num_threads(1)


@pytest.fixture
def disc_folder(tmp_path: Path) -> Path:
    """A dataset on the disk: a bright disc is an A, a dark one a B, 12 pictures of 32 pixels of each."""
    folder = tmp_path / "discs"
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:32, :32]
    for label, shade in (("A", 220), ("B", 40)):
        (folder / label).mkdir(parents=True)
        for i in range(12):
            disc = (x - rng.integers(12, 20)) ** 2 + (y - rng.integers(12, 20)) ** 2 < 80
            image = np.where(disc[..., None], shade, 128).astype(np.uint8).repeat(3, axis=2)
            write_image(folder / label / f"{i}.png", image)
    return folder


@pytest.fixture
def disc_run(disc_folder: Path) -> Callable[..., RunConfig]:
    """Configurations of runs on the discs, with other settings of `TrainConfig` as asked for."""

    def make(network: str = "lenet5", **train: Any) -> RunConfig:
        settings = {"epochs": 3, "batch_size": 12, "device": "cpu", "augmentation": 0.2, **train}
        data = {"datasets": [str(disc_folder)]}
        return RunConfig.parse({"name": "discs", "network": network, "data": data, "train": settings})

    return make
