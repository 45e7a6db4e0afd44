"""How well a network reads the rendered dataset: do the modelled handshapes say what they should?

    python benchmarks/rendered_hands.py                       the bundled dataset, signdesk's own network
    python benchmarks/rendered_hands.py --data FOLDER --checkpoint FILE
    python benchmarks/rendered_hands.py --draw 4              four signers drawn afresh instead

The box is the one around the hand's keypoints. Prints the share read rightly, whether sure or not, for each sign.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from signdesk import paths
from signdesk.alphabet import DIGITS, LETTERS
from signdesk.datasets.open import open_dataset
from signdesk.handmodel.dataset import SetPlan, draw
from signdesk.recognition.recognizer import Recognizer
from signdesk.vision.box import Box
from signdesk.vision.image import Image

_FLESH = 1.15


def main() -> None:
    """Read the pictures, and print how well."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=paths.bundled_data() / "rendered")
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--draw", type=int, default=0, metavar="SIGNERS")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--labels", default="".join((*LETTERS.labels, *DIGITS.labels)))
    arguments = parser.parse_args()
    recognizer = Recognizer.load(arguments.checkpoint)
    plan = SetPlan(arguments.seed, arguments.draw or 1, 1)
    pictures = _drawn(plan, arguments.labels) if arguments.draw else _bundled(arguments.data, arguments.labels)
    read: dict[str, Counter[str]] = defaultdict(Counter)
    for label, image, box in pictures:
        alphabet = DIGITS if label in DIGITS else LETTERS
        reading = recognizer.recognize(image, alphabet, box).reading
        assert reading is not None
        read[label][alphabet.labels[int(np.argmax(reading.probabilities))]] += 1
    _report(read)


def _drawn(plan: SetPlan, labels: str) -> Iterator[tuple[str, Image, Box]]:
    for one in draw(plan, tuple(labels)):
        yield one.label, one.rendered.image, Box.around(one.rendered.keypoints).grown(_FLESH)


def _bundled(folder: Path, labels: str) -> Iterator[tuple[str, Image, Box]]:
    samples = open_dataset(folder)
    for row, label in enumerate(samples.labels):
        if label in labels:
            yield str(label), samples.images[row], Box.around(samples.keypoints[row]).grown(_FLESH)


def _report(read: dict[str, Counter[str]]) -> None:
    for name, alphabet in (("letters", LETTERS), ("digits", DIGITS)):
        shares = {label: read[label][label] / read[label].total() for label in alphabet.labels if label in read}
        if not shares:
            continue
        for label, share in shares.items():
            wrong = ", ".join(f"{other} {count}" for other, count in read[label].most_common(4) if other != label)
            print(f"{label}  {share:6.1%}  {wrong}")
        worst = min(shares, key=lambda label: shares[label])
        total = sum(read[label].total() for label in shares)
        right = sum(read[label][label] for label in shares)
        print(f"{name}: {right / total:.1%} of {total}; worst {worst} {shares[worst]:.1%}\n")


if __name__ == "__main__":
    main()
