"""The demo: a clip of a rendered hand that spells words, for computers without a camera."""

from __future__ import annotations

from pathlib import Path

from signdesk.paths import bundled_data

__all__ = ["DEMO", "demo_clip", "is_demo"]

DEMO = "signdesk:demo"
"""What stands for the demo where a source is given as text."""


def is_demo(source: str) -> bool:
    """Whether ``source`` means the demo."""
    return source == DEMO


def demo_clip() -> Path:
    """The clip; beside it lies a .json with its text and the time of each letter."""
    return bundled_data() / "demo" / "hello-world.mp4"
