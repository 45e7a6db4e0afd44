"""The networks as they are built: their outputs, their beginnings, and what travels in their checkpoints."""

from __future__ import annotations

import pytest
import torch

from signdesk.errors import ConfigError
from signdesk.networks.activations import ACTIVATIONS, Sign, Step, activation
from signdesk.networks.checkpoint import Checkpoint, ModelCard
from signdesk.networks.mlp import MLP
from signdesk.networks.registry import build, restore, weights_of
from signdesk.networks.scaling import Standardised
from signdesk.vision.crop import InputSpec


@pytest.mark.parametrize("name", ["softmax", "mlp", "lenet5", "compact"])
def test_standardisation_travels_in_the_checkpoint(name: str) -> None:
    arguments = {"labels": 3, "standardised": True}
    if name in ("softmax", "mlp"):
        arguments |= {"size": 32, "channels": 3}
    network = build(name, arguments).eval()
    for weight in network.parameters():
        torch.nn.init.normal_(weight, std=0.1)
    (scale,) = [part for part in network.modules() if isinstance(part, Standardised)]
    mean = torch.rand(3, 32, 32)
    scale.learn(mean, mean.square() + 0.04)
    card = ModelCard("reader", name, arguments, InputSpec(32), {"letters": ("A", "B", "C")})
    again = restore(Checkpoint(card, weights_of(network)))
    x = torch.rand(2, 3, 32, 32)
    with torch.inference_mode():
        torch.testing.assert_close(again(x).logits, network(x).logits)
        scale.learn(torch.zeros(3, 32, 32), torch.ones(3, 32, 32))
        assert not torch.allclose(again(x).logits, network(x).logits)


def test_a_single_output_reads_two_signs() -> None:
    """Its sigmoid is the probability of the second sign."""
    network = MLP(2, 8, hidden="8,4", single=True).eval()
    x = torch.rand(5, 1, 8, 8)
    z = network.layers(x.flatten(1))[:, 0]
    torch.testing.assert_close(network(x).logits.softmax(1)[:, 1], z.sigmoid())
    with pytest.raises(ConfigError, match="two signs"):
        MLP(3, 8, single=True)


@pytest.mark.parametrize(("kind", "low"), [(Step(), 0.0), (Sign(), -1.0)])
def test_gradients_pass_straight_through_a_jump(kind: torch.nn.Module, low: float) -> None:
    x = torch.tensor([-3.0, -0.5, 0.0, 0.5, 3.0], requires_grad=True)
    y = kind(x)
    assert y.tolist() == [low, low, 1, 1, 1]
    (y * torch.tensor([1.0, 2, 3, 4, 5])).sum().backward()  # type: ignore[no-untyped-call]
    assert x.grad is not None
    assert x.grad.tolist() == [0, 2, 3, 4, 0]


@pytest.mark.parametrize(
    ("how", "mean", "deviation"),
    [
        ("zeros", 0.0, 0.0),
        ("small_constant", 0.01, 0.0),
        ("small_normal", 0.0, 0.1),
        ("xavier", 0.0, (2 / (256 + 200)) ** 0.5),
        ("he", 0.0, (2 / 256) ** 0.5),
    ],
)
def test_weights_begin_as_they_are_said_to(how: str, mean: float, deviation: float) -> None:
    torch.manual_seed(0)
    first = MLP(3, 16, hidden="200", initialisation=how).layers[0]
    weight = first.weight.detach()
    assert float(weight.mean()) == pytest.approx(mean, abs=2e-3)
    assert float(weight.std()) == pytest.approx(deviation, rel=0.02, abs=1e-6)
    assert not first.bias.any()


def test_activations_are_known_by_name() -> None:
    assert all(isinstance(activation(name), torch.nn.Module) for name in ACTIVATIONS)
    with pytest.raises(ConfigError, match="swish"):
        activation("swish")
