"""Looking closer by keyboard: the list of methods, one at work, what it found, and what can be done about it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from bench import SMALL, application, settle, text_of
from stand_in import Services
from terminal import TRAINABLE, Terminal
from test_looking import RATE, failing, seeing
from textual import events

from nntui.charts import methods as pictures
from nntui.insight import methods
from nntui.insight.methods import METHODS, Method, Offer
from nntui.spec import overrides
from nntui.training.messages import Change
from nntui.tui import actions
from nntui.tui.app import NntuiApp
from nntui.tui.dialogs.findings import Findings
from nntui.tui.dialogs.methods import Methods
from nntui.tui.dialogs.palette import offered
from nntui.tui.look_closer import offer

SIZES = [(80, 24), (120, 40), (200, 60)]
SEE = Method("see", "See it all", "It is seen from the side.", "Every star is a thing seen.", seeing)


def stars(result: Any, width: int, height: int, *, ascii: bool = False) -> pictures.Rows:
    """A list of thirty rows."""
    return tuple(((f" star {number} {'*' if ascii else '★'}", ""),) for number in range(30))


@pytest.fixture
def throwaway() -> Iterator[pytest.MonkeyPatch]:
    """A method and its picture, as somebody would add one: an entry in each of the two tables."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nntui.tui.dialogs.methods.METHODS", (SEE,))
        patch.setattr(methods, "METHODS", (SEE,))
        patch.setitem(pictures.PICTURES, "see", pictures.Picture(stars))
        yield patch


def with_method(patch: pytest.MonkeyPatch, method: Method) -> None:
    patch.setattr("nntui.tui.dialogs.methods.METHODS", (method,))
    patch.setattr(methods, "METHODS", (method,))


def inside(app: NntuiApp) -> list[str]:
    """The rows of the dialog, without its frame."""
    dialog = app.shell.dialog
    assert dialog is not None
    region = dialog.region
    rows = text_of(app).splitlines()[region.y + 1 : region.bottom - 1]
    return [row[region.x + 1 : region.right - 1].rstrip() for row in rows]


def findings(app: NntuiApp) -> Findings:
    assert isinstance(app.shell.dialog, Findings)
    return app.shell.dialog


# the list


@pytest.mark.parametrize("size", SIZES[:2])
@pytest.mark.parametrize("view", ["1", "2", "3", "6"])
async def test_the_list_has_every_method_in_one_line_and_more_of_the_chosen_one(size: tuple[int, int], view: str) -> None:
    """`m` from every view; nothing is cut at any size."""
    app = application()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press(view, "m")
        rows = inside(app)

        for place, (row, method) in enumerate(zip(rows, METHODS, strict=False), 1):
            assert row.split() == [str(place), *method.title.split(), *method.help.split()]
        for method in METHODS:
            told = " ".join(" ".join(inside(app)[len(METHODS) :]).split())
            assert told == method.legend
            await pilot.press("down")


