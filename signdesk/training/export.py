"""A reader as an ONNX file, for programs without torch: the same preprocessing inside, and the same answers, checked.

The file has one input, ``crop`` (batch, size, size, channels), uint8: what `to_input` cuts out of a picture, RGB or
grey. The first thing in the network is what signdesk does with it, channels first and divided by 255. The outputs are

- ``logits`` (batch, labels), float32: as the network gives them;
- ``probabilities`` (batch, labels): of each sign among those of its alphabet, calibrated;
- ``presence`` (batch,): how surely there is a hand, and ``keypoints`` (batch, 21, 2): x then y, 0 to 1 of the crop;
  both only of networks that know them.

The labels and all else that reading takes lie in the file's metadata as JSON (`metadata_of`).
"""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.jit._trace import TracerWarning
from torch.onnx.utils import register_custom_op_symbolic

from signdesk.errors import CheckpointError
from signdesk.networks.checkpoint import Checkpoint, ModelCard
from signdesk.networks.output import Output
from signdesk.networks.registry import restore
from signdesk.paths import write_whole
from signdesk.vision.box import Box
from signdesk.vision.crop import InputSpec, to_input

__all__ = ["TOLERANCE", "Parity", "digest_of", "export_onnx", "metadata_of", "random_crops"]

TOLERANCE = 1e-4
"""How far the file's answers may lie from torch's."""

_OPSET = 18


@dataclass(frozen=True, slots=True)
class Parity:
    """How far an ONNX file's answers lie from torch's on ``crops`` crops: the largest ``difference`` of a probability,
    a presence or a place, or of a logit in units of the largest one (at least 1)."""

    difference: float
    crops: int


def export_onnx(checkpoint: Checkpoint, path: Path, crops: NDArray[np.uint8] | None = None) -> Parity:
    """Write the reader ``checkpoint`` to ``path`` as ONNX, if its answers are the same there; how near they are.

    They are compared on ``crops`` (n, size, size, channels), uint8, or on crops of random pictures. `CheckpointError`
    when it is no reader, when the extra ``signdesk[onnx]`` is missing, or when the answers differ by more than
    ``TOLERANCE``; then nothing is written.
    """
    card = checkpoint.card
    if card.kind != "reader":
        raise CheckpointError("This network reads no signs; only networks that do can be exported.")
    if path.suffix != ".onnx":
        raise CheckpointError(f"An exported network is an .onnx file; {path} is not called so. Choose another name.")
    onnx, runtime = _extra("onnx"), _extra("onnxruntime")
    network = restore(checkpoint)
    shown = random_crops(card.input) if crops is None else crops
    data = _with_metadata(onnx, _traced(_Reading(_plain(network), card), shown[:2]), metadata_of(checkpoint))
    parity = Parity(_difference(_Reading(network, card), data, shown, runtime), len(shown))
    if not parity.difference <= TOLERANCE:
        raise CheckpointError(
            f"The exported network would answer otherwise than this one, by {parity.difference:.2g}, so it was not "
            "written. Please report this with the network."
        )
    try:
        with write_whole(path) as file:
            file.write(data)
    except OSError as error:
        raise CheckpointError(f"{path} can't be written: {error.strerror}. Choose another place.") from error
    return parity


def metadata_of(checkpoint: Checkpoint) -> dict[str, str]:
    """What an ONNX file says of itself, each value as JSON: the labels of the outputs, by alphabet too; how a crop is
    cut (``input``); the ``temperature`` that ``probabilities`` are made with; the confidence and presence below which
    there is no letter or no hand; where it comes from."""
    card = checkpoint.card
    values: dict[str, Any] = {
        "labels": list(card.labels),
        "alphabets": {name: list(labels) for name, labels in card.alphabets.items()},
        "input": {"size": card.input.size, "channels": card.input.channels, "margin": card.input.margin},
        "temperature": card.temperature,
        "threshold": card.threshold,
        "presence_threshold": card.presence_threshold,
        "network": card.network,
        "digest": digest_of(checkpoint),
        "data": [{"name": data.name, "digest": data.digest, "licence": data.licence} for data in card.data],
        "created": card.created,
        "signdesk": card.signdesk,
    }
    return {name: json.dumps(value, ensure_ascii=False) for name, value in values.items()}


def digest_of(checkpoint: Checkpoint) -> str:
    """A short fingerprint (16 hex digits) of the network's weights, the same in both files."""
    total = hashlib.sha256()
    for name, array in sorted(checkpoint.weights.items()):
        total.update(f"{name} {array.dtype} {array.shape}".encode())
        total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()[:16]


def random_crops(spec: InputSpec, count: int = 32, seed: int = 0) -> NDArray[np.uint8]:
    """Crops of random places in random pictures, cut by `to_input`: (count, size, size, channels)."""
    rng = np.random.default_rng(seed)
    crops = []
    for _ in range(count):
        coarse = rng.integers(0, 256, (rng.integers(2, 24), rng.integers(2, 24), 3), np.uint8)
        picture = to_input(coarse, Box(0, 0, coarse.shape[1], coarse.shape[0]), InputSpec(160))
        picture = (picture * 0.9 + rng.integers(0, 25, picture.shape)).astype(np.uint8)
        x, y, side = rng.uniform(0, 100), rng.uniform(0, 100), rng.uniform(20, 150)
        crops.append(to_input(picture, Box(float(x), float(y), float(side), float(side)), spec))
    return np.stack(crops)


