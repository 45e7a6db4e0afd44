"""What a network looks at when it reads a hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from signdesk.errors import CheckpointError
from signdesk.networks.checkpoint import ModelCard
from signdesk.networks.output import Output
from signdesk.training.weight_images import WeightImages, weight_images

__all__ = ["Explanation", "WeightImages", "explain", "grad_cam", "occlusion", "weight_images"]

_BATCH = 64
_WINDOW = 6
"""The covering square's side is the input's divided by this."""


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why ``label`` was read with ``probability`` (among the signs of its alphabet) in a crop of h × w.

    ``occlusion`` (h, w) and ``grad_cam`` (h, w) as the functions of these names give them, the latter None for networks
    without convolutions; ``keypoints`` (21, 2), x then y in pixels of the crop, None where the network gives none.
    """

    label: str
    probability: float
    occlusion: NDArray[np.float32]
    grad_cam: NDArray[np.float32] | None
    keypoints: NDArray[np.float32] | None


def explain(network: nn.Module, card: ModelCard, crop: NDArray[np.uint8], label: str = "") -> Explanation:
    """Why ``network``, restored from a checkpoint with ``card``, reads ``label`` in ``crop``.

    ``crop`` (size, size, channels) is what `to_input` gives. Without a label: of what is read among all signs.
    `CheckpointError` when the network does not know the sign.
    """
    with torch.inference_mode(), _evaluating(network):
        output: Output = network(_batch(crop[None]))
    number = _number(card, label) if label else int(output.logits[0].argmax())
    among = _alphabet_of(card, number)
    probability = float((output.logits[0, among] / card.temperature).softmax(0)[among.index(number)])
    points = None if output.keypoints is None else output.keypoints[0].numpy() * np.float32(crop.shape[1])
    return Explanation(
        label=card.labels[number],
        probability=probability,
        occlusion=occlusion(network, crop, number, among, temperature=card.temperature),
        grad_cam=grad_cam(network, crop, number) if _last_maps(network, crop) else None,
        keypoints=points,
    )


@torch.inference_mode()
def occlusion(
    network: nn.Module,
    crop: NDArray[np.uint8],
    label: int,
    among: Sequence[int] | None = None,
    *,
    temperature: float = 1.0,
) -> NDArray[np.float32]:
    """How far the probability of output ``label`` falls when a square hides a place (Zeiler and Fergus 2014,
    arXiv:1311.2901, section 4.2): (h, w), −1 to 1.

    A square of the crop's mean colour, a sixth of its side, moves in steps of half its side over the ``crop`` (h, w,
    channels); each pixel tells the mean fall of the squares that hide it. ``among`` are the outputs that the
    probability is taken among, all of them by default. Works with any network.
    """
    side = crop.shape[0]
    window, places = _squares(side)
    hidden = np.repeat(crop[None], len(places) ** 2 + 1, axis=0)
    colour = crop.reshape(-1, crop.shape[2]).mean(0).round().astype(np.uint8)
    squares = [(y, x) for y in places for x in places]
    for picture, (y, x) in zip(hidden[1:], squares, strict=True):
        picture[y : y + window, x : x + window] = colour
    outputs = list(among) if among is not None else None
    with _evaluating(network):
        chances = torch.cat([_chances(network, hidden[i : i + _BATCH], label, outputs, temperature)
                             for i in range(0, len(hidden), _BATCH)]).numpy()  # fmt: skip
    falls, counts = np.zeros((side, side)), np.zeros((side, side))
    for fall, (y, x) in zip(chances[0] - chances[1:], squares, strict=True):
        falls[y : y + window, x : x + window] += fall
        counts[y : y + window, x : x + window] += 1
    return (falls / counts).astype(np.float32)


