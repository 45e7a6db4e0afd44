"""A trained network as a file: weights and, in the file's header, the card that says what they are.

The format is safetensors: a length, a JSON header, raw numbers. Reading it runs no code, and everything in the header
is checked before it is believed. NumPy and torch networks use the same file; this module needs neither torch nor the
network's class.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors
from safetensors.numpy import save as save_tensors

from signdesk import __version__
from signdesk.alphabet import Alphabet
from signdesk.errors import CheckpointError
from signdesk.networks.eight_bits import unpacked
from signdesk.paths import write_whole
from signdesk.vision.crop import InputSpec

__all__ = ["Checkpoint", "DataSource", "ModelCard", "load_checkpoint", "read_card", "save_checkpoint"]

_CARD = "signdesk"
_LARGEST = 512 << 20
_LARGEST_HEADER = 8 << 20


@dataclass(frozen=True, slots=True)
class DataSource:
    """A dataset that a network was trained on: name, number of pictures and people, digest and licence."""

    name: str
    pictures: int
    people: int
    digest: str
    licence: str = ""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a network is, what it reads, what it was trained on and how well it reads.

    ``kind`` is "reader" (a hand's crop to a sign), "finder" (a picture to the hands in it) or "regressor" (a picture to
    the one box of a hand). ``network`` and ``arguments`` name the architecture in the registry. ``alphabets`` are lists
    of labels by name; the network's outputs are ``labels``, all of them in that order, and reading an alphabet looks at
    its outputs alone. Still pictures, for which there is time, are shown to it at ``still_size`` pixels instead of its
    input's, if that isn't 0. ``temperature`` divides the outputs before the softmax (Guo et al. 2017,
    arXiv:1706.04599); below ``threshold`` of confidence times presence a reading has no label; below
    ``presence_threshold`` of presence there is no hand. ``metrics`` maps a split's name to its figures.
    """

    kind: str
    network: str
    arguments: Mapping[str, Any]
    input: InputSpec
    alphabets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    temperature: float = 1.0
    threshold: float = 0.0
    presence_threshold: float = 0.5
    still_size: int = 0
    data: tuple[DataSource, ...] = ()
    seed: int = 0
    metrics: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    created: str = ""
    signdesk: str = __version__
    notes: str = ""

    @property
    def still_input(self) -> InputSpec:
        """What it is shown of a hand in a still picture."""
        return replace(self.input, size=self.still_size or self.input.size)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the network's outputs, in their order."""
        return tuple(label for labels in self.alphabets.values() for label in labels)

    def alphabet(self, name: str) -> Alphabet:
        """The alphabet called ``name``; `CheckpointError` when this network doesn't read it."""
        try:
            return Alphabet(name, tuple(self.alphabets[name]))
        except KeyError:
            known = ", ".join(self.alphabets) or "none"
            raise CheckpointError(f"This network doesn't read the alphabet “{name}”; it reads: {known}.") from None

    def with_metrics(self, **metrics: Mapping[str, float]) -> ModelCard:
        """This card with more figures."""
        return replace(self, metrics={**self.metrics, **metrics})


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A network's card and its weights by name."""

    card: ModelCard
    weights: Mapping[str, NDArray[Any]]


