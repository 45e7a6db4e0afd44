"""A report says how well strangers are read, which pictures are misread, and how far sureness can be believed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from signdesk.errors import CheckpointError, DatasetError, TrainingError
from signdesk.networks.checkpoint import Checkpoint, DataSource
from signdesk.networks.registry import restore
from signdesk.training.calibrate import expected_calibration_error
from signdesk.training.crops import Crops
from signdesk.training.fit import outputs_of, targets
from signdesk.training.plan import Plan
from signdesk.training.report import ClassReport, Report, report_of
from signdesk.training.report_text import gap_sentence, report_csv


def planned(reader: Checkpoint, train: Crops, validation: Crops, **more: Any) -> Plan:
    card = reader.card
    data = DataSource("bars", len(train), 4, "0" * 16)
    return Plan(card.network, card.arguments, card.alphabets, card.input, train, validation, data, **more)


@pytest.fixture(scope="module")
def mislabelled(strangers: Crops) -> Crops:
    """All that the fourth person shows is called by another sign's name."""
    moved = {"A": "B", "B": "C", "C": "A"}
    wrong = [moved[str(n)] if p == "p3" else str(n) for n, p in zip(strangers.labels, strangers.signers, strict=True)]
    names = np.array([f"{i}.png" for i in range(len(strangers))])
    return replace(strangers, labels=np.array(wrong), names=names)


@pytest.fixture(scope="module")
def report(reader: Checkpoint, crops: Crops, mislabelled: Crops) -> Report:
    return report_of(reader, planned(reader, crops, mislabelled, seen=crops.take(np.arange(60))))


def test_strangers_stand_beside_known_people(report: Report) -> None:
    assert report.split == "validation"
    assert report.pictures == 60
    assert report.accuracy == report.unseen == pytest.approx(0.75, abs=0.05)
    assert report.seen is not None
    assert report.seen >= 0.95
    assert "75.0% on new people" in report.sentence
    assert "read very unevenly" in report.sentence
    assert report.worst_person == ("p3", report.by_person["p3"])
    assert report.by_person["p3"] <= 0.1
    assert min(report.by_person[p] for p in ("p0", "p1", "p2")) >= 0.9


def test_misread_pictures_are_named_the_surest_first(report: Report, mislabelled: Crops) -> None:
    assert len(report.wrong) == round((1 - report.accuracy) * 60)
    assert [m.confidence for m in report.wrong] == sorted((m.confidence for m in report.wrong), reverse=True)
    for mistake in report.wrong:
        assert mistake.name == f"{mistake.row}.png"
        assert mistake.shown == mislabelled.labels[mistake.row] != mistake.read
    shown, read, count = report.confused(1)[0]
    assert len(report.mistakes(shown, read)) == count


def test_the_table_of_mistakes_and_the_table_of_signs_agree(report: Report, mislabelled: Crops) -> None:
    assert report.confusion.sum() == 60
    assert np.trace(report.confusion) == round(report.accuracy * 60)
    assert {sign.label: sign.support for sign in report.classes} == {
        label: int((mislabelled.labels == label).sum()) for label in "ABC"
    }
    assert report.weighted.recall == pytest.approx(report.accuracy)


def test_averages_are_as_others_work_them_out() -> None:
    """A: 3 shown, 2 read as it and right, 1 read as B; B: 1 shown and right. By hand."""
    classes = (ClassReport("A", 1.0, 2 / 3, 0.8, 3), ClassReport("B", 0.5, 1.0, 2 / 3, 1), ClassReport("C", 0, 0, 0, 0))
    report = Report(0.75, 4, {}, classes, ("A", "B", "C"), np.array([[2, 1, 0], [0, 1, 0], [0, 0, 0]]))
    assert report.macro.precision == pytest.approx(0.75)
    assert report.weighted.precision == pytest.approx((3 * 1.0 + 0.5) / 4)
    assert report.weighted.f1 == pytest.approx((3 * 0.8 + 2 / 3) / 4)


def test_calibration_is_of_all_pictures(report: Report, reader: Checkpoint, mislabelled: Crops) -> None:
    assert sum(part.count for part in report.calibration) == report.pictures
    assert [p.confidence for p in report.calibration] == sorted(p.confidence for p in report.calibration)
    index, _ = targets(mislabelled, reader.card.alphabets)
    probabilities = outputs_of(restore(reader), mislabelled).logits.softmax(1)
    error = expected_calibration_error(probabilities, index)
    assert report.calibration_error == pytest.approx(error, abs=1e-4)
    assert error > 0.1  # sure and wrong of the fourth person


def test_a_boast_that_the_card_takes_back_is_not_told(reader: Checkpoint, crops: Crops, mislabelled: Crops) -> None:
    plan = planned(reader, crops, mislabelled)
    modest = Checkpoint(replace(reader.card, temperature=20.0), reader.weights)
    loud, quiet = report_of(reader, plan), report_of(modest, plan)
    assert loud.accuracy == quiet.accuracy
    assert max(m.confidence for m in quiet.wrong) < 0.8 < max(m.confidence for m in loud.wrong)


