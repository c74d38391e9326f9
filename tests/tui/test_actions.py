"""The registry of actions: keys, footer, help and palette all follow from it."""

from __future__ import annotations

from collections import Counter

import pytest
from bench import application, settle, text_of

from nntui.tui import actions
from nntui.tui.actions import ACTIONS, Action
from nntui.tui.app import NntuiApp
from nntui.tui.dialogs.help import help_rows
from nntui.tui.dialogs.palette import HIDDEN, KEYS, TITLE, offered, search
from nntui.tui.screens import SCREENS
from nntui.tui.view import VIEWS, load_views

load_views()
PALETTE = [one.name for one in offered()]


UNSENT = ("ctrl+shift", "ctrl+enter", "ctrl+i", "ctrl+m", "ctrl+j")


def test_every_action_has_title_help_and_a_key() -> None:
    """Nothing can be done that is not named, explained and on a key that terminals send."""
    named = {name for name, one in ACTIONS.items() if 0 < len(one.title) <= 30}
    explained = {name for name, one in ACTIONS.items() if one.help.endswith(".") and len(one.help.split()) >= 2}
    on_a_key = {name for name, one in ACTIONS.items() if one.keys and not any(key.startswith(UNSENT) for key in one.keys)}

    assert sorted(ACTIONS.keys() - named) == []
    assert sorted(ACTIONS.keys() - explained) == []
    assert sorted(ACTIONS.keys() - on_a_key) == []


def test_titles_in_the_palette_are_unique() -> None:
    """Two lines of the palette never read the same within one view."""
    assert [title for title, count in Counter((one.view, one.title) for one in offered()).items() if count > 1] == []


def test_columns_of_the_palette_do_not_touch() -> None:
    """There is a blank after every title and after all keys that are shown."""
    close = [one.name for one in offered() if len(one.title) + 1 >= TITLE or len(one.shown_keys(ascii=True, most=2)) >= KEYS]

    assert not close


def test_the_palette_finds_every_action_by_its_title() -> None:
    """Typing the title brings the action to the top of the list."""
    assert [name for name in PALETTE if ACTIONS[name] not in search(ACTIONS[name].title)[:3]] == []


@pytest.mark.parametrize("cls", [NntuiApp, *VIEWS.values()])
def test_no_key_means_two_things_in_one_place(cls: type) -> None:
    """A view's own keys are different ones, and take none of the application's.

    Play and pause share the space bar: which of them is possible depends on whether the run goes on.
    """
    mine = [one for one in actions.of_class(cls) if one.name != "train.pause"]
    own = [key for one in mine for key in one.keys]
    everywhere = {key for one in actions.of_class(NntuiApp) for key in one.keys} | {key for _, key, _ in SCREENS}

    assert [key for key, count in Counter(own).items() if count > 1] == []
    if cls is not NntuiApp:
        assert set(own) & everywhere == set()


def test_the_screens_are_as_their_modules_say() -> None:
    """The list of screens and the decorators agree."""
    assert {(name, cls.key, cls.title) for name, cls in VIEWS.items()} == set(SCREENS)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_action_is_two_keys_away_and_in_help_and_footer(size: tuple[int, int]) -> None:
    """In each view every action is on a key there or behind one more; help names all of them; the footer fits."""
    app = application()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for name, key, _ in SCREENS:
            await pilot.press(key)
            await pilot.pause()
            assert app.view_shown == name
            reach = reachable(app)
            wanted = {one.name for one in offered() if one.view == name}
            for inner in ("tab", "enter", "e", "v", "d"):
                if wanted <= reach:
                    break
                await pilot.press(inner)
                await pilot.pause()
                reach |= reachable(app)
                await pilot.press("escape")
            assert wanted - reach == set()
            assert "? help" in text_of(app).splitlines()[-1]


def reachable(app: NntuiApp) -> set[str]:
    return {one.name for node in app.chain() for one in actions.of_class(type(node))}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_help_explains_what_has_focus_and_closes(size: tuple[int, int]) -> None:
    """`?` opens, escape, backspace and `?` close; every action of the place is in the text."""
    app = application()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        chain = app.chain()
        text = " ".join("".join(part for part, _ in row) for row in help_rows(chain, 200))
        for node in chain:
            for one in actions.of_class(type(node)):
                if one.name not in {"list.choose"}:
                    assert one.help in text
        for key in ("escape", "backspace", "question_mark"):
            await pilot.press("question_mark")
            assert "Help" in text_of(app)
            await pilot.press("pagedown", "up", key)
            assert app.screen is app.shell


def test_of_equal_titles_the_view_on_the_screen_comes_first() -> None:
    """Train and Predict both have "One step": where neither is on the screen, the first screen wins."""
    assert [search("one step", view)[0].name for view in ("build", "train", "predict")] == [
        "train.step",
        "train.step",
        "predict.train-step",
    ]


async def test_the_palette_does_what_is_chosen_from_another_view() -> None:
    """An action of Train is done from Build: its view comes first."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p", *"one step", "enter")
        await settle(pilot, lambda: app.workbench.steps_done == 1)

        assert app.view_shown == "train"


def fine(one: Action) -> bool:
    return not one.name.startswith((*HIDDEN, "app.quit", "app.suspend", "app.open", "app.save", "app.palette", "app.help"))


FINE = [name for name in PALETTE if fine(ACTIONS[name])]
TOGETHER = 12


@pytest.mark.parametrize("names", [FINE[place::TOGETHER] for place in range(TOGETHER)], ids=lambda names: names[0])
async def test_every_action_of_the_palette_can_be_chosen_at_any_time(names: list[str]) -> None:
    """Right after the start, from Build, and after others: each does something or says why not; none ends the program."""
    from nntui.tui.commands import perform

    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for name in names:
            await perform(app, ACTIONS[name])
            await pilot.pause()
            assert app.return_code is None, name
            while app.shell.dialog is not None:
                app.shell.close_dialog()
                await pilot.pause()
            await pilot.press("1")


async def test_themes_go_round() -> None:
    """ctrl+t wears the next theme and says its name, and comes round."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        first = app.theme
        seen = []
        for _ in range(4):
            await pilot.press("ctrl+t")
            seen.append(app.theme)
            assert "Theme:" in text_of(app)

        assert len(set(seen)) == 4
        assert app.theme == first


async def test_a_mistake_in_an_action_is_said() -> None:
    """An error of ours in an action is a sentence in the message line; it goes with the next key."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2", "u")
        await settle(pilot, lambda: "no rewind" in text_of(app) or "nothing" in text_of(app) or app.workbench.snapshot)
        await pilot.press("1")

        assert "no rewind" not in text_of(app)


async def test_a_text_that_is_longer_says_so() -> None:
    """Help has an arrow where there is more, and the footer tells the key; at the end the arrow points up."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("question_mark")
        shown = text_of(app).splitlines()

        assert any(row.rstrip("│ ").endswith("↓") for row in shown[-6:])
        assert "scroll" in shown[-1]
        await pilot.press(*["pagedown"] * 9)
        shown = text_of(app).splitlines()
        assert any(row.rstrip("│ ").endswith("↑") for row in shown[1:4])
        assert not any(row.rstrip("│ ").endswith("↓") for row in shown[-6:])
