"""However a hand is looked at, what is seen lies where it is in the picture."""

from __future__ import annotations

import numpy as np
import pytest

from signdesk.vision.box import Box
from signdesk.vision.crop import InputSpec, to_input
from signdesk.vision.look import Look

SPEC = InputSpec(96)


def spot(image: np.ndarray) -> np.ndarray:
    """The middle (x, y) of what is bright."""
    rows, columns = np.nonzero(image[..., 0] > 100)
    return np.array([columns.mean() + 0.5, rows.mean() + 0.5])


@pytest.mark.parametrize("look", [Look(), Look(1.3), Look(0.8, 20.0), Look(0.9, -30.0, True), Look(mirrored=True)])
def test_a_spot_is_seen_where_it_is(look: Look) -> None:
    image = np.zeros((200, 300, 3), np.uint8)
    image[88:93, 160:165] = 255
    box = Box(110, 60, 80, 70)
    seen = look.shown(image, box, SPEC)
    assert look.to_picture(spot(seen), box, SPEC) == pytest.approx(spot(image), abs=0.7)


def test_looks_differ_as_they_say() -> None:
    image = np.zeros((200, 200, 3), np.uint8)
    image[20:180, 100:120] = 255  # a bar, right of the middle
    box = Box(50, 50, 100, 100)
    plain = to_input(image, box, SPEC)
    assert (Look().shown(image, box, SPEC) == plain).all()
    assert (Look(mirrored=True).shown(image, box, SPEC) == plain[:, ::-1]).all()
    turned = Look(turn=10.0).shown(image, box, SPEC)
    assert spot(turned[:30])[0] > spot(plain[:30])[0] + 3  # with the clock: its top goes right
    assert spot(turned[-30:])[0] < spot(plain[-30:])[0] - 3