class _Reading(nn.Module):
    """From crops as `to_input` gives them to calibrated probabilities."""

    def __init__(self, network: nn.Module, card: ModelCard) -> None:
        super().__init__()
        self.network = network
        self._sizes = [len(labels) for labels in card.alphabets.values()]
        self._temperature = card.temperature
        self.eval()

    def forward(self, crop: Tensor) -> tuple[Tensor, ...]:
        output: Output = self.network(crop.permute(0, 3, 1, 2).float() / 255)
        parts = torch.split(output.logits / self._temperature, self._sizes, 1)
        outputs = [output.logits, torch.cat([part.softmax(1) for part in parts], 1)]
        if output.presence is not None:
            outputs.append(output.presence.sigmoid())
        if output.keypoints is not None:
            outputs.append(output.keypoints)
        return tuple(outputs)

    def names(self, crop: Tensor) -> list[str]:
        """The names of the outputs."""
        with torch.inference_mode():
            output: Output = self.network(crop.permute(0, 3, 1, 2).float() / 255)
        known = {"presence": output.presence, "keypoints": output.keypoints}
        return ["logits", "probabilities", *(name for name, tensor in known.items() if tensor is not None)]


def _plain(network: nn.Module) -> nn.Module:
    """The network in torch's own layers, also when it was written by hand."""
    as_torch = getattr(network, "as_torch", None)
    plain: nn.Module = as_torch() if as_torch is not None else network
    return plain.eval().requires_grad_(False)


def _extra(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise CheckpointError(
            f"Exporting needs the package “{name}”, which is not installed. Run: pip install 'signdesk[onnx]'"
        ) from error


def _traced(network: _Reading, crops: NDArray[np.uint8]) -> bytes:
    example, file = torch.from_numpy(crops), io.BytesIO()
    names = network.names(example)
    register_custom_op_symbolic("aten::_upsample_bilinear2d_aa", _resize, 9)
    with warnings.catch_warnings():
        # torch recommends its newer exporter, which needs one more package (onnxscript) and gives the same file.
        warnings.simplefilter("ignore", DeprecationWarning)
        # Networks ask for the crop's size, which is fixed; whether it went well is measured, on another batch size.
        warnings.simplefilter("ignore", TracerWarning)
        torch.onnx.export(
            network,
            (example,),
            file,  # type: ignore[arg-type]  # which this exporter takes as well, and the stub doesn't know
            input_names=["crop"],
            output_names=names,
            dynamic_axes={name: {0: "batch"} for name in ("crop", *names)},
            opset_version=_OPSET,
            dynamo=False,
        )
    return file.getvalue()


def _resize(graph: Any, image: Any, size: Any, align_corners: Any, *_: Any) -> Any:
    """`torch.nn.functional.interpolate` with antialiasing, which the exporter lacks, as what it is: two matrices."""
    from torch.onnx import symbolic_helper

    rows, columns = symbolic_helper._get_tensor_sizes(image)[2:]
    high, wide = symbolic_helper._maybe_get_const(size, "is")
    down = graph.op("Constant", value_t=_shrinking(rows, high))
    across = graph.op("Constant", value_t=_shrinking(columns, wide).T.contiguous())
    return graph.op("MatMul", graph.op("MatMul", down, image), across)


def _shrinking(into: int, out: int) -> Tensor:
    """The matrix (out, into) by which interpolation with antialiasing resizes one direction."""
    columns = torch.eye(into)[None, None]  # column k holds what pixel k becomes
    resized = nn.functional.interpolate(columns, (out, into), mode="bilinear", antialias=True)
    return resized[0, 0].contiguous()


def _with_metadata(onnx: ModuleType, data: bytes, metadata: dict[str, str]) -> bytes:
    model = onnx.load_model_from_string(data)
    model.producer_name = "signdesk"
    model.producer_version = json.loads(metadata["signdesk"])
    model.doc_string = (__doc__ or "").strip()
    for name, value in metadata.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = name, value
    onnx.checker.check_model(model, full_check=True)
    serialised: bytes = model.SerializeToString()
    return serialised


def _difference(network: _Reading, data: bytes, crops: NDArray[np.uint8], runtime: ModuleType) -> float:
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = runtime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    given = session.run(None, {"crop": crops})
    with torch.inference_mode():
        wanted = [tensor.numpy() for tensor in network(torch.from_numpy(crops))]
    differences = []
    for name, ours, theirs in zip(network.names(torch.from_numpy(crops[:1])), wanted, given, strict=True):
        scale = max(1.0, float(np.abs(ours).max())) if name == "logits" else 1.0
        differences.append(float(np.abs(ours - theirs).max()) / scale)
    return float(np.max(differences))  # which is no number when one of them is none
