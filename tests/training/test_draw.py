"""Pictures drawn in batches are those that are drawn one by one; torch draws them on the processor here."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch

from signdesk.errors import ConfigError
from signdesk.handmodel import Dress, HandShape, Light, Rendered, SkinLook, View, load_pose, raster
from signdesk.handmodel.dataset import SetPlan, cast, formed
from signdesk.handmodel.render import Sitting, shown
from signdesk.training import draw
from signdesk.training.draw import draw_batch

RIGHT = Sitting(load_pose("5"), view=View(yaw=20, fill=0.7))
LEFT = Sitting(
    load_pose("K"),
    view=View(yaw=-15, roll=10, mirrored=True),
    look=SkinLook(8.5, age=0.9, polish=(0.6, 0.05, 0.1)),
    light=Light((-0.6, 0.3, 0.7), softness=0.1),
    background=(20, 120, 60),
)
DRESSED = Sitting(
    load_pose("A"),
    HandShape(size=0.8, thickness=1.2),
    View(pitch=12, distance=400, fill=0.5),
    SkinLook(1.5),
    dress=Dress(sleeve=5.0, ring=(0.75, 0.55, 0.2), watch=(0.03, 0.03, 0.035)),
)
AWAY = replace(RIGHT, view=View(x=4.0))
"""A hand that is out of the picture."""


def _alike(drawn: Rendered, expected: Rendered) -> None:
    """The same to the eye: by far within what was asked for (1.5 of 255 on the mean, 99 % within 6)."""
    apart = np.abs(drawn.image.astype(int) - expected.image)
    assert apart.mean() < 0.1
    assert np.percentile(apart, 99) <= 1
    assert apart.max() <= 12
    assert np.abs(drawn.mask - expected.mask).mean() < 1e-3
    np.testing.assert_array_equal(drawn.keypoints, expected.keypoints)
    np.testing.assert_array_equal(drawn.keypoints_3d, expected.keypoints_3d)
    np.testing.assert_array_equal(drawn.visible, expected.visible)
    assert drawn.box == expected.box


@pytest.mark.parametrize("size", [48, 160, (200, 120)], ids=str)
def test_a_batch_shows_what_single_pictures_show(size: int | tuple[int, int]) -> None:
    sittings = [RIGHT, LEFT, DRESSED, AWAY]
    for drawn, sitting in zip(draw_batch(sittings, size, "cpu"), sittings, strict=True):
        _alike(drawn, shown(sitting, size))


def test_what_else_is_in_a_batch_makes_no_difference() -> None:
    together = draw_batch([DRESSED, AWAY, LEFT], 96, "cpu")
    for drawn, sitting in zip(together, (DRESSED, AWAY, LEFT), strict=True):
        _alike(drawn, draw_batch([sitting], 96, "cpu")[0])


def test_pixels_that_are_too_many_to_be_tried_at_once_are_tried_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    sittings = [RIGHT, DRESSED, LEFT]
    whole = draw_batch(sittings, 64, "cpu")
    monkeypatch.setattr(raster, "_ON_A_CARD", 1 << 12)
    for drawn, expected in zip(draw_batch(sittings, 64, "cpu"), whole, strict=True):
        np.testing.assert_array_equal(drawn.image, expected.image)
        np.testing.assert_array_equal(drawn.mask, expected.mask)


def test_backgrounds_may_be_pictures() -> None:
    rng = np.random.default_rng(0)
    rooms = [rng.integers(0, 256, (40, 60, 3), np.uint8) for _ in range(2)]
    sittings = [replace(AWAY, background=room) for room in rooms]
    for drawn, room in zip(draw_batch(sittings, (60, 40), "cpu"), rooms, strict=True):
        np.testing.assert_array_equal(drawn.image, room)


def test_an_empty_batch_has_no_pictures() -> None:
    assert draw_batch([], 64, "cpu") == []


def test_a_signers_pictures_have_the_same_names_and_lenses_at_any_number_at_once() -> None:
    plan = SetPlan(seed=3, signers=1, times=2, size=32)
    (signer,) = cast(plan)
    singly = list(formed(plan, 0, signer, ("A", "Y")))
    at_once = list(formed(plan, 0, signer, ("A", "Y"), batch=3, draw=partial(draw_batch, device="cpu")))
    assert [one.name for one in at_once] == [one.name for one in singly]
    for one, other in zip(at_once, singly, strict=True):
        _alike(one.rendered, other.rendered)


def test_a_missing_device_is_named() -> None:
    if torch.cuda.is_available():
        pytest.skip("there is a graphics card")
    with pytest.raises(ConfigError, match="no device “cuda” on this computer"):
        draw_batch([RIGHT], 64, "cuda")


def test_a_card_whose_memory_is_too_small_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")

    monkeypatch.setattr(draw, "render_batch", fail)
    with pytest.raises(ConfigError, match="too little memory to draw 2 pictures at once"):
        draw_batch([RIGHT, LEFT], 64, "cpu")
