"""The order in which torch's and Qt's libraries come into the window's process.

The window has to show itself before torch, which takes seconds to import; yet on Windows torch's libraries may fail
to load once Qt's are in the process. docs/adr/0001-torch-beside-qt.md tells how both are had.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import logging
import os
import sys
import threading
from pathlib import Path

__all__ = ["before_qt", "before_torch", "load_settings"]

_log = logging.getLogger(__name__)

_SETTINGS = threading.Lock()
_DESCRIBED = "signdesk.training.run_config"
_ATTEMPTS = 3

_QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
"""OpenCV points these at its own Qt when it is imported; ours would then look for its plugins there, and abort."""


def before_qt() -> None:
    """To be called before anything of Qt is imported in the window's process."""
    for variable in _QT_VARIABLES:
        os.environ.pop(variable, None)
    if sys.platform == "win32":
        _load_on_windows("c10.dll")


def before_torch() -> None:
    """To be called in the thread that is about to import torch.

    The import holds the interpreter while the system loads torch's largest library, and the window would stand still
    for as long. Here it is loaded without the interpreter; the import then finds it in memory.
    """
    if "torch" not in sys.modules and sys.platform != "win32":
        _load_aside("libtorch_cpu.dylib" if sys.platform == "darwin" else "libtorch_cpu.so")


def load_settings() -> None:
    """To be called before anything is imported that describes trainings, in whichever thread.

    That imports pydantic. PySide6 looks into each module as it is imported, which pydantic may answer by importing more
    of itself, and fail half-way. What was imported by then stays, so that the next attempt gets further. One thread at
    a time does it, for another would see the half.
    """
    with _SETTINGS:
        for _ in range(_ATTEMPTS - 1):
            try:
                importlib.import_module(_DESCRIBED)
            except ImportError as error:
                _log.info("%s could not be imported at once: %s", _DESCRIBED, error)
            else:
                return
        importlib.import_module(_DESCRIBED)


def _load_on_windows(name: str) -> None:
    """Load torch's library ``name`` and with it the C++ runtime that torch was built for. It takes milliseconds."""
    library = _torch_library(name)
    if library is None or sys.platform != "win32":
        return
    try:
        with os.add_dll_directory(str(library.parent)):
            ctypes.CDLL(str(library))
    except OSError as error:  # the import of torch will say it better
        _log.warning("%s could not be loaded beforehand: %s", library, error)


def _load_aside(name: str) -> None:
    """Load torch's library ``name`` while other threads go on.

    ``ctypes.CDLL(path)`` keeps the interpreter while it loads (Python 3.11 does), but a C function that is called
    through ctypes lets go of it. So the system's own dlopen is called as such a function.
    """
    library = _torch_library(name)
    if library is None:
        return
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.argtypes, dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    if not dlopen(os.fsencode(library), os.RTLD_NOW):
        _log.warning("%s could not be loaded beforehand", library)


def _torch_library(name: str) -> Path | None:
    """The file ``name`` among torch's libraries, found without importing torch; None when there is none."""
    spec = importlib.util.find_spec("torch")
    folders = spec.submodule_search_locations if spec else None
    library = Path(next(iter(folders), "")) / "lib" / name if folders else None
    return library if library is not None and library.is_file() else None
