"""Why a camera can't be opened: OpenCV doesn't tell, so ask the system."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from signdesk.errors import SourceError, SourceProblem
from signdesk.vision.cameras import list_cameras

__all__ = ["camera_problem", "device_problem"]

_HINTS = {
    SourceProblem.NOT_FOUND: "is not there. Plug it in, or choose another one.",
    SourceProblem.BUSY: "can't be opened: another program seems to be using it. Close that program and try again.",
}
_PERMISSION_HINTS = {
    "win32": "Allow desktop apps to use the camera in Settings › Privacy & security › Camera.",
    "darwin": "Allow it in System Settings › Privacy & Security › Camera, then start signdesk again.",
}
_LINUX_PERMISSION_HINT = "Add yourself to the group “video” and log in again."


def camera_problem(index: int, name: str) -> SourceError:
    """What to say about the camera ``index``, called ``name``, that could not be opened."""
    problem = _problem(index)
    if problem is SourceProblem.NO_PERMISSION:
        hint = _PERMISSION_HINTS.get(sys.platform, _LINUX_PERMISSION_HINT)
        return SourceError(f"signdesk has no permission to use {name}. {hint}", problem)
    return SourceError(f"{name[:1].upper()}{name[1:]} {_HINTS[problem]}", problem)


def _problem(index: int) -> SourceProblem:
    if sys.platform.startswith("linux"):
        return device_problem(Path(f"/dev/video{index}"))
    if all(camera.index != index for camera in list_cameras()):
        return SourceProblem.NOT_FOUND
    if sys.platform == "darwin":
        # macOS shares cameras between programs: one that is there and won't open was not allowed.
        return SourceProblem.NO_PERMISSION
    return SourceProblem.NO_PERMISSION if _denied_by_windows() else SourceProblem.BUSY


def device_problem(device: Path) -> SourceProblem:
    """Why the camera at ``device`` (Linux: /dev/video0 and so on) can't be opened."""
    try:
        os.close(os.open(device, os.O_RDWR | os.O_NONBLOCK))
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM):
            return SourceProblem.NO_PERMISSION
        if error.errno == errno.EBUSY:
            return SourceProblem.BUSY
        return SourceProblem.NOT_FOUND
    # Most drivers let everybody open a camera, and refuse the second one who wants pictures.
    return SourceProblem.BUSY


def _denied_by_windows() -> bool:
    """Whether Windows' privacy settings keep desktop programs from the camera."""
    if sys.platform != "win32":
        return False
    import winreg

    store = r"Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore\webcam"
    for key in (store, store + r"\NonPackaged"):
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
                if winreg.QueryValueEx(opened, "Value")[0] == "Deny":
                    return True
        except OSError:
            continue
    return False
