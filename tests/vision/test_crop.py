"""From a hand in a picture to what a network sees."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signdesk.vision.box import Box
from signdesk.vision.crop import CropFrame, InputSpec, crop_frame, fit_into, to_input, whole
from signdesk.vision.image import Image, mirrored
from signdesk.vision.opencv import cv2

SPEC = InputSpec(64)


def scene(width: int, height: int) -> Image:
    """A smooth picture whose content is the same at every size: waves, and a bright disc off its middle."""
    x = (np.arange(width) + 0.5) / width
    y = ((np.arange(height) + 0.5) / height)[:, None]
    red = 110 + 60 * np.sin(9 * x + 2 * y)
    green = 110 + 60 * np.cos(7 * y - 3 * x)
    blue = 40 + 200 / (1 + np.exp(60 * (np.hypot(x - 0.6, y - 0.4) - 0.15)))
    return np.stack(np.broadcast_arrays(red, green, blue), axis=-1).astype(np.uint8)


def dot(width: int, height: int, x: float, y: float, sigma: float) -> Image:
    """A black picture with a soft white dot at ``x``, ``y`` (edges of pixels at whole numbers)."""
    across = np.exp(-(((np.arange(width) + 0.5 - x) / sigma) ** 2) / 2)
    down = np.exp(-(((np.arange(height) + 0.5 - y) / sigma) ** 2) / 2)
    return np.repeat((255 * down[:, None] * across)[..., None], 3, axis=2).astype(np.uint8)


def centre_of_light(image: Image) -> tuple[float, float]:
    light = image[..., 0].astype(float)
    x, y = np.arange(image.shape[1]) + 0.5, np.arange(image.shape[0]) + 0.5
    return float((light.sum(axis=0) @ x) / light.sum()), float((light.sum(axis=1) @ y) / light.sum())


def test_box_of_the_whole_picture_gives_the_picture() -> None:
    image = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    np.testing.assert_array_equal(to_input(image, Box(0, 0, 64, 64), SPEC), image)


def test_part_at_its_own_size_is_cut_out_exactly() -> None:
    image = np.random.default_rng(0).integers(0, 256, (200, 300, 3), dtype=np.uint8)
    np.testing.assert_array_equal(to_input(image, Box(100, 50, 64, 64), SPEC), image[50:114, 100:164])


def test_half_the_size_is_the_mean_of_four_pixels() -> None:
    image = np.random.default_rng(0).integers(0, 256, (128, 128, 3), dtype=np.uint8)
    mean = image.reshape(64, 2, 64, 2, 3).mean(axis=(1, 3))
    assert np.abs(to_input(image, Box(0, 0, 128, 128), SPEC) - mean).max() <= 0.5


def test_edges_go_on_outside_the_picture() -> None:
    image = scene(64, 64)
    out = to_input(image, Box(-32, 0, 64, 64), SPEC)
    np.testing.assert_array_equal(out[:, 32:], image[:, :32])
    np.testing.assert_array_equal(out[:, :32], np.repeat(image[:, :1], 32, axis=1))


def test_box_beside_the_picture_is_no_crash() -> None:
    out = to_input(scene(64, 48), Box(500, 500, 30, 20), SPEC)
    assert (out == out[0, 0]).all()


def test_grey_input_has_one_channel_and_weighs_green_most() -> None:
    image = np.zeros((64, 64, 3), np.uint8)
    image[:, :20], image[:, 20:40], image[:, 40:] = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    out = to_input(image, Box(0, 0, 64, 64), InputSpec(64, channels=1))
    assert out.shape == (64, 64, 1)
    assert out[0, [0, 30, 63], 0].tolist() == [76, 150, 29]


@pytest.mark.parametrize("side", [48, 64, 100, 150, 333, 700, 1500])
@pytest.mark.parametrize("share", [1.0, 0.5])
def test_large_and_small_pictures_of_a_hand_look_the_same(side: int, share: float) -> None:
    reference = to_input(scene(256, 256), Box(64, 32, 128 * share, 128 * share), SPEC).astype(int)
    factor = side / 256
    box = Box(64, 32, 128 * share, 128 * share).scaled(factor)
    difference = np.abs(to_input(scene(side, side), box, SPEC).astype(int) - reference)
    assert difference.mean() < 2
    assert np.percentile(difference, 99) < 12


@given(
    width=st.integers(200, 1400),
    height=st.integers(200, 1100),
    x=st.floats(0.3, 0.7),
    y=st.floats(0.3, 0.7),
    share=st.floats(0.2, 1.2),
    margin=st.floats(0.8, 1.6),
)
@settings(max_examples=40, deadline=None)
def test_a_point_lands_where_its_crop_frame_says(
    width: int, height: int, x: float, y: float, share: float, margin: float
) -> None:
    spec = InputSpec(64, margin=margin)
    point = np.array([x * width, y * height])
    side = share * min(width, height)
    box = Box.centred(point[0] + side / 10, point[1] - side / 8, side, side * 0.7)
    out = to_input(dot(width, height, *point, sigma=side / 40 + 1), box, spec)
    assert centre_of_light(out) == pytest.approx(tuple(crop_frame(box, spec).to_crop(point)), abs=0.5)


@given(st.floats(-500, 500), st.floats(-500, 500), st.floats(0.01, 20))
def test_points_come_back_from_the_crop(x: float, y: float, scale: float) -> None:
    frame = CropFrame(x, y, scale)
    points = np.array([[0.0, 0.0], [100.0, 50.0], [-3.5, 640.0]])
    np.testing.assert_allclose(frame.to_picture(frame.to_crop(points)), points, atol=0.02)


def test_margin_shows_more_around_the_hand() -> None:
    frame = crop_frame(Box(100, 100, 40, 20), InputSpec(64, margin=1.5))
    assert frame == CropFrame(90, 80, 64 / 60)


def test_mirrored_picture_and_box_give_the_mirrored_input() -> None:
    image, box = scene(320, 240), Box(60, 40, 90, 110)
    out = to_input(mirrored(image), box.mirrored(320), SPEC).astype(int)
    assert np.abs(out - mirrored(to_input(image, box, SPEC))).max() <= 1


def test_read_only_and_strided_pictures_give_the_same_bytes() -> None:
    image, box = scene(320, 240), Box(60, 40, 190, 180)
    expected = to_input(image, box, SPEC)
    locked = image.copy()
    locked.setflags(write=False)
    np.testing.assert_array_equal(to_input(locked, box, SPEC), expected)
    strided = np.repeat(image, 2, axis=1)[:, ::2]
    np.testing.assert_array_equal(to_input(strided, box, SPEC), expected)


@pytest.mark.parametrize("number_of_threads", [1, 4])
def test_the_number_of_threads_changes_no_byte(number_of_threads: int) -> None:
    image, box = scene(1280, 720), Box(200, 40, 600, 580)
    expected = to_input(image, box, SPEC)
    before = cv2.getNumThreads()
    try:
        cv2.setNumThreads(number_of_threads)
        np.testing.assert_array_equal(to_input(image, box, SPEC), expected)
    finally:
        cv2.setNumThreads(before)


@pytest.mark.parametrize("shape", [(64, 64), (30, 70), (70, 30), (300, 200)])
def test_whole_shows_all_of_a_picture(shape: tuple[int, int]) -> None:
    height, width = shape
    frame = crop_frame(
        whole(np.zeros((height, width, 3), np.uint8), InputSpec(64, margin=1.3)), InputSpec(64, margin=1.3)
    )
    corners = frame.to_crop(np.array([[0.0, 0.0], [width, height]]))
    assert corners.min() >= -1e-3
    assert corners.max() <= 64 + 1e-3
    assert (corners[1] - corners[0]).max() == pytest.approx(64, abs=1e-3)


@pytest.mark.parametrize(("width", "height"), [(320, 240), (100, 400), (17, 9)])
def test_fit_into_says_its_scale(width: int, height: int) -> None:
    out, scale = fit_into(dot(width, height, width / 2, height / 3, sigma=max(width, height) / 30), 96, 96)
    assert out.shape == (96, 96, 3)
    assert centre_of_light(out) == pytest.approx((width / 2 * scale, height / 3 * scale), abs=0.6)


@pytest.mark.parametrize("wrong", [{"size": 4}, {"size": 64, "channels": 2}, {"size": 64, "margin": 9.0}])
def test_impossible_inputs_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError):
        InputSpec(**wrong)
