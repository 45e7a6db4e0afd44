from __future__ import annotations

import numpy as np
import pytest

from signdesk.alphabet import DIGITS, LETTERS
from signdesk.handmodel import HandShape, Pose, load_pose, poses, random_signer, variants
from signdesk.handmodel.collisions import GIVE, SQUEEZED, worst_overlap
from signdesk.handmodel.pose import seen
from signdesk.handmodel.skeleton import skeleton

MEAN = skeleton(HandShape())
SIGNS = (*LETTERS.labels, *DIGITS.labels)
THUMB, INDEX, MIDDLE, RING, LITTLE = 4, 8, 12, 16, 20


def _joints(label: str) -> np.ndarray:
    return MEAN.joints(load_pose(label).array())


def _apart(label: str, a: int, b: int) -> float:
    joints = _joints(label)
    return float(np.linalg.norm(joints[a] - joints[b]))


def test_every_still_sign_has_a_pose_with_its_source_and_what_it_must_avoid() -> None:
    assert set(SIGNS) <= set(poses())
    for label in SIGNS:
        pose = load_pose(label)
        assert pose.label == label
        assert pose.source
        assert pose.avoid


@pytest.mark.parametrize("label", [*SIGNS, "rest"])
def test_poses_stay_inside_the_joints_limits(label: str) -> None:
    for pose in (*variants(label), *seen(label)):
        assert pose.outside() == ()


@pytest.mark.parametrize("label", [*SIGNS, "rest"])
def test_no_finger_passes_through_another(label: str) -> None:
    for pose in (*variants(label), *seen(label)):
        worst, where = worst_overlap(MEAN, pose.array())
        over_the_thumb = pose.name.startswith("tight") and where.startswith("thumb")
        assert worst <= (SQUEEZED if over_the_thumb else GIVE), (pose.name, where)


def test_the_distance_test_sees_a_finger_in_a_finger() -> None:
    through = load_pose("V").bent(Pose("", dict(load_pose("V").angles) | {"index.spread": -22.0}).array())
    assert worst_overlap(MEAN, through.array())[0] > GIVE


@pytest.mark.parametrize(
    ("label", "finger"),
    [("F", INDEX), ("9", INDEX), ("8", MIDDLE), ("7", RING), ("6", LITTLE), ("O", INDEX), ("D", MIDDLE)],
)
def test_the_thumb_meets_the_finger_that_it_should(label: str, finger: int) -> None:
    others = {INDEX, MIDDLE, RING, LITTLE} - {finger} if label not in "OD" else set()
    assert _apart(label, THUMB, finger) < 16
    assert all(_apart(label, THUMB, other) > 25 for other in others)


def test_every_letter_was_seen_in_further_ways_that_no_reference_shows() -> None:
    for label in LETTERS.labels:
        assert len(seen(label)) >= 3
        assert not set(map(repr, seen(label))) & set(map(repr, variants(label)))
        assert all(pose.label == label and pose.name and pose.source for pose in seen(label))
    assert seen("rest") == ()


@pytest.mark.parametrize(("label", "before", "behind"), [("T", 6, 10), ("N", 10, 14), ("M", 10, 18)])
def test_however_people_form_it_the_thumb_ends_between_the_fingers_that_it_should(
    label: str, before: int, behind: int
) -> None:
    for pose in (load_pose(label), *seen(label)):
        across = MEAN.joints(pose.array())[:, 0]
        assert across[behind] < across[THUMB] < across[before], pose.name


@pytest.mark.parametrize(("label", "finger"), [("F", INDEX), ("O", INDEX), ("D", MIDDLE)])
def test_however_people_form_it_the_thumb_comes_to_the_finger_that_it_should(label: str, finger: int) -> None:
    for pose in seen(label):
        joints = MEAN.joints(pose.array())
        assert np.linalg.norm(joints[THUMB] - joints[finger]) < 35, pose.name


def test_c_is_open_where_o_is_closed() -> None:
    assert _apart("C", THUMB, INDEX) > _apart("O", THUMB, INDEX) + 20


def test_u_v_and_r_differ_by_how_two_fingers_lie() -> None:
    assert _apart("V", INDEX, MIDDLE) > 40
    assert _apart("U", INDEX, MIDDLE) < 25
    crossed = _joints("R")
    assert crossed[INDEX, 0] < crossed[MIDDLE, 0]


@pytest.mark.parametrize(("label", "over", "under"), [("M", 13, 17), ("N", 9, 13), ("T", 5, 9)])
def test_the_thumb_of_m_n_and_t_comes_out_between_the_right_fingers(label: str, over: int, under: int) -> None:
    joints = _joints(label)
    assert joints[under, 0] - 6 < joints[THUMB, 0] < joints[over, 0] + 6
    # Behind the fingers that hang over it, not before them.
    assert joints[THUMB, 2] < joints[over + 2, 2]


def test_a_s_and_e_differ_by_where_the_thumb_is() -> None:
    assert _joints("A")[THUMB, 0] > _joints("A")[5, 0]
    assert _joints("S")[THUMB, 0] < _joints("S")[5, 0]
    assert _joints("S")[THUMB, 2] > _joints("S")[7, 2]
    assert (_joints("E")[[INDEX, MIDDLE], 1] > _joints("E")[THUMB, 1] - 12).all()


def test_straight_fingers_are_straight_and_folded_ones_folded() -> None:
    straight = {
        "B": (8, 12, 16, 20),
        "L": (8,),
        "U": (8, 12),
        "W": (8, 12, 16),
        "Y": (20,),
        "I": (20,),
        "5": (8, 12, 16, 20),
    }
    for label, tips in straight.items():
        joints = _joints(label)
        for tip in (8, 12, 16, 20):
            reach = np.linalg.norm(joints[tip] - joints[tip - 3]) / MEAN.lengths[tip // 4 - 1].sum()
            assert reach > 0.95 if tip in tips else reach < 0.8, (label, tip)


def test_what_is_the_same_shape_is_only_turned() -> None:
    """K and P, G and Q: told apart by how the hand is held."""
    for one, other in (("K", "P"), ("G", "Q")):
        a, b = load_pose(one).turn(), load_pose(other).turn()
        angle = np.degrees(np.arccos(np.clip((np.trace(a @ b.T) - 1) / 2, -1, 1)))
        assert angle > 40


def test_people_form_poses_in_their_own_way_within_the_limits() -> None:
    rng = np.random.default_rng(3)
    signer = random_signer(rng)
    one, two = (signer.forms(load_pose("A"), rng) for _ in range(2))
    assert one.outside() == ()
    assert 0 < np.abs(one.array() - two.array()).max() < 20


def test_unknown_poses_and_joints_are_named() -> None:
    with pytest.raises(KeyError, match="Ä"):
        load_pose("Ä")
    with pytest.raises(KeyError, match="variants"):
        load_pose("A", 9)
    with pytest.raises(ValueError, match="elbow"):
        Pose("A", {"elbow": 3.0})
