"""What training, sweeps and cross-validations are given alike, and the configuration that comes of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from signdesk.commands.console import say
from signdesk.errors import ConfigError, DatasetError
from signdesk.vision.files import shown

if TYPE_CHECKING:
    from signdesk.training.run_config import DataChoice, RunConfig

__all__ = [
    "DatasetsArgument",
    "HeldBackOption",
    "LabelsOption",
    "NameOption",
    "NetworkOption",
    "PresetOption",
    "SetOption",
    "SettingsOption",
    "SplitOption",
    "pairs",
    "run_config",
]

_SHORT = {"lr": "learning_rate"}
"""Settings that everybody calls by another name."""


def _list_settings(wanted: bool) -> None:
    if not wanted:
        return
    from signdesk.training.config import TrainConfig
    from signdesk.training.sweep import told

    for name, setting in TrainConfig.model_fields.items():
        say(f"{name + '=' + told(setting.default):<28} {setting.description}")
    raise typer.Exit


DatasetsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="DATASET", help="Folders of class folders, .zip, .csv or .npy; signdesk's own data without."
    ),
]
PresetOption = Annotated[
    str, typer.Option("--preset", "-p", metavar="NAME", help="Begin with the settings of a preset; --set changes them.")
]
NetworkOption = Annotated[
    str, typer.Option("--network", "-n", metavar="NAME", help="Which network: compact, lenet5, mlp, softmax, layers, …")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Change a setting; --settings lists them. May be repeated."),
]
SettingsOption = Annotated[
    bool,
    typer.Option("--settings", help="List the settings with their defaults.", is_eager=True, callback=_list_settings),
]
LabelsOption = Annotated[
    list[str] | None, typer.Option("--label", metavar="LABEL", help="Learn only this sign. May be repeated.")
]
HeldBackOption = Annotated[
    float | None,
    typer.Option("--held-back", min=0.01, max=0.9, help="Share of the people who are kept to measure on; 0.2 without."),
]
SplitOption = Annotated[
    str,
    typer.Option("--by", metavar="signer|picture|parts", help="Keep back people, pictures, or the dataset's own test."),
]
NameOption = Annotated[str, typer.Option("--name", metavar="NAME", help="What the run is called among the others.")]


def pairs(settings: list[str] | None, option: str = "--set") -> dict[str, str]:
    """Names and values of ``option``'s NAME=VALUE."""
    found = {}
    for setting in settings or []:
        name, equals, value = setting.partition("=")
        if not equals:
            raise ConfigError(f"“{setting}” is no setting. Write {option} NAME=VALUE, as in {option} epochs=10.")
        found[_SHORT.get(name.strip(), name.strip())] = value.strip()
    return found


def run_config(
    datasets: list[str] | None,
    *,
    preset: str = "",
    network: str = "",
    settings: list[str] | None = None,
    labels: list[str] | None = None,
    without: list[str] | None = None,
    held_back: float | None = None,
    by: str = "",
    name: str = "",
    start: Path | None = None,
) -> RunConfig:
    """The run that a command's options describe; `ConfigError` says what is wrong with them."""
    from signdesk.training.config import TrainConfig
    from signdesk.training.presets import preset as preset_called
    from signdesk.training.run_config import RunConfig

    chosen = preset_called(preset) if preset else None
    card = _card(start) if start else None
    wanted = network or (chosen.network if chosen else "")
    if card and wanted not in ("", card.network):
        raise ConfigError(
            f"{start} is a network of the kind {card.network}, not {wanted}. Leave --network and --preset out."
        )
    called = wanted or (card.network if card else "compact")
    changes = pairs(settings)
    built = next((name for name in changes if card and _is_built_in(name)), None)
    if built:
        raise ConfigError(f"{start} keeps its own {built}. Leave it out of --set, or train anew without --from.")
    if chosen and called == chosen.network:
        train = chosen.config(dict(changes))
    else:
        train = TrainConfig.of(called, dict(changes))
    data: dict[str, Any] = {k: v for k, v in (chosen.data if chosen else {}).items() if k not in ("set", "folds")}
    data |= {"datasets": [_place(dataset) for dataset in datasets]} if datasets else {}
    data |= {"labels": labels} if labels else {}
    data |= {"validation": held_back} if held_back is not None else {}
    data |= {"by": by} if by else {}
    made = RunConfig.parse(
        {
            "name": name or preset or called,
            "network": called,
            "train": train,
            "data": data,
            "preset": preset,
            "start": str(start.resolve()) if start else "",
        }
    )
    if not without:
        return made
    return made.changed(data={**made.data.model_dump(), "labels": _all_but(made.data, without)})


def _is_built_in(setting: str) -> bool:
    """Whether a network that is trained further stays as it is in ``setting``."""
    from signdesk.training.config import TrainConfig

    field = TrainConfig.model_fields.get(setting)
    about = field.json_schema_extra if field else None
    return isinstance(about, dict) and (about["group"] == "Network" or setting in ("input_size", "grey", "scaling"))


def _card(checkpoint: Path) -> Any:
    from signdesk.networks.checkpoint import read_card

    return read_card(checkpoint)


def _place(dataset: str) -> str:
    """Where the dataset lies, wherever signdesk is started the next time; `DatasetError` when nothing is there, so that
    a slip of the hand leaves no failed runs."""
    from signdesk.datasets.open import ACCEPTED
    from signdesk.training.run_config import BUNDLED

    if os.path.exists(dataset):  # noqa: PTH110 (Path.exists raises where a name is too long)
        return os.path.abspath(dataset)  # noqa: PTH100
    if dataset != BUNDLED:
        raise DatasetError(f"There is nothing at {shown(dataset)}. {ACCEPTED}")
    return BUNDLED


def _all_but(data: DataChoice, without: list[str]) -> list[str]:
    from signdesk.datasets.open import open_dataset
    from signdesk.datasets.samples import concatenate
    from signdesk.training.chosen import alphabets_of, check_signs

    samples = concatenate([open_dataset(path) for path in data.paths()])
    check_signs(samples, (*data.labels, *without))
    found = {label for labels in alphabets_of(samples, data.labels).values() for label in labels}
    left = sorted(found - set(without))
    if not left:
        raise ConfigError("No sign is left to learn. Leave out fewer.")
    return left
