"""A sweep: one training for each combination of some settings, or for some combinations drawn at random.

Random search finds good settings sooner than a grid where only a few of many settings matter (Bergstra and Bengio 2012,
“Random search for hyper-parameter optimization”, J. Mach. Learn. Res. 13).
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from signdesk.errors import ConfigError
from signdesk.training.config import TrainConfig
from signdesk.training.run_config import RunConfig

__all__ = ["Sweep", "told"]

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
        if not grid:
            raise ConfigError("A sweep takes a setting and its values, as in learning_rate=1e-3,1e-4. Name some.")
        values = {name: tuple(_checked(base, name, value) for value in _listed(given)) for name, given in grid.items()}
        empty = next((name for name, given in values.items() if not given), None)
        if empty:
            raise ConfigError(f"The sweep has no value for “{empty}”. Give some, as in learning_rate=1e-3,1e-4.")
        if not random and any(_ends(value) for given in values.values() for value in given):
            raise ConfigError("A range can only be drawn from. Say how many trainings are to be drawn at random.")
        count = random or math.prod(map(len, values.values()))
        if not 0 < count <= _MOST:
            raise ConfigError(f"A sweep has 1 to {_MOST} trainings, not {count}. Choose other values.")
        return cls(base=base, grid=values, random=random)

    def combinations(self) -> list[dict[str, Any]]:
        """The settings of each training that differ from the base, in order."""
        if not self.random:
            return [dict(zip(self.grid, values, strict=True)) for values in itertools.product(*self.grid.values())]
        rng = np.random.default_rng(self.base.train.seed)
        said = TrainConfig.model_json_schema()["properties"]
        return [
            {name: _drawn(said[name], values, rng) for name, values in self.grid.items()} for _ in range(self.random)
        ]

    def runs(self) -> list[RunConfig]:
        """The configuration of each training, named after what it changes."""
        made = []
        for changes in self.combinations():
            name = ", ".join(f"{name} {told(value)}" for name, value in changes.items())
            train = {**self.base.train.model_dump(), **changes}
            made.append(self.base.changed(name=f"{self.base.name} {name}".strip()[:200], train=train))
        return made


def told(value: Any) -> str:
    """A setting's value as it is shown: 0.0005 is 0.0005, (300, 300) is 300×300."""
    if isinstance(value, list | tuple):
        return "×".join(map(str, value))
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _listed(given: Any) -> tuple[Any, ...]:
    """The values that ``given`` lists; of a text, parted by ";" or, without any, by ","."""
    if not isinstance(given, str):
        return tuple(given)
    return tuple(part.strip() for part in given.split(";" if ";" in given else ",") if part.strip())


def _checked(base: RunConfig, name: str, value: Any) -> Any:
    """``value`` as the setting has it; a range stays the text that it is."""
    ends = _ends(value)
    if ends and name in TrainConfig.model_fields:
        low, high = (getattr(_with(base, name, end), name) for end in ends)
        if not isinstance(low, int | float) or isinstance(low, bool) or not low < high:
            raise ConfigError(f"The setting “{name}” has no range {value}. Give two numbers, the lower one first.")
        return value
    return getattr(_with(base, name, value), name)


def _with(base: RunConfig, name: str, value: Any) -> TrainConfig:
    return TrainConfig.parse({**base.train.model_dump(), name: value})


def _ends(value: Any) -> tuple[str, str] | None:
    match = _RANGE.fullmatch(value) if isinstance(value, str) else None
    return (match[1], match[2]) if match else None


def _drawn(said: Mapping[str, Any], values: tuple[Any, ...], rng: np.random.Generator) -> Any:
    """One of ``values``, and of a range a number in it, in even steps or even ratios as the setting is measured; what
    the setting may be is ``said`` by the schema."""
    value = values[int(rng.integers(len(values)))]
    ends = _ends(value)
    if not ends:
        return value
    low, high = map(float, ends)
    if said["scale"] == "log" and low > 0:
        drawn = float(np.exp(rng.uniform(np.log(low), np.log(high))))
    else:
        drawn = float(rng.uniform(low, high))
    if said["type"] != "integer":
        return min(max(float(f"{drawn:.3g}"), low), high)
    step = said.get("multipleOf", 1)
    number = round(drawn / step) * step
    return max(number, said.get("least", number)) if number else 0
