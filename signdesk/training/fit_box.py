"""Regression: the hand's box from the picture, by a network and by ordinary least squares."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Generator, Tensor, nn
from torch.nn import functional

from signdesk.alphabet import NO_HAND
from signdesk.datasets.samples import Progress, Samples, Skipped
from signdesk.errors import ConfigError, DatasetError, ImageError
from signdesk.training.best import check_held_back
from signdesk.training.config import TrainConfig
from signdesk.training.crops import hand_boxes
from signdesk.training.device import in_precision
from signdesk.training.events import TrainingEvent
from signdesk.training.loop import train
from signdesk.training.losses import error_loss
from signdesk.vision.crop import InputSpec, crop_frame, to_input, whole

__all__ = [
    "BoxRows",
    "Fitted",
    "LeastSquares",
    "box_rows",
    "check_loss",
    "fit_box",
    "fitted",
    "nowhere",
    "overlaps",
    "read_boxes",
]

_LOSSES = ("mse", "mae", "huber", "pseudo_huber")
_BEND = 0.05
"""Where the Huber losses go from square to straight: a twentieth of the picture."""

_SHIFT, _ZOOM = 0.4, 0.4
"""At strength 1 pictures are shifted by up to a fifth of their side and made larger or smaller by up to a fifth."""

_COARSE = 16
"""Least squares sees pictures of this size: a weight for each pixel of a larger one would fit anything."""


@dataclass(frozen=True, eq=False)
class BoxRows:
    """n pictures with one hand each: ``images`` (n, s, s, c) uint8, the whole picture in a square; ``boxes`` (n, 4)
    centre x, centre y, width, height in 0 to 1 of that square; ``signers`` (n,) group of each row; ``names`` (n,) as in
    `Samples`, "" where unknown."""

    images: NDArray[np.uint8]
    boxes: NDArray[np.float32]
    signers: NDArray[np.str_]
    names: NDArray[np.str_] = field(default_factory=lambda: np.empty(0, np.str_))

    def __post_init__(self) -> None:
        if not self.names.size:
            object.__setattr__(self, "names", np.full(len(self.images), ""))

    def __len__(self) -> int:
        return len(self.images)

    def take(self, rows: NDArray[np.intp]) -> BoxRows:
        """Some of the rows."""
        return BoxRows(self.images[rows], self.boxes[rows], self.signers[rows], self.names[rows])


@dataclass(frozen=True, slots=True)
class Fitted:
    """How well numbers are told. Of the four numbers of a box, each figure is the mean.

    ``r2`` is the share of the variance that is explained, 1 − Σ(y − ŷ)² / Σ(y − ȳ)², of the numbers that vary, 0 where
    none does; ``rmse`` the root of the mean square error and ``mae`` the mean absolute error, in shares of the picture;
    ``pearson`` the correlation of told and true. ``iou`` is the mean overlap of told and true boxes, area of both over
    area of either.
    """

    r2: float
    rmse: float
    mae: float
    pearson: float
    iou: float


@dataclass(frozen=True, eq=False)
class LeastSquares:
    """A linear map from the grey pixels of a coarse picture: ``weights`` (pixels + 1, 4), constants last."""

    weights: NDArray[np.float64]

    @staticmethod
    def of(rows: BoxRows, ridge: float = 1e-3) -> LeastSquares:
        """The weights of the least squared error (Legendre 1805), (XᵀX + n λ I)⁻¹ XᵀY: without the little ``ridge`` λ,
        pixels that are always alike would leave them undetermined."""
        x = _coarse(rows.images)
        gram = x.T @ x
        gram[np.diag_indices(len(gram) - 1)] += ridge * len(x)
        weights = np.linalg.solve(gram, x.T @ rows.boxes.astype(np.float64))
        return LeastSquares(np.asarray(weights, np.float64))

    def read(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Boxes (n, 4) for pictures (n, s, s, c)."""
        return (_coarse(images) @ self.weights).astype(np.float32)


