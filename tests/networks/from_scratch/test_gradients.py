"""Gradients made by hand, against torch's autograd and against finite differences, in float64."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch.nn import functional

from signdesk.networks.from_scratch.activations import ACTIVATIONS, softmax
from signdesk.networks.from_scratch.arrays import Network
from signdesk.networks.from_scratch.layers import LayerList
from signdesk.networks.from_scratch.logistic import Logistic
from signdesk.networks.from_scratch.losses import LOSSES
from signdesk.networks.from_scratch.perceptron import Perceptron
from signdesk.networks.from_scratch.two_layer import TwoLayer

Tensors = dict[str, torch.Tensor]
Data = tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.bool_] | None]

ROWS, INPUTS, LABELS = 23, 17, 5
SMOOTH = ("sigmoid", "tanh", "relu", "leaky_relu", "elu")
TORCH = {
    "step": lambda z: torch.heaviside(z, z.new_zeros(())).detach() + 0 * z,
    "sign": lambda z: z.sign().detach() + 0 * z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
}
TORCH_LOSSES: dict[str, Callable[[torch.Tensor, torch.Tensor], torch.Tensor]] = {
    "mae": lambda p, y: (p - y).abs(),
    "mse": lambda p, y: functional.mse_loss(p, y, reduction="none"),
    "huber": lambda p, y: functional.huber_loss(p, y, reduction="none"),
    "pseudo_huber": lambda p, y: (1 + (p - y) ** 2).sqrt() - 1,
    "hinge": lambda p, y: (1 - y * p).clamp_min(0),
    "binary_cross_entropy": lambda p, y: functional.binary_cross_entropy(p, y, reduction="none"),
    "cross_entropy": lambda p, y: -y * p.log(),
}


def _perceptron(x: torch.Tensor, y: torch.Tensor, w: Tensors, _: torch.Tensor | None) -> torch.Tensor:
    z = x @ w["weight"] + w["bias"]
    return torch.relu(-(2 * y - 1) * z).mean()


def _logistic(x: torch.Tensor, y: torch.Tensor, w: Tensors, _: torch.Tensor | None) -> torch.Tensor:
    return functional.binary_cross_entropy_with_logits(x @ w["weight"] + w["bias"], y.double())


def _two_layer(name: str) -> Callable[..., torch.Tensor]:
    def loss(x: torch.Tensor, y: torch.Tensor, w: Tensors, _: torch.Tensor | None) -> torch.Tensor:
        a = TORCH[name](x @ w["hidden.weight"].T + w["hidden.bias"])
        return functional.binary_cross_entropy_with_logits(a @ w["out.weight"][0] + w["out.bias"], y.double())

    return loss


def _layers(name: str, depth: int) -> Callable[..., torch.Tensor]:
    def loss(x: torch.Tensor, y: torch.Tensor, w: Tensors, within: torch.Tensor | None) -> torch.Tensor:
        for i in range(depth):
            x = TORCH[name](x @ w[f"{2 * i}.weight"].T + w[f"{2 * i}.bias"])
        z = x @ w[f"{2 * depth}.weight"].T + w[f"{2 * depth}.bias"]
        return functional.cross_entropy(z if within is None else z.masked_fill(~within, -1e4), y)

    return loss


def _data(labels: int, masked: bool, seed: int) -> Data:
    rng = np.random.default_rng(seed)
    y = rng.integers(labels, size=ROWS)
    home = np.array([0, 0, 1, 1, 1])
    within = home[y][:, None] == home[None] if masked else None
    return rng.standard_normal((ROWS, INPUTS)), y, within


CASES = [
    pytest.param(lambda: Perceptron(INPUTS, np.float64), _perceptron, False, id="perceptron"),
    pytest.param(lambda: Logistic(INPUTS, np.float64), _logistic, False, id="logistic"),
    *(
        pytest.param(lambda n=n: TwoLayer(INPUTS, 4, n, np.float64), _two_layer(n), False, id=f"two layers, {n}")
        for n in SMOOTH
    ),
    *(
        pytest.param(
            lambda n=n, h=h: LayerList(INPUTS, LABELS, h, n, np.float64),
            _layers(n, len(h)),
            masked,
            id=f"{len(h)} hidden, {n}{', two alphabets' if masked else ''}",
        )
        for n, h, masked in [*((n, (9,), False) for n in SMOOTH), ("relu", (9, 6), True), ("tanh", (), False)]
    ),
]


def _differ(a: NDArray[np.floating], b: NDArray[np.floating]) -> float:
    """Relative to the larger, as a whole; what both take for nothing is the same."""
    return float(np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b), 1e-3))


@pytest.mark.parametrize(("make", "reference", "masked"), CASES)
class TestNetworks:
    def _network(self, make: Callable[[], Network]) -> Network:
        network = make()
        rng = np.random.default_rng(3)
        for array in network.parameters.values():
            array[...] = 0.4 * rng.standard_normal(array.shape)
        return network

    def test_as_autograd_says(
        self, make: Callable[[], Network], reference: Callable[..., torch.Tensor], masked: bool
    ) -> None:
        network = self._network(make)
        x, y, within = _data(network.labels, masked, 4)
        learnt = network.learn(x.copy(), y, within)
        weights = {n: torch.tensor(a, requires_grad=True) for n, a in network.parameters.items()}
        allowed = None if within is None else torch.from_numpy(within)
        loss = reference(torch.from_numpy(x), torch.from_numpy(y), weights, allowed)
        loss.backward()
        assert learnt.loss == pytest.approx(float(loss.detach()), rel=1e-9)
        for name, gradient in learnt.gradients.items():
            assert gradient.shape == network.parameters[name].shape
            assert _differ(gradient, weights[name].grad.numpy()) <= 1e-6, name

    def test_as_finite_differences_say(
        self, make: Callable[[], Network], reference: Callable[..., torch.Tensor], masked: bool
    ) -> None:
        network = self._network(make)
        x, y, within = _data(network.labels, masked, 5)
        gradients = {n: g.copy() for n, g in network.learn(x.copy(), y, within).gradients.items()}
        for name, array in network.parameters.items():
            measured = np.zeros_like(array)
            for place in np.ndindex(array.shape):
                here = array[place]
                sides = []
                for step in (1e-6, -1e-6):
                    array[place] = here + step
                    sides.append(network.learn(x.copy(), y, within).loss)
                array[place] = here
                measured[place] = (sides[0] - sides[1]) / 2e-6
            assert _differ(gradients[name], measured) <= 1e-6, name

    def test_what_is_right_is_what_the_logits_say(
        self, make: Callable[[], Network], reference: Callable[..., torch.Tensor], masked: bool
    ) -> None:
        network = self._network(make)
        x, y, within = _data(network.labels, masked, 6)
        logits = network.logits(x.copy())
        assert logits.shape == (ROWS, network.labels)
        read = np.where(np.ones_like(logits, bool) if within is None else within, logits, -np.inf).argmax(1)
        assert network.learn(x.copy(), y, within).right == int((read == y).sum())


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations(name: str) -> None:
    z = np.concatenate([np.linspace(-40, 40, 801) + 0.013, [-800.0, 800.0]])
    t = torch.tensor(z, requires_grad=True)
    expected = TORCH[name](t)
    expected.sum().backward()
    np.testing.assert_allclose(ACTIVATIONS[name].value(z), expected.detach().numpy(), rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(ACTIVATIONS[name].derivative(z), t.grad.numpy(), rtol=1e-6, atol=1e-12)
    assert ACTIVATIONS[name].value(z.astype(np.float32)).dtype == np.float32
    assert ACTIVATIONS[name].derivative(z.astype(np.float32)).dtype == np.float32


def test_softmax() -> None:
    z = np.random.default_rng(0).standard_normal((4, 5)) * 3
    z[0, 0] = 900
    np.testing.assert_allclose(softmax(z), torch.tensor(z).softmax(1).numpy(), rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("name", LOSSES)
def test_losses(name: str) -> None:
    rng = np.random.default_rng(1)
    if name in ("binary_cross_entropy", "cross_entropy"):
        p, y = rng.uniform(0.01, 0.99, 200), rng.integers(2, size=200).astype(float)
    else:
        p, y = rng.standard_normal(200) * 2, rng.choice([-1.0, 1.0], 200)
    t = torch.tensor(p, requires_grad=True)
    expected = TORCH_LOSSES[name](t, torch.tensor(y))
    expected.sum().backward()
    np.testing.assert_allclose(LOSSES[name].value(p, y), expected.detach().numpy(), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(LOSSES[name].derivative(p, y), t.grad.numpy(), rtol=1e-6, atol=1e-12)


def test_certain_and_wrong_still_has_a_loss() -> None:
    sure = np.array([0.0, 1.0])
    losses = LOSSES["binary_cross_entropy"].value(sure, 1 - sure)
    np.testing.assert_allclose(losses, -np.log(1e-15), rtol=0.01)
    network = Logistic(1)
    network.parameters["weight"][...] = 1000
    learnt = network.learn(np.ones((2, 1), np.float32), np.array([0, 0]))
    assert learnt.loss == pytest.approx(-np.log(1e-15), rel=1e-4)
    assert learnt.gradients["weight"] == pytest.approx([1.0])
