"""Two processes that train together learn what one learns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from signdesk.training.distributed import Team
from signdesk.training.events import EpochEnded
from signdesk.training.job_events import JobEvent
from signdesk.training.perform import perform
from signdesk.training.run_config import RunConfig
from signdesk.training.run_folder import RunFolder
from signdesk.training.runs import RunStore


@pytest.mark.skipif(sys.platform == "win32", reason="torch for Windows has no gloo rendezvous over TCP by default")
def test_two_processes_reach_what_one_reaches(
    tmp_path: Path, disc_folder: Path, disc_run: Callable[..., RunConfig]
) -> None:
    settings = ("epochs=10", "batch_size=12", "device=cpu", "augmentation=0", "learning_rate=0.004")
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "signdesk"]
    command += ["train", str(disc_folder), "--network", "lenet5", "--json", "-o", str(tmp_path / "two.safetensors")]
    command += [part for setting in settings for part in ("--set", setting)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "SIGNDESK_HOME": str(tmp_path / "home")}
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [e["epoch"] for e in events if e["event"] == "EpochEnded"] == list(range(1, 11))  # told by one of them only
    (run,) = RunStore(tmp_path / "home" / "data" / "runs").all()
    assert run.status == "finished"
    assert (tmp_path / "two.safetensors").exists()

    alone = RunStore(tmp_path / "runs").create(disc_run(**dict(setting.split("=") for setting in settings)))
    told: list[JobEvent] = []
    perform(RunFolder(alone.folder), told.append)
    one = [event for event in told if isinstance(event, EpochEnded)][-1]
    assert abs(run.history[-1].validation["accuracy"] - one.validation["accuracy"]) <= 0.25  # of four pictures one
    assert run.history[-1].accuracy == pytest.approx(one.accuracy, abs=0.1)
    assert one.accuracy >= 0.9


@pytest.mark.skipif(sys.platform != "linux", reason="reads the process's threads from /proc")
def test_no_thread_of_the_team_outlives_it(tmp_path: Path) -> None:
    script = tmp_path / "train.py"  # with such a thread left, processes abort at the end now and then
    script.write_text(_TRAIN_AND_COUNT_THREADS)
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", str(script)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    left = [path.read_text() for path in tmp_path.glob("*.left")]
    assert len(left) == 2
    assert not any("gloo" in names for names in left)


_TRAIN_AND_COUNT_THREADS = """
from pathlib import Path
import torch
from signdesk.training.distributed import team

def train(team):
    network = team.wrapped(torch.nn.Linear(2, 2))
    network(torch.ones(1, 2)).sum().backward()
    team.mean(1.0)
    return team.rank

with team("cpu") as together:
    rank = train(together)
names = sorted(task.read_text().strip() for task in Path("/proc/self/task").glob("*/comm"))
Path(__file__).with_name(f"{rank}.left").write_text(" ".join(names))
"""


def test_every_row_of_a_batch_is_drawn_by_exactly_one() -> None:
    rows = torch.arange(11)
    shares = [Team(rank, 3).share(rows).tolist() for rank in range(3)]
    assert sorted(row for share in shares for row in share) == rows.tolist()
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_alone_nothing_is_shared() -> None:
    network = torch.nn.Linear(2, 2)
    assert Team().wrapped(network) is network
    assert Team().mean(0.5, 2.0) == (0.5, 2.0)
    assert Team().from_first({"accuracy": 1.0}) == {"accuracy": 1.0}
