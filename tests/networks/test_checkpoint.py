"""A network file is believed only when everything in it fits."""

from __future__ import annotations

import json
import os
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from signdesk.alphabet import DIGITS, LETTERS
from signdesk.errors import CheckpointError, ConfigError
from signdesk.networks.checkpoint import Checkpoint, DataSource, ModelCard, load_checkpoint, read_card, save_checkpoint
from signdesk.networks.registry import build, restore, weights_of
from signdesk.networks.runtime import prepared
from signdesk.vision.crop import InputSpec

CARD = ModelCard(
    kind="reader",
    network="lenet5",
    arguments={"labels": 34},
    input=InputSpec(32, 1, 1.4),
    alphabets={"letters": LETTERS.labels, "digits": DIGITS.labels},
    temperature=1.3,
    threshold=0.6,
    still_size=48,
    data=(DataSource("hands", 120, 4, "abcd", "CC BY 4.0"),),
    seed=7,
    metrics={"inner": {"letters": 0.91}},
    created="2026-01-02",
    notes="ß – 手",
)


@pytest.fixture
def checkpoint() -> Checkpoint:
    torch.manual_seed(0)
    return Checkpoint(CARD, weights_of(build("lenet5", {"labels": 34})))


@pytest.fixture
def file(checkpoint: Checkpoint, tmp_path: Path) -> Path:
    path = tmp_path / "net.safetensors"
    save_checkpoint(path, checkpoint)
    return path


def test_what_is_saved_comes_back(checkpoint: Checkpoint, file: Path) -> None:
    back = load_checkpoint(file)
    assert back.card == CARD
    assert read_card(file) == CARD
    assert back.weights.keys() == checkpoint.weights.keys()
    for name, array in checkpoint.weights.items():
        np.testing.assert_array_equal(back.weights[name], array)


@pytest.mark.parametrize(("network", "shape"), [("lenet5", (2, 1, 32, 32)), ("compact", (2, 3, 96, 96))])
def test_a_restored_network_gives_the_same(network: str, shape: tuple[int, ...], tmp_path: Path) -> None:
    torch.manual_seed(1)
    module = build(network, {"labels": 34}).eval()
    path = tmp_path / "n.safetensors"
    shown = InputSpec(shape[2], shape[1])
    save_checkpoint(path, Checkpoint(replace(CARD, network=network, input=shown), weights_of(module)))
    x = torch.rand(shape)
    with torch.inference_mode():
        torch.testing.assert_close(restore(load_checkpoint(path))(x).logits, module(x).logits)


def test_preparing_a_network_changes_its_answers_by_rounding_only() -> None:
    torch.manual_seed(2)
    module = build("compact", {"labels": 34})
    module.train()(torch.rand(8, 3, 96, 96))  # so that the normalisation has something to fold
    x = torch.rand(1, 3, 96, 96)
    with torch.inference_mode():
        before = module.eval()(x)
        after = prepared(module)(x)
    torch.testing.assert_close(after.logits, before.logits, rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(after.keypoints, before.keypoints, rtol=1e-3, atol=1e-4)


def test_labels_are_the_alphabets_in_order() -> None:
    assert CARD.labels == (*LETTERS.labels, *DIGITS.labels)
    assert CARD.alphabet("digits") == DIGITS
    with pytest.raises(CheckpointError, match="letters, digits"):
        CARD.alphabet("runes")


def _with_header(path: Path, header: object) -> None:
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "cut short"),
        (b"\x00" * 4, "cut short"),
        (b"not a network at all, but long enough", "isn't in the safetensors format"),
        (struct.pack("<Q", 1 << 60) + b"{}", "isn't in the safetensors format"),
        (struct.pack("<Q", 2) + b"[]", "can't be understood"),
        (struct.pack("<Q", 6) + b"[[[[[[", "can't be understood"),
        (b"PK\x03\x04" + b"\x00" * 200, "no network file"),
        (b"\x80\x02}q\x00." * 20, "no network file"),
    ],
)
def test_foreign_files_are_refused(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "foreign.safetensors"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match=message):
        load_checkpoint(path)


