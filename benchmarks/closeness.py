"""How closely a hand should be looked at, and what following it costs: ``python benchmarks/closeness.py``.

For choices, so on the inner people of ``--hold-out`` alone: letters read right in crops cut at the true box, at the
finder's, looked at once and in several sizes, and at the box of the keypoints first seen; a hand that is not found is
read wrong. Then in streams, each picture held for 0.8 s before a camera that trembles.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from signdesk.alphabet import LETTERS
from signdesk.datasets.samples import Samples
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

SIZES = (0.8, 0.9, 1.0, 1.1)
LOOKS = {
    **{f"once, {size} times as large": (Look(size),) for size in SIZES[1:]},
    "in four sizes": tuple(map(Look, SIZES)),
    "once and mirrored": (Look(0.9), Look(0.9, mirrored=True)),
    "in four sizes, mirrored too": tuple(Look(size, 0.0, mirrored) for size in SIZES for mirrored in (False, True)),
    "in two sizes, turned two ways, mirrored too": tuple(
        Look(size, turn, mirrored)
        for size, turn in ((0.8, 0.0), (0.9, -12.0), (0.9, 12.0), (1.1, 0.0))
        for mirrored in (False, True)
    ),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("runs/held-out-4"))
    parser.add_argument("--hold-out", type=int, default=7)
    parser.add_argument("--held", type=int, default=120, help="pictures to hold before the camera")
    args = parser.parse_args()
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
        hands = [hand for hand in finder.find(image) if hand.score >= finder.card.presence_threshold]
        near = hands[0].box if hands else None
        points = reader.read(image, near, LETTERS).keypoints if near else None
        places = {f"true box, {name}": (true, LOOKS[name]) for name in list(LOOKS)[:3]}
        places |= {f"finder's box, {name}": (near, looks) for name, looks in LOOKS.items()}
        places["keypoints' box, once"] = (None if points is None else Box.around(points), (Look(1.05),))
        for name, (box, looks) in places.items():
            read = reader.read(image, box, LETTERS, looks).reading.top(1)[0][0] if box else ""
            right.setdefault(name, []).append(read == samples.labels[i])
    return {name: np.array(values) for name, values in right.items()}


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
