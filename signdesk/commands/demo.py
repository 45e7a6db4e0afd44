"""``signdesk demo``: signdesk at work without a camera, on a rendered hand that spells words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from signdesk.commands.console import say
from signdesk.commands.options import CheckpointOption

__all__ = ["demo", "play_demo"]

_USUAL_FPS = 20.0
_NOTE = "Demo: a rendered hand, read by signdesk"


def demo(
    text: Annotated[bool, typer.Option("--text", help="Read it here in the terminal, without the window.")] = False,
    video: Annotated[
        Path | None,
        typer.Option("--video", metavar="FILE", help="Where to write the annotated video, .mp4 or .avi; with --text."),
    ] = None,
    checkpoint: CheckpointOption = None,
) -> None:
    """Watch signdesk read a rendered hand that spells words: nobody and no camera is needed.

    The window plays it, and reads it as it would read you. Without a display, or with --text, the text is printed here
    as it is read, and a video is written that shows the hand with its box, joints and letter.
    """
    if text or video is not None:
        play_demo(video, checkpoint)
        return
    from signdesk.commands.window import open_window
    from signdesk.vision.demo import DEMO

    raise typer.Exit(open_window(DEMO, str(checkpoint) if checkpoint else None))


def play_demo(video: Path | None = None, checkpoint: Path | None = None) -> None:
    """Read the demo, print its text as it comes, and write it as an annotated ``video``, by default among the user's
    own files."""
    from signdesk import paths
    from signdesk.alphabet import LETTERS
    from signdesk.recognition.film import filmed
    from signdesk.recognition.recognizer import Recognizer
    from signdesk.recognition.watch import watch
    from signdesk.vision.demo import demo_clip
    from signdesk.vision.video import VideoSource

    with VideoSource(demo_clip()) as clip:
        fps = clip.fps or _USUAL_FPS
    goal = video or paths.user_data() / "demo.mp4"
    recognizer = Recognizer.load(checkpoint)
    alphabet = recognizer.card.alphabet(LETTERS.name)
    say("This is a demo: a rendered hand spells words, and signdesk reads it as it would read yours.")
    written = ""
    try:
        for seen in filmed(watch(clip, recognizer, alphabet), goal, fps, _NOTE):
            say(seen.text[len(written) :], end="")
            written = seen.text
    finally:
        if written:
            say()  # whatever is said next, an error too, begins a line
    say(f"The video with what was read: {goal}")
