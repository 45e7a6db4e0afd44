"""Presets can be started: every setting is known, and means something to the network that it is for."""

from __future__ import annotations

import pytest

from signdesk.errors import ConfigError
from signdesk.networks.specs import SPECS
from signdesk.training.presets import PRESETS, preset
from signdesk.training.run_config import DataChoice

_BY_THE_WAY = {"weight_decay", "averaging", "label_smoothing", "warm_up", "schedule", "clip", "augmentation"}
"""What "nothing but the method" turns off, also where it is off anyway."""


@pytest.mark.parametrize("name", list(PRESETS))
def test_every_preset_is_possible(name: str) -> None:
    chosen = preset(name)
    chosen.config()
    DataChoice(**{key: value for key, value in chosen.data.items() if key != "set"})
    assert set(chosen.train) - _BY_THE_WAY <= set(SPECS[chosen.network].settings)
    if SPECS[chosen.network].binary:
        assert len(chosen.data["labels"]) == 2


def test_changes_of_the_users_win() -> None:
    assert preset("notes-8-4-1").config({"epochs": "5"}).epochs == 5
    with pytest.raises(ConfigError, match="no preset called “nets”"):
        preset("nets")


def test_all_groups_and_all_networks_are_there() -> None:
    assert {p.group for p in PRESETS.values()} == {"As in the notes", "Fast", "Best"}
    assert {p.network for p in PRESETS.values()} == set(SPECS)
