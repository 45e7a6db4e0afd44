"""The rooms keep to themselves: what may be imported by importing what."""

from __future__ import annotations

import importlib
import os
import pkgutil
import subprocess
import sys

import pytest

import signdesk

_WITHOUT_TORCH = (
    ("alphabet", "errors", "paths", "vision", "datasets", "handmodel", "hands", "recognition", "commands"),
    ("app",),
)
_WITHOUT_QT = (
    "alphabet",
    "errors",
    "paths",
    "vision",
    "datasets",
    "handmodel",
    "hands",
    "recognition",
    "networks",
    "training",
)


def _modules(*rooms: str) -> list[str]:
    """All modules of these rooms, by name."""
    found = (info.name for info in pkgutil.walk_packages(signdesk.__path__, "signdesk."))
    return [name for name in found if name.split(".")[1] in rooms]


def _imported_by(modules: list[str], blocked: tuple[str, ...] = ()) -> set[str]:
    """The top-level names in ``sys.modules`` after importing ``modules`` in a new interpreter."""
    code = (
        "import importlib, sys\n"
        f"for name in {blocked!r}: sys.modules[name] = None\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "print(*sorted({name.split('.')[0] for name, module in sys.modules.items() if module}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize("rooms", _WITHOUT_TORCH, ids=["below the window", "the window"])
def test_rooms_are_imported_without_torch(rooms: tuple[str, ...]) -> None:
    assert "torch" not in _imported_by(_modules(*rooms))


def test_all_but_the_window_is_imported_where_there_is_no_qt() -> None:
    assert "PySide6" not in _imported_by(_modules(*_WITHOUT_QT), blocked=("PySide6", "qtawesome", "qtpy"))


def test_checkpoints_are_read_without_torch() -> None:
    assert "torch" not in _imported_by(["signdesk.networks.checkpoint"])


def test_the_way_to_the_window_imports_nothing_slow() -> None:
    imported = _imported_by(["signdesk.__main__", "signdesk.commands.window", "signdesk.commands.console"])
    assert not imported & {"typer", "rich", "pydantic", "cv2", "torch", "PySide6"}


def test_the_help_of_the_command_line_imports_nothing_slow() -> None:
    assert not _imported_by(["signdesk.commands.cli"]) & {"cv2", "numpy", "pydantic", "torch", "PySide6"}


def test_importing_signdesk_leaves_qt_to_find_its_own_plugins() -> None:
    """opencv-python points Qt at plugins of its own when it is imported."""
    code = (
        "import os, signdesk.vision.crop, signdesk.datasets.open, signdesk.recognition.recognizer\n"
        "import numpy as np\n"
        "from signdesk.vision.image import encode_image, read_image\n"
        "read_image(encode_image(np.zeros((4, 4, 3), np.uint8)))\n"
        "print([name for name in ('QT_QPA_PLATFORM_PLUGIN_PATH', 'QT_QPA_FONTDIR') if name in os.environ])\n"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("QT_QPA_")}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False, env=environment
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_modules_say_what_they_are_and_what_they_offer() -> None:
    silent = []
    for name in _modules(*_WITHOUT_QT, "app", "commands"):
        module = importlib.import_module(name)
        if hasattr(module, "__path__"):
            continue
        offered = getattr(module, "__all__", None)
        if not module.__doc__ or offered is None or not all(hasattr(module, entry) for entry in offered):
            silent.append(name)
    assert silent == []
