"""Training the network that finds hands in whole pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Generator, Tensor, nn
from torch.nn import functional

from signdesk.networks.finder import STRIDE, FinderOutput
from signdesk.training.augment import recolour
from signdesk.training.config import TrainConfig
from signdesk.training.device import in_precision
from signdesk.training.events import TrainingEvent
from signdesk.training.loop import train
from signdesk.training.warp import Warp, spatial
from signdesk.vision.box import Box
from signdesk.vision.crop import fit_into
from signdesk.vision.image import Image

__all__ = ["CANVAS", "Scenes", "fit_finder", "scene"]

CANVAS = 256
"""The side of the square in which whole pictures are kept for training, in pixels."""

_SEEN = (160, 192)
"""Height and width of what the network is shown."""

_MOST_HANDS = 4

_TURNED = 0.25
"""The share of pictures that are turned by quarter turns."""

_QUARTERS = torch.tensor([[[1, 0], [0, 1]], [[0, -1], [1, 0]], [[-1, 0], [0, -1]], [[0, 1], [-1, 0]]]).float()


@dataclass(frozen=True)
class Scenes:
    """Whole pictures with all their hands.

    ``images`` (n, CANVAS, CANVAS, 3) uint8, each picture scaled to fit and its edges continued; ``sizes`` (n, 2) width
    and height of the picture inside, 0 to 1 of the canvas; ``hands`` (n, 4, 4) left, top, right, bottom in 0 to 1 of
    the canvas, NaN where there are fewer; ``signers`` and ``weights`` (n,) as in `Crops`.
    """

    images: NDArray[np.uint8]
    sizes: NDArray[np.float32]
    hands: NDArray[np.float32]
    signers: NDArray[np.str_]
    weights: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.images)

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Scenes:
        """Some of the rows."""
        return Scenes(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    @staticmethod
    def joined(parts: Sequence[Scenes]) -> Scenes:
        """All rows of ``parts``."""
        return Scenes(*(np.concatenate([getattr(p, name) for p in parts]) for name in Scenes.__dataclass_fields__))


def scene(image: Image, boxes: Sequence[Box]) -> tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.float32]]:
    """One row of `Scenes`: canvas, size and hands of a picture with hands at ``boxes``."""
    canvas, scale = fit_into(image, CANVAS, CANVAS)
    hands = np.full((_MOST_HANDS, 4), np.nan, np.float32)
    for row, box in zip(hands, boxes, strict=False):
        row[:] = np.array([box.x, box.y, box.right, box.bottom]) * scale / CANVAS
    size = (np.array([image.shape[1], image.shape[0]]) * scale / CANVAS).astype(np.float32)
    return canvas, size, hands


def fit_finder(
    network: nn.Module, scenes: Scenes, validation: Scenes | None, config: TrainConfig, *, state: Path | None = None
) -> Iterator[TrainingEvent]:
    """Train ``network``, a `Finder`, to find the hands of ``scenes``; the events end with `Finished`."""
    images, sizes = torch.from_numpy(scenes.images), torch.from_numpy(scenes.sizes)
    hands = torch.from_numpy(scenes.hands)

    def step(net: nn.Module, rows: Tensor, chance: Generator, _progress: float) -> tuple[Tensor, Tensor]:
        device = next(net.parameters()).device
        theta = _views(sizes[rows], config.augmentation, chance)
        batch = images[rows].to(device).permute(0, 3, 1, 2).float().div_(255)
        batch = recolour(Warp(theta).sample(batch, *_SEEN), config.augmentation, chance)
        batch, boxes, partial = _mosaics(batch, *_seen_boxes(hands[rows], theta), chance)
        with in_precision(config, device):
            output: FinderOutput = net(batch.contiguous(memory_format=torch.channels_last))
        return _loss(output, boxes.to(device), partial.to(device))

    def validate(net: nn.Module) -> dict[str, float]:
        return _figures(net, validation) if validation is not None and len(validation) else {}

    signature = f"finder {scenes.images.shape}"
    weights = torch.from_numpy(scenes.weights)
    return train(network, weights, step, validate, config, signature=signature, state=state)


def _views(sizes: Tensor, strength: float, chance: Generator) -> Tensor:
    """Maps from the seen rectangle into the canvas: the picture as a whole, varied; (n, 2, 3). Some are
    turned by quarter turns: hands that hang or lie are rare."""
    tall = _SEEN[0] / _SEEN[1]
    turned = torch.rand(len(sizes), generator=chance) < _TURNED * strength
    quarters = torch.where(turned, torch.randint(1, 4, (len(sizes),), generator=chance), 0)
    lying = (quarters % 2 == 1)[:, None]
    shape = torch.where(lying, sizes.flip(1), sizes)  # as it stands once it is turned
    fit = torch.maximum(shape[:, 0], shape[:, 1] / tall)
    size = fit * torch.exp((torch.rand(len(sizes), generator=chance) * 0.9 - 0.65) * strength)
    base = spatial(len(sizes), 0.5 * strength, chance, 1.0)
    seen = torch.stack([size, size * tall], 1)
    theta = _QUARTERS[quarters] @ (base * torch.cat([seen, torch.ones(len(sizes), 1)], 1)[:, None])
    room = (sizes - torch.where(lying, seen.flip(1), seen)).clamp_min(-0.1)
    wander = (torch.rand(sizes.shape, generator=chance) - 0.5) * room.abs() * 2 * min(strength, 1.0)
    theta[:, :, 2] = sizes - 1 + wander
    return theta


def _mosaics(batch: Tensor, boxes: Tensor, partial: Tensor, chance: Generator) -> tuple[Tensor, Tensor, Tensor]:
    """In place of the first quarter of the pictures, four of the batch side by side at half their size (Bochkovskiy et
    al. 2020, arXiv:2004.10934), two of them upside down: hands are rarely as small, so many, or hang down."""
    count = len(batch) // 4
    four = torch.randperm(len(batch), generator=chance)[: 4 * count].view(count, 4)
    tiles = functional.avg_pool2d(batch, 2)[four.to(batch.device)]  # (count, 4, 3, height / 2, width / 2)
    upper, lower = torch.cat([tiles[:, 0], tiles[:, 1]], 3), torch.cat([tiles[:, 2], tiles[:, 3]], 3)
    height, width = _SEEN[0], _SEEN[1] / 2
    corners = torch.tensor([[0, 0, 0, 0], [width, 0, width, 0], [0, height, 0, height], [width, height, width, height]])

    def with_mosaics(places: Tensor) -> Tensor:
        small = places[four] / 2
        small[:, 2:, :, [1, 3]] = -small[:, 2:, :, [3, 1]]
        alone = functional.pad(places[count:], (0, 0, 0, 3 * places.shape[1]), value=torch.nan)
        return torch.cat([(small + corners[:, None]).flatten(1, 2), alone])

    return torch.cat([torch.cat([upper, lower.flip(2)], 2), batch[count:]]), with_mosaics(boxes), with_mosaics(partial)


def _seen_boxes(hands: Tensor, theta: Tensor) -> tuple[Tensor, Tensor]:
    """Hands (n, m, 4) of the canvas as they lie in what is seen: pixels of it; first those mostly inside, then those
    of which only a part is seen, NaN elsewhere."""
    left, top, right, bottom = hands.unbind(2)
    corners = torch.stack([left, top, right, top, right, bottom, left, bottom], 2).view(*hands.shape[:2], 4, 2)
    middles = (corners + corners.roll(1, 2)) / 2  # an upright box of a turned one: between its corners and its sides
    seen = _through(corners, theta) * 0.5, _through(middles, theta) * 0.5
    low = (seen[0].amin(2) + seen[1].amin(2)) * torch.tensor([_SEEN[1], _SEEN[0]])
    high = (seen[0].amax(2) + seen[1].amax(2)) * torch.tensor([_SEEN[1], _SEEN[0]])
    limit = torch.tensor([_SEEN[1], _SEEN[0]])
    inside = (torch.minimum(high, limit) - low.clamp_min(0)).clamp_min(0).prod(2) / (high - low).prod(2)
    boxes = torch.cat([low, high], 2)
    nowhere = torch.full_like(boxes, torch.nan)
    mostly, partly = (inside > 0.5)[..., None], ((inside > 0.1) & (inside <= 0.5))[..., None]
    return torch.where(mostly, boxes, nowhere), torch.where(partly, boxes, nowhere)


def _through(points: Tensor, theta: Tensor) -> Tensor:
    shape = points.shape
    moved = (points.flatten(1, 2) * 2 - 1 - theta[:, None, :, 2]).transpose(1, 2)
    places: Tensor = torch.linalg.solve(theta[:, :, :2], moved)
    return ((places.transpose(1, 2) + 1) / 2).view(shape)


def _loss(output: FinderOutput, boxes: Tensor, partial: Tensor) -> tuple[Tensor, Tensor]:
    """Penalty-reduced focal loss of the heat (Zhou et al. 2019, eq. 1) and GIoU of the boxes
    (Rezatofighi et al. 2019, arXiv:1902.09630), in cells near a hand's centre. Where a hand is seen only in part
    (``partial``), the heat may be anything."""
    batch, rows, columns = output.heat.shape
    device = output.heat.device
    x = (torch.arange(columns, device=device) + 0.5) * STRIDE
    y = (torch.arange(rows, device=device) + 0.5) * STRIDE
    centre = (boxes[..., :2] + boxes[..., 2:]) / 2
    goal, owner = _nearness(boxes, x, y).max(1)
    unsure = (partial[..., None, None, 0] <= x) & (x <= partial[..., None, None, 2])
    unsure = unsure & (partial[..., None, None, 1] <= y[:, None]) & (y[:, None] <= partial[..., None, None, 3])
    cell = (x[None, None, None] - centre[..., 0, None, None]).abs() <= STRIDE / 2
    cell = cell & ((y[:, None] - centre[..., 1, None, None]).abs() <= STRIDE / 2)
    positive = cell.any(1)
    heat = output.heat.float()
    log_yes, log_no, p = functional.logsigmoid(heat), functional.logsigmoid(-heat), heat.sigmoid()
    focal = torch.where(positive, (1 - p) ** 2 * log_yes, (1 - goal) ** 4 * p**2 * log_no * ~unsure.any(1))
    count = positive.sum().clamp_min(1)
    focal_loss = -focal.sum() / count
    weight = torch.where(goal > 0.3, goal, 0.0)
    own = boxes.nan_to_num(0).gather(1, owner.flatten(1)[..., None].expand(-1, -1, 4)).view(batch, rows, columns, 4)
    reach = output.reach.float().permute(0, 2, 3, 1)
    spot = torch.stack([x[None].expand(rows, -1), y[:, None].expand(-1, columns)], 2)
    given = torch.cat([spot - reach[..., :2], spot + reach[..., 2:]], 3)
    box_loss = ((1 - _giou(given, own)) * weight).sum() / weight.sum().clamp_min(1)
    best = heat.flatten(1).argmax(1)
    right = positive.flatten(1).gather(1, best[:, None])[:, 0] | ~positive.flatten(1).any(1)
    return focal_loss + 2 * box_loss, right.float().mean().detach()


def _nearness(boxes: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """How near each cell is to the centre of each box, 0 to 1: (n, m, rows, columns)."""
    centre = (boxes[..., :2] + boxes[..., 2:]) / 2
    sigma = ((boxes[..., 2:] - boxes[..., :2]).prod(2).clamp_min(1).sqrt() * 0.14).clamp_min(STRIDE * 0.4)
    far = (x[None, None, None] - centre[..., 0, None, None]) ** 2 + (y[:, None] - centre[..., 1, None, None]) ** 2
    return torch.exp(-far / (2 * sigma[..., None, None] ** 2)).nan_to_num(0)


def _giou(a: Tensor, b: Tensor) -> Tensor:
    low, high = torch.maximum(a[..., :2], b[..., :2]), torch.minimum(a[..., 2:], b[..., 2:])
    shared = (high - low).clamp_min(0).prod(-1)
    union = (a[..., 2:] - a[..., :2]).prod(-1) + (b[..., 2:] - b[..., :2]).prod(-1) - shared
    hull = (torch.maximum(a[..., 2:], b[..., 2:]) - torch.minimum(a[..., :2], b[..., :2])).prod(-1).clamp_min(1e-3)
    return shared / union.clamp_min(1e-3) - (hull - union) / hull


@torch.inference_mode()
def _figures(network: nn.Module, scenes: Scenes) -> dict[str, float]:
    """Hands found: the best spot lies within a hand's box with IoU ≥ 0.3; and the mean highest heat without a hand."""
    found, there, heat_without, without = 0, 0, 0.0, 0
    for start in range(0, len(scenes), 64):
        sizes = torch.from_numpy(scenes.sizes[start : start + 64])
        theta = _views(sizes, 0.0, Generator())
        batch = torch.from_numpy(scenes.images[start : start + 64]).permute(0, 3, 1, 2).float() / 255
        device = next(network.parameters()).device
        output: FinderOutput = network(Warp(theta).sample(batch, *_SEEN).to(device))
        boxes, _ = _seen_boxes(torch.from_numpy(scenes.hands[start : start + 64]), theta)
        heat = output.heat.sigmoid().flatten(1).cpu()
        columns = output.heat.shape[2]
        for row, best in enumerate(heat.argmax(1).tolist()):
            hands = [Box(float(a), float(b), float(c - a), float(d - b)) for a, b, c, d in boxes[row] if bool(c > a)]
            if not hands:
                heat_without, without = heat_without + float(heat[row, best]), without + 1
                continue
            x, y = (best % columns + 0.5) * STRIDE, (best // columns + 0.5) * STRIDE
            left, top, right, bottom = output.reach[row, :, best // columns, best % columns].tolist()
            given = Box(x - left, y - top, left + right, top + bottom)
            there += 1
            found += any(hand.contains(*given.centre) and hand.iou(given) >= 0.3 for hand in hands)
    return {"found": found / max(there, 1), "heat without hands": heat_without / max(without, 1)}
