"""Softmax regression by library finds what scikit-learn finds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression

from signdesk.datasets.open import open_dataset
from signdesk.datasets.samples import Samples
from signdesk.networks.checkpoint import DataSource
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops
from signdesk.training.events import EpochEnded, Finished, Started
from signdesk.training.lbfgs import fit_lbfgs
from signdesk.training.plan import Plan, plan, run
from signdesk.training.run_config import DataChoice
from signdesk.training.state import kept_in
from signdesk.vision.crop import InputSpec


def _flat(crops: Crops) -> tuple[np.ndarray, np.ndarray]:
    return crops.middle().reshape(len(crops), -1) / 255.0, crops.labels


@pytest.fixture(scope="module")
def digits(shared_data: Path) -> Samples:
    return open_dataset(shared_data / "sign-digits" / "sign-digits-rebuilt.zip")


def _probabilities(made: Plan, last: Finished, x: np.ndarray) -> np.ndarray:
    z = x @ last.weights["classify.weight"].T.astype(float) + last.weights["classify.bias"]
    z = np.concatenate([np.zeros_like(z), z], 1) if z.shape[1] == 1 else z
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


@pytest.mark.parametrize(("labels", "size"), [(("0", "1"), 32), (("0", "1", "2", "5"), 16)])
def test_it_agrees_with_scikit_learn(digits: Samples, labels: tuple[str, ...], size: int) -> None:
    choice = DataChoice(datasets=("digits",), labels=labels, validation=0.15, by="picture", limit=60)
    made = plan(digits, "softmax", TrainConfig.of("softmax", {"input_size": size}), choice)
    config = TrainConfig.of("softmax", {"epochs": 60, "l2": 1 / len(made.train), "input_size": size})
    *_, last = run(made, config)
    assert isinstance(last, Finished)
    (x, y), (unseen, truth) = _flat(made.train), _flat(made.validation)
    theirs = LogisticRegression(C=1.0, max_iter=2000, tol=1e-8).fit(x, y)
    np.testing.assert_allclose(_probabilities(made, last, unseen), theirs.predict_proba(unseen), atol=5e-3)
    assert last.history[-1].validation["accuracy"] == pytest.approx(theirs.score(unseen, truth), abs=1e-6)


def _bars(crops: Crops, strangers: Crops) -> Plan:
    arguments = {"labels": 3, "size": 32, "channels": 3, "standardised": True}
    alphabets = {"letters": ("A", "B", "C")}
    return Plan("softmax", arguments, alphabets, InputSpec(32), crops, strangers, DataSource("bars", 1, 1, ""))


def test_a_stopped_one_keeps_its_network(crops: Crops, strangers: Crops, tmp_path: Path) -> None:
    made = _bars(crops, strangers)
    state = tmp_path / "state.safetensors"
    config = TrainConfig.of("softmax", {"epochs": 3})
    for event in fit_lbfgs(made, config, state=state):
        if isinstance(event, EpochEnded) and event.epoch == 1:
            break
    kept = kept_in(state)
    assert kept is not None
    assert len(kept.history) == 1
    *_, last = fit_lbfgs(made, config, state=state)
    assert isinstance(last, Finished)
    *_, unbroken = fit_lbfgs(made, config)
    assert isinstance(unbroken, Finished)
    np.testing.assert_array_equal(last.weights["classify.weight"], unbroken.weights["classify.weight"])
    assert last.history[-1].validation["accuracy"] > 0.9


def test_64_bits_are_not_asked_of_apples_graphics_processor(
    crops: Crops, strangers: Crops, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    started, *_, last = fit_lbfgs(_bars(crops, strangers), TrainConfig.of("softmax", {"epochs": 1}))
    assert isinstance(started, Started)
    assert started.device == "cpu"
    assert isinstance(last, Finished)
