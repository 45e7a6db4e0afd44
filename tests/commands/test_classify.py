from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from signdesk.alphabet import DIGITS, LETTERS


def test_json_has_a_line_for_each_picture_in_the_order_given(run, picture: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff not really")
    missing = tmp_path / "missing.png"
    done = run("classify", "--json", picture, missing, broken, picture)
    assert done.status == 1
    assert [line["path"] for line in done.json] == [str(p) for p in (picture, missing, broken, picture)]
    assert [list(line) for line in done.json] == [["path", "label", "confidence", "hand", "top", "error"]] * 4
    assert [line["error"] is None for line in done.json] == [True, False, False, True]
    assert len(done.err.splitlines()) == 2, "each error is one line"
    assert "missing.png" in done.err.splitlines()[0]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_closed_file_is_that_pictures_error(run, picture: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed.png"
    closed.write_bytes(picture.read_bytes())
    closed.chmod(0)
    done = run("classify", "--json", closed, picture)
    assert done.status == 1
    assert [line["error"] is None for line in done.json] == [False, True]


def test_a_picture_without_a_hand_has_no_letter(run, picture: Path) -> None:
    done = run("classify", "--json", picture)
    assert done.status == 0
    assert done.json == [
        {"path": str(picture), "label": None, "confidence": 0.0, "hand": None, "top": [], "error": None}
    ]
    assert "no hand" in run("classify", picture).out


@pytest.mark.parametrize("alphabet", [LETTERS, DIGITS], ids=lambda a: a.name)
def test_a_given_hand_is_read_in_the_alphabet_asked_for(run, picture: Path, alphabet) -> None:
    done = run("classify", "--json", "--hand", "40,20,100,120", "--alphabet", alphabet.name, picture)
    (line,) = done.json
    assert line["hand"] == [40.0, 20.0, 100.0, 120.0]
    assert len(line["top"]) == 5
    assert {label for label, _ in line["top"]} <= set(alphabet.labels)
    chances = [chance for _, chance in line["top"]]
    assert chances == sorted(chances, reverse=True)


def test_the_whole_picture_can_be_the_hand(run, picture: Path) -> None:
    (line,) = run("classify", "--json", "--hand", "full", picture).json
    assert line["hand"] == [0, 0, 320, 240]
    assert line["top"]


@pytest.mark.parametrize(
    "hand", ["1,2,3", "0,0,-5,5", "left", "a,b,c,d", "0,0,nan,5", "nan,0,5,5", "0,0,inf,5", "-inf,0,5,5"]
)
def test_a_hand_that_is_no_box_is_refused_in_words(run, picture: Path, hand: str) -> None:
    done = run("classify", f"--hand={hand}", picture)
    assert done.status == 2
    assert len(done.err.splitlines()) == 1
    assert "X,Y,W,H" in done.err
    assert not done.out


def test_a_hand_outside_the_picture_is_that_pictures_error(run, picture: Path) -> None:
    done = run("classify", "--json", "--hand", "1000,1000,50,50", picture)
    assert done.status == 1
    assert "320 × 240" in done.json[0]["error"]


def test_an_unknown_alphabet_is_named_with_those_there_are(run, picture: Path) -> None:
    done = run("classify", "--alphabet", "runes", picture)
    assert done.status == 1
    assert "letters" in done.err
    assert "digits" in done.err


def test_a_foreign_file_as_checkpoint_is_one_clear_line(run, picture: Path) -> None:
    done = run("classify", "--checkpoint", picture, picture)
    assert done.status == 1
    assert done.err.count("\n") == 1
    assert done.err.startswith("signdesk: ")
    assert str(picture) in done.err
    assert "Traceback" in run("--verbose", "classify", "--checkpoint", picture, picture).err


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_file_name_that_is_no_text_is_read_all_the_same(run, picture: Path, tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9.png")
    picture.rename(odd)
    done = run("classify", "--json", tmp_path)
    assert done.status == 0
    assert done.json[0]["path"].endswith(".png")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_file_name_with_a_line_break_takes_one_line(run, picture: Path, tmp_path: Path) -> None:
    picture.rename(tmp_path / "a\nb.png")
    assert run("classify", tmp_path).out.count("\n") == 1


def test_what_follows_two_dashes_is_a_file(run, picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    picture.rename("-v")
    assert run("classify", "--", "-v").out == "-v: no hand\n"


def test_whoever_stops_reading_early_sees_no_trace(picture: Path) -> None:
    command = [sys.executable, "-m", "signdesk", "classify", "--json", *[str(picture)] * 200]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        process.wait(timeout=60)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signal to one process")
def test_interrupting_is_quiet(picture: Path) -> None:
    command = [sys.executable, "-m", "signdesk", "classify", "--json", *[str(picture)] * 5000]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 130
