"""The live pipeline stops in time and leaves nothing behind."""

from __future__ import annotations

import gc
import threading
import time
import tracemalloc

import pytest

from signdesk.recognition.live import LivePipeline, LiveState
from signdesk.vision.arrays import ArraySource
from tests.recognition.live_stand_ins import LONG, Camera, Reader, next_result, picture, wait_until


def test_stop_comes_back_in_time_when_the_source_blocks(camera: Camera, reader: Reader) -> None:
    pipeline = LivePipeline(camera, lambda: reader)
    pipeline.start()
    assert camera.reading.wait(LONG)
    assert pipeline.stop(LONG)
    assert not camera.is_open
    assert pipeline.state is LiveState.IDLE
    assert pipeline.poll() is None


def test_stop_comes_back_even_when_the_source_hangs_for_good(camera: Camera, reader: Reader) -> None:
    camera.deaf = True
    pipeline = LivePipeline(camera, lambda: reader)
    pipeline.start()
    assert camera.reading.wait(LONG)
    begun = time.monotonic()
    assert not pipeline.stop(timeout=0.1)
    assert time.monotonic() - begun < LONG / 2
    assert pipeline.state is LiveState.IDLE
    # Started again, it waits for the driver to let go before it touches the camera.
    pipeline.start()
    assert pipeline.state is LiveState.OPENING
    assert camera.opened == 1
    camera.deaf = False
    camera.release.set()
    camera.give()
    next_result(pipeline)
    assert camera.opened == 2
    assert pipeline.stop(LONG)


def test_starting_and_stopping_twice_does_no_harm(pipeline: LivePipeline, camera: Camera) -> None:
    assert pipeline.stop()
    pipeline.start()
    pipeline.start()
    camera.give()
    next_result(pipeline)
    assert camera.opened == 1
    assert pipeline.stop(LONG)
    assert pipeline.stop()


def test_an_error_in_the_owner_stops_the_threads(camera: Camera, reader: Reader) -> None:
    def own() -> None:
        with LivePipeline(camera, lambda: reader):
            assert camera.reading.wait(LONG)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        own()
    wait_until(lambda: not camera.is_open)


def test_twenty_rounds_leave_no_thread_and_no_memory() -> None:
    before = set(threading.enumerate())
    # A frame of these is 0.9 MB: keeping but one a round would show.
    pictures = [picture(i, (480, 640)) for i in range(5)]
    reader = Reader()

    def play() -> None:
        pipeline = LivePipeline(ArraySource([picture.copy() for picture in pictures], 200, True), lambda: reader)
        pipeline.start()
        next_result(pipeline)
        assert pipeline.stop(LONG)
        assert set(threading.enumerate()) == before

    play()
    gc.collect()
    tracemalloc.start()
    try:
        first = tracemalloc.get_traced_memory()[0]
        for _ in range(20):
            play()
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - first
    finally:
        tracemalloc.stop()
    assert grown < 500_000


def test_twenty_rounds_of_one_pipeline_leave_no_thread(pipeline: LivePipeline, camera: Camera) -> None:
    before = set(threading.enumerate())
    for _ in range(20):
        pipeline.start()
        camera.give()
        next_result(pipeline)
        assert pipeline.stop(LONG)
        assert set(threading.enumerate()) == before
    assert camera.opened == 20
