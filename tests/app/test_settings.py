"""What is remembered, and what becomes of a file that can't be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from signdesk.app.settings import Settings, SettingsStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def test_what_was_changed_is_there_again(path: Path) -> None:
    store = SettingsStore(path)
    store.change(source="Kamera Ä 🙂", mirror=False, region=[0.1, 0.2, 0.3, 0.4], hold=1, recent_sources=["/a/b.mp4"])
    store.save()
    assert SettingsStore(path).value == store.value
    assert SettingsStore(path).set_aside is None


def test_nothing_is_written_when_nothing_changed(path: Path) -> None:
    SettingsStore(path).save()
    assert not path.exists()


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '"text"', "{'single': 1}", "\x00\x01", "[" * 100_000])
def test_a_file_that_cannot_be_read_is_set_aside_whole(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)
    store = SettingsStore(path)
    assert store.value == Settings()
    assert store.set_aside is not None
    assert store.set_aside.read_text() == content
    store.change(mirror=False)
    store.save()
    assert not SettingsStore(path).value.mirror


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mirror", "yes"),
        ("mirror", 1),
        ("hold", True),
        ("hold", 99),
        ("theme", "pink"),
        ("region", [0, 0, 1]),
        ("region", [0.5, 0.5, 0.9, 0.9]),
        ("region", [float("nan"), 0, 1, 1]),
        ("recent_sources", ["a", 1]),
        ("source", None),
    ],
)
def test_a_value_that_makes_no_sense_costs_only_itself(path: Path, name: str, value: object) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"version": 1, "page": "images", name: value}))
    store = SettingsStore(path)
    assert getattr(store.value, name) == getattr(Settings(), name)
    assert store.value.page == "images"
    assert store.set_aside is not None


def test_settings_of_a_later_version_are_no_reason_to_complain(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"version": 9, "page": "images", "unheard_of": 3}))
    store = SettingsStore(path)
    assert store.value.page == "images"
    assert store.set_aside is None


def test_a_folder_that_cannot_be_written_to_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = SettingsStore(tmp_path / "file" / "settings.json")
    store.change(mirror=False)
    store.save()
    assert not store.value.mirror


def test_a_wrong_type_is_refused_at_once(path: Path) -> None:
    with pytest.raises(TypeError, match="mirror"):
        SettingsStore(path).change(mirror="no")
