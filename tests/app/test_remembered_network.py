"""The network that was chosen for the Live page reads again after a restart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from signdesk.app.context import AppContext
from signdesk.app.notices import Notice
from signdesk.app.recognizer_provider import OwnNetwork, RecognizerProvider
from signdesk.app.remembered_network import RememberedNetwork
from signdesk.app.settings import SettingsStore
from signdesk.networks.checkpoint import ModelCard
from signdesk.vision.crop import InputSpec


class Provider(RecognizerProvider):
    def prepare(self, path: Path, name: str) -> OwnNetwork:
        card = ModelCard("reader", "lenet5", {}, InputSpec(32), {"letters": ("A", "B")})
        return OwnNetwork(name, card, None, path)  # type: ignore[arg-type]  # nothing is read here


@pytest.fixture
def start(context: AppContext, tmp_path: Path) -> Iterator[list[RememberedNetwork]]:
    """Begins anew, as after a restart: with what is in the settings' file."""
    made: list[RememberedNetwork] = []
    yield made
    for one in made:
        one.close()


def restarted(tmp_path: Path, context: AppContext, made: list[RememberedNetwork]) -> AppContext:
    again = AppContext(SettingsStore(tmp_path / "own.json"), context.notifier, Provider())
    made.append(RememberedNetwork(again))
    return again


def test_it_reads_again_until_the_user_goes_back(
    qtbot: QtBot, tmp_path: Path, context: AppContext, start: list[RememberedNetwork]
) -> None:
    file = tmp_path / "mine.safetensors"
    file.touch()
    first = restarted(tmp_path, context, start)
    first.recognizer.use(first.recognizer.prepare(file, "Mine"))
    first.settings.save()
    second = restarted(tmp_path, context, start)
    start[-1].restore()
    qtbot.waitUntil(lambda: second.recognizer.own is not None)
    assert second.recognizer.own is not None
    assert second.recognizer.own.name == "Mine"
    second.recognizer.use(None)
    second.settings.save()
    third = restarted(tmp_path, context, start)
    start[-1].restore()
    assert third.settings.value.own_network == ""


def test_when_its_file_is_gone_that_is_said_once(
    tmp_path: Path, context: AppContext, start: list[RememberedNetwork]
) -> None:
    said: list[Notice] = []
    context.notifier.listen(said.append)
    again = restarted(tmp_path, context, start)
    again.settings.change(own_network=str(tmp_path / "gone.safetensors"), own_network_name="Mine")
    start[-1].restore()
    start[-1].restore()
    assert len(said) == 1
    assert "“Mine”" in said[0].text
    assert "gone.safetensors" in said[0].text
    assert again.recognizer.own is None