async def test_the_list_as_it_looks() -> None:
    """The very text at 80x24, in ASCII."""
    app = application(ascii=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("m")

        assert inside(app) == [
            "  1  Find a learning rate    See at which rate the loss falls fastest.",
            "  2  Train on five folds     Train five times, measure each on unseen rows.",
            "  3  Check the gradients     Compare gradients with differences of the loss.",
            "  4  Look for dead units     Find units that pass no gradient for any sample.",
            "",
            "  A copy of the network trains 100 updates, each at a higher rate than the",
            "  one before. Dots are the losses as they came, the line is their smoothed",
            "  course over the rate. S marks where it falls fastest: a good rate to train",
            "  with. L marks where it is lowest: beyond it the steps are too long. It",
            "  speaks of the weights that it begins with: start weights (r in Train) tell",
            "  a rate for a whole training, trained ones which rate still helps, and that",
            "  is a lower one or none.",
        ]
        assert text_of(app).splitlines()[-1].split() == ["esc", "close", "enter", "choose", "?", "help"]


@pytest.mark.parametrize("key", ["escape", "backspace", "m", "q"])
async def test_the_list_is_left_without_a_look(key: str) -> None:
    """Every way out leads back to where the focus was, and nothing was asked."""
    app = application(services=Services())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        focused, asked = app.shell.focused, len(app.workbench.services.the_runner.jobs)
        await pilot.press("m", key)

        assert app.shell.dialog is None
        assert app.shell.focused is focused
        assert len(app.workbench.services.the_runner.jobs) == asked


async def test_what_is_typed_ahead_goes_to_the_list() -> None:
    """`m` and a number at once, before the list is on the screen."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for key in "m1":
            app.post_message(events.Key(key, key))
        await settle(pilot, lambda: isinstance(app.shell.dialog, Findings))

        assert findings(app).title_text == METHODS[0].title


# one at work


async def test_a_method_is_an_entry_with_a_picture_and_nothing_else(throwaway: pytest.MonkeyPatch) -> None:
    """A throw-away one is in list and palette, works, and shows its picture, which is scrolled."""
    throwaway.setitem(actions.ACTIONS, "method.see", None)
    offer(SEE, 1)
    app = application(services=Services(), ascii=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("m")
        assert inside(app)[0].split() == ["1", "See", "it", "all", "It", "is", "seen", "from", "the", "side."]
        await pilot.press("enter")
        await settle(pilot, lambda: "it was seen" in text_of(app))

        assert inside(app)[:4] == ["  it was seen", "  of the start weights", "", "  star 0 *"]
        assert inside(app)[-1].split() == ["v", "15", "more", "rows"]
        await pilot.press(*["pagedown"] * 3)
        assert inside(app)[0] == "  it was seen"
        assert inside(app)[-1] == "  star 29 *"


async def test_it_tells_how_far_it_is_and_what_will_be_seen(throwaway: pytest.MonkeyPatch) -> None:
    """While it works: a bar, words, times, how to end it, and how to read the picture."""
    services = Services()
    app = application(services=services, ascii=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        services.the_runner.held = True
        await pilot.press("m", "1")
        await settle(pilot, lambda: "waiting for its turn" in text_of(app))
        for _ in range(5):
            services.the_runner.slice()
        await settle(pilot, lambda: "50%" in text_of(app))
        bar, about, _, legend = inside(app)[:4]

        assert bar.startswith("  ####")
        assert "--  50%  seeing  " in bar
        assert "ETA" in bar
        assert about == "  of the start weights; esc ends it"
        assert legend == "  Every star is a thing seen."
        assert "again" not in text_of(app).splitlines()[-1]


@pytest.mark.parametrize("key", ["escape", "backspace", "q", "m"])
async def test_it_is_ended_at_any_time(throwaway: pytest.MonkeyPatch, key: str) -> None:
    """Escape drops the job, in the middle of it."""
    services = Services()
    app = application(services=services)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        services.the_runner.held = True
        await pilot.press("m", "1")
        await settle(pilot, lambda: app.workbench.working)
        await pilot.press(key)

        assert app.shell.dialog is None
        assert services.the_runner.cancelled == [max(services.the_runner.jobs)]
        assert not app.workbench.working


async def test_help_explains_it_over_it_and_it_goes_on_behind(throwaway: pytest.MonkeyPatch) -> None:
    """`?` tells what is seen and the keys; what comes meanwhile is there when help is closed."""
    services = Services()
    app = application(services=services)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        services.the_runner.held = True
        await pilot.press("m", "1")
        await settle(pilot, lambda: app.workbench.working)
        await pilot.press("question_mark")
        told = " ".join(text_of(app).split())
        assert "Every star is a thing seen." in told
        for one in actions.of_class(Findings):
            assert one.help in told
        services.the_runner.held = False
        await settle(pilot, lambda: not app.workbench.working)
        await pilot.press("escape")

        assert inside(app)[0] == "  it was seen"
        assert app.shell.focused is findings(app).first_focus()


async def test_the_list_explains_itself_too() -> None:
    """`?` in the list names every method."""
    app = application()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("m", "question_mark")
        told = " ".join(text_of(app).replace("│", " ").split())

        for method in METHODS:
            assert f"{method.title}. {method.help}" in told
        await pilot.press("escape")
        assert isinstance(app.shell.dialog, Methods)


async def test_a_failure_is_said_and_r_tries_again(throwaway: pytest.MonkeyPatch) -> None:
    """The sentence stands where the result would, with the key."""
    with_method(throwaway, msgspec.structs.replace(SEE, begin=failing))
    app = application(services=Services())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("m", "1")
        await settle(pilot, lambda: "run away" in text_of(app))
        assert inside(app)[0] == "  the samples have run away."
        assert text_of(app).splitlines()[-1].split()[:2] == ["r", "again"]
        with_method(throwaway, SEE)
        await pilot.press("r")
        await settle(pilot, lambda: "run away" in text_of(app))

        assert app.return_code is None


async def test_what_is_old_says_so(throwaway: pytest.MonkeyPatch) -> None:
    """When the run went on, the step of the result and the one of now stand there; r looks again."""
    services = Services()
    app = application(services=services)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("m", "1")
        await settle(pilot, lambda: "it was seen" in text_of(app))
        services.the_runner.go(1500)
        app.workbench.look()
        app.news()
        await pilot.pause()
        assert inside(app)[1] == "  of the start weights; the run is at step 1,500 now, r looks again"
        await pilot.press("r")
        await settle(pilot, lambda: "of step 1,500" in text_of(app))

        assert inside(app)[1] == "  of step 1,500"


async def test_broken_data_are_said_in_place_of_a_look() -> None:
    """Nothing opens; the message line says why."""
    app = application("csv path=/nowhere/at/all.csv target=y | dense 4 | adam | epochs 2")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("m", "1")
        await pilot.pause()

        assert app.shell.dialog is None
        assert "/nowhere/at/all.csv" in text_of(app).splitlines()[-2] + text_of(app).splitlines()[-3]


# what can be done about it


async def test_enter_takes_a_value_over_and_says_so(throwaway: pytest.MonkeyPatch) -> None:
    """The offer stands under the words with its key; in a run it is the order that `l` gives."""
    with_method(throwaway, msgspec.structs.replace(SEE, offer=lambda _: Offer(RATE, 0.5, "learning rate 0.5")))
    services = Services()
    app = application(services=services)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        services.the_runner.go(7, "paused")
        app.workbench.look()
        await pilot.press("2", "m", "1")
        await settle(pilot, lambda: "it was seen" in text_of(app))
        assert inside(app)[2] == "  enter takes it over: learning rate 0.5, in place of 0.02"
        assert text_of(app).splitlines()[-1].split()[:5] == ["enter", "take", "it", "over", "r"]
        await pilot.press("enter")
        await pilot.pause()

        assert app.shell.dialog is None
        assert services.the_runner.orders[-1] == Change(RATE, 0.5)
        assert text_of(app).splitlines()[-2] == " learning rate 0.5 from the next step on; it was 0.02"


async def test_enter_does_nothing_where_nothing_is_offered(throwaway: pytest.MonkeyPatch) -> None:
    """No key is told and none acts."""
    app = application(services=Services())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("m", "1")
        await settle(pilot, lambda: "it was seen" in text_of(app))
        await pilot.press("enter")

        assert "take" not in text_of(app)
        assert findings(app)


async def test_one_layer_or_all_of_them() -> None:
    """The check asks which layer; the numbers of the one that was chosen are told alone."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("m", "3")
        assert [row.split()[:2] for row in inside(app)[2:6]] == [
            ["all", "layers"],
            ["0", "dense"],
            ["1", "relu"],
            ["2", "dense"],
        ]
        await pilot.press(*"2 dense", "enter")
        await settle(pilot, lambda: "is right" in text_of(app))
        assert inside(app)[0] == "  the gradient of layer 2 (dense) is right"
        assert [row.split()[:3] for row in inside(app)[3:5]] == [["2", "dense", "✓"], []]
        await pilot.press("escape", "m", "3", "enter")
        await settle(pilot, lambda: "are right" in text_of(app))

        assert inside(app)[0] == "  the gradients of all 4 layers are right"
        assert [row.split()[0] for row in inside(app)[3:7]] == ["0", "1", "2", "3"]


async def test_the_suggested_rate_is_set() -> None:
    """The real finder, from the start weights: what it draws as S is what the experiment has afterwards."""
    app = application("iris scaling=standard | dense 8, relu | adam lr=0.5 | epochs 50 seed 0")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("m", "1")
        await settle(pilot, lambda: "S fastest at" in text_of(app))
        shown = next(row for row in inside(app) if "S fastest at" in row).partition("S fastest at ")[2].split()[0]
        await pilot.press("enter")

        assert overrides.get(app.workbench.experiment, RATE) == float(shown)
        assert 1e-5 < float(shown) < 0.5


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("ascii", [False, True])
async def test_no_picture_is_wider_than_its_place(size: tuple[int, int], *, ascii: bool) -> None:
    """Every method at every size; with only ASCII there is only ASCII."""
    app = application("spiral samples=10 | dense 100, relu, dense 4, tanh | adam | epochs 1", ascii=ascii)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for place, method in enumerate(METHODS, 1):
            await pilot.press("m", str(place), *(["enter"] if method.by_layer else []))
            await settle(pilot, lambda: isinstance(app.shell.dialog, Findings) and not app.workbench.working)
            text = text_of(app)
            assert text.isascii() or not ascii
            assert not [row for row in inside(app) if row.endswith(("…", "~"))]
            assert all(len(row) <= size[0] for row in text.splitlines())
            await pilot.press("escape")


# the palette


def test_the_palette_has_a_line_for_each() -> None:
    """Under its own title, with the two keys that lead to it."""
    lines = {one.title: one for one in offered() if one.name.startswith("method.")}

    assert list(lines) == [method.title for method in METHODS]
    for place, method in enumerate(METHODS, 1):
        assert lines[method.title].help == method.help
        assert lines[method.title].shown_keys() == f"m {place}"


async def test_the_palette_begins_a_method() -> None:
    """From Build, by its name."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p", *"dead units", "enter")
        await settle(pilot, lambda: "alive" in text_of(app))

        assert app.view_shown == "build"
        assert "1 relu  all 8 units are alive" in text_of(app)


async def test_a_dialog_that_was_opened_once_leaves_nothing_in_the_palette() -> None:
    """Its own keys work in it alone."""
    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        before = {one.name for one in offered()}
        await pilot.press("2", "i", "escape", "m", "escape")

        assert {one.name for one in offered()} - before <= {one.name for one in offered() if one.view}
        assert not [one.name for one in offered() if one.name.startswith(("health.", "findings.", "methods."))]


# leaving


@pytest.mark.terminal
def test_leaving_does_not_wait_for_a_method() -> None:
    """Folds that would take hours beside a run that goes on: ctrl+c, the answer, and the program is gone."""
    with Terminal(TRAINABLE, "--start") as terminal:
        terminal.wait_for("● training")
        terminal.send("m2")
        terminal.wait_for("fold 1 of 5")
        terminal.send("\x03")
        terminal.wait_for("Quit without saving")
        sent = time.monotonic()
        terminal.send("j\r")

        assert terminal.wait() == 0
        assert time.monotonic() - sent < 2
        assert terminal.restored


async def test_staying_comes_back_to_the_method() -> None:
    """The question stands over the dialog; whoever stays has it again."""
    app = application(SMALL)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2", "n")
        await settle(pilot, lambda: app.workbench.steps_done == 1)
        await pilot.press("m", "4")
        await settle(pilot, lambda: "alive" in text_of(app))
        await pilot.press("ctrl+c")
        assert "Quit?" in text_of(app)
        await pilot.press("escape")

        assert "alive" in "".join(inside(app))
