"""When the screen looks at the workbench."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from nntui.tui.pulse import JOB_SECONDS, SOON_SECONDS, Pulse


class Call:
    def __init__(self, seconds: float, callback: Callable[[], None]) -> None:
        self.seconds, self.callback, self.cancelled = seconds, callback, False

    def cancel(self) -> None:
        self.cancelled = True


class Watcher:
    """Notes the calls that are to come."""

    def __init__(self) -> None:
        jobs = SimpleNamespace(answered=0)
        self.workbench: Any = SimpleNamespace(ordered=False, working=False, running=False, poll=self.poll, jobs=jobs)
        self.backlog = 0
        self.new = self.answer = False
        self.calls: list[Call] = []
        self.news_shown = 0
        self.in_turn: list[bool] = []
        self.frames_shown = 0

    def poll(self) -> bool:
        self.workbench.jobs.answered += self.answer
        return self.new

    def acted(self) -> None:
        self.frames_shown += 1

    def after(self, seconds: float, callback: Callable[[], None], /) -> Call:
        self.calls.append(Call(seconds, callback))
        return self.calls[-1]

    def news(self, *, in_turn: bool = False) -> None:
        self.news_shown += 1
        self.in_turn.append(in_turn)

    def look(self) -> None:
        self.calls[-1].callback()


@pytest.fixture
def watcher() -> Watcher:
    return Watcher()


@pytest.fixture(autouse=True)
def _same_switching(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.setswitchinterval", lambda seconds: None)


def test_it_stands_still_while_nothing_goes_on(watcher: Watcher) -> None:
    """One look after it was woken, and no other."""
    Pulse(watcher, 4).wake()
    watcher.look()

    assert len(watcher.calls) == 1
    assert watcher.news_shown == 0


def test_while_training_it_looks_as_often_as_it_was_told(watcher: Watcher) -> None:
    """Four times a second, and shows what is new."""
    watcher.workbench.running = watcher.new = True
    Pulse(watcher, 4).wake()
    watcher.look()

    assert watcher.calls[-1].seconds == 0.25
    assert watcher.news_shown == 1


def test_after_an_order_it_looks_soon_and_then_as_usual(watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every few milliseconds until 0.3 seconds have passed without an answer."""
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    watcher.workbench.ordered = True
    pulse = Pulse(watcher, 4)
    pulse.wake()
    watcher.look()
    assert watcher.calls[-1].seconds == SOON_SECONDS
    now[0] += 0.31
    watcher.look()
    assert watcher.calls[-1].seconds == 0.25
    watcher.workbench.ordered, watcher.workbench.working = False, True
    assert pulse.pause() == JOB_SECONDS


def test_what_was_ordered_is_shown_before_the_rest(watcher: Watcher) -> None:
    """In turn when the order was carried out since the last look, else all at once."""
    bench = watcher.workbench
    bench.ordered = True

    def acknowledge() -> bool:
        bench.ordered = False
        return True

    bench.poll = acknowledge
    pulse = Pulse(watcher, 4)
    for _ in range(2):
        pulse.wake()
        watcher.look()

    assert watcher.in_turn == [True, False]


def test_nothing_is_drawn_for_a_terminal_that_does_not_take_it(watcher: Watcher) -> None:
    """While pieces wait to be written nothing is added, and it looks again later."""
    watcher.workbench.running = watcher.new = True
    watcher.backlog = 99
    Pulse(watcher, 4).wake()
    watcher.look()

    assert watcher.news_shown == 0
    assert watcher.calls[-1].seconds == 0.25


def test_waking_again_takes_the_place_of_the_call_that_was_to_come(watcher: Watcher) -> None:
    """There is one call to come at a time; none after the end."""
    pulse = Pulse(watcher, 4)
    pulse.wake()
    pulse.wake()
    assert [call.cancelled for call in watcher.calls] == [True, False]
    pulse.stop()
    pulse.wake()
    assert len(watcher.calls) == 2


@pytest.mark.parametrize(("new", "news", "frames"), [(False, 0, 1), (True, 1, 0)])
def test_an_answer_without_news_shows_the_frame_again(watcher: Watcher, new: bool, news: int, frames: int) -> None:
    """It may let other things be done next, which the footer tells; news shows it by itself."""
    watcher.answer, watcher.new = True, new
    Pulse(watcher, 4).wake()
    watcher.look()

    assert (watcher.news_shown, watcher.frames_shown) == (news, frames)
