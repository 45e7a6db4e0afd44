"""The live pipeline with real threads: sources that do what the test says, waited for with events."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from signdesk.alphabet import DIGITS, LETTERS
from signdesk.errors import ConfigError
from signdesk.hands.finder import GuideRegion
from signdesk.recognition.composer import Composer
from signdesk.recognition.live import LiveOptions, LivePipeline, LiveState
from signdesk.vision.arrays import ArraySource
from signdesk.vision.folder import FolderSource
from signdesk.vision.image import write_image
from tests.recognition.live_stand_ins import Camera, Reader, next_result, picture, spelled, wait_until

# The way of a frame


def test_frames_come_out_with_what_was_read_from_them(pipeline: LivePipeline, camera: Camera, reader: Reader) -> None:
    assert pipeline.state is LiveState.IDLE
    pipeline.start()
    camera.give()
    first = next_result(pipeline, lambda result: result.ready)
    assert first.frame.index == 0
    assert first.hand is None
    camera.give()
    second = next_result(pipeline, lambda result: result.ready)
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
    pictures = spelled((" ", 0.3), ("H", 1), ("I", 1), (" ", 2), ("L", 1), (" ", 0.4), ("L", 1), fps=10)
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
    in_order = iter("HI LL")  # a late poll sees the last of several
    assert all(letter in in_order for letter in letters)


def test_the_last_frame_of_a_recording_is_there_when_it_has_ended() -> None:
    with LivePipeline(ArraySource(spelled(("A", 1))), Reader) as pipeline:
        wait_until(lambda: pipeline.state is LiveState.ENDED, pipeline)
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
    wait_until(lambda: pipeline.ready, pipeline)
    camera.give(9)
    wait_until(lambda: camera.given == 10, pipeline)
    reader.turn.set()
    newest = next_result(pipeline, lambda result: result.frame.index == 9)
    assert newest.ready
    assert newest.skipped >= 7
    assert len(reader.read) <= 3


def test_a_slow_painter_sees_the_newest_result_and_no_letter_is_lost() -> None:
    source = ArraySource(spelled(("H", 0.9), (" ", 0.3)))
    with LivePipeline(source, Reader) as pipeline:
        wait_until(lambda: pipeline.state is LiveState.ENDED, pipeline)
        result = pipeline.poll()
        assert result is not None
        assert result.frame.index == 35
        assert result.hand is None
        assert result.letter is not None
        assert result.letter.label == "H"


def test_nothing_is_drawn_on_another_frame_than_it_was_seen_in(reader: Reader) -> None:
    pictures = [picture(i % 25) for i in range(75)]
    with LivePipeline(ArraySource(pictures), lambda: reader) as pipeline:
        last = -1
        while pipeline.state is not LiveState.ENDED:
            result = pipeline.poll(timeout=0.1)
            if result is None or not result.ready:
                continue
            assert result.frame.index > last
            last = result.frame.index
            assert (result.hand is None) == (result.frame.image[0, 0, 0] == 0)


# What the user asks for meanwhile


def test_alphabet_and_region_change_from_the_next_frame_on(
    pipeline: LivePipeline, camera: Camera, reader: Reader
) -> None:
    pipeline.start()
    wait_until(lambda: pipeline.ready, pipeline)
    camera.give(2)
    next_result(pipeline, lambda result: result.frame.index == 1)
    region = GuideRegion(0.1, 0.1, 0.5, 0.5)
    pipeline.set_alphabet(DIGITS)
    pipeline.set_region(region)
    camera.give()
    result = next_result(pipeline, lambda result: result.frame.index == 2)
    assert result.reading is not None
    assert result.reading.alphabet is DIGITS
    assert reader.regions[-1] is region
    pipeline.set_region(None)
    camera.give()
    next_result(pipeline, lambda result: result.frame.index == 3)
    assert reader.regions[-1] is None


def test_the_text_can_be_edited_and_outlives_the_stream() -> None:
    reader = Reader()
    first = LivePipeline(ArraySource(spelled(("A", 1), ("B", 1))), lambda: reader)
    with first:
        wait_until(lambda: first.state is LiveState.ENDED, first)
        first.backspace()
        first.space()
        first.space()
    assert first.text == "A "
    with LivePipeline(ArraySource(spelled(("C", 1))), lambda: reader, composer=first.composer) as second:
        wait_until(lambda: second.state is LiveState.ENDED, second)
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
        write_image(tmp_path / f"{i}.png", picture(LETTERS.labels.index(sign) + 1))
    with LivePipeline(FolderSource(tmp_path), Reader, LiveOptions(still=0.05)) as pipeline:
        seen: dict[int, str | None] = {}
        while pipeline.state is not LiveState.ENDED or not seen:
            result = pipeline.poll(timeout=0.1)
            if result is not None and result.reading is not None:
                seen[result.frame.index] = result.reading.label
        assert seen[1] == "B"
        assert set(seen.values()) <= {"A", "B"}
        assert pipeline.text == ""
