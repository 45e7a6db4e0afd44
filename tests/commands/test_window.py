from __future__ import annotations

from pathlib import Path

import pytest

from signdesk.app import main as window
from signdesk.vision.demo import DEMO
from signdesk.vision.video import VideoSource


@pytest.fixture
def without_display(monkeypatch: pytest.MonkeyPatch) -> None:
    if not __import__("sys").platform.startswith("linux"):
        pytest.skip("other systems always have a display")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[window.Options]:
    """What the window was asked for, instead of opening it."""
    asked: list[window.Options] = []
    monkeypatch.setattr(window, "run", lambda options: asked.append(options) or 0)
    return asked


@pytest.mark.usefixtures("without_display")
def test_without_a_display_the_demo_is_read_in_the_terminal(run) -> None:
    done = run()
    assert done.status == 0
    assert done.err.count("\n") == 1
    assert "display" in done.err
    about, text, where = done.out.splitlines()
    assert "demo" in about
    assert text.strip() == "HELLO WORLD"
    video = Path(where.rpartition(": ")[2])
    with VideoSource(video) as film:
        assert sum(1 for _ in film) > 300


@pytest.mark.usefixtures("without_display")
def test_without_a_display_a_source_that_was_asked_for_is_not_passed_over(run) -> None:
    done = run("--source", "film.mp4")
    assert (done.status, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert "signdesk classify" in done.err


@pytest.mark.usefixtures("without_display")
def test_without_a_display_pictures_are_read_in_the_terminal(run, picture: Path) -> None:
    done = run(picture.parent)
    assert done.status == 0
    assert "display" in done.err
    assert done.out == f"{picture}: no hand\n"


def test_a_folder_called_as_our_own_way_to_pictures_is_a_folder(
    run, opened: list[window.Options], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pictures").mkdir()
    assert run("pictures").status == 0
    assert [options.pictures for options in opened] == [(Path("pictures"),)]


@pytest.mark.parametrize(
    "arguments", [["--source", "0", "--checkpoint", "my.safetensors"], ["--checkpoint=my.safetensors", "--source=0"]]
)
def test_options_reach_the_window(run, opened: list[window.Options], arguments: list[str]) -> None:
    assert run(*arguments).status == 0
    assert (opened[0].source, opened[0].checkpoint) == ("0", Path("my.safetensors"))


def test_the_demo_is_shown_in_the_window(run, opened: list[window.Options]) -> None:
    assert run("demo", "--checkpoint", "my.safetensors").status == 0
    assert (opened[0].source, opened[0].checkpoint) == (DEMO, Path("my.safetensors"))


def test_pictures_reach_the_window(run, opened: list[window.Options], picture: Path) -> None:
    assert run(picture).status == 0
    assert opened[0].pictures == (picture,)


def test_a_missing_value_does_not_open_the_window(run, opened: list[window.Options]) -> None:
    assert run("--source").status == 2
    assert opened == []
