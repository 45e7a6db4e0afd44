"""Composing, on made-up readings with the times of the frames they would come from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signdesk.alphabet import LETTERS, Alphabet
from signdesk.errors import ConfigError
from signdesk.recognition.composer import SPACE, Composer
from signdesk.recognition.reading import Letter, Reading

_FPS = 30


def _sign(sign: str, label: bool = True) -> Reading:
    probabilities = np.full(24, 0.01, np.float32)
    probabilities[LETTERS.labels.index(sign)] = 0.77
    return Reading(LETTERS, probabilities, sign if label else None, 0.77)


class Player:
    """Plays readings to a composer at a steady frame rate; ``written`` keeps what it gave back."""

    def __init__(self, composer: Composer | None = None, fps: int = _FPS) -> None:
        self.composer = composer or Composer()
        self.fps = fps
        self.frame = 0
        self.written: list[Letter] = []

    @property
    def time(self) -> float:
        return 1000 + self.frame / self.fps

    def play(self, reading: Reading | None, seconds: float, moving: bool = False) -> Player:
        for _ in range(round(seconds * self.fps)):
            self.frame += 1
            letter = self.composer.update(reading, self.time, moving)
            if letter:
                self.written.append(letter)
        return self

    def hold(self, sign: str, seconds: float) -> Player:
        return self.play(_sign(sign), seconds)

    def away(self, seconds: float) -> Player:
        return self.play(None, seconds)

    @property
    def text(self) -> str:
        return self.composer.text


@pytest.fixture(params=[5, 10, 30, 60])
def player(request: pytest.FixtureRequest) -> Player:
    return Player(fps=request.param)


def test_a_sign_held_long_is_written_once(player: Player) -> None:
    assert player.hold("A", 5.0).text == "A"


def test_a_sign_is_written_when_it_was_held_for_the_time_and_not_before(player: Player) -> None:
    start = player.time
    player.hold("A", 0.6)
    assert player.text == ""
    player.hold("A", 2 / player.fps)
    (letter,) = player.written
    assert letter.label == "A"
    assert letter.start - start <= 1 / player.fps + 1e-6
    assert letter.end - letter.start == pytest.approx(0.6, abs=1 / player.fps)
    assert letter.confidence == pytest.approx(0.77)


def test_a_sign_shown_too_shortly_is_not_written(player: Player) -> None:
    assert player.hold("A", 0.4).away(0.5).text == ""


@pytest.mark.parametrize("hold", [0.3, 1.5])
def test_the_hold_can_be_set(hold: float) -> None:
    player = Player(Composer(hold))
    assert player.hold("A", hold - 0.05).text == ""
    assert player.hold("A", 0.15).text == "A"
    player.composer.hold = 0.3
    assert player.hold("B", 0.4).text == "AB"


@pytest.mark.parametrize("hold", [0.0, 0.2, 1.6, float("nan")])
def test_an_impossible_hold_is_refused_in_words(hold: float) -> None:
    with pytest.raises(ConfigError, match=r"choose a time between 0\.3 and 1\.5 s"):
        Composer(hold)


def test_words_are_spelled(player: Player) -> None:
    player.hold("H", 0.8).hold("E", 0.8).hold("L", 0.8).away(0.4).hold("L", 0.8).hold("O", 0.8)
    assert player.text == "HELLO"


def test_a_repeat_needs_a_release(player: Player) -> None:
    assert player.hold("L", 0.8).away(0.4).hold("L", 0.8).text == "LL"


@pytest.mark.parametrize("missing", [1, 2, 3, 4])
def test_a_blink_is_no_release(missing: int) -> None:
    player = Player().hold("L", 0.8).away(missing / _FPS).hold("L", 0.8)
    assert player.text == "L"


def test_a_hand_that_moves_aside_repeats_its_sign() -> None:
    player = Player().hold("L", 0.8).play(_sign("L", label=False), 0.3, moving=True).hold("L", 0.8)
    assert player.text == "LL"


def test_a_sign_that_becomes_unsure_for_a_while_is_not_repeated() -> None:
    player = Player().hold("R", 0.8).play(_sign("R", label=False), 1.0).hold("R", 0.8)
    assert player.text == "R"


def test_another_sign_in_passing_is_no_release() -> None:
    player = Player().hold("A", 0.8).hold("S", 0.1).hold("A", 0.8)
    assert player.text == "A"


def test_a_sign_between_two_alike_releases() -> None:
    assert Player().hold("A", 0.8).hold("N", 0.8).hold("A", 0.8).text == "ANA"


def test_a_blink_does_not_interrupt_holding() -> None:
    player = Player().hold("A", 0.35).away(0.1).hold("A", 0.3)
    assert player.text == "A"


def test_a_long_unsure_time_interrupts_holding() -> None:
    player = Player().hold("A", 0.4).play(_sign("A", label=False), 0.3).hold("A", 0.4)
    assert player.text == ""


def test_a_long_absence_is_one_space(player: Player) -> None:
    player.hold("A", 0.8).away(1.2)
    assert player.text == "A"
    player.away(20.0)
    assert player.text == "A "
    player.hold("B", 0.8)
    assert player.text == "A B"
    assert [letter.label for letter in player.written] == ["A", SPACE, "B"]
    assert player.written[1].end - player.written[1].start == pytest.approx(1.5, abs=1.01 / player.fps)


def test_a_text_does_not_begin_with_a_space(player: Player) -> None:
    assert player.away(5.0).hold("A", 0.8).text == "A"
    assert [letter.label for letter in player.written] == ["A"]


def test_a_hand_that_is_there_but_unread_makes_no_space() -> None:
    assert Player().hold("A", 0.8).play(_sign("B", label=False), 5.0).text == "A"


def test_a_space_that_was_taken_back_stays_away_until_the_hand_was_there_again() -> None:
    player = Player().hold("A", 0.8).away(3.0)
    player.composer.backspace()
    assert player.away(5.0).text == "A"
    assert player.play(_sign("B", label=False), 0.3).away(2.0).text == "A "


def test_a_sign_that_is_a_word_is_written_and_taken_back_as_one() -> None:
    own = Alphabet("own", ("I", "V", "love you"))

    def sign(label: str) -> Reading:
        row = np.full(3, 0.1, np.float32)
        row[own.labels.index(label)] = 0.8
        return Reading(own, row, label, 0.8)

    player = Player()
    for label in ("I", "love you", "V", "I"):
        player.play(sign(label), 0.7)
    assert player.text == "I love you VI"
    for shorter in ("I love you V", "I love you", "I", ""):
        player.composer.backspace()
        assert player.text == shorter


def test_there_are_never_two_spaces_in_a_row() -> None:
    player = Player()
    player.composer.space()
    assert player.text == ""
    player.hold("A", 0.8)
    player.composer.space()
    player.composer.space()
    assert player.away(3.0).text == "A "


def test_a_letter_taken_back_while_it_is_held_is_not_written_again() -> None:
    player = Player().hold("A", 0.8).hold("B", 0.8)
    player.composer.backspace()
    assert player.hold("B", 3.0).text == "A"
    player.composer.clear()
    assert player.hold("B", 1.0).text == ""
    player.composer.backspace()
    assert player.text == ""


def test_progress_grows_with_holding_and_is_full_until_the_sign_is_let_go() -> None:
    player = Player()
    assert player.composer.progress == 0
    seen = [player.hold("A", 1 / _FPS).composer.progress for _ in range(18)]
    assert seen == sorted(seen)
    assert seen[9] == pytest.approx(0.5, abs=0.01)
    assert player.hold("A", 0.1).composer.progress == 1
    assert player.hold("A", 1.0).composer.progress == 1
    assert player.away(0.3).composer.progress == 0
    assert player.hold("B", 0.3).away(0.3).composer.progress == 0


def test_frames_that_stop_coming_hold_nothing() -> None:
    player = Player().hold("A", 0.4)
    player.frame += 300
    assert player.hold("A", 0.3).text == ""


def test_another_stream_with_an_earlier_clock_goes_on_in_the_same_text() -> None:
    player = Player().hold("A", 0.8)
    player.composer.forget()
    player.frame = -3000
    assert player.hold("A", 0.8).text == "AA"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("AB -"), st.floats(0.03, 3.0), st.sampled_from(["", "space", "backspace"])),
        max_size=30,
    )
)
def test_whatever_happens_the_text_is_well_formed(script: list[tuple[str, float, str]]) -> None:
    player = Player(fps=20)
    for what, seconds, command in script:
        player.play(None if what == " " else _sign("A", label=False) if what == "-" else _sign(what), seconds)
        if command:
            getattr(player.composer, command)()
        assert not player.text.startswith(SPACE)
        assert SPACE * 2 not in player.text
        assert 0 <= player.composer.progress <= 1
