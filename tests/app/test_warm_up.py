"""What a page needs is there before it is opened."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from signdesk.app.warm_up import WarmUp


def test_modules_are_imported_and_a_broken_one_does_no_harm(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page_of_a_test.py").write_text("THERE = True\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    warm = WarmUp(("page_of_a_test", "no_such_page_of_a_test"))
    warm.work()
    qtbot.waitUntil(lambda: hasattr(sys.modules.get("page_of_a_test"), "THERE"))
    assert warm.close()
    del sys.modules["page_of_a_test"]
