"""What training in signdesk costs over a bare loop of the same network, data, optimizer and steps.

The bare loop is what one would write for oneself: rows in random order, loss, backward, clipping, AdamW. Both go on by
turns, in short pieces, and the median of the pieces' ratios is told, for other work on the machine slows both alike. It
is processor time that is compared, or with ``--wall`` the clock on the wall, which an idle machine is needed for::

    python benchmarks/training_overhead.py
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import nn

from signdesk.networks.registry import build
from signdesk.training.config import TrainConfig
from signdesk.training.crops import SURROUNDINGS, Crops
from signdesk.training.events import StepEnded
from signdesk.training.fit import fit

LABELS = tuple("ABCDEFGHIKLMNOPQRSTUVWXY")
CASES = {
    "compact": ({"width": 12, "channels": 1}, 32, 1),
    "lenet5": ({}, 32, 1),
    "mlp": ({"size": 28, "channels": 1, "hidden": "300"}, 28, 1),
}


def main() -> None:
    """Measure and print a line for each network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", nargs="+", default=list(CASES), choices=list(CASES))
    parser.add_argument("--pieces", type=int, default=40, help="how often each takes its turn")
    parser.add_argument("--steps", type=int, default=5, help="steps a turn")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--wall", action="store_true", help="compare the clock's time, not the processor's")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    for name in args.networks:
        arguments, size, channels = CASES[name]
        crops = made_up(2048, size, channels)
        config = TrainConfig.parse(
            {"epochs": 10_000, "batch_size": args.batch, "augmentation": 0.0, "averaging": 0.0, "device": "cpu"}
        )
        ours = in_signdesk(network(name, arguments), crops, config)
        bare = by_itself(network(name, arguments), crops, config)
        a, b = by_turns(ours, bare, args.pieces, args.steps, time.perf_counter if args.wall else time.process_time)
        print(
            f"{name}: {statistics.median(a):.2f} ms a step in signdesk, {statistics.median(b):.2f} ms bare, "
            f"ratio {statistics.median(x / y for x, y in zip(a, b, strict=True)):.3f}"
        )


def network(name: str, arguments: dict[str, object]) -> nn.Module:
    """The same weights each time."""
    torch.manual_seed(0)
    return build(name, {"labels": len(LABELS), **arguments})


def made_up(count: int, size: int, channels: int) -> Crops:
    """Noise takes as long as hands."""
    rng = np.random.default_rng(0)
    side = round(size * SURROUNDINGS)
    return Crops(
        rng.integers(0, 256, (count, side, side, channels), dtype=np.uint8),
        np.array(LABELS)[np.arange(count) % len(LABELS)],
        np.full(count, "nobody"),
        np.full((count, 21, 2), np.nan, np.float32),
        np.zeros(count, bool),
        np.ones(count, np.float32),
    )


def in_signdesk(net: nn.Module, crops: Crops, config: TrainConfig) -> Iterator[None]:
    """A step each time."""
    for event in fit(net, crops, None, {"letters": LABELS}, config):
        if isinstance(event, StepEnded):
            yield


def by_itself(net: nn.Module, crops: Crops, config: TrainConfig) -> Iterator[None]:
    """A step each time, of a loop without anything that isn't needed to learn the same."""
    pictures = torch.from_numpy(crops.middle().copy()).permute(0, 3, 1, 2)
    goal = torch.from_numpy(np.searchsorted(np.array(LABELS), crops.labels))
    net = net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = torch.optim.AdamW(net.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay)
    presence = torch.ones(config.batch_size)
    net.train()
    while True:
        for rows in torch.randperm(len(goal)).split(config.batch_size):
            output = net((pictures[rows].float() / 255).contiguous(memory_format=torch.channels_last))
            loss = nn.functional.cross_entropy(output.logits, goal[rows], label_smoothing=config.label_smoothing)
            if output.presence is not None:
                loss = loss + nn.functional.binary_cross_entropy_with_logits(output.presence, presence)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimizer.step()
            float(loss.detach())  # whoever trains wants to know it
            yield


def by_turns(
    first: Iterator[None], second: Iterator[None], pieces: int, steps: int, clock: Callable[[], float]
) -> tuple[list[float], list[float]]:
    """Milliseconds a step of both, piece by piece, after a piece each to warm up."""
    times: tuple[list[float], list[float]] = ([], [])
    for piece in range(pieces + 1):
        order = ((first, times[0]), (second, times[1]))
        for steps_of, kept in order if piece % 2 else order[::-1]:
            begun = clock()
            for _ in range(steps):
                next(steps_of)
            if piece:
                kept.append((clock() - begun) / steps * 1e3)
    return times


if __name__ == "__main__":
    main()
