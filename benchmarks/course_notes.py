"""The course notes' networks trained again, their figures beside ours: ``python benchmarks/course_notes.py``.

Everything is as the notes have it: pictures, split, beginning, learning rate, steps. The digit arrays are a rebuild of
Kaggle's with another order of rows inside a class (`sign-digits/README.md`), so that a split by row numbers holds other
pictures of the same class, and a figure may differ by a picture or two; costs that depend on every pixel differ in
the third digit. What begins at random is begun several times. Zero against five has 412 pictures here, 1,000 in the
notes.

``--only logistic sweep`` reruns some of the rows and keeps the others' last figures; an interrupted sweep goes on with
what is missing. Prints a table and writes JSON with machine and settings to ``docs/results/course_notes.json``. The
seconds of a core tell what a row takes where nothing else runs; ``OPENBLAS_NUM_THREADS`` and ``OMP_NUM_THREADS`` set
threads.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from signdesk.alphabet import LETTERS
from signdesk.datasets.open import open_dataset
from signdesk.datasets.samples import Samples
from signdesk.errors import SignDeskError, TrainingError
from signdesk.networks.checkpoint import Checkpoint, DataSource, ModelCard
from signdesk.networks.from_scratch.perceptron import Perceptron, learn_one_by_one
from signdesk.networks.from_scratch.two_layer import one_sided_cost
from signdesk.networks.registry import restore, settings_of
from signdesk.training.config import TrainConfig
from signdesk.training.crops import Crops, cut
from signdesk.training.events import Finished
from signdesk.training.fit import outputs_of, targets
from signdesk.training.plan import Plan, checkpoint_of, run
from signdesk.training.report import Report, report_of
from signdesk.vision.crop import InputSpec

DIGITS_FILE, LETTERS_FOLDER = "sign-digits/sign-digits-rebuilt.zip", "sign-mnist"
BEGINNINGS = 5
RATES, WIDTHS = (1e-3, 5e-4, 1e-4), (300, 500, 700)

Figures = dict[str, Any]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Sets:
    """Where the pictures are; each set is read once, when it is first asked for."""

    data: Path

    def digits(self) -> Samples:
        """The rebuilt arrays: 2,062 grey pictures of 64 × 64."""
        return _opened(self.data / DIGITS_FILE)

    def letters(self) -> Samples:
        """Sign MNIST: 34,627 grey pictures of 28 × 28."""
        return _opened(self.data / LETTERS_FOLDER)


@cache
def _opened(path: Path) -> Samples:
    return open_dataset(path)


def main() -> int:
    """Train, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("docs/results/course_notes.json"))
    parser.add_argument(
        "--only", nargs="+", choices=list(ROWS), default=list(ROWS), metavar="ROW", help=", ".join(ROWS)
    )
    args = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1)))
    results: Figures = json.loads(args.out.read_text()) if args.out.exists() else {"rows": {}}
    results["note"] = " ".join((__doc__ or "").split("\n\n")[1].split())
    print(results["note"])
    for name in args.only:
        begun, worked = time.perf_counter(), time.process_time()
        machine = _machine()
        try:
            row: Figures = {}
            for row in ROWS[name](Sets(args.data), results["rows"].get(name, {})):
                row["seconds"] = round(time.perf_counter() - begun, 2)
                row["seconds of a core"] = round(time.process_time() - worked, 2)
                results["rows"][name] = {**row, "machine": machine}
                ordered = {key: results["rows"][key] for key in ROWS if key in results["rows"]}
                args.out.write_text(json.dumps({**results, "rows": ordered}, indent=1, ensure_ascii=False) + "\n")
        except SignDeskError as error:
            print(error, file=sys.stderr)
            return 1
        _print(name, results["rows"][name])
    return 0


