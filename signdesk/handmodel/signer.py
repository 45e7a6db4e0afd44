"""People who sign: their hands, skins and habits, drawn at random from a seed."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from signdesk.handmodel.dress import Dress
from signdesk.handmodel.pose import Pose
from signdesk.handmodel.shape import HandShape
from signdesk.handmodel.skeleton import ANGLES, LIMITS
from signdesk.handmodel.texture import SkinLook

__all__ = ["Signer", "random_signer"]


@dataclass(frozen=True, slots=True)
class Signer:
    """A person: the ``shape`` and ``look`` of the hand, what is worn, whether the ``left`` one signs, and by how many
    degrees each joint is habitually bent otherwise (``habit``, 26, in the order of `ANGLES`)."""

    shape: HandShape = field(default_factory=HandShape)
    look: SkinLook = field(default_factory=SkinLook)
    dress: Dress = field(default_factory=Dress)
    left: bool = False
    habit: tuple[float, ...] = (0.0,) * len(ANGLES)

    def forms(self, pose: Pose, rng: np.random.Generator | None = None, spread: float = 1.6) -> Pose:
        """``pose`` as this signer forms it; with ``rng``, this time, each joint about ``spread`` degrees off."""
        noise = rng.normal(0.0, spread, len(ANGLES)) if rng is not None else np.zeros(len(ANGLES))
        angles = pose.array() + np.array(self.habit) + noise
        low, high = np.array([LIMITS[name] for name in ANGLES]).T
        return pose.bent(np.clip(angles, low, high))


def random_signer(rng: np.random.Generator) -> Signer:
    """A signer of any age, sex and skin."""
    age = float(rng.uniform(0, 1))
    child = age < 0.15
    size = float(np.clip(rng.normal(0.8 if child else 1.0, 0.05), 0.7, 1.15))
    lean = float(rng.normal(0, 0.05))
    fingers = tuple(float(np.clip(1 + lean + rng.normal(0, 0.025), 0.85, 1.15)) for _ in range(4))
    shape = HandShape(
        size=size,
        fingers=(fingers[0], fingers[1], fingers[2], fingers[3]),
        thumb=float(np.clip(1 + lean + rng.normal(0, 0.03), 0.85, 1.15)),
        width=float(np.clip(rng.normal(1.0, 0.05), 0.88, 1.14)),
        thickness=float(np.clip(rng.normal(1.0, 0.08), 0.82, 1.2)),
        taper=float(np.clip(rng.normal(1.0, 0.12), 0.8, 1.25)),
        knuckles=float(rng.uniform(0.3, 1.6)),
        age=age,
    )
    polish = (float(rng.uniform(0.1, 0.8)), 0.05, float(rng.uniform(0.02, 0.3))) if rng.random() < 0.08 else None
    look = SkinLook(tone=float(rng.uniform(1, 10)), age=age, polish=polish)
    habit = np.clip(rng.normal(0.0, 1.6, len(ANGLES)), -3.5, 3.5)
    return Signer(shape, look, _random_dress(rng), bool(rng.random() < 0.12), tuple(map(float, habit)))


def _random_dress(rng: np.random.Generator) -> Dress:
    """Half of all people wear sleeves, a fifth a ring, a sixth a watch."""
    cloth = rng.uniform(0.02, 0.7) * (0.4 + 0.6 * rng.dirichlet((2, 2, 2)) * 3)
    return Dress(
        sleeve=float(rng.uniform(-2, 90)) if rng.random() < 0.5 else None,
        cloth=(float(cloth[0]), float(cloth[1]), float(cloth[2])),
        ring=((0.75, 0.55, 0.2) if rng.random() < 0.5 else (0.6, 0.6, 0.62)) if rng.random() < 0.2 else None,
        watch=(0.03, 0.03, 0.035) if rng.random() < 0.16 else None,
    )
