"""Which pictures are learnt from and which are kept back, as the user chose."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from signdesk.alphabet import NO_HAND
from signdesk.datasets.samples import Samples
from signdesk.datasets.split import sides_of
from signdesk.errors import DatasetError, TrainingError

__all__ = ["Choice", "Parts", "parted"]

_SEEN = 0.1
"""This share of the pictures of people who are trained on is kept back, to stand beside the score on strangers…"""

_MOST_SEEN = 2000
"""…but no more pictures than this."""


class Choice(Protocol):
    """What is chosen of the data, as `signdesk.training.run_config.DataChoice` has it."""

    @property
    def labels(self) -> tuple[str, ...]: ...
    @property
    def validation(self) -> float: ...
    @property
    def test(self) -> float: ...
    @property
    def by(self) -> str: ...
    @property
    def seed(self) -> int: ...
    @property
    def limit(self) -> int: ...
    @property
    def folds(self) -> int: ...
    @property
    def fold(self) -> int: ...


@dataclass(frozen=True, eq=False)
class Parts:
    """The sides of a split; ``validation`` may be empty, ``seen`` and ``test`` are None where there are none."""

    train: Samples
    validation: Samples
    test: Samples | None
    seen: Samples | None
    signers_known: bool

    def present(self) -> list[Samples]:
        """Those that there are."""
        return [part for part in (self.train, self.validation, self.test, self.seen) if part is not None]


def parted(samples: Samples, choice: Choice) -> Parts:
    """``samples`` split as ``choice`` says; `TrainingError` or `DatasetError` when a side would be empty."""
    if choice.folds:
        train, validation, test = _fold(samples, choice)
    elif choice.by == "parts":
        train, validation, test = _own_parts(samples, choice)
    else:
        train, validation, test = _shares(samples, choice)
    if not _strangers(samples, train, validation if test is None else test):
        return Parts(
            samples.take(train), samples.take(validation), None if test is None else samples.take(test), None, False
        )
    learnt = samples.take(train)
    kept = min(_SEEN, _MOST_SEEN / len(learnt))
    sides = sides_of(learnt, (1 - kept, kept), choice.seed, by_picture=True)
    return Parts(
        learnt.take(sides == 0),
        samples.take(validation),
        None if test is None else samples.take(test),
        learnt.take(sides == 1),
        True,
    )


_Rows = NDArray[np.bool_]


def _fold(samples: Samples, choice: Choice) -> tuple[_Rows, _Rows, _Rows | None]:
    """That part is the test, and nothing is chosen by it: a share of the others is kept back to validate on, unless
    they are too few to be parted."""
    if choice.fold >= choice.folds or choice.folds < 2:
        raise TrainingError(
            f"There is no part {choice.fold + 1} of {choice.folds} to measure on. Choose one of 2 or more."
        )
    by_picture = choice.by == "picture"
    test = sides_of(samples, np.ones(choice.folds).tolist(), choice.seed, by_picture=by_picture) == choice.fold
    validation = np.zeros(len(samples), bool)
    others = np.flatnonzero(~test)
    if choice.validation:
        with suppress(DatasetError):
            shares = (1 - choice.validation, choice.validation)
            inner = sides_of(samples.take(others), shares, choice.seed, by_picture=by_picture)
            validation[others[inner == 1]] = True
    return ~test & ~validation, validation, test


def _shares(samples: Samples, choice: Choice) -> tuple[_Rows, _Rows, _Rows | None]:
    """Train, validation and test by their shares."""
    if choice.validation + choice.test >= 1:
        raise TrainingError("Nothing is left to learn from: more than all is kept back. Keep less back.")
    shares = {"train": 1 - choice.validation - choice.test, "validation": choice.validation, "test": choice.test}
    asked = [name for name, share in shares.items() if share > 0]
    sides = sides_of(samples, [shares[name] for name in asked], choice.seed, by_picture=choice.by == "picture")
    rows = {name: sides == asked.index(name) if name in asked else np.zeros(len(samples), bool) for name in shares}
    return rows["train"], rows["validation"], rows["test"] if choice.test > 0 else None


def _own_parts(samples: Samples, choice: Choice) -> tuple[_Rows, _Rows, _Rows | None]:
    """The dataset's own split. One that has no part to validate on validates on its test; when a share of test is asked
    for, its test is dealt out between the two, as the course notes do."""
    train, valid, test = (samples.parts == part for part in ("train", "valid", "test"))
    if not train.any() or not (valid | test).any():
        raise TrainingError(
            f"{samples.name} has no split of its own into pictures to learn from and to test on. Split by signer."
        )
    if valid.any():
        return train, valid, test if test.any() else None
    if not choice.test:
        return train, test, None
    shares = (max(choice.validation, 1e-6), choice.test)
    sides = sides_of(samples.take(test), shares, choice.seed, by_picture=True)
    rows = np.flatnonzero(test)
    halves = [np.zeros(len(samples), bool) for _ in shares]
    for side, half in enumerate(halves):
        half[rows[sides == side]] = True
    return train, halves[0], halves[1]


def _strangers(samples: Samples, train: _Rows, measured: _Rows) -> bool:
    """Whether it is known that who is measured on is not trained on."""
    hands = samples.labels != NO_HAND
    known = bool((samples.signers[hands & (train | measured)] != "").all())
    shared = np.isin(samples.groups[measured & hands], samples.groups[train])
    return known and bool(measured.any()) and not bool(shared.any())
