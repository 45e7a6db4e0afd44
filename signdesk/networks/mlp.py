"""The multilayer perceptron: layers in which every unit sees every unit before it."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from signdesk.errors import ConfigError
from signdesk.networks.activations import activation as activation_called
from signdesk.networks.output import Output
from signdesk.networks.scaling import scaling
from signdesk.networks.specs import widths_of

__all__ = ["MLP", "initialise"]


class MLP(nn.Module):
    """Linear layers with ``activation`` between them (Rumelhart, Hinton and Williams 1986).

    ``hidden`` are the widths of the hidden layers as a text, "300,300"; the empty text leaves a single linear layer.
    Each hidden layer is a linear map, batch normalisation if asked for (Ioffe and Szegedy 2015, arXiv:1502.03167),
    the activation, and dropout if asked for (Srivastava et al. 2014). ``single``: of two labels, one output z says
    which: its sigmoid is the probability of the second, as the softmax of (0, z) is.
    """

    def __init__(
        self,
        labels: int,
        size: int,
        channels: int = 1,
        hidden: str = "128",
        activation: str = "relu",
        dropout: float = 0.0,
        batch_norm: bool = False,
        initialisation: str = "default",
        standardised: bool = False,
        single: bool = False,
    ) -> None:
        super().__init__()
        if single and labels != 2:
            raise ConfigError(f"One output tells two signs apart, not {labels}. Choose two signs, or another loss.")
        self.scale = scaling(standardised, channels, size=size)
        self.single = single
        into = channels * size * size
        layers: list[nn.Module] = []
        for width in widths_of(hidden):
            layers.append(nn.Linear(into, width))
            if batch_norm:
                layers.append(nn.BatchNorm1d(width))
            layers.append(activation_called(activation))
            if dropout:
                layers.append(nn.Dropout(dropout))
            into = width
        self.layers = nn.Sequential(*layers, nn.Linear(into, 1 if single else labels))
        initialise(self, initialisation)

    def forward(self, x: Tensor) -> Output:
        """Inputs (batch, channels, size, size) in 0 to 1."""
        outputs: Tensor = self.layers(self.scale(x).flatten(1))
        return Output(torch.cat([torch.zeros_like(outputs), outputs], 1) if self.single else outputs)


def initialise(network: nn.Module, how: str) -> None:
    """Draw the weights of all linear layers and convolutions anew; their biases become 0. "default": as torch does.

    "small_constant" is 0.01 everywhere and "small_normal" 0.1 times a standard normal, as in the course notes; "xavier"
    is Glorot and Bengio 2010, uniform; "he" is He et al. 2015, arXiv:1502.01852, normal.
    """
    if how == "default":
        return
    for part in network.modules():
        if isinstance(part, nn.Linear | nn.Conv2d):
            _draw(part.weight, how)
            if part.bias is not None:
                nn.init.zeros_(part.bias)


def _draw(weight: Tensor, how: str) -> None:
    match how:
        case "zeros":
            nn.init.zeros_(weight)
        case "small_constant":
            nn.init.constant_(weight, 0.01)
        case "small_normal":
            nn.init.normal_(weight, std=0.1)
        case "xavier":
            nn.init.xavier_uniform_(weight)
        case "he":
            nn.init.kaiming_normal_(weight, nonlinearity="relu")
        case _:
            raise ConfigError(f"There is no initialisation “{how}”.")
