"""The order of files' names that people expect."""

from __future__ import annotations

import os
import re

__all__ = ["natural_key"]


def natural_key(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """A key that sorts names as people do: by their words, without case, and by their numbers' values."""
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - a name, not a path
    parts = [part for part in re.split(r"(\d+)", stem) if part]
    key = [(0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in parts]
    return key, suffix.casefold() + name
