"""Python's search for cycles pauses while many small things are made, and always goes on afterwards."""

from __future__ import annotations

import gc

import pytest

from signdesk.app.uncollected import uncollected
from signdesk.errors import DatasetError


def test_there_is_no_search_within_and_there_is_afterwards() -> None:
    assert gc.isenabled()
    with uncollected():
        with uncollected():
            pass
        assert not gc.isenabled(), "another is still within"
    assert gc.isenabled()


def test_a_dataset_that_fails_lets_the_search_go_on() -> None:
    with pytest.raises(DatasetError), uncollected():
        raise DatasetError("broken")
    assert gc.isenabled()


def test_who_has_switched_the_search_off_finds_it_off() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
