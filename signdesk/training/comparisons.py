"""What the course notes set side by side: the same training with one thing done in several ways.

Each comparison is a short list of cases; `compare.py` makes trainings of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from signdesk.errors import ConfigError
from signdesk.networks.specs import SPECS

__all__ = ["COMPARISONS", "Case", "Comparison", "cases_for", "comparison"]


@dataclass(frozen=True, slots=True)
class Case:
    """One way of doing it: its ``name`` in the key of the chart, and the ``settings`` in which it differs."""

    name: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """``cases`` of one ``thing`` ("optimizer"), with a ``title`` and a line on what they show.

    ``alike`` is set the same in all cases, as far as the network knows it, so that nothing but the thing itself is
    seen.
    """

    name: str
    title: str
    thing: str
    summary: str
    cases: tuple[Case, ...]
    alike: Mapping[str, Any] = field(default_factory=dict)

    @property
    def varied(self) -> tuple[str, ...]:
        """The settings that any case sets."""
        return tuple(dict.fromkeys(name for case in self.cases for name in case.settings))

    def lacks(self, network: str) -> str:
        """Why ``network`` can't be compared so, in a sentence; "" when it can."""
        missing = [name for name in self.varied if name not in SPECS[network].settings]
        if not missing:
            return ""
        able = [spec.title for spec in SPECS.values() if not set(self.varied) - set(spec.settings)]
        return f"{SPECS[network].title} has no setting “{missing[0]}”. Choose {' or '.join(able)}."


_RATES: dict[str, tuple[str, float, dict[str, Any]]] = {
    "Batch descent": ("gd", 0.5, {}),
    "SGD, one picture a step": ("sgd", 0.005, {"batch_size": 1}),
    "Mini-batch SGD": ("sgd", 0.05, {}),
    "Momentum": ("momentum", 0.01, {}),
    "Nesterov": ("nesterov", 0.01, {}),
    "Adagrad": ("adagrad", 0.01, {}),
    "Adadelta": ("adadelta", 1.0, {}),
    "RMSProp": ("rmsprop", 1e-3, {}),
    "Adam": ("adam", 1e-3, {}),
    "AdamW": ("adamw", 1e-3, {}),
}
"""Each way with a learning rate that suits it: one that fits all there is not."""

_BARE: dict[str, Any] = {"averaging": 0.0, "warm_up": 0.0, "schedule": "constant", "batch_norm": False}
"""What would make the ways alike is left out."""

_NO_PENALTY: dict[str, Any] = {"dropout": 0.0, "l1": 0.0, "l2": 0.0, "max_norm": 0.0}
_UNREGULARISED: dict[str, Any] = {"weight_decay": 0.0, "averaging": 0.0, "label_smoothing": 0.0, "augmentation": 0.0}

