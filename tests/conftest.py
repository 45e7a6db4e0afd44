"""What all tests share: no display, a home of their own, the datasets, and no thread left behind."""

from __future__ import annotations

import os

# Before anything imports Qt: tests never open a window on a screen.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parent.parent
_QT_FIXTURES = {"qtbot", "qapp", "qtmodeltester"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens windows and what needs the datasets by the fixtures it asks for."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & _QT_FIXTURES:
            item.add_marker(pytest.mark.gui)
        if "shared_data" in fixtures:
            item.add_marker(pytest.mark.shared)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of datasets beside the checkout, or where SIGNDESK_SHARED says; skips the test when there is none."""
    path = Path(os.environ.get("SIGNDESK_SHARED") or _ROOT.parent / "shared" / "data")
    if not path.is_dir():
        pytest.skip(f"the datasets are not there: {path} (SIGNDESK_SHARED names another folder)")
    return path


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the settings, logs or runs of whoever runs it."""
    monkeypatch.setenv("SIGNDESK_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """A test that leaves a thread running fails, by the thread's name."""
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and not isinstance(t, threading._DummyThread)]
    for thread in left:
        thread.join(timeout=2)
    names = [thread.name for thread in left if thread.is_alive()]
    assert not names, f"threads were left running: {', '.join(names)}"
