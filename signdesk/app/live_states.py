"""What the Live page says in each state: one card, one line at its foot."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication

from signdesk.app.widgets.source_picker import is_address, is_camera
from signdesk.app.widgets.state_card import CardAction, CardContent
from signdesk.errors import SignDeskError, SourceError, SourceProblem
from signdesk.vision.demo import is_demo

__all__ = ["Phase", "Situation", "card", "demo_words", "ended", "hint", "permission_hint", "status", "waiting"]


class Phase(Enum):
    """Where the Live page stands."""

    IDLE = "idle"
    LOOKING = "looking"
    NO_CAMERA = "no camera"
    ASKING = "asking"
    DENIED = "denied"
    OPENING = "opening"
    SLOW = "slow"
    RUNNING = "running"
    STALLED = "stalled"
    LOST = "lost"
    ENDED = "ended"
    FAILED = "failed"

    @property
    def active(self) -> bool:
        """Whether frames come, or are being waited for."""
        return self in (Phase.OPENING, Phase.SLOW, Phase.RUNNING, Phase.STALLED, Phase.LOST)


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the page's words depend on.

    ``title`` names the source, ``other`` one that could be shown instead; ``picture``: there is a last frame;
    ``no_camera``: cameras were looked for, and there is none.
    """

    phase: Phase
    source: str = ""
    title: str = ""
    error: SignDeskError | None = None
    picture: bool = False
    other: str = ""
    no_camera: bool = False

    @property
    def demo(self) -> bool:
        """Whether the demo is shown."""
        return is_demo(self.source) and self.phase is Phase.RUNNING

    @property
    def camera(self) -> bool:
        """Whether a camera is shown, or would be; a phone is one too. Files and the demo are no mirrors."""
        return not self.source or is_camera(self.source) or is_address(self.source)


_HINT_SECONDS = 1.5

_ICONS = {
    SourceProblem.NOT_FOUND: "video-camera-slash",
    SourceProblem.BUSY: "prohibit",
    SourceProblem.NO_PERMISSION: "lock-key",
    SourceProblem.LOST: "link-break",
    SourceProblem.NO_FRAMES: "video-camera-slash",
    SourceProblem.UNREACHABLE: "wifi-slash",
    SourceProblem.UNREADABLE: "file-x",
}


def card(now: Situation) -> CardContent | None:
    """What stands in the video's place, None while the video does."""
    if now.phase is Phase.RUNNING or (now.phase is Phase.ENDED and now.picture):
        return None
    if now.phase is Phase.FAILED:
        return _failed(now)
    return _CARDS[now.phase](now)


def status(now: Situation) -> tuple[str, str]:
    """The sentence at the page's foot, and the theme's colour of its dot."""
    title = now.title
    words = {
        Phase.IDLE: (_tr("Stopped"), "muted"),
        Phase.LOOKING: (_tr("Looking for cameras"), "warning"),
        Phase.NO_CAMERA: (_tr("No camera"), "danger"),
        Phase.ASKING: (_tr("Waiting for permission to use the camera"), "warning"),
        Phase.DENIED: (_tr("No permission to use the camera"), "danger"),
        Phase.OPENING: (_tr("Opening {0}").format(title), "warning"),
        Phase.SLOW: (_tr("Still opening {0}").format(title), "warning"),
        Phase.RUNNING: (title, "accent"),
        Phase.STALLED: (_tr("{0} gives no pictures at the moment").format(title), "warning"),
        Phase.LOST: (_tr("{0} is gone; trying to get it back").format(title), "danger"),
        Phase.ENDED: (_tr("{0} has ended").format(title), "muted"),
        Phase.FAILED: (_tr("{0} can’t be shown").format(title), "danger"),
    }
    return words[now.phase]


def hint(absent: float, region: bool) -> str:
    """What to say when no hand has been in view for ``absent`` seconds; ``region``: it belongs into the guide box."""
    if absent < _HINT_SECONDS:
        return ""
    return _tr("Hold your hand inside the guide box") if region else _tr("Show one hand to the camera")


def demo_words(now: Situation, letters: bool = True) -> tuple[str, str, str]:
    """What is said over the demo, and its button: the text and what `StateCard.acted` would pass on. ``letters``: they
    are what is read."""
    about = _tr("Demo: a rendered hand, no camera") if now.no_camera else _tr("Demo: a rendered hand")
    if not letters:
        about = _tr("Demo: it spells letters; choose Letters to read them")
    if now.other:
        return about, _tr("Use {0}").format(now.other), "other"
    return about, _tr("Look for a camera"), "look"


def ended(title: str) -> str:
    """What to say over the last picture of a video."""
    return _tr("{0} has ended. Start plays it again.").format(title)


def waiting(phase: Phase) -> str:
    """What stands below the empty ring while nothing is read."""
    return _tr("Waiting for pictures") if phase.active else _tr("Not started")


def _idle(now: Situation) -> CardContent:
    return CardContent(
        "hand-waving",
        _tr("Show signdesk a hand"),
        _tr(
            "Hold a letter or a digit before the camera and read it here. Nothing that the camera sees leaves this "
            "computer. You can also drop a video or a picture."
        ),
        (CardAction("start", _tr("Start")), CardAction("open_file", _tr("Open a file…"))),
    )


