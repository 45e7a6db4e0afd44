"""Small work computes with one thread, and what comes after it with as many as before."""

from __future__ import annotations

import pytest
import torch

from signdesk.training.device import one_thread


def _fails() -> None:
    with one_thread():
        assert torch.get_num_threads() == 1
        raise ValueError("in between")


def test_one_thread_ends_with_the_work_and_its_errors() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        with pytest.raises(ValueError, match="in between"):
            _fails()
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
