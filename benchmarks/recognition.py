"""What the networks read of people whom they have never seen.

``python benchmarks/recognition.py --work runs/held-out-3 --hold-out 7 --data ../shared/data``

measures networks that ``models/recipe.py --hold-out 7`` trained: the people drawn by that seed
were in no training, and nothing (epochs, temperature, threshold) was chosen on them; choices were made on the inner
people, who are not measured here. Pictures go end to end, as ``signdesk classify`` takes them: a hand that is not found
is a mistake. Prints a table and writes it as JSON.
"""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from signdesk.alphabet import DIGITS, LETTERS, NO_HAND, Alphabet
from signdesk.datasets.samples import Samples
from signdesk.hands.learned import LearnedFinder
from signdesk.networks.checkpoint import load_checkpoint
from signdesk.recognition.classifier import Classifier
from signdesk.recognition.recognizer import Recognizer
from signdesk.training.crops import hand_boxes
from signdesk.training.sources import draw_held_back, open_sources
from signdesk.vision.box import Box


@dataclass
class Row:
    """One picture, as it was read."""

    person: str
    label: str
    read: str
    shown: bool
    found: bool
    confidence: float


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("runs/held-out-3"))
    parser.add_argument("--hold-out", type=int, default=7)
    parser.add_argument("--which", default="test", choices=["test", "inner"], help="inner: for choices")
    parser.add_argument("--out", type=Path, default=Path("docs/results/recognition.json"))
    args = parser.parse_args()
    sources = open_sources(args.data)
    held_back = draw_held_back(sources, args.hold_out)
    finder = LearnedFinder(load_checkpoint(args.work / "finder.safetensors"))
    reader = Classifier(load_checkpoint(args.work / "reader.safetensors"))
    recognizer = Recognizer(finder, reader, finder.card.presence_threshold)

    def rows(name: str) -> Samples:
        return sources[name].take(held_back.rows(sources[name], args.which))

    webcams, scenes, students = rows("asl-webcams"), rows("asl-scenes"), rows("sign-digits")
    results: dict[str, dict[str, object]] = {}

    def report(name: str, figures: dict[str, object]) -> None:
        results[name] = figures
        print(f"{name:<44}" + "  ".join(f"{k} {v}" for k, v in figures.items()), flush=True)

    report("new webcam people, letters, end to end", end_to_end(recognizer, webcams, LETTERS))
    report("new webcam people, letters, true boxes", true_boxes(recognizer, webcams, LETTERS))
    report("new webcam people, digits, end to end", end_to_end(recognizer, webcams, DIGITS))
    if len(scenes):
        report("new signers (scenes), letters, end to end", end_to_end(recognizer, scenes, LETTERS))
        report("new signers (scenes), letters, true boxes", true_boxes(recognizer, scenes, LETTERS))
    report("new students, digits, end to end", end_to_end(recognizer, students, DIGITS))
    report("new students, digits, true boxes", true_boxes(recognizer, students, DIGITS, typical=True))
    if args.which == "test":
        report("rooms (same people as its training part)", end_to_end(recognizer, rows("asl-rooms"), LETTERS))
        report("finder: hands-indoors test", found(finder, rows("hands-indoors")))
        for kind in ("rooms", "people"):
            empty = rows("backgrounds")
            empty = empty.take(np.char.startswith(empty.names, kind))
            report(f"without a hand: {kind}", without_hand(recognizer, empty))
    report("finder: new webcam people", found(finder, webcams))
    if len(scenes):
        report("finder: new signers (scenes)", found(finder, scenes))
    settings = {
        "date": date.today().isoformat(),
        "machine": platform.processor() or platform.machine(),
        "seed": args.hold_out,
    }
    settings["held back"] = {name: sorted(people) for name, people in getattr(held_back, args.which).items()}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps({"settings": settings, "results": results}, indent=1) + "\n")


