"""A picture as a webcam might have taken it: somebody, somewhere, in some light."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.backdrop import backdrop
from signdesk.handmodel.camera import View
from signdesk.handmodel.lens import random_lens
from signdesk.handmodel.light import Light
from signdesk.handmodel.pose import Pose
from signdesk.handmodel.render import Rendered, Sitting, shown
from signdesk.handmodel.signer import Signer

__all__ = ["Draw", "Shot", "Spread", "arranged", "one_by_one", "photographed", "random_light", "random_view", "taken"]

Draw = Callable[[Sequence[Sitting], int], list[Rendered]]
"""Draws a picture of each sitting, so many pixels square."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """A picture that is yet to be taken: what it shows, and the chance (``rng``) from which its lens is drawn."""

    sitting: Sitting
    rng: np.random.Generator


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
    return taken([arranged(pose, signer, rng, size, spread, background)], size)[0]


def arranged(
    pose: Pose,
    signer: Signer,
    rng: np.random.Generator,
    size: int = 128,
    spread: Spread | None = None,
    background: NDArray[np.uint8] | None = None,
) -> Shot:
    """The same, all but taken."""
    spread = spread or Spread()
    sitting = Sitting(
        signer.forms(pose, rng, spread.joints),
        signer.shape,
        random_view(rng, spread, signer.left),
        signer.look,
        random_light(rng),
        signer.dress,
        backdrop(rng, size, size) if background is None else background,
    )
    return Shot(sitting, rng)


def one_by_one(sittings: Sequence[Sitting], size: int) -> list[Rendered]:
    """The pictures of ``sittings``, drawn by NumPy."""
    return [shown(sitting, size) for sitting in sittings]


def taken(shots: Sequence[Shot], size: int, draw: Draw = one_by_one) -> list[Rendered]:
    """The pictures of ``shots``, ``size`` pixels square, as ``draw`` draws them and their lenses show them."""
    drawn = draw([shot.sitting for shot in shots], size)
    return [
        replace(picture, image=random_lens(shot.rng).seen(picture.image, shot.rng))
        for picture, shot in zip(drawn, shots, strict=True)
    ]
