"""The recipe of the shipped networks.

Three steps, each of which can be interrupted and called again: ``reader`` and ``finder`` train, ``ship`` calibrates the
reader and puts both checkpoints into ``--work``. With ``--hold-out`` people are kept out of training, so that
``benchmarks/recognition.py`` can measure what the recipe gives for strangers. The shipped networks see everybody: they
go on from the held-out ones, for fewer epochs and with lower steps, and take the calibration from them (which commands
gave those in the repository is in ``models/README.md``)::

    python models/recipe.py --hold-out 7 --work runs/held-out
    python models/recipe.py --hold-out 7 --from runs/held-out --work runs/held-out-2
    python models/recipe.py --from runs/held-out-2 --work runs/shipped

Whoever goes on learns from the errors of the finder that he goes on from: its false finds are shown to the reader, and
the rooms in which it has them more often to the finder.

Networks compute in mixed precision: processors that multiply in bfloat16 train twice as quickly by it. On others say
``--set precision=single``.

``--fold K/5`` keeps the K-th fifth of the people out instead, each once over five trainings; ``--without asl-rooms``
leaves a set out. ``benchmarks/recognition.py`` measures all of them together::

    for k in 1 2 3 4 5; do python models/recipe.py --fold $k/5 --work runs/folds/$k; done
    python models/recipe.py --fold 1/5 --without asl-rooms --work runs/folds/without-rooms

``--fold`` given twice keeps both fifths out. Either fold can go on from networks trained that way, so that most of the
training is shared::

    python models/recipe.py --fold 2/5 --fold 3/5 --work runs/2-and-3
    for k in 2 3; do python models/recipe.py --fold $k/5 --from runs/2-and-3 --work runs/folds/$k; done

``render`` draws hands, from which the other steps learn too when ``--renders`` names them, as the shipped reader did in
the end (``benchmarks/renders_only.py`` needs a network that learns from nothing else).

``pack`` puts all pictures, made smaller, into one file, from which the other steps read when ``--pack`` names it: to
train elsewhere, on a graphics card say (``--set device=cuda``). A pack holds other people's pictures; it isn't to be
published. Calibrate with the whole pictures where they are (``ship`` without ``--pack``)::

    python models/recipe.py pack --pack runs/recipe.pack
    python models/recipe.py reader finder --pack runs/recipe.pack --fold 1/5 --work runs/folds/1
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import reduce
from pathlib import Path

import torch
from torch import nn

from signdesk.alphabet import ALPHABETS
from signdesk.errors import ConfigError, SignDeskError
from signdesk.hands.learned import LearnedFinder
from signdesk.networks.checkpoint import Checkpoint, ModelCard, load_checkpoint, save_checkpoint
from signdesk.networks.eight_bits import packed, unpacked
from signdesk.networks.registry import build, restore, weights_of
from signdesk.recognition.classifier import Classifier
from signdesk.recognition.recognizer import Recognizer
from signdesk.training.between import between
from signdesk.training.calibrate import Calibration, calibrated_end_to_end
from signdesk.training.config import TrainConfig
from signdesk.training.crops import boxes_by_finder
from signdesk.training.drawn_scenes import DRAWN
from signdesk.training.events import EpochEnded, Finished, StepEnded, TrainingEvent
from signdesk.training.fit import figures_of, fit
from signdesk.training.fit_finder import fit_finder
from signdesk.training.held_back import HeldBack, Sources, draw_fold, draw_held_back, write_held_back
from signdesk.training.pack import load_pack, write_pack
from signdesk.training.renders import SIZE, draw_renders
from signdesk.training.sources import (
    RENDERS,
    background_crops,
    boxes_of,
    describe,
    draw_scenes,
    finder_scenes,
    known_labels,
    open_renders,
    open_sources,
    reader_crops,
    rooms_behind,
)
from signdesk.vision.box import Box
from signdesk.vision.crop import InputSpec

READER = InputSpec(size=96, channels=3, margin=1.25)
FINDER = InputSpec(size=192, channels=3, margin=1.0)
READER_ARGUMENTS = {"depth": 2, "refined": 2}
FINDER_ARGUMENTS = {"refined": 2}
STILL_SIZE = 112
"""Still pictures are read at this size: webcam hands are read better so, and nothing has to wait."""

PRESENCE = 0.9
"""How sure the reader must be that there is a hand."""

FOUND = 0.4
"""How sure the finder must be of a hand that the reader need not be all but certain of."""

FURTHER = 0.7
"""How far on the way from what it was to what it became a reader ends that goes on."""

DRAWN_SCENES = 1600
RENDERED_PEOPLE = 200
READER_CONFIG = TrainConfig(
    epochs=130,
    epoch_size=8192,
    batch_size=128,
    learning_rate=2.5e-3,
    growing_input=True,
    varied_input=True,
    precision="mixed",
    seed=1,
)
FINDER_CONFIG = TrainConfig(epochs=48, epoch_size=5120, batch_size=64, learning_rate=2e-3, precision="mixed", seed=1)


def main() -> None:
    """Run the steps that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("steps", nargs="*", default=["reader", "finder", "ship"])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder with the public sets")
    parser.add_argument("--pack", type=Path, help="one file with all of that: written by pack, else read in its place")
    parser.add_argument("--work", type=Path, default=Path("runs/shipped"), help="where states and results go")
    parser.add_argument("--renders", type=Path, help="a folder of drawn hands to learn from too: render writes it")
    people = parser.add_mutually_exclusive_group()
    people.add_argument("--hold-out", type=int, metavar="SEED", help="keep people out of training, drawn by this seed")
    people.add_argument(
        "--fold", action="append", metavar="K/N", help="keep the K-th of N parts of the people out of training"
    )
    parser.add_argument("--without", action="append", default=[], metavar="SET", help="train without this set")
    parser.add_argument("--from", dest="start", type=Path, help="go on from the networks in this folder")
    parser.add_argument("--figures", type=Path, help="what benchmarks/recognition.py wrote, for the cards")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="change a setting")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 2, help="threads for torch")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    if "pack" in args.steps:
        pack(args.data, args.pack or Path("runs/recipe.pack"))
        args.steps.remove("pack")
    if "render" in args.steps:
        render(args.data, args.renders or Path("runs/renders"), args.threads)
        args.steps.remove("render")
    if not args.steps:
        return
    sources = load_pack(args.pack) if args.pack else open_sources(args.data)
    held_back = chosen(sources, args.hold_out, args.fold or (), frozenset(args.without))
    if {"reader", "finder"} & set(args.steps):
        say(f"drawing hands into {DRAWN_SCENES} pictures")
        sources = {**sources, DRAWN: draw_scenes(sources, DRAWN_SCENES)}
    if args.renders:
        sources = {**sources, RENDERS: open_renders(args.renders)}
    changes = dict(pair.split("=", 1) for pair in args.set)
    args.work.mkdir(parents=True, exist_ok=True)
    write_held_back(args.work / "held-back.json", held_back)
    recipe = Recipe(args.work, sources, held_back, boxes_of(sources), args.start, args.figures, changes)
    for step in args.steps:
        {"reader": train_reader, "finder": train_finder, "ship": ship}[step](recipe)


