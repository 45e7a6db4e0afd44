from __future__ import annotations

import json
from pathlib import Path

from signdesk.vision.video import VideoSource


def test_a_video_that_cannot_be_written_is_one_clear_line(run, tmp_path: Path) -> None:
    done = run("demo", "--text", "--video", tmp_path / "seen.gif")
    assert done.status == 1
    assert done.err.count("\n") == 1
    assert ".mp4" in done.err
    assert not list(tmp_path.iterdir())


def test_words_are_rendered_with_their_times(run, tmp_path: Path) -> None:
    video = tmp_path / "u.avi"
    done = run("render", video, "--words", "u", "--seed", "3", "--fps", "2", "--height", "96")
    assert done.status == 0, done.err
    assert str(video) in done.out
    told = json.loads(video.with_suffix(".json").read_text(encoding="utf-8"))
    assert (told["text"], told["seed"]) == ("U", 3)
    with VideoSource(video) as film:
        assert sum(1 for _ in film) == told["frames"]


def test_words_that_cannot_be_spelled_are_one_clear_line(run, tmp_path: Path) -> None:
    done = run("render", tmp_path / "jazz.mp4", "--words", "JAZZ")
    assert done.status == 1
    assert "J and Z" in done.err
    assert not list(tmp_path.iterdir())
