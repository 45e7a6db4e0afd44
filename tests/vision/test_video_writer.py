"""Videos that are written: whole, readable here, and the same again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from signdesk.errors import ImageError
from signdesk.vision.image import Image
from signdesk.vision.video import VideoSource
from signdesk.vision.video_writer import written_video


def shade(value: int, width: int = 64, height: int = 48) -> Image:
    return np.full((height, width, 3), (value, 40, 40), np.uint8)


@pytest.mark.parametrize("name", ["手 语.mp4", "film.AVI"])
def test_what_is_written_is_read_again(tmp_path: Path, name: str) -> None:
    path = tmp_path / "new folder" / name
    with written_video(path, 10) as add:
        for value in (40, 120, 200):
            add(shade(value))
    with VideoSource(path) as source:
        frames = list(source)
    assert [frame.time for frame in frames] == pytest.approx([0, 0.1, 0.2])
    assert [frame.image[20, 20, 0] for frame in frames] == pytest.approx([40, 120, 200], abs=12)
    assert abs(int(frames[2].image[20, 20, 2]) - 40) < 12, "red stays red"


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (12, 48, 64, 3), np.uint8)
    for name in ("a.mp4", "b.mp4"):
        with written_video(tmp_path / name, 20) as add:
            for image in noise:
                add(image)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_odd_sizes_lose_a_pixel_and_no_more(tmp_path: Path) -> None:
    with written_video(tmp_path / "odd.mp4", 10) as add:
        add(shade(90, 65, 49))
    with VideoSource(tmp_path / "odd.mp4") as source:
        assert next(iter(source)).image.shape == (48, 64, 3)


def test_a_video_that_was_broken_off_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"old")

    def broken_off() -> None:
        with written_video(path, 10) as add:
            add(shade(90))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["film.mp4"]


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """What a full disk is for a process."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no process's files")
@pytest.mark.parametrize("name", ["film.mp4", "film.avi"])
def test_a_video_that_a_full_disk_cut_short_leaves_the_old_one(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"old")
    noise = np.random.default_rng(1).integers(0, 256, (40, 240, 320, 3), np.uint8)

    def write() -> None:
        with files_of_at_most(300_000), written_video(path, 20) as add:
            for image in noise:
                add(image)

    with pytest.raises(ImageError, match="Make room there"):
        write()
    assert path.read_bytes() == b"old"


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"Choose one of \.mp4"), written_video(tmp_path / "film.gif", 10):
        pass
    with pytest.raises(ImageError, match="no pictures"), written_video(tmp_path / "film.mp4", 10):
        pass
    (tmp_path / "file").write_text("in the way")
    with (
        pytest.raises(ImageError, match="Choose another folder"),
        written_video(tmp_path / "file" / "a.mp4", 10) as add,
    ):
        add(shade(90))
