"""Where the hand is, as four numbers: regression by a small network, in place of the notes' house prices."""

from __future__ import annotations

from torch import Tensor, nn

from signdesk.networks.blocks import conv

__all__ = ["BoxRegressor"]


class BoxRegressor(nn.Module):
    """The hand's box from a whole picture: centre x, centre y, width and height, in 0 to 1 of the picture.

    Four convolutions that halve the picture, then two linear layers. The maps are not averaged over the picture: where
    something lies in them is what is asked for. It is no finder: it always answers, and with one box.
    """

    def __init__(self, size: int = 64, channels: int = 3, width: int = 12, units: int = 64) -> None:
        super().__init__()
        c1, c2, c3, c4 = width, 2 * width, 4 * width, 4 * width
        self.features = nn.Sequential(conv(channels, c1, 2), conv(c1, c2, 2), conv(c2, c3, 2), conv(c3, c4, 2))
        side = -(-size // 16)
        self.place = nn.Sequential(
            nn.Flatten(), nn.Linear(c4 * side * side, units), nn.ReLU(inplace=True), nn.Linear(units, 4)
        )
        nn.init.zeros_(self.place[-1].weight)  # type: ignore[arg-type]  # a linear layer
        nn.init.constant_(self.place[-1].bias, 0.5)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        """Inputs (batch, channels, size, size) in 0 to 1; boxes (batch, 4)."""
        boxes: Tensor = self.place(self.features((x - 0.5) / 0.25))
        return boxes
