"""The one place where OpenCV is loaded, and made to behave as a guest.

Write ``from signdesk.vision.opencv import cv2``, inside the functions that need it: loading OpenCV takes a quarter of
a second and more. (libjpeg and libpng inside OpenCV still write a line of their own to stderr about some damaged
pictures; nothing turns that off.)
"""

from __future__ import annotations

import os
from pathlib import Path

import cv2

__all__ = ["cv2"]


def _give_back_environment() -> None:
    """Undo what loading OpenCV does to the environment of this process and its children.

    Its Linux wheels carry a Qt of their own and point Qt's variables there, which breaks every other Qt in the
    process; they also put themselves, and the current folder, on the library path of child processes. Values that
    lead elsewhere are somebody's choice and stay.
    """
    package = Path(cv2.__file__).resolve().parent
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        value = os.environ.get(name)
        if value and Path(value).resolve().is_relative_to(package):
            del os.environ[name]
    paths = os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep)
    kept = [path for path in paths if not path.startswith(str(Path(cv2.__file__).parent))]
    if len(kept) < len(paths):
        os.environ["LD_LIBRARY_PATH"] = os.pathsep.join(kept)
        if not os.environ["LD_LIBRARY_PATH"]:
            del os.environ["LD_LIBRARY_PATH"]


def _cap_threads() -> None:
    """Leave the processor to the networks: OpenCV's work here is small, and pools of threads multiply."""
    cv2.setNumThreads(max(1, min(2, (os.cpu_count() or 1) // 2)))


_give_back_environment()
_cap_threads()
if os.environ.get("OPENCV_LOG_LEVEL") == "SILENT":
    cv2.utils.logging.setLogLevel(
        cv2.utils.logging.LOG_LEVEL_SILENT
    )  # also when somebody loaded OpenCV before the environment was set
