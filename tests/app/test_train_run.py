"""The Run section: what is seen of a training and of its result, by eye and by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from signdesk.app.context import AppContext
from signdesk.app.recognizer_provider import OwnNetwork
from signdesk.app.train_pictures import Shown
from signdesk.app.train_session import TrainSession
from signdesk.app.widgets.train_result_signs import report_csv
from signdesk.app.widgets.train_result_thumbs import heat_colours
from signdesk.app.widgets.train_run import RunSection
from signdesk.app.widgets.train_run_head import duration
from signdesk.networks.checkpoint import read_card
from signdesk.training.events import Started, StepEnded
from signdesk.training.job_events import Failed, Paused, Preparing, Reported
from signdesk.training.run_folder import RunFolder
from tests.app.train_stand_ins import Jobs, epoch, make_run, report

CONFIG = {"name": "Mine", "network": "lenet5", "data": {"datasets": ["/data/hands"]}, "train": {"epochs": 4}}


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()


@pytest.fixture
def session(qtbot: QtBot, context: AppContext, jobs: Jobs) -> Iterator[TrainSession]:
    made = TrainSession(context, make_job=jobs)
    yield made
    made.close()


@pytest.fixture
def section(session: TrainSession, context: AppContext, show: Callable[[QWidget], None]) -> Iterator[RunSection]:
    made = RunSection(session, context)
    made.resize(900, 600)
    show(made)
    yield made
    made.close_section()


def shown_buttons(section: RunSection) -> list[str]:
    return [b.accessibleName() for b in section.head.findChildren(QPushButton) if not b.isHidden()]


def test_before_the_first_run_it_says_how_to_begin(qtbot: QtBot, section: RunSection) -> None:
    content = section.empty.content
    assert content is not None
    first = next(b for b in section.empty.findChildren(QPushButton) if b.text() == content.actions[0].text)
    with qtbot.waitSignal(section.setup_asked) as asked:
        qtbot.keyClick(first, Qt.Key.Key_Space)
    assert asked.args == ["data"]


def test_a_training_is_watched_from_its_first_picture(section: RunSection, session: TrainSession, jobs: Jobs) -> None:
    session.start(CONFIG)
    jobs.last.tell(Preparing("reading pictures", 12, 40))
    session.poll()
    assert section.head.name.text() == "Mine"
    assert "Reading pictures · 12 / 40" in section.head.figures.text()
    assert shown_buttons(section) == ["Pause", "Stop"]
    jobs.last.tell(Started(0, 4, 10, 999, "cpu"), StepEnded(1, 5, 2.0, 640.0), epoch(1), epoch(2, 0.6))
    session.poll()
    assert section.head.figures.text().startswith("Epoch 2 of 4 · 640 pictures a second")
    accuracy = section.result.curves.accuracy
    assert accuracy.accessibleDescription() == "Training 50.0%, Validation 60.0%"
    section.result.curves.show_steps()
    assert section.result.curves.loss.plot.curves[0].x == [0.5]


def test_pausing_and_going_on_by_keyboard(qtbot: QtBot, section: RunSection, session: TrainSession, jobs: Jobs) -> None:
    session.start(CONFIG)
    jobs.last.tell(Started(0, 4, 10, 1, "cpu"))
    session.poll()
    qtbot.keyClick(section.head.button("pause"), Qt.Key.Key_Space)
    jobs.last.tell(Paused())
    session.poll()
    assert shown_buttons(section) == ["Go on", "Stop"]
    assert section.head.figures.text().startswith("Paused")
    qtbot.keyClick(section.head.button("resume"), Qt.Key.Key_Space)
    qtbot.keyClick(section.head.button("stop"), Qt.Key.Key_Space)
    assert jobs.last.asked == ["start", "pause", "resume", "stop"]
    assert not section.head.button("stop").isEnabled()


def test_a_problem_is_a_sentence_with_a_way_out(
    qtbot: QtBot, section: RunSection, session: TrainSession, jobs: Jobs
) -> None:
    session.start(CONFIG)
    jobs.last.tell(Failed("All pictures show A. Add another sign."))
    session.poll()
    assert section.banner.isVisible()
    assert section.banner.text.text() == "All pictures show A. Add another sign."
    with qtbot.waitSignal(section.setup_asked) as asked:
        section.banner.button.click()
    assert asked.args == ["network"]
    session.start(CONFIG)
    assert not section.banner.isVisible()


def test_the_result_comes_when_it_is_there(section: RunSection, session: TrainSession, jobs: Jobs) -> None:
    session.start(CONFIG)
    jobs.last.tell(Started(0, 1, 1, 1, "cpu"), epoch(1))
    session.poll()
    assert section.result.parts.isHidden()
    run = session.runs()[0]
    RunFolder(run.folder).write_report(report().to_json())
    RunFolder(run.folder).mark("finished")
    jobs.last.tell(Reported(report().to_json()))
    jobs.last.state = "finished"
    session.poll()
    assert not section.result.parts.isHidden()
    assert section.result.parts.value == "scores"


def test_unseen_people_stand_beside_seen_ones(section: RunSection, session: TrainSession) -> None:
    section.show_run(make_run(session.store, "Kept").id)
    scores = section.result.scores
    assert scores.unseen.accessibleName() == "New people: 70.0%"
    assert scores.unseen.note.text() == "27 pictures of 2 people, kept back for validation"
    assert scores.seen.accessibleName() == "People it has learnt from: 90.0%"
    assert scores.sentence.text() == "Strangers are read worse."
    assert scores.people.accessibleDescription() == "ann 60.0%, bob 80.0%"


def test_unknown_signers_give_a_dash_and_say_why(section: RunSection, session: TrainSession) -> None:
    run = make_run(session.store, "Kept")
    RunFolder(run.folder).write_report(report(unseen=None).to_json())
    section.show_run(run.id)
    assert section.result.scores.unseen.accessibleName() == "New people: –"
    assert "may be on both sides" in section.result.scores.unseen.note.text()


@pytest.mark.usefixtures("modelled_skin")
def test_a_mistake_leads_to_its_cell_and_its_pictures(section: RunSection, session: TrainSession) -> None:
    run = make_run(session.store, "Kept")
    section.show_run(run.id)
    asked = []
    section.result.pictures.mistakes = lambda report, chosen, done, failed: asked.append((chosen, done))  # type: ignore[method-assign,assignment]
    section.result.scores.confused.emit("A", "B")
    assert section.result.parts.value == "confusion"
    assert section.result.confusion.grid.current == (0, 1)
    (mistakes, done) = asked[0]
    assert [mistake.name for mistake in mistakes] == ["a.png"]
    done([Shown(np.zeros((32, 32, 1), np.uint8), "A", "B", 0.9, "a.png")])
    pictures = section.result.confusion.list
    assert pictures.text.text() == "A was read as B 3 of 10 times."
    assert pictures.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole) == "A read as B, 90% sure"


def test_an_empty_cell_asks_for_no_pictures(section: RunSection, session: TrainSession) -> None:
    section.show_run(make_run(session.store, "Kept").id)
    section.result.confusion.open_pair("C", "A")
    assert section.result.confusion.list.text.text() == "C was read as A 0 of 7 times."


def test_pictures_that_are_gone_are_a_sentence(qtbot: QtBot, section: RunSection, session: TrainSession) -> None:
    section.show_run(make_run(session.store, "Kept", data={"datasets": ["/gone/for/good"]}).id)
    section.result.show_part("mistakes")
    qtbot.waitUntil(lambda: "/gone/for/good" in section.result.mistakes.list.text.text(), timeout=30_000)


def test_every_part_of_a_result_can_be_shown(section: RunSection, session: TrainSession) -> None:
    section.show_run(make_run(session.store, "Kept").id)
    for part in ("scores", "curves", "confusion", "signs", "certainty", "card"):
        section.result.show_part(part)
        assert section.result.parts.value == part
    assert "hands: 30 pictures of 2 people" in section.result.card.toPlainText()
    signs = section.result.signs
    assert [signs.item(row, 0).text() for row in (0, 1, 2, 3)] == ["A", "B", "C", "Mean of the signs"]  # type: ignore[union-attr]
    assert set(section.result.figures) == {"loss", "accuracy", "step-size", "confusion-matrix", "calibration"}


def test_the_table_is_copied_as_csv(section: RunSection, session: TrainSession) -> None:
    section.show_run(make_run(session.store, "Kept").id)
    section._do("csv")
    lines = QApplication.clipboard().text().splitlines()
    assert lines[:2] == ["Sign,Precision,Recall,F1,Pictures", "A,0.7000,0.8000,0.7500,10"]
    assert lines[-1] == report_csv(report()).splitlines()[-1]


def test_a_run_without_a_network_offers_no_use(section: RunSection, session: TrainSession) -> None:
    section.show_run(make_run(session.store, "Broken", status="failed", with_report=False, problem="No room.").id)
    assert section.use.isHidden()
    assert section.banner.text.text() == "No room."
    assert shown_buttons(section) == ["Go on training"]


def test_use_it_live_changes_who_reads(
    qtbot: QtBot, section: RunSection, session: TrainSession, context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prepare(path: Path, name: str) -> OwnNetwork:
        return OwnNetwork(name, read_card(path), None)  # type: ignore[arg-type]  # nothing is read here

    monkeypatch.setattr(context.recognizer, "prepare", prepare)
    section.show_run(make_run(session.store, "My letters").id)
    qtbot.keyClick(section.use, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: context.recognizer.own is not None)
    assert context.recognizer.own is not None
    assert context.recognizer.own.name == "My letters"
    assert context.recognizer.alphabet("digits").labels == ("A", "B", "C")


def test_a_network_that_cannot_be_used_is_told(
    qtbot: QtBot, section: RunSection, session: TrainSession, context: AppContext
) -> None:
    told: list[str] = []
    context.notifier.listen(lambda notice: told.append(notice.text))
    run = make_run(session.store, "Broken file")
    assert run.checkpoint is not None
    run.checkpoint.write_bytes(b"nonsense")
    section.show_run(run.id)
    section.use.click()
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    assert str(run.checkpoint) in told[0]
    assert context.recognizer.own is None
    assert section.use.isEnabled()


def test_a_name_too_long_ends_in_dots_and_is_whole_in_the_tool_tip(section: RunSection, session: TrainSession) -> None:
    long = " ".join(["A very long name"] * 8)
    section.show_run(make_run(session.store, long).id)
    QApplication.processEvents()  # the layout settles
    assert section.head.name.shown.startswith("A very long name")
    assert section.head.name.shown.endswith("…")
    assert section.head.name.toolTip() == long
    section.show_run(make_run(session.store, "Short").id)
    assert (section.head.name.shown, section.head.name.toolTip()) == ("Short", "")


def test_everything_fits_the_smallest_window(section: RunSection, session: TrainSession) -> None:
    section.show_run(make_run(session.store, "A very long name " * 8).id)
    for part in ("scores", "curves", "confusion", "signs", "certainty", "card"):
        section.result.show_part(part)
    assert section.minimumSizeHint().width() <= 900
    assert section.minimumSizeHint().height() <= 610


def test_heat_is_warm_for_and_cold_against() -> None:
    picture = heat_colours(np.array([[1.0, -1.0]]))
    warm, cold = picture[0]
    assert warm[0] > warm[2]
    assert cold[2] > cold[0]


def test_times_are_said_as_people_do() -> None:
    assert [duration(seconds) for seconds in (0.2, 45, 61, 7800)] == ["1 s", "45 s", "1 min", "2 h 10 min"]


def test_names_are_shown_as_text_whatever_is_in_them(section: RunSection, session: TrainSession) -> None:
    section.show_run(make_run(session.store, "<b>bold</b>").id)
    assert all(
        label.textFormat() == Qt.TextFormat.PlainText
        for label in section.head.findChildren(QLabel)
        if "bold" in label.text()
    )
