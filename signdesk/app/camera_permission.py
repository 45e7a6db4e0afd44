"""Asking the user for the camera where the system wants that: macOS, in the main thread, before the first use."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QCameraPermission, QCoreApplication, QObject, Qt

__all__ = ["ask_for_camera"]


def ask_for_camera(receiver: QObject, then: Callable[[bool], object]) -> bool:
    """Call ``then`` with whether the camera may be used; at once unless the user has to be asked.

    True when the answer is awaited. ``receiver`` is who waits: with it the question is forgotten.
    """
    application = QCoreApplication.instance()
    if sys.platform != "darwin" or application is None:
        then(True)
        return False
    permission = QCameraPermission()
    known = application.checkPermission(permission)
    if known != Qt.PermissionStatus.Undetermined:
        then(known == Qt.PermissionStatus.Granted)
        return False
    application.requestPermission(
        permission, receiver, lambda answer: then(answer.status() == Qt.PermissionStatus.Granted)
    )
    return True
