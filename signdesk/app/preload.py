"""The order in which torch's and Qt's libraries come into the window's process.

The window has to show itself before torch, which takes seconds to import; yet on Windows torch's libraries may fail
to load once Qt's are in the process. docs/adr/0001-torch-beside-qt.md tells how both are had.
"""

from __future__ import annotations

import ctypes
import importlib.util
import logging
import os
import sys
from pathlib import Path

__all__ = ["before_qt", "before_torch"]

_log = logging.getLogger(__name__)

# cv2 points these at its own Qt when it is imported; Qt would then look for its plugins there and abort.
_QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")


def before_qt() -> None:
    """To be called before anything of Qt is imported in the window's process."""
    for variable in _QT_VARIABLES:
        os.environ.pop(variable, None)
    if sys.platform == "win32":
        # torch's core library first: it brings the C++ runtime that torch was built against. It takes milliseconds.
        _load("c10.dll")


def before_torch() -> None:
    """To be called in the thread that is about to import torch.

    ``import torch`` holds the interpreter while its largest library is loaded, and the window would stand still for
    that long. Loading the library through ctypes lets go of the interpreter; the import then finds it in memory.
    """
    if "torch" in sys.modules or sys.platform == "win32":
        return
    _load("libtorch_cpu.dylib" if sys.platform == "darwin" else "libtorch_cpu.so")


def _load(name: str) -> None:
    library = _torch_libraries() / name
    if not library.is_file():
        return
    try:
        if sys.platform == "win32":
            with os.add_dll_directory(str(library.parent)):
                ctypes.CDLL(str(library))
        else:
            ctypes.CDLL(str(library))
    except OSError as error:  # the import of torch will say it better
        _log.warning("%s could not be loaded beforehand: %s", library, error)


def _torch_libraries() -> Path:
    """The folder of torch's libraries, found without importing torch."""
    spec = importlib.util.find_spec("torch")
    folders = spec.submodule_search_locations if spec else None
    return Path(next(iter(folders), "")) / "lib" if folders else Path()
