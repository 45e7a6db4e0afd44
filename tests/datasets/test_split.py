from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signdesk.datasets.samples import Samples
from signdesk.datasets.split import sides_of
from signdesk.errors import DatasetError

Make = Callable[..., Samples]


def people(make: Make, counts: dict[str, int], labels: str = "ABC") -> Samples:
    """Each person signs every label so often."""
    pairs = [(label, who) for who, count in counts.items() for label in labels for _ in range(count)]
    return make([label for label, _ in pairs], [who for _, who in pairs])


def split(samples: Samples, fractions: Sequence[float], seed: int) -> list[Samples]:
    sides = sides_of(samples, fractions, seed)
    return [samples.take(sides == side) for side in range(len(fractions))]


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(
    counts=st.lists(st.integers(1, 9), min_size=3, max_size=12),
    seed=st.integers(0, 99),
    fractions=st.sampled_from([(0.7, 0.2, 0.1), (0.5, 0.5), (1 / 3, 1 / 3, 1 / 3), (0.98, 0.01, 0.01)]),
)
def test_nobody_is_on_two_sides_and_no_side_is_empty(
    counts: list[int], seed: int, fractions: tuple[float, ...], samples_of: Callable[[list[int]], Samples]
) -> None:
    samples = samples_of(counts)
    parts = split(samples, fractions, seed)
    who = [set(part.signer_ids().tolist()) for part in parts]
    assert all(who)
    assert sum(len(part) for part in parts) == len(samples)
    assert sum(map(len, who)) == len(set().union(*who)) == len(counts)


@pytest.fixture(scope="module")
def samples_of() -> Callable[[list[int]], Samples]:
    from signdesk.datasets.stores import ArrayImages

    def make(counts: list[int]) -> Samples:
        signers = np.repeat([f"p{i}" for i in range(len(counts))], counts)
        n = len(signers)
        return Samples(
            name="made",
            images=ArrayImages(np.zeros((n, 8, 8), np.uint8)),
            labels=np.array([str(i % 3) for i in range(n)]),
            signers=signers,
            parts=np.full(n, ""),
            boxes=np.zeros((n, 4), np.float32),
            keypoints=np.zeros((n, 21, 2), np.float32),
            names=np.array([str(i) for i in range(n)]),
        )

    return make


def test_the_shares_are_near_those_asked_for(make_samples: Make) -> None:
    samples = people(make_samples, {f"p{i}": 2 + i % 4 for i in range(40)})
    train, test = split(samples, (0.8, 0.2), 7)
    assert abs(len(test) / len(samples) - 0.2) < 0.03
    for label, count in samples.counts().items():
        assert abs(test.counts()[label] / count - 0.2) < 0.05
    assert len(train) + len(test) == len(samples)


def test_unknown_signers_are_split_by_label(make_samples: Make) -> None:
    samples = make_samples(["A"] * 100 + ["B"] * 50 + ["C"] * 10)
    _, test = split(samples, (0.8, 0.2), 3)
    assert test.counts() == {"A": 20, "B": 10, "C": 2}


def test_the_same_seed_gives_the_same_split_and_another_another(make_samples: Make) -> None:
    samples = people(make_samples, {f"p{i}": 2 for i in range(20)})
    first, again, other = (split(samples, (0.5, 0.5), seed)[0].names.tolist() for seed in (1, 1, 2))
    assert first == again != other


def test_as_many_parts_as_signers_leave_one_out_each(make_samples: Make) -> None:
    samples = people(make_samples, {"p": 1, "q": 9, "r": 2})
    left_out = [set(part.signers.tolist()) for part in split(samples, (1, 1, 1), 0)]
    assert sorted(who.pop() for who in left_out) == ["p", "q", "r"]
    assert not any(left_out)


def test_too_few_people_is_said(make_samples: Make) -> None:
    with pytest.raises(DatasetError, match="made shows 2 people, too few to make 3 parts"):
        split(people(make_samples, {"p": 5, "q": 5}), (0.6, 0.2, 0.2), 0)
