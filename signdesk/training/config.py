"""What can be set about a training: one schema for the command line, the window and the recipe."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from signdesk.errors import ConfigError
from signdesk.networks.specs import SPECS

__all__ = ["GROUPS", "TrainConfig"]

GROUPS = ("Network", "Picture", "Learning", "Regularisation", "Run")
"""The groups that the settings are shown in; each field names its own in ``json_schema_extra``."""


def _about(group: str, unit: str = "", scale: Literal["linear", "log"] = "linear") -> dict[str, Any]:
    """What a control needs to know beside bounds, default and help."""
    return {"group": group, "unit": unit, "scale": scale}


def _numbers(value: Any) -> Any:
    """``"300,300"`` as the widths 300 and 300; no text, no widths."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.replace("×", ",").split(",") if part.strip())
    return (value,) if isinstance(value, int) else value


_LEAST_INPUT = 8
"""No network is shown less (`signdesk.vision.crop.InputSpec`)."""


def _shows_something(size: int) -> int:
    if 0 < size < _LEAST_INPUT:
        raise PydanticCustomError("too_small", f"it is 0, for what is usual, or {_LEAST_INPUT} and more")
    return size


_Width = Annotated[int, Field(ge=1, le=4096)]


class TrainConfig(BaseModel):
    """How a network is trained. Bounds, defaults, units and help texts are here and nowhere else.

    Which of the settings mean something to a network, and which values are usual for it, its `NetworkSpec` says.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Network

    hidden: Annotated[tuple[_Width, ...], BeforeValidator(_numbers)] = Field(
        (128,),
        max_length=16,
        description="Units of each hidden layer, as in 300,300.",
        json_schema_extra=_about("Network", "units"),
    )
    activation: Literal["step", "sign", "sigmoid", "tanh", "relu", "leaky_relu", "elu"] = Field(
        "relu", description="What hidden units make of their sum.", json_schema_extra=_about("Network")
    )
    dropout: float = Field(
        0.3,
        ge=0,
        lt=1,
        description="Share of the hidden units that are left out of each step.",
        json_schema_extra=_about("Network"),
    )
    batch_norm: bool = Field(
        False, description="Bring each hidden layer to mean 0 and variance 1.", json_schema_extra=_about("Network")
    )
    initialisation: Literal["default", "zeros", "small_constant", "small_normal", "xavier", "he"] = Field(
        "default", description="How weights are drawn at first.", json_schema_extra=_about("Network")
    )
    modern: bool = Field(
        True,
        description="ReLU and maximum pooling instead of tanh and averages.",
        json_schema_extra=_about("Network"),
    )
    width: int = Field(
        24, ge=3, le=96, description="Maps after the first step.", json_schema_extra=_about("Network", "maps")
    )
    depth: int = Field(
        1,
        ge=1,
        le=4,
        description="Residual blocks at each size of the maps.",
        json_schema_extra=_about("Network", "blocks"),
    )

    # Picture

    input_size: Annotated[int, AfterValidator(_shows_something)] = Field(
        0,
        ge=0,
        le=256,
        multiple_of=4,
        description="Side of what the network is shown; 0: as is usual for it.",
        json_schema_extra=_about("Picture", "pixels") | {"least": _LEAST_INPUT},
    )
    grey: bool = Field(False, description="Show the network no colours.", json_schema_extra=_about("Picture"))
    scaling: Literal["unit", "standardised"] = Field(
        "unit",
        description="Pixels from 0 to 1, or with mean 0 and deviation 1 over the training pictures (each pixel "
        "by itself, where the network has a weight for each).",
        json_schema_extra=_about("Picture"),
    )
    augmentation: float = Field(
        1.0,
        ge=0,
        le=2,
        description="How strongly pictures are varied; 0: not at all.",
        json_schema_extra=_about("Picture"),
    )
    growing_input: bool = Field(
        False,
        description="Begin with pictures of two thirds of the size, which are gone through faster.",
        json_schema_extra=_about("Picture"),
    )

    varied_input: bool = Field(
        False,
        description="Show pictures smaller and larger too than the network is to read them, one size a step.",
        json_schema_extra=_about("Picture"),
    )

    # Learning

    epochs: int = Field(
        24,
        ge=1,
        le=10_000,
        description="How often the training pictures are gone through.",
        json_schema_extra=_about("Learning", "epochs", "log"),
    )
    batch_size: int = Field(
        128, ge=1, le=4096, description="Pictures a step.", json_schema_extra=_about("Learning", "pictures", "log")
    )
    epoch_size: int = Field(
        0,
        ge=0,
        le=10_000_000,
        description="Pictures an epoch, drawn by weight; 0: each picture once, but for a rest that fills no batch.",
        json_schema_extra=_about("Learning", "pictures"),
    )
    loss: Literal["cross_entropy", "binary_cross_entropy", "mse", "mae", "huber", "pseudo_huber", "hinge"] = Field(
        "cross_entropy", description="What is made small.", json_schema_extra=_about("Learning")
    )
    optimizer: Literal["adamw", "adam", "gd", "sgd", "momentum", "nesterov", "adagrad", "adadelta", "rmsprop"] = Field(
        "adamw",
        description="How weights follow the gradient; gd takes all pictures of an epoch a step, the others batch_size.",
        json_schema_extra=_about("Learning"),
    )
    learning_rate: float = Field(
        2e-3,
        gt=0,
        le=10,
        description="The highest step size, reached after the warm-up.",
        json_schema_extra=_about("Learning", "", "log"),
    )
    momentum: float = Field(
        0.9,
        ge=0,
        lt=1,
        description="How much of the last step goes into the next, for momentum and nesterov.",
        json_schema_extra=_about("Learning"),
    )
    gradient: Literal["mean", "sum"] = Field(
        "mean",
        description="Average the pictures' gradients, or add them up.",
        json_schema_extra=_about("Learning"),
    )
    clip: float = Field(
        5.0, ge=0, le=1000, description="The longest gradient; 0: any.", json_schema_extra=_about("Learning")
    )
    schedule: Literal["cosine", "constant", "step", "exponential"] = Field(
        "cosine", description="How the step size falls after the warm-up.", json_schema_extra=_about("Learning")
    )
    warm_up: float = Field(
        0.1,
        ge=0,
        lt=1,
        description="Share of the steps in which the step size rises.",
        json_schema_extra=_about("Learning"),
    )
    keypoint_weight: float = Field(
        4.0,
        ge=0,
        le=100,
        description="Weight of the keypoints' loss beside the signs'.",
        json_schema_extra=_about("Learning"),
    )
    heat_weight: float = Field(
        0.2,
        ge=0,
        le=100,
        description="Weight of the keypoints' maps beside the signs' loss.",
        json_schema_extra=_about("Learning"),
    )
    presence_weight: float = Field(
        0.3,
        ge=0,
        le=100,
        description="Weight of “is this a hand” beside the signs' loss.",
        json_schema_extra=_about("Learning"),
    )

    # Regularisation

    weight_decay: float = Field(
        0.05,
        ge=0,
        le=1,
        description="How strongly AdamW pulls weights to zero.",
        json_schema_extra=_about("Regularisation"),
    )
    l1: float = Field(
        0.0,
        ge=0,
        le=1,
        description="Weight of the sum of all weights' sizes in the loss: many become zero.",
        json_schema_extra=_about("Regularisation"),
    )
    l2: float = Field(
        0.0,
        ge=0,
        le=1,
        description="Weight of half the sum of all weights' squares in the loss: all become small.",
        json_schema_extra=_about("Regularisation"),
    )
    max_norm: float = Field(
        0.0,
        ge=0,
        le=100,
        description="The longest that a unit's weights may be; 0: any length.",
        json_schema_extra=_about("Regularisation"),
    )
    label_smoothing: float = Field(
        0.05,
        ge=0,
        lt=1,
        description="Share of the target spread over all signs.",
        json_schema_extra=_about("Regularisation"),
    )
    averaging: float = Field(
        0.995,
        ge=0,
        lt=1,
        description="Decay of the running mean of the weights; 0: none.",
        json_schema_extra=_about("Regularisation"),
    )
    early_stopping: int = Field(
        0,
        ge=0,
        le=1000,
        description="Stop after so many epochs that read the held-back pictures no better; 0: never.",
        json_schema_extra=_about("Regularisation", "epochs"),
    )
    keep_best: bool = Field(
        False,
        description="Keep the weights of the epoch that read the held-back pictures best, not the last.",
        json_schema_extra=_about("Regularisation"),
    )

    # Run

    seed: int = Field(
        0,
        ge=0,
        lt=2**31,
        description="Where all chance comes from: same seed, same weights.",
        json_schema_extra=_about("Run"),
    )
    device: Literal["auto", "cpu", "cuda", "mps"] = Field(
        "auto", description="Where to compute.", json_schema_extra=_about("Run")
    )
    precision: Literal["single", "mixed"] = Field(
        "single",
        description="Mixed: convolutions and products in 16 bits (bfloat16), which newer processors and graphics cards "
        "take in half the time.",
        json_schema_extra=_about("Run"),
    )
    tensorboard: bool = Field(
        False,
        description="Write a log for TensorBoard (needs the extra signdesk[tensorboard]).",
        json_schema_extra=_about("Run"),
    )

    @classmethod
    def parse(cls, values: dict[str, Any]) -> TrainConfig:
        """A configuration from names and values (texts are understood); `ConfigError` names each that is wrong."""
        try:
            return cls(**values)
        except ValidationError as error:
            raise ConfigError(" ".join(_sentence(dict(e)) for e in error.errors())) from None

    @classmethod
    def of(cls, network: str, values: dict[str, Any] | None = None) -> TrainConfig:
        """What is usual for ``network``, with ``values`` changed; `ConfigError` as `parse`."""
        try:
            usual = SPECS[network].usual
        except KeyError:
            raise ConfigError(f"There is no network called “{network}”; there are {', '.join(SPECS)}.") from None
        return cls.parse({**usual, **(values or {})})


def _sentence(error: dict[str, Any]) -> str:
    name = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"There is no setting “{name}”; there are {', '.join(TrainConfig.model_fields)}."
    return f"The setting “{name}” can't be {error['input']!r}: {str(error['msg'])[0].lower()}{str(error['msg'])[1:]}."
