"""Sign MNIST, the way everybody measures it and the way that tells something: protocol e.

``python benchmarks/sign_mnist.py [--data ../shared/data] [--set NAME=VALUE …]``

*Official*: trained on the training file as ``signdesk train --preset best-sign-mnist`` does, measured on the test file,
which shows the same seven people: neighbouring frames of one recording lie on both sides, so the figure flatters.
*Signer out*: seven trainings, each without one person's rows in either file (``sources.csv`` says whose they are),
measured on those. *Signer out, other sets beside*: the same with other people's hands among the training rows, made as
small and grey: six people are too few to learn from. In the other two nothing but Sign MNIST is trained on.
``asl-scenes``, from whose pictures it was made, is never; T is what the file calls T, another sign than the other sets'
T, so that one is left out of them. Settings are fixed beforehand; nothing is chosen on any of the test rows, though
what the preset reads of the official ones was known before it was measured here. Each training can be interrupted and
goes on; what is done is kept in ``--work``. Prints a table, writes JSON, in which rows that were not asked for stay.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import torch

from signdesk.alphabet import LETTERS
from signdesk.datasets.open import open_dataset
from signdesk.datasets.samples import Samples
from signdesk.networks.registry import build, settings_of
from signdesk.networks.specs import input_of
from signdesk.paths import write_whole
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops, cut, hand_boxes
from signdesk.training.events import EpochEnded, Finished
from signdesk.training.fit import fit, outputs_of, targets
from signdesk.training.presets import preset
from signdesk.vision.crop import InputSpec

NETWORK = "compact"
SHOWN = InputSpec(size=32, channels=3, margin=1.0)
ALPHABETS = {LETTERS.name: LETTERS.labels}
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
LIKE_ITS_ROWS = InputSpec(size=32, channels=3, margin=1.25)
OTHERS = {"asl-webcams": 0.4, "asl-rooms": 0.06, "asl-cutouts": 0.06}
"""How often the other sets' hands are shown beside Sign MNIST's, whose share is 0.5."""
WITH_OTHERS = {"epochs": 32, "augmentation": 0.6}


def main() -> None:
    """Train, measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
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
    for trial in trials(samples, args.data, changes):
        file = args.work / f"{trial.name}.json"
        if args.only and trial.name not in args.only and not _done(file, trial.key):
            continue
        shares[trial.name] = measured(trial, file)
        print(f"{trial.name:<24}{100 * shares[trial.name]:6.2f} %", flush=True)
    results = summary(shares)
    for name, row in results.items():
        print(f"{name:<36}" + "  ".join(f"{k} {v}" for k, v in row.items()))
    usual = TrainConfig.parse({**USUAL, **changes}).model_dump(exclude={"device"})
    told = {"date": date.today().isoformat(), OFFICIAL: PRESET, **usual, "with others": WITH_OTHERS}
    before = json.loads(args.out.read_text())["results"] if args.out.exists() else {}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    with write_whole(args.out) as out:
        out.write((json.dumps({"settings": told, "results": {**before, **results}}, indent=1) + "\n").encode())


@dataclass(frozen=True)
class Trial:
    """One training and what it is measured on; ``crops`` makes the hands of both when they are needed."""

    name: str
    config: TrainConfig
    arguments: dict[str, Any]
    crops: Callable[[], tuple[Crops, Crops]]

    @property
    def key(self) -> str:
        """What its figure belongs to."""
        return self.config.model_dump_json()


def trials(samples: Samples, data: Path, changes: dict[str, str]) -> Iterator[Trial]:
    """The official one, then each signer left out, then each with other sets' hands beside."""
    config = preset(PRESET).config(changes)
    spec = InputSpec(*input_of(NETWORK, config.model_dump()), margin=1.0)
    test = samples.parts == "test"

    def official() -> tuple[Crops, Crops]:
        return cut(samples.take(~test), spec), cut(samples.take(test), spec)

    yield Trial(OFFICIAL, config, settings_of(NETWORK, config.model_dump(), len(LETTERS), spec), official)
    arguments = {"labels": len(LETTERS), "width": 24}
    for beside in (False, True):
        config = TrainConfig.parse({**USUAL, **(WITH_OTHERS if beside else {}), **changes})
        for signer in np.unique(samples.signers):
            crops = partial(signer_out, samples, str(signer), data if beside else None)
            yield Trial(f"{signer}{BESIDE * beside}", config, arguments, crops)


def signer_out(samples: Samples, signer: str, data: Path | None) -> tuple[Crops, Crops]:
    """The hands of all others, with those of the sets in ``data`` beside, and the signer's."""
    tested = samples.signers == signer
    train = cut(samples.take(~tested), SHOWN)
    if data:
        train = Crops.joined([train.shared(0.5), others(data)])
    return train, cut(samples.take(tested), SHOWN)


@cache
def others(data: Path) -> Crops:
    """The hands of other sets as Sign MNIST would show them: small, grey, with as much around them."""
    letters = [label for label in LETTERS.labels if label != "T"]
    parts = []
    for name, share in OTHERS.items():
        samples = open_dataset(data / name).with_labels(letters)
        boxes = hand_boxes(samples, typical=name == "asl-cutouts")
        parts.append(cut(samples, LIKE_ITS_ROWS, boxes).shared(share))
    hands = Crops.joined(parts)
    grey = hands.images.mean(3, keepdims=True).round().astype(np.uint8)
    return replace(hands, images=grey.repeat(3, axis=3))


def measured(trial: Trial, file: Path) -> float:
    """The share of what ``trial`` is measured on that its network reads right; kept in ``file``."""
    if _done(file, trial.key):
        return float(json.loads(file.read_text())["right"])
    train, tested = trial.crops()
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(trial.config.seed)
    network = build(NETWORK, trial.arguments)
    begun = time.perf_counter()
    for event in fit(network, train, None, ALPHABETS, trial.config, state=file.with_suffix(".state.safetensors")):
        if isinstance(event, EpochEnded):
            minutes = (time.perf_counter() - begun) / 60
            print(f"  {trial.name}: epoch {event.epoch} loss {event.loss:.4f} [{minutes:.1f} min]", flush=True)
        if isinstance(event, Finished):
            weights = {name: torch.from_numpy(np.array(array)) for name, array in event.weights.items()}
            network.load_state_dict({**network.state_dict(), **weights})
    right = share_right(network, tested)
    with write_whole(file) as out:
        out.write(json.dumps({"key": trial.key, "right": right, "rows": len(tested)}).encode())
    return right


def _done(file: Path, key: str) -> bool:
    return file.exists() and json.loads(file.read_text())["key"] == key


def share_right(network: torch.nn.Module, crops: Crops) -> float:
    """How many of ``crops`` are read right."""
    index, _ = targets(crops, ALPHABETS)
    return float((outputs_of(network.eval(), crops).logits.argmax(1) == index).float().mean())


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
    main()
