"""``signdesk render`` and ``signdesk chart``: pictures of the modelled hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from signdesk.commands.console import say
from signdesk.commands.progress import progress_bar

if TYPE_CHECKING:
    from signdesk.handmodel.scene import Draw

__all__ = ["chart", "render"]

_DEVICES = ("numpy", "cuda", "cpu", "auto")
_OF_A_SET = ("signers", "times", "size", "framing", "workers", "device", "batch")
_OF_A_VIDEO = ("fps", "height")


def render(
    context: typer.Context,
    place: Annotated[
        Path, typer.Argument(metavar="FOLDER|VIDEO", help="Where to write; a folder must not be there yet.")
    ],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same pictures.")] = 1,
    signers: Annotated[int, typer.Option(min=1, max=999, help="How many people.")] = 30,
    times: Annotated[int, typer.Option(min=1, max=99, help="How often each forms each sign.")] = 2,
    size: Annotated[int, typer.Option(min=32, max=1024, help="Pixels along a picture's side.")] = 96,
    framing: Annotated[str, typer.Option(help="hand: close around it; scene: with its surroundings.")] = "hand",
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes draw.")] = 1,
    device: Annotated[
        str,
        typer.Option(
            metavar="|".join(_DEVICES),
            help="What draws a dataset: NumPy, or torch on a graphics card (cuda) or on the processor (cpu); auto: a "
            "graphics card if there is one, else NumPy. Torch's pictures look the same; their bytes differ a little.",
        ),
    ] = "numpy",
    batch: Annotated[int, typer.Option(min=1, max=1024, help="How many pictures torch draws at once.")] = 34,
    words: Annotated[
        str | None, typer.Option("--words", metavar="TEXT", help="Words to spell in a video instead.")
    ] = None,
    fps: Annotated[float, typer.Option(min=1, max=60, help="Frames a second of such a video.")] = 20.0,
    height: Annotated[int, typer.Option(min=96, max=1080, help="Pixels from top to bottom of such a video.")] = 360,
) -> None:
    """Render a dataset of hands: a folder for each signer, in it one for each letter and digit.

    With --words a video (.mp4 or .avi) of a signer who spells them, with the time of each letter in a .json beside it.
    """
    if words is not None:
        _refuse(context, _OF_A_SET, "with --words")
        _render_words(place, words, seed, fps, height)
        return
    _refuse(context, _OF_A_VIDEO, "without --words")
    if device == "numpy":
        _refuse(context, ("batch",), "where NumPy draws")
    from signdesk.handmodel.dataset import SetPlan, write_set

    plan, (at_once, draw) = SetPlan(seed, signers, times, size, framing), _drawer(device, batch)
    count = 0
    with progress_bar() as bar:
        task = bar.add_task("Rendering", total=len(plan))
        for _ in write_set(place, plan, workers, at_once, draw):
            count += 1
            bar.advance(task)
    say(f"{count} pictures of {signers} signers in {place}")


def _refuse(context: typer.Context, options: Sequence[str], where: str) -> None:
    """Say so when one of ``options`` was given, none of which makes a difference ``where`` it was."""
    for name in options:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            raise typer.BadParameter(f"This makes no difference {where}; leave it out.", param_hint=f"'--{name}'")


def _drawer(device: str, batch: int) -> tuple[int, Draw]:
    """How many pictures are drawn at once on that device, and what draws them."""
    from signdesk.handmodel.scene import one_by_one

    _check("--device", device, _DEVICES)
    if device == "numpy":
        return 1, one_by_one
    from signdesk.training.device import choose_device
    from signdesk.training.draw import draw_batch, has_card

    if device == "auto" and not has_card():
        return 1, one_by_one
    name = "cuda" if device == "auto" else device
    choose_device(name)  # says so before anything is drawn, when there is no such device
    return batch, partial(draw_batch, device=name)


def _render_words(video: Path, words: str, seed: int, fps: float, height: int) -> None:
    from signdesk.handmodel.spelling import SpellingPlan, frame_count
    from signdesk.handmodel.spelling_clip import times_file, write_clip

    plan = SpellingPlan(words.upper(), seed, fps, (height * 4 // 3, height))
    with progress_bar() as bar:
        task = bar.add_task("Rendering", total=frame_count(plan))
        for _ in write_clip(video, plan):
            bar.advance(task)
    say(f"“{plan.text}” is spelled in {video}; {times_file(video).name} has the times")


def chart(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="What to write: .pdf or .svg to print, or a picture, .png or .jpg.")
    ],
    alphabet: Annotated[
        str, typer.Option("--alphabet", "-a", metavar="letters|digits|both", help="Which signs to show.")
    ] = "letters",
    paper: Annotated[str, typer.Option(metavar="a4|letter", help="The paper of a .pdf or .svg.")] = "a4",
    cell: Annotated[int, typer.Option(min=64, max=1024, help="Pixels along a hand's side.")] = 320,
    tone: Annotated[float, typer.Option(min=1, max=10, help="Skin tone on the Monk scale.")] = 5.0,
    left: Annotated[bool, typer.Option("--left", help="Show left hands.")] = False,
) -> None:
    """Draw a chart of the manual alphabet, A to Z: a sheet to print, or a picture."""
    from signdesk.handmodel.chart import CHARTS, cells
    from signdesk.handmodel.chart_file import check_chart_file, write_chart
    from signdesk.handmodel.sheet import PAPERS

    check_chart_file(file)
    _check("--alphabet", alphabet, CHARTS)
    _check("--paper", paper, PAPERS)
    labels = CHARTS[alphabet]
    drawn = []
    with progress_bar() as bar:
        task = bar.add_task("Drawing", total=len(labels))
        for one in cells(labels, cell, tone, left):
            drawn.append(one)
            bar.advance(task)
    write_chart(file, drawn, paper, left)
    say(f"The chart is in {file}")


def _check(option: str, name: str, choices: Collection[str]) -> None:
    if name not in choices:
        raise typer.BadParameter(f"{name!r} is not among {', '.join(choices)}.", param_hint=f"'{option}'")
