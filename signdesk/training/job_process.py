"""What runs in a job's own process."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

__all__ = ["work"]


def work(folder: Path, connection: Connection) -> None:
    """Work on what lies in ``folder``, telling it through ``connection`` and obeying what comes from there."""
