"""What runs in a job's own process. The window's process imports this module too, so torch is imported by functions."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from signdesk.training.job_events import Failed
from signdesk.training.job_line import Line, StopAsked

__all__ = ["make_way", "work"]

_log = logging.getLogger(__name__)
_NICE = 10
_BELOW_NORMAL = 0x4000


def work(folder: Path, connection: Connection) -> None:
    """Work on the run or series in ``folder``, telling it through ``connection`` and obeying what comes from there."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for whoever started this
    log = logging.FileHandler(folder / "problems.log", encoding="utf-8", delay=True)
    logging.basicConfig(handlers=[log], level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    make_way(0 if _teaches(folder) else _NICE)
    line = Line(connection)
    try:
        _perform(folder, line)
        line.done()
    except StopAsked:
        pass
    except Exception as error:  # noqa: BLE001  # whatever it is, the user is told and the window lives
        from signdesk.training.perform import sentence_of

        _log.exception("the job failed")
        line.tell(Failed(sentence_of(error)))
    line.flush()


def _perform(folder: Path, line: Line) -> None:
    from signdesk.training.perform import perform
    from signdesk.training.run_folder import RunFolder
    from signdesk.training.series import is_series
    from signdesk.training.series_work import perform_series

    if is_series(folder):
        perform_series(folder, line.tell)
    else:
        perform(RunFolder(folder), line.tell)


def _teaches(folder: Path) -> bool:
    """Whether a trained network goes on: that takes seconds, and somebody waits for them. Whatever can't be read is
    told when it is performed."""
    try:
        return bool(json.loads((folder / "config.json").read_bytes()).get("start"))
    except (OSError, ValueError, AttributeError):
        return False


def make_way(nice: int = _NICE) -> None:
    """Leave the live view its processor: on all cores but one, and with ``nice`` when others need not run."""
    if not nice:
        pass
    elif sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
    else:
        os.setpriority(os.PRIO_PROCESS, 0, max(nice, os.getpriority(os.PRIO_PROCESS, 0)))
    import torch

    torch.set_num_threads(max(1, _cores() - 1))


def _cores() -> int:
    """The cores that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
