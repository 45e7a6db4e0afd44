"""``signdesk classify``: the sign in each picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from signdesk.commands.console import complain, say
from signdesk.commands.options import AlphabetOption, CheckpointOption, HandOption, JsonOption, parse_hand
from signdesk.vision.files import shown

if TYPE_CHECKING:
    from signdesk.recognition.batch import HandMode, PictureResult

__all__ = ["THREADS", "classify", "print_readings"]

THREADS = 2
"""Threads that torch computes with: nothing else runs in this process."""


def classify(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", readable=False, help="Pictures, videos, or folders of them.")
    ],
    alphabet: AlphabetOption = "letters",
    hand: HandOption = "auto",
    checkpoint: CheckpointOption = None,
    json: JsonOption = False,
) -> None:
    """Read the sign in each picture, in the order given.

    With --json each picture is one line: {"path", "label", "confidence", "hand", "top", "error"}, the label null when
    there is no hand or the network is unsure. The exit status is 1 when any picture could not be read.
    """
    raise typer.Exit(print_readings(paths, alphabet, parse_hand(hand), checkpoint, as_json=json))


def print_readings(
    paths: Sequence[Path], alphabet: str, hand: HandMode, checkpoint: Path | None, *, as_json: bool
) -> int:
    """Print what is read from each picture of ``paths``; 1 when any could not be read, else 0."""
    from signdesk.recognition.batch import recognize_paths
    from signdesk.recognition.recognizer import Recognizer
    from signdesk.recognition.results import json_line

    recognizer = Recognizer.load(checkpoint, THREADS)
    failed = False
    for result in recognize_paths(paths, recognizer, recognizer.card.alphabet(alphabet), hand):
        if as_json:
            say(json_line(result))
        elif result.error is None:
            say(_sentence(result))
        if result.error is not None:
            failed = True
            complain(result.error)
    return int(failed)


def _sentence(result: PictureResult) -> str:
    name = shown(result.path)
    if result.frame_time is not None:
        name += f" at {result.frame_time:.1f} s"
    recognition = result.recognition
    reading = recognition.reading if recognition else None
    if reading is None:
        return f"{name}: no hand"
    likeliest, probability = reading.top(1)[0]
    if reading.label is None:
        return f"{name}: unsure, perhaps {likeliest} ({probability:.0%})"
    return f"{name}: {reading.label} ({reading.confidence:.0%})"
