from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from signdesk import paths
from signdesk.__main__ import main
from signdesk.networks.checkpoint import load_checkpoint, read_card
from signdesk.training.events import EpochEnded
from signdesk.training.run_folder import RunFolder
from signdesk.training.runs import RunStore

_QUICK = ("--network", "lenet5", "--set", "epochs=1", "--set", "batch_size=24", "--set", "device=cpu")


@pytest.fixture(scope="module")
def network(class_folders: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network trained on `class_folders`."""
    path = tmp_path_factory.mktemp("trained") / "own.safetensors"
    with pytest.MonkeyPatch.context() as patch:  # fixtures of a module come before the home of each test
        patch.setenv("SIGNDESK_HOME", str(tmp_path_factory.mktemp("home")))
        assert main(["train", str(class_folders), *_QUICK, "-o", str(path)]) == 0
    return path


def test_training_leaves_the_network_and_nothing_else(network: Path) -> None:
    assert read_card(network).alphabets == {"letters": ("A", "B")}
    assert list(network.parent.iterdir()) == [network]


def test_models_tells_what_a_network_is(run, network: Path) -> None:
    told = run("models", network)
    assert "reads letters: A B" in told.out
    assert "discs" in told.out
    (line,) = run("models", "--json", network).json
    assert line["network"] == "lenet5"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_models_goes_on_after_a_closed_file(run, network: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed.safetensors"
    closed.write_bytes(network.read_bytes())
    closed.chmod(0)
    done = run("models", closed, network)
    assert done.status == 1
    assert "reads letters: A B" in done.out
    assert done.err.count("\n") == 1
    assert str(closed) in done.err


def test_evaluate_measures_a_network_on_a_dataset(run, network: Path, class_folders: Path) -> None:
    (report,) = run("evaluate", "--json", network, class_folders).json
    assert report["pictures"] == 48
    assert set(report["signs"]) == {"A", "B"}
    assert "hands right" in run("evaluate", network, class_folders).out


def test_a_report_in_two_forms_at_once_is_refused(run, network: Path, class_folders: Path) -> None:
    done = run("evaluate", "--json", "--csv", network, class_folders)
    assert (done.status, done.out) == (2, "")
    assert "not both" in done.err


def test_classify_reads_with_a_network_of_ones_own(run, network: Path, class_folders: Path) -> None:
    (read,) = run("classify", "--json", "--hand", "full", "-c", network, class_folders / "A" / "0.png").json
    assert {label for label, _ in read["top"]} == {"A", "B"}


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_pictures_that_can_not_be_used_are_told(
    run, network: Path, class_folders: Path, tmp_path: Path, command: str
) -> None:
    data = shutil.copytree(class_folders, tmp_path / "discs")
    (data / "A" / "cut.png").write_bytes((data / "A" / "0.png").read_bytes()[:60])
    (data / "B" / "empty.png").write_bytes(b"")
    done = run("train", data, *_QUICK) if command == "train" else run("evaluate", network, data)
    assert done.status == 0
    assert done.err == ("signdesk: 2 pictures are left out: B/empty.png (it is empty), A/cut.png (it can't be read).\n")


def test_the_same_seed_gives_the_same_network(run, network: Path, class_folders: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.safetensors"
    torch.set_num_threads(1)  # as reading pictures may have left it
    done = run("train", class_folders, *_QUICK, "-o", again)
    assert (done.status, done.err) == (0, "")
    assert "epoch 1 of 1" in done.out
    one, two = load_checkpoint(network).weights, load_checkpoint(again).weights
    assert all((one[key] == two[key]).all() for key in one)


def test_without_an_output_the_network_is_among_ones_own(run, class_folders: Path) -> None:
    assert run("train", class_folders, *_QUICK).status == 0
    assert "reads letters: A B" in run("models").out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--set", "epochs=0"), "epochs"),
        (("--set", "epoch=3"), "epochs"),
        (("--set", "epochs"), "NAME=VALUE"),
        (("--network", "oracle"), "compact"),
        (("--output", "network.pt"), ".safetensors"),
        (("--output", "n" * 300 + ".safetensors"), "another --output"),
        (("--without", "A"), "sign"),
        (("--without", "Q"), "“Q”, only of A, B."),
        (("--label", "Q", "--without", "A"), "“Q”, only of A, B."),
        (("--label", "A", "--label", "Q"), "“Q”, only of A, B."),
        (("--preset", "oracle"), "notes-logistic"),
        (("--from", "missing.safetensors"), "missing.safetensors"),
        (("--by", "moonlight"), "data.by"),
    ],
)
def test_what_cannot_be_trained_is_said_in_one_line(run, class_folders: Path, arguments, named: str) -> None:
    done = run("train", class_folders, *arguments)
    assert done.status == 1
    assert done.err.count("\n") == 1
    assert named in done.err


def test_a_stopped_training_goes_on_where_it_was(run, class_folders: Path, tmp_path: Path, monkeypatch) -> None:
    settings = ("--network", "lenet5", "--set", "epochs=3", "--set", "batch_size=24", "--set", "device=cpu")
    append = RunFolder.append_history

    def interrupted(folder: RunFolder, epoch: EpochEnded) -> None:
        append(folder, epoch)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(RunFolder, "append_history", interrupted)
        done = run("train", class_folders, *settings)
    assert done.status == 130
    assert "--resume" in done.err
    assert RunStore().all()[0].status == "stopped"
    resumed = run("train", class_folders, *settings, "--resume", "-o", tmp_path / "own.safetensors")
    assert "epoch 1 of 3" not in resumed.out
    assert "epoch 3 of 3" in resumed.out
    assert [run.status for run in RunStore().all()] == ["finished"]
    assert len(RunStore().all()[0].history) == 3


def test_a_training_whose_reader_goes_stops_as_by_ctrl_c(class_folders: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "signdesk", "train", class_folders, *_QUICK, "-o", tmp_path / "own.safetensors"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
    assert process.returncode == 1
    assert told.count("\n") == 1
    assert "--resume" in told
    (kept,) = RunStore().all()
    assert (kept.status, kept.problem, kept.resumable) == ("stopped", "", True)


def test_a_network_whose_folder_went_is_told_where_it_is_kept(
    run, class_folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "networks"
    append = RunFolder.append_history

    def and_the_folder_goes(kept: RunFolder, epoch: EpochEnded) -> None:
        append(kept, epoch)
        folder.rmdir()
        folder.write_bytes(b"")

    monkeypatch.setattr(RunFolder, "append_history", and_the_folder_goes)
    done = run("train", class_folders, *_QUICK, "-o", folder / "own.safetensors")
    assert done.status == 1
    assert done.err.count("\n") == 1
    (kept,) = RunStore().all()
    assert kept.status == "finished"
    assert f"kept as {kept.checkpoint}" in done.err


def test_there_is_nothing_to_resume_with_other_settings(run, class_folders: Path) -> None:
    done = run("train", class_folders, *_QUICK, "--resume")
    assert done.status == 1
    assert "signdesk runs" in done.err


def test_progress_as_json_ends_with_the_report(run, class_folders: Path) -> None:
    events = run("train", class_folders, *_QUICK, "--json").json
    kinds = [event["event"] for event in events]
    assert kinds.count("EpochEnded") == 1
    assert kinds.index("Started") < kinds.index("EpochEnded") < kinds.index("Reported")
    assert 0 <= events[kinds.index("Reported")]["report"]["accuracy"] <= 1


def test_a_preset_is_changed_by_settings(run, class_folders: Path) -> None:
    done = run(
        "train", class_folders, "-p", "notes-logistic", "--label", "A", "--label", "B", "--set", "lr=0.02", "--set",
        "epochs=5", "--name", "mine",
    )  # fmt: skip
    assert (done.status, done.err) == (0, "")
    (kept,) = RunStore().all()
    assert (kept.name, kept.config.preset, kept.config.network) == ("mine", "notes-logistic", "logistic")
    assert (kept.config.train.learning_rate, kept.config.train.epochs) == (0.02, 5)
    assert kept.config.train.optimizer == "gd"  # of the preset's


def test_fine_tuning_goes_on_from_a_network(run, network: Path, class_folders: Path) -> None:
    done = run("train", class_folders, *_QUICK[2:], "--from", network)
    assert (done.status, done.err) == (0, "")
    (kept,) = RunStore().all()
    assert (kept.config.network, kept.config.start) == ("lenet5", str(network))


@pytest.mark.parametrize("other", [("--network", "mlp"), ("--preset", "notes-layers")])
def test_a_network_goes_on_as_no_other(run, network: Path, class_folders: Path, other: tuple[str, str]) -> None:
    done = run("train", class_folders, *other, "--from", network)
    assert done.status == 1
    assert "lenet5" in done.err
    assert RunStore().all() == []


@pytest.mark.parametrize("setting", ["dropout=0.5", "input_size=64"])
def test_what_a_network_is_built_with_stays_when_it_is_trained_further(run, network: Path, setting: str) -> None:
    done = run("train", "--from", network, "--set", setting)
    assert done.status == 1
    assert f"keeps its own {setting.partition('=')[0]}" in done.err


def test_settings_are_listed_with_their_defaults(run) -> None:
    assert "learning_rate=" in run("train", "--settings").out


def test_a_dataset_with_none_of_the_signs_is_refused(run, network: Path, class_folders: Path) -> None:
    done = run("evaluate", network, class_folders, "--without", "A", "--without", "B")
    assert done.status == 1
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--without", "Q"), "“Q”, only of A, B."),
        (("--part", "tset"), "no part “tset”; there are test, train."),
    ],
)
def test_what_the_dataset_has_not_is_not_passed_over(
    run, network: Path, class_folders: Path, tmp_path: Path, arguments: tuple[str, ...], named: str
) -> None:
    for part in ("train", "test"):
        shutil.copytree(class_folders, tmp_path / "discs" / part)
    done = run("evaluate", network, tmp_path / "discs", *arguments)
    assert done.status == 1
    assert named in done.err
    assert "no parts" in run("evaluate", network, class_folders, "--part", "test").err


def test_a_network_that_finds_hands_is_not_measured_as_one_that_reads(run, class_folders: Path) -> None:
    done = run("evaluate", paths.models() / "finder.safetensors", class_folders)
    assert done.status == 1
    assert "reads no signs" in done.err


def test_a_box_is_learnt_and_told_beside_least_squares(run, tmp_path: Path) -> None:
    goal = tmp_path / "box.safetensors"
    small = ("--set", "epochs=1", "--set", "width=4", "--set", "input_size=32", "--set", "device=cpu")
    signs = ("--label", "A", "--label", "B")
    done = run("train", "bundled", "--network", "box_regressor", "--set", "loss=mae", *small, *signs, "-o", goal)
    assert (done.status, done.err) == (0, "")
    assert "least squares" in done.out
    assert goal.is_file()
    assert "overlaps the true one" in run("runs", "show", "last").out
