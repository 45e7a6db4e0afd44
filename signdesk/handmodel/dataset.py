"""A dataset of rendered hands: everybody forms every still letter and digit, each time a little differently.

Every picture is drawn from a seed of its own, so that a set with more pictures holds those of a smaller one. The same
seed gives the same bytes on the same kind of processor: NumPy and its library of linear algebra choose their routines
by it, whose sums differ in the last bit. In three pictures of a hundred some pixels are other ones by a few steps of
255 then; see ``data/README.md``.
"""

from __future__ import annotations

import io
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from signdesk.alphabet import DIGITS, LETTERS
from signdesk.errors import DatasetError
from signdesk.handmodel.pose import variants
from signdesk.handmodel.render import Rendered
from signdesk.handmodel.scene import Draw, Shot, Spread, arranged, one_by_one, taken
from signdesk.handmodel.signer import Signer, random_signer
from signdesk.paths import write_whole
from signdesk.vision.image import encode_image

__all__ = [
    "FRAMINGS",
    "LABELS",
    "Drawn",
    "Form",
    "SetPlan",
    "cast",
    "draw",
    "drawn_by",
    "formed",
    "write_set",
    "written",
]

LABELS = (*LETTERS.labels, *DIGITS.labels)
"""The classes: what is held still."""

FRAMINGS = {
    "hand": Spread(joints=1.5, yaw=7.0, pitch=5.0, roll=5.0, fill=(0.74, 0.88)),
    "scene": Spread(joints=2.0, yaw=13.0, pitch=10.0, roll=10.0, fill=(0.40, 0.52)),
}
"""How much of a picture a hand fills, and how far it is turned: close around it, or with about as much again of its
surroundings on all sides, from which crops can be cut that are shifted, turned and wide."""

_OTHER_VARIANT = 0.15
_QUALITY = 90


@dataclass(frozen=True, slots=True)
class SetPlan:
    """How a dataset is to be: from ``seed``, so many ``signers``, each forming each sign ``times`` times, in pictures
    ``size`` pixels square that are framed as ``framing`` says, one of `FRAMINGS`."""

    seed: int = 1
    signers: int = 30
    times: int = 2
    size: int = 96
    framing: str = "hand"

    def __post_init__(self) -> None:
        if self.framing not in FRAMINGS:
            raise DatasetError(f"Pictures are framed as {' or '.join(FRAMINGS)}, not as {self.framing!r}.")
        if not (1 <= self.signers <= 999 and 1 <= self.times <= 99 and 32 <= self.size <= 1024):
            raise DatasetError(
                "A rendered dataset has 1 to 999 signers, 1 to 99 times and pictures of 32 to 1024 pixels."
            )

    def __len__(self) -> int:
        return self.signers * self.times * len(LABELS)


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """One picture of the set: its ``name`` in the folder, and what is known of it."""

    name: str
    label: str
    signer: str
    rendered: Rendered


Form = Callable[[int, Signer], Iterable[Drawn]]
"""Draws the pictures of one signer, whose number it is told, one after the other."""


def cast(plan: SetPlan) -> tuple[Signer, ...]:
    """The signers of the set; their skins are spread evenly over the whole scale."""
    rng = np.random.default_rng([plan.seed, 0])
    tones = 1 + 9 * (rng.permutation(plan.signers) + rng.uniform(size=plan.signers)) / plan.signers
    people = []
    for number in range(plan.signers):
        person = random_signer(np.random.default_rng([plan.seed, 1, number]))
        people.append(replace(person, look=replace(person.look, tone=float(tones[number]))))
    return tuple(people)


def draw(plan: SetPlan, labels: tuple[str, ...] = LABELS) -> Iterator[Drawn]:
    """Every picture of the set, or those of ``labels``, signer by signer; takes some minutes."""
    for person, signer in enumerate(cast(plan)):
        yield from formed(plan, person, signer, labels)