def grad_cam(network: nn.Module, crop: NDArray[np.uint8], label: int) -> NDArray[np.float32]:
    """Where the deepest maps speak for output ``label`` (Grad-CAM, Selvaraju et al. 2017, arXiv:1610.02391): (h, w), 0
    to 1, the strongest place at 1.

    The maps' gradients, averaged over places, weigh the maps (eq. 1); of their sum what is positive is kept (eq. 2),
    enlarged to the ``crop``. The deepest maps are the smallest that still have several places. `CheckpointError` for a
    network without convolutions.
    """
    part = _last_maps(network, crop)
    if part is None:
        raise CheckpointError("This network has no convolutions, so Grad-CAM can't show where it looks.")
    kept: list[Tensor] = []
    with _evaluating(network), torch.enable_grad(), _watched([part], lambda _, maps: kept.append(maps)):
        output: Output = network(_batch(crop[None]).requires_grad_())
        (slopes,) = torch.autograd.grad(output.logits[0, label], kept[-1])
    weights = slopes.mean((2, 3), keepdim=True)  # (1, maps, 1, 1)
    heat = functional.relu((weights * kept[-1].detach()).sum(1, keepdim=True))
    heat = functional.interpolate(heat, crop.shape[:2], mode="bilinear", align_corners=False)[0, 0]
    shown: NDArray[np.float32] = (heat / heat.max().clamp_min(1e-12)).numpy().astype(np.float32)
    return shown


def _number(card: ModelCard, label: str) -> int:
    if label not in card.labels:
        raise CheckpointError(f"This network doesn't know the sign “{label}”; it reads {', '.join(card.labels)}.")
    return card.labels.index(label)


def _alphabet_of(card: ModelCard, number: int) -> list[int]:
    """The outputs of the alphabet that output ``number`` belongs to."""
    start = 0
    for labels in card.alphabets.values():
        if number < start + len(labels):
            return list(range(start, start + len(labels)))
        start += len(labels)
    raise ValueError(f"there is no output {number}")


def _squares(side: int) -> tuple[int, list[int]]:
    """The covering square's side, and where squares begin along one direction; the outermost touch the edges."""
    window = max(round(side / _WINDOW), 2)
    step = window // 2
    return window, [*range(0, side - window, step), side - window]


def _chances(
    network: nn.Module, crops: NDArray[np.uint8], label: int, among: list[int] | None, temperature: float
) -> Tensor:
    logits: Tensor = network(_batch(crops)).logits / temperature
    if among is None:
        return logits.softmax(1)[:, label]
    return logits[:, among].softmax(1)[:, among.index(label)]


def _batch(crops: NDArray[np.uint8]) -> Tensor:
    """(n, h, w, channels) uint8 as networks want it: (n, channels, h, w), 0 to 1."""
    return torch.from_numpy(np.ascontiguousarray(crops)).permute(0, 3, 1, 2).float() / 255


def _last_maps(network: nn.Module, crop: NDArray[np.uint8]) -> nn.Module | None:
    """The part of the network whose output are its deepest maps, found by running it once; None without any.

    Only parts that hold a convolution over several pixels are asked: a 1×1 convolution beside the trunk mixes maps, but
    need not be on the way to the outputs.
    """
    asked = [part for part in network.modules() if part is not network and _sees_around(part)]
    sizes: list[tuple[int, nn.Module]] = []

    def note(part: nn.Module, maps: Any) -> None:
        if isinstance(maps, Tensor) and maps.ndim == 4 and maps.shape[2] * maps.shape[3] > 1:
            sizes.append((maps.shape[2] * maps.shape[3], part))

    with torch.inference_mode(), _evaluating(network), _watched(asked, note):
        network(_batch(crop[None]))
    smallest = min((size for size, _ in sizes), default=0)
    return next((part for size, part in reversed(sizes) if size == smallest), None)


def _sees_around(part: nn.Module) -> bool:
    return any(isinstance(inner, nn.Conv2d) and inner.kernel_size[0] > 1 for inner in part.modules())


@contextmanager
def _watched(parts: Sequence[nn.Module], note: Any) -> Iterator[None]:
    """``note(part, output)`` whenever one of ``parts`` has run; nothing of it is left behind, also on errors."""
    handles = [part.register_forward_hook(lambda module, _, output: note(module, output)) for part in parts]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


@contextmanager
def _evaluating(network: nn.Module) -> Iterator[None]:
    """The network as it is when it reads, not as when it learns; afterwards as it was."""
    was = network.training
    network.eval()
    try:
        yield
    finally:
        network.train(was)
