"""The picture folders that signdesk knows, each in a few made-up files of its layout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from signdesk.datasets.keypoints import COLUMNS
from signdesk.datasets.open import open_dataset
from signdesk.errors import DatasetError

Folder = Callable[..., Path]


def keypoints(**hands: tuple[float, float]) -> str:
    """A table of keypoints: of each file, points that fill a square of 8 pixels at x, y."""
    steps = np.linspace(0, 8, 21)
    lines = [f"file,side,score,{','.join(COLUMNS)}"]
    for file, (x, y) in hands.items():
        points = np.stack([x + steps, y + steps], axis=1).ravel()
        lines.append(f"{file},left,1," + ",".join(f"{value:.1f}" for value in points))
    return "\n".join(lines) + "\n"


def test_webcams(folder: Folder) -> None:
    root = folder(
        {
            "asl-webcams/sources.csv": "person,repo,commit,licence,notes\na,x,y,z,\n",
            "asl-webcams/a/b/1.jpg": 10,
            "asl-webcams/a/nothing/2.jpg": 20,
            "asl-webcams/yl/7/3.jpg": 30,
            "asl-webcams/yl/4.jpg": 30,
            "keypoints/asl-webcams.csv": keypoints(**{"a/b/1.jpg": (2, 3), "gone.jpg": (1, 1)}),
        }
    )
    samples = open_dataset(root / "asl-webcams")
    assert samples.labels.tolist() == ["B", "", "7"]
    assert samples.signer_ids().tolist() == ["asl-webcams/a", "asl-webcams/a", "asl-webcams/yl"]
    assert samples.keypoints[0, 0].tolist() == [2, 3]
    assert np.isnan(samples.keypoints[1:]).all()
    assert [skipped.name for skipped in samples.skipped] == ["yl/4.jpg"]


def test_scenes(folder: Folder) -> None:
    lines = ["user_3/A0.jpg,A,user_3,1,2,20,20", "user_5/Y0.jpg,Y,user_5,0,0,9,9", "user_5/Y5.jpg,Y,user_5,0,0,9,9"]
    root = folder(
        {
            "boxes.csv": "\n".join(["file,letter,signer,x,y,w,h", *lines, "user_5/T9.jpg,T,user_5,0,0,9,9"]),
            "user_3/A0.jpg": 10,
            "user_5/Y0.jpg": 20,
            "user_5/Y5.jpg": 30,
        }
    )
    samples = open_dataset(root)
    assert samples.labels.tolist() == ["A", "?", "Y"]
    assert samples.boxes[0].tolist() == [1, 2, 20, 20]
    assert samples.signers.tolist() == ["user_3", "user_5", "user_5"]
    assert [(skipped.name, skipped.why) for skipped in samples.skipped] == [
        ("user_5/T9.jpg", "it is listed, but is not there")
    ]


def test_rooms(folder: Folder) -> None:
    files = ["train/A16.e7c09d1f.jpg", "train/A16.00aa11bb.jpg", "valid/J2.01234567.jpg"]
    lines = [f"{file},{file.split('/')[0]},{file.split('/')[1][0]},4,4,12,12" for file in files]
    samples = open_dataset(
        folder({"boxes.csv": "\n".join(["file,split,letter,x,y,w,h", *lines])} | dict.fromkeys(files, 50))
    )
    assert samples.labels.tolist() == ["A", "A", "J"]
    assert samples.parts.tolist() == ["train", "train", "valid"]
    assert samples.signers.tolist() == ["", "", ""]
    assert samples.signer_ids().tolist() == ["asl-rooms/A16", "asl-rooms/A16", "asl-rooms/J2"]


def test_cutouts(folder: Folder) -> None:
    files = ["a/hand1_a_bot_seg_1_cropped.jpeg", "0/hand5_0_dif_seg_3_cropped.jpeg", "z/hand2_z_top_seg_2_cropped.jpeg"]
    samples = open_dataset(folder(dict.fromkeys(files, 9)))
    assert samples.name == "asl-cutouts"
    assert dict(zip(samples.labels.tolist(), samples.signers.tolist(), strict=True)) == {
        "A": "hand1",
        "0": "hand5",
        "Z": "hand2",
    }


def test_digits_by_what_they_show(folder: Folder) -> None:
    table = "file,digit,student,seen,camera,taken,sure\n3/IMG_1.JPG,3,12,7,x,y,high\n0/IMG_2.JPG,0,12,0,x,y,high\n"
    root = folder({"students.csv": table, "pictures/3/IMG_1.JPG": 1, "pictures/0/IMG_2.JPG": 2})
    for path in (root, root / "pictures"):
        samples = open_dataset(path)
        assert samples.labels.tolist() == ["7", "0"]
        assert samples.signer_ids().tolist() == ["sign-digits/student 12"] * 2


def test_indoors_one_row_a_hand(folder: Folder) -> None:
    pictures = ["train/va_1.jpg,train,2,va,va-green+dark,o", "train/va_2.jpg,train,1,va,va-dark-shirt,o"]
    boxes = ["train/va_1.jpg,train,0,0,12,12", "train/va_1.jpg,train,14,10,12,12", "train/va_2.jpg,train,1,1,9,9"]
    root = folder(
        {
            "pictures.csv": "\n".join(["file,split,hands,source,person,original", *pictures]),
            "boxes.csv": "\n".join(["file,split,x,y,w,h", *boxes]),
            "train/va_1.jpg": 1,
            "train/va_2.jpg": 2,
            "keypoints.csv": keypoints(**{"train/va_1.jpg": (16, 12)}),
        }
    )
    samples = open_dataset(root)
    assert samples.names.tolist() == ["train/va_1.jpg", "train/va_1.jpg", "train/va_2.jpg"]
    assert samples.labels.tolist() == ["?", "?", "?"]
    assert np.isfinite(samples.keypoints[:, 0, 0]).tolist() == [False, True, False]
    # The man in the dark shirt is in all three.
    assert len(set(samples.signer_ids().tolist())) == 1


def test_backgrounds(folder: Folder) -> None:
    lines = [
        "people/train/webcam_1.jpg,train,webcam,o,A",
        "people/train/webcam_2.jpg,train,webcam,o,A",
        "people/test/rpsman_1.jpg,test,rpsman,o,",
        "rooms/test/hall_1.jpg,test,places365,o,",
    ]
    root = folder(
        {"pictures.csv": "\n".join(["file,split,kind,original,person", *lines])}
        | {line.split(",")[0]: 7 for line in lines}
    )
    samples = open_dataset(root)
    assert samples.labels.tolist() == [""] * 4
    assert samples.parts.tolist() == ["train", "train", "test", "test"]
    assert samples.signer_ids().tolist() == [
        "backgrounds/A",
        "backgrounds/A",
        "hands-indoors/rps-dark-glasses-man",
        "backgrounds/rooms/test/hall_1.jpg",
    ]


@pytest.mark.parametrize(
    ("box", "message"),
    [("1,2,0,9", "line 2: the box has no size"), ("1,2,x,9", "line 2: w is 'x'"), ("1,2,3", "line 2: it has 6 cells")],
)
def test_a_box_that_cannot_be_is_named(folder: Folder, box: str, message: str) -> None:
    root = folder({"boxes.csv": f"file,letter,signer,x,y,w,h\nuser_3/A0.jpg,A,user_3,{box}\n", "user_3/A0.jpg": 10})
    with pytest.raises(DatasetError, match=message):
        open_dataset(root)


def test_a_table_cannot_name_a_file_outside(folder: Folder) -> None:
    root = folder(
        {
            "outside.jpg": 1,
            "set/boxes.csv": "file,letter,signer,x,y,w,h\n../outside.jpg,A,u,1,1,9,9\nu/A0.jpg,A,u,1,1,9,9\n",
            "set/u/A0.jpg": 10,
        }
    )
    samples = open_dataset(root / "set")
    assert samples.names.tolist() == ["u/A0.jpg"]
    assert samples.skipped[0].name == "../outside.jpg"
