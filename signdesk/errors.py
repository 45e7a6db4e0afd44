"""Everything that can go wrong for a user, as one small tree.

::

    SignDeskError
    ├── ImageError        a picture can't be read or written
    ├── SourceError       a camera, video or stream can't be opened or stopped giving frames
    ├── DatasetError      a dataset can't be read, or says something impossible
    ├── CheckpointError   a network file can't be read, or doesn't fit
    ├── ConfigError       a setting is unknown, out of bounds or contradictory
    └── TrainingError     training can't start or can't go on

Each message is one sentence or two: what happened, to what, and what to do about it. The window and the
command line show it as it is; the cause (``raise ... from``) is for the log.
"""

from __future__ import annotations

from enum import Enum

__all__ = [
    "CheckpointError",
    "ConfigError",
    "DatasetError",
    "ImageError",
    "SignDeskError",
    "SourceError",
    "SourceProblem",
    "TrainingError",
]


class SignDeskError(Exception):
    """The base of every error that signdesk raises on purpose."""


class ImageError(SignDeskError):
    """A picture can't be read or written."""


class SourceProblem(Enum):
    """Why a source gives no frames; the window shows a state for each."""

    NOT_FOUND = "not found"
    BUSY = "busy"
    NO_PERMISSION = "no permission"
    LOST = "lost"
    NO_FRAMES = "no frames"
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"


class SourceError(SignDeskError):
    """A camera, video or stream can't be opened, or stopped giving frames."""

    def __init__(self, message: str, problem: SourceProblem) -> None:
        super().__init__(message)
        self.problem = problem


class DatasetError(SignDeskError):
    """A dataset can't be read, or says something impossible."""


class CheckpointError(SignDeskError):
    """A network file can't be read, or doesn't fit what is asked of it."""


class ConfigError(SignDeskError):
    """A setting is unknown, out of its bounds, or contradicts another."""


class TrainingError(SignDeskError):
    """Training can't start with what it was given, or can't go on."""
