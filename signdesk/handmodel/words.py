"""What is said of a sign: how it is made, and what it is easily mistaken for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from signdesk.handmodel.motion import motion, motions
from signdesk.handmodel.pose import load_pose

__all__ = ["Words", "shown_signs", "words"]

_FILE = Path(__file__).resolve().parent / "poses" / "made.toml"


@dataclass(frozen=True, slots=True)
class Words:
    """How a sign is ``made`` (a sentence), and what is to be avoided: with what it could be ``mistaken``, and by what
    it is told from that."""

    made: str
    mistaken: str


def shown_signs() -> tuple[str, ...]:
    """Every sign that can be shown, letters before digits, J and Z in their places."""
    return tuple(sorted(_made(), key=lambda label: (label.isdigit(), label)))


def words(label: str) -> Words:
    """What is said of ``label``; `KeyError` when there is no such sign."""
    made = _made().get(label)
    if made is None:
        raise KeyError(f"no sign is called {label!r}; there are {', '.join(shown_signs())}")
    return Words(made, motion(label).avoid if label in motions() else load_pose(label).avoid)


@lru_cache(maxsize=1)
def _made() -> dict[str, str]:
    return {str(label): str(text) for label, text in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()}
