from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from signdesk.datasets.open import open_dataset
from signdesk.datasets.samples import Samples, concatenate
from signdesk.errors import DatasetError

Make = Callable[..., Samples]


def grey_of(samples: Samples) -> list[int]:
    return [int(samples.images[i][0, 0, 0]) for i in range(len(samples))]


def test_rows_taken_keep_their_picture_label_and_group(make_samples: Make) -> None:
    taken = make_samples("ABAC", ["p", "p", "q", "q"]).take([3, 0])
    assert taken.labels.tolist() == ["C", "A"]
    assert taken.signer_ids().tolist() == ["made/q", "made/p"]
    assert grey_of(taken) == [3, 0]
    assert taken.images[0].shape == (8, 8, 3)


def test_a_mask_takes_what_indices_take(make_samples: Make) -> None:
    samples = make_samples("ABAC")
    assert grey_of(samples.take(samples.labels == "A")) == [0, 2]
    with pytest.raises(ValueError, match="mask"):
        samples.take(np.array([True, False]))


def test_labels_can_be_left_out_and_chosen(make_samples: Make) -> None:
    samples = make_samples(["A", "T", "", "?", "A"])
    assert samples.without(["T", "?"]).labels.tolist() == ["A", "", "A"]
    assert samples.with_labels(["A"]).counts() == {"A": 2}
    assert samples.counts() == {"": 1, "?": 1, "A": 2, "T": 1}


def test_nothing_left_is_still_samples(make_samples: Make) -> None:
    empty = make_samples("AB").with_labels(["C"])
    assert len(empty) == len(empty.images) == 0
    assert empty.counts() == {}


def test_a_picture_of_an_unknown_signer_is_a_group_of_its_own(make_samples: Make) -> None:
    assert make_samples("AB", ["", "p"]).signer_ids().tolist() == ["made/row 0", "made/p"]


def test_columns_that_do_not_fit_are_refused(make_samples: Make) -> None:
    samples = make_samples("ABC")
    with pytest.raises(ValueError, match="boxes"):
        replace(samples, boxes=np.zeros((3, 5), np.float32))
    with pytest.raises(ValueError, match="labels"):
        replace(samples, labels=np.array(["A"]))


def test_datasets_put_together_keep_signers_of_the_same_name_apart(make_samples: Make) -> None:
    both = concatenate([make_samples("AB", ["p", "p"], "one"), make_samples("CD", ["p", "q"], "two")])
    assert both.name == "one + two"
    assert both.labels.tolist() == list("ABCD")
    assert both.signer_ids().tolist() == ["one/p", "one/p", "two/p", "two/q"]
    assert grey_of(both.take([3, 0])) == [1, 0]
    with pytest.raises(DatasetError, match="at least one"):
        concatenate([])


def test_the_digest_names_the_content(make_samples: Make) -> None:
    samples = make_samples("ABC")
    assert samples.digest() == make_samples("ABC").digest()
    moved = samples.boxes.copy()
    moved[1] = (1, 2, 3, 4)
    others = [make_samples("ABD"), samples.take([0, 1]), samples.take([1, 0, 2]), replace(samples, boxes=moved)]
    assert samples.digest() not in {other.digest() for other in others}


def test_a_changed_picture_changes_the_digest(folder: Callable[..., Path]) -> None:
    before = open_dataset(folder({"A/1.png": 10, "B/1.png": 20})).digest()
    assert open_dataset(folder({"A/1.png": 11})).digest() != before
    assert open_dataset(folder({"A/1.png": 10})).digest() == before
