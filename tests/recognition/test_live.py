"""The live pipeline with real threads: sources that do what the test says, waited for with events."""

from __future__ import annotations

import gc
import logging
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from signdesk.alphabet import DIGITS, LETTERS, Alphabet
from signdesk.errors import CheckpointError, ConfigError, SourceError, SourceProblem
from signdesk.hands.finder import GuideRegion
from signdesk.hands.hand import Hand
from signdesk.recognition.composer import Composer
from signdesk.recognition.live import LiveOptions, LivePipeline, LiveResult, LiveState
from signdesk.recognition.reading import Reading
from signdesk.recognition.recognition import Recognition
from signdesk.vision.arrays import ArraySource
from signdesk.vision.box import Box
from signdesk.vision.folder import FolderSource
from signdesk.vision.frame import Frame
from signdesk.vision.image import Image, write_image
from signdesk.vision.source import FrameSource, as_frame

_LONG = 10.0  # never reached by a test that passes


def _picture(shade: int, size: tuple[int, int] = (48, 64)) -> Image:
    return np.full((*size, 3), shade, np.uint8)


class Camera(FrameSource):
    """Gives a frame when the test says so; blocks until then, as a camera does."""

    def __init__(self) -> None:
        self.name = "test camera"
        self.live = True
        self.fps: float | None = 30.0
        self.opened = 0
        self.open_error: SourceError | None = None
        self.read_error: Exception | None = None
        self.deaf = False  # a driver that does not notice being closed
        self.release = threading.Event()
        self.reading = threading.Event()
        self._changed = threading.Condition()
        self._waiting = 0
        self._index = 0
        self._is_open = False

    def open(self) -> None:
        self.opened += 1
        if self.open_error:
            raise self.open_error
        with self._changed:
            self._is_open, self._index = True, 0

    def read(self) -> Frame | None:
        if self.deaf:
            self.reading.set()
            self.release.wait(_LONG)
            return None
        with self._changed:
            self.reading.set()
            self._changed.wait_for(lambda: self._waiting or not self._is_open or self.read_error)
            if self.read_error:
                error, self.read_error = self.read_error, None
                raise error
            if not self._is_open:
                return None
            self._waiting -= 1
            frame = as_frame(_picture(self._index), self._index, time.monotonic())
            self._index += 1
            return frame

    def close(self) -> None:
        with self._changed:
            self._is_open = False
            self._changed.notify_all()

    def give(self, frames: int = 1) -> None:
        with self._changed:
            self._waiting += frames
            self._changed.notify_all()

    def fail(self, error: Exception) -> None:
        with self._changed:
            self.read_error = error
            self._changed.notify_all()

    @property
    def given(self) -> int:
        return self._index

    @property
    def is_open(self) -> bool:
        return self._is_open


class Reader:
    """A recogniser that reads a sign from a picture's shade: 0 is no hand, n the n-th sign of the alphabet."""

    def __init__(self) -> None:
        self.resets = 0
        self.read: list[int] = []
        self.regions: list[GuideRegion | None] = []
        self.error: Exception | None = None
        self.turn: threading.Event | None = None

    def follow(self, frame: Frame, alphabet: Alphabet, region: GuideRegion | None = None) -> Recognition:
        if self.turn:
            self.turn.wait(_LONG)
        if self.error:
            raise self.error
        self.read.append(frame.index)
        self.regions.append(region)
        return self.recognize(frame.image, alphabet)

    def recognize(self, image: Image, alphabet: Alphabet, hand: Literal["auto", "full"] | Box = "auto") -> Recognition:
        shade = int(image[0, 0, 0])
        if shade == 0:
            return Recognition(None, None, 1.0, 0.0)
        probabilities = np.zeros(len(alphabet), np.float32)
        probabilities[(shade - 1) % len(alphabet)] = 1
        label = alphabet.labels[(shade - 1) % len(alphabet)]
        return Recognition(Hand(Box(1, 1, 9, 9), 1.0), Reading(alphabet, probabilities, label, 1.0), 1.0, 2.0)

    def reset(self) -> None:
        self.resets += 1


