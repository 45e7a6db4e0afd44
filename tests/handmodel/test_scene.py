from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from signdesk import paths
from signdesk.datasets.open import open_dataset
from signdesk.errors import DatasetError
from signdesk.handmodel import Lens, View, backdrop, load_pose, motion, motions, photographed, random_signer, transition
from signdesk.handmodel.collisions import worst_overlap
from signdesk.handmodel.dataset import LABELS, SetPlan, cast, draw, formed, write_set
from signdesk.handmodel.render import Rendered, Sitting, shown
from signdesk.handmodel.shape import HandShape
from signdesk.handmodel.skeleton import skeleton
from signdesk.vision.image import encode_image, read_image

TINY = SetPlan(seed=3, signers=2, times=1, size=32)


def _picture(seed: int) -> np.ndarray:
    signer = random_signer(np.random.default_rng(1))
    return photographed(load_pose("Y"), signer, np.random.default_rng(seed), 48).image


def test_the_same_seed_gives_the_same_picture_and_another_another() -> None:
    assert _picture(5).tobytes() == _picture(5).tobytes()
    assert _picture(5).tobytes() != _picture(6).tobytes()


def test_backdrops_differ_and_fill_the_picture() -> None:
    scenes = [backdrop(np.random.default_rng(seed), 64, 48) for seed in range(12)]
    assert all(scene.shape == (48, 64, 3) and scene.dtype == np.uint8 for scene in scenes)
    assert len({scene.tobytes() for scene in scenes}) == 12


def test_a_lens_blurs_tints_and_adds_noise() -> None:
    edge = np.zeros((40, 40, 3), np.uint8)
    edge[:, 20:] = 200
    rng = np.random.default_rng(0)
    blurred = Lens(blur=0.05).seen(edge, rng)
    assert 20 < blurred[20, 19, 0] < 180
    red = Lens(gains=(1.1, 1.0, 0.8)).seen(edge, rng)[20, 35]
    assert red[0] > red[1] > red[2]
    assert Lens(noise=8).seen(edge, rng)[:, 25:].std() > 3
    assert (Lens().seen(edge, rng) == edge).all()


def test_signers_differ_in_build_skin_and_side() -> None:
    people = [random_signer(np.random.default_rng([4, seed])) for seed in range(60)]
    tones = [person.look.tone for person in people]
    assert min(tones) < 2
    assert max(tones) > 9
    assert 0 < sum(person.left for person in people) < 30
    assert len({person.shape for person in people}) == 60


def test_j_and_z_move_along_their_ways() -> None:
    assert motions() == ("J", "Z")
    z, j = motion("Z"), motion("J")
    xs = [z.at(time).at[0] for time in (0.0, 0.3, 0.65, z.duration)]
    # As its signer writes: to the signer's right, which is left in the picture.
    assert xs[1] < xs[0]
    assert xs[2] > xs[1]
    assert xs[3] < xs[2]
    assert j.at(j.duration).at[1] < j.at(0.0).at[1]
    assert j.at(-1).pose == j.keyframes[0].pose
    assert z.at(99).at == z.keyframes[-1].at
    with pytest.raises(KeyError, match="move"):
        motion("A")


@pytest.mark.parametrize(("start", "end"), [("A", "B"), ("S", "5"), ("5", "O"), ("V", "L"), ("B", "C"), ("I", "Y")])
def test_no_finger_passes_through_another_on_the_way(start: str, end: str) -> None:
    bones = skeleton(HandShape())
    first, last = load_pose(start), load_pose(end)
    for share in np.linspace(0, 1, 9):
        worst, where = worst_overlap(bones, transition(first, last, float(share)).array())
        assert worst < 8.5, (share, where)


def test_transitions_begin_and_end_at_their_poses() -> None:
    first, last = load_pose("A"), load_pose("G")
    np.testing.assert_allclose(transition(first, last, 0).array(), first.array(), atol=1e-9)
    np.testing.assert_allclose(transition(first, last, 1).array(), last.array(), atol=1e-9)
    assert transition(first, last, 0.2).label == "A"
    assert transition(first, last, 0.8).label == "G"


