"""The recipe of the shipped networks: ``python models/recipe.py --data ../shared/data --work runs/shipped``.

Three steps, each of which can be interrupted and called again: ``reader`` and ``finder`` train, ``ship`` calibrates the
reader on the inner people and writes both checkpoints. With ``--hold-out`` people are kept out of training, so that
``benchmarks/recognition.py`` can measure what the recipe gives for strangers; the shipped networks see everybody.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import torch

from signdesk.networks.checkpoint import Checkpoint, ModelCard, load_checkpoint, save_checkpoint
from signdesk.networks.registry import build, restore
from signdesk.training.calibrate import calibrated
from signdesk.training.config import TrainConfig
from signdesk.training.crops import wide
from signdesk.training.events import EpochEnded, Finished, StepEnded, TrainingEvent
from signdesk.training.fit import fit
from signdesk.training.fit_finder import fit_finder
from signdesk.training.sources import (
    HeldBack,
    Sources,
    background_crops,
    boxes_of,
    describe,
    draw_held_back,
    finder_scenes,
    known_labels,
    open_sources,
    reader_crops,
)
from signdesk.vision.crop import InputSpec

READER = InputSpec(size=96, channels=3, margin=1.4)
FINDER = InputSpec(size=192, channels=3, margin=1.0)
READER_CONFIG = TrainConfig(epochs=26, epoch_size=8192, batch_size=128, learning_rate=2.5e-3, seed=1)
FINDER_CONFIG = TrainConfig(epochs=22, epoch_size=5120, batch_size=64, learning_rate=2e-3, seed=1)


def main() -> None:
    """Run the steps that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("steps", nargs="*", default=["reader", "finder", "ship"])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder with the public sets")
    parser.add_argument("--work", type=Path, default=Path("runs/shipped"), help="where states and results go")
    parser.add_argument("--hold-out", type=int, metavar="SEED", help="keep people out of training, drawn by this seed")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="change a setting")
    args = parser.parse_args()
    torch.set_num_threads(2)
    sources = open_sources(args.data)
    everybody = HeldBack(parts=frozenset({"test"}))  # the sets' own tests stay tests
    held_back = everybody if args.hold_out is None else draw_held_back(sources, args.hold_out)
    changes = dict(pair.split("=", 1) for pair in args.set)
    args.work.mkdir(parents=True, exist_ok=True)
    for step in args.steps:
        {"reader": train_reader, "finder": train_finder, "ship": ship}[step](args.work, sources, held_back, changes)


def train_reader(work: Path, sources: Sources, held_back: HeldBack, changes: dict[str, str]) -> None:
    """Train the network that reads hands."""
    boxes = boxes_of(sources)
    crops = reader_crops(sources, held_back, "train", READER, boxes)
    inner = reader_crops(sources, held_back, "inner", READER, boxes) if held_back.inner else None
    rooms = sources["backgrounds"].take(held_back.rows(sources["backgrounds"], "train"))
    squares = background_crops(rooms, wide(READER).size, 400, seed=3)
    behind = torch.from_numpy(squares).permute(0, 3, 1, 2).float() / 255
    alphabets = known_labels()
    arguments = {"labels": sum(map(len, alphabets.values()))}
    config = TrainConfig.parse({**READER_CONFIG.model_dump(), **changes})
    torch.manual_seed(config.seed)
    network = build("compact", arguments)
    say(f"reader: {len(crops)} crops, {0 if inner is None else len(inner)} inner")
    events = fit(network, crops, inner, alphabets, config, backgrounds=behind, state=work / "reader.state.safetensors")
    finished = follow(events)
    card = ModelCard(
        "reader", "compact", arguments, READER, alphabets, data=describe(sources, held_back), seed=config.seed,
        metrics={"inner": finished.history[-1].validation}, created=date.today().isoformat(),
    )  # fmt: skip
    save_checkpoint(work / "reader.raw.safetensors", Checkpoint(card, finished.weights))


def train_finder(work: Path, sources: Sources, held_back: HeldBack, changes: dict[str, str]) -> None:
    """Train the network that finds hands."""
    boxes = boxes_of(sources)
    scenes = finder_scenes(sources, held_back, "train", boxes, composites=600)
    inner = finder_scenes(sources, held_back, "inner", boxes) if held_back.inner else None
    config = TrainConfig.parse({**FINDER_CONFIG.model_dump(), **changes})
    torch.manual_seed(config.seed)
    network = build("finder", {})
    say(f"finder: {len(scenes)} pictures, {0 if inner is None else len(inner)} inner")
    finished = follow(fit_finder(network, scenes, inner, config, state=work / "finder.state.safetensors"))
    card = ModelCard(
        "finder", "finder", {}, FINDER, presence_threshold=0.35, data=describe(sources, held_back), seed=config.seed,
        metrics={"inner": finished.history[-1].validation}, created=date.today().isoformat(),
    )  # fmt: skip
    save_checkpoint(work / "finder.safetensors", halved(Checkpoint(card, finished.weights)))


def ship(work: Path, sources: Sources, held_back: HeldBack, _: dict[str, str]) -> None:
    """Calibrate the reader on the inner people; without any, take the figures from ``calibration.json``."""
    raw = load_checkpoint(work / "reader.raw.safetensors")
    note = work / "calibration.json"
    if held_back.inner:
        inner = reader_crops(sources, held_back, "inner", READER, boxes_of(sources))
        temperature, threshold = calibrated(restore(raw), inner, raw.card.alphabets)
        note.write_text(json.dumps({"temperature": temperature, "threshold": threshold}))
    values = json.loads(note.read_text())
    say(f"calibration: {values}")
    card = replace(raw.card, **values)
    save_checkpoint(work / "reader.safetensors", halved(Checkpoint(card, raw.weights)))


def halved(checkpoint: Checkpoint) -> Checkpoint:
    """The same network stored in 16 bits."""
    weights = {n: w.astype(np.float16) if w.dtype == np.float32 else w for n, w in checkpoint.weights.items()}
    return Checkpoint(checkpoint.card, weights)


def follow(events: Iterator[TrainingEvent]) -> Finished:
    """Print what happens until it is finished."""
    begun = time.perf_counter()
    for event in events:
        if isinstance(event, StepEnded) and event.step % 16 == 0:
            say(f"  step {event.step} loss {event.loss:.3f} {event.pictures_per_second:.0f}/s")
        if isinstance(event, EpochEnded):
            figures = " ".join(f"{k} {v:.4f}" for k, v in event.validation.items())
            minutes = (time.perf_counter() - begun) / 60
            say(f"epoch {event.epoch} loss {event.loss:.4f} right {event.accuracy:.4f} {figures} [{minutes:.1f} min]")
        if isinstance(event, Finished):
            return event
    raise RuntimeError("training ended without a result")


def say(text: str) -> None:
    """One line, at once, also into a file."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
