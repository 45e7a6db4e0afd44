"""How closely a hand should be looked at, and what following it costs: ``python benchmarks/closeness.py``.

For choices, so on the inner people of ``--hold-out`` alone: letters read right in crops cut at the true box, where the
finder is sure enough of a hand, and where it sees the likeliest one, however unsure, when it may search once more,
looked at in several ways; a hand whose place is not known is read wrong. Then in streams, each picture held for 0.8 s
before a camera that trembles.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from signdesk.alphabet import LETTERS
from signdesk.datasets.samples import Samples
from signdesk.hands.hand import Hand
from signdesk.hands.learned import LearnedFinder
from signdesk.networks.checkpoint import load_checkpoint
from signdesk.recognition.classifier import Classifier
from signdesk.recognition.composer import Composer
from signdesk.recognition.follower import Follower
from signdesk.recognition.recognizer import Recognizer
from signdesk.training.crops import hand_boxes
from signdesk.training.sources import draw_held_back, open_sources
from signdesk.vision.box import Box
from signdesk.vision.frame import Frame
from signdesk.vision.look import Look

SIZES = (0.85, 1.0)
WAYS = {
    "once": (Look(),),
    "once, at 0.9 of its size": (Look(0.9),),
    "once, at 1.1 of its size": (Look(1.1),),
    "and mirrored at 0.9 of its size": (Look(), Look(0.9, mirrored=True)),
    "in two sizes, mirrored too": tuple(Look(size, mirrored=mirrored) for size in SIZES for mirrored in (False, True)),
    "in two sizes, turned two ways, mirrored too": tuple(
        Look(size, turn, mirrored)
        for size, turn in ((0.85, 0.0), (0.9, -12.0), (0.9, 12.0), (1.0, 0.0))
        for mirrored in (False, True)
    ),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("benchmarks/held-out"))
    parser.add_argument("--hold-out", type=int, default=7)
    parser.add_argument("--held", type=int, default=120, help="pictures to hold before the camera")
    args = parser.parse_args()
    torch.set_num_threads(1)  # two wait for each other where anything else runs
    sources = open_sources(args.data)
    rows = draw_held_back(sources, args.hold_out).rows(sources["asl-webcams"], "inner")
    samples = sources["asl-webcams"].take(rows).with_labels(LETTERS.labels)
    finder = LearnedFinder(load_checkpoint(args.work / "finder.safetensors"))
    reader = Classifier(load_checkpoint(args.work / "reader.safetensors"))
    people = np.array([str(signer) for signer in samples.signers])
    for name, right in cuts(samples, finder, reader).items():
        by_person = [right[people == person].mean() for person in np.unique(people)]
        print(f"{name:<60}{100 * right.mean():6.1f} %   worst person {100 * min(by_person):.1f} %")
    recognizer = Recognizer(finder, reader, finder.card.presence_threshold)
    print(f"{'held before the camera':<60}{100 * held(samples, recognizer, args.held):6.1f} %")


def cuts(samples: Samples, finder: LearnedFinder, reader: Classifier) -> dict[str, NDArray[np.bool_]]:
    """Which letters are read right, by where and how often the hand is looked at."""
    right: dict[str, list[bool]] = {}
    for i, true in enumerate(hand_boxes(samples)):
        image = samples.images[i]
        found = [hand for hand in finder.find(image) if hand.score >= finder.card.presence_threshold]
        places = {"true box": true, "found": first(found), "searched": first(finder.search(image))}
        for place, box in places.items():
            for name, looks in WAYS.items():
                read = reader.read(image, box, LETTERS, looks).reading.top(1)[0][0] if box else ""
                right.setdefault(f"{place}, {name}", []).append(read == samples.labels[i])
    return {name: np.array(values) for name, values in right.items()}


def first(hands: list[Hand]) -> Box | None:
    """The likeliest hand's box."""
    return hands[0].box if hands else None


def held(samples: Samples, recognizer: Recognizer, count: int) -> float:
    """The share of frames in which the right letter is pooled from the frames so far, once a hand was followed for a
    quarter of a second."""
    right = []
    for i in np.random.default_rng(0).choice(len(samples), min(count, len(samples)), replace=False):
        image = samples.images[int(i)]
        follower = Follower(recognizer, Composer())
        for t in range(24):
            sway = np.array([[1, 0, 2 * np.sin(t / 4)], [0, 1, 2 * np.cos(t / 5)]])
            frame = cv2.warpAffine(image, sway, image.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
            reading = follower.follow(Frame(frame.astype(np.uint8), t, t / 30), LETTERS).reading
            if t >= 8:
                right.append(reading is not None and reading.top(1)[0][0] == samples.labels[int(i)])
    return float(np.mean(right))


if __name__ == "__main__":
    main()
