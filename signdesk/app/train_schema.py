"""The settings of a training as the window shows them, made from the schema of `TrainConfig` alone.

The schema is pydantic's, which takes a moment to import: `load_catalogue` belongs into a thread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from signdesk.app import preload
from signdesk.errors import ConfigError

if TYPE_CHECKING:
    from signdesk.training.curves import Curve
    from signdesk.training.presets import Preset

__all__ = ["Catalogue", "Setting", "load_catalogue", "settings_of", "shown_value"]

Kind = Literal["int", "float", "bool", "choice", "widths"]

_SMALL_DEFAULT = 0.05


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its bounds, unit, group and help. ``above`` and ``below``: the bound itself is not allowed.

    ``log``: it is turned by factors; ``step``: values are multiples of it; ``zero``: what 0 means, "" for itself;
    ``least``: the smallest that may follow after 0.
    """

    name: str
    kind: Kind
    default: Any
    help: str
    group: str = ""
    unit: str = ""
    log: bool = False
    minimum: float = -1e9
    maximum: float = 1e9
    above: bool = False
    below: bool = False
    step: float = 0
    least: float = 0
    choices: tuple[str, ...] = ()
    zero: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All settings by name, the groups in their order, the presets, and the curves that settings with such choices
    choose among (by the setting's name and the choice's); ``check`` says in a sentence what is wrong with the values of
    some settings, "" when nothing is."""

    settings: Mapping[str, Setting]
    groups: tuple[str, ...]
    presets: Mapping[str, Preset]
    curves: Mapping[str, Mapping[str, Curve]]
    check: Callable[[Mapping[str, Any]], str]


def load_catalogue() -> Catalogue:
    """Everything there is to set; imports pydantic."""
    preload.load_settings()
    from signdesk.training.config import GROUPS, TrainConfig
    from signdesk.training.curves import ACTIVATION_CURVES, LOSS_CURVES, activation_curve, loss_curve
    from signdesk.training.presets import PRESETS

    def check(values: Mapping[str, Any]) -> str:
        try:
            TrainConfig.parse(dict(values))
        except ConfigError as error:
            return str(error)
        return ""

    curves = {
        "activation": {name: activation_curve(name) for name in ACTIVATION_CURVES},
        "loss": {name: loss_curve(name) for name in LOSS_CURVES},
    }
    return Catalogue(settings_of(TrainConfig.model_json_schema()), GROUPS, PRESETS, curves, check)


def settings_of(schema: Mapping[str, Any]) -> dict[str, Setting]:
    """The settings of a JSON schema by name, in its order."""
    return {name: _setting(name, said) for name, said in schema["properties"].items()}


def _setting(name: str, said: Mapping[str, Any]) -> Setting:
    kind = _kind(said)
    default = tuple(said["default"]) if kind == "widths" else said.get("default")
    group, text = str(said.get("group", "")), str(said.get("description", ""))
    low, high = said.get("minimum"), said.get("maximum")
    above, below = said.get("exclusiveMinimum"), said.get("exclusiveMaximum")
    # Weights of penalties are small numbers of any size: they are turned by factors as well.
    tiny = group == "Regularisation" and kind == "float" and said["default"] <= _SMALL_DEFAULT
    return Setting(
        name=name,
        kind=kind,
        default=default,
        help=text,
        group=group,
        unit=str(said.get("unit", "")),
        log=said.get("scale") == "log" or tiny,
        minimum=float(next((v for v in (low, above) if v is not None), -1e9)),
        maximum=float(next((v for v in (high, below) if v is not None), 1e9)),
        above=above is not None,
        below=below is not None,
        step=float(said.get("multipleOf", 0)),
        least=float(said.get("least", 0)),
        choices=tuple(said.get("enum", ())),
        zero=_meaning_of_zero(text),
    )


def _kind(said: Mapping[str, Any]) -> Kind:
    if "enum" in said:
        return "choice"
    match said.get("type"):
        case "integer":
            return "int"
        case "number":
            return "float"
        case "boolean":
            return "bool"
        case "array":
            return "widths"
    raise ValueError(f"no control is known for a setting like {dict(said)}")


def _meaning_of_zero(text: str) -> str:
    """What the help says of the value 0, as in "…; 0: never."; only what is short enough for a control."""
    found = re.search(r"\b0: ([^.;]+)", text)
    if found is None:
        return ""
    meaning = found[1].strip()
    if meaning.startswith("as is usual"):
        return "usual"
    return meaning if len(meaning) <= 12 else ""


def shown_value(setting: Setting, value: Any) -> str:
    """``value`` as a person would write it."""
    if setting.kind == "widths":
        return ", ".join(str(width) for width in value)
    if setting.kind == "bool":
        return "on" if value else "off"
    if setting.zero and value == 0:
        return setting.zero
    return f"{value:.6g}" if setting.kind == "float" else str(value)
