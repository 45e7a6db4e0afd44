from __future__ import annotations

from pathlib import Path

import pytest

from signdesk import __version__


def test_a_working_installation_is_found_fine_without_a_display(run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    done = run("doctor")
    assert (done.status, done.err) == (0, ""), done.out
    assert __version__ in done.out
    assert "ok  networks     letters" in done.out
    assert "ok  networks     digits" in done.out
    assert "BAD" not in done.out


def test_a_folder_that_cannot_be_written_is_found(run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("")
    monkeypatch.setenv("SIGNDESK_HOME", str(blocked))
    done = run("doctor")
    assert done.status == 1
    assert any(line.startswith("BAD settings") and str(blocked) in line for line in done.out.splitlines())