def pack(data: Path, path: Path) -> None:
    """Put all sets of the folder ``data`` into the file ``path``."""
    sources = open_sources(data)

    def told(name: str, done: int, of: int) -> None:
        if done == of or done % 1000 == 0:
            say(f"  {name}: {done} of {of}")

    quality = write_pack(path, sources, boxes_of(sources), told=told)
    say(f"{path}: {path.stat().st_size / 1e6:.1f} MB, pictures of quality {quality}")


def render(data: Path, folder: Path, workers: int) -> None:
    """Draw hands into ``folder``, half of them before the rooms that may be trained with."""
    rooms = open_sources(data)["backgrounds"]
    squares = background_crops(rooms.take(rooms.parts == "train"), SIZE, 300, seed=9)
    for done, _ in enumerate(draw_renders(folder, RENDERED_PEOPLE, 777, squares, workers), 1):
        if done % 500 == 0:
            say(f"  {done} hands drawn")


def chosen(sources: Sources, seed: int | None, folds: Sequence[str], without: frozenset[str]) -> HeldBack:
    """Who is kept out of training, as the command line says."""
    for name in without - sources.keys():
        raise ConfigError(f"There is no set “{name}”; there are {', '.join(sources)}.")
    drawn = []
    for fold in folds:
        number, _, of = fold.partition("/")
        if not (number.isdecimal() and of.isdecimal()):
            raise ConfigError(f"“{fold}” names no fold. Write it as 1/5.")
        drawn.append(draw_fold(sources, int(number), int(of), without))
    if drawn:
        return reduce(HeldBack.and_of, drawn)
    # Without a seed everybody is trained on; the sets' own tests stay tests.
    held_back = HeldBack(parts=frozenset({"test"})) if seed is None else draw_held_back(sources, seed)
    return replace(held_back, without=without)


