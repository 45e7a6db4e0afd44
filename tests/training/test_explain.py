"""What a network looks at is where the hand is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from signdesk.errors import CheckpointError
from signdesk.networks.checkpoint import Checkpoint, ModelCard
from signdesk.networks.registry import NETWORKS, build, restore, settings_of, weights_of
from signdesk.networks.specs import SPECS
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops
from signdesk.training.explain import explain, grad_cam, occlusion, weight_images
from signdesk.vision.crop import InputSpec

READERS = [name for name in NETWORKS if name not in ("finder", "box_regressor")]


def untrained(name: str, spec: InputSpec) -> Checkpoint:
    """A network of any kind with random weights."""
    labels = ("A", "B") if SPECS[name].binary else ("A", "B", "C")
    torch.manual_seed(1)
    arguments = settings_of(name, TrainConfig.of(name).model_dump(), len(labels), spec)
    network = build(name, arguments)
    return Checkpoint(ModelCard("reader", name, arguments, spec, {"letters": labels}), weights_of(network))


@pytest.fixture(scope="module")
def disc(crops: Crops) -> NDArray[np.uint8]:
    """A crop of C, a bright disc near the middle."""
    return crops.images[2][8:40, 8:40]


def test_covering_the_hand_costs_more_than_covering_the_wall(reader: Checkpoint, disc: NDArray[np.uint8]) -> None:
    fall = occlusion(restore(reader), disc, 2)
    hand = disc.max(2) > 120
    assert fall.shape == (32, 32)
    assert fall[hand].mean() > fall[~hand].mean() + 0.005
    assert hand[np.unravel_index(fall.argmax(), fall.shape)]


def test_grad_cam_points_at_the_hand(reader: Checkpoint, disc: NDArray[np.uint8]) -> None:
    heat = grad_cam(restore(reader), disc, 2)
    assert heat.shape == (32, 32)
    assert heat.max() == pytest.approx(1)
    assert heat.min() >= 0
    corners = np.concatenate([heat[:5, :5], heat[:5, -5:], heat[-5:, :5], heat[-5:, -5:]])
    assert heat[disc.max(2) > 120].mean() > corners.mean()


def test_looking_leaves_the_network_as_it_was(reader: Checkpoint, disc: NDArray[np.uint8]) -> None:
    network = restore(reader).train()
    grad_cam(network, disc, 2)
    occlusion(network, disc, 2)
    with pytest.raises(IndexError):
        grad_cam(network, disc, 17)
    assert network.training
    assert not any(part._forward_hooks for part in network.modules())
    assert all(parameter.grad is None for parameter in network.parameters())


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("name", READERS)
def test_every_network_can_be_looked_into(name: str, channels: int, crops: Crops) -> None:
    checkpoint = untrained(name, InputSpec(32, channels))
    crop = crops.images[0][8:40, 8:40, :channels]
    told = explain(restore(checkpoint), checkpoint.card, crop)
    assert told.label in checkpoint.card.labels
    assert 0 <= told.probability <= 1
    assert np.isfinite(told.occlusion).all()
    assert (told.grad_cam is not None) == (name in ("compact", "lenet5"))
    assert (told.keypoints is not None) == (name == "compact")
    weights = weight_images(checkpoint)
    assert len(weights.names) == len(weights.images)
    assert np.abs(weights.images.mean((1, 2, 3))).max() < 1e-5


def test_a_sign_is_weighed_against_its_own_alphabet(reader: Checkpoint, disc: NDArray[np.uint8]) -> None:
    split = Checkpoint(replace(reader.card, alphabets={"letters": ("A", "B"), "own": ("wave",)}), reader.weights)
    assert explain(restore(split), split.card, disc, "wave").probability == 1
    told = explain(restore(split), split.card, disc, "A")
    other = explain(restore(split), split.card, disc, "B")
    assert told.probability + other.probability == pytest.approx(1, abs=1e-5)
    with pytest.raises(CheckpointError, match="“Q”"):
        explain(restore(split), split.card, disc, "Q")


def test_a_network_without_convolutions_has_no_maps(disc: NDArray[np.uint8]) -> None:
    with pytest.raises(CheckpointError, match="no convolutions"):
        grad_cam(restore(untrained("softmax", InputSpec(32))), disc, 0)


def test_weights_are_shown_where_the_pixels_are() -> None:
    """A weight for the red of row 3, column 5 is a bright spot there, and nowhere else."""
    checkpoint = untrained("softmax", InputSpec(32, 3))
    weights = {name: np.zeros_like(array) for name, array in checkpoint.weights.items()}
    weights["classify.weight"].reshape(3, 3, 32, 32)[1, 0, 3, 5] = 1
    shown = weight_images(Checkpoint(checkpoint.card, weights))
    assert shown.names == ("A", "B", "C")
    assert shown.images.shape == (3, 32, 32, 3)
    assert np.unravel_index(shown.images[1].argmax(), (32, 32, 3)) == (3, 5, 0)
    assert not shown.images[0].any()


def test_a_bias_as_long_as_the_input_is_no_picture() -> None:
    """784 units that see 28 × 28 pixels have 784 biases, which are no pixels."""
    card = untrained("softmax", InputSpec(28, 1)).card
    weights = {"1.bias": np.zeros(784), "1.weight": np.eye(784), "2.bias": np.zeros(3), "2.weight": np.zeros((3, 784))}
    arrays = {name: array.astype(np.float32) for name, array in weights.items()}
    shown = weight_images(Checkpoint(card, arrays))
    assert (shown.layer, len(shown.images)) == ("1.weight", 784)
    decoding = {"1.bias": arrays["1.bias"], "1.weight": np.zeros((784, 20), np.float32)}
    with pytest.raises(CheckpointError, match="no weights to show"):
        weight_images(Checkpoint(card, decoding))


def test_weights_of_a_network_by_hand_are_those_that_it_reads_with(crops: Crops) -> None:
    """Light where the image of logistic regression is bright raises the second sign's probability."""
    checkpoint = untrained("logistic", InputSpec(32, 1))
    weights = {**checkpoint.weights, "weight": np.random.default_rng(0).normal(size=1024).astype(np.float32)}
    checkpoint = Checkpoint(checkpoint.card, weights)
    image = weight_images(checkpoint).images[0]
    assert weight_images(checkpoint).names == ("B",)
    network = restore(checkpoint)
    bright = (np.where(image > 0, 200, 20)).astype(np.uint8)
    like = explain(network, checkpoint.card, bright, "B").probability
    unlike = explain(network, checkpoint.card, 220 - bright, "B").probability
    assert like > 0.99 > 0.01 > unlike
