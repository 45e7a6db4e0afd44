"""A deeper network goes on from what a shallower one has learnt."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from signdesk.networks.compact import Compact
from signdesk.networks.deepened import deepened
from signdesk.networks.finder import Finder


@pytest.mark.parametrize(
    ("known", "network"),
    [
        (Compact(5, width=6), Compact(5, width=6, depth=3)),
        (Compact(5, width=6, depth=2), Compact(5, width=6, depth=3, refined=2)),
        (Finder(width=4), Finder(width=4, refined=2)),
    ],
    ids=["reader", "reader with more after its sizes meet", "finder"],
)
def test_a_deeper_network_begins_by_seeing_what_the_shallower_one_sees(known: nn.Module, network: nn.Module) -> None:
    pictures = torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(3))
    deeper = deepened(known.eval(), network).eval()
    with torch.inference_mode():
        for one, other in zip(known(pictures), deeper(pictures), strict=True):
            torch.testing.assert_close(one, other)


def test_its_further_blocks_learn() -> None:
    torch.manual_seed(3)
    deeper = deepened(Compact(5, width=6), Compact(5, width=6, depth=2))
    sum(output.sum() for output in deeper(torch.rand(4, 3, 32, 32))).backward()  # type: ignore[union-attr]
    scale = deeper.get_parameter("late.2.second.1.weight")
    assert scale.grad is not None
    assert bool((scale.grad != 0).any())


def test_a_network_of_another_width_is_refused() -> None:
    with pytest.raises(RuntimeError, match="size mismatch"):
        deepened(Compact(5, width=6), Compact(5, width=9, depth=2))