@dataclass(frozen=True)
class Recipe:
    """What the steps share."""

    work: Path
    sources: Sources
    held_back: HeldBack
    known: dict[str, list[Box | None]]
    start: Path | None
    figures: Path | None
    changes: dict[str, str]

    def config(self, usual: TrainConfig) -> TrainConfig:
        """The usual settings; going on takes fewer epochs and lower steps; then what the user changed."""
        further = (
            {"epochs": usual.epochs // 8, "learning_rate": usual.learning_rate / 4, "growing_input": False}
            if self.start
            else {}
        )
        return TrainConfig.parse({**usual.model_dump(), **further, **self.changes})

    def network(self, name: str, arguments: dict[str, int], file: str, seed: int) -> nn.Module:
        """A new network, or the one in ``file`` of the folder to go on from; the rounded reader if that is all there
        is."""
        torch.manual_seed(seed)
        if self.start is None:
            return build(name, arguments)
        exact = self.start / file
        known = load_checkpoint(exact if exact.exists() else self.start / file.replace(".raw", ""))
        if known.card.arguments != arguments:
            raise ConfigError(f"The {known.card.kind} in {self.start} is built in another way. Go on from another.")
        return restore(known).train()

    def finder(self) -> LearnedFinder | None:
        """The finder of the folder to go on from, if it has one: where it errs there is most to learn."""
        file = self.start / "finder.safetensors" if self.start else None
        return LearnedFinder(load_checkpoint(file)) if file and file.exists() else None

    def boxes(self) -> dict[str, list[Box | None]]:
        """Where the hands are; the finder of the folder to go on from adds those that nothing else tells."""
        finder = self.finder()
        if finder is None:
            return self.known
        webcams = "asl-webcams"
        return {**self.known, webcams: boxes_by_finder(self.sources[webcams], self.known[webcams], finder)}


def train_reader(recipe: Recipe) -> None:
    """Train the network that reads hands."""
    sources, held_back, boxes = recipe.sources, recipe.held_back, recipe.boxes()
    alphabets = known_labels()
    arguments = {"labels": sum(map(len, alphabets.values())), **READER_ARGUMENTS}
    config = recipe.config(READER_CONFIG)
    network = recipe.network("compact", arguments, "reader.raw.safetensors", config.seed)
    begun = {name: array.copy() for name, array in weights_of(network).items()}
    crops = reader_crops(sources, held_back, "train", READER, boxes, recipe.finder())
    inner = reader_crops(sources, held_back, "inner", READER, boxes) if held_back.inner else None
    behind = rooms_behind(sources, held_back, READER)
    say(f"reader: {len(crops)} crops, {0 if inner is None else len(inner)} inner")
    events = fit(
        network, crops, inner, alphabets, config, backgrounds=behind, state=recipe.work / "reader.state.safetensors"
    )
    finished = follow(events)
    weights = between(begun, finished.weights, FURTHER) if recipe.start else finished.weights
    card = ModelCard(
        "reader", "compact", arguments, READER, alphabets, presence_threshold=PRESENCE, still_size=STILL_SIZE,
        data=describe(sources, held_back), seed=config.seed,
        created=date.today().isoformat(),
    )  # fmt: skip
    if inner is not None:
        read = figures_of(restore(Checkpoint(card, weights)).eval(), inner, alphabets, config)
        card = card.with_metrics(inner=read)
        say(f"reader, inner people: {read}")
    save_checkpoint(recipe.work / "reader.raw.safetensors", Checkpoint(card, weights))


def train_finder(recipe: Recipe) -> None:
    """Train the network that finds hands."""
    sources, held_back, boxes = recipe.sources, recipe.held_back, recipe.boxes()
    config = recipe.config(FINDER_CONFIG)
    network = recipe.network("finder", FINDER_ARGUMENTS, "finder.safetensors", config.seed)
    scenes = finder_scenes(sources, held_back, "train", boxes, finder=recipe.finder())
    inner = finder_scenes(sources, held_back, "inner", boxes) if held_back.inner else None
    say(f"finder: {len(scenes)} pictures, {0 if inner is None else len(inner)} inner")
    finished = follow(fit_finder(network, scenes, inner, config, state=recipe.work / "finder.state.safetensors"))
    card = ModelCard(
        "finder", "finder", FINDER_ARGUMENTS, FINDER, presence_threshold=FOUND,
        data=describe(sources, held_back), seed=config.seed,
        metrics=inner_figures(finished), created=date.today().isoformat(),
    )  # fmt: skip
    save_checkpoint(recipe.work / "finder.safetensors", Checkpoint(card, packed(finished.weights)))


def ship(recipe: Recipe) -> None:
    """Calibrate the reader on the inner people; without any, as the networks that it went on from."""
    raw = load_checkpoint(recipe.work / "reader.raw.safetensors")
    raw = Checkpoint(replace(raw.card, presence_threshold=PRESENCE), unpacked(packed(raw.weights)))
    file = recipe.work / "finder.safetensors"
    finder = load_checkpoint(file if file.exists() or not recipe.start else recipe.start / file.name)
    finder = Checkpoint(replace(finder.card, presence_threshold=FOUND), finder.weights)
    note = recipe.work / "calibration.json"
    if recipe.held_back.inner:
        values = asdict(calibration(recipe, raw, finder))
        note.write_text(json.dumps({name: round(value, 4) for name, value in values.items()}))
    elif recipe.start:
        note.write_text((recipe.start / note.name).read_text())
    values = json.loads(note.read_text())
    say(f"calibration: {values}")
    measured = measured_in(recipe.figures) if recipe.figures else {}
    notes = "The figures are those of the networks from which held-out people were kept." if measured else ""
    chosen = {name: values.pop(name) for name in ("temperature", "threshold")}
    if values:
        measured = {**measured, "calibration, inner people end to end": values}
    card = replace(raw.card, **chosen, notes=notes).with_metrics(**measured)
    save_checkpoint(recipe.work / "reader.safetensors", Checkpoint(card, packed(raw.weights)))
    card = replace(finder.card, notes=notes)
    card = card.with_metrics(**{name: row for name, row in measured.items() if "finder" in name})
    save_checkpoint(file, Checkpoint(card, packed(finder.weights)))


def calibration(recipe: Recipe, raw: Checkpoint, finder: Checkpoint) -> Calibration:
    """How sure the reader may be of the inner webcam people, found and cut as the window and the command do it."""
    webcams = recipe.sources["asl-webcams"]
    inner = webcams.take(recipe.held_back.rows(webcams, "inner"))
    untold = Checkpoint(replace(raw.card, temperature=1.0, threshold=0.0), raw.weights)
    recognizer = Recognizer(LearnedFinder(finder), Classifier(untold), finder.card.presence_threshold)
    return calibrated_end_to_end(recognizer, inner, ALPHABETS.values())


def inner_figures(finished: Finished) -> dict[str, dict[str, float]]:
    """What the last epoch gave on the inner people, if any were kept."""
    last = finished.history[-1].validation
    return {"inner": last} if last else {}


def measured_in(path: Path) -> dict[str, dict[str, float]]:
    """The numbers that the protocols gave for the held-out networks, by protocol."""
    results = json.loads(path.read_text())["results"]
    return {name: {k: v for k, v in row.items() if isinstance(v, int | float)} for name, row in results.items()}


def follow(events: Iterator[TrainingEvent]) -> Finished:
    """Print what happens until it is finished."""
    begun = time.perf_counter()
    for event in events:
        if isinstance(event, StepEnded) and event.step % 16 == 0:
            say(f"  step {event.step} loss {event.loss:.3f} {event.pictures_per_second:.0f}/s")
        if isinstance(event, EpochEnded):
            figures = " ".join(f"{k} {v:.4f}" for k, v in event.validation.items())
            minutes = (time.perf_counter() - begun) / 60
            say(f"epoch {event.epoch} loss {event.loss:.4f} right {event.accuracy:.4f} {figures} [{minutes:.1f} min]")
        if isinstance(event, Finished):
            return event
    raise RuntimeError("training ended without a result")


def say(text: str) -> None:
    """One line, at once, also into a file."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main()
    except SignDeskError as error:
        sys.exit(str(error))
