"""k-fold cross-validation: everybody is in the test exactly once, and nobody in both the training and the test."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from signdesk.training.run_config import RunConfig

__all__ = ["CrossValidation"]


class CrossValidation(BaseModel):
    """``folds`` trainings of ``base``, each measured on another part of the people.

    What a training chooses (the best epoch, when to stop, how sure to be) it chooses by a share of the people that it
    has left, not by those that it is measured on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["crossval"] = "crossval"
    base: RunConfig
    folds: int = Field(3, ge=2, le=1000)

    def runs(self) -> list[RunConfig]:
        """The configuration of each training."""
        made = []
        for fold in range(self.folds):
            data = self.base.data.model_copy(update={"folds": self.folds, "fold": fold, "test": 0.0})
            name = f"{self.base.name} part {fold + 1} of {self.folds}".strip()
            made.append(self.base.changed(name=name[:200], data=data))
        return made

    def changes(self) -> list[dict[str, Any]]:
        """What each training changes of the base, for its row of the results."""
        return [{"part": fold + 1} for fold in range(self.folds)]
