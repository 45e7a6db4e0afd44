"""k-fold cross-validation: everybody is in the test exactly once, and nobody in both the training and the test."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from signdesk.training.run_config import RunConfig

__all__ = ["CrossValidation"]


class CrossValidation(BaseModel):
    """``folds`` trainings of ``base``, each measured on another part of the people."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["crossval"] = "crossval"
    base: RunConfig
    folds: int = Field(3, ge=2, le=1000)

    def runs(self) -> list[RunConfig]:
        """The configuration of each training."""
        raise NotImplementedError