def end_to_end(recognizer: Recognizer, samples: Samples, alphabet: Alphabet) -> dict[str, object]:
    """Whole pictures, the hand to be found."""
    samples = samples.with_labels(alphabet.labels)

    def read(i: int) -> Row:
        result = recognizer.recognize(samples.images[i], alphabet)
        if result.reading is None:
            return Row(str(samples.signers[i]), str(samples.labels[i]), "", False, False, 0.0)
        top = result.reading.top(1)[0][0]
        shown = result.reading.label is not None
        return Row(str(samples.signers[i]), str(samples.labels[i]), top, shown, True, result.reading.confidence)

    return summary([read(i) for i in range(len(samples))])


def true_boxes(
    recognizer: Recognizer, samples: Samples, alphabet: Alphabet, typical: bool = False
) -> dict[str, object]:
    """Hands whose place is known."""
    samples = samples.with_labels(alphabet.labels)
    boxes = hand_boxes(samples, typical)
    rows = []
    for i, box in enumerate(boxes):
        if box is not None:
            reading = recognizer.recognize(samples.images[i], alphabet, box).reading
            top = reading.top(1)[0][0] if reading else ""
            rows.append(
                Row(str(samples.signers[i]), str(samples.labels[i]), top, bool(reading and reading.label), True, 0.0)
            )
    return summary(rows)


def summary(rows: list[Row]) -> dict[str, object]:
    """Mean over people, the worst person, found hands alone, and what is shown."""
    right = np.array([r.read == r.label for r in rows])
    person = np.array([r.person for r in rows])
    by_person = {str(p): float(right[person == p].mean()) for p in np.unique(person)}
    there, shown = np.array([r.found for r in rows]), np.array([r.shown for r in rows])
    worst = min(by_person, key=by_person.__getitem__)
    return {
        "pictures": len(rows),
        "mean": percent(np.mean(list(by_person.values()))),
        "worst": f"{percent(by_person[worst])} ({worst or 'all'})",
        "not found": percent(1 - there.mean()),
        "of found": percent(right[there].mean() if there.any() else 0),
        "shown": percent(shown.mean()),
        "right of shown": percent(right[shown].mean() if shown.any() else 0),
    }


def found(finder: LearnedFinder, samples: Samples) -> dict[str, object]:
    """The finder's first hand has its centre in a true box and an IoU of at least 0.3."""
    return _found(
        samples, lambda i: [h.box for h in finder.find(samples.images[i]) if h.score >= finder.card.presence_threshold]
    )


def _found(samples: Samples, find: Callable[[int], list[Box]]) -> dict[str, object]:
    boxes = hand_boxes(samples)
    pictures: dict[str, list[int]] = {}
    for i, name in enumerate(samples.names):
        pictures.setdefault(str(name), []).append(i)
    hits: dict[str, list[bool]] = {}
    overlap = []
    for rows in pictures.values():
        truth = [box for i in rows if (box := boxes[i]) is not None and samples.labels[i] != NO_HAND]
        if not truth:
            continue
        first = find(rows[0])[:1]
        hit = any(box.contains(*hand.centre) and box.iou(hand) >= 0.3 for hand in first for box in truth)
        hits.setdefault(str(samples.signers[rows[0]]), []).append(hit)
        overlap += [max(box.iou(hand) for box in truth) for hand in first]
    by_person = {person: float(np.mean(values)) for person, values in hits.items()}
    worst = min(by_person, key=by_person.__getitem__)
    return {
        "pictures": sum(map(len, hits.values())),
        "found": percent(np.mean([h for values in hits.values() for h in values])),
        "mean of people": percent(np.mean(list(by_person.values()))),
        "worst": f"{percent(by_person[worst])} ({worst or 'all'})",
        "median IoU": round(float(np.median(overlap)), 3),
    }


def without_hand(recognizer: Recognizer, samples: Samples) -> dict[str, object]:
    """How often something is seen where no hand is."""
    hands = letters = 0
    for i in range(len(samples)):
        result = recognizer.recognize(samples.images[i], LETTERS)
        hands += result.hand is not None
        letters += bool(result.reading and result.reading.label)
    return {
        "pictures": len(samples),
        "hands per 100": round(100 * hands / len(samples), 1),
        "letters per 100": round(100 * letters / len(samples), 1),
    }


def percent(share: float | np.floating) -> float:
    """A share in percent with one decimal."""
    return round(100 * float(share), 1)


if __name__ == "__main__":
    main()
