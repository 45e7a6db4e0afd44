"""What holds for every source that has an end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from signdesk.vision.frame import Frame
from signdesk.vision.image import Image, write_image
from signdesk.vision.sources import ArraySource, FolderSource, FrameSource, VideoSource


def pictures(count: int) -> list[Image]:
    return [np.full((4, 6, 3), i, np.uint8) for i in range(count)]


@pytest.fixture(params=["arrays", "arrays in real time", "folder", "video", "video in real time"])
def source(request: pytest.FixtureRequest, tmp_path: Path, make_video: Callable[..., Path]) -> FrameSource:
    """A source of five frames of each kind that has an end."""
    if request.param.startswith("arrays"):
        return ArraySource(pictures(5), fps=200, real_time=request.param.endswith("time"))
    if request.param.startswith("video"):
        return VideoSource(make_video(5, fps=100), real_time=request.param.endswith("time"))
    for i, image in enumerate(pictures(5)):
        write_image(tmp_path / "hands" / f"{i}.png", image)
    return FolderSource(tmp_path / "hands")


def test_frames_are_counted_dated_and_locked(source: FrameSource) -> None:
    with source:
        frames = list(source)
    indices = [frame.index for frame in frames]
    assert indices == sorted(set(indices))
    if not source.live:
        assert indices == [0, 1, 2, 3, 4]
    times = [frame.time for frame in frames]
    assert times == sorted(set(times))
    for frame in frames:
        assert frame.image.dtype == np.uint8
        assert frame.image.shape[2] == 3
        with pytest.raises(ValueError, match="read-only"):
            frame.image[0, 0] = 0


def test_the_end_stays_the_end(source: FrameSource) -> None:
    with source:
        list(source)
        assert source.read() is None
        assert source.read() is None


def test_opening_again_begins_again(source: FrameSource) -> None:
    with source:
        source.read()
    source.close()
    assert source.read() is None
    with source:
        frame = source.read()
        assert frame is not None
        assert frame.index == 0


def test_closed_source_gives_nothing(source: FrameSource) -> None:
    assert source.read() is None
    source.close()
    source.open()
    source.close()
    source.close()
    assert source.read() is None


@pytest.mark.parametrize("kind", ["arrays", "video"])
def test_closing_ends_the_wait_for_the_next_frame(kind: str, make_video: Callable[..., Path]) -> None:
    source: FrameSource = ArraySource(pictures(3), fps=0.001, real_time=True)
    if kind == "video":
        source = VideoSource(make_video(3, fps=0.01), real_time=True)
    got: list[Frame | None] = []
    source.open()
    source.read()

    def read() -> None:
        got.append(source.read())

    reader = Thread(target=read)
    reader.start()
    source.close()
    reader.join(10)
    assert not reader.is_alive()
    assert got == [None]