def box_rows(
    samples: Samples,
    size: int = 64,
    channels: int = 3,
    progress: Progress | None = None,
    unread: list[Skipped] | None = None,
) -> BoxRows:
    """The pictures of ``samples`` that show one hand whose place is known; `DatasetError` when there is none. With
    ``unread`` those that can't be read join it, and none is no error: ``samples`` are one part of several."""
    spec = InputSpec(size, channels)
    boxes = hand_boxes(samples)
    single = _single(samples)
    images, places, rows = [], [], []
    for i, box in enumerate(boxes):
        if box is None or samples.labels[i] == NO_HAND or not single[i]:
            continue
        try:
            image = samples.images[i]
        except ImageError:
            if unread is not None:
                unread.append(Skipped(str(samples.names[i]), "it can't be read"))
            continue
        square = whole(image, spec)
        corners = np.array([[box.x, box.y], [box.x + box.width, box.y + box.height]])
        (left, top), (right, bottom) = crop_frame(square, spec).to_crop(corners) / size
        images.append(to_input(image, square, spec))
        places.append(((left + right) / 2, (top + bottom) / 2, right - left, bottom - top))
        rows.append(i)
        if progress:
            progress(i + 1, len(boxes))
    if not images and unread is None:
        raise nowhere(samples.name)
    kept = np.array(rows, np.intp)
    return BoxRows(
        np.array(images, np.uint8).reshape(-1, size, size, channels),
        np.array(places, np.float32).reshape(-1, 4),
        samples.signer_ids()[kept],
        samples.names[kept],
    )


def nowhere(name: str) -> DatasetError:
    """What to raise of a dataset called ``name`` that tells no hand's place."""
    return DatasetError(f"{name} doesn't say where hands are. Choose a dataset with boxes or keypoints.")


def _single(samples: Samples) -> NDArray[np.bool_]:
    """Whether each row's picture has no other row. Pictures of two sets may be called alike, and are told apart by what
    is in them."""
    _, which, counts = np.unique(samples.names, return_inverse=True, return_counts=True)
    single = np.asarray(counts[which] == 1)
    alike = np.flatnonzero(~single)
    contents = [(which[i], hashlib.sha256(samples.images.content(int(i))).digest()) for i in alike]
    rows_of = Counter(contents)
    single[alike] = [rows_of[content] == 1 for content in contents]
    return single


def fit_box(
    network: nn.Module, rows: BoxRows, validation: BoxRows | None, config: TrainConfig, *, state: Path | None = None
) -> Iterator[TrainingEvent]:
    """Train ``network`` to tell the boxes of ``rows`` by the loss of ``config``, one of mse, mae, huber, pseudo_huber.

    Validation tells "loss", "accuracy" (the share of boxes that overlap the true one by half or more), and the figures
    of `Fitted`. A row that overlaps so counts as right in training too.
    """
    check_loss(config)
    check_held_back(config, len(validation) if validation is not None else 0)
    images = torch.from_numpy(rows.images).permute(0, 3, 1, 2).contiguous()
    boxes = torch.from_numpy(rows.boxes)

    def step(net: nn.Module, some: Tensor, chance: Generator, progress: float) -> tuple[Tensor, Tensor]:
        device = _device(net)
        wanted, shown = boxes[some].to(device), images[some].to(device).float() / 255
        if config.augmentation:
            shown, wanted = _varied(shown, wanted, config.augmentation, chance)
        with in_precision(config, device):
            told = net(shown)
        told = told.float()
        return _loss(config, told, wanted), (_iou(told.detach(), wanted) >= 0.5).float().mean()

    def validate(net: nn.Module) -> dict[str, float]:
        if validation is None or not len(validation):
            return {}
        told = read_boxes(net, validation.images)
        wanted = torch.from_numpy(validation.boxes)
        overlap = _iou(torch.from_numpy(told), wanted)
        found = fitted(told, validation.boxes)
        figures = {name: getattr(found, name) for name in Fitted.__dataclass_fields__}
        loss = float(_loss(config, torch.from_numpy(told), wanted))
        return {"loss": loss, "accuracy": float((overlap >= 0.5).float().mean()), **figures}

    return train(network, torch.ones(len(rows)), step, validate, config, signature=f"{rows.images.shape}", state=state)


