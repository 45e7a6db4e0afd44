"""The demo is read for real: the bundled clip, the shipped networks, the way that live frames go."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from signdesk.alphabet import LETTERS
from signdesk.handmodel.spelling_clip import times_file
from signdesk.recognition.composer import SPACE
from signdesk.recognition.film import filmed
from signdesk.recognition.live import LivePipeline, LiveState
from signdesk.recognition.recognizer import Recognizer
from signdesk.recognition.spell import spell
from signdesk.recognition.watch import watch
from signdesk.vision.demo import demo_clip
from signdesk.vision.frame import Frame
from signdesk.vision.video import VideoSource


@pytest.fixture(scope="module")
def told() -> Any:
    return json.loads(times_file(demo_clip()).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer.load()


class EverySecond(VideoSource):
    """A computer that is too slow for every frame."""

    def read(self) -> Frame | None:
        super().read()
        return super().read()


def test_the_live_pipeline_reads_the_text_of_the_demo(recognizer: Recognizer, told: Any) -> None:
    letters = []
    with LivePipeline(VideoSource(demo_clip()), lambda: recognizer) as pipeline:
        over = False
        while not over:
            over = pipeline.state not in (LiveState.OPENING, LiveState.RUNNING)
            result = pipeline.poll(0.1)
            letters += [result.letter.label] if result and result.letter else []
    assert pipeline.error is None
    assert pipeline.text.strip() == told["text"]
    assert "".join(letters).strip() == told["text"]


def test_a_slow_computer_reads_each_letter_while_it_stands(recognizer: Recognizer, told: Any) -> None:
    read = list(spell(EverySecond(demo_clip()), recognizer, LETTERS))
    assert "".join(one.label for one in read) == told["text"]
    written = [one for one in read if one.label != SPACE]
    for one, stands in zip(written, told["letters"], strict=True):
        assert stands["start"] - 0.3 <= one.start < one.end <= stands["end"] + 0.1


def test_the_annotated_video_shows_what_was_read(recognizer: Recognizer, told: Any, tmp_path: Path) -> None:
    path = tmp_path / "seen.mp4"
    source = VideoSource(demo_clip())
    until = round(told["letters"][1]["end"] * told["fps"])
    seen = list(filmed(islice(watch(source, recognizer, LETTERS), until), path, 20.0, "a note"))
    assert seen[-1].text == told["text"][:2]
    with VideoSource(path) as film:
        frames = list(film)
    assert len(frames) == len(seen) == until
    height, width = seen[0].frame.image.shape[:2]
    assert frames[0].image.shape[1] == width
    assert frames[0].image.shape[0] > height, "the text stands below the picture"
    first, last = (frame.image[height:].astype(int) for frame in (frames[0], frames[-1]))
    assert (last > 200).sum() > (first > 200).sum() + 300
