"""What a run is: which network learns from which pictures, and how. A run can be repeated from this alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from signdesk import paths
from signdesk.errors import ConfigError
from signdesk.training.config import TrainConfig

__all__ = ["BUNDLED", "DataChoice", "RunConfig"]

BUNDLED = "bundled"
"""Stands for the dataset that comes with signdesk."""


class DataChoice(BaseModel):
    """Which pictures a network learns from, and which are kept back to measure it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    datasets: tuple[str, ...] = Field((BUNDLED,), min_length=1, description="Folders and files with labelled pictures.")
    labels: tuple[str, ...] = Field((), description="The signs to learn; none named: all that there are.")
    validation: float = Field(0.2, ge=0, le=0.9, description="Share that is kept back to choose the best epoch by.")
    test: float = Field(0.0, ge=0, le=0.9, description="Share that is kept back for the figures of the report.")
    by: Literal["signer", "picture", "parts"] = Field(
        "signer",
        description="What is kept back: people; any pictures, of the same people; or what the dataset sets apart.",
    )
    seed: int = Field(0, ge=0, lt=2**31, description="Which people or pictures are drawn.")
    limit: int = Field(0, ge=0, le=10_000_000, description="At most so many pictures of each sign; 0: all.")
    folds: int = Field(0, ge=0, le=1000, description="Cross-validation: in how many parts people are dealt; 0: none.")
    fold: int = Field(0, ge=0, le=999, description="Cross-validation: which part is measured on.")

    def paths(self) -> tuple[Path, ...]:
        """Where the datasets lie."""
        return tuple(paths.bundled_data() / "rendered" if name == BUNDLED else Path(name) for name in self.datasets)


class RunConfig(BaseModel):
    """One training from its data to its report. ``start`` is a checkpoint to go on from (fine-tuning), or "";
    ``preset`` is the preset that the settings came from, or ""; ``series`` the sweep or cross-validation it is of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field("", max_length=200)
    network: str = "compact"
    data: DataChoice = DataChoice()
    train: TrainConfig = TrainConfig.parse({})
    start: str = ""
    preset: str = ""
    series: str = ""

    @classmethod
    def parse(cls, values: Mapping[str, Any]) -> RunConfig:
        """A configuration from names and values (texts are understood); `ConfigError` names each that is wrong."""
        train = values.get("train", {})
        made = train if isinstance(train, TrainConfig) else TrainConfig.parse(dict(train))
        try:
            return cls(**{**values, "train": made})
        except ValidationError as error:
            raise ConfigError(" ".join(_sentence(dict(e)) for e in error.errors())) from None

    @classmethod
    def from_json(cls, text: str | bytes) -> RunConfig:
        """What `to_json` wrote; `ConfigError` when it is anything else."""
        try:
            values = json.loads(text)
        except ValueError as error:
            raise ConfigError(f"This configuration can't be understood: {error}.") from error
        if not isinstance(values, dict) or not isinstance(values.get("train", {}), dict):
            raise ConfigError("This configuration can't be understood: it is no list of settings.")
        return cls.parse(values)

    def to_json(self) -> str:
        """All settings, those left at their defaults too: a later version's defaults change nothing."""
        return self.model_dump_json(indent=1)

    def same_training(self, other: RunConfig) -> bool:
        """Whether ``other`` is the same training, whatever the two are called."""
        return self.model_copy(update={"name": ""}) == other.model_copy(update={"name": ""})

    def changed(self, **values: Any) -> RunConfig:
        """This configuration with other values, checked."""
        return RunConfig.parse({**self.model_dump(), **values})


def _sentence(error: dict[str, Any]) -> str:
    name = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"There is no setting “{name}” of a run."
    return f"The setting “{name}” can't be {error['input']!r}: {str(error['msg'])[0].lower()}{str(error['msg'])[1:]}."
