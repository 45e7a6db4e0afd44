"""Training learns, tells what it does, and gives the same again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from signdesk.alphabet import NO_HAND
from signdesk.errors import ConfigError, TrainingError
from signdesk.networks.output import Output
from signdesk.networks.registry import build
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops
from signdesk.training.device import choose_device
from signdesk.training.events import EpochEnded, Finished, Started, StepEnded
from signdesk.training.fit import fit

SIGNS = {"letters": ("A", "B", "C")}
CONFIG = TrainConfig(epochs=4, batch_size=32, learning_rate=3e-3, augmentation=0.2, averaging=0.9, device="cpu")


def network(name: str = "lenet5", labels: int = 3) -> torch.nn.Module:
    torch.manual_seed(0)
    return build(name, {"labels": labels})


def finished(crops: Crops, config: TrainConfig = CONFIG, state: Path | None = None) -> Finished:
    *_, last = fit(network(), crops, None, SIGNS, config, state=state)
    assert isinstance(last, Finished)
    return last


def test_it_learns_what_it_has_not_seen(crops: Crops, strangers: Crops) -> None:
    events = list(fit(network(), crops, strangers, SIGNS, CONFIG.model_copy(update={"epochs": 8})))
    epochs = [event for event in events if isinstance(event, EpochEnded)]
    assert epochs[-1].validation["letters"] >= 0.9
    assert epochs[-1].loss < epochs[0].loss


def test_it_learns_in_mixed_precision_and_keeps_whole_weights(crops: Crops, strangers: Crops) -> None:
    config = CONFIG.model_copy(update={"epochs": 8, "precision": "mixed"})
    *epochs, last = [e for e in fit(network(), crops, strangers, SIGNS, config) if isinstance(e, EpochEnded | Finished)]
    assert isinstance(epochs[-1], EpochEnded)
    assert epochs[-1].validation["letters"] >= 0.9
    assert isinstance(last, Finished)
    assert {array.dtype for array in last.weights.values()} <= {np.dtype(np.float32), np.dtype(np.int64)}
    single = finished(crops, CONFIG.model_copy(update={"epochs": 8}))
    assert any((array != single.weights[name]).any() for name, array in last.weights.items())


def test_it_tells_what_happens_in_order(crops: Crops) -> None:
    events = list(fit(network(), crops, None, SIGNS, CONFIG))
    assert isinstance(events[0], Started)
    assert events[0].steps == 7
    assert events[0].parameters == sum(p.numel() for p in network().parameters())
    assert [e.epoch for e in events if isinstance(e, EpochEnded)] == [1, 2, 3, 4]
    assert len([e for e in events if isinstance(e, StepEnded)]) == 28
    assert isinstance(events[-1], Finished)
    assert len(events[-1].history) == 4


def test_same_seed_same_weights_other_seed_others(crops: Crops) -> None:
    first, again = finished(crops), finished(crops)
    other = finished(crops, CONFIG.model_copy(update={"seed": 5}))
    for name, array in first.weights.items():
        np.testing.assert_array_equal(array, again.weights[name])
    assert any((array != other.weights[name]).any() for name, array in first.weights.items())


def test_an_interrupted_training_goes_on_as_if_unbroken(crops: Crops, tmp_path: Path) -> None:
    state = tmp_path / "state.safetensors"
    for event in fit(network(), crops, None, SIGNS, CONFIG, state=state):
        if isinstance(event, StepEnded) and event.epoch == 3 and event.step == 3:
            break  # as a crash would, in the middle of an epoch
    resumed = list(fit(network(), crops, None, SIGNS, CONFIG, state=state))
    assert isinstance(resumed[0], Started)
    assert 0 < resumed[0].epoch <= 2  # the state of an epoch that lasts no longer than its writing may be left out
    assert isinstance(resumed[-1], Finished)
    assert len(resumed[-1].history) == 4
    for name, array in finished(crops).weights.items():
        np.testing.assert_array_equal(array, resumed[-1].weights[name])


def test_a_state_of_other_settings_is_refused(crops: Crops, tmp_path: Path) -> None:
    state = tmp_path / "state.safetensors"
    finished(crops, CONFIG.model_copy(update={"epochs": 1}), state)
    with pytest.raises(TrainingError, match="other settings"):
        finished(crops, CONFIG, state)
    state.write_bytes(b"rubbish")
    with pytest.raises(TrainingError, match="can't be taken up again"):
        finished(crops, CONFIG, state)


def test_signs_of_another_alphabet_are_no_mistakes(crops: Crops) -> None:
    """A digit is compared with digits only: the outputs of letters get no gradient from it."""
    digits = replace(crops, labels=np.array(["0" if label == "A" else "1" for label in crops.labels]))
    net = network(labels=5)
    before = net.classify[-1].bias.detach().clone()  # type: ignore[union-attr,index]
    config = CONFIG.model_copy(update={"epochs": 1, "averaging": 0.0})
    *_, last = fit(net, digits, None, {"letters": ("A", "B", "C"), "digits": ("0", "1")}, config)
    assert isinstance(last, Finished)
    moved = last.weights["classify.2.bias"] != before.numpy()
    assert moved.tolist() == [False, False, False, True, True]


def test_rows_without_a_hand_teach_presence_only(crops: Crops) -> None:
    empty = replace(crops, labels=np.where(crops.labels == "C", NO_HAND, crops.labels))
    config = CONFIG.model_copy(update={"epochs": 6, "presence_weight": 2.0})
    net = network("compact", 2)
    *_, epoch, _ = fit(net, empty, empty, {"letters": ("A", "B")}, config)
    assert isinstance(epoch, EpochEnded)
    assert epoch.validation["presence"] >= 0.9


def test_keypoints_are_learnt_through_turns_and_mirrors(crops: Crops) -> None:
    """The disc's centre is keypoint 0; the network must find it after training with augmentation."""
    discs = crops.take(crops.labels == "C")
    centres = []
    for image in discs.images:
        ys, xs = np.nonzero(image.max(2) > 120)
        centres.append((xs.mean() + 0.5, ys.mean() + 0.5))
    points = np.full((len(discs), 21, 2), np.nan, np.float32)
    points[:, 0] = np.array(centres) / discs.images.shape[1]
    config = CONFIG.model_copy(update={"epochs": 25, "augmentation": 0.6, "batch_size": 16})
    *_, epoch, _ = fit(
        network("compact"), replace(discs, keypoints=points), replace(discs, keypoints=points), SIGNS, config
    )
    assert isinstance(epoch, EpochEnded)
    assert epoch.validation["keypoint error"] < 0.06


def test_nothing_to_learn_is_said(crops: Crops) -> None:
    with pytest.raises(TrainingError, match="None of the pictures"):
        next(fit(network(), crops, None, {"letters": ("X", "Y")}, CONFIG))


def test_divergence_is_said(crops: Crops) -> None:
    class Broken(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = torch.nn.Parameter(torch.ones(3))

        def forward(self, x: torch.Tensor) -> Output:
            return Output((self.weight * torch.nan).expand(len(x), 3))

    with pytest.raises(TrainingError, match="Lower the learning rate"):
        list(fit(Broken(), crops, None, SIGNS, CONFIG))


def test_settings_are_checked_by_name() -> None:
    assert TrainConfig.parse({"epochs": "3", "learning_rate": "1e-4"}).learning_rate == 1e-4
    with pytest.raises(ConfigError, match="“epochs” can't be '0'"):
        TrainConfig.parse({"epochs": "0"})
    with pytest.raises(ConfigError, match="no setting “epoch”"):
        TrainConfig.parse({"epoch": 3})
    with pytest.raises(ConfigError, match="no device “quantum”"):
        choose_device("quantum")
