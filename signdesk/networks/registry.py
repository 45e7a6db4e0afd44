"""The networks by name: what a checkpoint's card names, this builds.

Importing this module imports torch.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from signdesk.errors import CheckpointError, ConfigError
from signdesk.networks import by_hand
from signdesk.networks.box_regressor import BoxRegressor
from signdesk.networks.checkpoint import Checkpoint, ModelCard
from signdesk.networks.compact import Compact
from signdesk.networks.finder import Finder
from signdesk.networks.lenet5 import LeNet5
from signdesk.networks.mlp import MLP
from signdesk.networks.softmax import Softmax
from signdesk.vision.crop import InputSpec

__all__ = ["NETWORKS", "build", "restore", "settings_of", "weights_of"]

NETWORKS: dict[str, Callable[..., nn.Module]] = {
    "perceptron": by_hand.perceptron,
    "logistic": by_hand.logistic,
    "two_layer": by_hand.two_layer,
    "layers": by_hand.layers,
    "softmax": Softmax,
    "mlp": MLP,
    "lenet5": LeNet5,
    "compact": Compact,
    "finder": Finder,
    "box_regressor": BoxRegressor,
}


def build(network: str, arguments: Mapping[str, Any]) -> nn.Module:
    """A new network with random weights; `ConfigError` names the networks and arguments there are."""
    make = _maker(network)
    known = inspect.signature(make).parameters
    for name in arguments:
        if name not in known:
            raise ConfigError(f"The network “{network}” has no setting “{name}”; it has {', '.join(known)}.")
    return make(**arguments)


def settings_of(network: str, settings: Mapping[str, Any], labels: int, shown: InputSpec) -> dict[str, Any]:
    """The arguments that `build` and a card take, from ``settings``, names and values of `TrainConfig`.

    ``labels`` is the number of signs, ``shown`` what the network is shown of a hand. A network gets those of the
    arguments that its class has.
    """
    offered = {
        **settings,
        "labels": labels,
        "size": shown.size,
        "channels": shown.channels,
        "hidden": ",".join(map(str, settings.get("hidden", ()))),
        "standardised": settings.get("scaling") == "standardised",
        "single": labels == 2 and settings.get("loss") == "binary_cross_entropy",
    }
    return {name: offered[name] for name in inspect.signature(_maker(network)).parameters if name in offered}


def restore(checkpoint: Checkpoint) -> nn.Module:
    """The network of ``checkpoint`` with its weights, ready to run; `CheckpointError` says what does not fit."""
    card = checkpoint.card
    try:
        module = build(card.network, card.arguments)
    except ConfigError as error:
        raise CheckpointError(f"This network can't be built: {error}") from error
    except (TypeError, ValueError, LookupError, ArithmeticError, RuntimeError, AssertionError) as error:
        raise CheckpointError(f"This network can't be built from its card: {error}.") from error
    state = _kept(module)
    _check_fit(card, state, checkpoint.weights)
    weights = {n: torch.from_numpy(np.array(a)).to(state[n].dtype) for n, a in checkpoint.weights.items()}
    module.load_state_dict({**module.state_dict(), **weights})
    module.eval()
    if card.kind == "reader":
        _check_reads(card, module)
    return module


def weights_of(module: nn.Module) -> dict[str, NDArray[Any]]:
    """The network's weights as arrays on the CPU."""
    return {name: tensor.detach().cpu().numpy() for name, tensor in _kept(module).items()}


def _maker(network: str) -> Callable[..., nn.Module]:
    try:
        return NETWORKS[network]
    except KeyError:
        raise ConfigError(f"There is no network called “{network}”; there are {', '.join(NETWORKS)}.") from None


def _kept(module: nn.Module) -> dict[str, Tensor]:
    """All of the network's numbers but batch normalisation's count of batches, which nothing here uses."""
    return {name: tensor for name, tensor in module.state_dict().items() if not name.endswith("num_batches_tracked")}


def _check_reads(card: ModelCard, module: nn.Module) -> None:
    """Show it an empty picture: what its layers take and give has to be what the card says."""
    spec = card.input
    try:
        with torch.no_grad():
            outputs = module(torch.zeros(1, spec.channels, spec.size, spec.size)).logits.shape[1]
    except (RuntimeError, ValueError, AttributeError) as error:
        raise CheckpointError(
            f"This network's layers don't read pictures of {spec.size} pixels and {spec.channels} channels, "
            "as its card says they do. Get the file again."
        ) from error
    if outputs != len(card.labels):
        raise CheckpointError(
            f"This network has {outputs} outputs, but its card names {len(card.labels)} signs. Get the file again."
        )


def _check_fit(card: ModelCard, state: Mapping[str, Tensor], weights: Mapping[str, NDArray[Any]]) -> None:
    missing, foreign = state.keys() - weights.keys(), weights.keys() - state.keys()
    if missing or foreign:
        name = min(missing or foreign)
        what = "is missing" if missing else "belongs to another network"
        raise CheckpointError(f"The file's weights don't fit a “{card.network}” network: “{name}” {what}.")
    for name, tensor in state.items():
        if tuple(weights[name].shape) != tuple(tensor.shape):
            raise CheckpointError(
                f"The file's weights don't fit a “{card.network}” network: “{name}” has the shape "
                f"{tuple(weights[name].shape)}, not {tuple(tensor.shape)}."
            )