def save_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write ``checkpoint`` to ``path`` whole or not at all."""
    weights = {name: np.asarray(array, order="C") for name, array in checkpoint.weights.items()}
    try:
        with write_whole(path) as file:
            file.write(save_tensors(weights, metadata={_CARD: json.dumps(_to_json(checkpoint.card), sort_keys=True)}))
    except OSError as error:
        raise CheckpointError(
            f"The network can't be written to {path}: {error.strerror}. Choose another place."
        ) from error


def load_checkpoint(path: Path) -> Checkpoint:
    """The network in ``path``, its card checked, its weights finite; `CheckpointError` says what is wrong with it."""
    card = read_card(path)
    try:
        weights = unpacked(load_tensors(path.read_bytes()))
    except OSError as error:
        raise CheckpointError(f"{path} can't be read: {error.strerror}.") from error
    except (SafetensorError, ValueError, TypeError, KeyError) as error:
        raise CheckpointError(f"{path} is damaged: {error}. Get the file again.") from error
    for name, array in weights.items():
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise CheckpointError(f"{path} is damaged: its weight “{name}” holds values that are not numbers.")
    return Checkpoint(card, weights)


def read_card(path: Path) -> ModelCard:
    """The card of the network in ``path``, without reading its weights."""
    header = _header(path)
    metadata = header.get("__metadata__")
    text = metadata.get(_CARD) if isinstance(metadata, dict) else None
    if not isinstance(text, str):
        raise CheckpointError(f"{path} is no network of signdesk: it has no model card.")
    try:
        return _from_json(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise CheckpointError(f"{path} has a model card that can't be understood: {error}.") from error


def _header(path: Path) -> dict[str, Any]:
    try:
        if not path.is_file():
            what = "is a folder or device, not a network file" if path.exists() else "doesn't exist"
            raise CheckpointError(f"{path} {what}. Give the path of a .safetensors file.")
        size = path.stat().st_size
        if size > _LARGEST:
            raise CheckpointError(
                f"{path} is {size >> 20} MB large; networks of signdesk have at most {_LARGEST >> 20} MB."
            )
        with path.open("rb") as file:
            start = file.read(8)
            length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
            if not 2 <= length <= min(_LARGEST_HEADER, size - 8):
                raise CheckpointError(
                    f"{path} is no network file, or was cut short: it isn't in the safetensors format."
                )
            header = json.loads(file.read(length))
    except OSError as error:
        raise CheckpointError(f"{path} can't be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path} is no network file: its header can't be understood.") from error
    if not isinstance(header, dict):
        raise CheckpointError(f"{path} is no network file: its header can't be understood.")
    return header


def _to_json(card: ModelCard) -> dict[str, Any]:
    return {
        "kind": card.kind,
        "network": card.network,
        "arguments": dict(card.arguments),
        "input": {"size": card.input.size, "channels": card.input.channels, "margin": card.input.margin},
        "alphabets": [[name, list(labels)] for name, labels in card.alphabets.items()],
        "temperature": card.temperature,
        "threshold": card.threshold,
        "presence_threshold": card.presence_threshold,
        "still_size": card.still_size,
        "data": [
            {"name": d.name, "pictures": d.pictures, "people": d.people, "digest": d.digest, "licence": d.licence}
            for d in card.data
        ],
        "seed": card.seed,
        "metrics": {split: dict(figures) for split, figures in card.metrics.items()},
        "created": card.created,
        "signdesk": card.signdesk,
        "notes": card.notes,
    }


def _from_json(values: dict[str, Any]) -> ModelCard:
    kind = _text(values, "kind")
    if kind not in ("reader", "finder", "regressor"):
        raise ValueError(f"its kind is “{kind}”, not “reader”, “finder” or “regressor”")
    spec = values["input"]
    return ModelCard(
        kind=kind,
        network=_text(values, "network"),
        arguments=_plain_arguments(values["arguments"]),
        input=InputSpec(int(spec["size"]), int(spec["channels"]), float(spec["margin"])),
        alphabets=_alphabets(values["alphabets"]),
        temperature=_number(values, "temperature", 0.01, 100),
        threshold=_number(values, "threshold", 0, 1),
        presence_threshold=_number(values, "presence_threshold", 0, 1),
        still_size=_still_size(values),
        data=tuple(
            DataSource(str(d["name"]), int(d["pictures"]), int(d["people"]), str(d["digest"]), str(d["licence"]))
            for d in values["data"]
        ),
        seed=int(values["seed"]),
        metrics={str(s): {str(k): float(v) for k, v in figures.items()} for s, figures in values["metrics"].items()},
        created=_text(values, "created"),
        signdesk=_text(values, "signdesk"),
        notes=_text(values, "notes"),
    )


def _text(values: dict[str, Any], key: str) -> str:
    value = values[key]
    if not isinstance(value, str) or len(value) > 100_000:
        raise ValueError(f"“{key}” is not a text")
    return value


def _number(values: dict[str, Any], key: str, low: float, high: float) -> float:
    value = float(values[key])
    if not (math.isfinite(value) and low <= value <= high):
        raise ValueError(f"“{key}” is {value}, not between {low} and {high}")
    return value


def _still_size(values: dict[str, Any]) -> int:
    size = int(_number({"still_size": 0, **values}, "still_size", 0, 512))
    if size % 16:
        raise ValueError(f"its size for still pictures is {size}, no multiple of 16")
    return size


def _plain_arguments(arguments: dict[str, Any]) -> dict[str, Any]:
    for key, value in arguments.items():
        if not isinstance(value, int | float | str | bool) or (isinstance(value, int) and abs(value) > 4096):
            raise ValueError(f"its argument “{key}” is not a plain, sensible value")
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"its argument “{key}” is {value}")
    return dict(arguments)


def _alphabets(pairs: list[Any]) -> dict[str, tuple[str, ...]]:
    alphabets = {str(name): tuple(str(label) for label in labels) for name, labels in pairs}
    labels = [label for labels in alphabets.values() for label in labels]
    if len(set(labels)) != len(labels) or "" in labels or len(labels) > 1000:
        raise ValueError("its labels are empty, repeated or too many")
    return alphabets
