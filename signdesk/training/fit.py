"""Training a network that reads hands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from signdesk.alphabet import NO_HAND
from signdesk.errors import TrainingError
from signdesk.networks.output import Output
from signdesk.training.augment import cover, place_before, recolour, sample, spatial, transformed_points
from signdesk.training.config import TrainConfig
from signdesk.training.crops import SURROUNDINGS, Crops
from signdesk.training.events import TrainingEvent
from signdesk.training.loop import train

__all__ = ["fit", "grown", "outputs_of", "targets"]

_NONE = -1
_GROWTH = ((0.48, 2 / 3), (0.72, 5 / 6))
"""Until which share of the training the input has which share of its size."""


def fit(
    network: nn.Module,
    crops: Crops,
    validation: Crops | None,
    alphabets: Mapping[str, tuple[str, ...]],
    config: TrainConfig,
    *,
    backgrounds: Tensor | None = None,
    state: Path | None = None,
) -> Iterator[TrainingEvent]:
    """Train ``network`` to read ``alphabets`` from ``crops``; the events end with `Finished`.

    A hand is compared with the signs of its own alphabet only: an O is no wrong 0. Rows without a hand teach presence,
    rows with keypoints teach those; a row whose label is in no alphabet teaches all but the sign. ``backgrounds``
    (m, 3, s, s) in 0 to 1 go behind the hands that are cut out on black. With ``state``, a file, an interrupted
    training is taken up again.
    """
    index, allowed = targets(crops, alphabets)
    if int((index != _NONE).sum()) == 0:
        raise TrainingError(
            "None of the pictures shows a sign that is to be learnt. Choose other signs or another dataset."
        )
    size = round(crops.images.shape[1] / SURROUNDINGS)
    images = torch.from_numpy(crops.images)
    keypoints, matte = torch.from_numpy(crops.keypoints), torch.from_numpy(crops.matte)
    present = torch.from_numpy(crops.labels != NO_HAND).float()

    def step(net: nn.Module, rows: Tensor, chance: Generator, progress: float) -> tuple[Tensor, Tensor]:
        device = next(net.parameters()).device
        batch = images[rows].to(device).permute(0, 3, 1, 2).float() / 255
        if backgrounds is not None:
            batch = place_before(batch, matte[rows], backgrounds, chance)
        theta = spatial(len(rows), config.augmentation, chance, 1 / SURROUNDINGS)
        side = grown(size, progress) if config.growing_input else size
        batch = sample(batch, theta.to(device), side, side)
        batch = cover(recolour(batch, config.augmentation, chance), config.augmentation, chance)
        output: Output = net(batch.contiguous(memory_format=torch.channels_last))
        goal, within = index[rows].to(device), allowed[rows].to(device)
        loss, right = _sign_loss(output.logits, goal, within, config.label_smoothing)
        if output.presence is not None:
            there = present[rows].to(device)
            loss = loss + config.presence_weight * functional.binary_cross_entropy_with_logits(output.presence, there)
        if output.keypoints is not None:
            places = transformed_points(keypoints[rows], theta).to(device)
            loss = loss + config.keypoint_weight * _keypoint_loss(output.keypoints, places)
            if output.heat is not None:
                loss = loss + config.heat_weight * _heat_loss(output.heat, places)
        return loss, right

    def validate(net: nn.Module) -> dict[str, float]:
        return _figures(net, validation, alphabets) if validation is not None and len(validation) else {}

    signature = f"{alphabets} {crops.images.shape} {crops.labels.tobytes().hex()[:4000]}"
    weights = torch.from_numpy(crops.weights)
    return train(network, weights, step, validate, config, signature=signature, state=state)


def grown(size: int, progress: float) -> int:
    """The input's side at ``progress`` (0 to 1) of a training that begins with small pictures (Tan and Le 2021,
    arXiv:2104.00298, section 4): a multiple of 16, ``size`` at the end."""
    share = next((share for until, share in _GROWTH if progress < until), 1.0)
    return min(max(round(size * share / 16), 1) * 16, size)


def targets(crops: Crops, alphabets: Mapping[str, tuple[str, ...]]) -> tuple[Tensor, Tensor]:
    """For each row its output (n,), −1 for none, and the outputs it is compared with (n, labels)."""
    labels = [label for group in alphabets.values() for label in group]
    home = np.concatenate([np.full(len(group), i) for i, group in enumerate(alphabets.values())])
    number = {label: i for i, label in enumerate(labels)}
    index = np.array([number.get(str(label), _NONE) for label in crops.labels])
    allowed = home[index][:, None] == home[None]
    return torch.from_numpy(index), torch.from_numpy(allowed)


@torch.inference_mode()
def outputs_of(network: nn.Module, crops: Crops, batch: int = 256) -> Output:
    """What ``network`` gives for the middle of each crop, on the CPU."""
    device = next(network.parameters()).device
    parts: list[Output] = []
    size = round(crops.images.shape[1] / SURROUNDINGS)
    edge = (crops.images.shape[1] - size) // 2
    for start in range(0, len(crops), batch):
        middle = crops.images[start : start + batch, edge : edge + size, edge : edge + size]
        x = torch.from_numpy(np.ascontiguousarray(middle)).to(device).permute(0, 3, 1, 2).float() / 255
        parts.append(network(x.contiguous(memory_format=torch.channels_last)))
    return Output(
        torch.cat([p.logits for p in parts]).cpu(),
        _joined([p.presence for p in parts]),
        _joined([p.keypoints for p in parts]),
    )


def _joined(parts: list[Tensor | None]) -> Tensor | None:
    known = [part for part in parts if part is not None]
    return torch.cat(known).cpu() if known else None


def _sign_loss(logits: Tensor, goal: Tensor, within: Tensor, smoothing: float) -> tuple[Tensor, Tensor]:
    rows = goal != _NONE
    if not bool(rows.any()):
        return logits.sum() * 0, torch.zeros(())
    within = within[rows]
    logs = logits[rows].masked_fill(~within, -1e4).log_softmax(1)
    hit = logs.gather(1, goal[rows, None])[:, 0]
    spread = (logs * within).sum(1) / within.sum(1)
    loss = -((1 - smoothing) * hit + smoothing * spread).sum() / len(goal)
    return loss, (logs.argmax(1) == goal[rows]).float().mean().detach()


def _keypoint_loss(given: Tensor, places: Tensor) -> Tensor:
    """Smooth L1 in units of a fiftieth of the input, over the keypoints that are known and inside."""
    known = _inside(places)
    apart = functional.smooth_l1_loss(given, places.nan_to_num(), beta=0.02, reduction="none").sum(2)
    return (apart * known).sum() / known.sum().clamp_min(1)


def _heat_loss(heat: Tensor, places: Tensor) -> Tensor:
    """Cross-entropy between each map and a small Gaussian at its keypoint: where to look is learnt sooner than from the
    mean place alone."""
    known = _inside(places)
    rows, columns = heat.shape[2:]
    spot = places.nan_to_num() * torch.tensor([columns, rows], device=heat.device)
    along = torch.exp(-0.5 * (torch.arange(columns, device=heat.device) + 0.5 - spot[..., :1]) ** 2)
    down = torch.exp(-0.5 * (torch.arange(rows, device=heat.device) + 0.5 - spot[..., 1:]) ** 2)
    goal = (down[..., None] * along[..., None, :]).flatten(2)
    goal = goal / goal.sum(2, keepdim=True).clamp_min(1e-6)
    loss = -(goal * heat.flatten(2).log_softmax(2)).sum(2)
    return (loss * known).sum() / known.sum().clamp_min(1)


def _inside(places: Tensor) -> Tensor:
    return torch.isfinite(places).all(2) & (places > 0).all(2) & (places < 1).all(2)


def _figures(network: nn.Module, crops: Crops, alphabets: Mapping[str, tuple[str, ...]]) -> dict[str, float]:
    output = outputs_of(network, crops)
    index, allowed = targets(crops, alphabets)
    read = output.logits.masked_fill(~allowed, -1e4).argmax(1)
    figures = {}
    for name, labels in alphabets.items():
        rows = torch.from_numpy(np.isin(crops.labels, labels))
        if bool(rows.any()):
            figures[name] = float((read[rows] == index[rows]).float().mean())
    if output.presence is not None:
        truth = torch.from_numpy(crops.labels != NO_HAND)
        figures["presence"] = float(((output.presence > 0) == truth).float().mean())
    if output.keypoints is not None:
        apart = (output.keypoints - torch.from_numpy(crops.keypoints - 0.5) * SURROUNDINGS - 0.5).norm(dim=2)
        figures["keypoint error"] = float(apart[torch.isfinite(apart)].mean())
    return figures
