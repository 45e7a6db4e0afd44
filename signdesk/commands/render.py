"""``signdesk render`` and ``signdesk chart``: pictures of the modelled hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from signdesk.commands.console import say
from signdesk.commands.progress import progress_bar

__all__ = ["chart", "render"]


def render(
    place: Annotated[
        Path, typer.Argument(metavar="FOLDER|VIDEO", help="Where to write; a folder must not be there yet.")
    ],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same pictures.")] = 1,
    signers: Annotated[int, typer.Option(min=1, max=999, help="How many people.")] = 30,
    times: Annotated[int, typer.Option(min=1, max=99, help="How often each forms each sign.")] = 2,
    size: Annotated[int, typer.Option(min=32, max=1024, help="Pixels along a picture's side.")] = 96,
    words: Annotated[str, typer.Option("--words", metavar="TEXT", help="Words to spell in a video instead.")] = "",
) -> None:
    """Render a dataset of hands: a folder for each signer, in it one for each letter and digit.

    With --words a video (.mp4 or .avi) of a signer who spells them, with the time of each letter in a .json beside it.
    """
    if words:
        _render_words(place, words, seed)
        return
    from signdesk.handmodel.dataset import SetPlan, write_set

    plan = SetPlan(seed, signers, times, size)
    count = 0
    with progress_bar() as bar:
        task = bar.add_task("Rendering", total=len(plan))
        for _ in write_set(place, plan):
            count += 1
            bar.advance(task)
    say(f"{count} pictures of {signers} signers in {place}")


def _render_words(video: Path, words: str, seed: int) -> None:
    from signdesk.handmodel.spelling import SpellingPlan, frame_count
    from signdesk.handmodel.spelling_clip import times_file, write_clip

    plan = SpellingPlan(words.upper(), seed)
    with progress_bar() as bar:
        task = bar.add_task("Rendering", total=frame_count(plan))
        for _ in write_clip(video, plan):
            bar.advance(task)
    say(f"“{plan.text}” is spelled in {video}; {times_file(video).name} has the times")


def chart(
    file: Annotated[Path, typer.Argument(help="The picture to write: .png or .jpg.")],
    cell: Annotated[int, typer.Option(min=64, max=1024, help="Pixels along a letter's side.")] = 320,
    tone: Annotated[float, typer.Option(min=1, max=10, help="Skin tone on the Monk scale.")] = 5.0,
    left: Annotated[bool, typer.Option("--left", help="Show left hands.")] = False,
) -> None:
    """Draw a chart of the manual alphabet, A to Z."""
    from signdesk.handmodel.chart import alphabet_chart
    from signdesk.vision.image import write_image

    write_image(file, alphabet_chart(cell, tone, left))
    say(f"The alphabet is in {file}")
