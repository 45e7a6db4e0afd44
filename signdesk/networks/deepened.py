"""A network that goes on from a shallower one."""

from __future__ import annotations

from torch import nn

__all__ = ["deepened"]

_LAST_SCALE = "second.1.weight"
"""The scale of a residual block's last normalisation: 0 makes the block its way around alone."""


def deepened(known: nn.Module, network: nn.Module) -> nn.Module:
    """``network``, which has further residual blocks beside what ``known`` has, made to give what ``known`` gives.

    Each further block begins as the identity (as in Goyal et al. 2017, arXiv:1706.02677, section 5.1), and learns from
    there. `RuntimeError` when anything else differs.
    """
    weights = known.state_dict()
    own = network.state_dict()
    further = own.keys() - weights.keys()
    for name in further:
        if name.endswith(_LAST_SCALE):
            own[name].zero_()
    network.load_state_dict({**weights, **{name: own[name] for name in further}})
    return network
