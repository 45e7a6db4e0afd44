"""What a choice comes to: the signs of the data by alphabet, and the rows that are learnt from or measured on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from signdesk.alphabet import ALPHABETS, MOVING_LETTERS, NO_HAND
from signdesk.datasets.samples import UNLABELLED, Samples
from signdesk.errors import TrainingError
from signdesk.training.split import Choice

__all__ = ["OWN", "alphabets_of", "check_signs", "chosen_rows", "limited"]

OWN = "own"
"""The alphabet of labels that are neither letters nor digits."""

_TOLD = 40
"""A sentence names no more signs than these."""


def alphabets_of(samples: Samples, chosen: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    """The signs of ``samples`` by alphabet; letters that move are no still signs, and left out unless ``chosen``.

    A sign alone in its alphabet would be compared with nothing, and read from any picture: it joins the largest one.
    """
    nothing = {NO_HAND, UNLABELLED} | (set() if chosen else set(MOVING_LETTERS))
    found = [label for label in samples.counts() if label not in nothing and (not chosen or label in chosen)]
    groups = {name: tuple(a for a in alphabet.labels if a in found) for name, alphabet in ALPHABETS.items()}
    known = {label for labels in groups.values() for label in labels}
    groups[OWN] = tuple(label for label in found if label not in known)
    groups = {name: labels for name, labels in groups.items() if labels}
    largest = max(groups, key=lambda name: len(groups[name]), default=OWN)
    for name in [name for name, labels in groups.items() if len(labels) == 1 and name != largest]:
        groups[largest] += groups.pop(name)
    return groups


def check_signs(samples: Samples, named: Iterable[str]) -> None:
    """`TrainingError` when one of the signs ``named`` is none of ``samples``; it tells those that there are."""
    found = [label for label in samples.counts() if label not in (NO_HAND, UNLABELLED)]
    missing = [f"“{label}”" for label in named if label not in found]
    if missing:
        there = f"only of {_few(found)}" if found else "nor of any other sign"
        raise TrainingError(f"{samples.name} has no picture of {_few(missing)}, {there}. Choose other signs.")


def _few(names: list[str]) -> str:
    return ", ".join(names[:_TOLD]) + (f" and {len(names) - _TOLD} more" if len(names) > _TOLD else "")


def chosen_rows(samples: Samples, alphabets: Mapping[str, tuple[str, ...]], choice: Choice, network: str) -> Samples:
    """The rows with the signs of ``alphabets``, as many as ``choice`` wants; the compact network also learns from hands
    without a sign."""
    labels = [label for group in alphabets.values() for label in group]
    if network != "compact" or choice.labels:
        samples = samples.with_labels(labels)
    return limited(samples, choice)


def limited(samples: Samples, choice: Choice) -> Samples:
    """No more pictures of each sign than ``choice`` wants, drawn by its seed."""
    if not choice.limit:
        return samples
    order = np.random.default_rng(choice.seed).permutation(len(samples))
    kept = [order[samples.labels[order] == label][: choice.limit] for label in samples.counts()]
    return samples.take(np.sort(np.concatenate(kept)))
