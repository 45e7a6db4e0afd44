"""A hand of our own: a skeleton, its poses, skin over it, and pictures of it with every label known."""

from __future__ import annotations

from signdesk.handmodel.backdrop import backdrop
from signdesk.handmodel.camera import View
from signdesk.handmodel.dress import Dress
from signdesk.handmodel.lens import Lens, random_lens
from signdesk.handmodel.light import Light
from signdesk.handmodel.motion import Keyframe, Motion, motion, motions, transition
from signdesk.handmodel.pose import Pose, load_pose, poses, variants
from signdesk.handmodel.render import Rendered, render
from signdesk.handmodel.scene import Spread, photographed
from signdesk.handmodel.shape import HandShape
from signdesk.handmodel.signer import Signer, random_signer
from signdesk.handmodel.texture import SkinLook

__all__ = [
    "Dress",
    "HandShape",
    "Keyframe",
    "Lens",
    "Light",
    "Motion",
    "Pose",
    "Rendered",
    "Signer",
    "SkinLook",
    "Spread",
    "View",
    "backdrop",
    "load_pose",
    "motion",
    "motions",
    "photographed",
    "poses",
    "random_lens",
    "random_signer",
    "render",
    "transition",
    "variants",
]
