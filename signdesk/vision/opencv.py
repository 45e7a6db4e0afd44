"""The one place where OpenCV is loaded, and made to behave as a guest.

Write ``from signdesk.vision.opencv import cv2``, inside the functions that need it: loading OpenCV takes a quarter of
a second and more. (libjpeg and libpng inside OpenCV still write a line of their own to stderr about some damaged
pictures; nothing turns that off.)
"""

from __future__ import annotations

import os
from pathlib import Path

_TOUCHED = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "LD_LIBRARY_PATH")
_before = {name: os.environ.get(name) for name in _TOUCHED}

import cv2  # noqa: E402 - the environment has to be seen before

__all__ = ["cv2"]


def _give_back_environment() -> None:
    """Undo what loading OpenCV does to the environment of this process and its children.

    Its Linux wheels carry a Qt of their own and point Qt's variables there, which breaks every other Qt in the
    process; they also put themselves, and the current folder, on the library path of child processes. Should somebody
    else have loaded OpenCV earlier, what it set is still known by leading into its own folder.
    """
    package = str(Path(cv2.__file__).resolve().parent)
    for name, value in _before.items():
        if value and not value.startswith(package):
            os.environ[name] = value
        elif os.environ.get(name, "").startswith(package):
            del os.environ[name]


def _cap_threads() -> None:
    """Leave the processor to the networks: OpenCV's work here is small, and pools of threads multiply."""
    cv2.setNumThreads(max(1, min(2, (os.cpu_count() or 1) // 2)))


def _hush() -> None:
    """No log lines, also when somebody loaded OpenCV before the environment said so."""
    if os.environ.get("OPENCV_LOG_LEVEL") == "SILENT":
        # OpenCV 4 has it in the one place, OpenCV 5 in the other.
        set_level = getattr(cv2, "setLogLevel", None) or cv2.utils.logging.setLogLevel
        set_level(0)


_give_back_environment()
_cap_threads()
_hush()
