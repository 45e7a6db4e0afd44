"""Where signdesk starts: the window without a command, else the command line.

The window must be in view within a blink, so that its way imports neither typer nor anything else it can do without.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence

__all__ = ["main"]

_WINDOW_OPTIONS = ("--source", "--checkpoint")
_VERBOSE = ("--verbose", "-v")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run signdesk with ``arguments`` (the process's own by default); the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    files = given[given.index("--") :] if "--" in given else []  # what follows are names, whatever they look like
    options = given[: len(given) - len(files)]
    verbose = any(option in _VERBOSE for option in options)
    given = [option for option in options if option not in _VERBOSE] + files
    from signdesk.commands.console import guarded

    if arguments is None and not verbose and not sys.warnoptions:
        warnings.simplefilter("ignore")  # what libraries have to say to developers is no word to the user
    return guarded(lambda: _run(given), verbose=verbose)


def _run(arguments: list[str]) -> int:
    options = _window_options(arguments)
    # Shells ask for completions through an environment variable; typer answers them.
    if options is not None and "_SIGNDESK_COMPLETE" not in os.environ:
        from signdesk.commands.window import open_window

        return open_window(options.get("--source"), options.get("--checkpoint"))
    from signdesk.commands.cli import run

    return run(arguments)


def _window_options(arguments: list[str]) -> dict[str, str] | None:
    """The window's options when there is nothing else; None when typer has to look at the arguments."""
    options: dict[str, str] = {}
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.partition("=")
        if name not in _WINDOW_OPTIONS:
            return None
        if not equals:
            value = next(rest, "")
        if not value or value.startswith("-"):
            return None
        options[name] = value
    return options


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # a packaged program starts itself again for a training's process
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(main())
