"""Colours varied as light, cameras and skin vary: a batch at a time, on the device that trains.

Everything random comes from one generator, so that the same seed gives the same pictures.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor
from torch.nn import functional

__all__ = ["cover", "recolour", "toned", "uniform"]

_SKINS = (
    (0.93, 0.85, 0.79), (0.86, 0.72, 0.62), (0.75, 0.58, 0.46),
    (0.56, 0.39, 0.29), (0.36, 0.24, 0.18), (0.2, 0.14, 0.12),
)  # fmt: skip
"""sRGB of lit skin from very light to very dark."""

_PALM = (0, 5, 9, 13, 17)

_BLUR = 4
"""How many pixels away light is blurred to."""


def recolour(images: Tensor, strength: float, generator: Generator) -> Tensor:
    """Other light, camera and skin: white balance, brightness, contrast, colour, gradient of light, blur and noise.

    ``images`` (batch, 3, ·, ·) in 0 to 1, and so is what comes back; grey ones (batch, 1, ·, ·) have no colour to vary.
    """
    if strength == 0:
        return images
    batch, device = len(images), images.device

    def draw(low: float, high: float, *shape: int) -> Tensor:
        return (uniform((batch, *shape, 1, 1), generator, low, high) * strength).to(device)

    balance = torch.exp(draw(-0.2, 0.2, images.shape[1]) + draw(-0.35, 0.35, 1))
    gamma = torch.exp(draw(-0.5, 0.5, 1))
    images = (images * balance).clamp_(1e-4, 1).pow_(gamma).mul_(1 + _slope(images, strength, generator))
    grey = images.mean(1, keepdim=True)
    middle = grey.mean((2, 3), keepdim=True)
    colour = (1 + draw(-1.2, 0.5, 1)).clamp_min(0)  # one in eight is grey, as in the dark
    contrast = torch.exp(draw(-0.5, 0.35, 1))
    # A pixel's distance to its grey grows by colour · contrast, that of its grey to the picture's mean by contrast.
    images.mul_(colour * contrast).add_(grey.mul_((1 - colour) * contrast).add_(middle * (1 - contrast)))
    _blur(images, uniform(batch, generator, 0, 1) < 0.35 * strength, generator)
    return images.addcmul_(_noise(images, generator), draw(0, 0.06, 1)).clamp_(0, 1)


def toned(images: Tensor, points: Tensor, strength: float, generator: Generator) -> Tensor:
    """A quarter of the hands in another skin: what has the palm's hue takes the brightness and hue of another palm.

    ``images`` (batch, 3, ·, ·) in 0 to 1; ``points`` (batch, 21, 2) the hands' keypoints in 0 to 1 of it. Light and
    shade stay, in proportion, as in colour transfer by means (Reinhard et al. 2001). Hands whose keypoints are unknown
    or lie outside stay as they are, and so do grey pictures.
    """
    chosen = uniform(len(images), generator, 0, 1) < 0.25 * strength
    dark = uniform(len(images), generator, 0, len(_SKINS) - 1)
    palms = points[:, list(_PALM)]
    known = torch.isfinite(palms).all(2).all(1) & (palms > 0).all(2).all(1) & (palms < 1).all(2).all(1)
    rows = (chosen & known).nonzero()[:, 0]
    if images.shape[1] != 3 or not len(rows):
        return images
    some, palms = images[rows], palms[rows].to(images.device)
    middle = palms.mean(1, keepdim=True)
    places = torch.cat([middle, 0.6 * middle + 0.4 * palms], 1) * 2 - 1
    palm = functional.grid_sample(some, places[:, None], align_corners=False)[:, :, 0].median(2).values[..., None, None]
    skins = torch.tensor(_SKINS, device=images.device)
    lower, share = dark[rows].floor().long(), dark[rows].frac()[:, None].to(images.device)
    goal = (skins[lower] * (1 - share) + skins[lower + 1] * share)[..., None, None]
    moved = some * (goal / palm.clamp_min(0.06)).clamp(0.2, 1.6)
    alike = _alike(some, palm)
    images = images.clone()
    images[rows] = (some * (1 - alike) + moved * alike).clamp(0, 1)
    return images


def _alike(images: Tensor, palm: Tensor) -> Tensor:
    """How much each pixel has the hue of ``palm`` (batch, 3, 1, 1), 0 to 1: (batch, 1, ·, ·)."""

    def hue(colours: Tensor) -> Tensor:
        return colours / (colours.sum(1, keepdim=True) + 0.1)

    def length(colours: Tensor) -> Tensor:
        return colours.square_().sum(1, keepdim=True).sqrt_()

    own = hue(palm)
    far = length(hue(images).sub_(own)).div_(length(own - own.mean(1, keepdim=True)).clamp_min(0.05))
    return functional.avg_pool2d(far.mul_(-1.7).add_(1.7).clamp_(0, 1), 5, 1, 2, count_include_pad=False)


def cover(images: Tensor, strength: float, generator: Generator) -> Tensor:
    """A rectangle of one colour over part of some pictures (DeVries and Taylor 2017, arXiv:1708.04552)."""
    batch, _, height, width = images.shape
    chosen = uniform(batch, generator, 0, 1) < 0.4 * strength
    size = uniform((batch, 2), generator, 0.1, 0.4)
    centre = uniform((batch, 2), generator, 0, 1)
    colour = torch.rand((batch, images.shape[1], 1, 1), generator=generator)
    size, centre, chosen = size.to(images.device), centre.to(images.device), chosen.to(images.device)
    x = (torch.arange(width, device=images.device) + 0.5) / width
    y = (torch.arange(height, device=images.device) + 0.5) / height
    inside = (x[None] - centre[:, :1]).abs() < size[:, :1] / 2
    within = (y[None] - centre[:, 1:]).abs() < size[:, 1:] / 2
    mask = (inside[:, None, :] & within[:, :, None] & chosen[:, None, None])[:, None]
    return torch.where(mask, colour.to(images.device), images)


def _slope(images: Tensor, strength: float, generator: Generator) -> Tensor:
    batch, _, height, width = images.shape
    x = torch.linspace(-1, 1, width, device=images.device)[None, None, None]
    y = torch.linspace(-1, 1, height, device=images.device)[None, None, :, None]
    a = uniform((batch, 1, 1, 1), generator, -0.4, 0.4).to(images.device)
    b = uniform((batch, 1, 1, 1), generator, -0.4, 0.4).to(images.device)
    return (a * x + b * y) * strength


def _noise(images: Tensor, generator: Generator) -> Tensor:
    """A number for each value of ``images``; four pictures each, a quarter of the batch apart, have the same noise.
    On a graphics card drawn there, from a seed of ``generator``: millions of numbers a step would keep it waiting;
    Apple's is given those of the processor."""
    shape = (-(-len(images) // 4), *images.shape[1:])
    if images.device.type in ("cpu", "mps"):
        noise = torch.randn(shape, generator=generator).to(images.device)
    else:
        seed = int(torch.randint(2**31, (), generator=generator))
        there = Generator(images.device).manual_seed(seed)
        noise = torch.randn(shape, generator=there, device=images.device)
    return noise.repeat(4, 1, 1, 1)[: len(images)]


def _blur(images: Tensor, chosen: Tensor, generator: Generator) -> None:
    """Blur the ``chosen`` (batch,) of ``images`` in place, all as much."""
    rows = chosen.nonzero()[:, 0]
    if not len(rows):
        return
    sigma = float(torch.rand((), generator=generator)) * 1.6 + 0.4
    kernel = torch.exp(-0.5 * (torch.arange(-_BLUR, _BLUR + 1) / sigma) ** 2)
    weights = (kernel / kernel.sum()).tolist()
    some = functional.pad(images[rows], (_BLUR,) * 4, mode="replicate")
    for axis in (2, 3):
        side = some.shape[axis] - 2 * _BLUR
        total = some.narrow(axis, 0, side) * weights[0]
        for place, weight in enumerate(weights[1:], 1):
            total.add_(some.narrow(axis, place, side), alpha=weight)
        some = total
    images[rows] = some


def uniform(shape: int | tuple[int, ...], generator: Generator, low: float, high: float) -> Tensor:
    """Numbers from ``low`` to ``high``, on the processor."""
    size = (shape,) if isinstance(shape, int) else shape
    return torch.rand(size, generator=generator) * (high - low) + low
