"""What the recipe trains on: nobody who is kept out of it, and hands before rooms that aren't theirs."""

from __future__ import annotations

import numpy as np
import pytest

from signdesk.alphabet import NO_HAND
from signdesk.datasets.samples import Samples
from signdesk.datasets.stores import ArrayImages
from signdesk.handmodel.camera import View
from signdesk.handmodel.pose import variants
from signdesk.handmodel.render import render
from signdesk.training import sources as recipe_sources
from signdesk.training.held_back import HeldBack, Sources
from signdesk.training.sources import boxes_of, finder_scenes, reader_crops
from signdesk.vision.crop import InputSpec

SIDE = 96
PEOPLE = ("ann", "bob", "cat")
TEST, INNER = "bob", "cat"


@pytest.fixture(scope="module")
def sources() -> Sources:
    """Two pictures of each of three people, two rooms, and no one indoors."""
    wall = np.full((SIDE, SIDE, 3), (40, 110, 90), np.uint8)
    drawn = [render(variants(label)[0], view=View(fill=0.5), size=SIDE, background=wall) for label in "AV"]
    images = np.stack([one.image for one in drawn] * len(PEOPLE))
    keypoints = np.stack([one.keypoints for one in drawn] * len(PEOPLE))
    webcams = samples("asl-webcams", images, list("AV") * len(PEOPLE), np.repeat(PEOPLE, 2).tolist(), keypoints)
    rooms = np.random.default_rng(0).integers(0, 255, (2, SIDE, SIDE, 3), dtype=np.uint8)
    empty = samples("backgrounds", rooms, [NO_HAND] * 2, ["", ""])
    indoors = samples("hands-indoors", rooms[:0], [], [])
    return {"asl-webcams": webcams, "backgrounds": empty, "hands-indoors": indoors}


def samples(
    name: str, images: np.ndarray, labels: list[str], signers: list[str], keypoints: np.ndarray | None = None
) -> Samples:
    count = len(images)
    points = np.full((count, 21, 2), np.nan) if keypoints is None else keypoints
    names = np.array([f"{name}{i}" for i in range(count)], np.str_)
    text, people, parts = np.array(labels, np.str_), np.array(signers, np.str_), np.full(count, "")
    boxes = np.full((count, 4), np.nan, np.float32)
    return Samples(name, ArrayImages(images), text, people, parts, boxes, points.astype(np.float32), names)


HELD_BACK = HeldBack({"asl-webcams": frozenset({TEST})}, {"asl-webcams": frozenset({INNER})})


def people_of(signers: np.ndarray) -> set[str]:
    return {person for person in PEOPLE for signer in signers if str(signer).endswith(person)}


def test_nobody_who_is_kept_out_is_trained_on(sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipe_sources, "_COMPOSITES", 12)
    crops = reader_crops(sources, HELD_BACK, "train", InputSpec(96), boxes_of(sources))
    scenes = finder_scenes(sources, HELD_BACK, "train", boxes_of(sources))
    assert people_of(crops.signers) == people_of(scenes.signers) == {"ann"}
    crops = reader_crops(sources, HELD_BACK, "inner", InputSpec(96), boxes_of(sources))
    scenes = finder_scenes(sources, HELD_BACK, "inner", boxes_of(sources))
    assert people_of(crops.signers) == people_of(scenes.signers) == {"cat"}


def test_hands_are_set_into_rooms_for_the_finder(sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    def hands(scenes: recipe_sources.Scenes) -> int:
        return int(np.isfinite(scenes.hands[:, 0]).all(1).sum())

    monkeypatch.setattr(recipe_sources, "_COMPOSITES", 12)
    train = finder_scenes(sources, HELD_BACK, "train", boxes_of(sources))
    assert hands(train) == 2 + 6  # ann's pictures, and half of the composites: those of her set
    monkeypatch.setattr(recipe_sources, "_COMPOSITES", 0)
    assert hands(finder_scenes(sources, HELD_BACK, "train", boxes_of(sources))) == 2


def test_a_v_teaches_the_2_too_where_the_reader_learns(sources: Sources) -> None:
    train = reader_crops(sources, HELD_BACK, "train", InputSpec(96), boxes_of(sources))
    assert (train.labels == "V").sum() == (train.labels == "2").sum() == 1
    assert "2" not in reader_crops(sources, HELD_BACK, "inner", InputSpec(96), boxes_of(sources)).labels


def test_the_reader_knows_which_pixels_are_the_hand(sources: Sources) -> None:
    crops = reader_crops(sources, HELD_BACK, "train", InputSpec(96), boxes_of(sources))
    signs = np.isin(crops.labels, ["A", "V"])
    assert signs.sum() == 2
    assert (crops.masks[signs] < 128).mean((1, 2)).min() > 0.5
    assert (crops.masks[crops.labels == NO_HAND] == 255).all()
