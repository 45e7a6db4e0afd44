"""The live pipeline when networks, sources or frames fail."""

from __future__ import annotations

import logging
import threading

import pytest

from signdesk.errors import CheckpointError, SourceError, SourceProblem
from signdesk.recognition.live import LiveOptions, LivePipeline, LiveState
from signdesk.vision.arrays import ArraySource
from tests.recognition.live_stand_ins import LONG, Camera, Reader, next_result, spelled, wait_until

# While the networks are being loaded


def test_frames_come_out_before_the_networks_are_loaded(camera: Camera) -> None:
    loaded = threading.Event()
    threads = []

    def load() -> Reader:
        threads.append(threading.current_thread().name)
        loaded.wait(LONG)
        return Reader()

    with LivePipeline(camera, load) as pipeline:
        for i in range(3):
            camera.give()
            result = next_result(pipeline)
            assert result.frame.index == i
            assert not result.ready
            assert result.hand is None
            assert result.reading is None
        assert pipeline.state is LiveState.RUNNING
        assert not pipeline.ready
        loaded.set()
        wait_until(lambda: pipeline.ready, pipeline)
        camera.give()
        assert next_result(pipeline, lambda result: result.ready).frame.index >= 2
    assert threads == ["signdesk inference"]


def test_stopping_while_the_networks_are_being_loaded_does_not_wait_for_them(camera: Camera) -> None:
    loading, loaded = threading.Event(), threading.Event()
    calls = []

    def load() -> Reader:
        calls.append(1)
        loading.set()
        loaded.wait(LONG)
        return Reader()

    pipeline = LivePipeline(camera, load)
    pipeline.start()
    assert loading.wait(LONG)
    assert not pipeline.stop(timeout=0.05)
    pipeline.start()  # at once again: the load under way is used, not doubled
    loaded.set()
    camera.give()
    next_result(pipeline, lambda result: result.ready)
    assert pipeline.stop(LONG)
    assert calls == [1]


@pytest.mark.parametrize("error", [CheckpointError("The file is cut off."), ImportError("no torch")])
def test_networks_that_cannot_be_loaded_are_a_failure_in_words(camera: Camera, error: Exception) -> None:
    def load() -> Reader:
        raise error

    with LivePipeline(camera, load) as pipeline:
        camera.give(3)
        wait_until(lambda: pipeline.state is LiveState.FAILED, pipeline)
        assert str(error) in str(pipeline.error)
        camera.give(3)
        wait_until(lambda: not camera.is_open, pipeline)


# Trouble with the source


@pytest.mark.parametrize("problem", [SourceProblem.BUSY, SourceProblem.NOT_FOUND, SourceProblem.LOST])
def test_a_source_that_cannot_be_opened_is_a_failure_and_can_be_tried_again(
    pipeline: LivePipeline, camera: Camera, problem: SourceProblem
) -> None:
    camera.open_error = SourceError("The camera can't be opened.", problem)
    pipeline.start()
    wait_until(lambda: pipeline.state is LiveState.FAILED, pipeline)
    assert pipeline.error is camera.open_error
    assert camera.opened == 1
    camera.open_error = None
    pipeline.start()
    camera.give()
    assert next_result(pipeline).frame.index == 0
    assert pipeline.error is None


def test_a_camera_that_is_plugged_out_and_in_again_goes_on(pipeline: LivePipeline, camera: Camera) -> None:
    pipeline.start()
    camera.give(3)
    before = next_result(pipeline, lambda result: result.frame.index == 2)
    camera.open_error = SourceError("It isn't there.", SourceProblem.NOT_FOUND)
    camera.fail(SourceError("The camera has gone.", SourceProblem.LOST))
    wait_until(lambda: pipeline.state is LiveState.LOST, pipeline)
    wait_until(lambda: camera.opened >= 4, pipeline)
    assert pipeline.state is LiveState.LOST
    assert str(pipeline.error) == "It isn't there."
    camera.open_error = None
    camera.give()
    after = next_result(pipeline)
    assert after.frame.index > before.frame.index, "frames go on being counted"
    wait_until(lambda: pipeline.state is LiveState.RUNNING, pipeline)
    assert pipeline.error is None


def test_a_stream_that_turns_unreadable_is_not_tried_for_ever(pipeline: LivePipeline, camera: Camera) -> None:
    pipeline.start()
    camera.give()
    next_result(pipeline)
    camera.fail(SourceError("These are no pictures.", SourceProblem.UNREADABLE))
    wait_until(lambda: pipeline.state is LiveState.FAILED, pipeline)
    assert str(pipeline.error) == "These are no pictures."


def test_a_driver_that_raises_anything_is_a_failure_in_words(pipeline: LivePipeline, camera: Camera) -> None:
    pipeline.start()
    camera.fail(RuntimeError("segment 3"))
    wait_until(lambda: pipeline.state is LiveState.FAILED, pipeline)
    assert isinstance(pipeline.error, SourceError)
    assert "test camera" in str(pipeline.error)
    assert not camera.is_open


def test_a_camera_that_keeps_one_waiting_is_seen(camera: Camera, reader: Reader) -> None:
    with LivePipeline(camera, lambda: reader, LiveOptions(slow=0.02, stall=0.02)) as pipeline:
        wait_until(lambda: pipeline.slow, pipeline)
        assert pipeline.state is LiveState.OPENING
        camera.give()
        next_result(pipeline)
        wait_until(lambda: pipeline.state is LiveState.STALLED, pipeline)
        assert not pipeline.slow


# Trouble with single frames


def test_after_a_frame_that_cannot_be_read_the_next_one_is_read(
    pipeline: LivePipeline, camera: Camera, reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    pipeline.start()
    wait_until(lambda: pipeline.ready, pipeline)
    reader.error = ZeroDivisionError("odd picture")
    with caplog.at_level(logging.ERROR):
        camera.give()
        bad = next_result(pipeline)
    assert bad.hand is None
    assert "odd picture" in caplog.text
    reader.error = None
    camera.give()
    good = next_result(pipeline)
    assert good.hand is not None
    assert pipeline.state is LiveState.RUNNING


def test_when_every_frame_fails_it_is_a_failure() -> None:
    reader = Reader()
    reader.error = ZeroDivisionError("odd picture")
    with LivePipeline(ArraySource(spelled(("A", 3))), lambda: reader) as pipeline:
        wait_until(lambda: pipeline.state is LiveState.FAILED, pipeline)
        assert "odd picture" in str(pipeline.error)


def test_an_alphabet_the_network_does_not_know_fails_at_once(
    pipeline: LivePipeline, camera: Camera, reader: Reader
) -> None:
    reader.error = CheckpointError("This network doesn't know the sign 7.")
    pipeline.start()
    camera.give()
    wait_until(lambda: pipeline.state is LiveState.FAILED, pipeline)
    assert pipeline.error is reader.error
