r"""Sign MNIST, the way everybody measures it and the way that tells something: protocol e.

    python models/recipe.py --without asl-scenes --work runs/without-scenes reader --set epochs=60 --set seed=3
    python models/recipe.py --without asl-scenes --from runs/without-scenes --work runs/without-scenes-2 reader \
        --set epochs=32 --set learning_rate=1.5e-3 --set seed=4
    python benchmarks/sign_mnist.py [--data ../shared/data] [--reader runs/without-scenes-2/reader.raw.safetensors]

*Official*: trained on the training file as ``signdesk train --preset best-sign-mnist`` does, measured on the test file,
which shows the same seven people: neighbouring frames of one recording lie on both sides, so the figure flatters.
*Signer out*: seven trainings, each without one person's rows in either file (``sources.csv`` says whose they are),
measured on those. *Signer out, other sets beside*: six people are too few to learn from. The recipe's reader, trained
without ``asl-scenes``, goes on with six signers' rows, enlarged, among what it has learnt from before. In the other two
nothing but Sign MNIST is trained on. ``asl-scenes``, from whose pictures it was made, is never; T is what the file
calls T, another sign than the other sets' T, so that one has no name there. Settings are fixed beforehand; nothing is
chosen on any of the test rows, though what the preset reads of the official ones was known before it was measured here,
and of two signers (5 and 7) what a reader does that has never seen a row. Each training can be interrupted and goes on;
what is done is kept in ``--work``. Prints a table, writes JSON, in which rows that were not asked for stay.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from signdesk.alphabet import LETTERS
from signdesk.datasets.open import open_dataset
from signdesk.datasets.samples import UNLABELLED, Samples
from signdesk.errors import SignDeskError
from signdesk.networks.checkpoint import load_checkpoint
from signdesk.networks.registry import build, restore, settings_of
from signdesk.networks.specs import input_of
from signdesk.paths import write_whole
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops, cut
from signdesk.training.events import EpochEnded, Finished
from signdesk.training.fit import fit, outputs_of, targets
from signdesk.training.handshapes import same_handshape
from signdesk.training.held_back import HeldBack, Sources
from signdesk.training.presets import preset
from signdesk.training.sources import boxes_of, known_labels, open_sources, reader_crops, rooms_behind
from signdesk.vision.crop import InputSpec

NETWORK = "compact"
SHOWN = InputSpec(size=32, channels=3, margin=1.0)
HELD_BACK = HeldBack(parts=frozenset({"test"}), without=frozenset({"asl-scenes"}))
USUAL = {
    "epochs": 16,
    "epoch_size": 8192,
    "batch_size": 128,
    "learning_rate": 2.5e-3,
    "augmentation": 0.3,
    "averaging": 0.995,
    "precision": "mixed",
    "seed": 1,
}
OFFICIAL = "official"
PRESET = "best-sign-mnist"
BESIDE = "+others"
FURTHER = {"epochs": 6, "epoch_size": 8192, "batch_size": 128, "learning_rate": 1e-3, "precision": "mixed", "seed": 1}
"""How the reader goes on; half of what it is shown are Sign MNIST's rows."""


def main() -> None:
    """Train, measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--reader", type=Path, default=Path("runs/without-scenes-2/reader.raw.safetensors"))
    parser.add_argument("--work", type=Path, default=Path("runs/sign-mnist"), help="where states and results are kept")
    parser.add_argument("--only", nargs="*", metavar="RUN", help="official, user_3, user_3+others, say; or all")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="change a setting")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--out", type=Path, default=Path("docs/results/sign-mnist.json"))
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    changes = dict(pair.split("=", 1) for pair in args.set)
    samples = open_dataset(args.data / "sign-mnist").with_labels(LETTERS.labels)
    shares = {}
    for trial in trials(samples, args.data, args.reader, changes):
        file = args.work / f"{trial.name}.json"
        if args.only and trial.name not in args.only and not _done(file, trial.key):
            continue
        shares[trial.name] = measured(trial, file)
        print(f"{trial.name:<24}{100 * shares[trial.name]:6.2f} %", flush=True)
    results = summary(shares)
    for name, row in results.items():
        print(f"{name:<36}" + "  ".join(f"{k} {v}" for k, v in row.items()))
    usual = TrainConfig.parse({**USUAL, **changes}).model_dump(exclude={"device"})
    told = {"date": date.today().isoformat(), OFFICIAL: PRESET, **usual, "with others": FURTHER}
    before = json.loads(args.out.read_text())["results"] if args.out.exists() else {}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    with write_whole(args.out) as out:
        out.write((json.dumps({"settings": told, "results": {**before, **results}}, indent=1) + "\n").encode())


@dataclass(frozen=True)
class Trial:
    """One training and what it is measured on: a network of ``arguments``, or the one in the file ``start``, learns
    ``alphabets``; ``crops`` makes the hands of both when they are needed."""

    name: str
    config: TrainConfig
    start: dict[str, Any] | Path
    alphabets: Mapping[str, tuple[str, ...]]
    crops: Callable[[], tuple[Crops, Crops]]
    backgrounds: Callable[[], Tensor] | None = None

    @property
    def key(self) -> str:
        """What its figure belongs to."""
        begun = self.start if isinstance(self.start, Path) and self.start.exists() else None
        return self.config.model_dump_json() + (sha256(begun.read_bytes()).hexdigest() if begun else "")

    def network(self) -> nn.Module:
        """What the training begins with."""
        torch.manual_seed(self.config.seed)
        if isinstance(self.start, Path):
            return restore(load_checkpoint(self.start)).train()
        return build(NETWORK, self.start)


def trials(samples: Samples, data: Path, reader: Path, changes: dict[str, str]) -> Iterator[Trial]:
    """The official one, then each signer left out, then each with other sets' hands beside."""
    config = preset(PRESET).config(changes)
    spec = InputSpec(*input_of(NETWORK, config.model_dump()), margin=1.0)
    test = samples.parts == "test"

    def official() -> tuple[Crops, Crops]:
        return cut(samples.take(~test), spec), cut(samples.take(test), spec)

    letters = {LETTERS.name: LETTERS.labels}
    arguments = settings_of(NETWORK, config.model_dump(), len(LETTERS), spec)
    yield Trial(OFFICIAL, config, arguments, letters, official)
    signers = list(map(str, np.unique(samples.signers)))
    config = TrainConfig.parse({**USUAL, **changes})
    for signer in signers:
        crops = partial(signer_out, samples, signer, SHOWN)
        yield Trial(signer, config, {"labels": len(LETTERS), "width": 24}, letters, crops)
    config = TrainConfig.parse({**FURTHER, **changes})
    for signer in signers:
        crops = partial(signer_out_with_others, samples, signer, data, reader)
        yield Trial(f"{signer}{BESIDE}", config, reader, known_labels(), crops, partial(rooms, data, reader))


