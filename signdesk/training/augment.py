"""Pictures varied as hands and rooms vary: a batch at a time, on the device that trains.

Everything random comes from one generator, so that the same seed gives the same pictures.
"""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor
from torch.nn import functional

__all__ = ["cover", "place_before", "recolour", "sample", "spatial", "toned", "transformed_points"]

_SKINS = (
    (0.93, 0.85, 0.79), (0.86, 0.72, 0.62), (0.75, 0.58, 0.46),
    (0.56, 0.39, 0.29), (0.36, 0.24, 0.18), (0.2, 0.14, 0.12),
)  # fmt: skip
"""sRGB of lit skin from very light to very dark."""

_PALM = (0, 5, 9, 13, 17)


def spatial(batch: int, strength: float, generator: Generator, zoom: float, flip: bool = True) -> Tensor:
    """Random maps from output to input places: (batch, 2, 3) as `torch.nn.functional.affine_grid` wants them.

    ``zoom`` is the size of the output relative to the input: 0.75 cuts the middle three quarters at strength 0. Turns
    up to 25°, sizes 0.74 to 1.35, shifts of a sixth, shears of a tenth, and mirrors half (left hands) at strength 1: a
    little more than 95 in 100 of the finder's errors.
    """
    turn = _uniform(batch, generator, -25, 25) * strength * math.pi / 180
    size = zoom * torch.exp(_uniform(batch, generator, -0.3, 0.3) * strength)
    stretch = torch.exp(_uniform(batch, generator, -0.1, 0.1) * strength)
    shear = _uniform(batch, generator, -0.12, 0.12) * strength
    mirror = torch.where(_uniform(batch, generator, 0, 1) < (0.5 if flip and strength > 0 else 0.0), -1.0, 1.0)
    shift = _uniform((batch, 2), generator, -0.16, 0.16) * strength * zoom * 2
    cos, sin = torch.cos(turn), torch.sin(turn)
    theta = torch.empty(batch, 2, 3)
    theta[:, 0, 0] = cos * size * stretch * mirror
    theta[:, 0, 1] = (shear * cos - sin) * size / stretch
    theta[:, 1, 0] = sin * size * stretch * mirror
    theta[:, 1, 1] = (shear * sin + cos) * size / stretch
    theta[:, :, 2] = shift
    return theta


def sample(images: Tensor, theta: Tensor, height: int, width: int) -> Tensor:
    """``images`` (batch, channels, ·, ·) seen through ``theta``: (batch, channels, height, width)."""
    grid = functional.affine_grid(theta, [len(images), images.shape[1], height, width], align_corners=False)
    return functional.grid_sample(images, grid, padding_mode="border", align_corners=False)


def transformed_points(points: Tensor, theta: Tensor) -> Tensor:
    """Points (batch, n, 2) in 0 to 1 of the input as they lie in the output that `sample` gives for ``theta``."""
    linear, shift = theta[:, :, :2], theta[:, :, 2]
    moved = (points * 2 - 1 - shift[:, None]).transpose(1, 2)
    places: Tensor = torch.linalg.solve(linear, moved)
    return (places.transpose(1, 2) + 1) / 2


def recolour(images: Tensor, strength: float, generator: Generator) -> Tensor:
    """Other light, camera and skin: white balance, brightness, contrast, colour, gradient of light, blur and noise.

    ``images`` (batch, 3, ·, ·) in 0 to 1, and so is what comes back; grey ones (batch, 1, ·, ·) have no colour to vary.
    """
    if strength == 0:
        return images
    batch, device = len(images), images.device

    def draw(low: float, high: float, *shape: int) -> Tensor:
        return (_uniform((batch, *shape, 1, 1), generator, low, high) * strength).to(device)

    balance = torch.exp(draw(-0.2, 0.2, images.shape[1]) + draw(-0.35, 0.35, 1))
    gamma = torch.exp(draw(-0.5, 0.5, 1))
    images = (images * balance).clamp(1e-4, 1).pow(gamma)
    images = images * (1 + _slope(images, strength, generator))
    grey = images.mean(1, keepdim=True)
    colour = (1 + draw(-0.9, 0.5, 1)).clamp_min(0)
    images = grey + (images - grey) * colour
    middle = grey.mean((2, 3), keepdim=True)
    images = middle + (images - middle) * torch.exp(draw(-0.5, 0.35, 1))
    images = _blurred(images, _uniform(batch, generator, 0, 1) < 0.35 * strength, generator)
    noise = _noise(images, generator)
    return (images + noise * draw(0, 0.06, 1)).clamp(0, 1)


