"""The signs that signdesk knows, by name.

A sign is named by its label, the upper-case letter or the digit: never by a number, for every dataset numbers
its classes differently. ``NO_HAND`` is the label of a picture without a hand.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ALPHABETS", "DIGITS", "LETTERS", "MOVING_LETTERS", "NO_HAND", "Alphabet", "alphabet"]

NO_HAND = ""
MOVING_LETTERS = ("J", "Z")


@dataclass(frozen=True, slots=True)
class Alphabet:
    """A named, ordered set of labels among which the user asks to have signs read."""

    name: str
    labels: tuple[str, ...]

    def __contains__(self, label: str) -> bool:
        return label in self.labels

    def __len__(self) -> int:
        return len(self.labels)


LETTERS = Alphabet("letters", tuple("ABCDEFGHIKLMNOPQRSTUVWXY"))
"""The 24 letters of the American manual alphabet that are held still (J and Z are drawn in the air)."""

DIGITS = Alphabet("digits", tuple("0123456789"))
"""The ten ASL digits."""

ALPHABETS = {a.name: a for a in (LETTERS, DIGITS)}


def alphabet(name: str) -> Alphabet:
    """The built-in alphabet called ``name``; ``KeyError`` with the known names if there is none."""
    try:
        return ALPHABETS[name]
    except KeyError:
        raise KeyError(f"no alphabet is called {name!r}; there are {', '.join(ALPHABETS)}") from None
