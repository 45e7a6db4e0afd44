"""``signdesk spell``: what is fingerspelled in a video, as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from signdesk.commands.console import complain, say, say_json
from signdesk.commands.options import AlphabetOption, CheckpointOption, JsonOption

if TYPE_CHECKING:
    from signdesk.recognition.reading import Letter

__all__ = ["spell"]


def spell(
    video: Annotated[str, typer.Argument(metavar="VIDEO", help="A video file; a folder of frames or an address too.")],
    alphabet: AlphabetOption = "letters",
    checkpoint: CheckpointOption = None,
    json: JsonOption = False,
) -> None:
    """Read a video as the live view does, and print the text that is spelled in it.

    With --json one line: {"path", "text", "letters": [{"label", "start", "end", "confidence"}, ...]}, times in seconds.
    """
    from signdesk.datasets.samples import Skipped, left_out
    from signdesk.recognition.composer import as_text
    from signdesk.recognition.recognizer import Recognizer
    from signdesk.recognition.spell import spell as letters_of
    from signdesk.vision.sources import FolderSource, parse_source

    source = parse_source(video)
    recognizer = Recognizer.load(checkpoint)
    letters = []
    text = ""
    for letter in letters_of(source, recognizer, recognizer.card.alphabet(alphabet)):
        letters.append(letter)
        before, text = text, as_text([each.label for each in letters])
        if not json:
            say(text.removeprefix(before), end="")
    if json:
        say_json({"path": video, "text": text, "letters": _told(letters)})
    else:
        say()
    if isinstance(source, FolderSource) and source.skipped:
        complain(left_out([Skipped(path.name, "it can't be read") for path, _ in source.skipped]))


def _told(letters: Sequence[Letter]) -> list[dict[str, Any]]:
    return [
        {
            "label": letter.label,
            "start": round(letter.start, 3),
            "end": round(letter.end, 3),
            "confidence": round(letter.confidence, 4),
        }
        for letter in letters
    ]
