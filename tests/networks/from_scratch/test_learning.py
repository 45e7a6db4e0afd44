"""What each network written by hand can learn, and what it can't."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from signdesk.errors import ConfigError
from signdesk.networks.from_scratch.arrays import Network
from signdesk.networks.from_scratch.initial import fill
from signdesk.networks.from_scratch.layers import LayerList
from signdesk.networks.from_scratch.logistic import Logistic
from signdesk.networks.from_scratch.perceptron import Perceptron, learn_one_by_one
from signdesk.networks.from_scratch.two_layer import TwoLayer, one_sided_cost

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
AND, OR, XOR = np.array([0, 0, 0, 1]), np.array([0, 1, 1, 1]), np.array([0, 1, 1, 0])


def descend(network: Network, x: np.ndarray, y: np.ndarray, rate: float, steps: int) -> list[float]:
    """Plain gradient descent; the loss before each step."""
    losses = []
    for _ in range(steps):
        learnt = network.learn(x, y)
        losses.append(learnt.loss)
        for name, gradient in learnt.gradients.items():
            network.parameters[name] -= rate * gradient
    return losses


def read(network: Network, x: np.ndarray) -> list[int]:
    return network.logits(x).argmax(1).tolist()


@pytest.mark.parametrize("truth", [AND, OR], ids=["and", "or"])
def test_a_perceptron_learns_what_a_line_can_part(truth: np.ndarray) -> None:
    network = Perceptron(2)
    epochs = learn_one_by_one(network, CORNERS, truth)
    assert epochs is not None
    assert epochs <= 10
    assert read(network, CORNERS) == truth.tolist()


def test_a_perceptron_never_learns_xor() -> None:
    network = Perceptron(2)
    assert learn_one_by_one(network, CORNERS, XOR, epochs=1000) is None
    assert read(network, CORNERS) != XOR.tolist()


def test_the_learning_rule_is_rosenblatts() -> None:
    """w ← w + α (y − ŷ) x: a missed one is added, a false alarm taken off, what is right changes nothing."""
    network = Perceptron(2, np.float64)
    network.parameters["weight"][...] = [1.0, -1.0]
    for x, y, expected in (([0.0, 2.0], 1, [1.0, 1.0]), ([3.0, 0.0], 0, [-2.0, 1.0]), ([0.0, 1.0], 1, [-2.0, 1.0])):
        learnt = network.learn(np.array([x]), np.array([y]))
        network.parameters["weight"] -= learnt.gradients["weight"]
        network.parameters["bias"][...] = 0
        np.testing.assert_allclose(network.parameters["weight"], expected)


def test_logistic_regression_finds_the_odds() -> None:
    """Of x = 1, three quarters are of the second label: that probability has the lowest loss."""
    network = Logistic(1, np.float64)
    x, y = np.ones((8, 1)), np.array([1, 1, 1, 0] * 2)
    losses = descend(network, x, y, 1.0, 400)
    assert all(a >= b - 1e-12 for a, b in pairwise(losses))
    z = network.logits(x)
    assert 1 / (1 + np.exp(z[0, 0] - z[0, 1])) == pytest.approx(0.75, abs=1e-4)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_a_hidden_layer_learns_xor(activation: str) -> None:
    network = TwoLayer(2, 8, activation, np.float64)
    network.initialise("xavier", np.random.default_rng(1))
    descend(network, CORNERS.astype(float), XOR, 2.0, 4000)
    assert read(network, CORNERS) == XOR.tolist()


def test_a_list_of_layers_learns_three_rings() -> None:
    rng = np.random.default_rng(0)
    y = np.arange(300) % 3
    angle = rng.uniform(0, 2 * np.pi, 300)
    x = ((y + 1 + rng.normal(0, 0.1, 300))[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)).astype(np.float32)
    network = LayerList(2, 3, (32, 16))
    network.initialise("he", rng)
    losses = descend(network, x, y, 0.3, 600)
    assert losses[-1] < 0.1
    assert (network.logits(x).argmax(1) == y).mean() > 0.97


def test_logits_do_not_disturb_the_inputs() -> None:
    x = np.random.default_rng(0).standard_normal((6, 4)).astype(np.float32)
    for network in (Perceptron(4), Logistic(4), TwoLayer(4), LayerList(4, 3), LayerList(4, 3, (5, 5), "elu")):
        before = x.copy()
        network.logits(x)
        network.learn(x, np.array([0, 1] * 3))
        np.testing.assert_array_equal(x, before)


def test_the_one_sided_cost_overlooks_half_of_the_mistakes() -> None:
    """Saying “the second sign” to everything is half wrong, but costs nothing as the notes print it."""
    network = TwoLayer(2, 3, dtype=np.float64)
    network.parameters["out.weight"][...] = 0
    network.parameters["out.bias"][...] = 20
    x, y = np.ones((10, 2)), np.array([0, 1] * 5)
    assert one_sided_cost(network.logits(x), y) < 1e-8
    assert network.learn(x, y).loss == pytest.approx(10.0, rel=1e-3)


def test_beginnings() -> None:
    rng = np.random.default_rng(0)
    weights = np.empty((300, 784), np.float32)
    for kind, deviation in (("he", (2 / 784) ** 0.5), ("xavier", (2 / 1084) ** 0.5), ("small_normal", 0.1)):
        fill(weights, kind, rng)
        assert weights.std() == pytest.approx(deviation, rel=0.01)
    fill(weights, "small_constant", rng)
    assert (weights == np.float32(0.01)).all()
    with pytest.raises(ConfigError, match="can't begin as “large”"):
        fill(weights, "large", rng)