def _looking(now: Situation) -> CardContent:
    return CardContent("video-camera", _tr("Looking for cameras"), "", busy=True)


def _no_camera(now: Situation) -> CardContent:
    return CardContent(
        "video-camera-slash",
        _tr("No camera found"),
        _tr(
            "Plug a camera in and look again. A phone can serve as one too: open its address. Or try signdesk with a "
            "video or a picture."
        ),
        (
            CardAction("refresh", _tr("Look again")),
            CardAction("demo", _tr("Watch a demo")),
            CardAction("open_file", _tr("Open a file…")),
            CardAction("open_address", _tr("Open an address…")),
        ),
    )


def _asking(now: Situation) -> CardContent:
    return CardContent(
        "lock-key",
        _tr("May signdesk use the camera?"),
        _tr("Your system is asking you in a window of its own."),
        busy=True,
    )


def _denied(now: Situation) -> CardContent:
    return CardContent(
        "lock-key",
        _tr("signdesk may not use the camera"),
        permission_hint(),
        (CardAction("retry", _tr("Try again")), CardAction("open_file", _tr("Open a file…"))),
    )


def _opening(now: Situation) -> CardContent:
    return CardContent(_source_icon(now.source), _tr("Opening {0}").format(now.title), "", busy=True)


def _slow(now: Situation) -> CardContent:
    return CardContent(
        _source_icon(now.source),
        _tr("Opening {0}").format(now.title),
        _tr("This takes longer than usual. Some cameras need half a minute at their first start."),
        (CardAction("stop", _tr("Stop")),),
        busy=True,
    )


def _stalled(now: Situation) -> CardContent:
    return CardContent(
        _source_icon(now.source),
        _tr("Waiting for pictures"),
        _tr("{0} has stopped sending pictures. signdesk goes on as soon as they come again.").format(now.title),
        (CardAction("stop", _tr("Stop")),),
        busy=True,
        over_picture=now.picture,
    )


def _lost(now: Situation) -> CardContent:
    text = (
        _tr("The connection broke. signdesk keeps trying and goes on by itself. Your text is still there.")
        if is_address(now.source)
        else _tr(
            "It seems to be unplugged. Plug it in again, and signdesk goes on by itself. Your text is still there."
        )
    )
    return CardContent(
        "link-break",
        _tr("{0} is gone").format(now.title),
        text,
        (CardAction("stop", _tr("Stop trying")),),
        busy=True,
        over_picture=now.picture,
    )


def _ended(now: Situation) -> CardContent:
    return CardContent(
        "check-circle",
        _tr("{0} has ended").format(now.title),
        "",
        (CardAction("retry", _tr("Play again")), CardAction("open_file", _tr("Open another…"))),
    )


def _failed(now: Situation) -> CardContent:
    if not isinstance(now.error, SourceError):
        return CardContent(
            "warning", _tr("signdesk can’t read signs"), str(now.error or ""), (CardAction("retry", _tr("Try again")),)
        )
    problem = now.error.problem
    titles = {
        SourceProblem.NOT_FOUND: _tr("{0} is not there"),
        SourceProblem.BUSY: _tr("{0} is busy"),
        SourceProblem.NO_PERMISSION: _tr("{0} may not be used"),
        SourceProblem.LOST: _tr("{0} is gone"),
        SourceProblem.NO_FRAMES: _tr("{0} gives no pictures"),
        SourceProblem.UNREACHABLE: _tr("{0} can’t be reached"),
        SourceProblem.UNREADABLE: _tr("{0} can’t be opened"),
    }
    actions = [CardAction("retry", _tr("Try again"))]
    if now.other:
        actions.append(CardAction("other", _tr("Use {0}").format(now.other)))
    else:
        actions.append(CardAction("open_file", _tr("Open a file…")))
    if now.no_camera:
        actions.append(CardAction("demo", _tr("Watch a demo")))
    return CardContent(_ICONS[problem], titles[problem].format(now.title), str(now.error), tuple(actions))


_CARDS = {
    Phase.IDLE: _idle,
    Phase.LOOKING: _looking,
    Phase.NO_CAMERA: _no_camera,
    Phase.ASKING: _asking,
    Phase.DENIED: _denied,
    Phase.OPENING: _opening,
    Phase.SLOW: _slow,
    Phase.STALLED: _stalled,
    Phase.LOST: _lost,
    Phase.ENDED: _ended,
}


def permission_hint() -> str:
    """Where this system lets the user allow the camera."""
    if sys.platform == "darwin":
        return _tr("Allow it in System Settings › Privacy & Security › Camera, then start signdesk again.")
    if sys.platform == "win32":
        return _tr("Allow desktop apps to use the camera in Settings › Privacy & security › Camera.")
    return _tr("Add yourself to the group “video”, log in again, then try again.")


def _source_icon(source: str) -> str:
    return "link-simple" if is_address(source) else "film-strip" if "." in source or is_demo(source) else "video-camera"


def _tr(text: str) -> str:
    return QCoreApplication.translate("live", text)
