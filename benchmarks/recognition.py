"""What the networks read of people and rooms that they have never seen: protocols a to d and f to i.

``python benchmarks/recognition.py --work benchmarks/held-out --data ../shared/data``

measures all networks in ``--work`` and the folders under it together, each with the people who were held back from it:
the five folds of ``models/recipe.py --fold K/5``, say, or the one of ``--hold-out SEED``. (e, Sign MNIST, trains
networks of its own: ``benchmarks/sign_mnist.py``.)

No protocol's test people are used to choose anything; where their figures had been seen before a choice,
``docs/results/README.md`` says so. Epochs, augmentation, temperature, threshold and how closely a hand is looked at are
chosen on inner people, who are in no training either and are not measured here. Pictures go end to end, as ``signdesk
classify`` takes them, unless a line says otherwise: a hand that is not found is a mistake.

What is read of each picture is kept beside the networks, so that an interrupted measuring goes on where it stood.
Prints a table, says which networks are missing, and writes everything as JSON.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
from protocols.changed import CHANGES
from protocols.finding import Empty, Found, emptied, found, summary_of_empty, summary_of_found
from protocols.folds import Fold, folds_in
from protocols.reading import Row, end_to_end, summary, true_boxes
from protocols.refusal import summary_of_refusal
from protocols.timed import Passage, passages, summary_of_passages

from signdesk.alphabet import DIGITS, LETTERS, Alphabet
from signdesk.errors import SignDeskError
from signdesk.training.held_back import Sources
from signdesk.training.sources import open_sources

WEBCAMS, SCENES, STUDENTS, ROOMS = "asl-webcams", "asl-scenes", "sign-digits", "asl-rooms"
Figures = dict[str, object]


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument(
        "--work", type=Path, default=Path("benchmarks/held-out"), help="their folder, or one of folders"
    )
    parser.add_argument("--hold-out", type=int, metavar="SEED", help="who was held back, where the folder says nothing")
    parser.add_argument("--which", default="test", choices=["test", "inner"], help="inner: for choices")
    parser.add_argument("--only", default="abcdfghi", metavar="LETTERS", help="some of the protocols: abcdfghi")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every N-th picture only, for a first look")
    parser.add_argument("--out", type=Path, default=Path("docs/results/recognition.json"))
    args = parser.parse_args()
    try:
        sources = open_sources(args.data)
        folds = folds_in(args.work, sources, args.hold_out, args.every, args.which)
    except SignDeskError as error:
        print(error, file=sys.stderr)
        return 1
    results: dict[str, Figures] = {}
    for letter in args.only:
        for name, figures in PROTOCOLS[letter](folds):
            results[name] = figures
            print(f"{name:<52}" + "  ".join(f"{k} {v}" for k, v in figures.items()), flush=True)
    for line in missing(folds, sources):
        print(line)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps({"settings": settings(folds, args), "results": results}, indent=1) + "\n")
    return 0


Lines = Iterator[tuple[str, Figures]]
Reader = Callable[..., Iterator[Row]]
"""(fold, name of a set, alphabet) → what is read of each picture."""


def with_all_sets(folds: list[Fold]) -> list[Fold]:
    """The networks that no set was kept from."""
    return [fold for fold in folds if not fold.held_back.without]


def read(folds: list[Fold], name: str, alphabet: Alphabet, measure: Reader, tag: str) -> list[Row]:
    """The rows of all folds."""
    part, ask = f"{name} {alphabet.name} {tag}", partial(measure, name=name, alphabet=alphabet)
    return [row for fold in folds for row in fold.measured(part, ask, Row)]


def summed(name: str, rows: list[Row]) -> Lines:
    """One line, where there is anything to say."""
    if rows:
        yield name, summary(rows)


def new_person(folds: list[Fold]) -> Lines:
    """a: people before their own webcams."""
    folds = with_all_sets(folds)
    yield from summed("a new webcam people, letters", read(folds, WEBCAMS, LETTERS, end_to_end, "found"))
    yield from summed("a new webcam people, digits", read(folds, WEBCAMS, DIGITS, end_to_end, "found"))
    yield from summed("a new webcam people, letters, true boxes", read(folds, WEBCAMS, LETTERS, true_boxes, "true"))
    yield from summed("a new webcam people, digits, true boxes", read(folds, WEBCAMS, DIGITS, true_boxes, "true"))


def new_signer(folds: list[Fold]) -> Lines:
    """b: signers of scenes (without T, which is not ASL's there)."""
    folds = with_all_sets(folds)
    yield from summed("b new signers (scenes), letters", read(folds, SCENES, LETTERS, end_to_end, "found"))
    yield from summed("b new signers (scenes), letters, true boxes", read(folds, SCENES, LETTERS, true_boxes, "true"))


def new_room(folds: list[Fold]) -> Lines:
    """c: its test rooms are in no training; so one network of each kind is enough."""
    for without, name in ((False, "with its training part"), (True, "without the set in training")):
        some = [fold for fold in folds if (ROOMS in fold.held_back.without) is without][:1]
        yield from summed(f"c new rooms, letters, {name}", read(some, ROOMS, LETTERS, end_to_end, "found"))


def new_student(folds: list[Fold]) -> Lines:
    """d: students' digits, the whole small picture given (true), and end to end."""
    folds = with_all_sets(folds)
    yield from summed("d new students, digits", read(folds, STUDENTS, DIGITS, end_to_end, "found"))
    given = partial(true_boxes, typical=True)
    yield from summed("d new students, digits, true boxes", read(folds, STUDENTS, DIGITS, given, "true"))


def finder(folds: list[Fold]) -> Lines:
    """f: hands found, and seen where there are none."""
    folds = with_all_sets(folds)
    titles = {"hands-indoors": "hands-indoors test", WEBCAMS: "new webcam people", SCENES: "new signers"}
    for name, title in titles.items():
        measure = partial(found, name=name)
        rows = [row for fold in folds for row in fold.measured(f"finder {name}", measure, Found)]
        if rows:
            yield f"f finder: {title}", summary_of_found(rows)
    yield from without_hand(folds, "f finder: no hand in view,")


def without_hand(folds: list[Fold], title: str) -> Lines:
    """Rooms and people without a hand."""
    rows = [row for fold in folds for row in fold.measured("no hand", emptied, Empty)]
    for kind in sorted({row.kind for row in rows}):
        yield f"{title} {kind}", summary_of_empty([row for row in rows if row.kind == kind])


def refusal(folds: list[Fold]) -> Lines:
    """g: on the letters of a."""
    folds = with_all_sets(folds)
    rows = read(folds, WEBCAMS, LETTERS, end_to_end, "found")
    if rows:
        yield "g refusal, new webcam people, letters", summary_of_refusal(rows)
    empty = [row for fold in folds for row in fold.measured("no hand", emptied, Empty)]
    if empty:
        yield "g no hand in view", summary_of_empty(empty)


def changed(folds: list[Fold]) -> Lines:
    """h: left hands, light and skin, on the same pictures for all: those whose keypoints are known."""
    folds = with_all_sets(folds)
    for name, title in ((WEBCAMS, "new webcam people"), (SCENES, "new signers")):
        known = _keypoints_known(folds, name)
        groups: dict[str, list[Row]] = {"as they are": read(folds, name, LETTERS, end_to_end, "found")}
        for change, function in CHANGES.items():
            groups[change] = read(folds, name, LETTERS, partial(end_to_end, change=function), change)
        means = {}
        for change, rows in groups.items():
            some = [row for row in rows if (row.person, row.picture) in known]
            if some:
                means[change] = float(summary(some)["mean"])  # type: ignore[arg-type]
        if means:
            worst = min(means, key=means.__getitem__)
            figures: Figures = {"mean of groups": round(float(np.mean(list(means.values()))), 1)}
            yield f"h {title}, letters", {**figures, "worst": means[worst], "worst group": worst, **means}


def _keypoints_known(folds: list[Fold], name: str) -> set[tuple[str, str]]:
    known = set()
    for fold in folds:
        samples = fold.tested(name)
        there = np.isfinite(samples.keypoints).all(axis=(1, 2))
        known |= {(str(p), str(n)) for p, n in zip(samples.signers[there], samples.names[there], strict=True)}
    return known


def time_to_letter(folds: list[Fold]) -> Lines:
    """i: sequences of new webcam people."""
    rows = [row for fold in with_all_sets(folds) for row in fold.measured("passages", passages, Passage)]
    if rows:
        yield "i passages from letter to letter", summary_of_passages(rows)


PROTOCOLS: dict[str, Callable[[list[Fold]], Lines]] = {
    "a": new_person,
    "b": new_signer,
    "c": new_room,
    "d": new_student,
    "f": finder,
    "g": refusal,
    "h": changed,
    "i": time_to_letter,
}


def missing(folds: list[Fold], sources: Sources) -> Iterator[str]:
    """What is not measured for want of networks."""
    for name in (WEBCAMS, SCENES, STUDENTS):
        tested = {person for fold in with_all_sets(folds) for person in fold.held_back.test.get(name, ())}
        people = len(np.unique(sources[name].signers))
        if len(tested) < people:
            yield f"missing: {name}: {len(tested)} of {people} people are tested; train the other folds for all"
    if not any(ROOMS in fold.held_back.without for fold in folds):
        yield f"missing: c without the set: train with models/recipe.py --fold 1/5 --without {ROOMS}"
    if with_all_sets(folds) and any(fold.every > 1 for fold in folds):
        yield "missing: only some of the pictures were measured (--every)"


def settings(folds: list[Fold], args: argparse.Namespace) -> dict[str, object]:
    """When, where and on whom this was measured."""
    return {
        "date": date.today().isoformat(),
        "machine": platform.processor() or platform.machine(),
        "people": args.which,
        "every": args.every,
        "networks": {
            fold.folder.name: {
                "digest": fold.digest,
                "held back": {name: sorted(p) for name, p in getattr(fold.held_back, args.which).items()},
                "trained without": sorted(fold.held_back.without),
            }
            for fold in folds
        },
    }


if __name__ == "__main__":
    sys.exit(main())
