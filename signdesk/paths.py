"""Where things lie: what comes with signdesk, and what belongs to the user.

In a checkout the bundled folders lie beside the package; in a wheel they lie inside it, under ``_bundled``.
Only this module knows both places.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import platformdirs

__all__ = ["assets", "bundled_data", "models", "user_config", "user_data", "user_logs", "write_whole"]

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_bundled"
_ROOT = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent
_APP = "signdesk"


def assets() -> Path:
    """The folder with icons and the font."""
    return _ROOT / "assets"


def models() -> Path:
    """The folder with the networks that come with signdesk."""
    return _ROOT / "models"


def bundled_data() -> Path:
    """The folder with the datasets that come with signdesk."""
    return _ROOT / "data"


def user_config() -> Path:
    """The user's settings folder; ``SIGNDESK_HOME`` moves it and the other user folders (tests do)."""
    return _user("config", platformdirs.user_config_path(_APP, appauthor=False))


def user_data() -> Path:
    """The folder for the user's own networks, runs and datasets."""
    return _user("data", platformdirs.user_data_path(_APP, appauthor=False))


def user_logs() -> Path:
    """The folder for log files."""
    return _user("logs", platformdirs.user_log_path(_APP, appauthor=False))


def _user(name: str, default: Path) -> Path:
    home = os.environ.get("SIGNDESK_HOME")
    return Path(home) / name if home else default


@contextmanager
def write_whole(path: Path) -> Iterator[IO[bytes]]:
    """Open ``path`` for writing so that it is never seen half-written.

    The bytes go to a temporary file beside it, are synced to the disk, and take the final name only when the
    block ends without an error; on an error the old file stays as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not by tempfile: what that makes only its owner may read, and other people's programs read what is kept here.
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
