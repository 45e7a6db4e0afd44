"""The last layer of a trained network, learnt anew for some signs while the others are kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Generator, Tensor, nn

from signdesk.errors import ConfigError
from signdesk.networks.checkpoint import Checkpoint
from signdesk.networks.registry import restore

__all__ = ["LastLayer", "Learner"]

_RATE = 0.03
_NEW_DECAY, _OLD_DECAY = 0.03, 0.3
_MADE_UP_COUNTS, _REHEARSED_COUNTS = 3.0, 10.0
"""How much what keeps old signs counts beside the pictures of new ones (`benchmarks/fine_tune.py`)."""
_MADE_UP = 1500
_MOST_NUMBERS = 1 << 24
_IMPOSSIBLE = -1e4


class LastLayer:
    """The linear layer that gives the logits of the network in ``start``, and what it is shown.

    ``origin`` says for each output that is wanted which of the old ones it is, None for a new one. `ConfigError` when
    the network has no layer with an output for each sign.
    """

    def __init__(self, start: Checkpoint, origin: list[int | None]) -> None:
        network = restore(start)
        as_torch = getattr(network, "as_torch", None)  # of networks written by hand
        self._network: nn.Module = as_torch().eval() if as_torch else network
        self._linear = _last_linear(self._network, len(start.card.labels))
        self._start, self._origin = start, origin
        old = torch.tensor([number for number in origin if number is not None])
        self.is_new = torch.tensor([number is None for number in origin])
        self.weight = torch.zeros(len(origin), self._linear.in_features)
        self.bias = torch.zeros(len(origin))
        self.weight[~self.is_new] = self._linear.weight.detach()[old]
        self.bias[~self.is_new] = self._linear.bias.detach()[old]

    @torch.no_grad()
    def features(self, pictures: Tensor) -> Tensor:
        """What the layer is shown of ``pictures`` (n, channels, h, w) in 0 to 1: (n, features)."""
        seen: list[Tensor] = []
        hook = self._linear.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].detach().clone()))
        try:
            self._network(pictures.contiguous(memory_format=torch.channels_last))
        finally:
            hook.remove()
        return seen[-1]

    def weights(self, weight: Tensor, bias: Tensor) -> dict[str, NDArray[Any]]:
        """The network's weights by name, with these in the last layer."""
        changed = {"weight": (self._linear.weight, weight), "bias": (self._linear.bias, bias)}
        arrays = {name: np.asarray(array) for name, array in self._start.weights.items()}
        for before, after in changed.values():
            old = before.detach().numpy()
            name = next(n for n, a in arrays.items() if a.shape == old.shape and np.array_equal(a, old))
            arrays[name] = after.detach().numpy().astype(old.dtype)
        return arrays


def _last_linear(network: nn.Module, labels: int) -> nn.Linear:
    layers = [part for part in network.modules() if isinstance(part, nn.Linear) and part.out_features == labels]
    if not layers:
        raise ConfigError("This network has no output for each sign, so no sign can be added to it. Train it anew.")
    return layers[-1]


