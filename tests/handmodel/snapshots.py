"""Make the snapshots anew: python tests/handmodel/snapshots.py. Look at the hands before committing them."""

from __future__ import annotations

import json
from pathlib import Path

from signdesk.alphabet import DIGITS, LETTERS
from signdesk.handmodel import load_pose, render

if __name__ == "__main__":
    shots = {}
    for label in (*LETTERS.labels, *DIGITS.labels):
        grey = render(load_pose(label), size=80).image.mean(2)
        shots[label] = grey.reshape(10, 8, 10, 8).mean((1, 3)).round().astype(int).tolist()
    rows = ",\n".join(f'"{label}": {json.dumps(shot, separators=(",", ":"))}' for label, shot in shots.items())
    Path(__file__).with_name("snapshots.json").write_text("{\n" + rows + "\n}\n", encoding="utf-8")