def signer_out(samples: Samples, signer: str, spec: InputSpec) -> tuple[Crops, Crops]:
    """The hands of all others, and the signer's."""
    tested = samples.signers == signer
    return cut(samples.take(~tested), spec), cut(samples.take(tested), spec)


def signer_out_with_others(samples: Samples, signer: str, data: Path, reader: Path) -> tuple[Crops, Crops]:
    """The hands of all other signers, as many of what ``reader`` has learnt from before, and the signer's."""
    spec = load_checkpoint(reader).card.input
    train, tested = signer_out(samples, signer, spec)
    beside = others(data, spec)
    train = train.shared(float(beside.weights.sum()))
    return Crops.joined([train, same_handshape(train, seed=4), beside]), tested


@cache
def sources_in(data: Path) -> Sources:
    """The sets of the recipe."""
    return open_sources(data)


@cache
def others(data: Path, spec: InputSpec) -> Crops:
    """What the recipe's reader learns from, with T as no sign in particular."""
    sources = sources_in(data)
    crops = reader_crops(sources, HELD_BACK, "train", spec, boxes_of(sources))
    return replace(crops, labels=np.where(crops.labels == "T", UNLABELLED, crops.labels))


def rooms(data: Path, reader: Path) -> Tensor:
    """What goes behind hands: (m, 3, s, s) in 0 to 1."""
    return rooms_behind(sources_in(data), HELD_BACK, load_checkpoint(reader).card.input)


def measured(trial: Trial, file: Path) -> float:
    """The share of what ``trial`` is measured on that its network reads right; kept in ``file``."""
    if _done(file, trial.key):
        return float(json.loads(file.read_text())["right"])
    network = trial.network()
    train, tested = trial.crops()
    behind = trial.backgrounds() if trial.backgrounds else None
    file.parent.mkdir(parents=True, exist_ok=True)
    state = file.with_suffix(".state.safetensors")
    begun = time.perf_counter()
    for event in fit(network, train, None, trial.alphabets, trial.config, backgrounds=behind, state=state):
        if isinstance(event, EpochEnded):
            minutes = (time.perf_counter() - begun) / 60
            print(f"  {trial.name}: epoch {event.epoch} loss {event.loss:.4f} [{minutes:.1f} min]", flush=True)
        if isinstance(event, Finished):
            weights = {name: torch.from_numpy(np.array(array)) for name, array in event.weights.items()}
            network.load_state_dict({**network.state_dict(), **weights})
    right = share_right(network, tested, trial.alphabets)
    with write_whole(file) as out:
        out.write(json.dumps({"key": trial.key, "right": right, "rows": len(tested)}).encode())
    return right


def _done(file: Path, key: str) -> bool:
    return file.exists() and json.loads(file.read_text())["key"] == key


def share_right(network: nn.Module, crops: Crops, alphabets: Mapping[str, tuple[str, ...]]) -> float:
    """How many of ``crops`` are read right, each among the signs of its alphabet."""
    index, allowed = targets(crops, alphabets)
    logits = outputs_of(network.eval(), crops).logits.masked_fill(~allowed, -torch.inf)
    return float((logits.argmax(1) == index).float().mean())


def summary(shares: dict[str, float]) -> dict[str, dict[str, object]]:
    """In percent: the official figure; the mean over signers left out, and the worst."""
    results: dict[str, dict[str, object]] = {}
    if OFFICIAL in shares:
        results["e Sign MNIST, official test"] = {"right": round(100 * shares[OFFICIAL], 2)}
    for title, ending in (("signer out", ""), ("signer out, other sets beside", BESIDE)):
        out = {
            n.removesuffix(BESIDE): s for n, s in shares.items() if n != OFFICIAL and n.endswith(BESIDE) == bool(ending)
        }
        if out:
            worst = min(out, key=out.__getitem__)
            figures: dict[str, object] = {
                "signers": len(out),
                "mean": round(100 * float(np.mean(list(out.values()))), 1),
            }
            figures |= {"worst": round(100 * out[worst], 1), "worst signer": worst}
            results[f"e Sign MNIST, {title}"] = figures | {n: round(100 * share, 1) for n, share in out.items()}
    return results


if __name__ == "__main__":
    try:
        main()
    except SignDeskError as error:
        sys.exit(str(error))
