"""Handshapes: what each joint does when a letter is formed.

The poses are data, in ``poses/*.toml``: angles in degrees by finger and joint (as in `LIMITS`), how the palm faces,
where the pose comes from, and with what it must not be confused. Variants, for letters that people form in more than
one way, name only what differs. ``seen.toml`` has further ways in which people were seen to form and hold letters: for
pictures to train with, not to learn from.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.skeleton import ANGLES, LIMITS, angle_array, turned

__all__ = ["Pose", "load_pose", "poses", "seen", "variants"]

_FOLDER = Path(__file__).resolve().parent / "poses"
_FILES = ("letters.toml", "digits.toml", "rest.toml")
_SEEN = "seen.toml"
_PARTS = ("thumb", "index", "middle", "ring", "little", "palm", "wrist")


@dataclass(frozen=True, slots=True)
class Pose:
    """A handshape: ``angles`` in degrees by name, as in `LIMITS`, of a right hand.

    ``facing`` is how the palm is turned, in degrees: yaw, pitch and roll of `turned`; (0, 0, 0) is palm to the camera,
    fingers up. ``name`` says which of a letter's variants it is, ``avoid`` what it could be mistaken for and what keeps
    it apart, ``source`` where it comes from.
    """

    label: str
    angles: Mapping[str, float]
    facing: tuple[float, float, float] = (0.0, 0.0, 0.0)
    name: str = ""
    avoid: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        unknown = [name for name in self.angles if name not in LIMITS]
        if unknown:
            raise ValueError(f"a hand has no joint {unknown[0]!r}; there are {', '.join(ANGLES)}")
        object.__setattr__(self, "angles", MappingProxyType(dict(self.angles)))

    def array(self) -> NDArray[np.float64]:
        """The angles (26) in the order of `ANGLES`."""
        return angle_array(dict(self.angles))

    def turn(self) -> NDArray[np.float64]:
        """How the palm's frame lies in the room (3 × 3)."""
        return np.asarray(turned(*self.facing))

    def bent(self, angles: NDArray[np.float64], facing: tuple[float, float, float] | None = None) -> Pose:
        """This pose with other angles (26, in the order of `ANGLES`)."""
        named = dict(zip(ANGLES, map(float, angles), strict=True))
        return replace(self, angles=named, facing=self.facing if facing is None else facing)

    def outside(self) -> tuple[str, ...]:
        """The joints that are bent beyond their limits."""
        return tuple(name for name, value in self.angles.items() if not LIMITS[name][0] <= value <= LIMITS[name][1])


def poses() -> tuple[str, ...]:
    """The labels of all still poses: letters, digits and "rest"."""
    return tuple(_table())


def load_pose(label: str, variant: int = 0) -> Pose:
    """How ``label`` is formed; `KeyError` when there is no such pose or variant."""
    found = _table().get(label)
    if found is None:
        raise KeyError(f"no pose is called {label!r}; there are {', '.join(_table())}")
    if not 0 <= variant < len(found):
        raise KeyError(f"{label} has {len(found)} variants, numbered from 0; there is no number {variant}")
    return found[variant]


def variants(label: str) -> tuple[Pose, ...]:
    """Every way in which ``label`` is formed, the commonest first."""
    return tuple(load_pose(label, number) for number in range(len(_table().get(label, (None,)))))


def seen(label: str) -> tuple[Pose, ...]:
    """Further ways in which people were seen to form ``label``, or to hold it before a camera; often none.

    They are drawn to train with. Nobody should copy them, so that no reference, chart or bundled picture shows one.
    """
    return _seen().get(label, ())


@lru_cache(maxsize=1)
def _seen() -> dict[str, tuple[Pose, ...]]:
    """The poses of `seen`, by label."""
    table = tomllib.loads((_FOLDER / _SEEN).read_text(encoding="utf-8"))
    return {label: tuple(read_pose(label, entry, load_pose(label)) for entry in ways) for label, ways in table.items()}


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[Pose, ...]]:
    """Every pose with its variants, by label."""
    table: dict[str, tuple[Pose, ...]] = {}
    for file in _FILES:
        for label, entry in tomllib.loads((_FOLDER / file).read_text(encoding="utf-8")).items():
            first = read_pose(label, entry)
            table[label] = (first, *(read_pose(label, other, first) for other in entry.get("variant", ())))
    return table


def read_pose(label: str, entry: Mapping[str, Any], base: Pose | None = None) -> Pose:
    """A pose from its table in a file; what it does not name is ``base``'s."""
    angles = dict(base.angles) if base else {}
    for part in _PARTS:
        angles |= {f"{part}.{joint}": float(value) for joint, value in entry.get(part, {}).items()}
    yaw, pitch, roll = entry.get("facing", base.facing if base else (0, 0, 0))
    texts = {key: entry.get(key, getattr(base, key, "")) for key in ("avoid", "source")}
    return Pose(label, angles, (float(yaw), float(pitch), float(roll)), name=entry.get("name", ""), **texts)
