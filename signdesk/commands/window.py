"""``signdesk`` without a command: the window. Where there is no display, the letters in pictures it was given, or the
demo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from signdesk.commands.console import complain
from signdesk.errors import SignDeskError
from signdesk.vision.demo import is_demo

__all__ = ["open_window"]


def open_window(source: str | None, checkpoint: str | None, pictures: Sequence[Path] = ()) -> int:
    """Show the window until it is closed; with ``pictures`` on the page of images. The exit status."""
    from signdesk.app.main import Options, run

    network = Path(checkpoint) if checkpoint else None
    try:
        return run(Options(source=source or "", checkpoint=network, pictures=tuple(pictures)))
    except SignDeskError as error:
        if source and not is_demo(source):
            raise
        complain(error)
    return _without_window(pictures, network)


def _without_window(pictures: Sequence[Path], network: Path | None) -> int:
    if pictures:
        from signdesk.commands.classify import print_readings

        return print_readings(pictures, "letters", "auto", network, as_json=False)
    from signdesk.commands.demo import play_demo

    play_demo(checkpoint=network)
    return 0
