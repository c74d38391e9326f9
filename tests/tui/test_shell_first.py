"""The application opens, switches and quits."""

import pytest
from stand_in import Services

from nntui import parts
from nntui.catalog import catalog
from nntui.spec.experiment import Data, Experiment, Network
from nntui.tui.app import NntuiApp
from nntui.tui.workbench import Workbench


def experiment() -> Experiment:
    """A spiral and two dense layers."""
    parts.load()
    layers = tuple(catalog.build("layer", name, values) for name, values in [("dense", {"units": 8}), ("relu", {})])
    return Experiment(
        data=Data(source=catalog.build("dataset", "spiral", {})),
        model=Network(layers=layers),
        optimizer=catalog.build("optimizer", "sgd", {}),
        name="a spiral",
    )


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_application_opens_and_quits(size: tuple[int, int]) -> None:
    """The first picture has the header and the footer, and q leaves."""
    app = NntuiApp(Workbench(experiment(), Services()))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()

        assert app.view_shown == "build"
        await pilot.press("q")
    assert app.return_code == 0


async def test_start_with_a_broken_stack_says_so() -> None:
    """`--start` on something that cannot be trained opens Train and says why."""
    from bench import application, settle, text_of

    app = application("iris | dense 7, softmax | adam | epochs 3", start=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, lambda: "units" in text_of(app))

        assert app.view_shown == "train"
        assert app.workbench.run is None


async def test_a_call_that_is_to_come_comes_though_the_machine_is_busy() -> None:
    """A call whose time has passed before the loop looks is made all the same: the pulse would stand still otherwise."""
    import time

    from bench import application, settle

    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        came: list[int] = []
        for number in range(20):
            app.after(0.001, lambda number=number: came.append(number))  # type: ignore[misc]
            time.sleep(0.004)
        await settle(pilot, lambda: len(came) == 20)


@pytest.mark.parametrize("size", [(50, 15), (30, 8), (12, 6)])
async def test_too_small_is_said_in_whole_words(size: tuple[int, int]) -> None:
    """Nothing is cut, what is not true is not said, and q leaves."""
    from bench import text_of

    app = NntuiApp(Workbench(experiment(), Services()))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()

        assert " ".join(text_of(app).split()) == f"nntui needs 60x20; this is {size[0]}x{size[1]}. q leaves."


async def test_news_at_the_very_end_are_nobodys() -> None:
    """The timer may look once more while the screens are taken apart: on a busy machine that ended in a traceback."""
    app = NntuiApp(Workbench(experiment(), Services()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
    app.workbench.say("too late")
    app.news()

    assert app.workbench.take_messages() == [("too late", "")]
