"""Sign MNIST, the way everybody measures it and the way that tells something: protocol e.

``python benchmarks/sign_mnist.py [--data ../shared/data] [--set NAME=VALUE …]``

*Official*: trained on the training file, measured on the test file, which shows the same seven people: neighbouring
frames of one recording lie on both sides, so the figure flatters. *Signer out*: seven trainings, each without one
person's rows in either file (``sources.csv`` says whose they are), measured on those. *Signer out, other sets beside*:
the same with other people's hands among the training rows, made as small and grey: six people are too few to learn
from. In the other two nothing but Sign MNIST is trained on. ``asl-scenes``, from whose pictures it was made, is never;
T is what the file calls T, another sign than the other sets' T, so that one is left out of them. Settings are fixed
beforehand; nothing is chosen on any of the test rows. Each training can be interrupted and goes on; what is done is
kept in ``--work``. Prints a table, writes JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from signdesk.alphabet import LETTERS
from signdesk.datasets.open import open_dataset
from signdesk.datasets.samples import Samples
from signdesk.networks.registry import build
from signdesk.paths import write_whole
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops, cut, hand_boxes
from signdesk.training.events import EpochEnded, Finished
from signdesk.training.fit import fit, outputs_of, targets
from signdesk.vision.crop import InputSpec

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
    config = TrainConfig.parse({**USUAL, **changes})
    beside = TrainConfig.parse({**USUAL, **WITH_OTHERS, **changes})
    samples = open_dataset(args.data / "sign-mnist").with_labels(LETTERS.labels)
    crops = cut(samples, SHOWN)
    hands: Crops | None = None
    shares = {}
    for name, tested in splits(samples).items():
        settings = beside if name.endswith(BESIDE) else config
        file = args.work / f"{name}.json"
        key = settings.model_dump_json()
        if args.only and name not in args.only and not _done(file, key):
            continue
        train = crops.take(~tested)
        if name.endswith(BESIDE) and not _done(file, key):
            hands = hands or others(args.data)
            train = Crops.joined([train.shared(0.5), hands])
        shares[name] = measured(name, train, crops.take(tested), settings, file, key)
        print(f"{name:<24}{100 * shares[name]:6.2f} %", flush=True)
    results = summary(shares)
    for name, row in results.items():
        print(f"{name:<36}" + "  ".join(f"{k} {v}" for k, v in row.items()))
    told = {"date": date.today().isoformat(), **config.model_dump(exclude={"device"}), "with others": WITH_OTHERS}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps({"settings": told, "results": results}, indent=1) + "\n")


def splits(samples: Samples) -> dict[str, NDArray[np.bool_]]:
    """By name, the rows that are tested; all others are trained on."""
    signers = {str(signer): samples.signers == signer for signer in np.unique(samples.signers)}
    return {OFFICIAL: samples.parts == "test", **signers, **{name + BESIDE: rows for name, rows in signers.items()}}


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


def measured(name: str, train: Crops, tested: Crops, config: TrainConfig, file: Path, key: str) -> float:
    """The share of ``tested`` that a network reads right which was trained on ``train``; kept in ``file``."""
    if _done(file, key):
        return float(json.loads(file.read_text())["right"])
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(config.seed)
    network = build("compact", {"labels": len(LETTERS), "width": 24})
    state = file.with_suffix(".state.safetensors")
    begun = time.perf_counter()
    for event in fit(network, train, None, ALPHABETS, config, state=state):
        if isinstance(event, EpochEnded):
            minutes = (time.perf_counter() - begun) / 60
            print(f"  {name}: epoch {event.epoch} loss {event.loss:.4f} [{minutes:.1f} min]", flush=True)
        if isinstance(event, Finished):
            weights = {key: torch.from_numpy(np.array(array)) for key, array in event.weights.items()}
            network.load_state_dict({**network.state_dict(), **weights})
    right = share_right(network, tested)
    with write_whole(file) as out:
        out.write(json.dumps({"key": key, "right": right, "rows": len(tested)}).encode())
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