class Learner:
    """Learns the rows ``taught`` of ``layer`` from what is added to it."""

    def __init__(self, layer: LastLayer, taught: list[int], chance: Generator) -> None:
        self._layer, self._chance = layer, chance
        self._rows = torch.tensor(taught)
        self._before = torch.cat([layer.weight, layer.bias[:, None]], 1)[self._rows]
        self._change = torch.zeros_like(self._before, requires_grad=True)
        decay = torch.where(layer.is_new[self._rows], _NEW_DECAY, _OLD_DECAY)
        self._decay = decay[:, None]
        self._optimizer = torch.optim.Adam([self._change], lr=_RATE)
        self._features = torch.empty(0, layer.weight.shape[1])
        self._goal = torch.empty(0, dtype=torch.int64)
        self._among = torch.empty(0, len(layer.bias), dtype=torch.bool)
        self._made_up = torch.empty(0, layer.weight.shape[1])
        self._told = torch.empty(0, len(layer.bias))
        self._rehearsed = torch.empty(0, layer.weight.shape[1])
        self._heard = torch.empty(0, len(layer.bias))
        self._heard_among = torch.empty(0, len(layer.bias), dtype=torch.bool)

    @property
    def size(self) -> int:
        """How many numbers are learnt."""
        return self._change.numel()

    def add(self, features: Tensor, goal: Tensor, among: Tensor) -> None:
        """Learn from these too: features (n, features), the outputs they should give (n,), compared with the outputs
        ``among`` (n, outputs)."""
        self._features = torch.cat([self._features, features])
        self._goal = torch.cat([self._goal, goal])
        self._among = torch.cat([self._among, among])

    def make_up(self) -> None:
        """Draw what the old network would take for its signs anew, and hear what it says to it."""
        old = self._layer.weight[~self._layer.is_new]
        self._made_up = _made_up(old, self._features, self._chance)
        self._told = self._said(self._made_up, ~self._layer.is_new)

    def rehearse(self, features: Tensor, among: Tensor) -> None:
        """Keep saying to these features (n, features) of old signs what the old network says to them, compared with the
        outputs ``among`` (n, outputs)."""
        self._rehearsed, self._heard_among = features, among
        self._heard = self._said(features, among & ~self._layer.is_new)

    def step(self) -> tuple[float, float]:
        """One step on all there is; the loss before it, and the share of pictures that are read rightly."""
        logits = self.logits(self._features).masked_fill(~self._among, _IMPOSSIBLE)
        loss = nn.functional.cross_entropy(logits, self._goal, weight=_even(self._goal, logits.shape[1]))
        kept = _MADE_UP_COUNTS * _unlike(self._told, self.logits(self._made_up))
        if len(self._rehearsed):
            now = self.logits(self._rehearsed).masked_fill(~self._heard_among, _IMPOSSIBLE)
            kept = kept + _REHEARSED_COUNTS * _unlike(self._heard, now)
        pull = (self._decay * self._change.square()).sum()
        self._optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss + kept + pull)
        self._optimizer.step()
        return float(loss.detach()), float((logits.argmax(1) == self._goal).float().mean())

    def logits(self, features: Tensor) -> Tensor:
        """What the layer, as learnt so far, says to ``features``."""
        weight, bias = self.learnt()
        return features @ weight.T + bias

    def _said(self, features: Tensor, among: Tensor) -> Tensor:
        """What the old network says to ``features``, as probabilities of the outputs ``among``."""
        logits = features @ self._layer.weight.T + self._layer.bias
        return logits.masked_fill(~among, _IMPOSSIBLE).softmax(1)

    def learnt(self) -> tuple[Tensor, Tensor]:
        """The layer's weight and bias as learnt so far."""
        rows = self._before + self._change
        return (
            self._layer.weight.index_copy(0, self._rows, rows[:, :-1]),
            self._layer.bias.index_copy(0, self._rows, rows[:, -1]),
        )


def _made_up(old: Tensor, real: Tensor, chance: Generator) -> Tensor:
    """Features that a layer with the rows ``old`` takes for its signs, as long as the ``real`` ones of the pictures.

    Half are a row's direction and chance; half are real ones moved along what sets a row apart, for all that those have
    in common with any picture says nothing of their sign. Nowhere negative where the real ones aren't.
    """
    width = old.shape[1]
    count = max(min(_MADE_UP, _MOST_NUMBERS // width), 100) // 2
    rows = torch.randint(len(old), (2, count), generator=chance)
    length = real.norm(dim=1).mean()
    drawn = nn.functional.normalize(old, dim=1)[rows[0]] * (0.5 + torch.rand(count, 1, generator=chance))
    drawn = drawn + torch.randn(count, width, generator=chance) * (1.4 / width**0.5)
    apart = nn.functional.normalize(old - old.mean(0), dim=1)[rows[1]]
    moved = real[torch.randint(len(real), (count,), generator=chance)]
    moved = moved + apart * length * (0.4 + 0.8 * torch.rand(count, 1, generator=chance))
    if bool((real >= 0).all()):
        drawn, moved = drawn.clamp_min(0), moved.clamp_min(0)
    drawn = nn.functional.normalize(drawn, dim=1) * length * (0.8 + 0.4 * torch.rand(count, 1, generator=chance))
    return torch.cat([drawn, moved])


def _unlike(told: Tensor, logits: Tensor) -> Tensor:
    """The mean cross-entropy of ``logits`` with the probabilities ``told``, both (n, outputs)."""
    return -(told * logits.log_softmax(1)).sum(1).mean()


def _even(goal: Tensor, outputs: int) -> Tensor:
    """Weights by which each sign counts alike, however many pictures show it."""
    return 1 / goal.bincount(minlength=outputs).clamp_min(1).float()
