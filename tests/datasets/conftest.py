"""Small datasets made in code: a folder of the kind that a test is about, and a zip of it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from signdesk.datasets.samples import Samples
from signdesk.datasets.stores import ArrayImages
from signdesk.vision.image import encode_image, write_image

Folder = Callable[[Mapping[str, str | bytes | int]], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Make a folder of files: a text or bytes are its content, a number makes a picture of that grey."""

    def make(files: Mapping[str, str | bytes | int]) -> Path:
        root = tmp_path / "set"
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, int):
                write_image(path.with_suffix(".png"), np.full((24, 32, 3), content, np.uint8))
                path.with_suffix(".png").rename(path)
            elif isinstance(content, str):
                path.write_text(content, encoding="utf-8")
            else:
                path.write_bytes(content)
        return root

    return make


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[..., Path]:
    """Zip a folder; ``inside`` is a folder to put around it in the zip."""

    def make(root: Path, inside: str = "") -> Path:
        path = tmp_path / "zipped.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for item in sorted(root.rglob("*")):
                file.write(item, Path(inside) / item.relative_to(root))
        return path

    return make


@pytest.fixture(scope="session")
def png() -> bytes:
    return encode_image(np.full((24, 32, 3), 90, np.uint8))


@pytest.fixture
def make_samples() -> Callable[..., Samples]:
    """`Samples` in memory, one row for each label."""

    def make(labels: Sequence[str], signers: Sequence[str] | None = None, name: str = "made") -> Samples:
        n = len(labels)
        grey = np.arange(n, dtype=np.uint8)
        return Samples(
            name=name,
            images=ArrayImages(np.ascontiguousarray(np.broadcast_to(grey[:, None, None], (n, 8, 8)))),
            labels=np.array(list(labels), np.str_),
            signers=np.array(signers if signers is not None else [""] * n, np.str_),
            parts=np.full(n, ""),
            boxes=np.full((n, 4), np.nan, np.float32),
            keypoints=np.full((n, 21, 2), np.nan, np.float32),
            names=np.array([f"row {i}" for i in range(n)], np.str_),
        )

    return make
