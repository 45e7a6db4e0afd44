"""LeNet-5, the first convolutional network that read handwriting for a living."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from signdesk.networks.output import Output

__all__ = ["LeNet5"]


class LeNet5(nn.Module):
    """LeNet-5 (LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document recognition, 1998, fig. 2).

    C1 6 maps 5×5, S2 halves, C3 16 maps 5×5, S4 halves, C5 120 units, F6 84 units, then one output a label. Inputs of
    another size than the paper's 32×32 are resized to it, and colours averaged to grey. ``modern`` trains faster with
    ReLU and maximum pooling; otherwise tanh and average pooling, as drawn.
    """

    def __init__(self, labels: int, modern: bool = True) -> None:
        super().__init__()
        act: nn.Module = nn.ReLU() if modern else nn.Tanh()
        pool: nn.Module = nn.MaxPool2d(2) if modern else nn.AvgPool2d(2)
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, 5), act, pool, nn.Conv2d(6, 16, 5), act, pool, nn.Conv2d(16, 120, 5), act, nn.Flatten()
        )
        self.classify = nn.Sequential(nn.Linear(120, 84), act, nn.Linear(84, labels))

    def forward(self, x: Tensor) -> Output:
        """Inputs (batch, 1 or 3, height, width) in 0 to 1."""
        grey = functional.interpolate(x.mean(1, keepdim=True), (32, 32), mode="bilinear", antialias=True)
        return Output(self.classify(self.features((grey - 0.5) / 0.25)))
