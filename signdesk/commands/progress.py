"""A progress bar for work that takes a while: on stderr and only on a terminal, so that stdout stays clean."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

__all__ = ["progress_bar"]


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar that disappears when the work is done; tasks are added to it as they begin."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    # rich takes what is printed meanwhile to its own console; lines for a file or a pipe must go there all the same.
    shared = sys.stdout.isatty()
    seen = console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=not seen, redirect_stdout=shared) as bar:
        yield bar