def _wait(condition: Callable[[], object], pipeline: LivePipeline | None = None) -> None:
    """Until ``condition`` holds; the test fails when it never does."""
    tick, end = threading.Event(), time.monotonic() + _LONG
    while not condition():
        assert time.monotonic() < end, f"waited in vain; {pipeline and (pipeline.state, pipeline.error)}"
        tick.wait(0.002)


def _next(pipeline: LivePipeline, wanted: Callable[[LiveResult], object] = lambda result: True) -> LiveResult:
    end = time.monotonic() + _LONG
    while time.monotonic() < end:
        result = pipeline.poll(timeout=0.5)
        if result is not None and wanted(result):
            return result
    raise AssertionError(f"no such result came; {pipeline.state}, {pipeline.error}")


@pytest.fixture
def camera() -> Iterator[Camera]:
    camera = Camera()
    yield camera
    camera.release.set()


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def pipeline(camera: Camera, reader: Reader) -> Iterator[LivePipeline]:
    pipeline = LivePipeline(camera, lambda: reader, LiveOptions(retry_first=0.01, retry_most=0.02))
    yield pipeline
    camera.release.set()
    assert pipeline.stop(_LONG)


def _spelled(*parts: tuple[str, float], fps: float = 30) -> list[Image]:
    """Pictures that show a sign (" ": no hand) for so many seconds each."""
    pictures = []
    for sign, seconds in parts:
        shade = 0 if sign == " " else LETTERS.labels.index(sign) + 1
        pictures += [_picture(shade)] * round(seconds * fps)
    return pictures


# The way of a frame


def test_frames_come_out_with_what_was_read_from_them(pipeline: LivePipeline, camera: Camera, reader: Reader) -> None:
    assert pipeline.state is LiveState.IDLE
    pipeline.start()
    camera.give()
    first = _next(pipeline, lambda result: result.ready)
    assert first.frame.index == 0
    assert first.hand is None
    camera.give()
    second = _next(pipeline, lambda result: result.ready)
    assert second.frame.index == 1
    assert second.hand is not None
    assert second.reading is not None
    assert second.reading.top(1)[0][0] == "A"
    assert (second.find_ms, second.read_ms) == (1.0, 2.0)
    assert second.age is not None
    assert second.age >= 0
    assert pipeline.state is LiveState.RUNNING
    assert pipeline.error is None
    assert reader.resets == 1


def test_a_recording_is_read_frame_by_frame_and_spelled() -> None:
    pictures = _spelled((" ", 0.3), ("H", 1), ("I", 1), (" ", 2), ("L", 1), (" ", 0.4), ("L", 1), fps=10)
    reader = Reader()
    with LivePipeline(ArraySource(pictures, fps=10), lambda: reader) as pipeline:
        letters = []
        while pipeline.state is not LiveState.ENDED:
            result = pipeline.poll(timeout=0.1)
            if result and result.letter:
                letters.append(result.letter.label)
        last = pipeline.poll()
        assert reader.read == list(range(len(pictures)))
        assert pipeline.text == "HI LL"
        assert last is None or last.text == "HI LL"
        assert last is None or last.skipped == 0
    assert "".join(letters) in "HI LL", "letters come in order; a late poll sees the last of several"


def test_the_last_frame_of_a_recording_is_there_when_it_has_ended() -> None:
    with LivePipeline(ArraySource(_spelled(("A", 1))), Reader) as pipeline:
        _wait(lambda: pipeline.state is LiveState.ENDED, pipeline)
        result = pipeline.poll()
        assert result is not None
        assert result.frame.index == 29
        assert result.reading is not None
        assert result.reading.label == "A"
        assert result.age is None
        assert pipeline.poll() is None


def test_a_slow_reader_gets_the_newest_frame_and_the_others_count_as_skipped(
    pipeline: LivePipeline, camera: Camera, reader: Reader
) -> None:
    reader.turn = threading.Event()
    pipeline.start()
    camera.give()
    _wait(lambda: pipeline.ready, pipeline)
    camera.give(9)
    _wait(lambda: camera.given == 10, pipeline)
    reader.turn.set()
    newest = _next(pipeline, lambda result: result.frame.index == 9)
    assert newest.ready
    assert newest.skipped >= 7
    assert len(reader.read) <= 3


