"""Video files as sources of frames."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from signdesk.errors import SourceError, SourceProblem
from signdesk.vision.frame import Frame
from signdesk.vision.opencv import cv2
from signdesk.vision.video import VideoSource


def brightness(frame: Frame) -> int:
    return round(float(frame.image.mean()))


def test_video_frames_come_in_order_with_their_times(make_video: Callable[..., Path]) -> None:
    with VideoSource(make_video(6, fps=10)) as source:
        assert source.fps == pytest.approx(10)
        frames = list(source)
    assert [brightness(frame) for frame in frames] == pytest.approx([0, 8, 16, 24, 32, 40], abs=3)
    assert [frame.time for frame in frames] == pytest.approx([0, 0.1, 0.2, 0.3, 0.4, 0.5])


def test_video_is_in_rgb(tmp_path: Path) -> None:
    path = tmp_path / "red.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (32, 32))
    writer.write(np.full((32, 32, 3), (0, 0, 255), np.uint8))
    writer.release()
    with VideoSource(path) as source:
        frame = source.read()
    assert frame.image[5, 5] == pytest.approx([255, 0, 0], abs=4)


@pytest.mark.parametrize("name", ["手语.avi", "100%d.avi", "a b'c.avi", "http:..avi"])
def test_video_names_in_any_script(make_video: Callable[..., Path], tmp_path: Path, name: str) -> None:
    # OpenCV's writer can't take all names: what counts here is the reader.
    path = make_video(2).rename(tmp_path / name)
    with VideoSource(path) as source:
        assert len(list(source)) == 2


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_video_that_may_not_be_read_is_not_called_damaged(make_video: Callable[..., Path]) -> None:
    path = make_video(2)
    path.chmod(0)
    with pytest.raises(SourceError, match="no permission") as caught:
        VideoSource(path).open()
    assert caught.value.problem is SourceProblem.NO_PERMISSION


def test_phone_video_is_upright(tmp_path: Path) -> None:
    path = tmp_path / "turned.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 10, (64, 48))
    for _ in range(3):
        writer.write(np.zeros((48, 64, 3), np.uint8))
    writer.release()
    # A phone held upright writes lying pictures and a matrix that turns them.
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 40
    data[at : at + 36] = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 48 << 16, 0, 1 << 30)
    path.write_bytes(data)
    with VideoSource(path) as source:
        assert source.read().image.shape == (64, 48, 3)


def test_real_time_video_leaves_out_what_nobody_fetched(
    make_video: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr("signdesk.vision.pace.time.monotonic", lambda: now)
    with VideoSource(make_video(20, fps=10), real_time=True) as source:
        assert source.read().index == 0
        now += 1.25
        frame = source.read()
        assert (frame.index, frame.time) == (12, pytest.approx(101.2))
        assert brightness(frame) == pytest.approx(12 * 8, abs=3)
        now += 10
        assert source.read() is None


def test_video_cut_off_ends_early(make_video: Callable[..., Path]) -> None:
    path = make_video(30)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with VideoSource(path) as source:
        assert 1 <= len(list(source)) < 30


def test_video_without_frames(make_video: Callable[..., Path]) -> None:
    with pytest.raises(SourceError, match="no pictures in the video") as caught:
        VideoSource(make_video(0)).open()
    assert caught.value.problem is SourceProblem.NO_FRAMES


@pytest.mark.parametrize("data", [b"nonsense" * 500, b"#EXTM3U\nhttp://127.0.0.1:1/a.ts\n", b"\0" * 5000])
def test_file_that_is_no_video(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "hand.mp4"
    path.write_bytes(data)
    with pytest.raises(SourceError, match="as a video") as caught:
        VideoSource(path).open()
    assert caught.value.problem is SourceProblem.UNREADABLE


def test_video_that_can_not_be_opened(tmp_path: Path) -> None:
    empty = tmp_path / "empty.mp4"
    empty.touch()
    cases = [
        (tmp_path / "none.mp4", SourceProblem.NOT_FOUND, "no such file"),
        (tmp_path, SourceProblem.UNREADABLE, "is a folder"),
        (empty, SourceProblem.UNREADABLE, "is empty"),
    ]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.mp4")
        cases.append((tmp_path / "pipe.mp4", SourceProblem.UNREADABLE, "is a pipe"))
    for path, problem, words in cases:
        with pytest.raises(SourceError, match=words) as caught:
            VideoSource(path).open()
        assert caught.value.problem is problem
