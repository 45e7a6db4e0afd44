"""The networks that can be chosen, and what they look like layer by layer: told without torch.

Building them is the business of `signdesk.networks.registry`; what is said here of their shapes and sizes a test
compares with what is built there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from signdesk.errors import ConfigError

__all__ = ["SPECS", "LayerRow", "NetworkSpec", "input_of", "layers_of", "widths_of"]


@dataclass(frozen=True, slots=True)
class NetworkSpec:
    """A network to choose: one line each of what it is (``title``), does (``summary``) and comes from (``source``).

    ``trainer`` says who trains it: "torch" by the loop of gradient steps, "by_hand" in NumPy, "lbfgs" by torch's
    L-BFGS. ``settings`` are the fields of `TrainConfig` that mean something to it, ``usual`` those values of them that
    are usual for it where they are not the schema's defaults. ``input_size`` and ``grey`` are its usual input.
    ``binary``: it reads exactly two signs. ``task`` is "signs", or "box" where it tells in numbers where the hand is.
    ``choices`` are those of a setting that mean something to it, where not all do.
    """

    name: str
    title: str
    summary: str
    source: str
    trainer: Literal["by_hand", "torch", "lbfgs"]
    settings: tuple[str, ...]
    input_size: int
    grey: bool
    binary: bool = False
    usual: Mapping[str, Any] = field(default_factory=dict)
    task: Literal["signs", "box"] = "signs"
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One layer as it is drawn: its ``kind`` ("input", "linear", "convolution", "pooling", "residual", "output"), a
    short ``detail``, the ``shape`` of what comes out, (channels, height, width), (channels, keypoints) or (units,), and
    how many parameters it has."""

    kind: str
    detail: str
    shape: tuple[int, ...]
    parameters: int


_PICTURE = ("input_size", "grey", "scaling", "augmentation")
_STEPS = ("learning_rate", "epochs", "batch_size")
_LEARNING = (
    "loss",
    "optimizer",
    "learning_rate",
    "momentum",
    "gradient",
    "clip",
    "schedule",
    "warm_up",
    "batch_size",
    "epochs",
    "epoch_size",
)
_REGULARISATION = (
    "weight_decay",
    "l1",
    "l2",
    "max_norm",
    "label_smoothing",
    "averaging",
    "early_stopping",
    "keep_best",
)
_RUN = ("seed", "device", "precision", "tensorboard")
_NOTES = "course notes on deep learning"

_PLAIN: dict[str, Any] = {
    "augmentation": 0.0, "averaging": 0.0, "label_smoothing": 0.0, "weight_decay": 0.0, "warm_up": 0.0,
    "schedule": "constant", "clip": 0.0,
}  # fmt: skip
"""Nothing but the method itself, as textbooks have it."""