def test_people_kept_for_the_test_come_first(reader: Checkpoint, crops: Crops, mislabelled: Crops) -> None:
    report = report_of(reader, planned(reader, crops, mislabelled, test=mislabelled.take(mislabelled.signers == "p3")))
    assert report.split == "test"
    assert set(report.by_person) == {"p3"}
    assert "one person" in report.sentence


@pytest.mark.parametrize("known", [0, 4])
def test_people_on_both_sides_are_no_strangers(reader: Checkpoint, crops: Crops, strangers: Crops, known: int) -> None:
    plan = planned(reader, crops, strangers, signers_known=False)
    report = report_of(reader, replace(plan, data=replace(plan.data, people=known)))
    assert report.unseen is None
    assert report.seen == report.accuracy
    assert report.by_person == {}
    assert "new to the network will be read worse" in report.sentence
    assert ("Nobody knows who signs" in report.sentence) == (known == 0)


def test_progress_ends_at_the_whole(reader: Checkpoint, crops: Crops, strangers: Crops) -> None:
    told: list[tuple[int, int]] = []
    report_of(reader, planned(reader, crops, strangers, seen=crops), lambda done, total: told.append((done, total)))
    assert told[-1] == (300, 300)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_what_cannot_be_measured_is_said(reader: Checkpoint, crops: Crops) -> None:
    with pytest.raises(DatasetError, match="Keep some"):
        report_of(reader, planned(reader, crops, crops.take(np.zeros(len(crops), bool))))
    finder = Checkpoint(replace(reader.card, kind="finder"), reader.weights)
    with pytest.raises(CheckpointError, match="reads no signs"):
        report_of(finder, planned(reader, crops, crops))


def test_a_report_is_the_same_after_a_file(report: Report) -> None:
    again = Report.from_json(json.loads(json.dumps(report.to_json())))
    np.testing.assert_array_equal(again.confusion, report.confusion)
    assert replace(again, confusion=report.confusion).to_json() == report.to_json()
    assert again.classes == report.classes
    assert again.wrong == report.wrong


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        (lambda values: values.pop("accuracy"), "accuracy"),
        (lambda values: values.update(accuracy=float("nan")), "accuracy"),
        (lambda values: values.update(seen="much"), "seen"),
        (lambda values: values.update(pictures=-1), "pictures"),
        (lambda values: values.update(confusion=[[1]]), "rows and columns"),
        (lambda values: values.update(confusion=[[1, 2, 3], [1, "x", 3], [1, 2, 3]]), "confusion"),
        (lambda values: values.update(wrong=[{"row": 1}]), "name"),
        (lambda values: values.update(calibration=7), "calibration"),
        (lambda values: values.update(signs=[]), "signs"),
    ],
)
def test_a_broken_file_is_a_sentence(report: Report, broken: Callable[[dict[str, Any]], object], named: str) -> None:
    values = report.to_json()
    broken(values)
    with pytest.raises(TrainingError, match=named) as caught:
        Report.from_json(values)
    assert str(caught.value).endswith("Measure the network again.")


@pytest.mark.parametrize("values", [None, [], "report", {}])
def test_no_report_at_all_is_a_sentence(values: object) -> None:
    with pytest.raises(TrainingError, match="can't be understood"):
        Report.from_json(values)


def test_the_table_can_be_pasted_elsewhere(report: Report) -> None:
    signs = list(csv.DictReader(io.StringIO(report_csv(report))))
    assert [row["sign"] for row in signs] == ["A", "B", "C", "accuracy", "macro average", "weighted average"]
    assert float(signs[0]["recall"]) == pytest.approx(report.classes[0].recall, abs=1e-4)


def people(*right: float) -> dict[str, float]:
    return {f"p{i}": share for i, share in enumerate(right)}


@pytest.mark.parametrize(
    ("seen", "right", "said"),
    [
        (0.99, (0.7, 0.75, 0.65), "learnt these people rather than the signs"),
        (0.95, (0.89, 0.9, 0.91), "a little worse"),
        (0.95, (0.99, 0.9, 0.78), "differ as much by chance"),
        (0.99, (1.0, 1.0, 0.4), "very unevenly"),
        (0.95, (0.94, 0.95, 0.96), "no difference to speak of"),
        (0.9, (0.97, 0.98, 0.99), "expect less from others"),
        (0.3, (0.28, 0.3, 0.29), "train longer"),
        (0.95, (0.9,), "one person"),
        (0.95, (0.9, 0.8), "2 people"),
        (None, (0.9, 0.8, 0.85), "3 people whom training did not see"),
    ],
)
def test_the_difference_is_put_into_words(seen: float | None, right: tuple[float, ...], said: str) -> None:
    assert said in gap_sentence(float(np.mean(right)), seen, people(*right))


def test_sentences_are_sentences() -> None:
    for unseen, seen in ((None, 0.9), (0.5, 0.9), (0.9, None)):
        text = gap_sentence(unseen, seen, people(0.4, 0.5, 0.6))
        assert text.endswith(".")
        assert text[0].isupper() or text[0].isdigit()
