"""What a reader of one kind of dataset offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from signdesk.datasets.files import Files
from signdesk.datasets.samples import Progress, Samples

__all__ = ["Format"]


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of dataset: how to know it (quickly) and how to read it."""

    name: str
    matches: Callable[[Files], bool]
    read: Callable[[Files, Progress | None], Samples]
