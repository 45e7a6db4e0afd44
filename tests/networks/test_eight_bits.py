"""Weights in 8 bits are a quarter of the size and nearly the same numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from signdesk.alphabet import DIGITS, LETTERS
from signdesk.errors import CheckpointError
from signdesk.networks.checkpoint import Checkpoint, ModelCard, load_checkpoint, save_checkpoint
from signdesk.networks.eight_bits import packed, unpacked
from signdesk.networks.registry import build, restore, weights_of
from signdesk.vision.crop import InputSpec

CARD = ModelCard(
    "reader", "compact", {"labels": 34}, InputSpec(96), {"letters": LETTERS.labels, "digits": DIGITS.labels}
)


def test_each_row_is_rounded_to_a_127th_of_its_largest_number() -> None:
    rows = (
        np.random.default_rng(0).normal(size=(5, 3, 2, 2)).astype(np.float32)
        * 10.0 ** np.arange(5)[:, None, None, None]
    )
    rows[2] = 0
    weights = {"filters": rows, "bias": rows[:, 0, 0, 0], "pairs": np.arange(4)}
    small = packed(weights)
    assert small["filters"].dtype == np.int8
    back = unpacked(small)
    assert back.keys() == weights.keys()
    most = np.abs(rows).max(axis=(1, 2, 3), keepdims=True)
    assert (np.abs(back["filters"] - rows) <= most / 127 / 2 * 1.001).all()
    np.testing.assert_allclose(back["bias"], weights["bias"], rtol=1e-3)
    np.testing.assert_array_equal(back["pairs"], weights["pairs"])


def test_a_packed_network_reads_the_same_from_a_quarter_of_the_bytes(tmp_path: Path) -> None:
    torch.manual_seed(0)
    exact = Checkpoint(CARD, weights_of(build("compact", {"labels": 34})))
    save_checkpoint(tmp_path / "exact", exact)
    save_checkpoint(tmp_path / "small", replace(exact, weights=packed(exact.weights)))
    assert (tmp_path / "small").stat().st_size < 0.27 * (tmp_path / "exact").stat().st_size
    picture = torch.rand(4, 3, 96, 96)
    with torch.inference_mode():
        told, again = (restore(load_checkpoint(tmp_path / name))(picture).logits for name in ("exact", "small"))
    torch.testing.assert_close(again, told, atol=0.05 * float(told.std()), rtol=0)


@pytest.mark.parametrize("scale", [np.ones(3, np.float32), np.ones((4, 1), np.float32)])
def test_scales_that_fit_nothing_are_damage(tmp_path: Path, scale: np.ndarray) -> None:
    weights = {**packed({"a": np.ones((4, 2), np.float32)}), "a@scale": scale}
    save_checkpoint(tmp_path / "file", Checkpoint(CARD, weights))
    with pytest.raises(CheckpointError, match="is damaged"):
        load_checkpoint(tmp_path / "file")
