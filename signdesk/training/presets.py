"""Networks with settings and data to begin with: as in the course notes, fast, and the best that we know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from signdesk.errors import ConfigError
from signdesk.training.config import TrainConfig

__all__ = ["PRESETS", "Preset", "preset"]


@dataclass(frozen=True, slots=True)
class Preset:
    """A training that is ready to start.

    ``train`` are the settings that differ from what is usual for ``network`` (see `TrainConfig.of`). ``data`` says of
    the data what belongs to the preset: "labels" (empty: all), "validation" and "test" (shares), "by" ("signer",
    "picture" or "parts", the dataset's own split), and "set", which dataset it is meant for. ``published`` is the
    figure that the notes give, "" when there is none.
    """

    name: str
    title: str
    group: Literal["As in the notes", "Fast", "Best"]
    network: str
    train: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    published: str = ""

    def config(self, changes: dict[str, Any] | None = None) -> TrainConfig:
        """All settings, with ``changes`` of the user's."""
        return TrainConfig.of(self.network, {**self.train, **(changes or {})})


_ZERO_ONE = {"set": "digits", "labels": ("0", "1"), "validation": 0.15, "test": 0.0, "by": "picture"}
_ZERO_FIVE = {"set": "digits", "labels": ("0", "5"), "validation": 0.2, "test": 0.0, "by": "picture"}
_SIGN_MNIST = {"set": "sign-mnist", "labels": (), "by": "parts"}

_ALL = (
    Preset(
        "notes-perceptron",
        "Perceptron, zero against one",
        "As in the notes",
        "perceptron",
        {},
        _ZERO_ONE,
        "learns AND and OR, not XOR",
    ),
    Preset(
        "notes-logistic",
        "Logistic regression by hand, zero against one",
        "As in the notes",
        "logistic",
        {},
        _ZERO_ONE,
        "cost 14.014 → 0.196, train 92.82 %, test 93.55 %",
    ),
    Preset(
        "notes-softmax",
        "Logistic regression by library, zero against one",
        "As in the notes",
        "softmax",
        {},
        _ZERO_ONE,
        "train 100 %, test 96.77 %",
    ),
    Preset(
        "notes-two-layer",
        "Two layers by hand, zero against one",
        "As in the notes",
        "two_layer",
        {},
        _ZERO_ONE,
        "train 99.14 %, test 93.55 %",
    ),
    Preset(
        "notes-8-4-1",
        "Layers of 8 and 4, Adam, zero against one",
        "As in the notes",
        "mlp",
        {},
        {**_ZERO_ONE, "folds": 3},
        "95.11 % ± 1.63 over 3 folds",
    ),
    Preset(
        "notes-784-128-1",
        "784-128-1 by hand, zero against five",
        "As in the notes",
        "two_layer",
        {
            "hidden": (128,),
            "activation": "sigmoid",
            "input_size": 28,
            "learning_rate": 0.01,
            "epochs": 100,
            "optimizer": "sgd",
            "batch_size": 32,
        },
        _ZERO_FIVE,
        "accuracy 0.98",
    ),
    Preset(
        "notes-layers",
        "Layer list by hand, 24 letters",
        "As in the notes",
        "layers",
        {},
        _SIGN_MNIST,
        "test 82.24 % (300 units, 5e-4)",
    ),
    Preset("notes-lenet5", "LeNet-5 as drawn", "As in the notes", "lenet5", {"modern": False}, _SIGN_MNIST),
    Preset("fast-compact", "Compact, quickly", "Fast", "compact", {"epochs": 8}),
    Preset("best-compact", "Compact, at its best", "Best", "compact", {"epochs": 40}),
)

PRESETS: dict[str, Preset] = {preset.name: preset for preset in _ALL}
"""The presets by name, in the order in which they are shown."""


def preset(name: str) -> Preset:
    """The preset called ``name``; `ConfigError` names those there are."""
    try:
        return PRESETS[name]
    except KeyError:
        raise ConfigError(f"There is no preset called “{name}”; there are {', '.join(PRESETS)}.") from None
