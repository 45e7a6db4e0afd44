"""Sweeps, cross-validations and the kept runs, from the command line."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from signdesk.__main__ import main
from signdesk.training.events import EpochEnded
from signdesk.training.run_config import RunConfig
from signdesk.training.run_folder import RunFolder
from signdesk.training.runs import RunStore
from signdesk.training.series import create_series, is_series, load_series, results
from signdesk.training.sweep import Sweep

_QUICK = ("--network", "softmax", "--set", "epochs=2", "--set", "device=cpu")


def test_a_sweep_tells_what_came_of_each(run, class_folders: Path) -> None:
    done = run("sweep", class_folders, *_QUICK, "--grid", "l2=0,0.1", "-g", "seed=0,1")
    assert (done.status, done.err) == (0, "")
    assert "4 of 4" in done.out
    assert "best on the validation pictures" in done.out
    folder = next(RunStore().folder.glob("*/series.json")).parent
    (shown,) = run("runs", "show", folder.name, "--json").json
    assert [row["changed"] for row in shown["rows"]] == [{"l2": x, "seed": s} for x in (0, 0.1) for s in (0, 1)]
    again = run("sweep", "--resume", folder.name, "--json").json
    assert "Started" not in [event["event"] for event in again]  # all is done
    assert again[-1]["event"] == "Results"
    assert folder.name in run("runs").out


def test_a_sweep_of_which_nothing_comes_has_failed_and_says_why_once(run, tmp_path: Path) -> None:
    done = run("sweep", tmp_path, *_QUICK, "--grid", "seed=0,1")
    assert done.status == 1
    assert done.out.count("is empty") == 1
    assert "None of its trainings" in done.err


@pytest.mark.parametrize("arguments", [("train",), ("sweep", "--grid", "seed=0,1"), ("crossval",)])
def test_a_dataset_that_is_not_there_leaves_no_failed_runs(run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, tmp_path / "nowhere")
    assert (done.status, done.out) == (1, "")
    assert "There is nothing at" in done.err
    assert not RunStore().folder.exists()


def test_a_cross_validation_tells_mean_and_deviation(run, class_folders: Path) -> None:
    done = run("crossval", class_folders, *_QUICK, "--folds", "2")
    assert (done.status, done.err) == (0, "")
    assert "accuracy: mean" in done.out
    assert len(RunStore().all()) == 2


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("sweep", "--grid", "epochs=0,3"), "epochs"),
        (("sweep",), "--grid"),
        (("sweep", "--compare", "colours"), "regularisation"),
        (("sweep", "--compare", "activations", "--network", "softmax"), "Multilayer perceptron"),
        (("sweep", "--compare", "losses", "--grid", "seed=1,2"), "not both"),
        (("sweep", "--resume", "20000101-000000"), "20000101-000000"),
        (("runs", "show", "missing"), "missing"),
        (("runs", "undelete", "missing"), "missing"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run, arguments: tuple[str, ...], named: str) -> None:
    done = run(*arguments)
    assert done.status == 1
    assert done.err.count("\n") == 1
    assert named in done.err


def config(name: str, **train: object) -> RunConfig:
    return RunConfig.parse({"name": name, "network": "mlp", "train": train, "data": {"datasets": ["here"]}})


def test_runs_are_listed_compared_renamed_deleted_and_brought_back(run) -> None:
    assert "signdesk train" in run("runs").out
    store = RunStore()
    one, two = store.create(config("one", epochs=3)), store.create(config("two", epochs=5))
    assert [line["name"] for line in run("runs", "list", "--json").json] == ["two", "one"]
    table = run("runs", "compare", one.id, two.id).out.splitlines()
    assert table[0].split()[-1] == "epochs"  # the one setting that differs
    assert [line.split()[-1] for line in table[1:]] == ["3", "5"]
    assert run("runs", "rename", "last", "three").status == 0
    assert "three" in run("runs", "show", two.id).out
    assert run("runs", "delete", one.id, two.id).status == 0
    assert store.all() == []
    assert one.id in run("runs", "undelete").out
    assert run("runs", "undelete", one.id).status == 0
    assert [kept.name for kept in store.all()] == ["one"]


def test_an_id_is_known_by_its_beginning(run) -> None:
    store = RunStore()
    one = store.create(config("one"))
    assert "one" in run("runs", "show", one.id[:9]).out
    assert run("runs", "delete", "").status == 1  # as a script says whose variable is empty
    assert store.all() != []
    store.create(config("two"))
    several = run("runs", "show", one.id[:9])
    assert several.status == 1
    assert "Several runs" in several.err


def test_a_sweep_is_deleted_and_brought_back_with_its_trainings(run) -> None:
    store = RunStore()
    alone = store.create(config("alone"))
    folder = create_series(store, Sweep.parse(config("base"), {"epochs": "2,3"}))
    assert folder.name in run("runs").out
    for changed in load_series(folder).runs():
        store.create(changed.changed(series=folder.name))
    refused = run("runs", "rename", folder.name, "other")  # an id that its trainings' begin with
    assert refused.status == 1
    assert "runs show" in refused.err
    done = run("runs", "delete", folder.name)
    assert (done.status, done.out.split(";")[0]) == (0, f"deleted {folder.name} with 2 trainings")
    assert [kept.id for kept in store.all()] == [alone.id]
    assert not is_series(folder)
    assert folder.name in run("runs", "undelete").out
    assert run("runs", "undelete", folder.name).status == 0
    assert len(store.all()) == 3
    assert all(row.run for row in results(folder).rows)


def test_a_sweep_without_trainings_is_still_listed(run) -> None:
    folder = create_series(RunStore(), Sweep.parse(config("base"), {"epochs": "2,3"}))
    assert run("runs").out.startswith(folder.name)


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in ("train", "sweep", "crossval", "runs"))


def test_a_comparison_tells_how_each_case_went(run, class_folders: Path) -> None:
    quick = ("--network", "mlp", "--set", "epochs=2", "--set", "device=cpu", "--set", "hidden=8")
    done = run("sweep", class_folders, *quick, "--compare", "batch-normalisation")
    assert (done.status, done.err) == (0, "")
    assert "2 of 2: batch-normalisation: with" in done.out
    table = done.out.splitlines()[-4:]
    assert table[0].split()[:2] == ["batch", "normalisation"]
    assert [line.split()[0] for line in table[1:3]] == ["without", "with"]
    assert table[3].startswith("best on the validation pictures: batch-normalisation: with")


def test_the_ways_down_a_surface_are_told_and_drawn(run, tmp_path: Path) -> None:
    figure = tmp_path / "bowl.svg"
    done = run("descend", figure, "--surface", "bowl", "--way", "gd", "-w", "adam", "--steps", "60")
    assert (done.status, done.err) == (0, "")
    assert [line.split()[0] for line in done.out.splitlines()[:2]] == ["gd", "adam"]
    assert "there after 17 steps" in done.out
    assert b"<svg" in figure.read_bytes()
    (way,) = run("descend", "-s", "bowl", "-w", "gd", "--rate", "2.5", "--steps", "9", "--json").json
    assert way["kind"] == "off"
    assert len(way["places"]) == len(way["costs"]) > 1
    for arguments, named in (
        (("-s", "hill"), "saddle"),
        (("-s", "bowl", "-w", "crawl"), "rmsprop"),
        (("--label", "A", "--label", "Q1"), "“Q1”, only of 0, 1, "),
        (("--label", "A"), "two signs"),
        (("-s", "bowl", "--start", "nan", "1"), "finite"),
    ):
        wrong = run("descend", *arguments)
        assert wrong.status == 1
        assert named in wrong.err


def test_numbers_that_are_none_are_null_in_json(run) -> None:
    store = RunStore()
    kept = store.create(config("off"))
    RunFolder(kept.folder).write_history([EpochEnded(1, math.nan, math.inf, 0.1, 1.0, {"loss": 0.5})])
    (shown,) = run("runs", "show", kept.id, "--json").json
    (epoch,) = shown["history"]
    assert (epoch["loss"], epoch["accuracy"], epoch["validation"]) == (None, None, {"loss": 0.5})


def test_a_drawing_adds_no_line_to_json(run, tmp_path: Path) -> None:
    done = run("descend", tmp_path / "bowl.svg", "--surface", "bowl", "--way", "gd", "--json")
    assert [line["way"] for line in done.json] == ["gd"]
