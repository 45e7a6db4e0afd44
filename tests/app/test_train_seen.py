"""What the network will see is shown of all that training would use, whether it is told where the hands are or not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from signdesk import paths
from signdesk.app.train_data_job import Dataset
from signdesk.app.train_seen_job import Look, Seen, SeenTask, see
from signdesk.datasets.open import open_dataset
from signdesk.datasets.samples import Samples


@pytest.fixture(scope="module")
def hands() -> Samples:
    """Some rendered hands of three signs, with their keypoints."""
    samples = open_dataset(paths.bundled_data() / "rendered").with_labels("LYW")
    return samples.take(np.arange(min(len(samples), 60)))


def nowhere(samples: Samples) -> Samples:
    """The same hands, of which nobody says where they are."""
    return replace(samples, keypoints=np.full_like(samples.keypoints, np.nan), name="nowhere")


def seen(signs: str, *sets: Samples) -> list[Seen]:
    datasets = tuple(Dataset(samples.name, samples, samples.counts(), 0, 0) for samples in sets)
    events = list(see(SeenTask(datasets, tuple(signs), Look(48), seed=3, count=6)))
    assert all(isinstance(event, Seen) for event in events), events
    return [event for event in events if isinstance(event, Seen)]


def test_signs_of_which_no_picture_says_where_the_hand_is_are_crops(hands: Samples) -> None:
    alone = seen("Y", nowhere(hands.with_labels("Y")))
    beside = seen("Y", hands.with_labels("L"), nowhere(hands.with_labels("Y")))
    assert [picture.label for picture in beside] == ["Y"] * 6
    assert all(np.array_equal(a.image, b.image) for a, b in zip(alone, beside, strict=True))


def test_beside_signs_whose_hands_are_known_the_hands_are_looked_for(hands: Samples) -> None:
    both = Counter(picture.label for picture in seen("LY", hands.with_labels("L"), nowhere(hands.with_labels("Y"))))
    assert both["L"] == 3
    assert both["Y"] >= 2
