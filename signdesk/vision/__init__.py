"""Pictures in, arrays out: images, cameras, videos, streams, and the crop that a network sees.

OpenCV reads some of its settings from the environment when it is loaded, so they are laid down here, before any
module of this package can import it. It is loaded on first use only, through `signdesk.vision.opencv`: a window can
show itself before that.
"""

from __future__ import annotations

import os

__all__ = ["MAX_PIXELS"]

MAX_PIXELS = 100_000_000
"""Pictures with more pixels than this are refused before they are decoded."""

_OPENCV_SETTINGS = {
    # A second wall behind our own check of a picture's header.
    "OPENCV_IO_MAX_IMAGE_PIXELS": str(MAX_PIXELS),
    # What goes wrong reaches people as our own sentences, not as OpenCV's and FFmpeg's log lines.
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    # Windows: without this, opening a camera through Media Foundation can take half a minute.
    "OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS": "0",
    # Linux: how many seconds a camera may give nothing before a read fails (10 otherwise).
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "3",
    # macOS: OpenCV can ask for permission on the main thread only, and we open cameras on others; the window asks.
    "OPENCV_AVFOUNDATION_SKIP_AUTH": "1",
}

for _name, _value in _OPENCV_SETTINGS.items():
    os.environ.setdefault(_name, _value)
