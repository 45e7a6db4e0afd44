"""Networks written by hand, in torch's clothes: what is built by name, saved, calibrated, measured and used live as
any other network is.

Inside, NumPy does the work: the forward pass here is the one of `signdesk.networks.from_scratch`, on the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from signdesk.errors import ConfigError
from signdesk.networks.activations import activation as activation_called
from signdesk.networks.from_scratch.arrays import Floats, Network
from signdesk.networks.from_scratch.layers import LayerList
from signdesk.networks.from_scratch.logistic import Logistic
from signdesk.networks.from_scratch.perceptron import Perceptron
from signdesk.networks.from_scratch.two_layer import TwoLayer
from signdesk.networks.output import Output
from signdesk.networks.scaling import scaling
from signdesk.networks.specs import widths_of

__all__ = ["ByHand", "layers", "logistic", "perceptron", "two_layer"]


class ByHand(nn.Module):
    """``network``, a NumPy network, as a torch module that gives `Output`.

    Its parameters are the network's own arrays, seen through torch: what either side writes, the other has. They ask
    for no gradients, for those are made by hand. ``size`` and ``channels`` are those of the input; each picture is
    scaled as in training, then flattened channel by channel, row by row. ``chain`` are the activations between its
    linear layers, by name, for `as_torch`.
    """

    def __init__(self, network: Network, size: int, channels: int, standardised: bool, chain: tuple[str, ...]) -> None:
        super().__init__()
        self.size, self.channels = size, channels
        self.scale = scaling(standardised, channels, size=size)
        self._network, self._chain = network, chain
        for name, array in network.parameters.items():
            path, _, last = name.rpartition(".")
            if path and not hasattr(self, path):
                self.add_module(path, nn.Module())
            home = self.get_submodule(path)
            home.register_parameter(last, nn.Parameter(torch.from_numpy(array), requires_grad=False))

    def network(self) -> Network:
        """The NumPy network with the numbers that this module has now, also after it was moved or copied."""
        for name, array in self._network.parameters.items():
            here = self.get_parameter(name).detach().cpu().numpy()
            if not np.shares_memory(here, array):
                array[...] = here
        return self._network

    def inputs(self, x: Tensor) -> Floats:
        """Pictures (batch, 1 or 3, height, width) in 0 to 1 as rows of (batch, channels × size × size), scaled."""
        rows: Floats = self.scale(_shown(x, self.size, self.channels)).flatten(1).cpu().numpy()
        return rows

    def forward(self, x: Tensor) -> Output:
        """Inputs (batch, 1 or 3, height, width) in 0 to 1; of two signs, the first one's logit is 0."""
        with torch.no_grad():
            return Output(torch.from_numpy(self.network().logits(self.inputs(x))).to(x.device))

    def as_torch(self) -> nn.Module:
        """The same network made of torch's own layers, for tools that look inside, as the export to ONNX does."""
        return _Equivalent(self, list(self.network().parameters.items()), self._chain)


class _Equivalent(nn.Module):
    """Linear layers with activations between them, of the same numbers."""

    def __init__(self, origin: ByHand, parameters: list[tuple[str, Floats]], chain: tuple[str, ...]) -> None:
        super().__init__()
        self.scale, self.size, self.channels = origin.scale, origin.size, origin.channels
        parts: list[nn.Module] = []
        for i, ((_, weight), (_, bias)) in enumerate(zip(parameters[::2], parameters[1::2], strict=True)):
            matrix = torch.from_numpy(np.atleast_2d(weight).copy())
            linear = nn.Linear(matrix.shape[1], matrix.shape[0])
            linear.weight.data, linear.bias.data = matrix, torch.from_numpy(bias.copy())
            parts += [linear, *(activation_called(name) for name in chain[i : i + 1])]
        self.layers = nn.Sequential(*parts)

    def forward(self, x: Tensor) -> Output:
        """Inputs (batch, channels, size, size) in 0 to 1."""
        z: Tensor = self.layers(self.scale(x).flatten(1))
        return Output(torch.cat([torch.zeros_like(z), z], 1) if z.shape[1] == 1 else z)


def _shown(x: Tensor, size: int, channels: int) -> Tensor:
    """``x`` with that many channels and of that size, where it isn't already."""
    if x.shape[1] != channels:
        x = x.mean(1, keepdim=True) if channels == 1 else x.expand(-1, channels, -1, -1)
    if x.shape[2:] != (size, size):
        x = functional.interpolate(x, (size, size), mode="bilinear", antialias=True)
    return x


def perceptron(labels: int, size: int, channels: int = 1) -> ByHand:
    """Rosenblatt's perceptron for two signs; `ConfigError` for more."""
    return _two_signs("perceptron", labels, Perceptron, size, channels, False)


def logistic(labels: int, size: int, channels: int = 1, standardised: bool = False) -> ByHand:
    """Logistic regression for two signs; `ConfigError` for more."""
    return _two_signs("logistic regression", labels, Logistic, size, channels, standardised)


def two_layer(
    labels: int,
    size: int,
    channels: int = 1,
    hidden: str = "3",
    activation: str = "tanh",
    standardised: bool = False,
) -> ByHand:
    """One hidden layer of ``hidden`` units, for two signs; `ConfigError` for more signs, or more or fewer layers."""
    widths = widths_of(hidden)
    if len(widths) != 1:
        raise ConfigError(f"The two-layer network has one hidden layer, not {len(widths)}. Give one width, such as 3.")

    def make(inputs: int) -> Network:
        return TwoLayer(inputs, widths[0], activation)

    return _two_signs("two-layer network", labels, make, size, channels, standardised, (activation,))


def layers(labels: int, size: int, channels: int = 1, hidden: str = "300", standardised: bool = False) -> ByHand:
    """Hidden ReLU layers of the widths ``hidden``, "300,300", and a softmax over any number of signs."""
    widths = widths_of(hidden)
    network = LayerList(channels * size * size, labels, widths)
    return ByHand(network, size, channels, standardised, ("relu",) * len(widths))


def _two_signs(
    what: str,
    labels: int,
    make: Callable[[int], Network],
    size: int,
    channels: int,
    standardised: bool,
    chain: tuple[str, ...] = (),
) -> ByHand:
    if labels != 2:
        raise ConfigError(f"The {what} tells two signs apart, not {labels}. Choose two signs, or another network.")
    return ByHand(make(channels * size * size), size, channels, standardised, chain)