def test_a_slow_painter_sees_the_newest_result_and_no_letter_is_lost() -> None:
    source = ArraySource(_spelled(("H", 0.9), (" ", 0.3)))
    with LivePipeline(source, Reader) as pipeline:
        _wait(lambda: pipeline.state is LiveState.ENDED, pipeline)
        result = pipeline.poll()
        assert result is not None
        assert result.frame.index == 35
        assert result.hand is None
        assert result.letter is not None
        assert result.letter.label == "H"


def test_nothing_is_drawn_on_another_frame_than_it_was_seen_in(reader: Reader) -> None:
    pictures = [_picture(i % 25) for i in range(75)]
    with LivePipeline(ArraySource(pictures), lambda: reader) as pipeline:
        last = -1
        while pipeline.state is not LiveState.ENDED:
            result = pipeline.poll(timeout=0.1)
            if result is None or not result.ready:
                continue
            assert result.frame.index > last
            last = result.frame.index
            assert (result.hand is None) == (result.frame.image[0, 0, 0] == 0)


# While the networks are being loaded


def test_frames_come_out_before_the_networks_are_loaded(camera: Camera) -> None:
    loaded = threading.Event()
    threads = []

    def load() -> Reader:
        threads.append(threading.current_thread().name)
        loaded.wait(_LONG)
        return Reader()

    with LivePipeline(camera, load) as pipeline:
        for i in range(3):
            camera.give()
            result = _next(pipeline)
            assert result.frame.index == i
            assert not result.ready
            assert result.hand is None
            assert result.reading is None
        assert pipeline.state is LiveState.RUNNING
        assert not pipeline.ready
        loaded.set()
        _wait(lambda: pipeline.ready, pipeline)
        camera.give()
        assert _next(pipeline, lambda result: result.ready).frame.index >= 2
    assert threads == ["signdesk inference"]


def test_stopping_while_the_networks_are_being_loaded_does_not_wait_for_them(camera: Camera) -> None:
    loading, loaded = threading.Event(), threading.Event()
    calls = []

    def load() -> Reader:
        calls.append(1)
        loading.set()
        loaded.wait(_LONG)
        return Reader()

    pipeline = LivePipeline(camera, load)
    pipeline.start()
    assert loading.wait(_LONG)
    assert not pipeline.stop(timeout=0.05)
    pipeline.start()  # at once again: the load under way is used, not doubled
    loaded.set()
    camera.give()
    _next(pipeline, lambda result: result.ready)
    assert pipeline.stop(_LONG)
    assert calls == [1]


@pytest.mark.parametrize("error", [CheckpointError("The file is cut off."), ImportError("no torch")])
def test_networks_that_cannot_be_loaded_are_a_failure_in_words(camera: Camera, error: Exception) -> None:
    def load() -> Reader:
        raise error

    with LivePipeline(camera, load) as pipeline:
        camera.give(3)
        _wait(lambda: pipeline.state is LiveState.FAILED, pipeline)
        assert str(error) in str(pipeline.error)
        camera.give(3)
        _wait(lambda: not camera.is_open, pipeline)


# Trouble with the source


@pytest.mark.parametrize("problem", [SourceProblem.BUSY, SourceProblem.NOT_FOUND, SourceProblem.LOST])
def test_a_source_that_cannot_be_opened_is_a_failure_and_can_be_tried_again(
    pipeline: LivePipeline, camera: Camera, problem: SourceProblem
) -> None:
    camera.open_error = SourceError("The camera can't be opened.", problem)
    pipeline.start()
    _wait(lambda: pipeline.state is LiveState.FAILED, pipeline)
    assert pipeline.error is camera.open_error
    assert camera.opened == 1
    camera.open_error = None
    pipeline.start()
    camera.give()
    assert _next(pipeline).frame.index == 0
    assert pipeline.error is None


def test_a_camera_that_is_plugged_out_and_in_again_goes_on(pipeline: LivePipeline, camera: Camera) -> None:
    pipeline.start()
    camera.give(3)
    before = _next(pipeline, lambda result: result.frame.index == 2)
    camera.open_error = SourceError("It isn't there.", SourceProblem.NOT_FOUND)
    camera.fail(SourceError("The camera has gone.", SourceProblem.LOST))
    _wait(lambda: pipeline.state is LiveState.LOST, pipeline)
    _wait(lambda: camera.opened >= 4, pipeline)
    assert pipeline.state is LiveState.LOST
    assert str(pipeline.error) == "It isn't there."
    camera.open_error = None
    camera.give()
    after = _next(pipeline)
    assert after.frame.index > before.frame.index, "frames go on being counted"
    _wait(lambda: pipeline.state is LiveState.RUNNING, pipeline)
    assert pipeline.error is None


