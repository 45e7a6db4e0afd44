"""A picture as a webcam might have taken it: somebody, somewhere, in some light."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.backdrop import backdrop
from signdesk.handmodel.camera import View
from signdesk.handmodel.lens import random_lens
from signdesk.handmodel.light import Light
from signdesk.handmodel.pose import Pose
from signdesk.handmodel.render import Rendered, render
from signdesk.handmodel.signer import Signer

__all__ = ["Spread", "photographed", "random_light", "random_view"]


@dataclass(frozen=True, slots=True)
class Spread:
    """How much pictures of one handshape differ: ``joints`` and how the hand is turned, as standard deviations in
    degrees; ``fill``, the least and greatest share of the picture that the hand spans."""

    joints: float = 1.6
    yaw: float = 9.0
    pitch: float = 7.0
    roll: float = 7.0
    fill: tuple[float, float] = (0.55, 0.85)


def random_view(rng: np.random.Generator, spread: Spread, left: bool) -> View:
    """Where a webcam may stand."""
    return View(
        yaw=float(rng.normal(0, spread.yaw)),
        pitch=float(rng.normal(0, spread.pitch)),
        roll=float(rng.normal(0, spread.roll)),
        distance=float(rng.uniform(380, 900)),
        fill=float(rng.uniform(*spread.fill)),
        x=float(0.5 + rng.normal(0, 0.03)),
        y=float(0.5 + rng.normal(0, 0.03)),
        mirrored=left,
    )


def random_light(rng: np.random.Generator) -> Light:
    """A lamp, a window or the sky, from anywhere before the hand."""
    warmth = float(rng.normal(0, 0.1))
    strength = float(rng.uniform(0.75, 1.15))
    around = float(rng.uniform(0.22, 0.55))
    return Light(
        towards=(float(rng.uniform(-1, 1)), float(rng.uniform(0.05, 1)), float(rng.uniform(0.35, 1.0))),
        key=(strength * (1 + warmth), strength, strength * (1 - warmth)),
        sky=(around * (1 - warmth / 2), around, around * (1 + warmth / 2)),
        ground=(around * 0.65, around * 0.58, around * 0.52),
        softness=float(rng.uniform(0.2, 1.0)),
    )


def photographed(
    pose: Pose,
    signer: Signer,
    rng: np.random.Generator,
    size: int = 128,
    spread: Spread | None = None,
    background: NDArray[np.uint8] | None = None,
) -> Rendered:
    """A picture of ``signer`` forming ``pose``, everything else drawn from ``rng``; ``background`` (size, size, 3)
    instead of a drawn one."""
    spread = spread or Spread()
    drawn = render(
        signer.forms(pose, rng, spread.joints),
        signer.shape,
        random_view(rng, spread, signer.left),
        size,
        look=signer.look,
        light=random_light(rng),
        dress=signer.dress,
        background=backdrop(rng, size, size) if background is None else background,
    )
    return replace(drawn, image=random_lens(rng).seen(drawn.image, rng))
