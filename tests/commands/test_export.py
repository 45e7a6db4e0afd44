from __future__ import annotations

from pathlib import Path

import pytest

from signdesk import paths

pytest.importorskip("onnxruntime", reason="signdesk[onnx] is not installed")


def test_a_network_is_exported_and_how_near_it_is_told(run, tmp_path: Path) -> None:
    goal = tmp_path / "reader.onnx"
    (told,) = run("export", "--json", paths.models() / "reader.safetensors", goal).json
    assert told["path"] == str(goal)
    assert told["difference"] <= 1e-4
    assert goal.stat().st_size > 1 << 20


def test_no_room_for_temporary_files_is_needed(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    done = run("export", paths.models() / "reader.safetensors", tmp_path / "reader.onnx")
    assert (done.status, done.err) == (0, "")


def test_what_cannot_be_exported_is_one_line(run, tmp_path: Path) -> None:
    done = run("export", paths.models() / "finder.safetensors", tmp_path / "finder.onnx")
    assert done.status == 1
    assert done.err.count("\n") == 1
    assert "reads no signs" in done.err
    assert not list(tmp_path.iterdir())