def formed(
    plan: SetPlan,
    person: int,
    signer: Signer,
    labels: tuple[str, ...] = LABELS,
    batch: int = 1,
    draw: Draw = one_by_one,
) -> Iterator[Drawn]:
    """One signer's pictures, of which ``draw`` draws so many at once."""
    waiting = _arranged(plan, person, signer, labels)
    while some := list(islice(waiting, batch)):
        pictures = taken([shot for _, _, shot in some], plan.size, draw)
        for (label, time, _), picture in zip(some, pictures, strict=True):
            who = f"s{person + 1:03d}"
            yield Drawn(f"{who}/{label}/{time + 1:02d}.jpg", label, who, picture)


def _arranged(plan: SetPlan, person: int, signer: Signer, labels: tuple[str, ...]) -> Iterator[tuple[str, int, Shot]]:
    """What is to be drawn: each label, which time, and the picture."""
    for label in labels:
        sign = LABELS.index(label)
        for time in range(plan.times):
            rng = np.random.default_rng([plan.seed, 2, person, sign, time])
            forms = variants(label)
            other = len(forms) > 1 and rng.random() < _OTHER_VARIANT
            pose = forms[int(rng.integers(1, len(forms)))] if other else forms[0]
            yield label, time, arranged(pose, signer, rng, plan.size, FRAMINGS[plan.framing])


def drawn_by(form: Form, signers: Sequence[Signer], workers: int) -> Iterator[Drawn]:
    """The pictures that ``form`` makes of each signer, in the same order with any number of processes; for more than
    one it has to be a function of a module, or `partial` of one, and each signer's pictures are kept until all are
    drawn."""
    if workers == 1:
        for number, signer in enumerate(signers):
            yield from form(number, signer)
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        for pictures in pool.map(partial(_all_formed, form), range(len(signers)), signers):
            yield from pictures


def _all_formed(form: Form, person: int, signer: Signer) -> list[Drawn]:
    return list(form(person, signer))


def write_set(
    folder: Path, plan: SetPlan, workers: int = 1, batch: int = 1, draw: Draw = one_by_one
) -> Iterator[Drawn]:
    """Write the set that is planned into ``folder``, drawn by so many processes, in each of which ``draw`` draws
    ``batch`` pictures at once; see `written`, and `drawn_by` for what ``draw`` has to be."""
    form = partial(formed, plan, batch=batch, draw=draw)
    return written(folder, drawn_by(form, cast(plan), workers))


def written(folder: Path, pictures: Iterable[Drawn], quality: int = _QUALITY) -> Iterator[Drawn]:
    """Write ``pictures`` as ``folder/<signer>/<label>/<number>.jpg`` with ``keypoints.csv``, one by one; they are seen
    there when all are, and where it ends before, nothing is left.

    `DatasetError` when something lies at ``folder`` already, or it can't be written.
    """
    table = io.StringIO()
    table.write("file," + ",".join(f"{axis}{point}" for point in range(21) for axis in "xy") + "\n")
    try:
        with _unfinished(folder) as part:
            for drawn in pictures:
                with write_whole(part / drawn.name) as file:
                    file.write(encode_image(drawn.rendered.image, ".jpg", quality))
                numbers = ",".join(f"{value:.1f}" for value in drawn.rendered.keypoints.ravel())
                table.write(f"{drawn.name},{numbers}\n")
                yield drawn
            with write_whole(part / "keypoints.csv") as file:
                file.write(table.getvalue().encode())
    except OSError as error:
        raise DatasetError(f"Can't write the dataset to {folder}: {error.strerror or error}.") from error


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """A hidden folder in ``folder``, what lies in which moves up at the end; on an error nothing of it is left."""
    there = folder.exists()
    if there and (not folder.is_dir() or any(path.suffix != ".md" for path in folder.iterdir())):
        raise DatasetError(f"{folder} is there already. Name a folder that is not, or remove it first.")
    part = folder / f".{secrets.token_hex(8)}.part"
    try:
        part.mkdir(parents=True)
        yield part
        for path in part.iterdir():
            path.rename(folder / path.name)
    finally:
        with suppress(OSError):
            shutil.rmtree(part, ignore_errors=True)
            if not there:
                folder.rmdir()  # which does nothing to a folder that holds the set
