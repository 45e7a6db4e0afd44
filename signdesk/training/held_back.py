"""People whom training never sees: some to measure with, others to choose by.

The two are never the same: what is chosen on the inner people (temperature, threshold, augmentation, when to stop) is
measured on the test people, on whom nothing is ever chosen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from signdesk.datasets.samples import Samples
from signdesk.errors import ConfigError
from signdesk.paths import write_whole

__all__ = ["HeldBack", "Sources", "draw_fold", "draw_held_back", "read_held_back", "write_held_back"]

Sources = Mapping[str, Samples]

_FOLDED = ("asl-webcams", "asl-scenes", "sign-digits")
_INNER = {"asl-webcams": 5, "sign-digits": 20}
_SEED = 11
"""Who is in which fold: drawn once, before anything was trained, and the same ever since."""


@dataclass(frozen=True)
class HeldBack:
    """People, by set, whom training never sees: ``test`` for the figures, ``inner`` for choices."""

    test: Mapping[str, frozenset[str]] = field(default_factory=dict)
    inner: Mapping[str, frozenset[str]] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()
    """Parts of sets that are tests by themselves ("valid", "test")."""
    without: frozenset[str] = frozenset()
    """Sets that are left out of training as a whole."""

    def rows(self, samples: Samples, which: str) -> NDArray[np.bool_]:
        """The rows of ``samples`` in ``which``: "train", "inner" or "test"."""
        test = np.isin(samples.signers, list(self.test.get(samples.name, ()))) | np.isin(
            samples.parts, list(self.parts)
        )
        inner = np.isin(samples.signers, list(self.inner.get(samples.name, ()))) & ~test
        train = ~test & ~inner & (samples.name not in self.without)
        return {"test": test, "inner": inner, "train": train}[which]

    def and_of(self, other: HeldBack) -> HeldBack:
        """Whom either of the two holds back; who is in a test of either is no inner person of both."""
        test = _united(self.test, other.test)
        inner = {name: who - test.get(name, frozenset()) for name, who in _united(self.inner, other.inner).items()}
        return HeldBack(test, inner, self.parts | other.parts, self.without | other.without)


def _united(some: Mapping[str, frozenset[str]], others: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    nobody: frozenset[str] = frozenset()
    return {name: some.get(name, nobody) | others.get(name, nobody) for name in {**some, **others}}


def draw_held_back(sources: Sources, seed: int) -> HeldBack:
    """People drawn by ``seed``: a fifth of the webcam people and students and two of the seven signers for the test,
    a tenth of the former for choices."""
    rng = np.random.default_rng(seed)
    test, inner = {}, {}
    for name, tests, inners in (("asl-webcams", 10, 5), ("asl-scenes", 2, 0), ("sign-digits", 41, 20)):
        people = rng.permutation(np.unique(sources[name].signers))
        test[name] = frozenset(map(str, people[:tests]))
        inner[name] = frozenset(map(str, people[tests : tests + inners]))
    return HeldBack(test, inner, frozenset({"valid", "test"}))


def draw_fold(sources: Sources, fold: int, folds: int, without: frozenset[str] = frozenset()) -> HeldBack:
    """Fold ``fold`` (from 1) of ``folds``: over all of them each person is in the test once. The inner people are drawn
    from those that the fold trains with. People who sign digits too are dealt out first, so that each fold has some.

    `ConfigError` for a fold that there can't be.
    """
    if not 1 <= fold <= folds or not 2 <= folds <= 7:
        raise ConfigError(f"There is no fold {fold} of {folds}. Ask for one of 1/5 to 5/5.")
    test, inner = {}, {}
    for name in _FOLDED:
        people = _dealt(sources[name])
        test[name] = frozenset(people[fold - 1 :: folds])
        left = [person for person in people if person not in test[name]]
        drawn = np.random.default_rng(_SEED + fold).permutation(left)[: _INNER.get(name, 0)]
        inner[name] = frozenset(map(str, drawn))
    return HeldBack(test, inner, frozenset({"valid", "test"}), without)


def _dealt(samples: Samples) -> list[str]:
    """All people in the order in which they are dealt out: chance, but those who sign both alphabets first."""
    people = np.random.default_rng(_SEED).permutation(np.unique(samples.signers))
    both = {
        str(person)
        for person in people
        if np.char.isdigit(samples.labels[samples.signers == person]).any()
        and np.char.isalpha(samples.labels[samples.signers == person]).any()
    }
    return sorted(map(str, people), key=lambda person: person not in both)


def write_held_back(path: Path, held_back: HeldBack) -> None:
    """Keep who was held back beside the networks that were trained without them."""
    values = {
        "test": {name: sorted(people) for name, people in held_back.test.items()},
        "inner": {name: sorted(people) for name, people in held_back.inner.items()},
        "parts": sorted(held_back.parts),
        "without": sorted(held_back.without),
    }
    with write_whole(path) as file:
        file.write(json.dumps(values, indent=1).encode())


def read_held_back(path: Path) -> HeldBack:
    """What `write_held_back` wrote; `ConfigError` when it can't be read."""
    try:
        values = json.loads(path.read_text())
        test, inner = ({n: frozenset(p) for n, p in values[which].items()} for which in ("test", "inner"))
        return HeldBack(test, inner, frozenset(values["parts"]), frozenset(values["without"]))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise ConfigError(f"{path} doesn't say who was held back: {error}. Train again, or name the seed.") from error
