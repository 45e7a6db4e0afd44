"""Whole pictures with drawn hands in them: any hand, anywhere, before real rooms and people.

From them the finder learns where hands are, and the reader what is a hand and where its keypoints lie; of signs
they teach nothing. The public sets show few people with bare arms, open hands, or hands between two signs. Drawn hands
are of any build and skin and turned any way, and their forearms lead out of the picture as real ones do.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from signdesk.datasets.samples import UNLABELLED, Samples
from signdesk.datasets.stores import ArrayImages, JoinedImages
from signdesk.handmodel.camera import View
from signdesk.handmodel.dataset import LABELS
from signdesk.handmodel.lens import random_lens
from signdesk.handmodel.pose import Pose, variants
from signdesk.handmodel.render import Rendered, render
from signdesk.handmodel.scene import random_light
from signdesk.handmodel.signer import Signer, random_signer
from signdesk.vision.crop import fit_into
from signdesk.vision.image import Image

__all__ = ["DRAWN", "drawn_scenes"]

DRAWN = "drawn-scenes"
"""The name of the set."""

_LONGEST = 256
_PICTURES_EACH = 16
_ANYHOW = 0.2
"""The share of hands that are seen from anywhere: the back, the side, from above."""

_SECOND = 0.2
"""The share of pictures with a second hand, where it does not cover the first."""

_BETWEEN = 0.35
"""The share of hands on the way from one sign to another."""


def drawn_scenes(rooms: Samples, count: int, seed: int) -> Samples:
    """``count`` pictures of ``rooms``, which show no hands, with one or two drawn hands: a row a hand, of unknown sign.

    Takes about a tenth of a second a picture.
    """
    rng = np.random.default_rng(seed)
    images: list[Image] = []
    names, people, keypoints = [], [], []
    for number in range(count):
        if number % _PICTURES_EACH == 0:
            signer = random_signer(rng)
        image, hands = _scene(rooms.images[int(rng.integers(len(rooms)))], signer, rng)
        images += [image] * len(hands)
        keypoints += hands
        names += [f"{number + 1:05d}"] * len(hands)
        people += [f"s{number // _PICTURES_EACH + 1:04d}"] * len(hands)
    unknown = np.full(len(images), UNLABELLED)
    return Samples(
        DRAWN,
        JoinedImages.of([ArrayImages(image[None]) for image in images]),
        unknown,
        np.array(people),
        np.full(len(images), ""),
        np.full((len(images), 4), np.nan, np.float32),
        np.array(keypoints, np.float32),
        np.array(names),
    )


def _scene(room: Image, signer: Signer, rng: np.random.Generator) -> tuple[Image, list[NDArray[np.float32]]]:
    """``room`` with one or two hands of ``signer``, and their keypoints."""
    drawn = _drawn(_small(room), signer, rng)
    image, hands = drawn.image, [drawn.keypoints]
    if rng.random() < _SECOND:
        other = _drawn(image, signer, rng)
        if float(other.mask[drawn.mask > 0.5].mean()) < 0.1:
            image, hands = other.image, [*hands, other.keypoints]
    return random_lens(rng).seen(image, rng), hands


def _small(image: Image) -> Image:
    scale = _LONGEST / max(image.shape[:2])
    small, _ = fit_into(image, round(image.shape[1] * scale), round(image.shape[0] * scale))
    return small


def _drawn(behind: Image, signer: Signer, rng: np.random.Generator) -> Rendered:
    """A hand of ``signer`` somewhere in the picture ``behind``."""
    return render(
        _pose(rng),
        signer.shape,
        _view(rng),
        (behind.shape[1], behind.shape[0]),
        look=signer.look,
        light=random_light(rng),
        dress=signer.dress,
        background=behind,
    )


def _pose(rng: np.random.Generator) -> Pose:
    """A sign, or something between two, loosely formed."""
    one, other = _sign(rng), _sign(rng)
    share = rng.uniform(0.2, 0.8) if rng.random() < _BETWEEN else 0.0
    angles = (1 - share) * one.array() + share * other.array()
    return one.bent(angles + rng.normal(0, 4.0, len(angles)))


def _sign(rng: np.random.Generator) -> Pose:
    forms = variants(LABELS[int(rng.integers(len(LABELS)))])
    return forms[int(rng.integers(len(forms)))]


def _view(rng: np.random.Generator) -> View:
    anyhow = rng.random() < _ANYHOW
    return View(
        yaw=float(rng.uniform(-180, 180) if anyhow else rng.normal(0, 30)),
        pitch=float(rng.normal(0, 25 if anyhow else 15)),
        roll=float(rng.normal(0, 40 if anyhow else 22)),
        distance=float(rng.uniform(300, 900)),
        fill=float(np.exp(rng.uniform(np.log(0.15), np.log(0.8)))),
        x=float(rng.uniform(0.15, 0.85)),
        y=float(rng.uniform(0.2, 0.85)),
        mirrored=bool(rng.random() < 0.5),
    )