def test_a_stream_that_turns_unreadable_is_not_tried_for_ever(pipeline: LivePipeline, camera: Camera) -> None:
    pipeline.start()
    camera.give()
    _next(pipeline)
    camera.fail(SourceError("These are no pictures.", SourceProblem.UNREADABLE))
    _wait(lambda: pipeline.state is LiveState.FAILED, pipeline)
    assert str(pipeline.error) == "These are no pictures."


def test_a_driver_that_raises_anything_is_a_failure_in_words(pipeline: LivePipeline, camera: Camera) -> None:
    pipeline.start()
    camera.fail(RuntimeError("segment 3"))
    _wait(lambda: pipeline.state is LiveState.FAILED, pipeline)
    assert isinstance(pipeline.error, SourceError)
    assert "test camera" in str(pipeline.error)
    assert not camera.is_open


def test_a_camera_that_keeps_one_waiting_is_seen(camera: Camera, reader: Reader) -> None:
    with LivePipeline(camera, lambda: reader, LiveOptions(slow=0.02, stall=0.02)) as pipeline:
        _wait(lambda: pipeline.slow, pipeline)
        assert pipeline.state is LiveState.OPENING
        camera.give()
        _next(pipeline)
        _wait(lambda: pipeline.state is LiveState.STALLED, pipeline)
        assert not pipeline.slow


# Trouble with single frames


