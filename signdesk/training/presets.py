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
    "picture" or "parts", the dataset's own split), "folds" where it is cross-validated, and "set", which dataset it is
    meant for. ``published`` is the figure that the notes give, "" when there is none.
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


_DIGITS = {"set": "sign-digits", "test": 0.0, "by": "picture"}
_ZERO_ONE = {**_DIGITS, "labels": ("0", "1"), "validation": 0.15}
_ZERO_FIVE = {**_DIGITS, "labels": ("0", "5"), "validation": 0.2}
_LETTERS_HALVED = {"set": "sign-mnist", "labels": (), "by": "parts", "validation": 0.5, "test": 0.5}
_LETTERS_OFFICIAL = {"set": "sign-mnist", "labels": (), "by": "parts", "validation": 0.0, "test": 0.0}

_NOTES: Literal["As in the notes"] = "As in the notes"

_BARE: dict[str, Any] = {
    "augmentation": 0.0, "averaging": 0.0, "label_smoothing": 0.0, "weight_decay": 0.0, "warm_up": 0.0,
    "schedule": "constant", "clip": 0.0,
}  # fmt: skip
"""Nothing but the method itself."""

_TINY_HANDS: dict[str, Any] = {"grey": True, "input_size": 32, "width": 12, "augmentation": 0.4}
"""Sign MNIST's pictures have 28 × 28 grey pixels; 32 is the next size that can be halved four times."""

_ALL = (
    Preset(
        "notes-perceptron", "Perceptron, zero against one", _NOTES, "perceptron",
        data=_ZERO_ONE, published="learns AND and OR, not XOR",
    ),
    Preset(
        "notes-logistic", "Logistic regression by hand, zero against one", _NOTES, "logistic",
        data=_ZERO_ONE, published="cost 14.014 → 0.196, train 92.82%, test 93.55%",
    ),
    Preset(
        "notes-softmax", "Logistic regression by library, zero against one", _NOTES, "softmax",
        {"l2": 1 / 348, "input_size": 64}, _ZERO_ONE, "train 100%, test 96.77%",
    ),
    Preset(
        "notes-two-layer", "Two layers by hand, zero against one", _NOTES, "two_layer",
        data=_ZERO_ONE, published="train 99.14%, test 93.55%",
    ),
    Preset(
        "notes-8-4-1", "Layers of 8 and 4 with Adam, zero against one", _NOTES, "mlp",
        {
            **_BARE, "hidden": (8, 4), "optimizer": "adam", "learning_rate": 1e-3, "epochs": 100, "batch_size": 32,
            "input_size": 64, "scaling": "unit", "loss": "binary_cross_entropy",
        },
        {**_ZERO_ONE, "folds": 3}, "95.11% ± 1.63 over 3 folds",
    ),
    Preset(
        "notes-784-128-1", "784-128-1 by hand, zero against five", _NOTES, "two_layer",
        {
            "hidden": (128,), "activation": "sigmoid", "input_size": 28, "learning_rate": 0.01, "epochs": 100,
            "optimizer": "sgd", "batch_size": 32,
        },
        _ZERO_FIVE, "accuracy 0.98",
    ),
    Preset(
        "notes-layers", "Layer list by hand, 24 letters", _NOTES, "layers",
        data=_LETTERS_HALVED, published="test 82.24% (300 units, α 5e-4)",
    ),
    Preset(
        "notes-lenet5", "LeNet-5 as drawn", _NOTES, "lenet5",
        {
            **_BARE, "modern": False, "batch_norm": False, "optimizer": "momentum", "learning_rate": 0.02,
            "epochs": 12, "batch_size": 64,
        },
        _LETTERS_OFFICIAL,
    ),
    Preset(
        "notes-lenet5-modern", "LeNet-5 with modern parts", _NOTES, "lenet5",
        {
            **_BARE, "batch_norm": True, "dropout": 0.3, "optimizer": "adam", "learning_rate": 1e-3, "epochs": 12,
            "schedule": "cosine", "batch_size": 64,
        },
        _LETTERS_OFFICIAL,
    ),
    Preset(
        "notes-regression", "The hand’s box by regression", _NOTES, "box_regressor",
        {**_BARE, "loss": "mse", "optimizer": "adam", "learning_rate": 1e-3, "epochs": 20},
        {"by": "signer", "validation": 0.2, "test": 0.0},
    ),
    Preset(
        "fast-softmax", "A first try in seconds", "Fast", "softmax",
        {"epochs": 5, "l2": 1e-3, "input_size": 32},
    ),
    Preset(
        "fast-lenet5", "LeNet-5 in a minute", "Fast", "lenet5",
        {"epochs": 24, "batch_size": 16, "batch_norm": True, "augmentation": 0.4, "learning_rate": 4e-3},
    ),
    Preset(
        "fast-compact", "Compact at half its width", "Fast", "compact",
        {"epochs": 24, "batch_size": 32, "width": 12, "input_size": 64, "augmentation": 0.5, "learning_rate": 3e-3},
    ),
    Preset(
        "best-sign-mnist", "Best, Sign MNIST", "Best", "compact",
        {**_TINY_HANDS, "epochs": 24, "learning_rate": 4e-3, "dropout": 0.2}, _LETTERS_OFFICIAL,
    ),
    Preset(
        "best-compact", "Best for one's own pictures", "Best", "compact",
        {"epochs": 42, "learning_rate": 2.5e-3, "growing_input": True},
        {"by": "signer", "validation": 0.2, "test": 0.0},
    ),
)  # fmt: skip

PRESETS: dict[str, Preset] = {preset.name: preset for preset in _ALL}
"""The presets by name, in the order in which they are shown."""


def preset(name: str) -> Preset:
    """The preset called ``name``; `ConfigError` names those there are."""
    try:
        return PRESETS[name]
    except KeyError:
        raise ConfigError(f"There is no preset called “{name}”; there are {', '.join(PRESETS)}.") from None
