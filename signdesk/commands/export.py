"""``signdesk export``: a network for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from signdesk.commands.console import say, say_json
from signdesk.commands.options import JsonOption

__all__ = ["export"]


def export(
    checkpoint: Annotated[
        Path, typer.Argument(metavar="MODEL", readable=False, help="The network, a .safetensors file.")
    ],
    output: Annotated[Path, typer.Argument(metavar="OUT", help="Where it goes, an .onnx file.")],
    json: JsonOption = False,
) -> None:
    """Write a network as ONNX, for programs that run without torch.

    The file takes crops as signdesk cuts them (8-bit, height × width × colour) and gives the probability of each sign;
    labels, threshold and all else that reading takes lie in its metadata. Its answers are compared with the network's
    own before it is written. Needs signdesk[onnx].
    """
    from signdesk.networks.checkpoint import load_checkpoint
    from signdesk.training.export import export_onnx

    parity = export_onnx(load_checkpoint(checkpoint), output)
    if json:
        told = {"path": str(output), "difference": parity.difference, "crops": parity.crops}
        say_json(told)
    else:
        say(f"saved {output}; on {parity.crops} crops its answers differ by {parity.difference:.1e} at most")
