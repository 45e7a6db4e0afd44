"""Options that several commands have, described once."""

from __future__ import annotations

from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from signdesk.recognition.batch import HandMode

__all__ = ["AlphabetOption", "CheckpointOption", "HandOption", "JsonOption", "WithoutOption", "parse_hand"]

AlphabetOption = Annotated[
    str, typer.Option("--alphabet", "-a", metavar="letters|digits", help="Which signs to look for.")
]
CheckpointOption = Annotated[
    Path | None,
    typer.Option(
        "--checkpoint",
        "-c",
        metavar="FILE",
        readable=False,
        help="The network to read with, instead of signdesk's own.",
    ),
]
HandOption = Annotated[
    str,
    typer.Option(
        "--hand",
        metavar="auto|full|X,Y,W,H",
        help="Where the hand is: searched, the whole picture, or a box in pixels.",
    ),
]
WithoutOption = Annotated[
    list[str] | None, typer.Option("--without", metavar="LABEL", help="Leave out a sign. May be repeated.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")]


def parse_hand(text: str) -> HandMode:
    """What ``--hand`` says; ``typer.BadParameter`` when it says nothing sensible."""
    from signdesk.vision.box import Box

    if text == "auto":
        return "auto"
    if text == "full":
        return "full"
    try:
        x, y, width, height = (float(part) for part in text.split(","))
        if not all(map(isfinite, (x, y, width, height))):
            raise ValueError
        return Box(x, y, width, height)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is not auto, full or a box X,Y,W,H in pixels with a positive width and height.",
            param_hint="'--hand'",
        ) from None