_ALL = (
    NetworkSpec(
        "perceptron",
        "Perceptron",
        "One unit that fires or not; learns from its mistakes whatever a straight line can part.",
        "Rosenblatt 1958; " + _NOTES,
        "by_hand",
        ("input_size", "learning_rate", "epochs", "seed"),
        64,
        True,
        binary=True,
        usual={**_PLAIN, "learning_rate": 0.01, "epochs": 100, "initialisation": "zeros", "activation": "step"},
    ),
    NetworkSpec(
        "logistic",
        "Logistic regression by hand",
        "One unit with a soft step; all pictures a step down the slope of the cross-entropy.",
        _NOTES,
        "by_hand",
        ("initialisation", "input_size", "scaling", *_STEPS, "optimizer", "l2", "early_stopping", "keep_best", "seed"),
        64,
        True,
        binary=True,
        usual={
            **_PLAIN,
            "learning_rate": 0.01,
            "epochs": 150,
            "optimizer": "gd",
            "initialisation": "small_constant",
            "activation": "sigmoid",
            "loss": "binary_cross_entropy",
        },
    ),
    NetworkSpec(
        "two_layer",
        "Two-layer network by hand",
        "A few hidden units before the one that decides; gradients worked out on paper.",
        _NOTES,
        "by_hand",
        (
            "hidden",
            "activation",
            "initialisation",
            "input_size",
            "scaling",
            *_STEPS,
            "optimizer",
            "l2",
            "early_stopping",
            "keep_best",
            "seed",
        ),
        64,
        True,
        binary=True,
        usual={
            **_PLAIN,
            "hidden": (3,),
            "activation": "tanh",
            "learning_rate": 0.01,
            "epochs": 2500,
            "optimizer": "gd",
            "initialisation": "small_normal",
            "loss": "binary_cross_entropy",
        },
    ),
    NetworkSpec(
        "layers",
        "Layer list by hand",
        "Linear and ReLU layers in a list, each with its backward step, and a softmax at the end.",
        _NOTES + "; He et al. 2015, arXiv:1502.01852",
        "by_hand",
        (
            "hidden",
            "initialisation",
            "input_size",
            "scaling",
            *_STEPS,
            "gradient",
            "l2",
            "early_stopping",
            "keep_best",
            "seed",
        ),
        28,
        True,
        usual={
            **_PLAIN,
            "hidden": (300,),
            "learning_rate": 5e-4,
            "epochs": 20,
            "batch_size": 512,
            "optimizer": "sgd",
            "gradient": "sum",
            "initialisation": "he",
            "scaling": "standardised",
        },
    ),
    NetworkSpec(
        "softmax",
        "Softmax regression by library",
        "One linear layer for any number of signs, brought to its best by L-BFGS.",
        "Liu and Nocedal 1989; " + _NOTES,
        "lbfgs",
        ("input_size", "grey", "scaling", "epochs", "l2", "seed", "device"),
        64,
        True,
        usual={**_PLAIN, "epochs": 40, "initialisation": "zeros"},
    ),
    NetworkSpec(
        "mlp",
        "Multilayer perceptron",
        "Layers that join every unit with every unit; as deep and wide as you say.",
        "Rumelhart, Hinton and Williams 1986; " + _NOTES,
        "torch",
        (
            "hidden",
            "activation",
            "dropout",
            "batch_norm",
            "initialisation",
            *_PICTURE,
            *_LEARNING,
            *_REGULARISATION,
            *_RUN,
        ),
        32,
        True,
        usual={"dropout": 0.0, "learning_rate": 1e-3, "augmentation": 0.0, "scaling": "standardised"},
    ),
    NetworkSpec(
        "lenet5",
        "LeNet-5",
        "The first convolutional network that read for a living: C1 S2 C3 S4 C5 F6.",
        "LeCun, Bottou, Bengio and Haffner 1998",
        "torch",
        ("modern", "dropout", "batch_norm", *_PICTURE, *_LEARNING, *_REGULARISATION, *_RUN),
        32,
        True,
        usual={"dropout": 0.0, "batch_norm": True, "batch_size": 16, "augmentation": 0.4, "learning_rate": 4e-3},
    ),
    NetworkSpec(
        "compact",
        "Compact",
        "Our own: a small residual network that sees keypoints and reads the sign from them and from pixels.",
        "after He et al. 2016, arXiv:1512.03385, and Sun et al. 2018, arXiv:1711.08229",
        "torch",
        (
            "width",
            "depth",
            "dropout",
            *_PICTURE,
            "growing_input",
            "varied_input",
            *_LEARNING,
            "keypoint_weight",
            "heat_weight",
            "presence_weight",
            *_REGULARISATION,
            *_RUN,
        ),
        96,
        False,
    ),
    NetworkSpec(
        "box_regressor",
        "Box regressor",
        "Regression: where the hand is, as four numbers, beside ordinary least squares. It reads no signs.",
        _NOTES + ", for their house prices",
        "torch",
        (
            "width",
            "input_size",
            "grey",
            "augmentation",
            *_LEARNING,
            *(name for name in _REGULARISATION if name != "label_smoothing"),
            *_RUN,
        ),
        64,
        False,
        usual={
            "width": 12,
            "loss": "huber",
            "learning_rate": 3e-3,
            "batch_size": 32,
            "augmentation": 0.5,
            "label_smoothing": 0.0,
        },
        task="box",
        choices={"loss": ("mse", "mae", "huber", "pseudo_huber")},
    ),
)