def _varied(images: Tensor, boxes: Tensor, strength: float, chance: Generator) -> tuple[Tensor, Tensor]:
    """Pictures (n, c, s, s) shifted and zoomed by chance, and their boxes with them."""
    zoom = 1 + (torch.rand(len(images), 1, generator=chance) - 0.5).to(images.device) * _ZOOM * strength
    shift = (torch.rand(len(images), 2, generator=chance) - 0.5).to(images.device) * 2 * _SHIFT * strength
    theta = torch.cat([torch.diag_embed(zoom.expand(-1, 2)), shift[:, :, None]], 2)
    grid = functional.affine_grid(theta, list(images.shape), align_corners=False)
    moved = functional.grid_sample(images, grid, padding_mode="border", align_corners=False)
    centres = ((2 * boxes[:, :2] - 1 - shift) / zoom + 1) / 2
    return moved, torch.cat([centres, boxes[:, 2:] / zoom], 1)


def check_loss(config: TrainConfig) -> None:
    """`ConfigError` when the loss of ``config`` is none of numbers."""
    if config.loss not in _LOSSES:
        raise ConfigError(f"A box is no sign: its loss is one of {', '.join(_LOSSES)}, not {config.loss}.")


def _device(network: nn.Module) -> torch.device:
    """Where the network computes."""
    return next(network.parameters()).device


@torch.inference_mode()
def read_boxes(network: nn.Module, images: NDArray[np.uint8], batch: int = 256) -> NDArray[np.float32]:
    """Boxes (n, 4) that ``network`` tells for pictures (n, s, s, c)."""
    device = _device(network)
    parts = []
    for start in range(0, len(images), batch):
        some = torch.from_numpy(images[start : start + batch]).to(device).permute(0, 3, 1, 2).float() / 255
        parts.append(network(some).cpu())
    told: NDArray[np.float32] = torch.cat(parts).numpy()
    return told


def fitted(told: NDArray[np.float32], true: NDArray[np.float32]) -> Fitted:
    """The figures of boxes (n, 4) that were told for true ones."""
    told64, true64 = told.astype(np.float64), true.astype(np.float64)
    errors = told64 - true64
    spread = ((true64 - true64.mean(0)) ** 2).sum(0)
    varied = spread > 1e-12
    each = [_pearson(told64[:, i], true64[:, i]) for i in range(true64.shape[1])]
    return Fitted(
        r2=float((1 - (errors**2).sum(0)[varied] / spread[varied]).mean()) if varied.any() else 0.0,
        rmse=float(np.sqrt((errors**2).mean(0)).mean()),
        mae=float(np.abs(errors).mean()),
        pearson=float(np.mean(each)),
        iou=float(_iou(torch.from_numpy(told), torch.from_numpy(true)).mean()),
    )


def overlaps(told: NDArray[np.float32], true: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far boxes (n, 4) overlap the true ones: area of both over area of either, (n,)."""
    shares: NDArray[np.float32] = _iou(torch.from_numpy(told), torch.from_numpy(true)).numpy()
    return shares


def _pearson(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """The correlation (Pearson 1895); 0 where one of the two never changes."""
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size > 1e-12 else 0.0


def _loss(config: TrainConfig, told: Tensor, wanted: Tensor) -> Tensor:
    return error_loss(config.loss, told - wanted, _BEND).sum(1).mean()


def _iou(told: Tensor, true: Tensor) -> Tensor:
    low = torch.maximum(told[:, :2] - told[:, 2:] / 2, true[:, :2] - true[:, 2:] / 2)
    high = torch.minimum(told[:, :2] + told[:, 2:] / 2, true[:, :2] + true[:, 2:] / 2)
    both = (high - low).clamp_min(0).prod(1)
    either = told[:, 2:].clamp_min(0).prod(1) + true[:, 2:].prod(1) - both
    return both / either.clamp_min(1e-9)


def _coarse(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Grey pixels in 0 to 1 of pictures made coarse, and a one: (n, pixels + 1)."""
    grey = torch.from_numpy(images).permute(0, 3, 1, 2).double().mean(1, keepdim=True) / 255
    small = nn.functional.adaptive_avg_pool2d(grey, _COARSE).flatten(1).numpy()
    return np.concatenate([small, np.ones((len(small), 1))], 1)
