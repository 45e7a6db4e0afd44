"""The clip of a signer who spells words, as a file, and beside it what is spelled when."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from signdesk.errors import DatasetError
from signdesk.handmodel.spelling import SpellingPlan, frame_count, frames, letters
from signdesk.paths import write_whole
from signdesk.vision.video_writer import written_video

__all__ = ["times_file", "write_clip"]


def times_file(video: Path) -> Path:
    """Where the times of ``video`` lie: beside it, with the suffix .json."""
    return video.with_suffix(".json")


def write_clip(video: Path, plan: SpellingPlan) -> Iterator[int]:
    """Write ``video`` (.mp4 or .avi) and its times frame by frame; gives the number of each frame that is drawn.

    `ImageError` when the video can't be written, `DatasetError` when its times can't.
    """
    with written_video(video, plan.fps) as add:
        for number, image in enumerate(frames(plan)):
            add(image)
            yield number
    try:
        with write_whole(times_file(video)) as file:
            file.write(_told(plan).encode())
    except OSError as error:
        raise DatasetError(f"Can't write the times to {times_file(video)}: {error.strerror or error}.") from error


def _told(plan: SpellingPlan) -> str:
    """What is spelled when, as JSON; all times in seconds."""
    told = {
        "text": plan.text,
        "seed": plan.seed,
        "fps": plan.fps,
        "size": list(plan.size),
        "frames": frame_count(plan),
        "letters": [
            {"label": letter.label, "start": round(letter.start, 3), "end": round(letter.end, 3)}
            for letter in letters(plan)
        ],
    }
    return json.dumps(told, indent=2) + "\n"
