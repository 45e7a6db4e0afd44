"""``signdesk doctor``: whether everything that signdesk needs is there and works."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import typer

from signdesk import __version__, paths
from signdesk.commands.console import say
from signdesk.errors import SignDeskError

__all__ = ["Finding", "doctor", "examine"]

_PACKAGES = (
    "torch",
    "PySide6-Essentials",
    "opencv-python",
    "numpy",
    "safetensors",
    "pydantic",
    "typer",
    "platformdirs",
    "qtawesome",
    "cv2-enumerate-cameras",
)
# Each brings a whole cv2 of its own; where two are installed, the last one overwrote the other.
_OPENCV_PACKAGES = (
    "opencv-python",
    "opencv-python-headless",
    "opencv-contrib-python",
    "opencv-contrib-python-headless",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: ``fine`` is None for what is only told, False for what needs mending."""

    what: str
    told: str
    fine: bool | None = None


def doctor() -> None:
    """Look whether signdesk can work here: versions, devices, cameras, folders, and a test of its networks.

    The exit status is 1 when something needs mending. A computer without a camera or a display is fine: pictures and
    videos can be read without either.
    """
    failed = False
    for finding in examine():
        mark = {True: "ok  ", False: "BAD ", None: "    "}[finding.fine]
        say(f"{mark}{finding.what:<12} {finding.told}")
        failed |= finding.fine is False
    raise typer.Exit(int(failed))


def examine() -> Iterator[Finding]:
    """Everything that is looked at, as it is found out; nothing here raises."""
    yield Finding("signdesk", f"{__version__}, Python {platform.python_version()}, {platform.platform()}")
    yield from _packages()
    yield from _guarded("devices", _devices)  # before the display: torch has to be imported before Qt
    yield from _guarded("networks", _networks)
    yield from _guarded("cameras", _cameras)
    yield from _folders()
    yield _display()


def _guarded(what: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except SignDeskError as error:
        yield Finding(what, str(error), fine=False)
    except Exception as error:  # noqa: BLE001  # whatever is broken here is what the user wants to know
        yield Finding(what, f"{type(error).__name__}: {error}", fine=False)


def _packages() -> Iterator[Finding]:
    for name in _PACKAGES:
        version = _version(name)
        yield Finding(name, version or "is not installed; install signdesk again", None if version else False)
    several = [name for name in _OPENCV_PACKAGES if _version(name)]
    if len(several) > 1:
        yield Finding("OpenCV", f"{' and '.join(several)} overwrite each other; uninstall all but opencv-python", False)


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _devices() -> Iterator[Finding]:
    from signdesk.training.device import choose_device

    found = []
    for name in ("cuda", "mps", "cpu"):
        try:
            found.append(str(choose_device(name)))
        except SignDeskError:
            continue
    yield Finding("devices", f"{', '.join(found)}; training takes the first", fine=True)


def _networks() -> Iterator[Finding]:
    """Load signdesk's own networks and show them a picture without a hand: they have to answer, and with nothing."""
    import numpy as np

    from signdesk.recognition.recognizer import Recognizer

    started = time.perf_counter()
    recognizer = Recognizer.load()
    loaded = time.perf_counter() - started
    picture = np.full((480, 640, 3), 127, np.uint8)
    for name in recognizer.card.alphabets:
        alphabet = recognizer.card.alphabet(name)
        recognizer.recognize(picture, alphabet, "full")
        started = time.perf_counter()
        seen = recognizer.recognize(picture, alphabet, "auto").reading
        whole = recognizer.recognize(picture, alphabet, "full").reading
        spent = (time.perf_counter() - started) / 2 * 1000
        sums = whole is not None and abs(float(whole.probabilities.sum()) - 1) < 1e-3
        silent = seen is None or seen.label is None
        told = f"{name}: {spent:.0f} ms a picture, loaded in {loaded:.1f} s"
        if not (sums and silent):
            told = f"{name}: the networks answer wrongly to an empty picture; install signdesk again"
        yield Finding("networks", told, fine=sums and silent)


def _cameras() -> Iterator[Finding]:
    from signdesk.vision.cameras import list_cameras

    cameras = list_cameras()
    for camera in cameras:
        yield Finding("camera", f"{camera.index}: {camera.name}", fine=True)
    if not cameras:
        hint = " (on Linux: is /dev/video0 there, and are you in the group “video”?)" if sys.platform == "linux" else ""
        yield Finding("cameras", f"none found{hint}")


def _folders() -> Iterator[Finding]:
    for what, folder in (("settings", paths.user_config()), ("data", paths.user_data()), ("logs", paths.user_logs())):
        trial = folder / ".signdesk-doctor"
        try:
            with paths.write_whole(trial) as file:
                file.write(b"signdesk")
            trial.unlink()
        except OSError as error:
            yield Finding(what, f"{folder} can't be written: {error.strerror}", fine=False)
        else:
            yield Finding(what, str(folder), fine=True)


def _display() -> Finding:
    from signdesk.app.display import check_display

    try:
        check_display()
    except SignDeskError as error:
        return Finding("display", str(error))
    return Finding("display", "the window can be shown", fine=True)
