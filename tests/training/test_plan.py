"""From a dataset to a plan, and to a checkpoint that reads as the training did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from signdesk.alphabet import LETTERS, Alphabet
from signdesk.datasets.samples import Samples
from signdesk.datasets.stores import ArrayImages
from signdesk.errors import ConfigError, ImageError, SignDeskError, TrainingError
from signdesk.recognition.classifier import Classifier
from signdesk.training.config import TrainConfig
from signdesk.training.events import EpochEnded, Finished
from signdesk.training.plan import Plan, checkpoint_of, plan, run
from signdesk.training.planner import Planner
from signdesk.training.run_config import DataChoice, RunConfig
from signdesk.vision.crop import whole
from signdesk.vision.image import Image, write_image

_QUICK: dict[str, Any] = {
    "epochs": 5, "hidden": "16", "learning_rate": 0.01, "batch_size": 16, "input_size": 16, "augmentation": 0.0,
    "device": "cpu", "averaging": 0.0,
}  # fmt: skip


def samples(
    labels: str = "ABC", people: int = 5, each: int = 6, signers: bool = True, parts: tuple[str, ...] = ("",)
) -> Samples:
    """Every person shows every sign some times: bars that lie elsewhere for each sign."""
    rng = np.random.default_rng(0)
    rows = [(label, person) for person in range(people) for label in labels for _ in range(each)]
    images = rng.integers(0, 60, (len(rows), 24, 24), dtype=np.uint8)
    for image, (label, _) in zip(images, rows, strict=True):
        place = 2 + 6 * (ord(label) % 4)
        image[:, place : place + 4] += 150
    n = len(rows)
    return Samples(
        "bars",
        ArrayImages(images),
        np.array([label for label, _ in rows]),
        np.array([f"p{person}" if signers else "" for _, person in rows]),
        np.array([parts[i % len(parts)] for i in range(n)]),
        np.full((n, 4), np.nan, np.float32),
        np.full((n, 21, 2), np.nan, np.float32),
        np.array([f"{i}.png" for i in range(n)]),
    )


def planned(data: Samples, network: str = "mlp", changes: dict[str, Any] | None = None, **choice: Any) -> Plan:
    return plan(data, network, TrainConfig.of(network, {**_QUICK, **(changes or {})}), DataChoice(**choice))


def test_strangers_stand_beside_people_who_are_known() -> None:
    made = planned(samples(), test=0.2, validation=0.2)
    assert made.test is not None
    assert made.seen is not None
    assert made.signers_known
    taught, chosen, tested, seen = (set(part.signers) for part in (made.train, made.validation, made.test, made.seen))
    assert not taught & (chosen | tested)
    assert not chosen & tested
    assert seen <= taught
    assert sum(map(len, (made.train, made.validation, made.test, made.seen))) == 90


def test_without_signers_or_by_picture_nobody_is_a_stranger() -> None:
    for made in (planned(samples(signers=False)), planned(samples(), by="picture")):
        assert not made.signers_known
        assert made.seen is None
        assert len(made.validation) == pytest.approx(18, abs=3)
    assert set(made.validation.signers) & set(made.train.signers)


def test_the_datasets_own_split_is_kept() -> None:
    made = planned(samples(parts=("train", "train", "test")), by="parts")
    assert (len(made.train), len(made.validation), made.test) == (60, 30, None)
    halved = planned(samples(parts=("train", "train", "test")), by="parts", validation=0.5, test=0.5)
    assert halved.test is not None
    assert (len(halved.validation), len(halved.test)) == (15, 15)
    three = planned(samples(parts=("train", "valid", "test")), by="parts")
    assert three.test is not None
    assert (len(three.train), len(three.validation), len(three.test)) == (30, 30, 30)


def test_folds_test_on_everybody_once() -> None:
    people: list[str] = []
    for fold in range(5):
        made = planned(samples(), folds=5, fold=fold)
        assert made.test is not None
        measured, chosen_by, taught = (set(part.signers) for part in (made.test, made.validation, made.train))
        assert len(chosen_by) == 1
        assert not chosen_by & (measured | taught)
        assert not measured & taught
        people += measured
    assert sorted(people) == [f"bars/p{i}" for i in range(5)]


def test_of_two_people_in_two_folds_nothing_is_chosen() -> None:
    made = planned(samples(people=2), folds=2, fold=1)
    assert made.test is not None
    assert set(made.test.signers) != set(made.train.signers)
    assert len(made.validation) == 0


def test_signs_and_numbers_of_pictures_can_be_chosen() -> None:
    made = planned(samples("ABCD"), labels=("D", "A"), limit=10)
    assert made.alphabets == {"letters": ("A", "D")}
    assert len(made.train) + len(made.validation) + len(made.seen or ()) == 20


@pytest.mark.parametrize(
    ("labels", "alphabets"),
    [
        ("ABC5", {"letters": ("A", "B", "C", "5")}),
        ("A123", {"digits": ("1", "2", "3", "A")}),
        ("A5", {"letters": ("A", "5")}),
        ("AB56", {"letters": ("A", "B"), "digits": ("5", "6")}),
    ],
)
def test_no_sign_is_compared_with_nothing(labels: str, alphabets: dict[str, tuple[str, ...]]) -> None:
    """Alone in its alphabet it would be read from any picture, and be right each time."""
    assert planned(samples(labels)).alphabets == alphabets


def test_the_network_is_shown_what_the_settings_say() -> None:
    colour = planned(samples(), "compact", {"input_size": 32, "width": 6, "hidden": "1"})
    grey = planned(samples(), "compact", {"input_size": 32, "grey": True, "width": 6})
    assert (colour.input.size, colour.input.channels, grey.input.channels) == (32, 3, 1)
    assert grey.train.images.shape[1:] == (48, 48, 1)
    assert grey.arguments["channels"] == 1
    assert planned(samples(), "compact", {"input_size": 0}).input.size == 32  # nothing more to see in small pictures


def test_a_size_that_is_asked_for_is_not_the_one_that_is_chosen(tmp_path: Path) -> None:
    """Also where a sweep has just planned the other."""
    for label in "AB":
        for i in range(6):
            write_image(tmp_path / label / f"{i}.png", np.full((30, 30, 3), i, np.uint8))
    planner, sizes = Planner(), []
    for size in (0, 96, 0):
        config = RunConfig.parse({"data": {"datasets": (str(tmp_path),)}, "train": {"input_size": size}})
        sizes.append(planner.plan(config, lambda event: None).input.size)
    assert sizes == [32, 96, 32]


def test_progress_goes_over_all_pictures() -> None:
    told: list[tuple[int, int]] = []
    config = TrainConfig.of("mlp", _QUICK)
    plan(samples(), "mlp", config, DataChoice(test=0.2), lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == list(range(1, 91))
    assert {total for _, total in told} == {90}


@pytest.mark.parametrize(
    ("data", "network", "choice", "said"),
    [
        ({"labels": "A"}, "mlp", {}, "takes two"),
        ({"labels": "A?"}, "mlp", {}, "A folder called “\\?”.* call it otherwise"),
        ({}, "perceptron", {}, "exactly two signs"),
        ({}, "mlp", {"labels": ("A", "Q")}, "no picture of “Q”"),
        ({"people": 1}, "mlp", {}, "too few"),
        ({"people": 1, "each": 1}, "mlp", {"by": "picture"}, "single picture of “A”, “B”, “C”"),
        ({}, "mlp", {"by": "parts"}, "no split of its own"),
        ({}, "mlp", {"validation": 0.6, "test": 0.5}, "Keep less back"),
        ({}, "mlp", {"folds": 3, "fold": 3}, "no part 4 of 3"),
        ({}, "oracle", {}, "no network called"),
    ],
)
def test_what_is_impossible_is_said(data: dict[str, Any], network: str, choice: dict[str, Any], said: str) -> None:
    with pytest.raises(SignDeskError, match=said) as raised:
        plan(samples(**data), network, TrainConfig(), DataChoice(**choice))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("setting", ["growing_input", "varied_input"])
def test_a_network_that_is_shown_one_size_takes_no_other(setting: str) -> None:
    with pytest.raises(ConfigError, match="pictures of one size"):
        planned(samples(), "mlp", {setting: True})


def test_a_sign_that_only_strangers_show_can_not_be_learnt() -> None:
    data = samples("ABC")
    parts = np.where(data.labels == "C", "test", "train")
    with pytest.raises(TrainingError, match="All pictures of “C” are kept back"):
        planned(Samples(**{**_columns(data), "parts": parts}), by="parts")


def _columns(data: Samples) -> dict[str, Any]:
    return {name: getattr(data, name) for name in data.__dataclass_fields__}


class _Vanished(ArrayImages):
    """A dataset whose folder was moved away while it was read, or some of whose pictures are damaged."""

    readable = range(0)

    def __getitem__(self, i: int) -> Image:
        if self._rows[i] not in self.readable:
            raise ImageError("gone")
        return super().__getitem__(i)

    def subset(self, rows: Any) -> _Vanished:
        return type(self)(self._array, self._rows[rows])


class _Damaged(_Vanished):
    readable = range(1, 1000)


class _DamagedA(_Vanished):
    readable = range(5, 1000)


def test_a_dataset_that_vanishes_is_said() -> None:
    data = samples()
    gone = Samples(**{**_columns(data), "images": _Vanished(data.images.pixels())})  # type: ignore[attr-defined]
    with pytest.raises(SignDeskError, match="Is it still where it was"):
        plan(gone, "compact", TrainConfig(), DataChoice())


def test_a_damaged_first_picture_stops_nothing() -> None:
    data = samples()
    damaged = Samples(**{**_columns(data), "images": _Damaged(data.images.pixels())})  # type: ignore[attr-defined]
    made = planned(damaged, "compact", {"input_size": 0})
    assert made.input.size == 32
    assert sum(map(len, (made.train, made.validation, made.seen or ()))) == 89
    assert [skipped.name for skipped in made.left_out] == ["0.png"]


class _HeldBackDamaged(_Vanished):
    readable = range(8)


def test_what_is_damaged_is_a_share_of_the_whole() -> None:
    """Not of each part: one of the two pictures of a small one may well be."""
    data = samples("AB", people=1, each=5)
    parts = np.where(np.arange(10) < 8, "train", "test")
    damaged = {"images": _HeldBackDamaged(data.images.pixels()), "parts": parts}  # type: ignore[attr-defined]
    made = planned(Samples(**{**_columns(data), **damaged}), by="parts")
    assert (len(made.train), len(made.validation), len(made.left_out)) == (8, 0, 2)


def test_a_sign_of_which_nothing_can_be_read_is_not_learnt() -> None:
    data = samples("AB", people=1, each=5)
    order = np.argsort(data.labels, kind="stable")  # five times A, then B
    damaged = Samples(**{**_columns(data.take(order)), "images": _DamagedA(data.images.pixels()[order])})  # type: ignore[attr-defined]
    with pytest.raises(TrainingError, match="Of the pictures of “A” to learn from none can be read"):
        planned(damaged, by="picture")


def test_many_pictures_are_kept_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    data, inside = samples(), planned(samples())
    monkeypatch.setattr("signdesk.training.crops._MOST_IN_MEMORY", 1000)
    outside = planned(data)
    assert isinstance(outside.train.images, np.memmap)
    np.testing.assert_array_equal(outside.train.images, inside.train.images)


@pytest.mark.parametrize("network", ["softmax", "mlp", "lenet5"])
def test_what_is_learnt_is_used_live_as_in_training(network: str, tmp_path: Path) -> None:
    """The checkpoint's classifier reads whole pictures as validation did, standardisation included."""
    data = samples()
    config = TrainConfig.of(network, {**_QUICK, "epochs": 12, "scaling": "standardised"})
    made = plan(data, network, config, DataChoice())
    *_, epoch, last = run(made, config, state=tmp_path / "state.safetensors")
    assert isinstance(epoch, EpochEnded)
    assert isinstance(last, Finished)
    assert epoch.validation["accuracy"] >= 0.9
    assert epoch.validation["loss"] < 1
    checkpoint = checkpoint_of(made, last, config)
    classifier = Classifier(checkpoint)
    signs = Alphabet("three", made.labels)
    right = []
    for i in np.flatnonzero(np.isin(data.signer_ids(), made.validation.signers)):
        image = data.images[int(i)]
        probabilities = classifier.read(image, whole(image, made.input), signs).reading.probabilities
        right.append(signs.labels[int(probabilities.argmax())] == data.labels[i])
    assert np.mean(right) == pytest.approx(epoch.validation["accuracy"], abs=1e-6)