SPECS: dict[str, NetworkSpec] = {spec.name: spec for spec in _ALL}
"""The networks by the name that the registry builds them by, from the simplest to our own."""

_SMALLEST_MULTIPLE = 16
"""The compact network halves its input four times."""


def widths_of(hidden: str) -> tuple[int, ...]:
    """The widths that a card writes as a text: ``"300,300"`` is 300 and 300, the empty text no hidden layer."""
    return tuple(int(part) for part in str(hidden).split(",") if part.strip())


def input_of(name: str, settings: Mapping[str, Any]) -> tuple[int, int]:
    """Side and channels of what the network ``name`` is shown; ``settings`` are names and values of `TrainConfig`."""
    spec = _spec(name)
    size = int(settings.get("input_size") or 0) or spec.input_size
    if name == "compact":
        size = max(_SMALLEST_MULTIPLE, -(-size // _SMALLEST_MULTIPLE) * _SMALLEST_MULTIPLE)
    return size, 1 if spec.grey or settings.get("grey") else 3


def layers_of(name: str, settings: Mapping[str, Any], labels: int) -> list[LayerRow]:
    """The layers of the network ``name`` for so many signs, from its input to its outputs.

    ``settings`` are names and values of `TrainConfig`; what is missing is as usual for the network.
    """
    spec = _spec(name)
    settings = {
        "hidden": (128,),
        "activation": "relu",
        "modern": True,
        "width": 24,
        "depth": 1,
        **spec.usual,
        **settings,
    }
    size, channels = input_of(name, settings)
    rows = [LayerRow("input", "grey" if channels == 1 else "colour", (channels, size, size), 0)]
    if name == "lenet5":
        return rows + _lenet5(settings, labels)
    if name == "compact":
        return rows + _compact(settings, labels, size, channels)
    if name == "box_regressor":
        return rows + _box(settings, size, channels)
    return rows + _dense(spec, settings, labels, channels * size * size)


def _spec(name: str) -> NetworkSpec:
    try:
        return SPECS[name]
    except KeyError:
        raise ConfigError(f"There is no network called “{name}”; there are {', '.join(SPECS)}.") from None


_WITHOUT_HIDDEN = ("perceptron", "logistic", "softmax")


def _dense(spec: NetworkSpec, settings: Mapping[str, Any], labels: int, into: int) -> list[LayerRow]:
    """Linear layers one after the other; the two-way networks end in one unit."""
    hidden = () if spec.name in _WITHOUT_HIDDEN else _widths(settings["hidden"])
    if spec.name == "two_layer":
        hidden = hidden[:1]
    activation = "relu" if spec.name == "layers" else str(settings["activation"])
    rows = []
    for width in hidden:
        norm = 2 * width if settings.get("batch_norm") and spec.name == "mlp" else 0
        detail = activation.replace("_", " ") + (", batch norm" if norm else "")
        rows.append(LayerRow("linear", detail, (width,), (into + 1) * width + norm))
        into = width
    end = {"perceptron": "step", "logistic": "sigmoid", "two_layer": "sigmoid"}.get(spec.name, "softmax")
    single = spec.binary or (labels == 2 and (spec.name == "softmax" or settings.get("loss") == "binary_cross_entropy"))
    outputs = 1 if single else labels
    return [*rows, LayerRow("output", end, (outputs,), (into + 1) * outputs)]


def _widths(hidden: Any) -> tuple[int, ...]:
    return widths_of(hidden) if isinstance(hidden, str) else tuple(int(width) for width in hidden)


def _lenet5(settings: Mapping[str, Any], labels: int) -> list[LayerRow]:
    """Figure 2 of the paper; S2 and S4 have no parameters of their own here, and C3 sees all of S2."""
    act, pool = ("ReLU", "largest of 2×2") if settings["modern"] else ("tanh", "mean of 2×2")
    norm = 2 if settings.get("batch_norm") else 0
    return [
        LayerRow("convolution", f"C1: 5×5, {act}", (6, 28, 28), 6 * 26 + 6 * norm),
        LayerRow("pooling", f"S2: {pool}", (6, 14, 14), 0),
        LayerRow("convolution", f"C3: 5×5, {act}", (16, 10, 10), 16 * 151 + 16 * norm),
        LayerRow("pooling", f"S4: {pool}", (16, 5, 5), 0),
        LayerRow("convolution", f"C5: 5×5, {act}", (120, 1, 1), 120 * 401 + 120 * norm),
        LayerRow("linear", f"F6: {act}", (84,), 84 * 121),
        LayerRow("output", "softmax", (labels,), labels * 85),
    ]


def _compact(settings: Mapping[str, Any], labels: int, size: int, channels: int) -> list[LayerRow]:
    width, depth = int(settings["width"]), int(settings["depth"])
    c1, c2, c3, c4 = width, 2 * width, 4 * width, 20 * width // 3
    half = [-(-size // 2**k) for k in range(5)]

    def conv(into: int, out: int) -> int:
        return 9 * into * out + 2 * out

    def residual(maps: int, side: int) -> list[LayerRow]:
        return [LayerRow("residual", "two 3×3 and a way around", (maps, side, side), 2 * conv(maps, maps))] * depth

    fused = 64 * (c2 + c3 + c4) + 2 * 64 + conv(64, 32)
    places, pairs = 21 * 2, 21 * 20 // 2
    mixed = c4 + 16 * 21 + 128
    return [
        LayerRow("convolution", "3×3, halves", (c1, half[1], half[1]), conv(channels, c1)),
        LayerRow("convolution", "3×3, halves", (c2, half[2], half[2]), conv(c1, c2)),
        *residual(c2, half[2]),
        LayerRow("convolution", "3×3, halves", (c3, half[3], half[3]), conv(c2, c3)),
        *residual(c3, half[3]),
        LayerRow("convolution", "3×3, halves", (c4, half[4], half[4]), conv(c3, c4)),
        *residual(c4, half[4]),
        LayerRow("convolution", "three scales put together", (32, half[2], half[2]), fused),
        LayerRow("convolution", "a map for each keypoint", (21, half[2], half[2]), 33 * 21),
        LayerRow("convolution", "features at each keypoint", (16, 21), 33 * 16),
        LayerRow("linear", "geometry of the keypoints", (128,), (places + pairs + 1) * 128),
        LayerRow("linear", "all side by side, ReLU", (192,), (mixed + 1) * 192 + 2 * 192),
        LayerRow("output", "softmax", (labels,), 193 * labels),
        LayerRow("output", "is there a hand", (1,), c4 + 1),
    ]


def _box(settings: Mapping[str, Any], size: int, channels: int) -> list[LayerRow]:
    c1 = int(settings["width"])
    maps, units = (channels, c1, 2 * c1, 4 * c1, 4 * c1), 64
    rows = []
    for k in range(1, 5):
        side = -(-size // 2**k)
        rows.append(LayerRow("convolution", "3×3, halves", (maps[k], side, side), (9 * maps[k - 1] + 2) * maps[k]))
    into = maps[4] * (-(-size // 16)) ** 2
    return [
        *rows,
        LayerRow("linear", "ReLU", (units,), (into + 1) * units),
        LayerRow("output", "centre x, y, width, height", (4,), (units + 1) * 4),
    ]
