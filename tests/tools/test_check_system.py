"""The script that looks for system libraries, with a made-up system around it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lacks these libraries")

_SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "check_system.sh"
_THERE = [line.split()[0] for line in _SCRIPT.read_text(encoding="utf-8").splitlines() if line.startswith("lib")]


class _System:
    """A folder of commands that stands for a computer."""

    def __init__(self, folder: Path, libraries: list[str], user: int, apt: bool = True) -> None:
        self._folder = folder
        self._log = folder / "asked"
        self._command(
            "ldconfig", "\n".join(f"echo '{name} (libc6) => /lib/{name}'" for name in ["libc.so.6", *libraries])
        )
        self._command("id", f"echo {user}")
        self._command("uname", "echo Linux")
        if apt:
            self._command("apt-get", f'echo "$*" >> {self._log}')

    def _command(self, name: str, body: str) -> None:
        path = self._folder / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def check(self) -> subprocess.CompletedProcess[str]:
        shell = shutil.which("sh")
        assert shell
        return subprocess.run(
            [shell, str(_SCRIPT), sys.executable],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
            env={"PATH": str(self._folder)},
        )

    @property
    def installed(self) -> str:
        return self._log.read_text() if self._log.exists() else ""


def test_where_nothing_is_missing_nothing_happens(tmp_path: Path) -> None:
    system = _System(tmp_path, _THERE, user=0)
    done = system.check()
    assert (done.returncode, done.stdout, done.stderr, system.installed) == (0, "", "", "")


def test_root_gets_what_is_missing_and_nothing_else(tmp_path: Path) -> None:
    system = _System(tmp_path, [name for name in _THERE if name != "libxcb-cursor.so.0"], user=0)
    done = system.check()
    assert done.returncode == 0, done.stderr
    assert system.installed == "install -qq -y --no-install-recommends libxcb-cursor0\n"


def test_others_are_told_the_exact_command(tmp_path: Path) -> None:
    missing = ("libEGL.so.1", "libxkbcommon.so.0")
    system = _System(tmp_path, [name for name in _THERE if name not in missing], user=1000)
    done = system.check()
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].strip() == "sudo apt-get install libegl1 libxkbcommon0"
    assert system.installed == ""


def test_other_systems_are_told_the_names_of_the_libraries(tmp_path: Path) -> None:
    system = _System(tmp_path, [name for name in _THERE if name != "libGL.so.1"], user=0, apt=False)
    done = system.check()
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith(": libGL.so.1")
