from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from signdesk import paths


def test_the_user_folders_move_with_signdesk_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SIGNDESK_HOME", str(tmp_path))
    assert {paths.user_config().parent, paths.user_data().parent, paths.user_logs().parent} == {tmp_path}


def test_a_file_takes_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    goal = tmp_path / "deep" / "notes.txt"
    with paths.write_whole(goal) as file:
        file.write(b"one")
        assert not goal.exists()
    assert goal.read_bytes() == b"one"
    assert list(goal.parent.iterdir()) == [goal]


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    goal = tmp_path / "notes.txt"
    goal.write_bytes(b"old")
    with pytest.raises(RuntimeError):
        _break_off(goal)
    assert goal.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [goal]


def _break_off(goal: Path) -> None:
    with paths.write_whole(goal) as file:
        file.write(b"half of the n")
        raise RuntimeError


def test_a_name_as_long_as_the_system_allows_can_be_written(tmp_path: Path) -> None:
    goal = tmp_path / ("n" * 251 + ".txt")
    with paths.write_whole(goal) as file:
        file.write(b"long")
    assert goal.read_bytes() == b"long"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_others_may_read_what_is_kept_as_far_as_the_user_lets_them(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with paths.write_whole(tmp_path / "notes.txt") as file:
            file.write(b"open")
    finally:
        os.umask(before)
    assert (tmp_path / "notes.txt").stat().st_mode & 0o777 == 0o644