def _machine() -> Figures:
    return {
        "date": date.today().isoformat(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "threads": os.environ.get("OPENBLAS_NUM_THREADS", "all"),
        "load before": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "numpy": np.__version__,
        "torch": torch.__version__,
    }


def _print(name: str, row: Figures) -> None:
    print(f"\n{name}: {row['what']}")
    print(f"  notes   {row['published']}")
    print(f"  ours    {row['ours']}")
    for line in row.get("lines", ()):
        print(f"          {line}")
    print(f"  took    {row['seconds']} s, {row['seconds of a core']} s of a core, load {row['machine']['load before']}")
    sys.stdout.flush()


def perceptron(sets: Sets, before: Figures) -> Iterator[Figures]:
    """AND, OR and XOR."""
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
    took = {}
    for name, truth in (("AND", [0, 0, 0, 1]), ("OR", [0, 1, 1, 1]), ("XOR", [0, 1, 1, 0])):
        took[name] = learn_one_by_one(Perceptron(2), corners, np.array(truth), epochs=1000)
    yield {
        "what": "perceptron, learning rule, weights from 0, α = 1",
        "published": "learns AND and OR, not XOR",
        "ours": "; ".join(f"{name} {f'learnt in {n} epochs' if n else 'not in 1,000'}" for name, n in took.items()),
        "epochs": took,
    }


def logistic(sets: Sets, before: Figures) -> Iterator[Figures]:
    """Logistic regression by hand."""
    config = TrainConfig.of("logistic")
    plan = _zero_one(sets, "logistic", config)
    begun, worked = time.perf_counter(), time.process_time()
    finished = _finished(plan, config)
    seconds, core = time.perf_counter() - begun, time.process_time() - worked
    first, last = finished.history[0].loss, finished.history[-1].loss
    train, test = _accuracies(plan, finished)
    yield {
        "what": "logistic regression by hand, zero against one, w = 0.01, b = 0, α = 0.01, 150 steps",
        "published": "cost 14.014 → 0.196, train 92.82 %, test 93.55 %",
        "ours": f"cost {first:.3f} → {last:.3f}, train {train:.2%}, test {test:.2%}; "
        f"the 150 steps took {seconds:.2f} s, {core:.2f} s of a core (at most 1 s on an idle one)",
        "costs": [first, last], "train": train, "test": test, "seconds of the steps": round(seconds, 3),
    }  # fmt: skip


def library(sets: Sets, before: Figures) -> Iterator[Figures]:
    """Logistic regression by library."""
    config = TrainConfig.of("softmax", {"epochs": 150})
    plan = _zero_one(sets, "softmax", config)
    # scikit-learn's usual C = 1 weighs the weights' squares against the sum of the losses.
    config = config.model_copy(update={"l2": 1 / len(plan.train)})
    finished = _finished(plan, config)
    train, test = _accuracies(plan, finished)
    yield {
        "what": f"logistic regression by library, L-BFGS, l2 = 1 / {len(plan.train)} (scikit-learn's C = 1)",
        "published": "train 100 %, test 96.77 %",
        "ours": f"train {train:.2%}, test {test:.2%}, {len(finished.history)} iterations",
        "train": train, "test": test,
    }  # fmt: skip


def two_layer(sets: Sets, before: Figures) -> Iterator[Figures]:
    """Two layers by hand."""
    lines, tests, trains = [], [], []
    for seed in range(BEGINNINGS):
        config = TrainConfig.of("two_layer", {"seed": seed})
        plan = _zero_one(sets, "two_layer", config)
        finished = _finished(plan, config)
        train, test = _accuracies(plan, finished)
        whole, half = finished.history[-1].loss, _one_sided(plan, finished)
        lines.append(
            f"beginning {seed}: train {train:.2%}, test {test:.2%}; cost as the notes print it, −mean(y ln a), "
            f"{half:.3f}; the whole cross-entropy, which is what is descended, {whole:.3f}"
        )
        trains.append(train)
        tests.append(test)
    yield {
        "what": "3 tanh units and a sigmoid by hand, weights 0.1 × normal, α = 0.01, 2,500 steps, "
        f"{BEGINNINGS} beginnings",
        "published": "train 99.14 %, test 93.55 %",
        "ours": f"median train {np.median(trains):.2%}, test {np.median(tests):.2%} "
        f"({min(trains):.2%} to {max(trains):.2%}, {min(tests):.2%} to {max(tests):.2%}); "
        f"{sum(train < 0.6 for train in trains)} began with every unit saturated and learnt nothing",
        "train": trains, "test": tests, "lines": lines,
    }  # fmt: skip


def folds(sets: Sets, before: Figures) -> Iterator[Figures]:
    """8-4-1 with 3-fold cross-validation."""
    samples = sets.digits()
    rows, _ = _notes_split(samples, "0", "1")
    runs: list[list[float]] = []
    for seed in range(BEGINNINGS):
        runs.append([])
        for fold in range(3):
            config = TrainConfig.of("mlp", {**_KERAS, "seed": 3 * seed + fold})
            held = np.arange(len(rows)) * 3 // len(rows) == fold  # three blocks, in the order of the rows
            plan = _plan("mlp", config, samples, ("0", "1"), rows[~held], rows[held])
            runs[-1].append(_accuracies(plan, _finished(plan, config))[1])
    means = [float(np.mean(run)) for run in runs]
    best, middle = max(runs, key=np.mean), float(np.median(means))
    lines = [
        f"beginning {seed}: {mean:.2%} ± {100 * np.std(run):.2f} (folds {', '.join(f'{score:.2%}' for score in run)})"
        for seed, (run, mean) in enumerate(zip(runs, means, strict=True))
    ]
    dead = sum(score < 0.6 for run in runs for score in run)
    yield {
        "what": "8-4-1, ReLU, Adam, batches of 32, 100 epochs, 3 folds of the 348 training pictures, "
        f"{BEGINNINGS} times",
        "published": "95.11 % ± 1.63",
        "ours": f"median of {len(runs)} beginnings {middle:.2%}, best {max(means):.2%} ± {100 * np.std(best):.2f}; "
        f"{dead} of {3 * len(runs)} trainings learnt nothing: the first steps left no ReLU awake",
        "folds": runs, "means": means, "lines": lines, "settings": _KERAS,
    }  # fmt: skip


_KERAS: Figures = {
    "hidden": (8, 4), "activation": "relu", "dropout": 0.0, "batch_norm": False, "initialisation": "default",
    "input_size": 64, "grey": True, "scaling": "unit", "augmentation": 0.0, "loss": "binary_cross_entropy",
    "optimizer": "adam", "learning_rate": 1e-3, "schedule": "constant", "warm_up": 0.0, "batch_size": 32,
    "epochs": 100, "clip": 0.0, "averaging": 0.0, "label_smoothing": 0.0, "weight_decay": 0.0,
}  # fmt: skip


def mini_batches(sets: Sets, before: Figures) -> Iterator[Figures]:
    """784-128-1 in mini-batches."""
    settings = {"hidden": (128,), "activation": "sigmoid", "input_size": 28, "optimizer": "sgd", "batch_size": 32}
    samples = sets.digits().with_labels(("0", "5"))
    reports, lines = [], []
    for seed in range(BEGINNINGS):
        order = np.random.default_rng(seed).permutation(len(samples))
        split = int(0.8 * len(samples))
        config = TrainConfig.of("two_layer", {**settings, "epochs": 100, "seed": seed})
        plan = _plan("two_layer", config, samples, ("0", "5"), order[:split], order[split:])
        reports.append(report_of(checkpoint_of(plan, _finished(plan, config), config), plan))
    for entry in reports[0].classes:
        figures = f"precision {entry.precision:.2f}, recall {entry.recall:.2f}, F1 {entry.f1:.2f}"
        lines.append(f"beginning 0, sign {entry.label}: {figures}, support {entry.support}")
    for name, mean in (("macro", reports[0].macro), ("weighted", reports[0].weighted)):
        lines.append(f"{name} average: precision {mean.precision:.2f}, recall {mean.recall:.2f}, F1 {mean.f1:.2f}")
    lines.append(f"confusion, shown down, read along: {reports[0].confusion.tolist()}")
    scores = [report.accuracy for report in reports]
    yield {
        "what": f"784-128-1 sigmoid by hand, batches of 32, α = 0.01, 100 epochs, zero against five, 80/20, "
        f"{BEGINNINGS} splits",
        "published": "accuracy 0.98; zero 0.97/1.00/0.99 of 101, five 1.00/0.97/0.98 of 99 (precision/recall/F1)",
        "ours": f"accuracy {np.median(scores):.2f} in the median ({min(scores):.2f} to {max(scores):.2f})",
        "accuracy": scores, "report": _table(reports[0]), "lines": lines,
    }  # fmt: skip


def sweep(sets: Sets, before: Figures) -> Iterator[Figures]:
    """The layer list, three rates by three widths; an interrupted sweep goes on with the cells that are missing."""
    samples = sets.letters()
    train, test = np.flatnonzero(samples.parts == "train"), np.flatnonzero(samples.parts == "test")
    half = len(test) // 2
    cells: list[Figures] = list(before.get("cells", ()))
    if len(cells) == len(RATES) * len(WIDTHS):
        cells = []
    done = {(cell["width"], cell["rate"]) for cell in cells}
    first: Plan | None = None
    for width, rate in ((width, rate) for width in WIDTHS for rate in RATES if (width, rate) not in done):
        config = TrainConfig.of("layers", {"hidden": (width,), "learning_rate": rate})
        first = first or _plan("layers", config, samples, LETTERS.labels, train, test[:half], test[half:])
        plan = replace(first, arguments=_arguments("layers", config, len(LETTERS), first.input))
        begun, worked = time.perf_counter(), time.process_time()
        figures = _cell(plan, config)
        seconds, core = time.perf_counter() - begun, time.process_time() - worked
        times = {"seconds": round(seconds, 1), "seconds of a core": round(core, 1)}
        cell = {"width": width, "rate": rate, **figures, **times}
        print(f"  {cell}", flush=True)
        cells.append(cell)
        yield _swept(cells)


def _cell(plan: Plan, config: TrainConfig) -> Figures:
    """One training of the sweep; steps that are too long for the summed gradient end in nothing."""
    try:
        finished = _finished(plan, config)
    except TrainingError:
        return {"validation": 0.0, "test": 0.0, "loss": None}
    report = report_of(checkpoint_of(plan, finished, config), plan)
    last = finished.history[-1]
    return {"validation": last.validation["accuracy"], "test": report.accuracy, "loss": last.loss}


def _swept(cells: list[Figures]) -> Figures:
    best = max(cells, key=lambda cell: cell["validation"])
    total, core = (sum(cell[key] for cell in cells) for key in ("seconds", "seconds of a core"))
    return {
        "what": "layer list by hand on 24 letters, He, standardised, batches of 512, gradients summed, 20 epochs",
        "published": "best test 82.24 % (300 units, 5e-4)",
        "ours": f"best by validation: test {best['test']:.2%} ({best['width']} units, {best['rate']:.0e}); "
        f"best test {max(cell['test'] for cell in cells):.2%}; {len(cells)} of 9 trainings took {total:.0f} s, "
        f"{core:.0f} s of a core (the nine at most 360 s on 2 idle cores)",
        "lines": list(_grid(cells)), "cells": cells,
    }  # fmt: skip


def _grid(cells: list[Figures]) -> Iterator[str]:
    yield "test (validation)  " + "  ".join(f"{f'{width} units':>17}" for width in WIDTHS)
    told = {
        (c["width"], c["rate"]): "diverged" if c["loss"] is None else f"{c['test']:.2%} ({c['validation']:.2%})"
        for c in cells
    }
    for rate in RATES:
        yield f"α = {rate:<14.0e} " + "  ".join(f"{told.get((width, rate), '–'):>17}" for width in WIDTHS)


def _notes_split(samples: Samples, first: str, second: str) -> tuple[Rows, Rows]:
    """205 rows of each sign as the notes take them, split as scikit-learn's ``train_test_split`` does with a test of
    0.15 and its seed of 42: 348 to learn from, 62 to test on."""
    chosen = np.concatenate([np.flatnonzero(samples.labels == label)[:205] for label in (first, second)])
    order = np.random.RandomState(42).permutation(len(chosen))  # the generator that scikit-learn uses
    test = int(np.ceil(0.15 * len(chosen)))
    return chosen[order[test:]], chosen[order[:test]]


def _zero_one(sets: Sets, network: str, config: TrainConfig) -> Plan:
    samples = sets.digits()
    return _plan(network, config, samples, ("0", "1"), *_notes_split(samples, "0", "1"))


def _plan(
    network: str, config: TrainConfig, samples: Samples, labels: tuple[str, ...], train: Rows, held: Rows, *test: Rows
) -> Plan:
    """A plan with these very rows, each picture shown whole."""
    name = "digits" if labels[0].isdigit() else "letters"
    size = config.input_size or (28 if name == "letters" else 64)
    spec = InputSpec(size, 1, 1.4)
    crops: list[Crops] = [cut(samples.take(rows), spec) for rows in (train, held, *test)]
    return Plan(
        network=network,
        arguments=_arguments(network, config, len(labels), spec),
        alphabets={name: labels},
        input=spec,
        train=crops[0],
        validation=crops[1],
        data=DataSource(samples.name, len(train) + len(held), 0, ""),
        test=crops[2] if test else None,
        signers_known=False,
    )


def _arguments(network: str, config: TrainConfig, labels: int, spec: InputSpec) -> Figures:
    return settings_of(network, config.model_dump(), labels, spec)


def _finished(plan: Plan, config: TrainConfig) -> Finished:
    *_, last = run(plan, config)
    if not isinstance(last, Finished):
        raise TypeError(f"a training ended with {last}")
    return last


def _accuracies(plan: Plan, finished: Finished) -> tuple[float, float]:
    """On the training pictures and on those held back, with the last weights."""
    right = []
    for crops in (plan.train, plan.validation):
        logits, goals = _read(plan, finished, crops)
        right.append(float((logits.argmax(1) == goals).mean()))
    return right[0], right[1]


def _one_sided(plan: Plan, finished: Finished) -> float:
    return one_sided_cost(*_read(plan, finished, plan.train))


def _read(plan: Plan, finished: Finished, crops: Crops) -> tuple[NDArray[np.float32], Rows]:
    card = ModelCard("reader", plan.network, plan.arguments, plan.input, plan.alphabets)
    network = restore(Checkpoint(card, finished.weights))
    return outputs_of(network, crops).logits.numpy(), targets(crops, plan.alphabets)[0].numpy()


def _table(report: Report) -> Figures:
    return {
        "classes": [
            {"sign": c.label, "precision": c.precision, "recall": c.recall, "f1": c.f1, "support": c.support}
            for c in report.classes
        ],
        "macro": [report.macro.precision, report.macro.recall, report.macro.f1],
        "weighted": [report.weighted.precision, report.weighted.recall, report.weighted.f1],
        "confusion": report.confusion.tolist(),
    }


ROWS: dict[str, Callable[[Sets, Figures], Iterator[Figures]]] = {
    "perceptron": perceptron,
    "logistic": logistic,
    "library": library,
    "two_layer": two_layer,
    "8-4-1": folds,
    "784-128-1": mini_batches,
    "sweep": sweep,
}

if __name__ == "__main__":
    sys.exit(main())
