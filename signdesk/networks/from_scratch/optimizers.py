"""How weights follow the gradient, by hand: nine ways from plain descent to Adam.

g is the gradient of a step, w a parameter, α the learning rate; squares and roots are taken element by element.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from signdesk.errors import ConfigError
from signdesk.networks.from_scratch.arrays import Floats

__all__ = ["OPTIMIZERS", "Descent", "Rule"]

_Slots = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way down: its ``equation``, its ``source``, what it remembers of each parameter (``slots``), and ``step``,
    (g, slots, t, α, momentum) → what to take off the parameter in step t, counted from 1. It may write over g."""

    name: str
    equation: str
    source: str
    slots: tuple[str, ...]
    step: Callable[[Floats, _Slots, int, float, float], Floats]


def _plain(g: Floats, slots: _Slots, t: int, rate: float, momentum: float) -> Floats:
    g *= rate
    return g


def _momentum(g: Floats, slots: _Slots, t: int, rate: float, momentum: float) -> Floats:
    v = slots["velocity"]
    v *= momentum
    v += g
    return rate * v


def _nesterov(g: Floats, slots: _Slots, t: int, rate: float, momentum: float) -> Floats:
    v = slots["velocity"]
    v *= momentum
    v += g
    return rate * (g + momentum * v)


def _adagrad(g: Floats, slots: _Slots, t: int, rate: float, momentum: float) -> Floats:
    s = slots["squares"]
    s += g * g
    out: Floats = rate * g / (np.sqrt(s) + 1e-10)
    return out


def _adadelta(g: Floats, slots: _Slots, t: int, rate: float, momentum: float) -> Floats:
    s, d = slots["squares"], slots["steps"]
    s += 0.1 * (g * g - s)
    step: Floats = g * (np.sqrt(d + 1e-6) / np.sqrt(s + 1e-6))
    d += 0.1 * (step * step - d)
    return rate * step


def _rmsprop(g: Floats, slots: _Slots, t: int, rate: float, momentum: float) -> Floats:
    s = slots["squares"]
    s += 0.01 * (g * g - s)
    out: Floats = rate * g / (np.sqrt(s) + 1e-8)
    return out


def _adam(g: Floats, slots: _Slots, t: int, rate: float, momentum: float) -> Floats:
    m, s = slots["mean"], slots["squares"]
    m += 0.1 * (g - m)
    s += 0.001 * (g * g - s)
    out: Floats = rate / (1 - 0.9**t) * m / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)
    return out


_ALL = (
    Rule("gd", "w ← w − α g, g of all pictures", "Cauchy 1847", (), _plain),
    Rule("sgd", "w ← w − α g, g of a few pictures", "Robbins and Monro 1951", (), _plain),
    Rule("momentum", "v ← μ v + g, w ← w − α v", "Polyak 1964", ("velocity",), _momentum),
    Rule("nesterov", "v ← μ v + g, w ← w − α (g + μ v)", "Nesterov 1983", ("velocity",), _nesterov),
    Rule("adagrad", "s ← s + g², w ← w − α g / √s", "Duchi, Hazan, Singer 2011", ("squares",), _adagrad),
    Rule(
        "adadelta",
        "s ← 0.9 s + 0.1 g², δ = g √d / √s, d ← 0.9 d + 0.1 δ², w ← w − α δ",
        "Zeiler 2012, arXiv:1212.5701",
        ("squares", "steps"),
        _adadelta,
    ),
    Rule("rmsprop", "s ← 0.99 s + 0.01 g², w ← w − α g / √s", "Tieleman and Hinton 2012", ("squares",), _rmsprop),
    Rule(
        "adam",
        "m ← 0.9 m + 0.1 g, s ← 0.999 s + 0.001 g², w ← w − α m̂ / √ŝ",
        "Kingma and Ba 2015, arXiv:1412.6980",
        ("mean", "squares"),
        _adam,
    ),
    Rule(
        "adamw",
        "as Adam, and w ← (1 − α λ) w",
        "Loshchilov and Hutter 2019, arXiv:1711.05101",
        ("mean", "squares"),
        _adam,
    ),
)
OPTIMIZERS = {rule.name: rule for rule in _ALL}
"""By the names that `TrainConfig` uses."""


class Descent:
    """Moves ``parameters`` in place by the rule ``name``; `ConfigError` names the rules there are.

    ``decay`` is AdamW's λ, which pulls weights to zero but not biases. ``memory`` are the rule's slots and the number
    of steps, by name: save a copy of it, and `recall` goes on from there.
    """

    def __init__(
        self, parameters: Mapping[str, Floats], name: str, rate: float, momentum: float = 0.9, decay: float = 0.0
    ) -> None:
        if name not in OPTIMIZERS:
            raise ConfigError(f"There is no optimizer “{name}”; there are {', '.join(OPTIMIZERS)}.")
        self._parameters = parameters
        self._rule = OPTIMIZERS[name]
        self.rate, self._momentum = rate, momentum
        self._decay = decay if name == "adamw" else 0.0
        self._slots = {p: {s: np.zeros_like(a) for s in self._rule.slots} for p, a in parameters.items()}
        self._steps = np.zeros(1, np.int64)

    @property
    def memory(self) -> dict[str, Floats]:
        """The live arrays; copy what is to last."""
        slots = {f"{p}/{s}": array for p, named in self._slots.items() for s, array in named.items()}
        return {"steps": self._steps, **slots}  # type: ignore[dict-item]  # the only array of whole numbers

    def recall(self, memory: Mapping[str, Floats]) -> None:
        """Go on from a copy of `memory`; ``KeyError`` or ``ValueError`` when it is of other parameters or rules."""
        for name, array in self.memory.items():
            array[...] = memory[name]

    def step(self, gradients: Mapping[str, Floats]) -> None:
        """One step down ``gradients``, which may be written over."""
        self._steps += 1
        t = int(self._steps[0])
        for name, gradient in gradients.items():
            parameter = self._parameters[name]
            if self._decay and name.endswith("weight"):
                parameter *= 1 - self.rate * self._decay
            parameter -= self._rule.step(gradient, self._slots[name], t, self.rate, self._momentum)