def toned(images: Tensor, points: Tensor, strength: float, generator: Generator) -> Tensor:
    """A quarter of the hands in another skin: what has the palm's hue takes the brightness and hue of another palm.

    ``images`` (batch, 3, ·, ·) in 0 to 1; ``points`` (batch, 21, 2) the hands' keypoints in 0 to 1 of it. Light and
    shade stay, in proportion, as in colour transfer by means (Reinhard et al. 2001). Hands whose keypoints are unknown
    or lie outside stay as they are, and so do grey pictures.
    """
    chosen = _uniform(len(images), generator, 0, 1) < 0.25 * strength
    dark = _uniform(len(images), generator, 0, len(_SKINS) - 1)
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

    own = hue(palm)
    far = (hue(images) - own).norm(dim=1, keepdim=True) / (own - own.mean(1, keepdim=True)).norm(
        dim=1, keepdim=True
    ).clamp_min(0.05)
    return functional.avg_pool2d((1.7 - 1.7 * far).clamp(0, 1), 5, 1, 2, count_include_pad=False)


def cover(images: Tensor, strength: float, generator: Generator) -> Tensor:
    """A rectangle of one colour over part of some pictures (DeVries and Taylor 2017, arXiv:1708.04552)."""
    batch, _, height, width = images.shape
    chosen = _uniform(batch, generator, 0, 1) < 0.4 * strength
    size = _uniform((batch, 2), generator, 0.1, 0.4)
    centre = _uniform((batch, 2), generator, 0, 1)
    colour = torch.rand((batch, images.shape[1], 1, 1), generator=generator)
    size, centre, chosen = size.to(images.device), centre.to(images.device), chosen.to(images.device)
    x = (torch.arange(width, device=images.device) + 0.5) / width
    y = (torch.arange(height, device=images.device) + 0.5) / height
    inside = (x[None] - centre[:, :1]).abs() < size[:, :1] / 2
    within = (y[None] - centre[:, 1:]).abs() < size[:, 1:] / 2
    mask = (inside[:, None, :] & within[:, :, None] & chosen[:, None, None])[:, None]
    return torch.where(mask, colour.to(images.device), images)


def place_before(images: Tensor, matte: Tensor, backgrounds: Tensor, generator: Generator) -> Tensor:
    """Hands cut out on black placed before ``backgrounds`` (m, 3, ·, ·), where ``matte`` (batch,) says so.

    A soft edge of a pixel or two hides the cut; some stay on black.
    """
    rows = (matte.cpu() & (_uniform(len(matte), generator, 0, 1) < 0.9)).nonzero()[:, 0]
    if not len(rows) or not len(backgrounds):
        return images
    chosen = torch.randint(len(backgrounds), (len(rows),), generator=generator)
    hands = images[rows]
    mask = (hands.amax(1, keepdim=True) > 25 / 255).float()
    mask = -functional.max_pool2d(-functional.max_pool2d(mask, 3, 1, 1), 5, 1, 2)
    mask = functional.avg_pool2d(mask, 3, 1, 1)
    images = images.clone()
    images[rows] = hands * mask + backgrounds[chosen].to(images.device) * (1 - mask)
    return images


def _slope(images: Tensor, strength: float, generator: Generator) -> Tensor:
    batch, _, height, width = images.shape
    x = torch.linspace(-1, 1, width, device=images.device)[None, None, None]
    y = torch.linspace(-1, 1, height, device=images.device)[None, None, :, None]
    a = _uniform((batch, 1, 1, 1), generator, -0.4, 0.4).to(images.device)
    b = _uniform((batch, 1, 1, 1), generator, -0.4, 0.4).to(images.device)
    return (a * x + b * y) * strength


def _noise(images: Tensor, generator: Generator) -> Tensor:
    """A number for each value of ``images``; where these are elsewhere than on the processor, drawn there from a seed
    of ``generator``, for millions of numbers a step would keep the device waiting."""
    if images.device.type in ("cpu", "mps"):
        return torch.randn(images.shape, generator=generator).to(images.device)
    seed = int(torch.randint(2**31, (), generator=generator))
    there = Generator(images.device).manual_seed(seed)
    return torch.randn(images.shape, generator=there, device=images.device)


def _blurred(images: Tensor, chosen: Tensor, generator: Generator) -> Tensor:
    rows = chosen.nonzero()[:, 0]
    if not len(rows):
        return images
    sigma = float(torch.rand((), generator=generator)) * 1.6 + 0.4
    reach = torch.arange(-4, 5, dtype=torch.float32, device=images.device)
    kernel = torch.exp(-0.5 * (reach / sigma) ** 2)
    kernel = (kernel / kernel.sum()).repeat(images.shape[1], 1)
    some = functional.pad(images[rows], (4, 4, 4, 4), mode="replicate")
    some = functional.conv2d(some, kernel[:, None, None, :], groups=images.shape[1])
    images = images.clone()
    images[rows] = functional.conv2d(some, kernel[:, None, :, None], groups=images.shape[1])
    return images


def _uniform(shape: int | tuple[int, ...], generator: Generator, low: float, high: float) -> Tensor:
    size = (shape,) if isinstance(shape, int) else shape
    return torch.rand(size, generator=generator) * (high - low) + low
