"""Nobody whom a figure is measured on was trained on, or chosen by."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from signdesk.datasets.samples import Samples
from signdesk.datasets.stores import ArrayImages
from signdesk.errors import ConfigError
from signdesk.training.held_back import HeldBack, draw_fold, draw_held_back, read_held_back, write_held_back


def _set(name: str, people: dict[str, str], part: str = "") -> Samples:
    """A picture for each letter of what each of ``people`` signs."""
    rows = [(person, label) for person, labels in people.items() for label in labels]
    count = len(rows)
    nowhere = np.full((count, 21, 2), np.nan, np.float32)
    return Samples(
        name,
        ArrayImages(np.zeros((count, 4, 4, 3), np.uint8)),
        np.array([label for _, label in rows]),
        np.array([person for person, _ in rows]),
        np.full(count, part, "<U8"),
        np.full((count, 4), np.nan, np.float32),
        nowhere,
        np.array([f"{person}/{label}" for person, label in rows]),
    )


SOURCES = {
    "asl-webcams": _set("asl-webcams", {f"w{i}": "AB12" if i % 5 == 0 else "AB" for i in range(25)}),
    "asl-scenes": _set("asl-scenes", {f"s{i}": "AB" for i in range(7)}),
    "sign-digits": _set("sign-digits", {f"d{i}": "12" for i in range(40)}),
    "asl-rooms": _set("asl-rooms", {"": "AB"}, "valid"),
}
FOLDS = [draw_fold(SOURCES, k, 5) for k in range(1, 6)]


@pytest.mark.parametrize("name", ["asl-webcams", "asl-scenes", "sign-digits"])
def test_over_the_folds_everybody_is_tested_once(name: str) -> None:
    tested = [person for fold in FOLDS for person in fold.test[name]]
    assert sorted(tested) == sorted(np.unique(SOURCES[name].signers))


@pytest.mark.parametrize("held_back", [*FOLDS, draw_held_back(SOURCES, 7)])
def test_no_row_is_on_two_sides(held_back: HeldBack) -> None:
    for samples in SOURCES.values():
        sides = np.stack([held_back.rows(samples, which) for which in ("train", "inner", "test")])
        assert (sides.sum(0) == 1).all()
        train, inner, test = (set(samples.signers[side]) for side in sides)
        assert not train & inner
        assert not (train | inner) & test


def test_each_fold_has_people_who_sign_digits_too() -> None:
    both = {f"w{i}" for i in range(0, 25, 5)}
    assert all(len(fold.test["asl-webcams"] & both) == 1 for fold in FOLDS)


def test_a_set_that_is_left_out_teaches_nothing_and_still_measures() -> None:
    fold = draw_fold(SOURCES, 1, 5, frozenset({"asl-rooms", "asl-scenes"}))
    assert not fold.rows(SOURCES["asl-scenes"], "train").any()
    assert fold.rows(SOURCES["asl-rooms"], "test").all()


def test_networks_that_know_nobody_of_two_folds_may_go_on_as_either() -> None:
    one, other = FOLDS[1], FOLDS[2]
    both = one.and_of(other)
    for samples in SOURCES.values():
        train, inner, test = (both.rows(samples, which) for which in ("train", "inner", "test"))
        assert (np.stack([train, inner, test]).sum(0) == 1).all()
        for fold in (one, other):
            assert not (train & ~fold.rows(samples, "train")).any()
    assert both.test["asl-webcams"] == one.test["asl-webcams"] | other.test["asl-webcams"]


@pytest.mark.parametrize(("fold", "folds"), [(0, 5), (6, 5), (1, 1)])
def test_folds_that_there_are_not_are_refused(fold: int, folds: int) -> None:
    with pytest.raises(ConfigError, match="There is no fold"):
        draw_fold(SOURCES, fold, folds)


def test_who_was_held_back_is_kept_beside_the_networks(tmp_path: Path) -> None:
    held_back = draw_fold(SOURCES, 2, 5, frozenset({"asl-rooms"}))
    write_held_back(tmp_path / "held-back.json", held_back)
    again = read_held_back(tmp_path / "held-back.json")
    assert again == held_back
    with pytest.raises(ConfigError, match="who was held back"):
        read_held_back(tmp_path / "nothing.json")
