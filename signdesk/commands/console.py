"""How a command speaks: results on stdout, one line for each error on stderr, and quiet when it is interrupted."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import math
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from signdesk.errors import SignDeskError

__all__ = ["INTERRUPTED", "complain", "guarded", "say", "say_json", "stoppable"]

INTERRUPTED = 130
"""The exit status of what Ctrl+C ended, as shells count it: 128 and the signal's number."""


def say(text: str = "", end: str = "\n") -> None:
    """Write ``text`` to stdout at once, so that whoever reads a pipe gets each line when it is ready; `SignDeskError`
    when there is no room where it goes."""
    try:
        print(text, end=end, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise SignDeskError(f"What is printed can't be written: {error.strerror}. Print it elsewhere.") from error


def say_json(values: Mapping[str, Any]) -> None:
    """Write ``values`` to stdout as one line of JSON. A number that isn't finite is null: JSON knows no NaN."""
    say(json.dumps(_finite(values), ensure_ascii=False))


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def complain(message: object) -> None:
    """Write ``message`` to stderr as one line."""
    print("signdesk:", " ".join(str(message).split()), file=sys.stderr, flush=True)


@contextlib.contextmanager
def stoppable(how_to_go_on: str) -> Iterator[None]:
    """Say ``how_to_go_on`` when Ctrl+C stops the work inside, or the end of whoever reads its output (``| head``)."""
    try:
        yield
    except (KeyboardInterrupt, BrokenPipeError):
        complain(f"stopped; {how_to_go_on}")
        raise


def guarded(command: Callable[[], int], *, verbose: bool = False) -> int:
    """Run ``command`` and turn what it raises into a line on stderr and an exit status.

    ``verbose`` shows where an error came from, and what libraries log.
    """
    _set_up_streams()
    logging.basicConfig(level=logging.INFO if verbose else logging.ERROR, format="%(name)s: %(message)s")
    try:
        status = command()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _let_go_of_stdout()
        return 1
    except SignDeskError as error:
        _report(error, str(error), verbose)
        return 1
    except OSError as error:
        _report(error, _of_the_system(error), verbose)
        return 1
    except Exception as error:  # noqa: BLE001  # a defect of ours is still one clear line to the user
        hint = "" if verbose else " Run the same command with --verbose to see where."
        _report(error, f"something unexpected happened: {type(error).__name__}: {error}.{hint}", verbose)
        return 1
    return status


def _of_the_system(error: OSError) -> str:
    """What the system can't do, in a sentence."""
    return (
        f"{error.filename or 'A file'} can't be read or written: {error.strerror or error}. Mend that, and try again."
    )


def _report(error: BaseException, message: str, verbose: bool) -> None:
    if verbose:
        import traceback

        traceback.print_exception(error)
    complain(message)


def _set_up_streams() -> None:
    """Results are UTF-8 wherever they go, and a file's odd name never stops them. Where whoever started us has closed a
    stream, what is said there goes nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # for as long as we run
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _let_go_of_stdout() -> None:
    """Whoever read our output has gone (``| head``): what is left in the buffer must not fail again at exit."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