def test_the_tones_of_a_datasets_signers_span_the_scale() -> None:
    tones = sorted(signer.look.tone for signer in cast(SetPlan(signers=10)))
    assert all(1 + 0.9 * step <= tone <= 1.9 + 0.9 * step for step, tone in enumerate(tones))


def test_a_rendered_dataset_is_one_that_signdesk_reads(tmp_path: Path) -> None:
    written = list(write_set(tmp_path / "set", TINY))
    assert len(written) == len(TINY) == 2 * len(LABELS)
    samples = open_dataset(tmp_path / "set")
    assert set(samples.labels) == set(LABELS)
    assert set(samples.signers) == {"s001", "s002"}
    first = written[0]
    row = list(samples.names).index(first.name)
    np.testing.assert_allclose(samples.keypoints[row], first.rendered.keypoints, atol=0.06)
    with pytest.raises(DatasetError, match="there already"):
        next(write_set(tmp_path / "set", TINY))


def test_a_larger_set_holds_the_pictures_of_a_smaller_one() -> None:
    small = next(draw(TINY))
    large = next(draw(SetPlan(seed=3, signers=2, times=2, size=32)))
    assert small.rendered.image.tobytes() == large.rendered.image.tobytes()


def test_a_picture_is_written_before_the_next_is_drawn(tmp_path: Path) -> None:
    drawn = []

    def blank(sittings: Sequence[Sitting], size: int) -> list[Rendered]:
        drawn.extend(sittings)
        return [shown(Sitting(load_pose("A"), view=View(x=4)), size) for _ in sittings]

    pictures = write_set(tmp_path / "set", TINY, batch=3, draw=blank)
    next(pictures)
    assert len(drawn) == 3
    pictures.close()
    assert not (tmp_path / "set").exists()


def test_of_a_set_that_is_interrupted_nothing_is_left(tmp_path: Path) -> None:
    def interrupted(sittings: Sequence[Sitting], size: int) -> list[Rendered]:
        if any((tmp_path / "set").rglob("*.jpg")):
            raise KeyboardInterrupt
        return [shown(Sitting(load_pose("A"), view=View(x=4)), size) for _ in sittings]

    with pytest.raises(KeyboardInterrupt):
        list(write_set(tmp_path / "set", TINY, draw=interrupted))
    assert not (tmp_path / "set").exists()


def test_what_is_written_about_a_set_stays_beside_it(tmp_path: Path) -> None:
    readme = tmp_path / "set" / "README.md"
    readme.parent.mkdir()
    readme.write_text("Hands.")
    next(pictures := write_set(tmp_path / "set", TINY))
    pictures.close()
    assert list((tmp_path / "set").iterdir()) == [readme]


def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="Can't write"):
        next(write_set(tmp_path / ("long" * 100), TINY))


def test_the_bundled_pictures_are_those_that_are_drawn_today() -> None:
    """When a change is meant: draw them anew, see their README.md."""
    plan = SetPlan()
    for drawn in formed(plan, 1, cast(plan)[1], ("C", "5")):
        bundled = read_image(paths.bundled_data() / "rendered" / drawn.name).astype(int)
        today = read_image(encode_image(drawn.rendered.image, ".jpg"))
        assert np.abs(bundled - today).mean() < 0.1


def test_any_number_of_processes_writes_the_same_set(tmp_path: Path) -> None:
    for workers in (1, 2):
        list(write_set(tmp_path / str(workers), TINY, workers))
    names = sorted(path.relative_to(tmp_path / "1") for path in (tmp_path / "1").rglob("*.*"))
    assert len(names) == len(TINY) + 1
    assert all((tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes() for name in names)


def test_a_scene_shows_as_much_again_around_the_hand() -> None:
    plan = SetPlan(seed=3, signers=1, times=1, size=64, framing="scene")
    for drawn in draw(plan, ("A", "L")):
        span = np.ptp(drawn.rendered.keypoints, axis=0).max()
        assert 1.6 * span < 64 < 3 * span
    with pytest.raises(DatasetError, match="framed"):
        SetPlan(framing="portrait")


def test_impossible_sets_are_refused() -> None:
    with pytest.raises(DatasetError, match="signers"):
        SetPlan(signers=0)
