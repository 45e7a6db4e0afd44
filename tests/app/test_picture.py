"""From arrays to QImages: every row where it belongs, and no memory shared."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from signdesk.app.picture import to_qimage


def pixels(image: QImage) -> NDArray[np.uint8]:
    """H × W × 3 of a QImage, pixel by pixel through Qt itself."""
    return np.array(
        [[image.pixelColor(x, y).toTuple()[:3] for x in range(image.width())] for y in range(image.height())],
        dtype=np.uint8,
    )


@pytest.fixture
def noise() -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(0, 256, (11, 14, 3), dtype=np.uint8)


@pytest.mark.parametrize("width", [1, 2, 3, 5, 13, 14])
def test_any_width(noise: NDArray[np.uint8], width: int) -> None:
    image = np.ascontiguousarray(noise[:, :width])
    assert (pixels(to_qimage(image)) == image).all()


@pytest.mark.parametrize(
    "view",
    [
        lambda a: a[:, ::-1],
        lambda a: a[::-1],
        lambda a: a[..., ::-1],
        lambda a: a[1:-1, 2:-3],
        lambda a: a[::2, ::3],
        lambda a: a.transpose(1, 0, 2),
        lambda a: np.broadcast_to(a[:1], a.shape),
    ],
    ids=["mirrored", "upside down", "channels", "cut", "every other", "transposed", "one row"],
)
def test_any_strides(noise: NDArray[np.uint8], view: object) -> None:
    image = view(noise)  # type: ignore[operator]
    assert (pixels(to_qimage(image)) == image).all()


def test_read_only_arrays_will_do(noise: NDArray[np.uint8]) -> None:
    noise.setflags(write=False)
    assert (pixels(to_qimage(noise)) == noise).all()


def test_the_image_keeps_its_pixels_when_the_array_goes(noise: NDArray[np.uint8]) -> None:
    before = noise.copy()
    image = to_qimage(noise)
    noise[:] = 0
    assert (pixels(image) == before).all()


def test_grey_and_float_arrays_are_refused(noise: NDArray[np.uint8]) -> None:
    with pytest.raises(ValueError, match="uint8"):
        to_qimage(noise[..., :1])
    with pytest.raises(ValueError, match="float"):
        to_qimage(noise / 255)
