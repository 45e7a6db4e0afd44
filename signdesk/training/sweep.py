"""A sweep: one training for each combination of some settings, or for some combinations drawn at random.

Random search finds good settings sooner than a grid where only a few of many settings matter (Bergstra and Bengio 2012,
“Random search for hyper-parameter optimization”, J. Mach. Learn. Res. 13).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from signdesk.training.run_config import RunConfig

__all__ = ["NOTES_GRID", "Sweep"]

NOTES_GRID: Mapping[str, tuple[Any, ...]] = {"learning_rate": (1e-3, 5e-4, 1e-4), "hidden": (300, 500, 700)}
"""The sweep of the course notes, for the network of hand-made layers."""

_MOST = 1000
_RANGE = re.compile(r"\s*([-+.\de]+)\s*\.\.\s*([-+.\de]+)\s*", re.IGNORECASE)


class Sweep(BaseModel):
    """``grid`` names settings of `TrainConfig`, each with its values. With ``random``, so many combinations are drawn
    by the base's seed; a value may then also be a range as text, "1e-4..1e-2"."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["sweep"] = "sweep"
    base: RunConfig
    grid: dict[str, tuple[Any, ...]] = Field(min_length=1)
    random: int = Field(0, ge=0, le=_MOST)

    @classmethod
    def parse(cls, base: RunConfig, grid: Mapping[str, Any], random: int = 0) -> Sweep:
        """A sweep whose every combination is possible; `ConfigError` says what is not."""
        raise NotImplementedError

    def combinations(self) -> list[dict[str, Any]]:
        """The settings of each training that differ from the base, in order."""
        raise NotImplementedError

    def runs(self) -> list[RunConfig]:
        """The configuration of each training, named after what it changes."""
        raise NotImplementedError
