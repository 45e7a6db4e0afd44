"""Which source the Live page shows: what was asked for, what was shown last, and what else there is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from signdesk.app.camera_list import CameraList
from signdesk.app.camera_permission import ask_for_camera
from signdesk.app.context import AppContext
from signdesk.app.live_player import LivePlayer
from signdesk.app.live_states import Phase, Situation
from signdesk.app.widgets.source_picker import CameraChoice, SourcePicker, is_camera, is_file
from signdesk.errors import SourceError, SourceProblem
from signdesk.vision.demo import DEMO, is_demo

__all__ = ["LiveSources"]

_RECENT = 5
_LOOK_LATER_MS = 1500


class LiveSources(QObject):
    """Lets ``player`` show what the user picks. ``situation`` tells where things stand, whenever that changes.

    ``left`` says that the picture on the screen is no longer the source's.
    """

    situation = Signal(object)
    left = Signal()

    def __init__(
        self,
        context: AppContext,
        picker: SourcePicker,
        player: LivePlayer,
        cameras: CameraList,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._picker = picker
        self._player = player
        self._cameras = cameras
        self._any_camera = False  # the user waits for whatever camera is found
        self._none_found = False
        self._else_demo = False  # where there is no camera, the demo is played
        self._picture = False
        self._worked = ""
        self._resume = context.settings.value.start_on_launch or bool(context.source)
        picker.set_recent(context.settings.value.recent_sources)
        picker.set_current(context.settings.value.source)
        picker.chosen.connect(self.open)
        picker.refresh_asked.connect(self.refresh)
        player.changed.connect(self._follow)
        player.arrived.connect(self._arrived)
        cameras.found.connect(self._found)

    def arrive(self) -> None:
        """The page is in view: show what was asked for, or what was shown last."""
        wanted = self._context.source or self._picker.current
        self._context.source = ""
        if self._resume and wanted:
            self.open(wanted)
            # Looking for cameras now would hold up the first picture.
            QTimer.singleShot(_LOOK_LATER_MS, self, self.refresh)
        else:
            self._any_camera = self._else_demo = self._resume
            self.refresh()

    def leave(self) -> None:
        """The page goes out of view: let the source go, and remember whether to come back to it."""
        self._resume = self._player.active
        self.stop()

    def close(self) -> None:
        """Stop everything, and wait for it."""
        self._player.close()
        self._cameras.close()

    @Slot(str)
    def open(self, source: str) -> None:
        """Show ``source``, as `parse_source` understands it, and remember it."""
        if is_file(source):
            source = str(Path(source).expanduser().absolute())
        self._any_camera = self._none_found = self._else_demo = False
        self._remember(source)
        self._picker.set_current(source)
        self._drop_picture()
        if not is_camera(source):
            self._player.start(source)
        elif ask_for_camera(self, lambda granted: self._allowed(source, granted)):
            self._tell(Phase.ASKING)

    @Slot()
    def again(self) -> None:
        """Show the chosen source, or whatever camera there is."""
        if self._picker.current:
            self.open(self._picker.current)
        else:
            self._any_camera = True
            self.refresh()

    @Slot()
    def other(self) -> None:
        """Show what is offered in place of a source that failed."""
        source, _ = self._other()
        if source:
            self.open(source)

    @Slot()
    def demo(self) -> None:
        """Play the demo."""
        self.open(DEMO)

    @Slot()
    def look(self) -> None:
        """Look for a camera, and show it in place of the demo when there is one."""
        self._none_found = True
        self.refresh()

    @Slot()
    def stop(self) -> None:
        """Show nothing."""
        self._player.stop()
        self._drop_picture()

    @Slot()
    def start_or_stop(self) -> None:
        """Stop what is shown, or show the chosen source."""
        if self._player.active:
            self.stop()
        else:
            self.again()

    @Slot()
    def refresh(self) -> None:
        """Look for cameras; if there were none when the user wanted one, the first that is found is shown."""
        self._picker.set_cameras(None)
        demo = is_demo(self._player.source) and self._player.active
        self._any_camera = (self._any_camera or self._none_found) and (demo or self._player.phase is Phase.IDLE)
        if self._any_camera and not demo:
            self._tell(Phase.LOOKING)
        self._cameras.refresh()

    @Slot(list)
    def _found(self, cameras: list[CameraChoice]) -> None:
        self._picker.set_cameras(cameras)
        wanted, self._any_camera = self._any_camera, False
        if wanted and cameras:
            self.open(cameras[0].source)
        elif wanted and self._else_demo:
            self.demo()
        elif wanted and self._player.phase is Phase.IDLE:
            self._tell(Phase.NO_CAMERA)
        elif is_demo(self._player.source):
            self._follow()  # it is said whether there is a camera
        elif cameras and not self._picker.current:
            self._picker.set_current(cameras[0].source)
        elif self._player.phase is Phase.FAILED and self._came_back():
            self.open(self._picker.current)
        elif self._player.phase is Phase.FAILED:
            self._follow()  # another camera may be offered now
        self._none_found = wanted and not cameras

    def _came_back(self) -> bool:
        """Whether the camera that was not there when it was wanted is there now."""
        missing = isinstance(self._player.error, SourceError) and self._player.error.problem is SourceProblem.NOT_FOUND
        return missing and self._picker.current in {camera.source for camera in self._picker.cameras}

    def _allowed(self, source: str, granted: bool) -> None:
        if granted:
            self._player.start(source)
        else:
            self._player.stop()
            self._tell(Phase.DENIED)

    def _remember(self, source: str) -> None:
        settings = self._context.settings
        if is_demo(source):
            return
        if not is_file(source):
            settings.change(source=source)
        if not is_camera(source):
            recent = [source, *(other for other in settings.value.recent_sources if other != source)][:_RECENT]
            settings.change(recent_sources=recent)
            self._picker.set_recent(recent)

    def _drop_picture(self) -> None:
        self._picture = False
        self.left.emit()

    @Slot(object)
    def _arrived(self, result: object) -> None:
        self._picture = True

    @Slot()
    def _follow(self) -> None:
        if self._player.phase is Phase.RUNNING:
            self._worked = self._player.source
        self._tell(self._player.phase)

    def _tell(self, phase: Phase) -> None:
        self.situation.emit(
            Situation(
                phase,
                source=self._picker.current,
                title=self._picker.current_title,
                error=self._player.error,
                picture=self._picture,
                other=self._other()[1],
                no_camera=self._picker.no_camera,
            )
        )

    def _other(self) -> tuple[str, str]:
        """The source that worked before, or another camera, with its title; empty texts for nothing."""
        choices = [self._worked, *(camera.source for camera in self._picker.cameras)]
        source = next((choice for choice in choices if choice and choice != self._picker.current), "")
        return source, self._picker.title(source) if source else ""
