"""OpenCV as a guest: what it may leave behind in the process, and when it is loaded."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import signdesk
from signdesk.vision.opencv import cv2


def run(code: str, **environment: str) -> str:
    """What ``code`` prints in a Python of its own, without the settings that this process has by now."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENCV_", "QT_"))}
    kept.pop("LD_LIBRARY_PATH", None)
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=kept | environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr == ""
    return done.stdout


TOUCHED = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "LD_LIBRARY_PATH")
PRINT = f"import os; print([os.environ.get(name) for name in {TOUCHED}])"


@pytest.mark.parametrize("before", ["", "import cv2; "])
def test_leaves_no_trace_in_the_environment(before: str) -> None:
    code = f"{before}from signdesk.vision.cameras import list_cameras; list_cameras(); {PRINT}"
    assert run(code) == "[None, None, None]\n"


def test_leaves_what_somebody_chose() -> None:
    chosen = {"QT_QPA_PLATFORM_PLUGIN_PATH": "/plugins", "QT_QPA_FONTDIR": "/fonts", "LD_LIBRARY_PATH": "/a:/b"}
    assert run(f"import signdesk.vision.opencv; {PRINT}", **chosen) == "['/plugins', '/fonts', '/a:/b']\n"


@pytest.mark.parametrize("setting", ["OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "OPENCV_IO_MAX_IMAGE_PIXELS"])
def test_settings_are_there_before_opencv_is_loaded(setting: str) -> None:
    code = f"import os, sys, signdesk.vision; print('cv2' in sys.modules, os.environ[{setting!r}])"
    expected = {"OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS": "0", "OPENCV_IO_MAX_IMAGE_PIXELS": "100000000"}
    assert run(code) == f"False {expected[setting]}\n"
    assert run(code, **{setting: "7"}) == "False 7\n"


def test_a_window_can_name_everything_without_loading_opencv() -> None:
    names = ", ".join(f"signdesk.vision.{name}" for name in ("box", "cameras", "crop", "frame", "image", "sources"))
    assert run(f"import sys, {names}; print('cv2' in sys.modules, 'torch' in sys.modules)") == "False False\n"


def loads_opencv(file: Path) -> bool:
    """Whether the module ``file`` imports cv2 for more than its types."""
    text = file.read_text("utf-8")
    if "import cv2" not in text:
        return False
    tree = ast.parse(text)
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import) and node not in for_types]
    return any(alias.name == "cv2" for node in imports for alias in node.names)


def test_opencv_is_loaded_in_one_place_only() -> None:
    package = Path(signdesk.__file__).parent
    loading = [file.relative_to(package) for file in package.rglob("*.py") if loads_opencv(file)]
    assert loading == [Path("vision", "opencv.py")]


def test_threads_are_capped() -> None:
    assert 1 <= cv2.getNumThreads() <= 2


def test_failures_are_not_logged(tmp_path: Path) -> None:
    """`run` fails when anything reaches stderr."""
    (tmp_path / "broken.mp4").write_bytes(b"nonsense" * 1000)
    code = (
        "from signdesk.vision.opencv import cv2; import numpy as np;"
        f"print(cv2.VideoCapture({str(tmp_path / 'broken.mp4')!r}, cv2.CAP_FFMPEG).isOpened(),"
        "cv2.VideoCapture(99).isOpened(), cv2.imdecode(np.zeros(100, np.uint8), -1))"
    )
    assert run(code) == "False False None\n"