def test_a_frame_that_cannot_be_read_is_counted_and_the_next_one_is_read(
    pipeline: LivePipeline, camera: Camera, reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    pipeline.start()
    _wait(lambda: pipeline.ready, pipeline)
    reader.error = ZeroDivisionError("odd picture")
    with caplog.at_level(logging.ERROR):
        camera.give()
        bad = _next(pipeline)
    assert bad.failures == 1
    assert bad.hand is None
    assert "odd picture" in caplog.text
    reader.error = None
    camera.give()
    good = _next(pipeline)
    assert good.hand is not None
    assert good.failures == 1
    assert pipeline.state is LiveState.RUNNING


def test_when_every_frame_fails_it_is_a_failure() -> None:
    reader = Reader()
    reader.error = ZeroDivisionError("odd picture")
    with LivePipeline(ArraySource(_spelled(("A", 3))), lambda: reader) as pipeline:
        _wait(lambda: pipeline.state is LiveState.FAILED, pipeline)
        assert "odd picture" in str(pipeline.error)


def test_an_alphabet_the_network_does_not_know_fails_at_once(
    pipeline: LivePipeline, camera: Camera, reader: Reader
) -> None:
    reader.error = CheckpointError("This network doesn't know the sign 7.")
    pipeline.start()
    camera.give()
    _wait(lambda: pipeline.state is LiveState.FAILED, pipeline)
    assert pipeline.error is reader.error


# Stopping


def test_stop_comes_back_in_time_when_the_source_blocks(camera: Camera, reader: Reader) -> None:
    pipeline = LivePipeline(camera, lambda: reader)
    pipeline.start()
    assert camera.reading.wait(_LONG)
    assert pipeline.stop(_LONG)
    assert not camera.is_open
    assert pipeline.state is LiveState.IDLE
    assert pipeline.poll() is None


def test_stop_comes_back_even_when_the_source_hangs_for_good(camera: Camera, reader: Reader) -> None:
    camera.deaf = True
    pipeline = LivePipeline(camera, lambda: reader)
    pipeline.start()
    assert camera.reading.wait(_LONG)
    begun = time.monotonic()
    assert not pipeline.stop(timeout=0.1)
    assert time.monotonic() - begun < _LONG / 2
    assert pipeline.state is LiveState.IDLE
    # Started again, it waits for the driver to let go before it touches the camera.
    pipeline.start()
    assert pipeline.state is LiveState.OPENING
    assert camera.opened == 1
    camera.deaf = False
    camera.release.set()
    camera.give()
    _next(pipeline)
    assert camera.opened == 2
    assert pipeline.stop(_LONG)


def test_starting_and_stopping_twice_does_no_harm(pipeline: LivePipeline, camera: Camera) -> None:
    assert pipeline.stop()
    pipeline.start()
    pipeline.start()
    camera.give()
    _next(pipeline)
    assert camera.opened == 1
    assert pipeline.stop(_LONG)
    assert pipeline.stop()


def test_an_error_in_the_owner_stops_the_threads(camera: Camera, reader: Reader) -> None:
    def own() -> None:
        with LivePipeline(camera, lambda: reader):
            assert camera.reading.wait(_LONG)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        own()
    _wait(lambda: not camera.is_open)


def test_twenty_rounds_leave_no_thread_and_no_memory() -> None:
    before = set(threading.enumerate())
    # A frame of these is 0.9 MB: keeping but one a round would show.
    pictures = [_picture(i, (480, 640)) for i in range(5)]
    reader = Reader()

    def play() -> None:
        pipeline = LivePipeline(ArraySource([picture.copy() for picture in pictures], 200, True), lambda: reader)
        pipeline.start()
        _next(pipeline)
        assert pipeline.stop(_LONG)
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
        _next(pipeline)
        assert pipeline.stop(_LONG)
        assert set(threading.enumerate()) == before
    assert camera.opened == 20


# What the user asks for meanwhile


def test_alphabet_and_region_change_from_the_next_frame_on(
    pipeline: LivePipeline, camera: Camera, reader: Reader
) -> None:
    pipeline.start()
    _wait(lambda: pipeline.ready, pipeline)
    camera.give(2)
    _next(pipeline, lambda result: result.frame.index == 1)
    region = GuideRegion(0.1, 0.1, 0.5, 0.5)
    pipeline.set_alphabet(DIGITS)
    pipeline.set_region(region)
    camera.give()
    result = _next(pipeline, lambda result: result.frame.index == 2)
    assert result.reading is not None
    assert result.reading.alphabet is DIGITS
    assert reader.regions[-1] is region
    pipeline.set_region(None)
    camera.give()
    _next(pipeline, lambda result: result.frame.index == 3)
    assert reader.regions[-1] is None


def test_the_text_can_be_edited_and_outlives_the_stream() -> None:
    reader = Reader()
    first = LivePipeline(ArraySource(_spelled(("A", 1), ("B", 1))), lambda: reader)
    with first:
        _wait(lambda: first.state is LiveState.ENDED, first)
        first.backspace()
        first.space()
        first.space()
    assert first.text == "A "
    with LivePipeline(ArraySource(_spelled(("C", 1))), lambda: reader, composer=first.composer) as second:
        _wait(lambda: second.state is LiveState.ENDED, second)
        assert second.text == "A C"
        second.clear()
        assert first.text == ""


def test_the_hold_can_be_changed_and_is_checked(pipeline: LivePipeline) -> None:
    pipeline.set_hold(1.2)
    assert pipeline.composer.hold == 1.2
    with pytest.raises(ConfigError):
        pipeline.set_hold(9)
    with pytest.raises(ConfigError):
        LivePipeline(pipeline.source, Reader, LiveOptions(hold=0.1))


def test_commands_from_many_threads_leave_the_text_well_formed() -> None:
    composer = Composer()
    threads = [
        threading.Thread(target=lambda command=command: [command() for _ in range(500)])
        for command in (composer.space, composer.backspace, composer.space, composer.clear)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert composer.text == ""


# Folders of pictures


def test_each_picture_of_a_folder_is_read_by_itself(tmp_path: Path) -> None:
    for i, sign in enumerate("AB", start=1):
        write_image(tmp_path / f"{i}.png", _picture(LETTERS.labels.index(sign) + 1))
    with LivePipeline(FolderSource(tmp_path), Reader, LiveOptions(still=0.05)) as pipeline:
        seen: dict[int, str | None] = {}
        while pipeline.state is not LiveState.ENDED or not seen:
            result = pipeline.poll(timeout=0.1)
            if result is not None and result.reading is not None:
                seen[result.frame.index] = result.reading.label
        assert seen[1] == "B"
        assert set(seen.values()) <= {"A", "B"}
        assert pipeline.text == ""
