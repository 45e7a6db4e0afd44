"""What can be set about a training: one schema for the command line, the window and the recipe."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from signdesk.errors import ConfigError

__all__ = ["TrainConfig"]


class TrainConfig(BaseModel):
    """How a network is trained. Bounds, defaults and help texts are here and nowhere else."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    epochs: int = Field(24, ge=1, le=10_000, description="How often the training pictures are gone through.")
    batch_size: int = Field(128, ge=1, le=4096, description="Pictures a step.")
    epoch_size: int = Field(
        0, ge=0, le=10_000_000, description="Pictures an epoch, drawn by weight; 0: each picture once."
    )
    learning_rate: float = Field(2e-3, gt=0, le=10, description="The highest step size, reached after the warm-up.")
    weight_decay: float = Field(0.05, ge=0, le=1, description="How strongly AdamW pulls weights to zero.")
    warm_up: float = Field(0.1, ge=0, lt=1, description="Share of the steps in which the step size rises.")
    label_smoothing: float = Field(0.05, ge=0, lt=1, description="Share of the target spread over all signs.")
    augmentation: float = Field(1.0, ge=0, le=2, description="How strongly pictures are varied; 0: not at all.")
    averaging: float = Field(0.995, ge=0, lt=1, description="Decay of the running mean of the weights; 0: none.")
    keypoint_weight: float = Field(4.0, ge=0, le=100, description="Weight of the keypoints' loss beside the signs'.")
    heat_weight: float = Field(0.2, ge=0, le=100, description="Weight of the keypoints' maps beside the signs' loss.")
    presence_weight: float = Field(0.3, ge=0, le=100, description="Weight of “is this a hand” beside the signs' loss.")
    growing_input: bool = Field(
        False, description="Begin with pictures of two thirds of the size: a third less time for the same result."
    )
    seed: int = Field(0, ge=0, lt=2**31, description="Where all chance comes from: same seed, same weights.")
    device: Literal["auto", "cpu", "cuda", "mps"] = Field("auto", description="Where to compute.")

    @classmethod
    def parse(cls, values: dict[str, Any]) -> TrainConfig:
        """A configuration from names and values (texts are understood); `ConfigError` names each that is wrong."""
        try:
            return cls(**values)
        except ValidationError as error:
            raise ConfigError(" ".join(_sentence(dict(e)) for e in error.errors())) from None


def _sentence(error: dict[str, Any]) -> str:
    name = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"There is no setting “{name}”; there are {', '.join(TrainConfig.model_fields)}."
    return f"The setting “{name}” can't be {error['input']!r}: {str(error['msg'])[0].lower()}{str(error['msg'])[1:]}."
