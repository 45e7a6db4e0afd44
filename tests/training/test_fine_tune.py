"""A few pictures more are learnt, and what was known stays known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from signdesk.errors import ConfigError, TrainingError
from signdesk.networks.checkpoint import Checkpoint, DataSource, ModelCard, load_checkpoint, save_checkpoint
from signdesk.networks.registry import build, restore, settings_of, weights_of
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops
from signdesk.training.events import EpochEnded, Finished, Started, StepEnded
from signdesk.training.fine_tune import fine_tune, fine_tuned, widened
from signdesk.training.fit import outputs_of
from signdesk.training.job_line import StopAsked
from signdesk.training.perform import perform
from signdesk.training.plan import Plan
from signdesk.training.run_config import RunConfig
from signdesk.training.run_folder import RunFolder
from signdesk.training.runs import RunStore
from signdesk.training.state import Pace
from signdesk.vision.crop import InputSpec
from signdesk.vision.image import write_image

CONFIG = TrainConfig(epochs=6, augmentation=0.2, device="cpu")


def rings(count: int, seed: int, label: str = "ring") -> Crops:
    """A sign that the reader does not know: a thin ring."""
    rng = np.random.default_rng(seed)
    images = np.empty((count, 48, 48, 3), np.uint8)
    for image in images:
        image[:] = rng.integers(0, 90)
        x, y = (int(n) for n in rng.integers(-3, 4, 2) + 24)
        cv2.circle(image, (x, y), 13, tuple(int(c) for c in rng.integers(150, 255, 3)), 2)
    nowhere = np.full((count, 21, 2), np.nan, np.float32)
    ones = np.ones(count, np.float32)
    return Crops(images, np.full(count, label), np.full(count, "me"), nowhere, np.zeros(count, bool), ones)


def planned(start: Checkpoint, train: Crops, validation: Crops) -> Plan:
    alphabets = widened(start.card.alphabets, tuple(np.unique(train.labels).tolist()))
    arguments = {**start.card.arguments, "labels": sum(map(len, alphabets.values()))}
    data = DataSource("mine", len(train), 1, "0" * 16)
    return Plan(
        start.card.network, arguments, alphabets, start.card.input, train, validation, data,
        signers_known=False, start=start.card,
    )  # fmt: skip


def taught(start: Checkpoint, plan: Plan) -> Checkpoint:
    *_, finished = fine_tune(start, plan, CONFIG)
    assert isinstance(finished, Finished)
    return fine_tuned(start.card, plan, finished, CONFIG)


def right(checkpoint: Checkpoint, crops: Crops) -> float:
    """The share of ``crops`` read rightly among all signs that the network knows."""
    read = outputs_of(restore(checkpoint), crops).logits.argmax(1)
    return float(np.mean(np.array(checkpoint.card.labels)[read] == crops.labels))


@pytest.fixture(scope="module")
def with_ring(reader: Checkpoint) -> Checkpoint:
    return taught(reader, planned(reader, rings(20, 1), rings(5, 2)))


def test_a_new_sign_is_read_and_the_old_ones_still_are(
    reader: Checkpoint, with_ring: Checkpoint, strangers: Crops
) -> None:
    assert with_ring.card.alphabets == {"letters": ("A", "B", "C", "ring")}
    assert right(with_ring, rings(40, 3)) >= 0.9
    assert right(with_ring, strangers) >= right(reader, strangers) - 0.1


def test_nothing_but_the_new_row_is_touched(reader: Checkpoint, with_ring: Checkpoint) -> None:
    for name, array in reader.weights.items():
        np.testing.assert_array_equal(with_ring.weights[name][: len(array)], array)
    assert with_ring.weights["classify.2.weight"].shape == (4, 84)


def test_an_old_sign_is_learnt_as_one_makes_it(reader: Checkpoint, strangers: Crops) -> None:
    """Whoever makes B as a ring is read, and others' A and C are as before."""
    mine = taught(reader, planned(reader, rings(12, 1, "B"), rings(0, 2)))
    assert right(reader, rings(40, 3, "B")) < 0.5
    assert right(mine, rings(40, 3, "B")) >= 0.8
    others = strangers.take(strangers.labels != "B")
    assert right(mine, others) >= right(reader, others) - 0.1
    assert mine.card.alphabets == reader.card.alphabets


def test_it_tells_what_it_does_as_any_training(reader: Checkpoint) -> None:
    events = list(fine_tune(reader, planned(reader, rings(20, 1), rings(5, 2)), CONFIG))
    started, epochs = events[0], [event for event in events if isinstance(event, EpochEnded)]
    assert isinstance(started, Started)
    assert started.parameters == 85  # a row of weights and a bias
    assert len([event for event in events if isinstance(event, StepEnded)]) == started.epochs * started.steps
    assert [epoch.epoch for epoch in epochs] == list(range(1, started.epochs + 1))
    assert epochs[-1].validation["accuracy"] >= 0.8
    assert epochs[-1].validation["loss"] < epochs[0].validation["loss"]


