"""The signer who spells: the right letters at the right times, and the same frames again."""

from __future__ import annotations

import json
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest

from signdesk.errors import ConfigError
from signdesk.handmodel.spelling import SpellingPlan, frame_count, frames, letters
from signdesk.handmodel.spelling_clip import times_file, write_clip
from signdesk.recognition.composer import Composer
from signdesk.vision.demo import demo_clip
from signdesk.vision.video import VideoSource

SMALL = SpellingPlan("L", seed=4, fps=5, size=(128, 96), hold=0.4, change=0.2, pause=0.4)


def _picture(time: float) -> np.ndarray:
    return next(islice(frames(SMALL), round(time * SMALL.fps), None)).astype(int)


def test_letters_stand_in_their_order_long_enough_to_be_written() -> None:
    plan = SpellingPlan("HELLO WORLD")
    spelled = letters(plan)
    assert "".join(letter.label for letter in spelled) == "HELLOWORLD"
    hold = Composer().hold
    assert all(letter.end - letter.start > hold + 0.2 for letter in spelled)
    assert all(after.start > before.end for before, after in pairwise(spelled))
    gaps = {f"{a.label}{b.label}": b.start - a.end for a, b in pairwise(spelled)}
    assert gaps["LL"] > gaps["EL"] + 0.2, "a hand that spells the same letter twice opens in between"
    assert gaps["OW"] > 2.0, "a pause is a space"


@pytest.mark.parametrize("text", ["", " ", "A  B", "JAR", "hello", "A1", "A "])
def test_what_cannot_be_spelled_is_said(text: str) -> None:
    with pytest.raises(ConfigError, match="can't spell"):
        SpellingPlan(text)


def test_impossible_times_and_sizes_are_said() -> None:
    with pytest.raises(ConfigError, match="pixels"):
        SpellingPlan(size=(20, 20))
    with pytest.raises(ConfigError, match="seconds"):
        SpellingPlan(hold=0.0)


def test_the_hand_comes_stays_and_goes() -> None:
    spelled = letters(SMALL)[0]
    room = _picture(0.0)
    early, late = _picture(spelled.start + 0.05), _picture(spelled.end - 0.05)
    gone = _picture((frame_count(SMALL) - 1) / SMALL.fps)
    assert np.abs(early - room).mean() > 8
    assert np.abs(early - late).mean() < 4, "it is held, and trembles a little"
    assert np.abs(early - late).max() > 0
    assert np.abs(gone - room).mean() < 2


def test_a_clip_is_the_same_again_and_has_its_times_beside_it(tmp_path: Path) -> None:
    videos = [tmp_path / "one.mp4", tmp_path / "two.mp4"]
    for video in videos:
        assert list(write_clip(video, SMALL)) == list(range(frame_count(SMALL)))
    assert videos[0].read_bytes() == videos[1].read_bytes()
    with VideoSource(videos[0]) as source:
        read = list(source)
    assert len(read) == frame_count(SMALL)
    assert read[0].image.shape == (96, 128, 3)
    told = json.loads(times_file(videos[0]).read_text(encoding="utf-8"))
    assert told["text"] == "L"
    assert [letter["label"] for letter in told["letters"]] == ["L"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.json", "one.mp4", "two.json", "two.mp4"]


def test_the_bundled_clip_is_small_and_what_its_times_say() -> None:
    told = json.loads(times_file(demo_clip()).read_text(encoding="utf-8"))
    plan = SpellingPlan(told["text"], told["seed"])
    assert demo_clip().stat().st_size <= 2 << 20
    assert [(x["label"], x["start"], x["end"]) for x in told["letters"]] == [
        (letter.label, pytest.approx(letter.start), pytest.approx(letter.end)) for letter in letters(plan)
    ]
    with VideoSource(demo_clip()) as source:
        count = sum(1 for _ in source)
        assert source.fps == pytest.approx(told["fps"])
    assert count == told["frames"] == frame_count(plan)
