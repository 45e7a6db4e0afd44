"""The window shows itself before anything heavy is imported, and nothing stands in Qt's way."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from signdesk.app import display, preload
from signdesk.errors import SignDeskError

HEAVY = ("torch", "numpy", "cv2", "pydantic", "qtawesome", "pyqtgraph", "pandas", "scipy", "rich", "typer")

SHOW_THE_WINDOW = f"""
import os, sys
os.environ["QT_QPA_PLATFORM_PLUGIN_PATH"] = "/nowhere"  # as a program that imported cv2 would have left it
from signdesk.app import preload
preload.before_qt()
from signdesk.app.main import Options, make_application, make_window
application = make_application()
window = make_window(application, Options())
found = []
window.shown.connect(lambda: found.extend(name for name in {HEAVY!r} if name in sys.modules))
window.shown.connect(window.close)
window.show()
status = application.exec()
print("imported:", found)
"""


def test_the_window_shows_itself_before_anything_heavy(tmp_path: Path) -> None:
    environment = {**os.environ, "SIGNDESK_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", SHOW_THE_WINDOW],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "imported: []"


def test_importing_the_entry_imports_no_qt() -> None:
    code = "import sys, signdesk.app.main; print([m for m in sys.modules if m.startswith(('PySide6', 'torch', 'cv2'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_opencv_cannot_point_qt_at_its_own_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", "/cv2/qt/plugins")
    monkeypatch.setenv("QT_QPA_FONTDIR", "/cv2/qt/fonts")
    preload.before_qt()
    assert "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ
    assert "QT_QPA_FONTDIR" not in os.environ


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no dlopen")
def test_a_library_is_loaded_while_other_threads_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library whose loading waits for a file: only if another thread goes on does it ever appear."""
    compiler = "cc"
    source, library, flag = tmp_path / "slow.c", tmp_path / "libslow.so", tmp_path / "go"
    source.write_text(
        f"""
        #include <unistd.h>
        __attribute__((constructor)) static void wait(void) {{
            for (int i = 0; i < 2000 && access("{flag}", F_OK); i++) usleep(5000);
        }}
        """
    )
    try:
        subprocess.run([compiler, "-shared", "-fPIC", "-o", str(library), str(source)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("there is no C compiler")
    monkeypatch.setattr(preload, "_torch_library", lambda name: library)
    thread = threading.Thread(target=preload._load_aside, args=("libslow.so",))
    begun = time.monotonic()
    thread.start()
    flag.touch()
    thread.join(10)
    assert not thread.is_alive()
    assert time.monotonic() - begun < 9, "the interpreter was held until the library gave up waiting"


def test_without_torch_there_is_nothing_to_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preload, "_torch_library", lambda name: None)
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    preload.before_torch()


linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks for Linux's display servers")


@linux_only
def test_no_display_is_said_before_qt_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SignDeskError, match="no display"):
        display.check_display()


@linux_only
def test_a_display_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":7391")
    with pytest.raises(SignDeskError, match=":7391 does not answer"):
        display.check_display()


def test_offscreen_needs_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.delenv("DISPLAY", raising=False)
    display.check_display()
