"""What a network that has seen drawn hands only reads of real ones.

    python models/recipe.py render --renders runs/renders
    python models/recipe.py reader --hold-out 7 --renders runs/renders --work runs/renders-only --set epochs=20 \\
        --without asl-webcams --without asl-scenes --without asl-rooms --without asl-cutouts \\
        --without sign-digits --without hands-indoors
    cp benchmarks/held-out/finder.safetensors runs/renders-only
    the reader again, with --from runs/renders-only --work runs/renders-only-2 --set epochs=8 --set learning_rate=1e-3
    python benchmarks/renders_only.py

Of the public pictures that training saw only rooms and people without hands, behind the drawn hands and as places
without one. Every picture of the other sets is a stranger's then; the hand's place is given. J, Z and the T of
``asl-scenes``, which is another sign, are left out. Handshapes, though, were fitted to keypoints of webcam people, of
``asl-cutouts``, ``asl-rooms`` and of five signers of ``asl-scenes``; the other two have a row of their own. Prints a
table and writes JSON.

The published figures are of 2026-11-29. Pictures vary more in training since, and so many epochs read less now
(``docs/results/README.md``): 36, with 400 drawn people, 73 % of the webcam people's letters.
"""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from signdesk.alphabet import DIGITS, LETTERS, Alphabet
from signdesk.datasets.samples import Samples
from signdesk.hands.learned import LearnedFinder
from signdesk.networks.checkpoint import load_checkpoint
from signdesk.paths import models, write_whole
from signdesk.recognition.classifier import Classifier
from signdesk.recognition.recognizer import Recognizer
from signdesk.training.sources import boxes_of, open_sources
from signdesk.vision.box import Box

SETS = ("asl-webcams", "asl-scenes", "asl-rooms", "asl-cutouts", "sign-digits")
UNSEEN = {"asl-scenes letters": ("user_5", "user_7")}
"""Of whom nothing was looked at while handshapes were chosen."""

ASKED = {"asl-webcams letters": 0.60, "asl-scenes letters": 0.75}


def main() -> None:
    """Read, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--checkpoint", type=Path, default=Path("runs/renders-only-2/reader.raw.safetensors"))
    parser.add_argument("--most", type=int, default=1000, help="pictures of a set, drawn by chance")
    parser.add_argument("--out", type=Path, default=Path("docs/results/renders_only.json"))
    args = parser.parse_args()
    # The finder is never asked: the hand's place is given.
    finder = LearnedFinder(load_checkpoint(models() / "finder.safetensors"))
    recognizer = Recognizer(finder, Classifier(load_checkpoint(args.checkpoint)))
    sources = open_sources(args.data)
    boxes = boxes_of(sources)
    results = {}
    for name in SETS:
        for alphabet in (LETTERS, DIGITS):
            rows = np.flatnonzero(
                np.isin(sources[name].labels, alphabet.labels) & np.array([b is not None for b in boxes[name]])
            )
            if not len(rows):
                continue
            rows = np.random.default_rng(0).permutation(rows)[: args.most]
            samples = sources[name].take(rows)
            right = read(recognizer, samples, [boxes[name][i] for i in rows], alphabet)
            what = f"{name} {alphabet.name}"
            results[what] = told(what, samples, right)
            if what in UNSEEN:
                two = np.isin(samples.signers, UNSEEN[what])
                results[f"{what}, two"] = told(f"{what}, two", samples.take(two), right[two])
    settings = {"date": date.today().isoformat(), "checkpoint": str(args.checkpoint), "most": args.most}
    with write_whole(args.out) as file:
        file.write((json.dumps({"settings": settings, "results": results}, indent=1) + "\n").encode())


def read(recognizer: Recognizer, samples: Samples, boxes: list[Box | None], alphabet: Alphabet) -> NDArray[np.bool_]:
    """Which pictures are read right, whether sure or not."""
    right = []
    for i, box in enumerate(boxes):
        reading = recognizer.recognize(samples.images[i], alphabet, box).reading
        right.append(reading is not None and reading.top(1)[0][0] == samples.labels[i])
    return np.array(right)


def told(name: str, samples: Samples, right: NDArray[np.bool_]) -> dict[str, object]:
    """Print a row: all pictures, the mean of people, and the signs that fail most."""
    people = samples.signer_ids()
    by_person = [float(right[people == person].mean()) for person in np.unique(people)]
    signs = {str(label): float(right[samples.labels == label].mean()) for label in np.unique(samples.labels)}
    worst = sorted(signs, key=lambda label: signs[label])[:5]
    row = {"pictures": len(right), "right": float(right.mean()), "mean of people": float(np.mean(by_person))}
    asked = f"  (asked {ASKED[name]:.0%})" if name in ASKED else ""
    weak = ", ".join(f"{label} {signs[label]:.0%}" for label in worst)
    print(f"{name:24}{len(right):6}  {right.mean():6.1%}  people {np.mean(by_person):6.1%}{asked}  worst: {weak}")
    return {**row, "signs": signs, "people": dict(zip(map(str, np.unique(people)), by_person, strict=True))}


if __name__ == "__main__":
    main()
