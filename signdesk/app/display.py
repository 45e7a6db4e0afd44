"""Whether there is a display to show a window on.

Qt ends the whole process when there is none, with a message for developers; this is asked before.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import socket
import sys
from pathlib import Path

from signdesk.errors import SignDeskError

__all__ = ["check_display"]


def check_display() -> None:
    """Raise `SignDeskError`, saying what to do, when no window can be shown here."""
    if importlib.util.find_spec("PySide6") is None:
        raise SignDeskError(
            "The window needs PySide6, which is not installed; install it with: pip install PySide6-Essentials"
        )
    if sys.platform.startswith("linux"):
        _check_linux()
    try:
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as error:
        raise SignDeskError(
            f"The window can't be shown because a library of the system is missing: {error}. Install it (on Debian and "
            "Ubuntu: apt install libegl1 libgl1 libxkbcommon0), or use: signdesk classify FOLDER"
        ) from error


def _check_linux() -> None:
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] not in ("", "xcb", "wayland"):
        return  # offscreen, vnc, eglfs … need no display server
    if os.environ.get("WAYLAND_DISPLAY"):
        return
    display = os.environ.get("DISPLAY", "")
    if not display:
        raise SignDeskError(
            "There is no display to show the window on. Start signdesk from a desktop, or read pictures without the "
            "window: signdesk classify FOLDER"
        )
    if not _x_server_answers(display):
        raise SignDeskError(
            f"The display {display} does not answer, so the window can't be shown. Start signdesk from a desktop, or "
            "read pictures without the window: signdesk classify FOLDER"
        )
    try:
        ctypes.CDLL("libxcb-cursor.so.0")
    except OSError:
        raise SignDeskError(
            "The window can't be shown because the library libxcb-cursor is missing. Install it (on Debian and Ubuntu: "
            "apt install libxcb-cursor0), or use: signdesk classify FOLDER"
        ) from None


def _x_server_answers(display: str) -> bool:
    host, _, number = display.rpartition(":")
    if host not in ("", "unix"):
        return True  # a display of another machine: only trying tells
    name = f"/tmp/.X11-unix/X{number.split('.')[0]}"
    for address in (name, "\0" + name):  # Linux servers listen on a file, an abstract name, or both
        if address == name and not Path(name).exists():
            continue
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            try:
                probe.connect(address)
            except OSError:
                continue
            return True
    return False
