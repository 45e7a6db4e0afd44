"""One way from a picture to a network: whichever source it comes from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from signdesk.vision.box import Box
from signdesk.vision.crop import InputSpec, to_input
from signdesk.vision.image import Image, encode_image, read_image, write_image
from signdesk.vision.sources import ArraySource, CameraSource, FolderSource, FrameSource

PICTURE = np.random.default_rng(7).integers(0, 256, (480, 640, 3), dtype=np.uint8)


class Camera:
    """A device that gives `PICTURE`, in OpenCV's order of colours."""

    def isOpened(self) -> bool:
        return True

    def read(self) -> tuple[bool, NDArray[np.uint8]]:
        return True, PICTURE[..., ::-1].copy()

    def get(self, prop: int) -> float:
        return 30.0

    def set(self, prop: int, value: float) -> bool:
        return True

    def release(self) -> None:
        pass


def first(source: FrameSource) -> Image:
    with source:
        frame = source.read()
        assert frame is not None
        return frame.image


def from_file(folder: Path) -> Image:
    write_image(folder / "hand.png", PICTURE)
    return read_image(folder / "hand.png")


def from_folder(folder: Path) -> Image:
    write_image(folder / "hand.bmp", PICTURE)
    return first(FolderSource(folder))


@pytest.mark.parametrize(
    "way",
    [
        from_file,
        from_folder,
        lambda folder: read_image(encode_image(PICTURE, ".tif")),
        lambda folder: first(ArraySource([PICTURE])),
        lambda folder: first(CameraSource(0, capture=lambda index, backend: Camera())),
    ],
    ids=["file", "folder", "memory", "array", "camera"],
)
@pytest.mark.parametrize("spec", [InputSpec(96, margin=1.25), InputSpec(28, channels=1)])
def test_every_source_gives_the_network_the_same_bytes(
    tmp_path: Path, way: Callable[[Path], Image], spec: InputSpec
) -> None:
    box = Box(200.5, 100.25, 220, 260)
    assert to_input(way(tmp_path), box, spec).tobytes() == to_input(PICTURE, box, spec).tobytes()
