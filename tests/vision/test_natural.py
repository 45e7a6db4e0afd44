"""Names in the order that people expect."""

from __future__ import annotations

import pytest

from signdesk.vision.natural import natural_key


@pytest.mark.parametrize(
    ("first", "then"), [("img2", "img10"), ("A1", "b1"), ("a 9", "a 10"), ("a", "a1"), ("a.jpg", "a1.jpg"), ("1", "a")]
)
def test_names_sort_as_people_sort_them(first: str, then: str) -> None:
    assert natural_key(first) < natural_key(then)


def test_names_with_odd_digits_can_be_sorted() -> None:
    # Superscript two is a digit to some functions, but no decimal number.
    assert max(["x²", "x3", "x٣"], key=natural_key) == "x²"
