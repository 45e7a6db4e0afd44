"""Split samples so that nobody is on both sides.

Pictures of one person, or made from one photograph, are all alike: a network tested on people it was trained on seems
far better than it is. So whole groups (`Samples.signer_ids`) go to one side. Among the ways to do that, one is chosen
that keeps the shares of every label close to those asked for; when signers are unknown, each picture is a group of
its own, and the split is simply stratified by label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from signdesk.datasets.samples import Samples
from signdesk.errors import DatasetError

__all__ = ["sides_of"]


def sides_of(samples: Samples, fractions: Sequence[float], seed: int, *, by_picture: bool = False) -> NDArray[np.intp]:
    """The part, 0 to the number of ``fractions`` less one, that each row goes to; the fractions may add up to anything.

    The same seed gives the same sides. `DatasetError` when there are fewer groups than parts.
    ``by_picture``: each picture goes where it will, also when others of the same person go elsewhere: what is kept back
    then tells how well known people are read, no more. Those made from one photograph of unknown people stay together.
    """
    if by_picture:
        samples = replace(samples, groups=np.where(samples.signers == "", samples.groups, samples.names))
    shares = np.array(fractions, np.float64)
    return _assign(samples, shares / shares.sum(), seed)


def _assign(samples: Samples, shares: NDArray[np.float64], seed: int) -> NDArray[np.intp]:
    """The side of each row.

    Groups are dealt out from the largest to the smallest, each to the side that its labels lack most; equally large
    ones in random order. The last groups are held back for sides that have got none.
    """
    table, group_of = _label_counts(samples)
    if len(table) < len(shares):
        raise DatasetError(
            f"{samples.name} shows {_people(len(table))}, too few to make {len(shares)} parts without "
            "anybody in two of them. Ask for fewer parts, or add pictures of other people."
        )
    rng = np.random.default_rng(seed)
    shuffled = rng.permutation(len(table))
    order = shuffled[np.argsort(-table[shuffled].sum(axis=1), kind="stable")]
    wanted = shares[:, None] * table.sum(axis=0)
    got = np.zeros_like(wanted)
    side_of = np.empty(len(table), np.intp)
    for left, group in zip(range(len(order), 0, -1), order, strict=True):
        empty = np.flatnonzero(got.sum(axis=1) == 0)
        sides = empty if len(empty) >= left else np.arange(len(shares))
        side = sides[np.argmin(_misfit(got[sides], wanted[sides], table[group]))]
        side_of[group] = side
        got[side] += table[group]
    return side_of[group_of]


def _misfit(got: NDArray[np.float64], wanted: NDArray[np.float64], group: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much worse each side would fit with this group added, in shares of what it should have."""
    scale = 1 / np.maximum(wanted, 1e-9)
    lacking, after = (wanted - got) * scale, (wanted - got - group) * scale
    misfit: NDArray[np.float64] = ((after**2 - lacking**2) * (group > 0)).sum(axis=1)
    return misfit


def _label_counts(samples: Samples) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """How many rows of each label each group has (groups × labels), and the group of each row."""
    labels, label_of = np.unique(samples.labels, return_inverse=True)
    groups, group_of = np.unique(samples.signer_ids(), return_inverse=True)
    table = np.zeros((len(groups), len(labels)))
    np.add.at(table, (group_of, label_of), 1)
    return table, group_of


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"
