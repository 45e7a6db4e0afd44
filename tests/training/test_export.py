"""An exported network answers as the one that it was made from."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from signdesk import paths
from signdesk.errors import CheckpointError
from signdesk.networks.checkpoint import Checkpoint, ModelCard, load_checkpoint
from signdesk.networks.registry import NETWORKS, build, restore, settings_of, weights_of
from signdesk.networks.specs import SPECS
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops
from signdesk.training.export import TOLERANCE, digest_of, export_onnx, random_crops
from signdesk.vision.crop import InputSpec

onnxruntime = pytest.importorskip("onnxruntime", reason="signdesk[onnx] is not installed")
pytest.importorskip("onnx", reason="signdesk[onnx] is not installed")


def session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def test_another_program_reads_the_same_from_a_crop(reader: Checkpoint, crops: Crops, tmp_path: Path) -> None:
    """Nothing but the file and the bytes that `to_input` gives is needed."""
    card = replace(reader.card, alphabets={"letters": ("A", "B"), "own": ("C",)}, temperature=2.0)
    path = tmp_path / "reader.onnx"
    export_onnx(Checkpoint(card, reader.weights), path)
    shown = crops.middle()[:7]
    names = [output.name for output in session(path).get_outputs()]
    given = dict(zip(names, session(path).run(None, {"crop": np.ascontiguousarray(shown)}), strict=True))
    with torch.inference_mode():
        logits = restore(reader)(torch.from_numpy(shown.copy()).permute(0, 3, 1, 2).float() / 255).logits
    np.testing.assert_allclose(given["logits"], logits.numpy(), atol=TOLERANCE)
    np.testing.assert_allclose(given["probabilities"][:, :2], (logits[:, :2] / 2).softmax(1), atol=TOLERANCE)
    np.testing.assert_allclose(given["probabilities"][:, 2], 1)


def test_the_file_says_what_it_reads(reader: Checkpoint, tmp_path: Path) -> None:
    path = tmp_path / "reader.onnx"
    export_onnx(replaced(reader, temperature=1.5, threshold=0.7), path)
    told = session(path).get_modelmeta().custom_metadata_map
    assert json.loads(told["labels"]) == ["A", "B", "C"]
    assert json.loads(told["alphabets"]) == {"letters": ["A", "B", "C"]}
    assert json.loads(told["input"]) == {"size": 32, "channels": 3, "margin": 1.0}
    assert (json.loads(told["temperature"]), json.loads(told["threshold"])) == (1.5, 0.7)
    assert json.loads(told["digest"]) == digest_of(reader)


def replaced(checkpoint: Checkpoint, **card: float | str) -> Checkpoint:
    return Checkpoint(replace(checkpoint.card, **card), checkpoint.weights)


@pytest.mark.parametrize(("size", "channels"), [(32, 1), (40, 3)])
@pytest.mark.parametrize("name", [name for name in NETWORKS if name not in ("finder", "compact", "box_regressor")])
def test_every_network_can_be_exported(name: str, size: int, channels: int, tmp_path: Path) -> None:
    spec = InputSpec(size, channels)
    labels = ("A", "B") if SPECS[name].binary else ("A", "B", "C")
    torch.manual_seed(0)
    arguments = settings_of(name, TrainConfig.of(name).model_dump(), len(labels), spec)
    card = ModelCard("reader", name, arguments, spec, {"letters": labels})
    parity = export_onnx(Checkpoint(card, weights_of(build(name, arguments))), tmp_path / "network.onnx")
    assert parity.difference <= TOLERANCE
    assert parity.crops >= 16


def test_the_shipped_reader_gives_its_keypoints_too(tmp_path: Path) -> None:
    checkpoint = load_checkpoint(paths.models() / "reader.safetensors")
    path = tmp_path / "reader.onnx"
    shown = random_crops(checkpoint.card.input, 4, seed=5)
    assert export_onnx(checkpoint, path, shown).difference <= TOLERANCE
    shapes = {output.name: output.shape[1:] for output in session(path).get_outputs()}
    assert shapes == {"logits": [34], "probabilities": [34], "presence": [], "keypoints": [21, 2]}


def test_crops_to_compare_with_are_all_different() -> None:
    crops = random_crops(InputSpec(32, 1), 16)
    assert crops.shape == (16, 32, 32, 1)
    assert len({crop.tobytes() for crop in crops}) == 16
    assert crops.std() > 20


def test_without_the_extra_the_user_hears_what_to_install(
    reader: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(CheckpointError, match=r"pip install 'signdesk\[onnx\]'"):
        export_onnx(reader, tmp_path / "reader.onnx")


def test_what_cannot_be_exported_is_said_and_nothing_written(reader: Checkpoint, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="called"):
        export_onnx(reader, tmp_path / "reader.pt")
    with pytest.raises(CheckpointError, match="reads no signs"):
        export_onnx(replaced(reader, kind="finder"), tmp_path / "reader.onnx")
    broken = {name: np.full_like(array, np.nan) for name, array in reader.weights.items()}
    with pytest.raises(CheckpointError, match="answer otherwise"):
        export_onnx(Checkpoint(reader.card, broken), tmp_path / "reader.onnx")
    assert not list(tmp_path.iterdir())