def test_all_can_be_learnt_with_nothing_kept_back() -> None:
    made = planned(samples(), validation=0.0)
    config = TrainConfig.of("mlp", {**_QUICK, "epochs": 1})
    *_, last = run(made, config)
    assert isinstance(last, Finished)
    assert len(made.train) == 90
    assert last.history[-1].validation == {}
    assert checkpoint_of(made, last, config).card.temperature == 1.0


def test_what_always_begins_at_zero_does_not_go_on_from_a_checkpoint() -> None:
    made = planned(samples(), "softmax")
    config = TrainConfig.of("softmax")
    *_, last = run(made, config)
    assert isinstance(last, Finished)
    with pytest.raises(ConfigError, match="Train it anew"):
        run(made, config, start=checkpoint_of(made, last, config))


def test_going_on_from_a_network_keeps_its_signs_and_its_input() -> None:
    data = samples()
    config = TrainConfig.of("mlp", {**_QUICK, "epochs": 8})
    made = plan(data, "mlp", config, DataChoice())
    *_, last = run(made, config)
    assert isinstance(last, Finished)
    start = checkpoint_of(made, last, config)
    fewer = plan(data, "compact", config, DataChoice(labels=("A", "B")), start=start.card)
    assert (fewer.network, fewer.input, fewer.labels) == ("mlp", made.input, ("A", "B", "C"))
    first, *_ = (event for event in run(fewer, config, start=start) if isinstance(event, EpochEnded))
    assert first.accuracy > 0.9  # it does not begin anew
    new = plan(samples("D"), "mlp", config, DataChoice(), start=start.card)
    assert new.alphabets == {"letters": ("A", "B", "C", "D")}


def test_letters_of_a_set_keep_the_order_of_their_alphabet() -> None:
    made = planned(samples("CBA"))
    assert made.alphabets["letters"] == tuple(a for a in LETTERS.labels if a in "ABC")
