"""A hand of our own: a skeleton, its poses, skin over it, and pictures of it with every label known."""

from __future__ import annotations

from signdesk.handmodel.camera import View
from signdesk.handmodel.light import Light
from signdesk.handmodel.motion import Keyframe, Motion, motion, motions, transition
from signdesk.handmodel.pose import Pose, load_pose, poses, variants
from signdesk.handmodel.render import Rendered, render
from signdesk.handmodel.shape import HandShape
from signdesk.handmodel.signer import Signer, random_signer
from signdesk.handmodel.texture import SkinLook

__all__ = [
    "HandShape",
    "Keyframe",
    "Light",
    "Motion",
    "Pose",
    "Rendered",
    "Signer",
    "SkinLook",
    "View",
    "load_pose",
    "motion",
    "motions",
    "poses",
    "random_signer",
    "render",
    "transition",
    "variants",
]
