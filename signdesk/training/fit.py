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
from signdesk.networks.scaling import Standardised
from signdesk.training.batches import grown, pictures_of
from signdesk.training.best import check_held_back
from signdesk.training.config import TrainConfig
from signdesk.training.crops import SURROUNDINGS, Crops
from signdesk.training.device import in_precision
from signdesk.training.events import TrainingEvent
from signdesk.training.loop import train
from signdesk.training.losses import IMPOSSIBLE, sign_loss

__all__ = ["figures_of", "fit", "grown", "learn_scaling", "outputs_of", "targets"]

_NONE = -1
_BATCH = 256


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
    (m, 3, s, s) in 0 to 1 go behind the hands that are cut out on black, and behind some others. With ``state``, a
    file, an interrupted training is taken up again.
    """
    index, allowed = targets(crops, alphabets)
    if int((index != _NONE).sum()) == 0:
        raise TrainingError(
            "None of the pictures shows a sign that is to be learnt. Choose other signs or another dataset."
        )
    check_held_back(config, len(validation) if validation is not None else 0)
    pictures = pictures_of(crops, config, backgrounds)
    keypoints = torch.from_numpy(crops.keypoints)
    present = torch.from_numpy(crops.labels != NO_HAND).float()
    placed = bool(torch.isfinite(keypoints).all(2).any())
    all_signs = bool((index != _NONE).all()) and len(alphabets) == 1

    def step(net: nn.Module, rows: Tensor, chance: Generator, progress: float) -> tuple[Tensor, Tensor]:
        device = next(net.parameters()).device
        batch, warp = pictures(rows, chance, progress, device)
        with in_precision(config, device):
            output: Output = net(batch)
        output = output.single()
        goal = index[rows].to(device)
        within = None if all_signs else allowed[rows].to(device)
        loss, right = _sign_loss(output.logits, goal, within, config)
        if output.presence is not None:
            there = present[rows].to(device)
            loss = loss + config.presence_weight * functional.binary_cross_entropy_with_logits(output.presence, there)
        if output.keypoints is not None and placed:
            places = warp.points(keypoints[rows]).to(device)
            loss = loss + config.keypoint_weight * _keypoint_loss(output.keypoints, places)
            if output.heat is not None:
                loss = loss + config.heat_weight * _heat_loss(output.heat, places)
        return loss, right

    def validate(net: nn.Module) -> dict[str, float]:
        return figures_of(net, validation, alphabets, config) if validation is not None and len(validation) else {}

    signature = f"{alphabets} {crops.images.shape} {crops.labels.tobytes().hex()[:4000]}"
    weights = torch.from_numpy(crops.weights)
    return train(network, weights, step, validate, config, signature=signature, state=state)


def targets(crops: Crops, alphabets: Mapping[str, tuple[str, ...]]) -> tuple[Tensor, Tensor]:
    """For each row its output (n,), −1 for none, and the outputs it is compared with (n, labels)."""
    labels = [label for group in alphabets.values() for label in group]
    home = np.concatenate([np.full(len(group), i) for i, group in enumerate(alphabets.values())])
    number = {label: i for i, label in enumerate(labels)}
    index = np.array([number.get(str(label), _NONE) for label in crops.labels], np.intp)
    allowed = home[index][:, None] == home[None]
    return torch.from_numpy(index), torch.from_numpy(allowed)


@torch.inference_mode()
def outputs_of(network: nn.Module, crops: Crops, batch: int = _BATCH) -> Output:
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


def learn_scaling(network: nn.Module, crops: Crops) -> None:
    """Tell a network that standardises its input what the pixels of ``crops`` are in the mean, and their squares."""
    scales = [part for part in network.modules() if isinstance(part, Standardised)]
    if not scales:
        return
    middles = crops.middle()
    total = squares = torch.zeros(middles.shape[1:], dtype=torch.float64)
    for start in range(0, len(middles), _BATCH):
        some = torch.from_numpy(middles[start : start + _BATCH]).double() / 255
        total, squares = total + some.sum(0), squares + some.square().sum(0)
    mean, square = ((t / len(middles)).permute(2, 0, 1) for t in (total, squares))
    for scale in scales:
        scale.learn(mean, square)


def _sign_loss(logits: Tensor, goal: Tensor, within: Tensor | None, config: TrainConfig) -> tuple[Tensor, Tensor]:
    """The mean loss of the batch and the share that is right; without ``within`` every row shows one of all signs."""
    if within is None:
        losses, read = sign_loss(config.loss, logits, goal, None, config.label_smoothing)
        return losses.sum() / len(goal), (read.argmax(1) == goal).float().mean().detach()
    rows = goal != _NONE
    if not bool(rows.any()):
        return logits.sum() * 0, torch.zeros(())
    losses, read = sign_loss(config.loss, logits[rows], goal[rows], within[rows], config.label_smoothing)
    return losses.sum() / len(goal), (read.argmax(1) == goal[rows]).float().mean().detach()


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


def figures_of(
    network: nn.Module, crops: Crops, alphabets: Mapping[str, tuple[str, ...]], config: TrainConfig
) -> dict[str, float]:
    """How ``network`` does on ``crops``: "loss" and "accuracy" over all signs (those are missing when none is shown),
    the accuracy of each alphabet by its name, "presence" and "keypoint error" from networks that know them."""
    output = outputs_of(network, crops)
    index, allowed = targets(crops, alphabets)
    shown = index != _NONE
    figures = {}
    if bool(shown.any()):
        losses, _ = sign_loss(config.loss, output.logits[shown], index[shown], allowed[shown])
        right = output.logits.masked_fill(~allowed, IMPOSSIBLE).argmax(1) == index
        figures = {"loss": float(losses.mean()), "accuracy": float(right[shown].float().mean())}
        for name, labels in alphabets.items():
            rows = torch.from_numpy(np.isin(crops.labels, labels))
            if bool(rows.any()):
                figures[name] = float(right[rows].float().mean())
    if output.presence is not None:
        truth = torch.from_numpy(crops.labels != NO_HAND)
        figures["presence"] = float(((output.presence > 0) == truth).float().mean())
    if output.keypoints is not None:
        apart = (output.keypoints - torch.from_numpy(crops.keypoints - 0.5) * SURROUNDINGS - 0.5).norm(dim=2)
        known = torch.isfinite(apart)
        if bool(known.any()):
            figures["keypoint error"] = float(apart[known].mean())
    return figures