def test_every_truncation_is_refused(file: Path, tmp_path: Path) -> None:
    content = file.read_bytes()
    for length in (1, 7, 8, 9, 100, 900, len(content) // 2, len(content) - 1):
        cut = tmp_path / "cut.safetensors"
        cut.write_bytes(content[:length])
        with pytest.raises(CheckpointError):
            load_checkpoint(cut)


def test_missing_files_folders_and_pipes_are_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="doesn't exist"):
        load_checkpoint(tmp_path / "none.safetensors")
    with pytest.raises(CheckpointError, match="is a folder or device"):
        load_checkpoint(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(CheckpointError, match="is a folder or device"):
            load_checkpoint(tmp_path / "pipe")


def test_a_sparse_giant_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "giant.safetensors"
    with path.open("wb") as file:
        file.truncate(2 << 30)
    with pytest.raises(CheckpointError, match="at most 512 MB"):
        load_checkpoint(path)


def test_a_network_of_another_program_has_no_card(tmp_path: Path) -> None:
    _with_header(tmp_path / "x", {"__metadata__": {"format": "pt"}})
    with pytest.raises(CheckpointError, match="no model card"):
        load_checkpoint(tmp_path / "x")


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "oracle"},
        {"temperature": float("nan")},
        {"temperature": -1},
        {"threshold": 7},
        {"input": {"size": 10**9, "channels": 3, "margin": 1.4}},
        {"still_size": 100},
        {"still_size": -16},
        {"still_size": float("inf")},
        {"seed": float("inf")},
        {"input": {"size": float("inf"), "channels": 3, "margin": 1.4}},
        {"input": {"size": 32, "channels": 1, "margin": float("nan")}},
        {"arguments": {"labels": 34, "dropout": float("nan")}},
        {"alphabets": [["letters", ["A", "A"]]]},
        {"alphabets": "ABC"},
        {"arguments": {"labels": 10**12}},
        {"arguments": {"labels": [1, 2]}},
        {"metrics": 3},
        {"notes": None},
    ],
)
def test_a_card_that_lies_is_refused(change: dict[str, object], file: Path, tmp_path: Path) -> None:
    content = file.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    card = {**json.loads(header["__metadata__"]["signdesk"]), **change}
    header["__metadata__"]["signdesk"] = json.dumps(card)
    text = json.dumps(header).encode()
    path = tmp_path / "lie.safetensors"
    path.write_bytes(struct.pack("<Q", len(text)) + text + content[8 + length :])
    with pytest.raises(CheckpointError, match="card that can't be understood"):
        load_checkpoint(path)


def test_weights_that_are_not_numbers_are_refused(checkpoint: Checkpoint, tmp_path: Path) -> None:
    name = next(iter(checkpoint.weights))
    bad = {**checkpoint.weights, name: np.full_like(checkpoint.weights[name], np.nan)}
    save_checkpoint(tmp_path / "nan", Checkpoint(CARD, bad))
    with pytest.raises(CheckpointError, match="not numbers"):
        load_checkpoint(tmp_path / "nan")


def test_what_does_not_fit_is_said_in_words(checkpoint: Checkpoint) -> None:
    weights = dict(checkpoint.weights)
    name, array = next(iter(weights.items()))
    with pytest.raises(CheckpointError, match="is missing"):
        restore(Checkpoint(CARD, {n: a for n, a in weights.items() if n != name}))
    with pytest.raises(CheckpointError, match="belongs to another network"):
        restore(Checkpoint(CARD, {**weights, "extra": array}))
    with pytest.raises(CheckpointError, match="has the shape"):
        restore(Checkpoint(replace(CARD, arguments={"labels": 35}), weights))
    with pytest.raises(CheckpointError, match="no network called “alexnet”"):
        restore(Checkpoint(replace(CARD, network="alexnet"), weights))
    with pytest.raises(CheckpointError, match="no setting “depth”"):
        restore(Checkpoint(replace(CARD, arguments={"labels": 34, "depth": 9}), weights))
    with pytest.raises(CheckpointError, match="34 outputs, but its card names 24 signs"):
        restore(Checkpoint(replace(CARD, alphabets={"letters": LETTERS.labels}), weights))


@pytest.mark.parametrize(
    ("network", "arguments", "said"),
    [
        ("mlp", {"labels": 34, "size": 32, "activation": "swish"}, "no activation “swish”"),
        ("two_layer", {"labels": 2, "size": 32, "activation": "swish"}, "can't be built"),
        ("two_layer", {"labels": 2, "size": 32, "hidden": "wide"}, "can't be built"),
        ("softmax", {"labels": 34, "size": 16}, "don't read pictures of 32 pixels and 1 channels"),
    ],
)
def test_a_card_that_does_not_describe_its_network_is_refused(
    network: str, arguments: dict[str, object], said: str
) -> None:
    weights = {"classify.weight": np.zeros((34, 256), np.float32), "classify.bias": np.zeros(34, np.float32)}
    with pytest.raises(CheckpointError, match=said):
        restore(Checkpoint(replace(CARD, network=network, arguments=arguments), weights))


def test_unknown_networks_and_settings_are_named() -> None:
    with pytest.raises(ConfigError, match="lenet5, compact, finder"):
        build("resnet", {})
    with pytest.raises(ConfigError, match="labels, width"):
        build("compact", {"labels": 3, "colour": 1})


def test_a_full_disk_loses_nothing(checkpoint: Checkpoint, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    before = file.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CheckpointError, match="No space left"):
        save_checkpoint(file, checkpoint)
    assert file.read_bytes() == before
    assert [p.name for p in file.parent.iterdir()] == [file.name]
