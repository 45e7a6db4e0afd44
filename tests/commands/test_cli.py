from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from signdesk import __version__
from signdesk.commands.console import INTERRUPTED, guarded
from signdesk.errors import SignDeskError


def test_version(run) -> None:
    assert run("--version").out == f"signdesk {__version__}\n"


def test_help_names_every_command(run) -> None:
    text = run("--help").out
    for command in ("demo", "classify", "spell", "train", "evaluate", "models", "doctor"):
        assert command in text
        assert "Usage: signdesk" in run(command, "--help").out


def test_a_mistyped_command_is_told_what_was_meant(run) -> None:
    done = run("clasify", "x.png")
    assert done.status == 2
    assert done.err.count("\n") == 1
    assert "Did you mean 'classify'? See: signdesk --help" in done.err


@pytest.mark.parametrize("given", ["./signs", "none.png", "a" * 5000 + ".png"])
def test_a_path_that_is_not_there_is_not_taken_for_a_command(run, given: str) -> None:
    done = run(given)
    assert done.status == 2
    assert "no file or folder" in done.err
    assert "command" not in done.err


def test_an_option_of_the_window_before_a_command_is_not_passed_over(run, picture: Path) -> None:
    done = run("--checkpoint", "x", "classify", picture)
    assert done.status == 2
    assert "after “classify”" in done.err


def _raise(error: BaseException) -> int:
    raise error


def test_interrupting_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(lambda: _raise(KeyboardInterrupt())) == INTERRUPTED
    assert capsys.readouterr() == ("", "")


def test_errors_are_one_line_and_verbose_shows_where_they_come_from(capsys: pytest.CaptureFixture[str]) -> None:
    error = SignDeskError("The lamp is broken.\nChange it.")
    assert guarded(lambda: _raise(error)) == 1
    assert capsys.readouterr().err == "signdesk: The lamp is broken. Change it.\n"
    assert guarded(lambda: _raise(error), verbose=True) == 1
    assert "Traceback" in capsys.readouterr().err


def test_a_file_that_may_not_be_read_is_no_defect(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(lambda: _raise(PermissionError(13, "Permission denied", "/models"))) == 1
    text = capsys.readouterr().err
    assert text.startswith("signdesk: /models can't be read or written: Permission denied.")


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
@pytest.mark.parametrize(
    ("arguments", "status", "told"), [("", 0, ""), (">&-", 0, ""), (">/dev/full", 1, "What is printed")]
)
def test_where_nothing_can_be_printed_that_is_said(arguments: str, status: int, told: str) -> None:
    command = f"exec '{sys.executable}' -m signdesk --version {arguments}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert told in done.stderr
    assert done.stderr.count("\n") == status


def test_a_defect_is_one_line_that_says_how_to_see_more(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(lambda: _raise(KeyError("lamp"))) == 1
    text = capsys.readouterr().err
    assert text.count("\n") == 1
    assert "KeyError" in text
    assert "--verbose" in text
