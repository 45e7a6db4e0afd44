"""The wheel works outside the checkout, with its networks and assets inside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import numpy as np
import pytest

from signdesk import __version__
from signdesk.vision.image import write_image

_ROOT = Path(__file__).resolve().parent.parent


def _run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
        cwd=cwd,
        env=environment,
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the commands of a new environment that holds the wheel."""
    pytest.importorskip("build", reason="building a wheel needs the package build")
    folder = tmp_path_factory.mktemp("wheel")
    built = _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, _ROOT, cwd=folder)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = folder.glob("signdesk-*.whl")
    place = folder / "environment"
    venv.create(place, with_pip=False)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    # What signdesk needs comes from the environment of the tests, so that nothing is downloaded. A line of a .pth file
    # adds a folder without reading the .pth files in it: the checkout stays out of sight.
    packages = _run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).stdout.strip()
    Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    done = _run(
        sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--ignore-installed",
        wheel, cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return scripts


def test_it_tells_its_version(installed: Path, tmp_path: Path) -> None:
    done = _run(installed / "signdesk", "--version", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"signdesk {__version__}\n")


def test_it_runs_from_its_own_files(installed: Path, tmp_path: Path) -> None:
    code = (
        "import signdesk, signdesk.paths as p\n"
        "print(signdesk.__file__)\n"
        "print(sorted(f.name for folder in (p.models(), p.assets() / 'icons') for f in folder.iterdir()))\n"
        "from signdesk.vision.demo import demo_clip\n"
        "print(demo_clip().is_file())\n"
    )
    done = _run(installed / "python", "-c", code, cwd=tmp_path)
    assert str(installed.parent.resolve()) in str(Path(done.stdout.splitlines()[0]).resolve())
    assert {"finder.safetensors", "reader.safetensors", "signdesk.svg"} <= set(
        json.loads(done.stdout.splitlines()[1].replace("'", '"'))
    )
    assert done.stdout.splitlines()[2] == "True", "the demo is there too"


def test_it_reads_a_picture(installed: Path, tmp_path: Path) -> None:
    picture = tmp_path / "grey wall.png"
    write_image(picture, np.full((240, 320, 3), 120, np.uint8))
    done = _run(installed / "signdesk", "classify", "--json", picture.name, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["path"] == picture.name
    assert told["label"] is None
    assert told["error"] is None