def test_the_same_seed_gives_the_same(reader: Checkpoint, with_ring: Checkpoint) -> None:
    again = taught(reader, planned(reader, rings(20, 1), rings(5, 2)))
    for name, array in with_ring.weights.items():
        np.testing.assert_array_equal(again.weights[name], array)


def test_kept_back_pictures_without_a_sign_are_no_hindrance(reader: Checkpoint) -> None:
    nothing = replace(rings(4, 9), labels=np.array(["", "", "?", "?"]))
    events = list(fine_tune(reader, planned(reader, rings(20, 1), Crops.joined([rings(5, 2), nothing])), CONFIG))
    epochs = [event for event in events if isinstance(event, EpochEnded)]
    assert epochs[-1].validation["accuracy"] >= 0.8


def test_how_sure_it_may_be_is_not_learnt_from_a_few_pictures(reader: Checkpoint) -> None:
    start = Checkpoint(replace(reader.card, temperature=1.7, threshold=0.6), reader.weights)
    card = taught(start, planned(start, rings(6, 1), rings(2, 2))).card
    assert (card.temperature, card.threshold) == (1.7, 0.6)
    assert [data.name for data in card.data][-1] == "mine"


@pytest.mark.parametrize("name", ["layers", "softmax", "mlp", "compact"])
def test_other_networks_learn_too(name: str) -> None:
    spec = InputSpec(32, 3)
    torch.manual_seed(0)
    arguments = settings_of(name, TrainConfig.of(name).model_dump(), 3, spec)
    network = build(name, arguments)
    if name == "softmax":  # which begins with zeros, as no trained network ends
        torch.nn.init.normal_(network.get_parameter("classify.weight"), std=0.01)
    card = ModelCard("reader", name, arguments, spec, {"letters": ("A", "B", "C")})
    learnt = taught(Checkpoint(card, weights_of(network)), planned_for(card, network))
    assert right(learnt, rings(20, 3)) >= 0.9


def planned_for(card: ModelCard, network: torch.nn.Module) -> Plan:
    return planned(Checkpoint(card, weights_of(network)), rings(12, 1), rings(0, 2))


def test_a_network_for_two_signs_can_learn_no_third() -> None:
    spec = InputSpec(32, 3)
    arguments = settings_of("logistic", TrainConfig.of("logistic").model_dump(), 2, spec)
    card = ModelCard("reader", "logistic", arguments, spec, {"letters": ("A", "B")})
    start = Checkpoint(card, weights_of(build("logistic", arguments)))
    with pytest.raises(ConfigError, match="Train it anew"):
        next(fine_tune(start, planned(start, rings(6, 1), rings(0, 2)), CONFIG))


def test_a_plan_for_another_network_is_refused(reader: Checkpoint) -> None:
    plan = planned(reader, rings(6, 1), rings(0, 2))
    with pytest.raises(ConfigError, match="doesn't fit"):
        next(fine_tune(reader, replace(plan, input=InputSpec(64)), CONFIG))
    with pytest.raises(TrainingError, match="None of the pictures"):
        next(fine_tune(reader, replace(plan, train=rings(6, 1, "unheard of")), CONFIG))


def test_a_stopped_one_keeps_its_network_and_begins_anew_to_the_same_end(
    reader: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pace, "due", lambda self: True)
    for number, image in enumerate(rings(10, 1).images):
        write_image(tmp_path / "data" / "ring" / f"{number}.png", image)
    save_checkpoint(tmp_path / "start.safetensors", reader)
    store = RunStore(tmp_path / "runs")
    data = {"datasets": [str(tmp_path / "data")], "by": "picture"}
    train = {"epochs": 3, "augmentation": 0.2, "device": "cpu"}
    config = RunConfig.parse(
        {"network": "lenet5", "data": data, "train": train, "start": str(tmp_path / "start.safetensors")}
    )
    whole, broken = store.create(config), store.create(config)
    perform(RunFolder(whole.folder), lambda event: None)
    figures = store.get(whole.id).report
    assert figures is not None
    assert figures.old is not None
    assert figures.old.after >= figures.old.before - 0.2

    def stop(event: object) -> None:
        if isinstance(event, EpochEnded) and event.epoch == 2:
            raise StopAsked

    with pytest.raises(StopAsked):
        perform(RunFolder(broken.folder), stop)
    assert load_checkpoint(RunFolder(broken.folder).best).card.labels == ("A", "B", "C", "ring")
    perform(RunFolder(broken.folder), lambda event: None)
    assert [epoch.epoch for epoch in store.get(broken.id).history] == [1, 2, 3]
    expected = load_checkpoint(RunFolder(whole.folder).best).weights
    for name, array in load_checkpoint(RunFolder(broken.folder).best).weights.items():
        np.testing.assert_array_equal(array, expected[name])
