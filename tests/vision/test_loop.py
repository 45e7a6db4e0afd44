"""A recording that is played again and again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from signdesk.errors import SourceError
from signdesk.vision.loop import LoopedSource
from signdesk.vision.video import VideoSource


@pytest.fixture
def looped(make_video: Callable[..., Path]) -> LoopedSource:
    return LoopedSource(VideoSource(make_video(4, fps=100), real_time=True))


def test_it_begins_anew_and_time_goes_on(looped: LoopedSource) -> None:
    with looped:
        frames = [looped.read() for _ in range(14)]
        assert looped.fps == pytest.approx(100)
    times = [frame.time for frame in frames]
    assert times == sorted(times)
    assert sum(after.index < before.index for before, after in pairwise(frames)) >= 3


def test_a_rewound_recording_begins_anew_at_once(make_video: Callable[..., Path]) -> None:
    with LoopedSource(VideoSource(make_video(20, fps=10), real_time=True)) as source:
        source.read()
        assert source.read().index > 0
        source.rewind()
        assert source.read().index == 0


def test_closing_ends_a_read_in_another_thread(make_video: Callable[..., Path]) -> None:
    source = LoopedSource(VideoSource(make_video(2, fps=1), real_time=True))
    source.open()
    source.read()
    got = []
    reader = threading.Thread(target=lambda: got.append(source.read()))
    reader.start()
    source.close()
    reader.join(5)
    assert got == [None]
    assert source.read() is None


def test_only_a_recording_in_real_time_can_be_looped(make_video: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="real time"):
        LoopedSource(VideoSource(make_video(2)))
    with pytest.raises(SourceError):
        LoopedSource(VideoSource(tmp_path / "missing.mp4", real_time=True)).open()
