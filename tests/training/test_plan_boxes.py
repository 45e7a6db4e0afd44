"""A regression as a run: from the data to the report that lists, resumes and measures like any other."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from signdesk.datasets.open import open_dataset
from signdesk.datasets.samples import Samples, concatenate
from signdesk.datasets.stores import ArrayImages
from signdesk.errors import CheckpointError, ConfigError, DatasetError, TrainingError
from signdesk.networks.checkpoint import load_checkpoint
from signdesk.networks.registry import restore
from signdesk.paths import bundled_data
from signdesk.recognition.classifier import Classifier
from signdesk.training.box_report import BoxReport
from signdesk.training.events import EpochEnded
from signdesk.training.fit_box import box_rows, read_boxes
from signdesk.training.job_events import JobEvent, Reported
from signdesk.training.job_line import StopAsked
from signdesk.training.perform import perform
from signdesk.training.plan_boxes import boxes_named, plan_boxes
from signdesk.training.run_config import DataChoice, RunConfig
from signdesk.training.run_folder import RunFolder
from signdesk.training.runs import Run, RunStore

TRAIN = {
    "epochs": 3, "batch_size": 16, "width": 4, "input_size": 32, "loss": "huber", "device": "cpu", "averaging": 0.0,
    "learning_rate": 0.01,
}  # fmt: skip
CONFIG = RunConfig.parse(
    {
        "name": "box",
        "network": "box_regressor",
        "data": {"limit": 2, "labels": ["A", "B", "C", "L", "Y", "5"]},
        "train": TRAIN,
    }
)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, list[JobEvent]]:
    store = RunStore(tmp_path_factory.mktemp("runs"))
    run = store.create(CONFIG.changed(data={**CONFIG.data.model_dump(), "limit": 10}))
    told: list[JobEvent] = []
    perform(RunFolder(run.folder), told.append)
    return store.get(run.id), told


def test_a_regression_is_a_run_like_any_other(done: tuple[Run, list[JobEvent]]) -> None:
    run, told = done
    assert run.status == "finished"
    assert len(run.history) == 3
    assert {"loss", "accuracy", "r2", "rmse", "pearson"} <= set(run.history[-1].validation)
    assert any(isinstance(event, Reported) for event in told)
    assert run.report is None
    assert not run.reads_signs
    report = run.box_report
    assert report is not None
    assert report.split == "validation"
    assert run.figures["accuracy"] == report.network.overlapping
    assert run.figures["unseen"] == report.network.overlapping, "people are known, so new people are measured on"
    assert report.network.r2 == pytest.approx(run.history[-1].validation["r2"], abs=1e-5)
    assert "least squares" in report.sentence
    assert len(report.worst) > 3
    overlaps = [example.overlap for example in (*report.worst, *report.best[::-1])]
    assert overlaps[0] == min(overlaps)
    assert overlaps[-1] == max(overlaps)


def test_its_network_tells_again_what_the_report_says(done: tuple[Run, list[JobEvent]]) -> None:
    run, _ = done
    assert run.checkpoint is not None
    assert run.box_report is not None
    checkpoint = load_checkpoint(run.checkpoint)
    assert checkpoint.card.kind == "regressor"
    example = run.box_report.worst[0]
    rows = boxes_named(run.config, (example.name,), checkpoint.card.input.size)
    assert rows.boxes[0] == pytest.approx(np.array(example.true), abs=1e-3)
    assert read_boxes(restore(checkpoint), rows.images)[0] == pytest.approx(np.array(example.told), abs=1e-3)


def test_pictures_of_two_sets_may_be_called_alike() -> None:
    """Only a picture with two hands has two rows that nobody can tell apart."""
    rng = np.random.default_rng(0)
    points = rng.uniform(8, 24, (3, 21, 2)).astype(np.float32)
    images = rng.integers(0, 256, (2, 32, 32, 3), dtype=np.uint8)

    def one_set(name: str, image: int, hands: int) -> Samples:
        text, nowhere = np.full(hands, ""), np.full((hands, 4), np.nan, np.float32)
        pictures, names = ArrayImages(images[[image] * hands]), np.full(hands, "A/1.png")
        return Samples(name, pictures, np.full(hands, "A"), text, text, nowhere, points[:hands], names)

    assert len(box_rows(concatenate([one_set("here", 0, 1), one_set("there", 1, 1)]))) == 2
    assert len(box_rows(concatenate([one_set("here", 0, 2), one_set("there", 1, 1)]))) == 1


def test_a_part_of_which_nothing_can_be_used_stops_nothing() -> None:
    """Only the whole has to say where hands are."""
    samples = open_dataset(bundled_data() / "rendered").with_labels("Y").take(np.arange(10))
    points = np.where(np.arange(10)[:, None, None] < 8, samples.keypoints, np.nan)
    parts = np.where(np.arange(10) < 8, "train", "test")
    made = plan_boxes(
        replace(samples, keypoints=points, parts=parts), "box_regressor", CONFIG.train, DataChoice(by="parts")
    )
    assert (len(made.train) + len(made.seen or ()), len(made.validation)) == (8, 0)


def test_it_is_no_reader(done: tuple[Run, list[JobEvent]]) -> None:
    run, _ = done
    assert run.checkpoint is not None
    with pytest.raises(CheckpointError):
        Classifier(load_checkpoint(run.checkpoint))


def test_a_stopped_regression_goes_on_where_it_was(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    run = store.create(CONFIG)

    def stop_after_one(event: JobEvent) -> None:
        if isinstance(event, EpochEnded):
            raise StopAsked

    with pytest.raises(StopAsked):
        perform(RunFolder(run.folder), stop_after_one)
    assert store.get(run.id).resumable
    told: list[JobEvent] = []
    perform(RunFolder(run.folder), told.append)
    again = store.get(run.id)
    assert again.status == "finished"
    assert [epoch.epoch for epoch in again.history] == [1, 2, 3]


def test_a_report_is_read_back_and_a_damaged_one_is_refused(done: tuple[Run, list[JobEvent]]) -> None:
    values = json.loads(json.dumps(done[0].figures))
    report = BoxReport.from_json(values)
    assert json.loads(json.dumps(report.to_json())) == values
    for damage in ({"true": [[1, 2, 3]]}, {"network": {}}, {"worst": [{"name": "x"}]}, {"told": []}):
        with pytest.raises(TrainingError, match="Measure the network again"):
            BoxReport.from_json({**values, **damage})


def test_what_cannot_be_learnt_is_said(tmp_path: Path, disc_folder: Path) -> None:
    store = RunStore(tmp_path)
    signs = store.create(CONFIG.changed(train={**CONFIG.train.model_dump(), "loss": "cross_entropy"}))
    with pytest.raises(ConfigError, match="mse, mae, huber"):
        perform(RunFolder(signs.folder), lambda event: None)
    nowhere = store.create(CONFIG.changed(data={"datasets": [str(disc_folder)]}))
    with pytest.raises(DatasetError, match="boxes or keypoints"):
        perform(RunFolder(nowhere.folder), lambda event: None)
    assert store.get(nowhere.id).status == "failed"