_ALL = (
    Comparison(
        "optimizers",
        "Optimizers",
        "optimizer",
        "Ten ways of following the gradient, each with a learning rate that suits it.",
        tuple(
            Case(name, {"optimizer": optimizer, "learning_rate": rate, **more})
            for name, (optimizer, rate, more) in _RATES.items()
        ),
        _BARE,
    ),
    Comparison(
        "optimizers-same-rate",
        "Optimizers at one learning rate",
        "optimizer",
        "The same ten ways, all with the learning rate that is set: what suits one is far off for another.",
        tuple(Case(name, {"optimizer": optimizer, **more}) for name, (optimizer, _, more) in _RATES.items()),
        _BARE,
    ),
    Comparison(
        "batch-normalisation",
        "With and without batch normalisation",
        "batch normalisation",
        "Whether layers learn faster where their inputs are brought to mean 0 and variance 1 in each batch.",
        (Case("without", {"batch_norm": False}), Case("with", {"batch_norm": True})),
    ),
    Comparison(
        "regularisation",
        "Regularisation",
        "regularisation",
        "What keeps a network from learning its pictures by heart: compare training and validation.",
        (
            Case("none", _NO_PENALTY),
            Case("L2", {**_NO_PENALTY, "l2": 1e-3}),
            Case("L1", {**_NO_PENALTY, "l1": 1e-4}),
            Case("L1 + L2", {**_NO_PENALTY, "l1": 1e-4, "l2": 1e-3}),
            Case("longest weights 2", {**_NO_PENALTY, "max_norm": 2.0}),
            Case("dropout 0.3", {**_NO_PENALTY, "dropout": 0.3}),
        ),
        _UNREGULARISED,
    ),
    Comparison(
        "early-stopping",
        "With and without early stopping",
        "early stopping",
        "Training ends once the held-back pictures are read no better, and the best epoch is kept.",
        (
            Case("without", {"early_stopping": 0, "keep_best": False}),
            Case("with, after 3 epochs", {"early_stopping": 3, "keep_best": True}),
        ),
        _UNREGULARISED,
    ),
    Comparison(
        "losses",
        "Losses",
        "loss",
        "What is made small; losses are no common measure, so compare how well the held-back pictures are read.",
        tuple(
            Case(name, {"loss": loss})
            for name, loss in (
                ("Cross-entropy", "cross_entropy"),
                ("Binary cross-entropy", "binary_cross_entropy"),
                ("Squared error", "mse"),
                ("Absolute error", "mae"),
                ("Huber", "huber"),
                ("Pseudo-Huber", "pseudo_huber"),
                ("Hinge", "hinge"),
            )
        ),
    ),
    Comparison(
        "activations",
        "Activations",
        "activation",
        "What hidden units make of their sum: where the curve is flat, no gradient comes through.",
        tuple(
            Case(name, {"activation": activation})
            for name, activation in (
                ("Step", "step"),
                ("Sign", "sign"),
                ("Sigmoid", "sigmoid"),
                ("tanh", "tanh"),
                ("ReLU", "relu"),
                ("Leaky ReLU", "leaky_relu"),
                ("ELU", "elu"),
            )
        ),
    ),
    Comparison(
        "initialisation",
        "First weights",
        "first weights",
        "From zero no unit ever differs from the next; too small or too large, and the signal dies or bursts.",
        tuple(
            Case(name, {"initialisation": how})
            for name, how in (
                ("Zeros", "zeros"),
                ("All the same", "small_constant"),
                ("Small normal", "small_normal"),
                ("Xavier", "xavier"),
                ("He", "he"),
            )
        ),
    ),
)

COMPARISONS: dict[str, Comparison] = {comparison.name: comparison for comparison in _ALL}
"""The comparisons by name, in the order in which they are shown."""


def comparison(name: str) -> Comparison:
    """The comparison called ``name``; `ConfigError` names those there are."""
    try:
        return COMPARISONS[name]
    except KeyError:
        raise ConfigError(f"There is no comparison called “{name}”; there are {', '.join(COMPARISONS)}.") from None


def cases_for(name: str, network: str) -> tuple[Case, ...]:
    """The cases of a comparison, each with all that it sets for ``network``; `ConfigError` says why there are none."""
    chosen = comparison(name)
    problem = chosen.lacks(network)
    if problem:
        raise ConfigError(problem)
    known, choices = SPECS[network].settings, SPECS[network].choices
    alike = {setting: value for setting, value in chosen.alike.items() if setting in known}
    cases = [
        Case(case.name, {**alike, **case.settings})
        for case in chosen.cases
        if all(value in choices.get(setting, (value,)) for setting, value in case.settings.items())
    ]
    # The compact network normalises its batches always, which takes more than one picture.
    return tuple(_in_fours(case) if network == "compact" else case for case in cases)


def _in_fours(case: Case) -> Case:
    if case.settings.get("batch_size") != 1:
        return case
    return Case("SGD, four pictures a step", {**case.settings, "batch_size": 4})
