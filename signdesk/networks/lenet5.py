"""LeNet-5, the first convolutional network that read handwriting for a living."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from signdesk.networks.output import Output
from signdesk.networks.scaling import scaling

__all__ = ["LeNet5"]

_SIDE = 32


class LeNet5(nn.Module):
    """LeNet-5 (LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document recognition, 1998, fig. 2).

    C1 6 maps 5×5, S2 halves, C3 16 maps 5×5, S4 halves, C5 120 units, F6 84 units, then one output a label. Inputs of
    another size than the paper's 32×32 are resized to it, and colours averaged to grey. ``modern`` trains faster with
    ReLU and maximum pooling; otherwise tanh and average pooling, as drawn. ``batch_norm`` goes after C1, C3 and C5,
    ``dropout`` before the outputs; the paper knows neither.
    """

    def __init__(
        self,
        labels: int,
        modern: bool = True,
        dropout: float = 0.0,
        batch_norm: bool = False,
        standardised: bool = False,
    ) -> None:
        super().__init__()
        act: nn.Module = nn.ReLU() if modern else nn.Tanh()
        pool: nn.Module = nn.MaxPool2d(2) if modern else nn.AvgPool2d(2)
        self.scale = scaling(standardised, 1, 0.5, 0.25)
        layers: list[nn.Module] = []
        for into, out, last in ((1, 6, pool), (6, 16, pool), (16, 120, nn.Flatten())):
            norm = [nn.BatchNorm2d(out)] if batch_norm else []
            layers += [nn.Conv2d(into, out, 5), *norm, act, last]
        self.features = nn.Sequential(*layers)
        drop = [nn.Dropout(dropout)] if dropout else []
        self.classify = nn.Sequential(nn.Linear(120, 84), act, *drop, nn.Linear(84, labels))

    def forward(self, x: Tensor) -> Output:
        """Inputs (batch, 1 or 3, height, width) in 0 to 1."""
        grey = x.mean(1, keepdim=True)
        if grey.shape[2:] != (_SIDE, _SIDE):
            grey = functional.interpolate(grey, (_SIDE, _SIDE), mode="bilinear", antialias=True)
        return Output(self.classify(self.features(self.scale(grey))))
