"""What a new sign costs: 30 pictures taught to a network, and how well others' letters are read before and after.

``python benchmarks/fine_tune.py --data ../shared/data --work benchmarks/held-out``

Goes on from the network in ``--work``, whose held-back people it has never seen. New signs that it does not know are
made of J and Z as stills (of asl-rooms, and of one person of asl-cutouts), and of digits under another name; of each,
30 pictures are taught (17 of asl-cutouts), the rest measured. Beside them the letters of the webcam people who were
held back: among 24 letters before, among these and the new sign after. ``--which inner`` measures on the people who are
kept for choices instead: what `signdesk.training.last_layer` weighs was settled with those, on the signs of
asl-cutouts, 3 and 8. But the test figures of earlier variants were seen while these were tried, so that the figures
without ``--which inner`` may flatter too.

The seconds are those of the whole training as ``signdesk train`` does it, from reading the pictures (with those that
are rehearsed) to the network, without starting Python. Prints a table; nothing is written.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from signdesk.datasets.open import open_dataset
from signdesk.datasets.samples import Samples
from signdesk.errors import SignDeskError
from signdesk.networks.checkpoint import Checkpoint, load_checkpoint
from signdesk.networks.registry import restore
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops, cut, hand_boxes
from signdesk.training.events import Finished
from signdesk.training.fit import outputs_of
from signdesk.training.held_back import read_held_back
from signdesk.training.plan import checkpoint_of, plan, run
from signdesk.training.run_config import DataChoice

WEBCAMS = "asl-webcams"
OWN = "own sign"
_GIVEN = 1 / 0.8
"""A given box is taken to be so much larger than the hand."""


def main() -> int:
    """Teach each sign, print a line for it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("benchmarks/held-out"), help="the held-out network’s folder")
    parser.add_argument("--which", default="test", choices=["test", "inner"], help="inner: for choices")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    try:
        start = load_checkpoint(args.work / "reader.safetensors")
        samples = open_dataset(args.data / WEBCAMS)
        letters = samples.take(read_held_back(args.work / "held-back.json").rows(samples, args.which))
        others = cut(letters, start.card.input, hand_boxes(letters))
        others = others.take(np.isin(others.labels, start.card.alphabets["letters"]))
        print(f"{len(others)} letters of {len(np.unique(others.signers))} {args.which} people")
        print(f"{'new sign':<22}{'taught':>7}{'seconds':>9}{'of a core':>11}{'new sign':>10}{'letters':>18}{'cost':>7}")
        for name, sign in signs(args.data):
            print(f"{name:<22}{line(start, sign, others)}", flush=True)
    except SignDeskError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def signs(data: Path) -> Iterator[tuple[str, Samples]]:
    """New signs by name, each called `OWN`."""
    rooms, cutouts, digits = (open_dataset(data / name) for name in ("asl-rooms", "asl-cutouts", "sign-digits"))
    for label in "JZ":
        yield f"{label}, rooms", _own(rooms.with_labels(label), 30)
        for hand in ("hand1", "hand2"):
            some = cutouts.with_labels(label)
            yield f"{label}, cutouts, {hand}", _own(some.take(some.signers == hand), 17)
    for label in "3578":
        yield f"{label}, students", _own(digits.with_labels(label), 30)


def _own(samples: Samples, taught: int) -> Samples:
    """``samples`` with their hands as far as known, under another name; "train" and "test" tell who is taught: whole
    groups, so that copies of a photograph stay together."""
    boxes = [box.grown(_GIVEN) if box else None for box in hand_boxes(samples, typical=True)]
    samples = replace(
        samples,
        boxes=np.array([(b.x, b.y, b.width, b.height) if b else (np.nan,) * 4 for b in boxes], np.float32),
        keypoints=np.full_like(samples.keypoints, np.nan),
    ).take(np.array([box is not None for box in boxes]))
    order = np.random.default_rng(0).permutation(np.unique(samples.signer_ids()))
    rows = np.concatenate([np.flatnonzero(samples.signer_ids() == group) for group in order])
    parts = np.full(len(samples), "test", "<U5")
    parts[rows[:taught]] = "train"
    cut_group = samples.signer_ids() == samples.signer_ids()[rows[min(taught, len(rows)) - 1]]
    if len(order) > 1:  # the rest of the last group is neither
        parts[cut_group & (parts == "test")] = ""
    samples = replace(samples, parts=parts, labels=np.full(len(samples), OWN))
    return samples.take(samples.parts != "")


def line(start: Checkpoint, sign: Samples, others: Crops) -> str:
    """Teach ``sign`` to ``start``; the figures."""
    config, choice = TrainConfig.of(start.card.network), DataChoice(by="parts", labels=(OWN,))
    begun, worked = time.perf_counter(), time.process_time()
    made = plan(sign, start.card.network, config, choice, start=start.card)
    *_, finished = run(made, config, start=start)
    assert isinstance(finished, Finished)
    after = checkpoint_of(made, finished, config)
    seconds, core = time.perf_counter() - begun, time.process_time() - worked
    first, last, new = right(start, others), right(after, others), right(after, made.validation)
    return (
        f"{len(made.train):>7}{seconds:>9.1f}{core:>11.1f}{new:>10.1%}{first:>9.2%} →{last:>7.2%}"
        f"{100 * (first - last):>7.2f}"
    )


def right(checkpoint: Checkpoint, crops: Crops) -> float:
    """The share of ``crops`` that is read rightly among the letters and what joined them."""
    letters = list(checkpoint.card.alphabets["letters"])
    columns = [checkpoint.card.labels.index(label) for label in letters]
    read = outputs_of(restore(checkpoint), crops).logits[:, columns].argmax(1)
    return float(np.mean(np.array(letters)[read.numpy()] == crops.labels))


if __name__ == "__main__":
    sys.exit(main())
