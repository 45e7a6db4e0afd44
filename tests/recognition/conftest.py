"""What the tests of the live pipeline share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from signdesk.recognition.live import LiveOptions, LivePipeline
from tests.recognition.live_stand_ins import LONG, Camera, Reader


@pytest.fixture
def camera() -> Iterator[Camera]:
    camera = Camera()
    yield camera
    camera.release.set()


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def pipeline(camera: Camera, reader: Reader) -> Iterator[LivePipeline]:
    pipeline = LivePipeline(camera, lambda: reader, LiveOptions(retry_first=0.01, retry_most=0.02))
    yield pipeline
    camera.release.set()
    assert pipeline.stop(LONG)
