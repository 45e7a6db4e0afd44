"""How closely a hand should be looked at, and what following it costs: ``python benchmarks/closeness.py``.

For choices, so on the inner people of ``--hold-out`` alone: letters read right in crops cut at the true box, at the
finder's, and at that of the keypoints first seen; then in streams, each picture held for 0.8 s before a camera that
trembles.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from signdesk.alphabet import LETTERS
from signdesk.datasets.samples import Samples
from signdesk.hands.learned import LearnedFinder
from signdesk.networks.checkpoint import load_checkpoint
from signdesk.recognition.classifier import Classifier
from signdesk.recognition.recognizer import Recognizer
from signdesk.training.crops import hand_boxes
from signdesk.training.sources import draw_held_back, open_sources
from signdesk.vision.box import Box
from signdesk.vision.frame import Frame


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("runs/held-out-3"))
    parser.add_argument("--hold-out", type=int, default=7)
    parser.add_argument("--held", type=int, default=120, help="pictures to hold before the camera")
    args = parser.parse_args()
    sources = open_sources(args.data)
    rows = draw_held_back(sources, args.hold_out).rows(sources["asl-webcams"], "inner")
    samples = sources["asl-webcams"].take(rows).with_labels(LETTERS.labels)
    finder = LearnedFinder(load_checkpoint(args.work / "finder.safetensors"))
    reader = Classifier(load_checkpoint(args.work / "reader.safetensors"))
    for name, share in cuts(samples, finder, reader).items():
        print(f"{name:<40}{100 * share:6.1f} %")
    recognizer = Recognizer(finder, reader, finder.card.presence_threshold)
    print(f"{'held before the camera':<40}{100 * held(samples, recognizer, args.held):6.1f} %")


def cuts(samples: Samples, finder: LearnedFinder, reader: Classifier) -> dict[str, float]:
    """The share of letters read right, by where the crop is cut; one that the finder misses is cut at its true box."""
    right: dict[str, list[bool]] = {}
    for i, true in enumerate(hand_boxes(samples)):
        if true is None:
            continue
        image = samples.images[i]
        hands = finder.find(image)
        near = hands[0].box if hands else true
        first = reader.read(image, near.grown(0.85), LETTERS)
        boxes = {"true box": true, "true box × 0.9": true.grown(0.9), "finder's box": near}
        boxes |= {"finder's box × 0.85": near.grown(0.85)}
        if first.keypoints is not None:
            boxes["keypoints seen at finder's box × 0.85"] = Box.around(first.keypoints)
        for name, box in boxes.items():
            read = reader.read(image, box, LETTERS).reading.top(1)[0][0]
            right.setdefault(name, []).append(read == samples.labels[i])
    return {name: float(np.mean(values)) for name, values in right.items()}


def held(samples: Samples, recognizer: Recognizer, count: int) -> float:
    """The share of frames read right once a hand was followed for a quarter of a second."""
    right = []
    for i in np.random.default_rng(0).choice(len(samples), min(count, len(samples)), replace=False):
        image = samples.images[int(i)]
        recognizer.reset()
        for t in range(24):
            sway = np.array([[1, 0, 2 * np.sin(t / 4)], [0, 1, 2 * np.cos(t / 5)]])
            frame = cv2.warpAffine(image, sway, image.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
            reading = recognizer.follow(Frame(frame.astype(np.uint8), t, t / 30), LETTERS).reading
            if t >= 8:
                right.append(reading is not None and reading.top(1)[0][0] == samples.labels[int(i)])
    return float(np.mean(right))


if __name__ == "__main__":
    main()
