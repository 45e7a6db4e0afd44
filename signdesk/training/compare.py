"""A comparison as a series of trainings, and what each of its cases came to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from signdesk.training.best import best_of
from signdesk.training.comparisons import cases_for, comparison
from signdesk.training.events import EpochEnded
from signdesk.training.run_config import RunConfig

__all__ = ["Compare", "Outcome", "goal_of", "outcome_of"]

_NEARLY = 0.9


class Compare(BaseModel):
    """A training of ``base`` for each of ``cases``, names and settings. They are kept with the series: a later list
    of comparisons changes nothing about one that was begun."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["compare"] = "compare"
    base: RunConfig
    comparison: str
    thing: str
    cases: tuple[tuple[str, dict[str, Any]], ...] = Field(min_length=1)

    @classmethod
    def of(cls, name: str, base: RunConfig) -> Compare:
        """The comparison called ``name`` of the network of ``base``; `ConfigError` when there is none."""
        cases = tuple((case.name, dict(case.settings)) for case in cases_for(name, base.network))
        return cls(base=base, comparison=name, thing=comparison(name).thing, cases=cases)

    def runs(self) -> list[RunConfig]:
        """The configuration of each training, named after its case."""
        made = []
        for name, settings in self.cases:
            train = {**self.base.train.model_dump(), **settings}
            made.append(self.base.changed(name=f"{self.base.name}: {name}".strip(": ")[:200], train=train))
        return made

    def changes(self) -> list[dict[str, Any]]:
        """What tells one training from the next: its case, and its learning rate where each has one of its own."""
        own_rate = all("learning_rate" in settings for _, settings in self.cases)
        return [
            {self.thing: name, **({"learning rate": settings["learning_rate"]} if own_rate else {})}
            for name, settings in self.cases
        ]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a training went: the ``loss`` of its last epoch's training pictures; of the held-back pictures the accuracy
    at the end (``final``) and in the ``best`` epoch; after how many epochs it was ``near`` the goal (None: never)."""

    epochs: int
    loss: float | None = None
    final: float | None = None
    best: float | None = None
    near: int | None = None


def goal_of(histories: Sequence[Sequence[EpochEnded]]) -> float:
    """The accuracy that counts as arrived: nine tenths of the best that any training reached; NaN without any."""
    read = [value for history in histories for value in _read(history)]
    return _NEARLY * max(read) if read else math.nan


def outcome_of(history: Sequence[EpochEnded], goal: float) -> Outcome:
    """What ``history`` came to, where ``goal`` is the accuracy to arrive at."""
    if not history:
        return Outcome(0)
    read = _read(history)
    near = next((e.epoch for e in history if e.validation.get("accuracy", -1.0) >= goal), None)
    best = history[best_of(list(history))].validation.get("accuracy") if read else None
    return Outcome(len(history), history[-1].loss, read[-1] if read else None, best, near)


def _read(history: Sequence[EpochEnded]) -> list[float]:
    return [epoch.validation["accuracy"] for epoch in history if "accuracy" in epoch.validation]
