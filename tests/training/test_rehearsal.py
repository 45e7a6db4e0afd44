"""Old signs are rehearsed with rendered hands, and measured on those of other rendered people."""

from __future__ import annotations

from collections import Counter

from signdesk.training.rehearsal import old_signs


def test_people_are_on_one_side_and_signs_on_both() -> None:
    parts = old_signs(("A", "Y", "thumbs-up"))
    assert parts is not None
    rehearsed, measured = parts
    assert Counter(rehearsed.labels.tolist()) == {"A": 20, "Y": 20}
    assert Counter(measured.labels.tolist()) == {"A": 10, "Y": 10}
    assert not set(rehearsed.signers.tolist()) & set(measured.signers.tolist())
    assert len(set(rehearsed.signers.tolist())) > 10


def test_there_are_none_of_signs_that_nobody_drew() -> None:
    assert old_signs(("thumbs-up",)) is None
