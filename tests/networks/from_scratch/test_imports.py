"""What is written by hand needs no torch: the window draws activations and losses before torch is there."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

from signdesk.networks import from_scratch


def test_nothing_here_imports_torch() -> None:
    names = [module.name for module in pkgutil.iter_modules(from_scratch.__path__, f"{from_scratch.__name__}.")]
    assert len(names) > 5
    code = f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\nprint('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"
